internal import Basics
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
    case codes = "possible codes"
    case replaced = "replaced characters"
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

  /// Rows that are equal in all columns; `profiles` are those of the columns.
  static func duplicates(_ table: Table, _ profiles: [ColumnProfile]) -> DataQualityFinding? {
    guard !table.columns.isEmpty, table.rowCount > 1 else { return nil }
    // The column that tells most rows apart comes first: often it tells all of them apart.
    let order = profiles.indices.sorted {
      (profiles[$1].distinct, $0) < (profiles[$0].distinct, $1)
    }
    let isKey = profiles.contains {
      $0.type != .textList && $0.missing <= 1 && $0.distinct == table.rowCount - $0.missing
    }
    if isKey { return nil }
    let groups = RowGroups(columns: order.map { table.columns[$0] }, rows: table.rowCount)
    guard groups.count < table.rowCount else { return nil }
    let again = (0..<table.rowCount).filter { groups.firstRows[Int(groups.codes[$0])] != $0 }
    return finding(
      .duplicateRows, nil,
      "\(again.count) row\(again.count == 1 ? " repeats" : "s repeat") an earlier one in every column",
      again)
  }

  static func findings(
    _ name: String, _ column: Column, _ profile: ColumnProfile, _ sorted: SortedValues?,
    _ tally: TextTally?, newest: CalendarDate?
  ) -> [DataQualityFinding] {
    let present = column.count - profile.missing
    if column.count > 0, present == 0 {
      return [finding(.allMissing, name, "no row has a value", [])]
    }
    var found: [DataQualityFinding?] = []
    if profile.distinct == 1, present > 1, column.type != .textList {
      let value = profile.mostFrequent.first?.value.description ?? ""
      found.append(
        finding(
          .constant, name,
          "all \(NumberFormat.integer.text(Double(present))) values are '\(value)'", []))
    }
    switch column.type {
    case .text:
      found += [
        textInNumbers(name, column), spellingVariants(name, column, tally), replaced(name, column),
      ]
    case .date, .timestamp: found.append(futureDates(name, column, newest))
    case .double, .int: found += numbers(name, column, sorted)
    default: break
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
    let present = column.count - column.missingCount
    let isNumber = numberTest(column)
    var odd = 0
    for row in 0..<column.count where column.isValid(row) && !isNumber(row) {
      odd += 1
      // Most columns of text are not numbers, which shows soon.
      if odd * 5 > present { return nil }
    }
    guard odd > 0 else { return nil }
    let rows = (0..<column.count).filter { column.isValid($0) && !isNumber($0) }
    let example = column.value(at: rows[0]).description
    return finding(
      .textInNumbers, name,
      "\(odd) of \(present) values \(odd == 1 ? "is" : "are") no number, e.g. '\(String(example.prefix(40)))'",
      rows)
  }

  /// Whether the text of a row is a number.
  private static func numberTest(_ column: Column) -> (Int) -> Bool {
    if let plain = column.plain { return { DecimalScanner.scan(trimmed(plain.text($0))) != nil } }
    guard case .text(let values) = column.values else { return { _ in false } }
    let known = (0..<UInt32(values.dictionary.count)).map { code in
      values.dictionary.withUTF8(code) { DecimalScanner.scan(trimmed($0)) != nil }
    }
    return { known[Int(values.codes[$0])] }
  }

  /// Texts with U+FFFD, which programs write where a character cannot be read.
  private static func replaced(_ name: String, _ column: Column) -> DataQualityFinding? {
    func isOdd(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
      guard let start = text.baseAddress, memchr(start, 0xEF, text.count) != nil else {
        return false
      }
      return text.indices.dropLast(2).contains {
        text[$0] == 0xEF && text[$0 + 1] == 0xBF && text[$0 + 2] == 0xBD
      }
    }
    var rows: [Int] = []
    if let plain = column.plain {
      rows = (0..<column.count).filter { column.isValid($0) && isOdd(plain.text($0)) }
    } else if case .text(let values) = column.values {
      let odd = (0..<UInt32(values.dictionary.count)).map { values.dictionary.withUTF8($0, isOdd) }
      guard odd.contains(true) else { return nil }
      rows = values.codes.indices.filter { column.isValid($0) && odd[Int(values.codes[$0])] }
    }
    guard !rows.isEmpty else { return nil }
    return finding(
      .replaced, name,
      "\(rows.count) value\(plural(rows.count)) with \u{FFFD}, which is written for a character that could not be read",
      rows)
  }

  /// Categories that differ only in case, blanks or punctuation.
  private static func spellingVariants(
    _ name: String, _ column: Column, _ tally: TextTally?
  ) -> DataQualityFinding? {
    // Texts without codes hardly repeat: they are not categories.
    guard column.plain == nil, case .text(let values) = column.values,
      values.dictionary.count <= 2000, let tally
    else { return nil }
    let used = tally.counts.indices.filter { tally.counts[$0] > 0 }
    // Names that hardly repeat are not categories.
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
    case .counted(.timestamp, let values):
      let end = Timestamp.midnight(limit + 1)
      rows = values.indices.filter { column.isValid($0) && values[$0] >= end }
    default: return nil
    }
    guard !rows.isEmpty else { return nil }
    return finding(
      .futureDates, name, "\(rows.count) value\(plural(rows.count)) after \(newest.description)",
      rows)
  }

  private static func numbers(
    _ name: String, _ column: Column, _ values: SortedValues?
  ) -> [DataQualityFinding] {
    guard let values else { return [] }
    let sorted = values.finite
    var found: [DataQualityFinding] = []
    if sorted.count < values.count, let all = column.doublesOrNaN {
      let infinite = all.indices.filter { all[$0].isInfinite }
      found.append(
        finding(
          .infinite, name, "\(infinite.count) value\(plural(infinite.count)) infinite", infinite))
    }
    if let codes = codes(name, column, sorted) { found.append(codes) }
    guard sorted.count >= 8 else { return found }
    if let far = outliers(name, column, sorted) { found.append(far) }
    if let gap = thousandfold(name, column, sorted) { found.append(gap) }
    return found
  }

  /// Values that mostly stand for a missing one, apart from all others. They may be measured all the same: a longitude
  /// of -99 is.
  private static func codes(
    _ name: String, _ column: Column, _ sorted: [Double]
  ) -> DataQualityFinding? {
    let low: Set<Double> = [-9, -88, -99, -999, -9999, -99_999]
    let high: Set<Double> = [99, 999, 9999, 99_999, 999_999]
    guard let first = sorted.first, let last = sorted.last, first < last else { return nil }
    var codes: [Double] = []
    if low.contains(first), let next = sorted.first(where: { !low.contains($0) }), next >= 0 {
      codes = low.sorted().filter { code in sorted.contains { $0 == code } }
    }
    if high.contains(last), let next = sorted.last(where: { $0 < last }), next < last / 3 {
      codes.append(last)
    }
    guard !codes.isEmpty, let all = column.doublesOrNaN else { return nil }
    let rows = all.indices.filter { codes.contains(all[$0]) }
    let words = codes.map { JSONNumber.text($0) }
    return finding(
      .codes, name,
      "\(rows.count) value\(plural(rows.count)) \(rows.count == 1 ? "is" : "are") \(words.joined(separator: " or ")), which may stand for a missing value; give --missing=\(words.joined(separator: ",")) if so",
      rows)
  }

  private static func outliers(
    _ name: String, _ column: Column, _ sorted: [Double]
  ) -> DataQualityFinding? {
    // Positive and skewed data are judged by their logarithms.
    let isLog = sorted[0] > 0 && sorted[sorted.count - 1] > 100 * Quantile.median(sorted: sorted)
    func scaled(_ value: Double) -> Double { isLog ? log10(value) : value }
    let low = Quantile.of(sorted: sorted.lazy.map(scaled), 0.25)
    let high = Quantile.of(sorted: sorted.lazy.map(scaled), 0.75)
    let reach = 3 * (high - low)
    guard reach > 0 else { return nil }
    // Logarithms keep the order, so that the borders are found among the sorted values.
    let first = sorted.partitioningIndex { scaled($0) >= low - reach }
    let end = sorted.partitioningIndex { scaled($0) > high + reach }
    guard first > 0 || end < sorted.count, let all = column.doublesOrNaN else { return nil }
    let lowest = first < sorted.count ? sorted[first] : .infinity
    let highest = end > 0 ? sorted[end - 1] : -.infinity
    let rows = all.indices.filter { all[$0].isFinite && (all[$0] < lowest || all[$0] > highest) }
    let scale = isLog ? " on a log scale" : ""
    return finding(
      .outliers, name,
      "\(rows.count) value\(plural(rows.count)) more than 3 interquartile ranges beyond the quartiles\(scale)",
      rows)
  }

  /// Two clusters of positive values with nothing between them and about three decades apart, as
  /// when some rows are in kilograms and the others in grams.
  private static func thousandfold(
    _ name: String, _ column: Column, _ sorted: [Double]
  ) -> DataQualityFinding? {
    if let unit = column.metadata.unit, !unit.isCompatible(with: Unit(symbol: "g")) { return nil }
    let positive = sorted[sorted.partitioningIndex { $0 > 0 }...]
    let least = max(3, positive.count / 100)
    guard positive.count >= 2 * least + 1 else { return nil }
    var widest: (index: Int, ratio: Double) = (0, 1)
    for index in positive.startIndex + least...positive.endIndex - least
    where sorted[index] > sorted[index - 1] * widest.ratio {
      widest = (index, sorted[index] / sorted[index - 1])
    }
    guard widest.ratio >= 10 else { return nil }
    let below = Quantile.median(sorted: positive[..<widest.index].lazy.map { log10($0) })
    let above = Quantile.median(sorted: positive[widest.index...].lazy.map { log10($0) })
    guard abs(above - below - 3) <= 0.35, let all = column.doublesOrNaN else { return nil }
    let border = sorted[widest.index - 1] * widest.ratio.squareRoot()
    let smaller = (widest.index - positive.startIndex) * 2 <= positive.count
    let rows = all.indices.filter {
      all[$0].isFinite && all[$0] > 0 && (all[$0] < border) == smaller
    }
    return finding(
      .thousandfold, name,
      "\(rows.count) value\(plural(rows.count)) lie\(rows.count == 1 ? "s" : "") about a factor of 1000 from the others with nothing between; perhaps in another unit",
      rows)
  }
}
