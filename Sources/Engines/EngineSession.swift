internal import Basics
public import Tables

/// A connection on which the rows of a source are asked for: all its answers are of one moment, where the engine has such a
/// thing.
public final class EngineSession {
  private let source: EngineSource
  private let connection: EngineConnection
  let fields: [ArrowField]

  private var engine: String { source.engine.settings.name }

  /// Connects, and asks for the names and types of the columns.
  public init(_ source: EngineSource) throws(EngineError) {
    self.source = source
    connection = try source.engine.connect()
    fields = try connection.ask("SELECT * FROM \(source.sql) LIMIT 0") {
      stream throws(EngineError) in stream.fields
    }
    var seen: Set<String> = []
    for field in fields where !seen.insert(field.name).inserted {
      throw EngineError(
        .answer, engine,
        "\(source.title) has two columns called '\(field.name)'; rename one with AS")
    }
  }

  /// The names of the columns.
  public var names: [String] { fields.map(\.name) }

  /// `DuckDB 2.0.1`; the driver's name where the engine does not say.
  public var product: String {
    get throws(EngineError) { try connection.product }
  }

  /// The statement that asks for columns.
  public func statement(_ columns: [String]) -> String {
    let list = columns.map(source.engine.dialect.identifier).joined(separator: ", ")
    return "SELECT \(list) FROM \(source.sql)"
  }

  /// Reads rows: the columns that the options name, else all.
  ///
  /// - Parameter options: Types, missing words and metadata of columns; the memory that may be taken.
  public func read(
    _ options: ReadOptions, progress: (_ rows: Int) -> Void = { _ in }
  ) throws -> Table {
    let columns = options.columns ?? names
    return try read(
      statement(columns), columns, options,
      count: "SELECT count(*) FROM \(source.sql)", progress)
  }

  /// How many rows there are.
  public func count() throws(EngineError) -> Int {
    try count("SELECT count(*) FROM \(source.sql)")
  }

  private func count(_ sql: String) throws(EngineError) -> Int {
    let text = try connection.value(sql)
    guard let count = Int(text) else {
      throw EngineError(.answer, engine, "'\(text)' is no number of rows")
    }
    return count
  }

  /// The columns without a row, as they would be read.
  func empty(_ options: ReadOptions) throws -> Table {
    var own = options
    own.columns = nil
    // What cannot be read is not asked of the engine either.
    let columns = fields.compactMap { field in
      (try? field.column(in: engine)).map { (name: field.name, column: $0.finished()) }
    }
    return try own.table(typed: columns, of: names, rows: 0, source: source.title)
  }

  private func read(
    _ sql: String, _ columns: [String], _ options: ReadOptions, count: String,
    _ progress: (Int) -> Void
  ) throws -> Table {
    try check(options)
    let wanted = try columns.map { name throws(EngineError) in
      guard let field = fields.first(where: { $0.name == name }) else { throw unknown(name) }
      return field
    }
    // What cannot be read is told before the engine works.
    for field in wanted { _ = try field.column(in: engine) }
    let expected = options.memory == nil ? nil : try self.count(count)
    let fetch = Fetch(
      source: source, fields: wanted, expected: expected,
      budget: MemoryBudget(asked: options.memory))
    let (found, rows) = try connection.ask(sql) {
      stream throws(EngineError) in try fetch.columns(of: stream, progress)
    }
    var table = try options.table(
      typed: found.map { ($0.name, $0.column.finished()) }, of: names, rows: rows,
      source: source.title)
    for (name, column) in found {
      table.notes += column.remarks.map { TableNote(column: name, text: $0) }
    }
    return table
  }

  /// Fails where a column is asked for, or declared, that is not there.
  private func check(_ options: ReadOptions) throws(EngineError) {
    let asked = Set(options.columns ?? []).union(options.types.keys).union(options.metadata.keys)
    for name in asked.subtracting(names).sorted() { throw unknown(name) }
  }

  private func unknown(_ name: String) -> EngineError {
    let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
    let hint =
      name.nearest(in: names).map { "; did you mean '\($0)'?" }
      ?? "; it has \(shown)" + (names.count > 8 ? " and \(names.count - 8) more" : "")
    return EngineError(.answer, engine, "\(source.title) has no column '\(name)'\(hint)")
  }
}

