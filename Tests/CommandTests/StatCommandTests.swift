import Foundation
import Testing

@Suite struct StatCommandTests {
  /// Two groups that do not overlap.
  static let groups = """
    g,v,w
    a,1.5,1
    a,2,2
    b,3,3
    b,4.25,4
    b,9,6
    ,7,

    """

  @Test("An analysis of a file says statistic, p, estimate, counts and variant")
  func summary() throws {
    let place = try Workplace()
    try place.write(Self.groups, to: "g.csv")
    let run = try place.run("stat", "mann-whitney", "g.csv", "--x", "v", "--group", "g")
    #expect(run.status == 0, "\(run.errors)")
    // U = 0 and exact two-sided p = 2 / C(5, 2), by hand.
    #expect(run.output.contains("U = 0, p = 0.200 (exact), two-sided"))
    #expect(run.output.contains("Hodges–Lehmann difference -2.50"))
    #expect(run.output.contains("n = 2 (a) + 3 (b)"))
  }

  @Test("The file's answer and the batch's answer are one")
  func bothDoors() throws {
    let place = try Workplace()
    try place.write(Self.groups, to: "g.csv")
    let file = try place.run("stat", "spearman", "g.csv", "--x", "v", "--y", "w", "--json")
    let batch = try place.run(
      "stat", "--batch", "-",
      input: #"{"id": "s", "method": "spearman", "x": [1.5,2,3,4.25,9,7], "y": [1,2,3,4,6,null]}"#)
    let one = try object(file.output)
    let answer = try object(batch.output)
    let other = try #require(answer["result"] as? [String: Any])
    #expect(answer["id"] as? String == "s")
    #expect(one["p_value"] as? Double == other["p_value"] as? Double)
    #expect(one["n"] as? Int == 5 && other["n"] as? Int == 5)
    #expect(one["n_missing"] as? Int == 1 && other["n_missing"] as? Int == 1)
  }

  @Test("A bad request has its error on its own line, the rest go on, and the status is 1")
  func batchErrors() throws {
    let place = try Workplace()
    try place.write(
      """
      {"id": 1, "method": "spearmn", "x": [1], "y": [2]}
      not json
      {"id": 3, "method": "spearman", "x": [1, 2], "y": [2, 1]}
      {"id": 4, "method": "describe", "x": [1, 2, 4]}
      """, to: "requests.jsonl")
    let run = try place.run("stat", "--batch", "requests.jsonl")
    #expect(run.status == 1)
    let answers = try run.output.split(separator: "\n").map { try object(String($0)) }
    #expect(answers.count == 4)
    let codes = answers.map { ($0["error"] as? [String: Any])?["code"] as? String }
    #expect(codes == ["unknown-method", "bad-request", "too-few-observations", nil])
    #expect(answers[1]["id"] is NSNull)
    #expect((answers[3]["result"] as? [String: Any])?["median"] as? Double == 2)
  }

  @Test(
    "A slip in a name is answered with the nearest name and status 1",
    arguments: [
      (["spearmn", "g.csv", "--x", "v", "--y", "w"], "did you mean 'spearman'?"),
      (["spearman", "g.csv", "--x", "vv", "--y", "w"], "did you mean 'v'?"),
      (["mann-whitney", "g.csv", "--x", "v", "--group", "g", "--levels", "a,B"], "no group 'B'"),
      (["spearman", "none.csv", "--x", "v", "--y", "w"], "none.csv"),
      (["spearman", "g.csv", "--x", "v", "--y", "w", "--set", "frob=1"], "frob"),
    ])
  func slips(arguments: [String], hint: String) throws {
    let place = try Workplace()
    try place.write(Self.groups, to: "g.csv")
    let run = try place.start(["stat"] + arguments).wait()
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.contains(hint), "\(run.errors)")
  }

