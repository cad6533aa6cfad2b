internal import Basics
internal import Tables

extension SQLWriter {
  private static let overflow = "overflow"

  mutating func negated(_ value: SQLValue) -> SQLValue {
    guard value.type == .int else { return SQLValue("(- \(value.sql))", value.type) }
    let sql =
      isDuckDB
      ? "TRY(- \(value.sql))"
      : "(CASE WHEN \(value.sql) <> (-9223372036854775808) THEN - \(value.sql) END)"
    lose("differences", Self.overflow, operands: [value], when: "\(sql) IS NULL")
    return SQLValue(sql, .int)
  }

  mutating func binary(
    _ op: BinaryOperator, _ a: SQLValue, _ b: SQLValue
  ) throws(SQLGap) -> SQLValue {
    switch op {
    case .and, .or: return SQLValue("(\(a.sql) \(op == .and ? "AND" : "OR") \(b.sql))", .bool)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return try compared(op, a, b)
    case .concatenate: return SQLValue("(\(try text(a)) || \(try text(b)))", .text)
    case .add, .subtract, .multiply, .divide, .modulo:
      guard let first = a.type, let second = b.type else {
        return SQLValue("CAST(NULL AS DOUBLE PRECISION)", .double)
      }
      if first.isDate || second.isDate { return try dates(op, a, b) }
      return first == .int && second == .int && op != .divide
        ? try whole(op, a, b) : try real(op, a, b)
    }
  }

  /// date - date in days, timestamp - timestamp in seconds, date ± days.
  private mutating func dates(
    _ op: BinaryOperator, _ a: SQLValue, _ b: SQLValue
  ) throws(SQLGap) -> SQLValue {
    switch (a.type, b.type, op) {
    case (.date, .date, .subtract): return SQLValue("CAST((\(a.sql) - \(b.sql)) AS BIGINT)", .int)
    case (.timestamp, .timestamp, .subtract):
      return SQLValue(
        isDuckDB
          ? "epoch(\(a.sql) - \(b.sql))"
          : "CAST(extract(epoch FROM \(a.sql) - \(b.sql)) AS DOUBLE PRECISION)", .double)
    case (.date, .int, .add), (.date, .int, .subtract):
      guard case .int(let days)? = b.literal, abs(days) < 1_000_000 else {
        throw SQLGap(
          "date \(op.rawValue) days", .differs("dates beyond the engine's calendar are errors"))
      }
      return SQLValue("CAST((\(a.sql) \(op.rawValue) CAST(\(days) AS INTEGER)) AS DATE)", .date)
    default: throw SQLGap("date \(op.rawValue)", .lacking)
    }
  }

  private mutating func whole(
    _ op: BinaryOperator, _ a: SQLValue, _ b: SQLValue
  ) throws(SQLGap) -> SQLValue {
    let what = Self.results(of: op)
    if op == .modulo {
      let sql =
        "(CASE WHEN \(b.sql) = -1 THEN \(a.sql) - \(a.sql) ELSE \(a.sql) % nullif(\(b.sql), 0) END)"
      lose(what, "division by zero", operands: [a, b], when: "\(b.sql) = 0")
      return SQLValue(sql, .int)
    }
    let sql =
      isDuckDB
      ? "TRY(\(a.sql) \(op.rawValue) \(b.sql))"
      : "(" + narrowed("(CAST(\(a.sql) AS NUMERIC) \(op.rawValue) \(b.sql))") + ")"
    lose(what, Self.overflow, operands: [a, b], when: "\(sql) IS NULL")
    return SQLValue(sql, .int)
  }

  private mutating func real(
    _ op: BinaryOperator, _ a: SQLValue, _ b: SQLValue
  ) throws(SQLGap) -> SQLValue {
    let what = Self.results(of: op)
    let (left, right) = (double(a), double(b))
    guard op == .divide || op == .modulo else {
      let sql = finite("(\(left) \(op.rawValue) \(right))")
      lose(what, Self.overflow, operands: [a, b], when: "\(sql) IS NULL")
      return SQLValue(sql, .double)
    }
    guard isDuckDB || op == .divide else {
      throw SQLGap("%", .differs("the engine has no remainder of doubles"))
    }
    let sql = finite("(\(left) \(op.rawValue) nullif(\(right), 0))")
    lose(what, "division by zero", operands: [a, b], when: "\(right) = 0")
    if op == .divide {
      lose(what, Self.overflow, operands: [a, b], unless: "\(right) = 0", when: "\(sql) IS NULL")
    }
    return SQLValue(sql, .double)
  }

