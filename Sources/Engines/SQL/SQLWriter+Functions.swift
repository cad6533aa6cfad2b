internal import Basics
internal import Tables

extension SQLWriter {
  /// Functions that are not asked of any engine, and why.
  private static let gaps: [String: SQLGap.Reason] = [
    "lower": .differs("letters beyond ASCII have other cases"),
    "upper": .differs("letters beyond ASCII have other cases"),
    "trim": .differs("blanks of every kind are taken away"),
    "levenshtein": .differs("its characters are code points"),
    "number": .differs("numbers are read as people write them"),
    "dict_number": .lacking, "dict_text": .lacking,
    "to_timestamp": .differs("numbers beyond the calendar are missing"),
    "epoch_ms": .differs("numbers beyond the calendar are missing"),
    "list_length": .differs("entries without a value are left out"),
    "list_contains": .differs("entries without a value are left out"),
    "row_number": .order, "rank": .order, "lag": .order, "lead": .order, "cumulative_sum": .order,
    "moving_mean": .order, "moving_median": .order,
    "share_of_total": .differs("sums have other digits"),
  ]

  mutating func call(
    _ name: String, _ arguments: [SyntaxNode], _ options: SyntaxNode.CallOptions
  ) throws(SQLGap) -> SQLValue {
    if let reason = Self.gaps[name] { throw SQLGap(name, reason) }
    var values: [SQLValue] = []
    for argument in arguments { values.append(try write(argument)) }
    if values.contains(where: { $0.type == nil && $0.literal == nil }), name != "coalesce" {
      throw SQLGap(name, .type)
    }
    if let value = try number(name, values) { return value }
    if let value = try text(name, values) { return value }
    if let value = try date(name, values) { return value }
    return try choice(name, values, arguments)
  }

  private func choice(
    _ name: String, _ values: [SQLValue], _ arguments: [SyntaxNode]
  ) throws(SQLGap) -> SQLValue {
    switch name {
    case "coalesce", "least", "greatest":
      let (shared, type) = try unified(values, arguments)
      guard type != .bool || name == "coalesce" else { throw SQLGap(name, .lacking) }
      let list = shared.joined(separator: ", ")
      let collation = type == .text && name != "coalesce" ? collated : ""
      return SQLValue("\(name)(\(list)\(collation))", type)
    case "nullif":
      let equal = try compared(.equal, values[0], values[1]).sql
      return SQLValue("(CASE WHEN \(equal) THEN NULL ELSE \(values[0].sql) END)", values[0].type)
    default: throw SQLGap(name, .lacking)
    }
  }

  // MARK: Texts

  private func text(_ name: String, _ values: [SQLValue]) throws(SQLGap) -> SQLValue? {
    guard let t = values.first?.sql else { return nil }
    func other(_ place: Int) -> String { values[place].sql }
    switch name {
    case "concat":
      var parts: [String] = []
      for value in values { parts.append(try text(value)) }
      return SQLValue("(" + parts.joined(separator: " || ") + ")", .text)
    case "length": return SQLValue("CAST(length(\(t)) AS BIGINT)", .int)
    case "contains":
      return SQLValue(
        isDuckDB ? "contains(\(t), \(other(1)))" : "(position(\(other(1)) IN \(t)) > 0)", .bool)
    case "starts_with": return SQLValue("starts_with(\(t), \(other(1)))", .bool)
    case "ends_with":
      return SQLValue(
        isDuckDB
          ? "ends_with(\(t), \(other(1)))"
          : "(right(\(t), length(\(other(1)))) = \(other(1)))", .bool)
    case "replace": return SQLValue("replace(\(t), \(other(1)), \(other(2)))", .text)
    case "substring": return try substring(values)
    case "split_part":
      guard case .text(let separator)? = values[1].literal, !separator.isEmpty,
        case .int(let place)? = values[2].literal, place != 0, abs(place) < 1_000_000
      else { throw SQLGap(name, .differs("the separator or the place is not written out")) }
      return SQLValue("split_part(\(t), \(other(1)), \(place))", .text)
    case "regexp_matches", "regexp_extract": return try matched(name, values)
    default: return nil
    }
  }

  private func substring(_ values: [SQLValue]) throws(SQLGap) -> SQLValue {
    guard values.dropFirst().allSatisfy({ $0.type == .int }) else {
      throw SQLGap("substring", .differs("its places are not whole numbers"))
    }
    /// Far beyond any text, and within 32 bits.
    func place(_ value: SQLValue) -> String {
      "CAST(least(greatest(\(value.sql), -1000000000), 1000000000) AS INTEGER)"
    }
    let first = place(values[1])
    let start = "greatest(\(first), 1)"
    guard values.count > 2 else {
      return SQLValue("substring(\(values[0].sql), \(start))", .text)
    }
    let count = "greatest(0, \(place(values[2])) - (\(start) - \(first)))"
    // A missing number is passed over by `greatest`.
    return SQLValue(
      "(CASE WHEN \(values[1].sql) IS NOT NULL AND \(values[2].sql) IS NOT NULL THEN substring(\(values[0].sql), \(start), \(count)) END)",
      .text)
  }

