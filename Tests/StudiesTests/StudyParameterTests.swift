import Basics
import Foundation
import Studies
import Tables
import Testing

@Suite("Where a study takes parameters")
struct StudyParameterTests {
  private static let study = """
    study: demo
    title: Demo
    parameters:
      confidence: { type: double, default: 0.9 }
      side: { type: text, default: two-sided }
      first: { type: text, default: a }
      scale: { type: double, default: 10 }
      most: { type: int, default: 4 }
    sources: { rows: { path: rows.csv } }
    tables:
      some: { from: rows, limit: $most }
    analyses:
      kinds: { method: t-test, table: rows, x: size / $scale, group: kind, levels: [$first, b], level: $confidence,
               alternative: $side, options: { equal_variance: true } }
      fit: { method: ols, table: rows, formula: "cost ~ I(size / $scale)" }
      spread: { method: bootstrap, table: rows, x: cost, options: { statistic: mean, draws: $most } }
    """
  private static let rows =
    "kind,size,cost\n"
    + (0..<12).map { "\(["a", "b", "c"][$0 % 3]),\($0 * 7 % 11 + 1),\($0 * 5 % 13 + 2)\n" }.joined()

  private func results(set: [(String, String)] = []) throws -> JSON {
    try TemporaryStudy.use(study: Self.study, files: ["rows.csv": Self.rows]) { place in
      let out = place.folder.appendingPathComponent("out")
      _ = try place.builder { $0.settings = set.map { (name: $0.0, value: $0.1) } }
        .build(to: out.path)
      return try JSON.parse(
        String(contentsOf: out.appendingPathComponent("results.json"), encoding: .utf8))
    }
  }

  @Test(
    "in options, levels, expressions and formulas of an analysis, and in the settings of a step")
  func everywhere() throws {
    let plain = try results()["analyses"]
    let kinds = try #require(plain?["kinds"])
    #expect(kinds["estimate"]?["level"] == .double(0.9))
    #expect(kinds["samples"]?.arrayValue?.compactMap(\.stringValue) == ["a", "b"])
    let other = try results(
      set: [("confidence", "0.5"), ("first", "c"), ("scale", "1"), ("most", "7")])["analyses"]
    #expect(other?["kinds"]?["estimate"]?["level"] == .double(0.5))
    #expect(other?["kinds"]?["samples"]?.arrayValue?.compactMap(\.stringValue) == ["c", "b"])
    let slopes = [plain, other].map {
      $0?["fit"]?["coefficients"]?.arrayValue?.last?["estimate"]?.doubleValue ?? .nan
    }
    #expect(abs(slopes[0] / slopes[1] - 10) < 1e-12)
    #expect(other?["spread"]?["draws"] == .int(7) || other?["spread"]?["draws"] == .double(7))
  }

  @Test("an unknown one is named, with its place and the nearest")
  func unknown() throws {
    let study = Self.study.replacing("draws: $most", with: "draws: $mots")
    let found = try TemporaryStudy.use(study: study, files: ["rows.csv": Self.rows]) {
      try $0.builder().lint().map(\.description)
    }
    #expect(
      found.contains {
        $0.contains("no parameter is called '$mots'; did you mean '$most'?")
          && $0.hasPrefix("study.yml:16:")
      }, "\(found)")
  }

  @Test("a report names those that were changed, and the values of those that filtered its rows")
  func inReport() throws {
    let study = Self.study.replacing(
      "from: rows, limit: $most", with: "from: rows, where: size > $most"
    )
    .replacing("fit: { method: ols, table: rows", with: "fit: { method: ols, table: some")
    func text(_ settings: [(name: String, value: String)]) throws -> String {
      try TemporaryStudy.use(
        study: study, report: "# R\n\n{{test fit}}\n", files: ["rows.csv": Self.rows]
      ) { place in
        let out = place.folder.appendingPathComponent("out")
        _ = try place.builder { $0.settings = settings }.build(to: out.path)
        return try String(contentsOf: out.appendingPathComponent("report.md"), encoding: .utf8)
      }
    }
    let plain = try text([])
    #expect(plain.contains("*Study demo*\n"))
    #expect(plain.contains("where size \\> 4 "))
    #expect(
      try text([("confidence", "0.8"), ("most", "2")]).contains(
        "*Study demo · confidence: 0.8 · most: 2*"))
  }
}
