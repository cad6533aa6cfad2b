import Basics
import Foundation
import Tables

/// What must be said about a file before its columns can be used: words for no answer, times in parts, sums with signs,
/// units in names.
struct StarterCleaning {
  /// A column that takes the place of one of the file.
  struct Derivation {
    let name: String
    let expression: String
    let why: String
  }

  private(set) var derivations: [Derivation] = []
  /// Label and unit of columns whose names hold a unit.
  private(set) var units: [String: (label: String, unit: String)] = [:]

  init(_ table: Table, _ roles: [ColumnRole]) {
    for ((name, column), role) in zip(zip(table.names, table.columns), roles)
    where StarterColumn.canBeNamed(name) {
      if let parts = Self.unit(of: name) { units[name] = parts }
      guard let (expression, why) = Self.expression(StarterColumn.quoted(name), name, column, role)
      else { continue }
      derivations.append(Derivation(name: name, expression: expression, why: why))
      if role.evidence.hasPrefix("durations") {
        units[name] = (StarterColumn.words(name), "min")
      }
    }
  }

  /// How a column becomes what its role needs; `nil` where it is that already.
  private static func expression(
    _ name: String, _ raw: String, _ column: Column, _ role: ColumnRole
  ) -> (String, String)? {
    if column.type.isNumeric {
      if role.kind == .time { return moment(name, role) }
      let codes = role.noAnswer.filter { Double($0) != nil }
      guard !codes.isEmpty, role.kind != .constant else { return nil }
      let words = codes.joined(separator: " and ")
      return (
        codes.reduce(name) { "nullif(\($0), \($1))" },
        "\(words) stand\(codes.count == 1 ? "s" : "") apart, and mean\(codes.count == 1 ? "s" : "") no answer"
      )
    }
    guard column.type == .text else { return nil }
    switch role.kind {
    case .time: return time(name, raw, column)
    case .amount:
      return (
        "cast(replace(regexp_extract(\(name), '[0-9][0-9.,]*', 0), ',', '') as double)"
          + " * case when regexp_matches(\(name), '(?i)[0-9] ?(b|bn)') then 1e9"
          + " when regexp_matches(\(name), '(?i)[0-9] ?(m|mn)') then 1e6"
          + " when regexp_matches(\(name), '(?i)[0-9] ?k') then 1e3 else 1 end",
        "a sum as people write it becomes a number"
      )
    case .measurement, .count, .share:
      if role.evidence.hasPrefix("durations") {
        func part(_ index: Int) -> String { "cast(split_part(\(name), ':', \(index)) as double)" }
        return (
          "case when \(name) like '%:%:%' then 60 * \(part(1)) + \(part(2)) + \(part(3)) / 60.0"
            + " else \(part(1)) + \(part(2)) / 60.0 end",
          "hours, minutes and seconds become minutes"
        )
      }
      return ("number(\(name))", "the number in the text")
    default: return nil
    }
  }

  // MARK: Times

  private static func moment(_ name: String, _ role: ColumnRole) -> (String, String)? {
    func digits(_ start: Int, _ length: Int) -> String {
      "cast(substring(cast(cast(\(name) as int) as text), \(start), \(length)) as int)"
    }
    switch role.evidence {
    case "seconds since 1970": return ("to_timestamp(\(name))", role.evidence)
    case "milliseconds since 1970": return ("epoch_ms(\(name))", role.evidence)
    case let words where words.hasSuffix("in 6 digits"):
      return ("make_date(\(digits(1, 4)), \(digits(5, 2)), 1)", words)
    case let words where words.hasSuffix("digits"):
      return ("make_date(\(digits(1, 4)), \(digits(5, 2)), \(digits(7, 2)))", words)
    default: return nil
    }
  }

  private static func time(_ name: String, _ raw: String, _ column: Column) -> (String, String)? {
    let texts = distinct(column)
    guard let form = TextMoments.form(of: texts, name: NameWords(raw)) else { return nil }
    let first = "the first day stands for "
    switch form {
    case .yearFirst:
      let plain = "replace(\(name), '/', '-')"
      return (
        "make_date(cast(substring(\(name), 1, 4) as int), "
          + "coalesce(cast(split_part(\(plain), '-', 2) as int), 1), "
          + "coalesce(cast(split_part(\(plain), '-', 3) as int), 1))", first + "years and months"
      )
    case .monthFirst:
      return (
        "make_date(cast(regexp_extract(\(name), '[0-9]{4}', 0) as int), "
          + "cast(regexp_extract(\(name), '^[0-9]+', 0) as int), 1)", first + "a month"
      )
    case .yearAndQuarter, .quarterAndYear:
      return (
        "make_date(cast(regexp_extract(\(name), '(19|20)[0-9]{2}', 0) as int), "
          + "3 * cast(regexp_extract(\(name), '(?i)q([1-4])', 1) as int) - 2, 1)",
        first + "a quarter"
      )
    case .monthAndYear:
      return (monthAndYear(name, texts), first + "a month")
    case .quarter, .monthName, .schoolYear, .clock, .duration, .week: return nil
    }
  }

