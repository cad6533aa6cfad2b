import Foundation
import Studies
import Testing

@Suite("The parts of a result are rows of a table")
struct PartsTableTests {
  private static let rows =
    "t,e,g\n" + (1...20).map { "\($0),\($0 % 3 == 0 ? 0 : 1),\($0 % 2)\n" }.joined()

  private static func study(_ parts: String) -> String {
    """
    study: parts
    title: Parts
    sources: { rows: { path: rows.csv } }
    analyses:
      lives: { method: kaplan-meier, table: rows, options: { time: t, event: e, group: g } }
      line: { method: ols, table: rows, formula: t ~ e }
    tables:
      rows-of-parts: { parts: \(parts) }
    """
  }

  private static func table(_ parts: String) throws -> [String] {
    try TemporaryStudy.use(study: study(parts), files: ["rows.csv": rows]) { study in
      let out = study.folder.appendingPathComponent("out")
      _ = try study.builder {
        $0.documents = [.md]
        $0.figures = []
      }.build(to: out.path)
      let text = try String(
        contentsOf: out.appendingPathComponent("tables/rows-of-parts.csv"), encoding: .utf8)
      return text.split(whereSeparator: \.isNewline).map(String.init)
    }
  }

  @Test("lists of numbers have a row each, and intervals two columns")
  func curves() throws {
    let lines = try Self.table("lives.curves")
    #expect(lines.first == "index,group,time,at_risk,events,censored,survival,conf_low,conf_high")
    #expect(lines.count == 21)
    #expect(lines.dropFirst().first?.hasPrefix("1,1,1,10,1,0,0.9,") == true, "\(lines)")
  }

  @Test("a list of values has a row for each, named as the result names them")
  func coefficients() throws {
    let lines = try Self.table("line.coefficients")
    #expect(
      lines.first?.hasPrefix("term,estimate,std_error,statistic,p_value,conf_low,conf_high") == true
    )
    #expect(lines.count == 3)
  }

  @Test("a part that the result does not have is an error that names the nearest")
  func unknown() {
    #expect {
      _ = try Self.table("lives.curve")
    } throws: {
      "\($0)".contains("has no 'curve'; did you mean 'curves'?")
    }
  }
}
