import Foundation
import Studies
import Testing

@Suite("Data that give an analysis no result")
struct UnfitDataTests {
  private static let study = """
    study: demo
    title: Demo
    sources: { rows: { path: rows.csv } }
    analyses:
      line: { title: Cost and size, method: ols, table: rows, formula: cost ~ size }
      ranks: { title: Size and cost, method: spearman, table: rows, x: size, y: cost }
      kinds: { title: Cost by kind, method: kruskal-wallis, table: rows, x: cost, group: kind }
    figures:
      line:
        table: rows
        title: Cost and size
        layers: [{ mark: point, x: size, y: cost }, { mark: fit, model: line, x: size, y: cost }]
        caption: One point a row.
    """

  private func report(_ study: String, _ prose: String, rows: String) throws -> String {
    try TemporaryStudy.use(study: study, report: prose, files: ["rows.csv": rows]) { place in
      let out = place.folder.appendingPathComponent("out")
      _ = try place.builder { $0.figures = [] }.build(to: out.path)
      return try String(contentsOf: out.appendingPathComponent("report.md"), encoding: .utf8)
    }
  }

  @Test("the sentence, the block, the trend and the figure say so, and claim nothing")
  func said() throws {
    let prose =
      "# R\n\n{{sentence(ranks)}} Cost {{trend(line)}}.\n\n{{test kinds}}\n\n{{figure line}}\n"
    let text = try report(Self.study, prose, rows: "kind,size,cost\na,1,2\na,2,3\n")
    #expect(text.contains("Size and cost: no result (spearman needs at least 3 complete pairs"))
    #expect(text.contains("Cost gives no result for a trend."))
    #expect(text.contains("none: 'kind' has one group only, 'a'"))
    #expect(text.contains("One point a row. No model is drawn: ols needs at least 3 complete rows"))
    #expect(!text.contains("no evidence"))
  }

  @Test("a figure of nothing but the missing model is an error that says why")
  func nothingToDraw() throws {
    #expect {
      let alone = "\n  alone: { table: rows, layers: [{ mark: residuals, model: line }] }\n"
      _ = try report(Self.study + alone, "# R\n", rows: "kind,size,cost\na,1,2\na,2,3\n")
    } throws: {
      "\($0)".contains("study.yml:14:") && "\($0)".contains("ols needs at least 3 complete rows")
    }
  }

  @Test("a trend among other tests is judged by its corrected p-value")
  func corrected() throws {
    let family =
      "\nfamilies: { all: { correction: bonferroni, members: { line: line.slope.p_value, "
      + "ranks: ranks.p_value, kinds: kinds.p_value } } }\n"
    // p of the slope is 0.036 alone and 0.11 as one of three.
    let noisy = [3, 1, 4, 1, 5, 9, 2, 6, 7, 8]
    let rows = noisy.enumerated().map { "\(["a", "b"][$0 % 2]),\($0),\($1)" }
    let data = "kind,size,cost\n" + rows.joined(separator: "\n") + "\n"
    let prose = "# R\n\nCost {{trend(line)}}.\n"
    #expect(try report(Self.study, prose, rows: data).contains("Cost rises."))
    #expect(
      try report(Self.study + family, prose, rows: data).contains(
        "Cost shows no clear trend after correction for the other tests."))
  }

  @Test("a p-value in prose has its relation")
  func relation() throws {
    let rows = (0..<40).map { "\(["a", "b"][$0 % 2]),\($0),\($0 * 3 + $0 % 2)" }
    let text = try report(
      Self.study, "# R\n\nCost rises ({{p(ranks)}}), kinds do not differ ({{p(kinds.p_value)}}).\n",
      rows: "kind,size,cost\n" + rows.joined(separator: "\n") + "\n")
    let plain = text.replacing("\u{A0}", with: " ").replacing("\\", with: "")
    #expect(plain.contains("Cost rises (*p* < 0.001)"))
    #expect(plain.contains(/kinds do not differ \(\*p\* = 0\.\d\d\d\)/))
  }
}