  /// A case for each name of a month that the texts hold.
  private static func monthAndYear(_ name: String, _ texts: [String]) -> String {
    var months: [(word: String, month: Int)] = []
    for text in texts {
      let word = text.prefix { $0.isLetter }
      let folded = NameWords.folded(String(word))
      guard let month = RoleWords.monthNames[folded], !months.contains(where: { $0.word == word })
      else { continue }
      months.append((String(word), month))
    }
    let cases = months.sorted { ($0.month, $0.word) < ($1.month, $1.word) }
      .map { "when \(StarterColumn.literal($0.word)) then \($0.month)" }.joined(separator: " ")
    let year = "cast(regexp_extract(\(name), '[0-9]+$', 0) as int)"
    let short = texts.allSatisfy { $0.count { $0.isNumber } == 2 }
    return
      "make_date(\(short ? "2000 + " : "")\(year), case regexp_extract(\(name), '^\\p{L}+', 0) \(cases) end, 1)"
  }

  private static func distinct(_ column: Column) -> [String] {
    var seen: Set<String> = []
    var result: [String] = []
    for row in 0..<column.count where column.isValid(row) {
      let text = column.value(at: row).description
      if seen.insert(text).inserted { result.append(text) }
      if result.count > 4000 { break }
    }
    return result
  }

  // MARK: Units

  private static let known: [String: String] = [
    "g": "g", "kg": "kg", "mg": "mg", "t": "t", "wh": "Wh", "kwh": "kWh", "mwh": "MWh", "w": "W",
    "kw": "kW", "j": "J", "mj": "MJ", "s": "s", "sec": "s", "seconds": "s", "ms": "ms", "h": "h",
    "hours": "h", "days": "d", "m": "m", "km": "km", "cm": "cm", "mm": "mm", "bytes": "byte",
    "kb": "kB", "mb": "MB", "gb": "GB", "percent": "%", "pct": "%", "eur": "EUR", "usd": "USD",
    "gbp": "GBP", "chf": "CHF", "°c": "°C", "°f": "°F", "%": "%", "€": "EUR", "$": "USD",
    "min": "min", "minutes": "min", "m²": "m²", "m2": "m²", "km2": "km²", "km²": "km²",
  ]

  /// `Output (kWh)` as "Output" in kWh; `Cost_EUR` as "Cost" in EUR; `nil` without a unit.
  static func unit(of name: String) -> (label: String, unit: String)? {
    if let match = name.wholeMatch(of: /(.+?)[ _]*[(\[]([^()\[\]]{1,12})[)\]] */) {
      let unit = String(match.2)
      guard let known = known[unit.lowercased()] ?? (unit.contains("/") ? unit : nil) else {
        return nil
      }
      return (StarterColumn.words(String(match.1)), known)
    }
    if name.hasSuffix(" %"), name.count > 2 {
      return (StarterColumn.words(String(name.dropLast(2))), "%")
    }
    let words = name.split(whereSeparator: { $0 == "_" || $0 == " " })
    // One letter at the end of a name may mean anything; so may a count of hours; `per_m2` is a rate.
    guard words.count > 1, let last = words.last?.lowercased(), let unit = known[last],
      !["m", "s", "h", "w", "j", "t", "hours", "days"].contains(last),
      !(words.count > 2
        && (known[words[words.count - 2].lowercased()] != nil || words.dropLast().contains("per")))
    else { return nil }
    return (StarterColumn.words(words.dropLast().joined(separator: " ")), unit)
  }

  // MARK: Use

  /// The table as the study will see it.
  func applied(to table: Table) throws -> Table {
    var table = table
    for derivation in derivations {
      table = try table.derived(derivation.name, try Expression.parse(derivation.expression))
    }
    for (name, parts) in units where table[name]?.type.isNumeric == true {
      try table.describe(
        name, as: ColumnMetadata(unit: Unit(symbol: parts.unit), label: parts.label))
    }
    return table
  }
}
