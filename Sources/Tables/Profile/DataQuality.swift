internal import Foundation

/// Something in the data that deserves a look before it is analysed.
public struct DataQualityFinding: Hashable, Sendable {
  /// What kind of thing was found.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case allMissing = "all missing"
    case constant
    case duplicateRows = "duplicate rows"
    case textInNumbers = "text in numbers"
    case futureDates = "dates in the future"
    case outliers
    case thousandfold = "thousandfold gap"
    case spellingVariants = "spelling variants"
    case infinite = "infinite values"
  }

  /// The kind.
  public let kind: Kind
  /// The column; `nil` where whole rows are meant.
  public let column: String?
  /// One sentence with the figures.
  public let text: String
  /// The rows concerned, from 0, at most `DataQuality.rowLimit` of them.
  public let rows: [Int]
  /// How many rows are concerned.
  public let rowCount: Int
}

/// Looks for what is odd in a table.
enum DataQuality {
  static let rowLimit = 100

  static func duplicates(_ table: Table) -> DataQualityFinding? {
    guard !table.columns.isEmpty, table.rowCount > 1 else { return nil }
    let groups = RowGroups(columns: table.columns, rows: table.rowCount)
    let again = (0..<table.rowCount).filter { groups.firstRows[Int(groups.codes[$0])] != $0 }
    guard !again.isEmpty else { return nil }
    return finding(
      .duplicateRows, nil,
      "\(again.count) row\(plural(again.count)) repeat an earlier one in every column", again)
  }

  static func findings(
    _ name: String, _ column: Column, _ profile: ColumnProfile, newest: CalendarDate?
  ) -> [DataQualityFinding] {
    let present = column.count - profile.missing
    if column.count > 0, present == 0 {
      return [finding(.allMissing, name, "no row has a value", [])]
    }
    var found: [DataQualityFinding?] = []
    if profile.distinct == 1, present > 1, column.type != .textList {
      let value = profile.mostFrequent.first?.value.description ?? ""
      found.append(finding(.constant, name, "all \(present) values are '\(value)'", []))
    }
    switch column.type {
    case .text: found += [textInNumbers(name, column), spellingVariants(name, column)]
    case .date, .timestamp: found.append(futureDates(name, column, newest))
    case .double, .int: found += numbers(name, column)
    case .bool, .textList: break
    }
    return found.compactMap { $0 }
  }

  private static func finding(
    _ kind: DataQualityFinding.Kind, _ column: String?, _ text: String, _ rows: [Int]
  ) -> DataQualityFinding {
    DataQualityFinding(
      kind: kind, column: column, text: text, rows: Array(rows.prefix(rowLimit)),
      rowCount: rows.count)
  }

  private static func plural(_ count: Int) -> String { count == 1 ? "" : "s" }

  /// Text of which at least four fifths of the rows are numbers.
  private static func textInNumbers(_ name: String, _ column: Column) -> DataQualityFinding? {
    guard case .text(let values) = column.values else { return nil }
    let isNumber = (0..<UInt32(values.dictionary.count)).map { code in
      values.dictionary.withUTF8(code) { DecimalScanner.scan(trimmed($0)) != nil }
    }
    let present = (0..<column.count).filter(column.isValid)
    let odd = present.filter { !isNumber[Int(values.codes[$0])] }
    guard !odd.isEmpty, odd.count * 5 <= present.count else { return nil }
    let example = values.dictionary.string(values.codes[odd[0]])
    return finding(
      .textInNumbers, name,
      "\(odd.count) of \(present.count) values \(odd.count == 1 ? "is" : "are") no number, e.g. '\(String(example.prefix(40)))'",
      odd)
  }