  private static func results(of op: BinaryOperator) -> String {
    switch op {
    case .add: "sums"
    case .subtract: "differences"
    case .multiply: "products"
    case .modulo: "remainders"
    default: "quotients"
    }
  }

  // MARK: Functions of numbers

  /// A function of one number that has no value outside of where `holds`.
  private mutating func guarded(
    _ value: SQLValue, _ what: String, _ reason: String, holds: (String) -> String,
    _ body: (String) -> String
  ) -> SQLValue {
    let number = double(value)
    lose(what, reason, operands: [value], when: "NOT (\(holds(number)))")
    return SQLValue(body("(CASE WHEN \(holds(number)) THEN \(number) END)"), .double)
  }

  mutating func number(
    _ name: String, _ values: [SQLValue]
  ) throws(SQLGap) -> SQLValue? {
    guard let x = values.first else { return nil }
    let isDuckDB = isDuckDB
    switch name {
    case "ln", "log", "log10", "log2":
      let own = name == "log" ? "log10" : name
      return guarded(x, "logarithms", "number of 0 or less", holds: { "\($0) > 0" }) { argument in
        if isDuckDB || own == "ln" { return "\(own)(\(argument))" }
        return own == "log10"
          ? "log(\(argument))" : "(ln(\(argument)) / ln(CAST(2 AS DOUBLE PRECISION)))"
      }
    case "sqrt":
      return guarded(x, "square roots", "number below 0", holds: { "\($0) >= 0" }) { "sqrt(\($0))" }
    case "exp":
      let number = double(x)
      let sql =
        isDuckDB
        ? finite("exp(\(number))")
        : "(CASE WHEN \(number) < -745 THEN 0 ELSE exp(CASE WHEN \(number) >= -745 AND \(number) <= 709.782712893383 THEN \(number) END) END)"
      lose("exponentials", Self.overflow, operands: [x], when: "\(sql) IS NULL")
      return SQLValue(sql, .double)
    case "power": return power(x, values[1])
    case "sign": return SQLValue("CAST(sign(\(x.sql)) AS BIGINT)", .int)
    case "abs":
      guard x.type == .int else { return SQLValue("abs(\(x.sql))", .double) }
      let sql =
        isDuckDB
        ? "TRY(abs(\(x.sql)))"
        : "abs(CASE WHEN \(x.sql) <> (-9223372036854775808) THEN \(x.sql) END)"
      lose("absolute values", Self.overflow, operands: [x], when: "\(sql) IS NULL")
      return SQLValue(sql, .int)
    case "floor", "ceil": return x.type == .int ? x : SQLValue("\(name)(\(x.sql))", .double)
    case "round": return try rounded(x, values.dropFirst().first)
    case "mod": return try binary(.modulo, x, values[1])
    default: return nil
    }
  }

  private mutating func power(_ x: SQLValue, _ y: SQLValue) -> SQLValue {
    let (base, exponent) = (double(x), double(y))
    let holds =
      "((\(base) >= 0 OR \(exponent) = trunc(\(exponent))) AND NOT (\(base) = 0 AND \(exponent) < 0))"
    let sql = finite("power(CASE WHEN \(holds) THEN \(base) END, \(exponent))")
    lose("powers", "no real value", operands: [x, y], when: "NOT \(holds)")
    lose("powers", Self.overflow, operands: [x, y], unless: "NOT \(holds)", when: "\(sql) IS NULL")
    return SQLValue(sql, .double)
  }

  /// Halves go away from zero, judged on the digits that are printed.
  private func rounded(_ x: SQLValue, _ places: SQLValue?) throws(SQLGap) -> SQLValue {
    guard let places else {
      if x.type == .int { return x }
      return SQLValue(
        isDuckDB
          ? "round(\(x.sql))"
          : "CAST(round(CAST(CAST(\(x.sql) AS TEXT) AS NUMERIC)) AS DOUBLE PRECISION)", .double)
    }
    guard case .int(let digits)? = places.literal, (0...15).contains(digits) else {
      throw SQLGap("round", .differs("it is to other places than 0 to 15"))
    }
    if x.type == .int { return x }
    guard isDuckDB else {
      return SQLValue(
        "CAST(round(CAST(CAST(\(x.sql) AS TEXT) AS NUMERIC), \(digits)) AS DOUBLE PRECISION)",
        .double)
    }
    return SQLValue(
      "(CASE WHEN abs(\(x.sql)) < 1e15 THEN CAST(round(CAST(CAST(\(x.sql) AS VARCHAR) AS DECIMAL(38, 20)), \(digits)) AS DOUBLE) ELSE \(x.sql) END)",
      .double)
  }
}
