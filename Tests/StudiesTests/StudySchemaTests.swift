import Foundation
import Studies
import Tables
import Testing

@Suite("The published JSON Schema of the study file")
struct StudySchemaTests {
  private func schema() throws -> JSON {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/study.schema.json")
    return try JSON.parse(String(contentsOf: file, encoding: .utf8))
  }

  private func keys(_ json: JSON?) -> Set<String> { Set(json?.members?.map(\.key) ?? []) }

  @Test("it knows the keys that the reader knows, and no others")
  func topLevel() throws {
    let properties = try schema()["properties"]
    #expect(keys(properties) == Set(StudyParser.topKeys))
    let tables = properties?["tables"]?["additionalProperties"]?["properties"]
    #expect(
      keys(tables)
        == Set(StudyParser.stepKeys).union(["from", "results", "steps", "display"]))
    #expect(keys(tables?["steps"]?["items"]?["properties"]) == Set(StudyParser.stepKeys))
    let analyses = properties?["analyses"]?["additionalProperties"]?["properties"]
    #expect(keys(analyses).isSuperset(of: StudyParser.analysisRoles))
  }
}
