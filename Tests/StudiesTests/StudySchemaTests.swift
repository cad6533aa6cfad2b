import Basics
import Charts
import Foundation
import Statistics
import Studies
import Tables
import Testing

@Suite("The published JSON Schema of the study file")
struct StudySchemaTests {
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("docs/study.schema.json")

  private func schema() throws -> JSON {
    try JSON.parse(String(contentsOf: Self.file, encoding: .utf8))
  }

  private func keys(_ json: JSON?) -> Set<String> { Set(json?.members?.map(\.key) ?? []) }

  @Test("it knows the keys that the reader knows, and no others")
  func topLevel() throws {
    let properties = try schema()["properties"]
    #expect(keys(properties) == Set(StudyParser.topKeys))
    let tables = properties?["tables"]?["additionalProperties"]?["properties"]
    #expect(
      keys(tables)
        == Set(StudyParser.stepKeys).union(["from", "results", "parts", "steps", "display"]))
    #expect(keys(tables?["steps"]?["items"]?["properties"]) == Set(StudyParser.stepKeys))
    let analyses = properties?["analyses"]?["additionalProperties"]?["properties"]
    #expect(keys(analyses).isSuperset(of: StudyParser.analysisRoles))
  }

  @Test("it knows the keys of a chart's layers, their marks, and the keys of scales")
  func charts() throws {
    let definitions = try schema()["$defs"]
    func names(_ value: Any) -> Set<String> {
      Set(Mirror(reflecting: value).children.compactMap(\.label))
    }
    #expect(keys(definitions?["layer"]?["properties"]) == names(Layer(.bar)))
    #expect(
      keys(definitions?["scale"]?["properties"])
        == names(ScaleSpecification()).subtracting(["holdsYears", "hidesYears"]))
    #expect(
      keys(definitions?["chart"]?["properties"])
        == names(Chart(layers: [Layer(.bar)])).subtracting(["picture"]).union(["says"]))
    let marks = definitions?["layer"]?["properties"]?["mark"]?["enum"]?.arrayValue
    #expect(
      Set(marks?.compactMap(\.stringValue) ?? [])
        == Set(Mark.allCases.map(\.rawValue) + ["row-flow", "label-card"]))
  }

  /// The schema with what the methods say of analyses put in its place.
  private func withMethods(_ schema: JSON) -> JSON {
    func put(_ key: String, _ value: JSON, in json: JSON) -> JSON {
      .object((json.members ?? []).map { $0.key == key ? .init(key, value) : $0 })
    }
    let properties = schema["properties"] ?? .null
    let analyses = put(
      "additionalProperties", AnalysisSchema.analysis, in: properties["analyses"] ?? .null)
    let others = (schema["$defs"]?.members ?? []).filter { !$0.key.hasPrefix("option-") }
    return put(
      "$defs", .object(others + AnalysisSchema.definitions),
      in: put("properties", put("analyses", analyses, in: properties), in: schema))
  }

  @Test("its part on analyses is what the methods say of themselves")
  func methods() throws {
    let environment = ProcessInfo.processInfo.environment
    if environment["UPDATE_GOLDEN"] == "1" && environment["CI"] == nil {
      let text = withMethods(try schema()).text(.init(indent: 1)) + "\n"
      try Data(text.utf8).write(to: Self.file)
    }
    let schema = try schema()
    // As they are written: 1.0 is read back as 1.
    #expect(schema.text() == withMethods(schema).text())
    let analyses = schema["properties"]?["analyses"]?["additionalProperties"]
    let known = analyses?["properties"]?["method"]?["enum"]?.arrayValue?.compactMap(\.stringValue)
    #expect(known == Methods.names)
  }

  private static let studies: [String] =
    (try? TemporaryStudy.bundle().studies()) ?? []

  @Test("it accepts every bundled study with its parts", arguments: studies)
  func bundled(name: String) throws {
    let folder = StudyFolder(
      url: URL(fileURLWithPath: try TemporaryStudy.bundle().templates).appendingPathComponent(name))
    let files = try folder.files()
    #expect(files.first?.name == "study.yml")
    let schema = JSONSchema(schema: try schema())
    for file in files {
      // A part is a study file without a head.
      let head: [JSON.Member] =
        file.name == "study.yml" ? [] : [.init("study", "x"), .init("title", "x")]
      let value = JSON.object(head + (file.content.members ?? []))
      #expect(schema.problems(value) == [], "\(name)/\(file.name)")
    }
  }

  @Test(
    "it refuses a misspelt key, a word that is none and a wrong kind, at every level",
    arguments: [
      "studdy: x", "parameters: { p: { type: integer, default: 1 } }",
      "parameters: { p: { type: int, defualt: 1 } }", "sources: { s: { pathh: a.csv } }",
      "sources: { s: { path: a.csv, types: { x: doubel } } }",
      "sources: { s: { path: a.csv, columns: { x: { unti: g } } } }",
      "tables: { t: { from: s, wehre: x > 1 } }", "tables: { t: { from: s, limit: many } }",
      "tables: { t: { from: s, join: { with: u, on: [a], kind: outer } } }",
      "tables: { t: { from: s, steps: [{ srot: [a] }] } }",
      "tables: { t: { from: s, display: { capton: x } } }",
      "tables: { t: { from: s, display: { columns: { a: { titel: A } } } } }",
      "tables: { t: { from: s, sample: { rows: 3, allocation: fair } } }",
      "tables: { t: { from: s, window: { order: [a] } } }",
      "analyses: { a: { method: spaerman, table: t } }",
      "analyses: { a: { method: ols, tabel: t } }",
      "analyses: { a: { method: spearman, table: t, weights: w } }",
      "analyses: { a: { method: levene, table: t, level: 0.9 } }",
      "analyses: { a: { method: levene, table: t, options: { centre: mean } } }",
      "analyses: { a: { method: levene, table: t, options: { center: middle } } }",
      "analyses: { a: { method: ridge, table: t, options: { lambda: -1 } } }",
      "families: { f: { correction: hlom } }",
      "values: { v: { vlaue: count() } }", "repairs: { r: { descripton: x } }",
      "figures: { f: { layers: [{ mark: brr }] } }",
      "figures: { f: { layers: [{ mark: bar, xx: a }] } }",
      "figures: { f: { layers: [{ mark: bar }], scales: { x: { type: lgo } } } }",
      "expected: { e: { value: a, publshed: 3 } }", "findings: { f: { say: x, iff: y } }",
      "findings: { f: { if: y } }", "figures: { f: { layers: [{ mark: bar }], say: x } }",
      "tables: { T: { from: s } }",
    ])
  func misspelt(part: String) throws {
    let schema = JSONSchema(schema: try schema())
    let good = "study: x\ntitle: X\n"
    #expect(try schema.problems(StudyFolder.parse(good)) == [])
    #expect(try !schema.problems(StudyFolder.parse(good + part)).isEmpty)
  }
}
