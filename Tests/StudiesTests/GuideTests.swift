import Charts
import Foundation
import Studies
import Tables
import Testing

/// What the pages of the guide say is so.
@Suite("The guide")
struct GuideTests {
  private static func page(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "docs/\(name)"), encoding: .utf8)
  }

  /// The words of a page that could be names.
  private static func words(_ text: String) -> Set<String> {
    Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }.map(String.init))
  }

  @Test("the reference of expressions names every function")
  func functions() throws {
    let words = Self.words(try Self.page("expressions.md"))
    #expect(Expression.functionNames.filter { !words.contains($0) } == [])
  }

  @Test("the reference of studies names every key, step, role, mark and key of a layer")
  func keys() throws {
    let words = Self.words(try Self.page("study-language.md"))
    let layer = Mirror(reflecting: Layer(.bar)).children.compactMap(\.label)
    // Whether numbers are years is known from the data, and whether these are told from the mark: neither is written.
    let scale = Mirror(reflecting: ScaleSpecification()).children.compactMap(\.label)
      .filter { $0 != "holdsYears" && $0 != "hidesYears" }
    let names =
      StudyParser.topKeys + StudyParser.stepKeys + StudyParser.analysisRoles + layer + scale
      + Mark.allCases.map(\.rawValue) + ["row-flow", "label-card"]
    #expect(names.filter { !words.contains($0) } == [])
  }

  private static let rows: String = {
    var lines = ["model,created_at,co2,size,domain,downloads,organisation"]
    for row in 0..<60 {
      let month = String(format: "%02d", row % 6 * 2 + 1)
      let co2 = row % 7 == 3 ? "" : "\(Double(row % 13 + 1) * Double(row % 5 + 1) / 4)"
      let domain = ["NLP", "Computer Vision", "Audio"][row % 3]
      lines.append(
        "m\(row),2022-\(month)-05,\(co2),\((row % 11 + 1) * 10),\(domain),\(row % 17),o\(row % 6)")
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  private static let repositories: String = {
    var lines = ["repository,owner,kind,contributors,created_at,archived_at"]
    for row in 0..<48 {
      let archived = row % 4 == 1 ? "" : "202\(2 + row % 3)-\(10 + row % 3)-\(10 + row % 17)"
      lines.append(
        "r\(row),o\(row % 8),\(row % 2 == 0 ? "company" : "community"),\(row * 5 % 7 + 1),"
          + "2021-0\(row % 9 + 1)-11,\(archived)")
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  @Test("all twelve analyses of the cookbook run as they stand")
  func cookbook() throws {
    let page = try Self.page("cookbook.md")
    let blocks = page.components(separatedBy: "```yaml\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
    #expect(blocks.count == 12)
    var files = ["models.csv": Self.rows, "repositories.csv": Self.repositories]
    for (index, block) in blocks.enumerated() { files["recipe-\(index).yml"] = block }
    let study = """
      study: cookbook
      title: Cookbook
      include: [\(blocks.indices.map { "recipe-\($0).yml" }.joined(separator: ", "))]
      sources:
        models: { path: models.csv, types: { co2: double, created_at: date } }
        repositories: { path: repositories.csv, types: { created_at: date, archived_at: date } }
      """
    try TemporaryStudy.use(study: study, files: files) { study in
      #expect(try study.builder().lint().map(\.description) == [])
      let results = try study.builder().check()
      #expect(results.warnings.map(\.description) == [])
      #expect(results.analysisCount >= 15)
    }
  }
}