  @Test("A level that is not a number, and a folder instead of requests, are reported")
  func noNumber() throws {
    let place = try Workplace()
    try place.write(Self.groups, to: "g.csv")
    let run = try place.run("stat", "spearman", "g.csv", "--x", "v", "--y", "w", "--level", "nan")
    #expect(run.status == 2)
    let folder = try place.run("stat", "--batch", place.path)
    #expect(folder.status == 1)
    #expect(folder.errors.contains("is a folder"), "\(folder.errors)")
  }

  @Test("A column without a value is an error that says so")
  func allMissing() throws {
    let place = try Workplace()
    try place.write("x,y\n1,\n2,\n3,\n", to: "m.csv")
    let run = try place.run("stat", "spearman", "m.csv", "--x", "x", "--y", "y")
    #expect(run.status == 1)
    #expect(run.errors.contains("3 missing") || run.errors.contains("3 rows"), "\(run.errors)")
  }

  @Test(
    "What the method does not read is an error that names it",
    arguments: [
      (["wilcoxon", "--x", "v", "--group", "g", "--levels", "a,b"], 1, "'block'"),
      (["spearman", "--x", "v", "--y", "w", "--group", "g"], 1, "takes no 'group'"),
      (["describe", "--x", "v", "--y", "w"], 1, "takes no 'y'"),
      (["shapiro-wilk", "--x", "v", "--level", "0.9"], 1, "no option 'level'"),
      (["shapiro-wilk", "--x", "v", "--alternative", "less"], 1, "no option 'alternative'"),
      (["ols", "--formula", "v ~ w", "--levels", "a,b"], 1, "takes no 'levels'"),
      (["ols", "--formula", "v ~ w", "--group", "g"], 1, "covariance cluster or CR2"),
      (["anova", "--x", "v", "--group", "g", "--group", "w"], 2, "--group is given twice"),
      (["anova", "--x", "v", "--x=w", "--group", "g"], 2, "--x is given twice"),
      (
        ["t-test", "--x", "v", "--y", "w", "--levels", "a,b"], 1,
        "takes no 'levels' without 'group'"
      ),
      (
        ["t-test", "--x", "v", "--group", "g", "--level", "0.9", "--set", "level=0.8"], 1,
        "given twice"
      ),
    ])
  func unread(arguments: [String], status: Int, hint: String) throws {
    let place = try Workplace()
    try place.write(Self.groups, to: "g.csv")
    let run = try place.start(["stat", arguments[0], "g.csv"] + arguments.dropFirst()).wait()
    #expect(run.status == Int32(status))
    #expect(run.output == "")
    #expect(run.errors.contains(hint), "\(run.errors)")
  }

  @Test("A batch takes nothing from the command line")
  func batchAlone() throws {
    let place = try Workplace()
    try place.write(#"{"method": "describe", "x": [1, 2, 4]}"#, to: "r.jsonl")
    for more in [["--x", "v"], ["--level", "0.9"], ["--set", "a=1"], ["--group", "g"]] {
      let run = try place.start(["stat", "--batch", "r.jsonl"] + more).wait()
      #expect(run.status == 2)
      #expect(run.errors.contains(more[0]), "\(run.errors)")
    }
  }

  @Test("Blocks pair the rows, in whatever order they stand")
  func blocks() throws {
    let rows = [
      "j1,a,1", "j1,b,2", "j1,c,3", "j2,a,2", "j2,b,3", "j2,c,5", "j3,a,1", "j3,b,4", "j3,c,2",
    ]
    let place = try Workplace()
    var answers: Set<String> = []
    for order in [rows, rows.reversed(), rows.sorted { $0.suffix(3) < $1.suffix(3) }] {
      try place.write("judge,system,score\n" + order.joined(separator: "\n") + "\n", to: "b.csv")
      let run = try place.run(
        "stat", "friedman", "b.csv", "--x", "score", "--group", "system", "--block", "judge")
      #expect(run.status == 0, "\(run.errors)")
      answers.insert(run.output)
      let without = try place.start(
        ["stat", "friedman", "b.csv", "--x", "score", "--group", "system"]
      ).wait()
      #expect(without.status == 1 && without.errors.contains("'block'"))
    }
    #expect(answers.count == 1)
  }

  @Test("Levels without a value are left out, and said")
  func unusedLevels() throws {
    let place = try Workplace()
    try place.write("g,v\na,1\na,2\nb,3\nb,5\nc,\nc,\n", to: "u.csv")
    let run = try place.run("stat", "mann-whitney", "u.csv", "--x", "v", "--group", "g")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("n = 2 (a) + 2 (b), 2 missing dropped"))
    #expect(run.output.contains("note: 'c' has no value of v and is left out"))
  }

