internal import Basics
public import Tables

/// A table or a query of an engine, as a source of rows.
public struct EngineSource: Sendable {
  /// Where the rows are.
  public enum Relation: Hashable, Sendable {
    /// A table or view: `schema.table`, a part in double quotes where it has a dot of its own.
    case table(String)
    /// A query of one's own, which can only read.
    case query(String)
  }

  /// Rows, and what a report says of where they are from.
  public struct Answer: Sendable {
    /// The rows.
    public let table: Table
    /// The names of all columns, those that were not asked for included.
    public let names: [String]
    /// `DuckDB 2.0.1`; the driver's name where the engine does not say.
    public let product: String
    /// The SHA-256 hash of the rows.
    public let checksum: String
  }

  /// The engine.
  public let engine: Engine
  /// Where the rows are.
  public let relation: Relation

  /// A table or a query of an engine; fails where the query is not one statement.
  public init(_ engine: Engine, _ relation: Relation) throws(EngineError) {
    self.engine = engine
    self.relation = relation
    if case .query(let text) = relation, let problem = engine.dialect.problem(ofQuery: text) {
      throw EngineError(.query, engine.settings.name, "the query cannot be asked: \(problem)")
    }
    if case .table(let name) = relation,
      SQLDialect.parts(ofTable: name).contains(where: \.isEmpty)
    {
      throw EngineError(
        .settings, engine.settings.name,
        "'\(name)' is no name of a table; write table or schema.table")
    }
  }

  /// What stands behind `FROM`: the engine takes nothing but a query between parentheses.
  var sql: String {
    switch relation {
    case .table(let name): engine.dialect.table(name)
    // A comment at the end must not take the parenthesis along.
    case .query(let text): "(\n\(text)\n) AS almanac_source"
    }
  }

  /// What errors call it.
  var title: String {
    switch relation {
    case .table(let name): "\(engine.settings.name):\(name)"
    case .query: "the query"
    }
  }

  /// The names and types of the columns, without a row; a type is `nil` where only the rows tell it.
  public func columns() throws(EngineError) -> [Schema.Entry] {
    try fields(engine.connect()).map { Schema.Entry(name: $0.name, type: $0.type.columnType) }
  }

  private func fields(_ connection: EngineConnection) throws(EngineError) -> [ArrowField] {
    let fields = try connection.ask("SELECT * FROM \(sql) LIMIT 0") {
      stream throws(EngineError) in stream.fields
    }
    var seen: Set<String> = []
    for field in fields where !seen.insert(field.name).inserted {
      throw EngineError(
        .answer, engine.settings.name,
        "\(title) has two columns called '\(field.name)'; rename one with AS")
    }
    return fields
  }

  /// Reads rows: the columns that `choose` picks of all there are.
  ///
  /// - Parameter options: Types, missing words and metadata of columns; the memory that may be taken.
  public func read(
    _ options: ReadOptions, progress: (_ rows: Int) -> Void = { _ in },
    choosing choose: (_ names: [String]) -> (options: ReadOptions, columns: [String]?)
  ) throws -> Answer {
    let connection = try engine.connect()
    let all = try fields(connection)
    let names = all.map(\.name)
    let (own, wanted) = choose(names)
    try check(own, wanted, names)
    let fields = try (wanted ?? names).compactMap { name throws(EngineError) in
      all.first { $0.name == name }
    }
    // What cannot be read is told before the engine works.
    for field in fields { _ = try field.column(in: engine.settings.name) }
    let expected = options.memory == nil ? nil : try count(connection)
    let fetch = Fetch(
      source: self, fields: fields, expected: expected, budget: MemoryBudget(asked: options.memory))
    let list = fields.map { engine.dialect.identifier($0.name) }.joined(separator: ", ")
    let (columns, rows) = try connection.ask("SELECT \(list) FROM \(sql)") {
      stream throws(EngineError) in try fetch.columns(of: stream, progress)
    }
    var table = try own.table(
      typed: columns.map { ($0.name, $0.column.finished()) }, of: names, rows: rows, source: title)
    for (name, column) in columns {
      table.notes += column.remarks.map { TableNote(column: name, text: $0) }
    }
    return Answer(
      table: table, names: names, product: try connection.product, checksum: table.checksum)
  }

