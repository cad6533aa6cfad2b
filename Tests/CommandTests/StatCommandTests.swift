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

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}
