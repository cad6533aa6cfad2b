import Foundation
import Reports
import Studies
import Testing

@Suite("Every address that a report prints")
struct PrintedAddressTests {
  /// The addresses in the provenance of a page.
  private func addresses(_ html: String) -> [String] {
    let entities = ["&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'", "&amp;": "&"]
    return html.matches(of: /<(?:dt|summary)><code>(.*?)<\/code>/).map { match in
      ["&lt;", "&gt;", "&quot;", "&#39;", "&amp;"].reduce(String(match.1)) {
        $0.replacing($1, with: entities[$1] ?? "")
      }
    }
  }

  /// Builds the page, and resolves every address of it by `explain` and as the argument of a tag.
  private func check(_ builder: StudyBuilder, least: Int) throws {
    let out = FileManager.default.temporaryDirectory.appendingPathComponent(
      "almanac-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: out) }
    _ = try builder.build(to: out.path)
    let html = try String(contentsOf: out.appendingPathComponent("report.html"), encoding: .utf8)
    let found = addresses(html)
    #expect(found.count >= least, "\(found.count)")
    let explanations = try builder.explain(found)
    #expect(explanations.map(\.address) == found)
    for address in found {
      let tag = try #require(try Prose.parse("A {{number(\(address))}} b.").tags.first)
      #expect(tag.arguments == [address])
    }
  }

  @Test("leads back to its result in the training report")
  func training() throws {
    var options = StudyOptions()
    options.offline = true
    options.figures = []
    options.documents = [.html]
    try check(
      StudyBuilder(study: "training-carbon", bundle: TemporaryStudy.bundle(), options: options),
      least: 100)
  }

  @Test(
    "leads back to its result in the recomputed study",
    .enabled(if: HuggingFaceCarbonFiles.areAtHand))
  func recomputed() throws {
    var options = StudyOptions()
    options.offline = true
    options.figures = []
    options.documents = [.html]
    try check(
      StudyBuilder(study: "hf-carbon-2023", bundle: TemporaryStudy.bundle(), options: options),
      least: 200)
  }

  @Test("leads back to its result in the report on a mined file")
  func hub() throws {
    let rows = (0..<240).map { row in
      "maker/m\(row),20\(20 + row / 48)-\(["01", "04", "07", "10"][row % 4])-02T03:04:05Z,"
        + "\(row * row % 101),\(row % 7),\(["NLP", "Computer Vision", "Audio", ""][row % 4]),"
        + "\"['pytorch', 'x\(row % 5)']\",\(1000 + row * 37 % 900),"
        + "\(row % 2 == 0 ? "" : "\(500 + row)"),\(row % 3 == 0 ? "" : "\(row * 53 % 97 + 1)")"
    }
    let head =
      "model_id,created_at,downloads,likes,domain,tags,model_size_bytes,dataset_size_bytes,co2_eq_emissions\n"
    try TemporaryStudy.use(
      study: "study: unused\ntitle: Unused\n",
      files: ["mined.csv": head + rows.joined(separator: "\n") + "\n"]
    ) { place in
      var options = StudyOptions()
      options.data = [place.folder.appendingPathComponent("mined.csv").path]
      options.figures = []
      options.documents = [.html]
      try check(
        StudyBuilder(study: "hub", bundle: TemporaryStudy.bundle(), options: options), least: 30)
    }
  }

  @Test("leads back to its result where levels and columns have names that are syntax")
  func hostile() throws {
    let levels = [
      "plain", "a]b", "x[1]", "5\"\" disk", "it's", "p (q", "a.b", "{{c}}", "d, e", "f\\g",
    ]
    var lines = ["Region,v,\"size (GB)\""]
    for row in 0..<200 {
      let level = levels[row % levels.count]
      lines.append("\"\(level)\",\(row * row % 37 + row % levels.count * 10),\(row % 13)")
    }
    let study = """
      study: demo
      title: Demo
      sources: { rows: { path: rows.csv } }
      analyses:
        model: { method: ols, table: rows, formula: "v ~ Region + `size (GB)`" }
        groups: { method: kruskal-wallis, table: rows, x: v, group: Region }
        pairs: { method: dunn, table: rows, x: v, group: Region }

      """
    try TemporaryStudy.use(
      study: study,
      report:
        "# R\n\n{{sentence(model)}}\n\n{{test model}}\n\n{{sentence(groups)}} {{sentence(pairs)}}\n",
      files: ["rows.csv": lines.joined(separator: "\n") + "\n"]
    ) { place in
      try check(
        place.builder {
          $0.figures = []
          $0.documents = [.html]
        }, least: 8)
    }
  }
}
