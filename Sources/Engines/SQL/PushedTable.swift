internal import Basics
package import Tables

/// The first steps of a table, as far as an engine can carry them out: conditions and derived columns, and then the rows that
/// are left, or groups of them with their summaries.
package struct PushedTable: Sendable {
  /// A step.
  package enum Step: Sendable {
    case filter(Expression)
    case derive(String, Expression, ColumnMetadata)
  }

  /// What is asked for in the end.
  package enum End: Sendable {
    /// These columns of the source.
    case rows([String])
    case groups(keys: [String], [Summary])
  }

  package let steps: [Step]
  package let end: End

  package init(_ steps: [Step], _ end: End) {
    self.steps = steps
    self.end = end
  }
}

/// What an engine is asked for a table, and what the answers mean.
package struct PushedStatements: Sendable {
  /// The rows or groups.
  package let rows: String
  /// How many rows there are before each step and after the last, and what becomes missing in each.
  package let counts: String
  /// For each step the losses that are counted.
  let losses: [[SQLLoss]]
  /// For each summary the losses of its arguments, and which of its aggregates come with the number of their values.
  let summaries: [(losses: [SQLLoss], counted: [Bool])]
  /// How many columns of doubles are looked through for infinite numbers.
  let guarded: Int
}

/// Writes the statements of a table.
struct PushedTableWriter {
  let source: EngineSource
  let fields: [ArrowField]
  /// The columns before the first step, without rows.
  let empty: Table
  /// The words for missing values of a column.
  let missing: (String) -> [String]

  private var dialect: SQLDialect { source.engine.dialect }

  func statements(_ table: PushedTable) throws(SQLGap) -> PushedStatements {
    let used = usedColumns(table)
    var names: [String: String] = [:]
    var doubles: [String] = []
    for name in used {
      guard let field = fields.first(where: { $0.name == name }) else { throw SQLGap(name, .type) }
      let sql = try base(field)
      names[name] = sql
      if field.type.columnType == .double { doubles.append(name) }
    }
    let base = used.isEmpty ? source.sql : named(&names, used)
    var stages = [
      Stage(relation: base, conditions: [], names: names, schema: empty.schema, prefix: prefix)
    ]
    var losses: [[SQLLoss]] = []
    for (number, step) in table.steps.enumerated() {
      guard let before = stages.last else { break }
      let (after, lost) = try before.after(step, number, dialect)
      stages.append(after)
      losses.append(lost)
    }
    guard let last = stages.last else { throw SQLGap("table", .lacking) }
    var summaries: [(losses: [SQLLoss], counted: [Bool])] = []
    let rows: String
    switch table.end {
    case .rows(let columns):
      let list = columns.map(dialect.identifier).joined(separator: ", ")
      rows = "SELECT \(list) FROM \(last.relation)\(last.filter)"
    case .groups(let keys, let list):
      (rows, summaries) = try groups(keys, list, last)
    }
    // Infinite numbers would be taken for overflows.
    let infinite = doubles.compactMap { names[$0] }.map {
      "count(CASE WHEN abs(\($0)) = CAST('Infinity' AS DOUBLE PRECISION) THEN 1 END)"
    }
    var counts: [String] = []
    for (number, stage) in stages.enumerated() {
      var list = ["count(*)"] + (number == 0 ? infinite : [])
      if number < losses.count { list += losses[number].flatMap(\.counts) }
      if number == stages.count - 1 { list += summaries.flatMap(\.losses).flatMap(\.counts) }
      counts.append(
        "(SELECT \(list.enumerated().map { "\($1) AS n\(number)_\($0)" }.joined(separator: ", ")) FROM \(stage.relation)\(stage.filter)) AS s\(number)"
      )
    }
    let statement = "SELECT * FROM " + counts.joined(separator: " CROSS JOIN ")
    guard rows.utf8.count < SQLWriter.most, statement.utf8.count < SQLWriter.most else {
      throw SQLGap("table", .length)
    }
    return PushedStatements(
      rows: rows, counts: statement, losses: losses, summaries: summaries, guarded: doubles.count)
  }

  /// What no column of the source begins with: two of one name would be mistaken for each other.
  private var prefix: String {
    var prefix = "c"
    while fields.contains(where: { $0.name.lowercased().hasPrefix(prefix) }) { prefix += "_" }
    return prefix
  }

  /// The source with its columns as they are read, under names of our own.
  private func named(_ names: inout [String: String], _ used: [String]) -> String {
    var list: [String] = []
    for (number, name) in used.enumerated() {
      guard let sql = names[name] else { continue }
      list.append("\(sql) AS \(prefix)\(number)")
      names[name] = "\(prefix)\(number)"
    }
    return "(SELECT *, \(list.joined(separator: ", ")) FROM \(source.sql)) AS \(prefix)"
  }

  private func groups(
    _ keys: [String], _ summaries: [Summary], _ stage: Stage
  ) throws(SQLGap) -> (String, [(losses: [SQLLoss], counted: [Bool])]) {
    var keyNames: [String] = []
    for key in keys {
      guard let sql = stage.names[key], let type = stage.schema[key]?.type, type != .textList else {
        throw SQLGap(key, .type)
      }
      keyNames.append(sql)
    }
    var list = keyNames.enumerated().map { "\($1) AS k\($0)" }
    var staged: [String] = []
    var told: [(losses: [SQLLoss], counted: [Bool])] = []
    var number = 0
    for summary in summaries {
      let plan: SummaryPlan
      do {
        plan = try SummaryPlan(summary.expression, schema: stage.schema)
      } catch {
        throw SQLGap(summary.name, .lacking)
      }
      var writer = try SQLWriter(dialect, schema: stage.schema) { stage.names[$0] }
      var counted: [Bool] = []
      for call in plan.calls {
        let aggregate = try writer.aggregate(
          call, keys: keyNames, centre: "\(prefix)m\(number)")
        list.append("\(aggregate.sql) AS a\(number)")
        if let count = aggregate.count { list.append("\(count) AS a\(number)_count") }
        if let window = aggregate.staged { staged.append("\(window.sql) AS \(window.name)") }
        counted.append(aggregate.count != nil)
        number += 1
      }
      told.append((writer.losses, counted))
    }
    let relation =
      staged.isEmpty
      ? stage.relation + stage.filter
      : "(SELECT *, \(staged.joined(separator: ", ")) FROM \(stage.relation)\(stage.filter)) AS staged"
    let group = keys.isEmpty ? "" : " GROUP BY " + keyNames.joined(separator: ", ")
    return ("SELECT \(list.joined(separator: ", ")) FROM \(relation)\(group)", told)
  }

