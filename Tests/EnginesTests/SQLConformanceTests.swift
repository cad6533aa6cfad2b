import Basics
import Engines
import Foundation
import Tables
import Testing

/// Every function, operator and aggregate, on the nasty rows that DuckDB's reference has: an engine must give what
/// `evaluate` gives, values and losses, or the writer must say why it is not asked.
@Suite("Expressions asked of engines", .serialized)
struct SQLConformanceTests {
  private struct Case {
    let table: String
    let by: String?
    let text: String
  }

  private static let file: JSON = {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References/sql/expressions.json")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return .null }
    return (try? JSON.parse(text)) ?? .null
  }()

  private static let cases: [Case] =
    (file["cases"]?.arrayValue ?? []).map { json in
      Case(
        table: json["table"]?.stringValue ?? "", by: json["by"]?.stringValue,
        text: json["expression"]?.stringValue ?? "")
    }
    + [
      ("numbers", "(x + y) / (x - y)"), ("numbers", "ln(x) * sqrt(y)"), ("numbers", "exp(x) / 0"),
      ("numbers", "case when x > 0 then ln(x) when y > 0 then 1 / y else x / y end"),
      ("numbers", "coalesce(ln(x), y)"), ("numbers", "round(x / 3, 3)"),
      ("numbers", "power(x, y) + power(y, 2)"), ("whole", "i * j * i"), ("whole", "-(i + j)"),
      ("whole", "case when i > j then i else j + 0.5 end"), ("whole", "i % j + i / j"),
      ("dates", "date_diff('day', d, s)"), ("dates", "date_diff('month', s, d)"),
      ("dates", "case when d is null then e else d end"), ("dates", "s - s"),
      ("dates", "d between date '2000-01-01' and e"), ("dates", "d > '2000-06-01'"),
      ("texts", "t || '-' || n"), ("texts", "substring(t, n, 3)"), ("texts", "substring(t, -1, n)"),
      ("texts", "t > u and not (t = u)"), ("texts", "length(t) + length(u)"),
      ("texts", "t between 'a' and 'é'"), ("texts", "t in (u, 'b')"),
    ].map { Case(table: $0.0, by: nil, text: $0.1) }

  /// The tables of the reference, without rows that hold an infinite number: those are never asked of an engine.
  private static let tables: [String: (table: Table, types: [String])] = {
    var tables: [String: (table: Table, types: [String])] = [:]
    for member in file["tables"]?.members ?? [] {
      let names = (member.value["columns"]?.arrayValue ?? []).compactMap(\.stringValue)
      let types = (member.value["types"]?.arrayValue ?? []).compactMap(\.stringValue)
      guard !types.contains("VARCHAR[]") else { continue }
      let rows = (member.value["rows"]?.arrayValue ?? []).map { $0.arrayValue ?? [] }.filter {
        row in
        row.allSatisfy { ($0.doubleValue ?? 0).isFinite }
          && row.allSatisfy { !($0.stringValue ?? "").unicodeScalars.contains("\0") }
      }
      let columns = zip(names, types).enumerated().map { index, column in
        (name: column.0, column: Self.column(column.1, rows.map { $0[index] }))
      }
      guard let table = try? Table(columns, rowCount: rows.count) else { continue }
      tables[member.key] = (table, types)
    }
    return tables
  }()

  private static func column(_ type: String, _ cells: [JSON]) -> Column {
    switch type {
    case "VARCHAR": return Column(texts: cells.map(\.stringValue))
    case "DOUBLE": return Column(doubles: cells.map(\.doubleValue))
    case "BOOLEAN":
      return Column(
        type: .bool,
        cells.map { $0 == .bool(true) ? .bool(true) : $0 == .null ? .missing : .bool(false) })
    case "BIGINT":
      return Column(ints: cells.map { if case .int(let value) = $0 { value } else { nil } })
    default:
      let text = try? Table([("t", Column(texts: cells.map(\.stringValue)))])
      let wanted = type == "DATE" ? "date" : "timestamp"
      let cast = try? Tables.Expression.parse("cast(t as \(wanted))")
      return (try? text.flatMap { try cast?.evaluate(on: $0) })
        ?? .missing(type == "DATE" ? .date : .timestamp, count: cells.count)
    }
  }