  /// Categories that differ only in case, blanks or punctuation.
  private static func spellingVariants(_ name: String, _ column: Column) -> DataQualityFinding? {
    guard case .text(let values) = column.values, values.dictionary.count <= 2000 else {
      return nil
    }
    var counts = [Int](repeating: 0, count: values.dictionary.count)
    for row in 0..<column.count where column.isValid(row) { counts[Int(values.codes[row])] += 1 }
    let used = counts.indices.filter { counts[$0] > 0 }
    // Names that hardly repeat are no categories.
    guard used.count * 2 <= column.count - column.missingCount else { return nil }
    var spellings: [String: [Int]] = [:]
    var order: [String] = []
    for code in used {
      let text = values.dictionary.string(UInt32(code)).lowercased()
      let key = String(
        text.unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) })
      guard !key.isEmpty else { continue }
      if spellings[key] == nil { order.append(key) }
      spellings[key, default: []].append(code)
    }
    let variants = order.compactMap { spellings[$0] }.filter { $0.count > 1 }
    guard let first = variants.first else { return nil }
    let odd = Set(variants.flatMap { $0 })
    let rows = (0..<column.count).filter {
      column.isValid($0) && odd.contains(Int(values.codes[$0]))
    }
    let example = first.map { "'\(values.dictionary.string(UInt32($0)))'" }.joined(separator: ", ")
    return finding(
      .spellingVariants, name,
      "\(variants.count) categor\(variants.count == 1 ? "y is" : "ies are") spelt in several ways, e.g. \(example)",
      rows)
  }

  private static func futureDates(
    _ name: String, _ column: Column, _ newest: CalendarDate?
  ) -> DataQualityFinding? {
    guard let newest else { return nil }
    let limit = newest.daysSinceEpoch
    let rows: [Int]
    switch column.values {
    case .date(let days):
      rows = days.indices.filter { column.isValid($0) && Int(days[$0]) > limit }
    case .timestamp(let values):
      let end = (Int64(limit) + 1) * Timestamp.microsecondsPerDay
      rows = values.indices.filter { column.isValid($0) && values[$0] >= end }
    default: return nil
    }
    guard !rows.isEmpty else { return nil }
    return finding(
      .futureDates, name, "\(rows.count) value\(plural(rows.count)) after \(newest.description)",
      rows)
  }

  private static func numbers(_ name: String, _ column: Column) -> [DataQualityFinding] {
    guard let all = column.doublesOrNaN else { return [] }
    let finite = all.indices.filter { all[$0].isFinite }
    let infinite = all.indices.filter { all[$0].isInfinite }
    var found: [DataQualityFinding] = []
    if !infinite.isEmpty {
      found.append(
        finding(
          .infinite, name, "\(infinite.count) value\(plural(infinite.count)) infinite", infinite))
    }
    guard finite.count >= 8 else { return found }
    // Positive and skewed data are judged by their logarithms.
    let sorted = finite.map { all[$0] }.sortedByRadix()
    let isLog = sorted[0] > 0 && sorted[sorted.count - 1] > 100 * Quantile.sorted(sorted, 0.5)
    let scaled = isLog ? sorted.map { log10($0) } : sorted
    let (low, high) = (Quantile.sorted(scaled, 0.25), Quantile.sorted(scaled, 0.75))
    let reach = 3 * (high - low)
    if reach > 0 {
      let rows = finite.filter { row in
        let value = isLog ? log10(all[row]) : all[row]
        return value < low - reach || value > high + reach
      }
      if !rows.isEmpty {
        let scale = isLog ? " on a log scale" : ""
        found.append(
          finding(
            .outliers, name,
            "\(rows.count) value\(plural(rows.count)) more than 3 interquartile ranges beyond the quartiles\(scale)",
            rows))
      }
    }
    if let gap = thousandfold(name, column, all, sorted) { found.append(gap) }
    return found
  }

  /// Two clusters of positive values with nothing between them and about three decades apart, as
  /// when some rows are in kilograms and the others in grams.
  private static func thousandfold(
    _ name: String, _ column: Column, _ all: [Double], _ sorted: [Double]
  ) -> DataQualityFinding? {
    if let unit = column.metadata.unit, !unit.isCompatible(with: Unit(symbol: "g")) { return nil }
    let logs = sorted.filter { $0 > 0 }.map { log10($0) }
    let least = max(3, logs.count / 100)
    guard logs.count >= 2 * least + 1 else { return nil }
    var widest: (index: Int, width: Double) = (0, 0)
    for index in least...(logs.count - least) where logs[index] - logs[index - 1] > widest.width {
      widest = (index, logs[index] - logs[index - 1])
    }
    guard widest.width >= 1 else { return nil }
    let below = Quantile.sorted(Array(logs[..<widest.index]), 0.5)
    let above = Quantile.sorted(Array(logs[widest.index...]), 0.5)
    guard abs(above - below - 3) <= 0.35 else { return nil }
    let border = pow(10, (logs[widest.index] + logs[widest.index - 1]) / 2)
    let smaller = widest.index * 2 <= logs.count
    let rows = all.indices.filter {
      all[$0].isFinite && all[$0] > 0 && (all[$0] < border) == smaller
    }
    return finding(
      .thousandfold, name,
      "\(rows.count) value\(plural(rows.count)) lie\(rows.count == 1 ? "s" : "") about a factor of 1000 from the others with nothing between; perhaps in another unit",
      rows)
  }
}
