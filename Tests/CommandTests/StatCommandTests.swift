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
    #expect(run.output.contains("hodges-lehmann -2.5"))
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

  @Test("A level that is no number, and a folder in place of requests, are told")
  func noNumber() throws {
    let place = try Workplace()
    try place.write(Self.groups, to: "g.csv")
    let run = try place.run("stat", "spearman", "g.csv", "--x", "v", "--y", "w", "--level", "nan")
    #expect(run.status == 2)
    let folder = try place.run("stat", "--batch", place.path)
    #expect(folder.status == 1)
    #expect(folder.errors.contains("cannot be read"), "\(folder.errors)")
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

  @Test("Few clusters, exact fits and one-sided intervals are told as what they are")
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
}