  private static func type(_ name: String, _ dialect: SQLDialect) -> String {
    switch name {
    case "VARCHAR": "TEXT"
    case "DOUBLE": "DOUBLE PRECISION"
    default: name
    }
  }

  /// Makes the tables in an engine, with the number of each row.
  private func fill(_ connection: EngineConnection, _ dialect: SQLDialect) throws {
    for (name, (table, types)) in Self.tables.sorted(by: { $0.key < $1.key }) {
      let columns = zip(table.names, types).map {
        "\(dialect.identifier($0)) \(Self.type($1, dialect))"
      }
      try connection.run(
        "CREATE TEMPORARY TABLE \(dialect.identifier(name)) (almanac_row BIGINT, \(columns.joined(separator: ", ")))"
      )
      let rows = (0..<table.rowCount).map { row in
        let cells = zip(table.columns, types).map { column, type -> String in
          guard column.isValid(row) else { return "NULL" }
          let text = column.value(at: row).description.replacing(scalar: "'", with: "''")
          return "CAST('\(text)' AS \(Self.type(type, dialect)))"
        }
        return "(\(row), \(cells.joined(separator: ", ")))"
      }
      try connection.run(
        "INSERT INTO \(dialect.identifier(name)) VALUES \(rows.joined(separator: ", "))")
    }
  }

  private func agree(_ own: Value, _ theirs: Value) -> Bool {
    switch (own, theirs) {
    case (.int, .double), (.double, .int), (.double, .double):
      guard let a = own.doubleValue, let b = theirs.doubleValue else { return false }
      return a == b || abs(a - b) <= 1e-12 * max(abs(a), abs(b))
    case (.text(let a), .text(let b)): return a.utf8.elementsEqual(b.utf8)
    default: return own == theirs
    }
  }

  /// What each case is in an engine: agreed, not asked, or refused there.
  private func compare(
    _ engine: Engine, prepare: [String], mayFail: (String) -> Bool = { _ in false }
  ) throws -> (asked: Int, gaps: [String: SQLGap]) {
    let dialect = engine.dialect
    let connection = try engine.connect()
    for statement in prepare { try connection.run(statement) }
    try fill(connection, dialect)
    var gaps: [String: SQLGap] = [:]
    var asked = 0
    for given in Self.cases {
      guard let table = Self.tables[given.table]?.table else { continue }
      let expression = try Tables.Expression.parse(given.text)
      do {
        if let by = given.by {
          try compareGroups(connection, given.table, table, by, expression)
        } else {
          try compareRows(connection, given.table, table, expression)
        }
        asked += 1
      } catch let gap as SQLGap {
        gaps[given.text] = gap
      } catch let error as EngineError {
        if !mayFail(error.problem) { Issue.record("\(given.text): \(error)") }
      }
    }
    return (asked, gaps)
  }

