internal import Basics
package import Tables

/// Writes expressions as SQL that gives what `Expression.evaluate` gives, or says why it cannot.
///
/// The guards of functions stand inside of their arguments, because PostgreSQL computes constants and aggregates before
/// `case` chooses. What leaves the numbers becomes NULL at once.
package struct SQLWriter {
  let dialect: SQLDialect
  let schema: Schema
  /// The name of a column in the statement.
  let column: (String) -> String?
  private(set) package var losses: [SQLLoss] = []
  /// When the part that is written counts: within a branch of `case`, when that branch is taken.
  private var context: String?

  /// The longest statement that is written.
  static let most = 100_000

  package init(
    _ dialect: SQLDialect, schema: Schema, column: @escaping (String) -> String?
  ) throws(SQLGap) {
    guard dialect.kind == .duckdb || dialect.kind == .postgresql else {
      throw SQLGap(dialect.kind.rawValue, .differs("its SQL is not written yet"))
    }
    self.dialect = dialect
    self.schema = schema
    self.column = column
  }

  var isDuckDB: Bool { dialect.kind == .duckdb }

  /// The value of an expression, of which `losses` tell what becomes missing.
  package mutating func value(_ expression: Expression) throws(SQLGap) -> SQLValue {
    try write(expression.root)
  }

  // MARK: Parts

  mutating func write(_ node: SyntaxNode) throws(SQLGap) -> SQLValue {
    let value = try part(node)
    guard value.sql.utf8.count < Self.most else { throw SQLGap("expression", .length) }
    return value
  }

  private mutating func part(_ node: SyntaxNode) throws(SQLGap) -> SQLValue {
    switch node.kind {
    case .literal(let value): return try literal(value)
    case .column(let name):
      guard let entry = schema[name], let type = entry.type, let sql = column(name) else {
        throw SQLGap(name, .type)
      }
      return SQLValue(sql, type)
    case .negate(let operand): return try negated(write(operand))
    case .not(let operand): return SQLValue("(NOT \(try write(operand).sql))", .bool)
    case .binary(let op, let left, let right):
      try expectUnits(op, left, right)
      return try binary(op, write(left), write(right))
    case .isNull(let operand, let isNegated):
      return SQLValue("(\(try write(operand).sql) IS \(isNegated ? "NOT " : "")NULL)", .bool)
    case .isIn(let operand, let list, let isNegated):
      let subject = try write(operand)
      var tests: [String] = []
      for element in list {
        try expectUnits(.equal, operand, element)
        tests.append(try compared(.equal, subject, write(element)).sql)
      }
      let any = tests.isEmpty ? "FALSE" : "(" + tests.joined(separator: " OR ") + ")"
      return SQLValue(isNegated ? "(NOT \(any))" : any, .bool)
    case .between(let operand, let low, let high, let isNegated):
      let subject = try write(operand)
      try expectUnits(.equal, operand, low)
      try expectUnits(.equal, operand, high)
      let both =
        "(\(try compared(.greaterOrEqual, subject, write(low)).sql) AND "
        + "\(try compared(.lessOrEqual, subject, write(high)).sql))"
      return SQLValue(isNegated ? "(NOT \(both))" : both, .bool)
    case .like(let operand, let pattern, let ignoringCase, let isNegated):
      return try like(write(operand), pattern, ignoringCase, isNegated)
    case .when(let branches, let otherwise): return try when(branches, otherwise)
    case .cast(let operand, let type): return try cast(write(operand), to: type)
    case .call(let name, let arguments, let options):
      return try call(name, arguments, options)
    }
  }

  /// Fails where the unit of one side must be converted to that of the other.
  private func expectUnits(
    _ op: BinaryOperator, _ left: SyntaxNode, _ right: SyntaxNode
  ) throws(SQLGap) {
    let checker = TypeChecker(text: "", schema: schema)
    guard let a = try? checker.check(left), let b = try? checker.check(right) else { return }
    let factor: Double? =
      switch op {
      case .multiply, .divide: UnitRules.product(a, b, dividing: op == .divide).factor
      default: UnitRules.align(a, b)?.factor
      }
    guard factor ?? 1 == 1 else {
      throw SQLGap(op.rawValue, .differs("units are converted"))
    }
  }

  func literal(_ value: Value) throws(SQLGap) -> SQLValue {
    switch value {
    case .missing: return SQLValue("NULL", nil)
    case .int(let number): return SQLValue("CAST('\(number)' AS BIGINT)", .int, value)
    case .double(let number):
      guard number.isFinite else { throw SQLGap("\(number)", .differs("it is infinite")) }
      return SQLValue("CAST('\(JSONNumber.text(number))' AS DOUBLE PRECISION)", .double, value)
    case .bool(let flag): return SQLValue(flag ? "TRUE" : "FALSE", .bool, value)
    case .text(let text): return SQLValue("CAST(\(try quoted(text)) AS TEXT)", .text, value)
    case .date: return SQLValue("DATE '\(value)'", .date, value)
    case .counted(.timestamp, _):
      let text = value.description.replacing("T", with: " ").replacing("Z", with: "")
      return SQLValue("TIMESTAMP '\(text)'", .timestamp, value)
    case .counted, .textList: throw SQLGap("\(value)", .lacking)
    }
  }

  func quoted(_ text: String) throws(SQLGap) -> String {
    guard !text.unicodeScalars.contains("\0") else {
      throw SQLGap("a text with a NUL", .lacking)
    }
    return "'" + text.replacing(scalar: "'", with: "''") + "'"
  }

  func double(_ value: SQLValue) -> String {
    value.type == .int ? "CAST(\(value.sql) AS DOUBLE PRECISION)" : value.sql
  }

  /// NULL for what is not finite.
  func finite(_ sql: String) -> String {
    ["Infinity", "-Infinity", "NaN"].reduce(sql) {
      "nullif(\($0), CAST('\($1)' AS DOUBLE PRECISION))"
    }
  }

  /// A whole number that was computed with more digits.
  func narrowed(_ sql: String) -> String {
    "CASE WHEN \(sql) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(\(sql) AS BIGINT) END"
  }

  /// Notes that a value may become missing although its operands are there.
  mutating func lose(
    _ what: String, _ reason: String, operands: [SQLValue], unless fault: String? = nil,
    when lost: String
  ) {
    var present = operands.filter { $0.literal == nil }.map { "\($0.sql) IS NOT NULL" }
    if let fault { present.append("NOT (\(fault))") }
    if let context { present.insert(context, at: 0) }
    let all = present.isEmpty ? "TRUE" : "(" + present.joined(separator: " AND ") + ")"
    losses.append(SQLLoss(what: what, reason: reason, lost: "(\(all) AND \(lost))", present: all))
  }

  // MARK: Conditions and choice

  func compared(
    _ op: BinaryOperator, _ a: SQLValue, _ b: SQLValue
  ) throws(SQLGap) -> SQLValue {
    guard let first = a.type, let second = b.type else {
      return SQLValue("CAST(NULL AS BOOLEAN)", .bool)
    }
    let sign = op == .notEqual ? "<>" : op.rawValue
    if first.isNumeric, second.isNumeric {
      return first == .int && second == .int
        ? SQLValue("(\(a.sql) \(sign) \(b.sql))", .bool)
        : SQLValue("(\(double(a)) \(sign) \(double(b)))", .bool)
    }
    if first == .text, second == .text {
      let collation = op == .equal || op == .notEqual ? "" : collated
      return SQLValue("(\(a.sql)\(collation) \(sign) \(b.sql))", .bool)
    }
    let (left, right) = (try dated(a, beside: b), try dated(b, beside: a))
    guard left.type == right.type || left.type?.isDate == true && right.type?.isDate == true else {
      throw SQLGap(op.rawValue, .lacking)
    }
    return SQLValue("(\(left.sql) \(sign) \(right.sql))", .bool)
  }

  /// What texts are compared by: code points.
  var collated: String { isDuckDB ? "" : " COLLATE \"C\"" }

  /// A date that is written as a text.
  private func dated(_ value: SQLValue, beside other: SQLValue) throws(SQLGap) -> SQLValue {
    guard case .text(let text)? = value.literal, other.type?.isDate == true,
      let date = Expression.dateLiteral(text)
    else { return value }
    return try literal(date)
  }

  private func like(
    _ subject: SQLValue, _ pattern: SyntaxNode, _ ignoringCase: Bool, _ isNegated: Bool
  ) throws(SQLGap) -> SQLValue {
    guard case .literal(.text(let text)) = pattern.kind else { throw SQLGap("like", .lacking) }
    guard text.reversed().prefix(while: { $0 == "\\" }).count % 2 == 0 else {
      throw SQLGap("like", .differs("its pattern ends with a backslash"))
    }
    guard !ignoringCase || text.isPlainASCII else {
      throw SQLGap("ilike", .differs("letters beyond ASCII have other cases"))
    }
    let word = (isNegated ? "NOT " : "") + (ignoringCase ? "ILIKE" : "LIKE")
    return SQLValue("(\(subject.sql) \(word) \(try quoted(text)) ESCAPE '\\')", .bool)
  }

  private mutating func when(
    _ branches: [WhenBranch], _ otherwise: SyntaxNode?
  ) throws(SQLGap) -> SQLValue {
    let outer = context
    defer { context = outer }
    func within(_ conditions: [String]) -> String {
      (([outer].compactMap { $0 }) + conditions).joined(separator: " AND ")
    }
    var values: [SQLValue] = []
    var conditions: [String] = []
    var closed: [String] = []
    for branch in branches {
      context = closed.isEmpty ? outer : within(closed)
      let condition = try write(branch.condition).sql
      context = within(closed + ["(\(condition)) IS TRUE"])
      values.append(try write(branch.value))
      conditions.append(condition)
      closed.append("(\(condition)) IS NOT TRUE")
    }
    if let otherwise {
      context = within(closed)
      values.append(try write(otherwise))
    }
    let (shared, type) = try unified(values, branches.map(\.value) + (otherwise.map { [$0] } ?? []))
    let cases = zip(conditions, shared).map { "WHEN \($0) THEN \($1)" }.joined(separator: " ")
    let rest = otherwise == nil ? "" : " ELSE \(shared.last ?? "NULL")"
    return SQLValue("(CASE \(cases)\(rest) END)", type)
  }

  /// Values in the type that they share.
  func unified(
    _ values: [SQLValue], _ nodes: [SyntaxNode]
  ) throws(SQLGap) -> (sql: [String], type: ColumnType?) {
    for node in nodes.dropFirst() { try expectUnits(.equal, nodes[0], node) }
    let types = Set(values.compactMap(\.type))
    if types.count <= 1 { return (values.map(\.sql), types.first) }
    guard types == [.int, .double] else { throw SQLGap("case", .lacking) }
    return (values.map(double), .double)
  }

  // MARK: Casts

  mutating func cast(_ value: SQLValue, to type: ColumnType) throws(SQLGap) -> SQLValue {
    guard let from = value.type, from != type else { return SQLValue(value.sql, type) }
    switch (from, type) {
    case (.int, .double), (.bool, .double), (.bool, .int):
      if from == .int { return SQLValue(double(value), .double) }
      let (one, zero) = (try literal(.int(1)).sql, try literal(.int(0)).sql)
      let number = SQLValue(
        "(CASE WHEN \(value.sql) THEN \(one) WHEN NOT \(value.sql) THEN \(zero) END)", .int)
      return type == .int ? number : SQLValue(double(number), .double)
    case (.double, .int):
      let rounded =
        isDuckDB
        ? "TRY_CAST(round(\(value.sql)) AS BIGINT)"
        : "CAST(round(CAST(CAST(CASE WHEN \(value.sql) >= -9223372036854775808 AND \(value.sql) < 9223372036854775808 THEN \(value.sql) END AS TEXT) AS NUMERIC)) AS BIGINT)"
      lose("values", "no int", operands: [value], when: "\(rounded) IS NULL")
      return SQLValue(rounded, .int)
    case (.int, .bool): return SQLValue("(\(value.sql) <> 0)", .bool)
    case (.timestamp, .date): return SQLValue("CAST(\(value.sql) AS DATE)", .date)
    case (.date, .timestamp): return SQLValue("CAST(\(value.sql) AS TIMESTAMP)", .timestamp)
    case (_, .text): return SQLValue(try text(value), .text)
    default: throw SQLGap("cast", .differs("texts are read as people write values"))
    }
  }

  /// A value as files have it.
  func text(_ value: SQLValue) throws(SQLGap) -> String {
    switch value.type {
    case .text, nil: value.sql
    case .int, .bool: "CAST(\(value.sql) AS TEXT)"
    case .date: isDuckDB ? "CAST(\(value.sql) AS TEXT)" : "to_char(\(value.sql), 'YYYY-MM-DD')"
    default: throw SQLGap("cast to text", .differs("numbers and times are written otherwise"))
    }
  }
}

/// A part of an expression in SQL.
package struct SQLValue: Sendable {
  package let sql: String
  /// The type; `nil` for a bare `null`.
  package let type: ColumnType?
  /// The value, where it is written out.
  let literal: Value?

  init(_ sql: String, _ type: ColumnType?, _ literal: Value? = nil) {
    self.sql = sql
    self.type = type
    self.literal = literal
  }
}
