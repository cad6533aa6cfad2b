import Basics
import Foundation
import Tables

/// What must be said about a file before its columns can be used: months that become dates, units in the names of
/// columns.
struct StarterCleaning {
  /// A column that is made from one of the file.
  struct Derivation {
    let name: String
    let source: String
    let expression: String
    let why: String
  }

  let derivations: [Derivation]
  /// Label and unit of columns whose names hold a unit.
  let columns: [(name: String, label: String, unit: String)]

  init(_ table: Table) {
    var derivations: [Derivation] = []
    var columns: [(name: String, label: String, unit: String)] = []
    var taken = Set(table.names)
    for (name, column) in zip(table.names, table.columns) where StarterColumns.canBeNamed(name) {
      let parts = Self.unit(of: name)
      if let parts { columns.append((name, parts.label, parts.unit)) }
      guard column.type == .text else { continue }
      let texts = Self.distinct(column)
      let stem = Self.identifier(parts?.label ?? name)
      func derive(_ expression: (String) -> String, _ why: String) {
        let new = taken.insertFresh(stem)
        derivations.append(
          Derivation(
            name: new, source: name, expression: expression(StarterColumns.quoted(name)), why: why))
        if let parts { columns.append((new, parts.label, parts.unit)) }
      }
      if let dates = Self.months(texts) { derive(dates.expression, dates.why) }
    }
    self.derivations = derivations
    self.columns = columns
  }

  /// The different texts of a column; of a long column the first thousand rows speak for all.
  private static func distinct(_ column: Column) -> [String] {
    var seen: Set<String> = []
    var result: [String] = []
    for row in 0..<min(column.count, 1000) where column.isValid(row) {
      let text = column.value(at: row).description
      if seen.insert(text).inserted { result.append(text) }
    }
    return result
  }

  // MARK: Dates

  /// Years and months, of which some are cut: `2023`, `2023-11`, `2023-11-05`.
  private static func months(
    _ texts: [String]
  ) -> (expression: (String) -> String, why: String)? {
    guard texts.contains(where: { $0.contains("-") }),
      texts.allSatisfy({ $0.wholeMatch(of: /(19|20)[0-9]{2}(-[0-9]{2}){0,2}/) != nil })
    else { return nil }
    return (
      { name in
        "make_date(cast(substring(\(name), 1, 4) as int), "
          + "coalesce(cast(substring(\(name), 6, 2) as int), 1), "
          + "coalesce(cast(substring(\(name), 9, 2) as int), 1))"
      }, "years and months become the first day"
    )
  }

  // MARK: Units

  private static let units: [String: String] = [
    "g": "g", "kg": "kg", "mg": "mg", "t": "t", "wh": "Wh", "kwh": "kWh", "mwh": "MWh", "w": "W",
    "kw": "kW", "j": "J", "mj": "MJ", "s": "s", "sec": "s", "seconds": "s", "ms": "ms", "h": "h",
    "hours": "h", "days": "d", "m": "m", "km": "km", "cm": "cm", "mm": "mm", "bytes": "byte",
    "kb": "kB", "mb": "MB", "gb": "GB", "percent": "%", "pct": "%", "eur": "EUR", "usd": "USD",
    "gbp": "GBP", "°c": "°C", "°f": "°F", "%": "%", "€": "EUR", "$": "USD",
  ]

  /// `Output (kWh)` as "Output" in kWh; `Cost_EUR` as "Cost" in EUR; `nil` without a unit.
  static func unit(of name: String) -> (label: String, unit: String)? {
    if let match = name.wholeMatch(of: /(.+?)[ _]*[(\[]([^()\[\]]{1,12})[)\]] */) {
      let unit = String(match.2)
      guard let known = units[unit.lowercased()] ?? (unit.contains("/") ? unit : nil) else {
        return nil
      }
      return (StarterColumns.words(String(match.1)), known)
    }
    let words = name.split(whereSeparator: { $0 == "_" || $0 == " " })
    // One letter at the end of a name may mean anything; so may a count of hours.
    guard words.count > 1, let last = words.last?.lowercased(), let unit = units[last],
      !["m", "s", "h", "w", "j", "hours", "days"].contains(last)
    else { return nil }
    return (StarterColumns.words(words.dropLast().joined(separator: " ")), unit)
  }

  private static func identifier(_ text: String) -> String {
    let plain = text.lowercased().unicodeScalars.map {
      ("a"..."z").contains($0) || ("0"..."9").contains($0) ? Character($0) : "_"
    }
    let name = String(plain).split(separator: "_").joined(separator: "_")
    return name.first?.isLetter == true ? name : "column_" + name
  }

  // MARK: Use

  /// The table as the study will see it.
  func applied(to table: Table) throws -> Table {
    var table = table
    for derivation in derivations {
      table = try table.derived(
        derivation.name, try Expression.parse(derivation.expression))
    }
    table = try table.dropped(derivations.map(\.source))
    for column in columns where table[column.name]?.type.isNumeric == true {
      try table.describe(
        column.name, as: ColumnMetadata(unit: Unit(symbol: column.unit), label: column.label))
    }
    return table
  }
}