  private func compareRows(
    _ connection: EngineConnection, _ name: String, _ table: Table, _ expression: Tables.Expression
  ) throws {
    let dialect = connection.dialect
    var writer = try SQLWriter(dialect, schema: table.schema) { dialect.identifier($0) }
    let value = try writer.value(expression)
    let found = try connection.ask(
      "SELECT \(value.sql) AS v FROM \(dialect.identifier(name)) ORDER BY almanac_row"
    ) { stream throws(EngineError) in try stream.columns() }
    let (own, losses) = try expression.evaluateCounting(on: table)
    let theirs = try #require(found.first?.column)
    try #require(theirs.count == own.count)
    let wrong = (0..<own.count).filter { !agree(own.value(at: $0), theirs.value(at: $0)) }
    #expect(
      wrong.isEmpty,
      """
      \(expression) in \(dialect.kind): \(wrong.prefix(3).map { row in
        "\(zip(table.names, table.columns).map { "\($0)=\($1.value(at: row))" }): \(own.value(at: row)), not \(theirs.value(at: row))"
      }), by \(value.sql)
      """)
    guard !writer.losses.isEmpty else {
      #expect(losses.isEmpty, "\(expression) loses \(losses.map(\.text))")
      return
    }
    let counts = writer.losses.flatMap { loss in
      [
        "count(CASE WHEN \(loss.lost) AND \(value.sql) IS NULL THEN 1 END)",
        "count(CASE WHEN \(loss.present) THEN 1 END)",
      ]
    }
    let numbers = try connection.ask(
      "SELECT \(counts.joined(separator: ", ")) FROM \(dialect.identifier(name))"
    ) { stream throws(EngineError) in try stream.columns() }
    let told = SQLLoss.told(
      writer.losses, counts: numbers.map { Int($0.column.value(at: 0).doubleValue ?? -1) })
    #expect(told == losses, "\(expression) in \(dialect.kind)")
  }

  private func compareGroups(
    _ connection: EngineConnection, _ name: String, _ table: Table, _ by: String,
    _ expression: Tables.Expression
  ) throws {
    let dialect = connection.dialect
    let keys = by.isEmpty ? [] : [by]
    let plan = try SummaryPlan(expression, schema: table.schema)
    var writer = try SQLWriter(dialect, schema: table.schema) { dialect.identifier($0) }
    var aggregates: [SQLAggregate] = []
    for (number, call) in plan.calls.enumerated() {
      aggregates.append(
        try writer.aggregate(call, keys: keys.map(dialect.identifier), centre: "mean_\(number)"))
    }
    let staged = aggregates.compactMap(\.staged).map { ", \($0.sql) AS \($0.name)" }.joined()
    let list = (keys.map(dialect.identifier) + aggregates.map(\.sql)).joined(separator: ", ")
    let group =
      keys.isEmpty ? "" : " GROUP BY \(keys.map(dialect.identifier).joined(separator: ", "))"
    let found = try connection.ask(
      "SELECT \(list) FROM (SELECT *\(staged) FROM \(dialect.identifier(name))) AS t\(group)"
    ) { stream throws(EngineError) in try stream.columns().map(\.column) }
    let groups = found.first?.count ?? 0
    let answer = try Table.grouped(
      by: zip(keys, found).map { ($0, $1) }, groups: groups,
      summaries: [
        .init(
          summary: Summary("answer", expression), results: Array(found.dropFirst(keys.count)),
          losses: [])
      ], of: table.limited(to: 0))
    let own = try table.grouped(by: keys, summarise: [Summary("answer", expression)])
    try #require(answer.rowCount == own.rowCount)
    for name in own.names {
      let (a, b) = (try own.column(name), try answer.column(name))
      #expect(a.metadata == b.metadata, "\(expression)")
      for row in 0..<own.rowCount {
        #expect(
          agree(a.value(at: row), b.value(at: row)),
          "\(expression) by '\(by)' in \(dialect.kind): \(a.value(at: row)), not \(b.value(at: row)), by \(list)"
        )
      }
    }
  }

  @Test("DuckDB", .enabled(if: TestEngines.hasDuckDB, "DuckDB is not installed"))
  func duckdb() throws {
    try TestEngines.use { registry in
      let (asked, gaps) = try compare(Engine("duckdb", in: registry), prepare: [])
      #expect(asked > 200, "\(asked)")
      for name in ["lower(t)", "levenshtein(t, u)", "first(x)", "rank() over (order by t desc)"] {
        #expect(gaps[name] != nil, "\(name)")
      }
    }
  }

  @Test(
    "PostgreSQL",
    .enabled(if: TestEngines.postgresql != nil, "ALMANAC_TEST_POSTGRESQL names no server"))
  func postgresql() throws {
    try TestEngines.use { registry in
      let (asked, gaps) = try compare(
        Engine("postgresql", in: registry),
        prepare: ["COMMIT", "SET default_transaction_read_only = off"],
        // Where a double leaves the numbers, the statement fails, and rows are fetched.
        mayFail: { $0.contains("out of range") })
      #expect(asked > 150, "\(asked)")
      #expect(gaps["x % y"] != nil && gaps["regexp_extract(t, 'a', 0)"] != nil)
    }
  }

  @Test("other dialects are not asked")
  func others() throws {
    #expect(throws: SQLGap.self) {
      try SQLWriter(SQLDialect(.other), schema: Schema([])) { $0 }
    }
  }
}