  @Test("An identifier for a group is refused with its number")
  func identifiers() throws {
    let place = try Workplace()
    let rows = (0..<20_000).map { "m\($0),\($0 % 13)" }.joined(separator: "\n")
    try place.write("id,v\n\(rows)\n", to: "i.csv")
    for arguments in [["dunn", "--x", "v", "--group", "id"], ["ols", "--formula", "v ~ id"]] {
      let run = try place.start(["stat", arguments[0], "i.csv"] + arguments.dropFirst()).wait()
      #expect(run.status == 1)
      #expect(run.errors.contains("20000") && run.errors.contains("limit"), "\(run.errors)")
    }
  }

  @Test("Few clusters, exact fits and one-sided intervals are reported as what they are")
  func telling() throws {
    let place = try Workplace()
    let rows = (0..<24).map { "\($0 % 6),\($0),\(($0 * 7) % 11),\(2 * $0 + 1)" }
    try place.write("c,x,y,line\n" + rows.joined(separator: "\n") + "\n", to: "c.csv")
    let clustered = try place.run(
      "stat", "ols", "c.csv", "--formula", "y ~ x", "--cluster", "c", "--set", "covariance=cluster")
    #expect(clustered.output.contains("with bias-reduced errors (CR2):"), "\(clustered.output)")
    #expect(clustered.output.contains("t(5) still rejects too often"))
    let exact = try place.run("stat", "ols", "c.csv", "--formula", "line ~ x")
    #expect(exact.output.contains("the model fits exactly"), "\(exact.output)")
    #expect(!exact.output.contains("holds"))
    let side = try place.run(
      "stat", "t-test", "c.csv", "--x", "y", "--y", "x", "--alternative", "less")
    #expect(side.output.contains("95 % CI at most"), "\(side.output)")
    let equivalence = try place.run(
      "stat", "equivalence", "c.csv", "--x", "y", "--y", "x", "--set", "low=-1", "--set", "high=1")
    #expect(equivalence.output.contains("equivalent  no"), "\(equivalence.output)")
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("A method has a page of its own, by either way of asking; a misspelt one names the nearest")
  func pages() throws {
    let place = try Workplace()
    let page = try place.run("help", "stat", "dunnett")
    #expect(page.status == 0 && page.errors == "")
    #expect(page.output.contains("Null hypothesis") && page.output.contains("level"))
    #expect(page.output.contains("10.1080/01621459.1955.10501294"))
    #expect(try place.run("stat", "dunnett", "--help").output == page.output)
    #expect(try place.run("stat", "dunnett", "data.csv", "-h").output == page.output)
    let wrong = try place.run("help", "stat", "dunnet")
    #expect(wrong.status == 1 && wrong.errors.contains("did you mean 'dunnett'?"))
    let all = try place.run("help", "stat")
    #expect(all.output == (try place.run("stat", "--help").output))
    #expect(all.output.contains("games-howell") && all.output.contains("Games–Howell comparisons"))
  }

  /// Forty-two rows with every column that an example names.
  private static var data: String {
    var lines = [
      "size,cost,age,domain,system,id,kind,licence,before,after,open,failed,trials,n,p,tuned,days,"
        + "archived"
    ]
    for row in 0..<42 {
      let wave = (row * 7) % 11
      let fields = [
        "\(row + 2 + (row * row) % 31 % 6)", "\(3 * row + wave * wave / 3)",
        "\((row * 5) % 13 + 1)", row % 2 == 0 ? "a" : "b",
        ["r", "s", "t"][row % 3], "\(row / 3)", (row * 7) % 5 < 2 ? "k" : "l",
        (row * 3) % 7 < 3 ? "m" : "n", wave < 5 ? "yes" : "no", wave < 7 ? "yes" : "no",
        "\((row * row) % 7 < 3 ? 1 : 0)", "\(wave % 6)", "12", "\(wave + 1)", "0.\(wave)\(row)",
        "\((row * 5) % 9 < 4 ? 1 : 0)", "\((row * 17) % 41 + 3)", "\(row % 4 == 0 ? 0 : 1)",
      ]
      lines.append(fields.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test("Every example of the page of methods is answered")
  func examples() throws {
    let place = try Workplace()
    try place.write(Self.data, to: "data.csv")
    let page = try String(
      contentsOfFile: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path + "/docs/methods.md",
      encoding: .utf8)
    let examples = page.split(separator: "\n").filter { $0.hasPrefix("almanac stat ") }
    #expect(examples.count > 50)
    for example in examples {
      // A formula in quotes is one word.
      let words = example.split(separator: "'", omittingEmptySubsequences: false).enumerated()
        .flatMap { index, part in
          index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
      let answer = try place.start(Array(words.dropFirst()), input: nil, environment: [:]).wait()
      #expect(answer.status == 0, "\(example): \(answer.errors)")
    }
  }

  @Test("Comparisons of means whose variances differ, and with a control, from a file")
  func comparisons() throws {
    let place = try Workplace()
    try place.write(Self.data, to: "data.csv")
    for method in ["games-howell", "dunnett"] {
      let text = try place.run("stat", method, "data.csv", "--x", "cost", "--group", "system")
      #expect(text.status == 0 && text.output.contains("n = 14 (r) + 14 (s) + 14 (t)"), "\(text)")
      let json = try place.run(
        "stat", method, "data.csv", "--x", "cost", "--group", "system", "--levels", "t,r", "--json")
      #expect(json.output.contains("\"std_error\""), "\(json)")
      // With two groups both are t tests: of the pooled variance, or Welch's.
      let one = try place.run(
        "stat", "t-test", "data.csv", "--x", "cost", "--group", "system", "--levels", "t,r",
        "--set", "equal_variance=\(method == "dunnett")", "--json")
      func p(_ text: String) -> Double? {
        text.split(separator: "\n").first { $0.contains("\"p_value\"") }
          .flatMap { $0.split(separator: ":").last }
          .flatMap { Double($0.trimmingCharacters(in: [" ", ","])) }
      }
      #expect(abs((p(json.output) ?? 9) - (p(one.output) ?? 0)) < 1e-8, "\(method)")
    }
  }

  @Test("Columns that a method takes as options are also given by name; gaps in time are told")
  func namedOptions() throws {
    let place = try Workplace()
    try place.write(Self.data, to: "data.csv")
    func both(_ method: [String], _ columns: [(String, String)]) throws {
      let named = try place.start(
        ["stat"] + method + columns.flatMap { ["--\($0.0)", $0.1] } + ["--json"]
      ).wait()
      let set = try place.start(
        ["stat"] + method + columns.flatMap { ["--set", "\($0.0)=\($0.1)"] } + ["--json"]
      ).wait()
      #expect(named.status == 0 && named.output == set.output, "\(named) \(set)")
    }
    try both(
      ["kaplan-meier", "data.csv", "--set", "event=archived"],
      [("time", "days"), ("group", "domain")])
    try both(
      ["glm", "data.csv", "--formula", "cost ~ size", "--set", "family=poisson"],
      [("cluster", "system")])
    try place.write("k,v\n4,2\n1,1\n2,3\n9,5\n3,2.5\n10,4\n", to: "gaps.csv")
    let gaps = try place.run("stat", "pettitt", "gaps.csv", "--x", "v", "--time", "k")
    #expect(gaps.output.contains("the first after value 4 of 6"), "\(gaps)")
    let even = try place.run(
      "stat", "pettitt", "gaps.csv", "--x", "v", "--time", "k", "--where", "k < 5")
    #expect(even.status == 0 && !even.output.contains("gaps"), "\(even)")
  }
}