  /// Patterns that every engine understands alike: letters, digits, classes without names, repetition, choice.
  private func matched(_ name: String, _ values: [SQLValue]) throws(SQLGap) -> SQLValue {
    guard case .text(let pattern)? = values[1].literal else { throw SQLGap(name, .lacking) }
    let isPlain = pattern.unicodeScalars.allSatisfy {
      !"\\.${}:&~".unicodeScalars.contains($0) && $0.value >= 0x20
    }
    guard isPlain, !pattern.contains("(?"), !pattern.hasPrefix("***"), !pattern.contains("[["),
      !pattern.contains("+?"), !pattern.contains("*?"), !pattern.contains("??")
    else { throw SQLGap(name, .differs("the engine reads the pattern in another way")) }
    if name == "regexp_matches" {
      return SQLValue(
        isDuckDB
          ? "regexp_matches(\(values[0].sql), \(try quoted(pattern)))"
          : "(\(values[0].sql) ~ \(try quoted(pattern)))", .bool)
    }
    guard isDuckDB else {
      throw SQLGap(name, .differs("the engine takes the longest match"))
    }
    var group: Int64 = 0
    if values.count > 2 {
      guard case .int(let number)? = values[2].literal else { throw SQLGap(name, .lacking) }
      group = number
    }
    guard (0...Int64(pattern.count(where: { $0 == "(" }))).contains(group), group < 10 else {
      throw SQLGap(name, .differs("there is no such group"))
    }
    return SQLValue(
      "regexp_extract(\(values[0].sql), \(try quoted(pattern)), \(group))", .text)
  }

  // MARK: Dates

  private func date(_ name: String, _ values: [SQLValue]) throws(SQLGap) -> SQLValue? {
    guard let d = values.first else { return nil }
    switch name {
    case "year", "quarter", "month", "day", "weekday":
      let part = name == "weekday" ? "isodow" : name
      return SQLValue("CAST(extract(\(part) FROM \(d.sql)) AS BIGINT)", .int)
    case "hour":
      return SQLValue(
        d.type == .date
          ? "(CASE WHEN \(d.sql) IS NOT NULL THEN CAST(0 AS BIGINT) END)"
          : "CAST(extract(hour FROM \(d.sql)) AS BIGINT)", .int)
    case "date":
      switch d.type {
      case .date: return d
      case .timestamp: return SQLValue("CAST(\(d.sql) AS DATE)", .date)
      default: throw SQLGap(name, .differs("dates are read as people write them"))
      }
    case "date_trunc": return try truncated(period(values[0]), values[1])
    case "date_diff": return try difference(period(values[0]), values[1], values[2])
    case "make_date": throw SQLGap(name, .differs("days that do not exist are missing"))
    default: return nil
    }
  }

  private func period(_ value: SQLValue) throws(SQLGap) -> Period {
    guard case .text(let text)? = value.literal, let period = Period(rawValue: text.lowercased())
    else { throw SQLGap("period", .lacking) }
    return period
  }

  private func moment(_ value: SQLValue) -> String { "CAST(\(value.sql) AS TIMESTAMP)" }

  private func truncated(_ period: Period, _ value: SQLValue) throws(SQLGap) -> SQLValue {
    let sql = "date_trunc('\(period.rawValue)', \(moment(value)))"
    return period.isShorterThanDay
      ? SQLValue("CAST(\(sql) AS TIMESTAMP)", .timestamp) : SQLValue("CAST(\(sql) AS DATE)", .date)
  }

  /// How many borders of the period lie between two dates.
  private func difference(
    _ period: Period, _ from: SQLValue, _ to: SQLValue
  ) throws(SQLGap) -> SQLValue {
    func index(_ value: SQLValue) throws(SQLGap) -> String {
      func part(_ name: String) -> String { "CAST(extract(\(name) FROM \(value.sql)) AS BIGINT)" }
      switch period {
      case .year: return part("year")
      case .quarter: return "(4 * \(part("year")) + \(part("quarter")))"
      case .month: return "(12 * \(part("year")) + \(part("month")))"
      default:
        let seconds = [
          Period.week: 604_800, .day: 86_400, .hour: 3600, .minute: 60, .second: 1,
        ][period]
        guard let seconds else { throw SQLGap("date_diff", .lacking) }
        // Whole spans since the first of the period: both dates are at a border.
        return
          "CAST(extract(epoch FROM date_trunc('\(period.rawValue)', \(moment(value)))) / \(seconds) - 0.25 AS BIGINT)"
      }
    }
    return SQLValue("(\(try index(to)) - \(try index(from)))", .int)
  }
}
