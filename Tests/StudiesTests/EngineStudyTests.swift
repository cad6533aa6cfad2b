import Basics
import Engines
import Foundation
import Studies
import Testing

/// Whether DuckDB's library is installed.
private let hasDuckDB: Bool = {
  let name = "almanac-\(UUID().uuidString).yml"
  let file = FileManager.default.temporaryDirectory.appendingPathComponent(name)
  guard (try? Data("driver: duckdb".utf8).write(to: file)) != nil else { return false }
  defer { try? FileManager.default.removeItem(at: file) }
  let environment = ProcessInfo.processInfo.environment
  guard let registry = try? EngineRegistry(given: ["x=\(file.path)"], environment: environment),
    let settings = try? registry.settings("x")
  else { return false }
  return (try? settings.library(environment)) != nil
}()

@Suite("Studies on engines", .enabled(if: hasDuckDB, "DuckDB is not installed"))
struct EngineStudyTests {
  private static let rows = """
    id,kind,co2,made
    1,a,0.5,2024-01-01
    2,b,,2024-01-02
    3,a,2.25,2024-02-01
    4,,1e6,
    5,"c, d",-1,2024-03-01
    """

  private static func study(_ source: String) -> String {
    """
    study: narrow
    title: Narrow
    sources:
      rows: \(source)
    tables:
      kept:
        from: rows
        where: co2 > 0
        derive: { log: ln(co2), share: 1 / (id - 1) }
      kinds:
        from: kept
        group: kind
        summarise: { n: count(), total: sum(co2), middle: median(co2) }
    analyses:
      mean: { method: describe, table: kept, x: co2 }
    values:
      all: { table: rows, value: count() }
    """
  }

  private static let engine = "driver: duckdb\nfiles: true\n"

  private func results(_ source: String, data: [String] = []) throws -> (json: JSON, report: String)
  {
    try TemporaryStudy.use(
      study: Self.study(source), report: "# R\n\n{{methods}}\n\n{{sources}}\n",
      files: ["rows.csv": Self.rows, "engine.yml": Self.engine]
    ) { study in
      let folder = study.folder.path
      // The query names a file of the folder, which is another one each time.
      let file = study.folder.appendingPathComponent("study.yml")
      let text = try String(contentsOf: file, encoding: .utf8).replacing("@", with: folder)
      try Data(text.utf8).write(to: file)
      let builder = try study.builder {
        $0.engines = ["lake=\(folder)/engine.yml"]
        $0.data = data
        $0.figures = []
      }
      let out = folder + "/out"
      _ = try builder.build(to: out)
      let json = try JSON.parse(String(contentsOfFile: out + "/results.json", encoding: .utf8))
      return (json, try String(contentsOfFile: out + "/report.md", encoding: .utf8))
    }
  }

  private func without(_ key: String, _ json: JSON) -> JSON {
    .object((json.members ?? []).filter { $0.key != key })
  }

  @Test("a query gives what the file gives, and the report says where the rows are from")
  func parity() throws {
    let file = try results("{ path: rows.csv }")
    let query = "select * from read_csv('@/rows.csv')"
    let asked = try results("{ engine: lake, query: \"\(query)\" }")
    #expect(without("sources", file.json).text() == without("sources", asked.json).text())
    let source = asked.json["sources"]?["rows"]
    #expect(source?["engine"] == .string("lake") && source?["rows"] == .int(5))
    #expect(source?["product"]?.stringValue?.hasPrefix("DuckDB ") == true)
    #expect(source?["query"]?.stringValue?.contains("read_csv") == true)
    #expect(source?["sha256"]?.stringValue?.count == 64)
    #expect(source?["file"] == nil && source?["bytes"] == nil)
    #expect(asked.report.contains("DuckDB") && asked.report.contains("engine lake"))
    #expect(asked.report.contains("files and tables"))
  }