  /// Fails where a column is asked for, or declared, that is not there.
  private func check(
    _ options: ReadOptions, _ wanted: [String]?, _ names: [String]
  ) throws(EngineError) {
    let asked = Set(wanted ?? []).union(options.types.keys).union(options.metadata.keys)
    for name in asked.subtracting(names).sorted() {
      let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
      let hint =
        name.nearest(in: names).map { "; did you mean '\($0)'?" }
        ?? "; it has \(shown)" + (names.count > 8 ? " and \(names.count - 8) more" : "")
      throw EngineError(
        .answer, engine.settings.name, "\(title) has no column '\(name)'\(hint)")
    }
  }

  private func count(_ connection: EngineConnection) throws(EngineError) -> Int {
    let text = try connection.value("SELECT count(*) FROM \(sql)")
    guard let count = Int(text) else {
      throw EngineError(.answer, engine.settings.name, "'\(text)' is no number of rows")
    }
    return count
  }
}

/// Takes the answer to a statement, within the memory that is allowed.
private struct Fetch {
  let source: EngineSource
  let fields: [ArrowField]
  /// How many rows there are, where that was asked.
  let expected: Int?
  let budget: MemoryBudget

  private var engine: String { source.engine.settings.name }

  func columns(
    of stream: ArrowStream, _ progress: (Int) -> Void
  ) throws(EngineError) -> (columns: [(name: String, column: any ArrowColumn)], rows: Int) {
    try check(stream.fields)
    let columns = try fields.map { field throws(EngineError) in
      (name: field.name, column: try field.column(in: engine))
    }
    var rows = 0
    var isEstimated = false
    while try stream.next({ slices, count throws(ArrowFault) in
      try ArrowStream.append(slices, to: columns)
      rows += count
    }) {
      guard rows <= Limits.rows else {
        throw EngineError(
          .answer, engine,
          "\(source.title) has more than \(Limits.rows) rows, which is the limit of a table; take fewer by a 'query'"
        )
      }
      if !isEstimated, rows >= min(Self.sample, expected ?? 0), rows > 0 {
        isEstimated = true
        try estimate(columns.map(\.column), rows)
      }
      guard budget.taken <= budget.allowed else {
        throw EngineError(
          .memory, engine,
          "\(counted(rows, "row")) of \(source.title) took \(Memory.text(budget.taken)) of memory, and \(budget.limit); \(Memory.advice)"
        )
      }
      progress(rows)
    }
    return (columns, rows)
  }

  /// So many rows tell how large the others are.
  private static let sample = 2048
  /// What the work on a table takes for each of its rows: eight columns of numbers.
  private static let workingRow = 64.0

  /// Refuses rows that would take more memory than is allowed, before all are here.
  private func estimate(_ columns: [any ArrowColumn], _ rows: Int) throws(EngineError) {
    guard let expected else { return }
    let bytes = Double(columns.reduce(0) { $0 + $1.byteCount }) / Double(rows)
    let needed = Double(expected) * (1.1 * bytes + Self.workingRow)
    guard needed > Double(budget.allowed) else { return }
    throw EngineError(
      .memory, engine,
      "\(counted(expected, "row")) of \(source.title) need about \(Memory.text(Int(min(needed, 0x1p62)))) of memory, and \(budget.limit); \(Memory.advice)"
    )
  }

  /// Fails where the answer has other columns than were promised.
  private func check(_ found: [ArrowField]) throws(EngineError) {
    guard found.count == fields.count else {
      throw EngineError(
        .answer, engine,
        "\(source.title) answered with \(found.count) columns, where \(fields.count) were asked for"
      )
    }
    for (field, now) in zip(fields, found) where field.type != now.type {
      throw EngineError(
        .answer, engine,
        "column '\(field.name)' of \(source.title) was \(field.type.name) and is \(now.type.name) now; it changed meanwhile: try again"
      )
    }
  }
}

extension EngineConnection {
  /// The first value of an answer, as text.
  func value(_ sql: String) throws(EngineError) -> String {
    let name = engine.settings.name
    return try ask(sql) { stream throws(EngineError) in
      guard let values = try stream.columns().first?.column, values.count > 0 else {
        throw EngineError(.answer, name, "there is no answer to \(sql)")
      }
      return values.value(at: 0).description
    }
  }

  /// `DuckDB 2.0.1`.
  var product: String {
    get throws(EngineError) {
      let dialect = engine.dialect
      let name =
        dialect.kind.product ?? engine.settings.driver.split(separator: "/").last.map(String.init)
        ?? ""
      guard let query = dialect.versionQuery else { return name }
      let version = try value(query).split(separator: " ").first.map(String.init) ?? ""
      return "\(name) " + (version.hasPrefix("v") ? String(version.dropFirst()) : version)
    }
  }
}