// MARK: Steps of tables

extension EngineSession {
  /// What the engine would be asked for a table, or why it is not.
  package func statements(
    _ table: PushedTable, _ options: ReadOptions
  ) throws -> PushedStatements {
    try PushedTableWriter(
      source: source, fields: fields, empty: empty(options), missing: options.missingWords
    ).statements(table)
  }

  /// The rows or groups of a table, with its row flow.
  ///
  /// - Throws: `SQLGap` where the data are such that the engine's answer would be another one.
  package func answer(
    _ table: PushedTable, _ statements: PushedStatements, _ options: ReadOptions
  ) throws -> Table {
    let counts = try connection.ask(statements.counts) {
      stream throws(EngineError) in try stream.columns()
    }.map { Int($0.column.value(at: 0).doubleValue ?? 0) }
    var reader = CountReader(counts)
    var start = try empty(options)
    var flow = [RowFlowStep(.read, rows: reader.next())]
    for _ in 0..<statements.guarded where reader.next() > 0 {
      throw SQLGap("infinite numbers", .differs("they are taken for overflows"))
    }
    var rows = flow[0].rows
    for (number, step) in table.steps.enumerated() {
      let losses = reader.losses(statements.losses[number])
      switch step {
      case .filter(let condition):
        flow += losses.map { RowFlowStep($0, rows: rows) }
        start = try start.filtered(condition)
        rows = reader.next()
        flow.append(RowFlowStep(.filtered(condition), rows: rows))
      case .derive(let name, let expression, let metadata):
        start = try start.derived(name, expression)
        try start.describe(name, as: metadata)
        flow += losses.map { RowFlowStep($0.of(name), rows: rows) }
        _ = reader.next()
      }
    }
    switch table.end {
    case .rows(let columns):
      var own = options
      own.columns = columns
      var result = try read(
        statements.rows, columns, own,
        count: "SELECT count(*) FROM (\(statements.rows)) AS almanac_rows", { _ in })
      result.rowFlow = flow
      return result
    case .groups(let keys, let summaries):
      start.rowFlow = flow
      return try groups(keys, summaries, statements, start, &reader)
    }
  }

  private func groups(
    _ keys: [String], _ summaries: [Summary], _ statements: PushedStatements, _ empty: Table,
    _ reader: inout CountReader
  ) throws -> Table {
    let found = try connection.ask(statements.rows) {
      stream throws(EngineError) in try stream.columns().map(\.column)
    }
    let groups = found.first?.count ?? 0
    var rest = found.dropFirst(keys.count)
    var answers: [Table.AnsweredSummary] = []
    for (summary, told) in zip(summaries, statements.summaries) {
      var losses = reader.losses(told.losses)
      let plan = try SummaryPlan(summary.expression, schema: empty.schema)
      var results: [Column] = []
      for (call, isCounted) in zip(plan.calls, told.counted) {
        guard let column = rest.popFirst() else { break }
        results.append(column)
        guard isCounted, let counted = rest.popFirst() else { continue }
        // A sum of values that has none has left the numbers.
        let lost = (0..<groups).count {
          !column.isValid($0) && counted.value(at: $0).doubleValue ?? 0 > 0
        }
        if lost > 0 { losses.append(call.function.overflow(lost, of: groups)) }
      }
      answers.append(.init(summary: summary, results: results, losses: losses))
    }
    return try Table.grouped(
      by: zip(keys, found).map { (name: $0, column: $1) }, groups: groups, summaries: answers,
      of: empty)
  }
}

/// Takes counts in the order in which they were asked for.
private struct CountReader {
  private var counts: ArraySlice<Int>

  init(_ counts: [Int]) { self.counts = counts[...] }

  mutating func next() -> Int { counts.popFirst() ?? 0 }

  mutating func losses(_ losses: [SQLLoss]) -> [Loss] {
    let own = (0..<2 * losses.count).map { _ in next() }
    return SQLLoss.told(losses, counts: own)
  }
}
