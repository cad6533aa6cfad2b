import Engines
import Foundation
import Tables

/// Engines that this machine has for tests.
enum TestEngines {
  private static let environment = ProcessInfo.processInfo.environment

  /// Whether DuckDB's library is installed.
  static let hasDuckDB: Bool = {
    (try? use { try $0.settings("duckdb").library(environment) }) != nil
  }()

  /// The uri of a PostgreSQL server on which a test may create and drop a schema.
  static let postgresql = environment["ALMANAC_TEST_POSTGRESQL"].flatMap { $0.isEmpty ? nil : $0 }

  /// Hands the engines `duckdb` (in memory), `files`, `open` (a file that may be written), `closed` (the same file) and
  /// `postgresql` to `body`.
  static func use<Result>(_ body: (EngineRegistry) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("almanac-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("engines.yml")
    try Data(
      """
      duckdb: { driver: duckdb }
      files: { driver: duckdb, files: true }
      open: { driver: duckdb, path: a.duckdb, options: { access_mode: READ_WRITE } }
      closed: { driver: duckdb, path: a.duckdb }
      postgresql: { driver: postgresql, uri: "\(postgresql ?? "none")" }
      """.utf8
    ).write(to: file)
    var own = environment
    own["ALMANAC_ENGINES"] = file.path
    return try body(EngineRegistry(environment: own))
  }

  /// All rows of a query.
  static func table(
    _ engine: Engine, _ query: String, _ options: ReadOptions = .init(), columns: [String]? = nil
  ) throws -> Table {
    var options = options
    options.columns = columns
    return try EngineSession(EngineSource(engine, .query(query))).read(options)
  }

  /// The cells of a row.
  static func row(_ table: Table, _ row: Int = 0) -> [String?] {
    table.columns.map { $0.isValid(row) ? $0.value(at: row).description : nil }
  }
}