  /// Tables whose first steps an engine carries out, one that needs rows, and no other reader of the source.
  private static let steps = """
    study: steps
    title: Steps
    sources:
      rows: SOURCE
    tables:
      high: { from: rows, where: "co2 > 0 and 1 / (id - 1) is not null", derive: { log: ln(co2) } }
      kinds:
        from: rows
        where: id < 5
        derive: { share: 1 / (id - 1), log: { value: ln(co2), label: Logarithm }, year: year(made) }
        group: [kind, year]
        summarise:
          n: count()
          total: { value: sum(co2), unit: g }
          middle: median(share)
          ratio: sum(log) / (count() - 1)
          spread: sd(id)
          last: { value: max(made), description: The last. }
        sort: -n
      whole: { from: rows, summarise: { n: count(), kinds: count(distinct kind), top: max(kind) } }
    analyses:
      mean: { method: describe, table: high, x: co2 }
    """

  private func stepResults(
    _ source: String, steps: String = Self.steps
  ) throws -> (json: JSON, questions: [EngineQuestion]) {
    try TemporaryStudy.use(
      study: "", files: ["rows.csv": Self.rows, "engine.yml": Self.engine]
    ) { study in
      let folder = study.folder.path
      let text = steps.replacing("SOURCE", with: source).replacing("@", with: folder)
      try Data(text.utf8).write(to: study.folder.appendingPathComponent("study.yml"))
      let builder = try study.builder {
        $0.engines = ["lake=\(folder)/engine.yml"]
        $0.figures = []
      }
      _ = try builder.build(to: folder + "/out")
      let file = folder + "/out/results.json"
      let questions = source.contains("path") ? [] : try builder.questions("kinds")
      return (try JSON.parse(String(contentsOfFile: file, encoding: .utf8)), questions)
    }
  }

  @Test(
    "steps that an engine carries out give what they give here: rows, groups, row flow, losses, units"
  )
  func pushDown() throws {
    let file = try stepResults("{ path: rows.csv }")
    let query = "select * from read_csv('@/rows.csv')"
    let asked = try stepResults("{ engine: lake, query: \"\(query)\" }")
    #expect(without("sources", file.json).text() == without("sources", asked.json).text())
    #expect(asked.json["sources"]?["rows"]?["rows"] == .int(5))
    // Nobody needs the rows themselves.
    let titles = asked.questions.map(\.title)
    #expect(
      titles.filter { $0.hasSuffix(": rows") }
        == ["table high: rows", "table kinds: rows", "table whole: rows"], "\(titles)")
    #expect(!titles.contains("rows of rows"))
    #expect(asked.questions.contains { $0.sql.contains("GROUP BY") })
  }

  @Test("what an engine would answer otherwise is computed of rows, and the reason is told")
  func gaps() throws {
    let steps = Self.steps.replacing(
      "n: count(), kinds", with: "n: count(), low: mode(kind), kinds"
    )
    .replacing("where: id < 5", with: "where: lower(kind) = 'a'")
    let file = try stepResults("{ path: rows.csv }", steps: steps)
    let query = "select * from read_csv('@/rows.csv')"
    let asked = try stepResults("{ engine: lake, query: \"\(query)\" }", steps: steps)
    #expect(without("sources", file.json).text() == without("sources", asked.json).text())
    let reason = asked.questions.compactMap(\.reason).joined()
    #expect(reason.contains("'mode' needs the order of the rows"), "\(reason)")
    #expect(reason.contains("'lower' would differ"), "\(reason)")
  }

  @Test("--data points a source to a table of an engine, and a name that is none is told")
  func data() throws {
    let wrong = #expect(throws: StudyError.self) {
      try results("{ path: rows.csv }", data: ["rows=lakes:hub.models"])
    }
    #expect("\(wrong as Any)".contains("did you mean 'lake'"))
    let absent = #expect(throws: (any Error).self) {
      try results("{ path: rows.csv }", data: ["rows=lake:hub.models"])
    }
    #expect("\(absent as Any)".contains("engine 'lake'"))
  }

  @Test("a source of an engine is a table or a query, and lint asks nobody")
  func problems() throws {
    for source in ["{ engine: lake }", "{ engine: lake, table: a, query: select 1 }"] {
      let error = #expect(throws: (any Error).self) { try results(source) }
      #expect("\(error as Any)".contains("either 'table' or 'query'"))
    }
    try TemporaryStudy.use(study: Self.study("{ engine: nowhere, table: a }")) { study in
      let problems = try study.builder().lint()
      #expect(!problems.contains { $0.severity == .error })
      #expect(throws: (any Error).self) { try study.builder().check() }
    }
  }
}
