import Basics
import Foundation
import Studies
import Testing

@Suite("What became missing, in a study")
struct LossReportTests {
  private static let study = """
    study: losses
    title: Losses
    sources: { rows: { path: rows.csv } }
    tables:
      shares: { from: rows, derive: { share: a / b }, where: a > 0 }
    analyses:
      logs: { method: describe, table: rows, x: ln(b) }
    values:
      total: { table: rows, value: sum(a / b) }
    """
  private static let rows = "a,b\n1,2\n2,0\n3,1\n4,0\n5,5\n"

  @Test("the results, the methods and an explanation tell it")
  func everywhere() throws {
    try TemporaryStudy.use(
      study: Self.study, report: "# R\n\n{{methods}}\n\n{{test logs}}\n",
      files: ["rows.csv": Self.rows]
    ) { study in
      let out = study.folder.appendingPathComponent("out")
      try study.builder().build(to: out.path)
      let files = try TemporaryStudy.contents(of: out)
      let json = try JSON.parse(String(decoding: files["results.json"] ?? Data(), as: UTF8.self))
      let flow = json["tables"]?["shares"]?["row_flow"]?.arrayValue ?? []
      #expect(
        flow.compactMap { $0["step"]?.stringValue } == [
          "read", "became missing: 2 of 5 quotients, division by zero (share)", "where a > 0",
        ])
      #expect(
        flow[1]["became_missing"]
          == [
            "count": 2, "of": 5, "what": "quotients", "reason": "division by zero",
            "column": "share",
          ])
      #expect(
        json["values"]?["total"]?["became_missing"] == ["2 of 5 quotients, division by zero"])
      let logs = json["analyses"]?["logs"]?["row_flow"]?.arrayValue ?? []
      #expect(
        logs.contains {
          $0["step"]?.stringValue
            == "became missing: 2 of 5 logarithms, number of 0 or less (ln(b))"
        }, "\(logs)")
      let report = String(decoding: files["report.md"] ?? Data(), as: UTF8.self)
      #expect(report.contains("shares: became missing: 2 of 5 quotients, division by zero (share)"))
      #expect(report.contains("total: became missing: 2 of 5 quotients, division by zero"))
      #expect(report.contains("became missing: 2 of 5 logarithms"))
      for address in ["shares.rows", "total.value", "logs.n"] {
        let text = try study.builder().explain(address).text
        #expect(text.lowercased().contains("became missing: 2 of 5"), "\(text)")
      }
    }
  }

  @Test(
    "rows that are expected to meet a condition stop a build where they do not, by their number")
  func expectation() throws {
    func check(_ step: String) throws {
      let study = Self.study.replacingOccurrences(of: "where: a > 0", with: step)
      try TemporaryStudy.use(study: study, files: ["rows.csv": Self.rows]) {
        _ = try $0.builder().check()
      }
    }
    #expect(throws: Never.self) { try check("expect: a > 0") }
    #expect(throws: Never.self) { try check("expect: share < 10") }
    let error = try #require(throws: (any Error).self) {
      try check("expect: [a > 0, \"b > 0 and a < 9\"]")
    }
    #expect(
      "\(error)".contains(
        "table 'shares' expects b > 0 and a < 9, which is false in 2 of 5 rows: row 2 (b = 0, a = 2); row 4 (b = 0, a = 4)"
      ), "\(error)")
    let misspelt = try #require(throws: StudyProblems.self) { try check("expect: aa > 0") }
    #expect(misspelt.description.contains("no column is called 'aa'"))
    let type = try #require(throws: StudyProblems.self) { try check("expect: a + b") }
    #expect(type.description.contains("a condition is needed"))
  }
}