  /// The columns of the source that the steps read.
  private func usedColumns(_ table: PushedTable) -> [String] {
    var made: Set<String> = []
    var used: [String] = []
    func read(_ names: [String]) {
      for name in names where !made.contains(name) && !used.contains(name) { used.append(name) }
    }
    for step in table.steps {
      switch step {
      case .filter(let condition): read(condition.columns)
      case .derive(let name, let value, _):
        read(value.columns)
        made.insert(name)
      }
    }
    if case .groups(let keys, let summaries) = table.end {
      read(keys + summaries.flatMap(\.expression.columns))
    }
    return used
  }

  /// A column as its values are read: NaN and infinite dates are missing, and so are the words for it.
  private func base(_ field: ArrowField) throws(SQLGap) -> String {
    let sql = dialect.identifier(field.name)
    guard let entry = empty.schema[field.name], let type = field.type.columnType,
      entry.type == type || entry.type == .double && type == .int
    else { throw SQLGap(field.name, .type) }
    // Whole numbers that look like years are told by their values.
    if empty[field.name]?.kind(named: field.name) != nil { throw SQLGap(field.name, .type) }
    let words = missing(field.name)
    switch (field.type, type) {
    case (_, .text):
      switch field.type {
      case .time: throw SQLGap(field.name, .type)
      case .paddedText: throw SQLGap(field.name, .differs("the engine cuts blanks off"))
      default: break
      }
      let text = "CAST(\(sql) AS TEXT)" + (dialect.kind == .postgresql ? " COLLATE \"C\"" : "")
      let writer = try SQLWriter(dialect, schema: Schema([])) { $0 }
      var list: [String] = []
      for word in words { list.append(try writer.quoted(word)) }
      return list.isEmpty
        ? text
        : "(CASE WHEN \(text) IN (\(list.joined(separator: ", "))) THEN NULL ELSE \(text) END)"
    case (.bool, _): return sql
    case (.decimal, _): return without(words, "CAST(CAST(\(sql) AS TEXT) AS DOUBLE PRECISION)")
    case (_, .int):
      let whole = "CAST(\(sql) AS \(entry.type == .double ? "DOUBLE PRECISION" : "BIGINT"))"
      return without(words, whole)
    case (_, .double):
      return without(
        words, "nullif(CAST(\(sql) AS DOUBLE PRECISION), CAST('NaN' AS DOUBLE PRECISION))")
    case (_, .date):
      return
        "(CASE WHEN \(sql) BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN CAST(\(sql) AS DATE) END)"
    case (_, .timestamp):
      let moment =
        dialect.kind == .duckdb
        ? "make_timestamp(epoch_us(\(within(sql))))" : "CAST(\(within(sql)) AS TIMESTAMP)"
      return moment
    default: throw SQLGap(field.name, .type)
    }
  }

  /// A point in time within the calendar.
  private func within(_ sql: String) -> String {
    "CASE WHEN \(sql) BETWEEN TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59' THEN \(sql) END"
  }

  private func without(_ words: [String], _ number: String) -> String {
    words.compactMap(Double.init).filter(\.isFinite).reduce(number) {
      "nullif(\($0), \(JSONNumber.text($1)))"
    }
  }
}

/// The rows after some steps.
private struct Stage {
  /// What stands behind FROM.
  var relation: String
  var conditions: [String]
  /// What the columns are called in the statement.
  var names: [String: String]
  var schema: Schema
  /// What names of our own begin with.
  let prefix: String

  var filter: String {
    conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
  }

  /// The rows after a step, and what becomes missing in it.
  func after(
    _ step: PushedTable.Step, _ number: Int, _ dialect: SQLDialect
  ) throws(SQLGap) -> (Stage, [SQLLoss]) {
    var writer = try SQLWriter(dialect, schema: schema) { names[$0] }
    var stage = self
    switch step {
    case .filter(let condition):
      let sql = try writer.value(condition).sql
      stage.conditions.append("(\(sql))")
      return (stage, writer.losses.map { $0.and("(\(sql)) IS NULL") })
    case .derive(let name, let expression, _):
      let value = try writer.value(expression)
      let type: ExpressionType
      do {
        type = try expression.type(in: schema)
      } catch {
        throw SQLGap(name, .lacking)
      }
      guard let own = type.type ?? value.type else { throw SQLGap(name, .type) }
      let alias = "\(prefix)d\(number)"
      stage.relation = "(SELECT *, \(value.sql) AS \(alias) FROM \(relation)\(filter)) AS \(alias)"
      stage.conditions = []
      stage.names[name] = alias
      stage.schema = Schema(
        schema.entries.filter { $0.name != name }
          + [Schema.Entry(name: name, type: own, unit: type.unit)])
      return (stage, writer.losses.map { $0.and("(\(value.sql)) IS NULL") })
    }
  }
}
