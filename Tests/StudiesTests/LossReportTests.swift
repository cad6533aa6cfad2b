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
      _ = try study.builder().build(to: out.path)
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
            "column": "share", "count": 2, "of": 5, "reason": "division by zero",
            "what": "quotients",
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
}
