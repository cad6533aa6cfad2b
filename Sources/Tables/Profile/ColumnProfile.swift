/// What one column holds, in numbers.
public struct ColumnProfile: Hashable, Sendable {
  /// Where the numbers of a column lie. Infinite values are counted and left out of the rest.
  public struct Distribution: Hashable, Sendable {
    /// Arithmetic mean and standard deviation (n - 1) of the finite values.
    public let mean, standardDeviation: Double?
    /// Smallest value, quartiles (type 7) and largest value.
    public let minimum, firstQuartile, median, thirdQuartile, maximum: Double
    /// How many values are 0, below 0, and infinite.
    public let zeros, negatives, infinite: Int
  }

  /// A value and the number of rows that have it.
  public struct Frequency: Hashable, Sendable {
    /// The value.
    public let value: Value
    /// The rows.
    public let rows: Int
  }

  /// The name of the column.
  public let name: String
  /// The type of its values.
  public let type: ColumnType
  /// The unit; `nil`: unknown.
  public let unit: Unit?
  /// Rows without a value.
  public let missing: Int
  /// Distinct values; of a text list, distinct entries.
  public let distinct: Int
  /// For numbers, where they lie; `nil` without a finite value.
  public let distribution: Distribution?
  /// Earliest and latest date or time.
  public let earliest, latest: Value?
  /// The most frequent values, most frequent first, equals in the order of their first row; of a
  /// text list, its entries. Empty for a column of numbers in which no value occurs twice.
  public let mostFrequent: [Frequency]

  /// The profile of one column. O(rows) with one sort of the numbers.
  public init(name: String, _ column: Column, frequencies: Int = 10) {
    self.name = name
    type = column.type
    unit = column.metadata.unit
    missing = column.missingCount
    let tally = ValueTally(column)
    distinct = tally.counts.count { $0 > 0 }
    let top = tally.top(frequencies)
    let isUniqueNumber = column.type.isNumeric && (top.first?.rows ?? 0) < 2
    mostFrequent = isUniqueNumber ? [] : top
    distribution = column.type.isNumeric ? Distribution(column) : nil
    let isDate = column.type == .date || column.type == .timestamp
    earliest = isDate ? ColumnProfile.extreme(column, latest: false) : nil
    latest = isDate ? ColumnProfile.extreme(column, latest: true) : nil
  }

  private static func extreme(_ column: Column, latest: Bool) -> Value? {
    let keys = column.sortKeys
    var best: Int?
    for row in keys.indices where column.isValid(row) {
      if let current = best, latest ? keys[row] <= keys[current] : keys[row] >= keys[current] {
        continue
      }
      best = row
    }
    return best.map(column.value)
  }
}

extension ColumnProfile.Distribution {
  init?(_ column: Column) {
    guard let all = column.doublesOrNaN else { return nil }
    let present = all.filter { !$0.isNaN }
    let finite = present.filter(\.isFinite)
    guard !finite.isEmpty else { return nil }
    let sorted = finite.sortedByRadix()
    let moments = Moments(finite)
    mean = moments.mean.isFinite ? moments.mean : nil
    let deviation = moments.variance.squareRoot()
    standardDeviation = deviation.isFinite ? deviation : nil
    minimum = sorted.first ?? .nan
    firstQuartile = Quantile.sorted(sorted, 0.25)
    median = Quantile.sorted(sorted, 0.5)
    thirdQuartile = Quantile.sorted(sorted, 0.75)
    maximum = sorted.last ?? .nan
    zeros = finite.count { $0 == 0 }
    negatives = present.count { $0 < 0 }
    infinite = present.count - finite.count
  }
}

extension [Double] {
  /// Ascending; for many values by radix.
  package func sortedByRadix() -> [Double] {
    if count < 512 { return sorted() }
    return RadixSort.sort(map(RadixSort.key), indices.map { Int32($0) }).map { self[Int($0)] }
  }
}

/// How often each value of a column occurs.
private struct ValueTally {
  /// Rows by value, in order of first appearance where that is how values are numbered.
  private(set) var counts: [Int]
  private let valueOf: (Int) -> Value

  init(_ column: Column) {
    switch column.values {
    case .text(let values):
      counts = Array(repeating: 0, count: values.dictionary.count)
      for row in values.codes.indices where column.isValid(row) {
        counts[Int(values.codes[row])] += 1
      }
      valueOf = { .text(values.dictionary.string(UInt32($0))) }
    case .textList(let lists):
      counts = Array(repeating: 0, count: lists.dictionary.count)
      for code in lists.codes { counts[Int(code)] += 1 }
      valueOf = { .text(lists.dictionary.string(UInt32($0))) }
    default:
      let groups = RowGroups(columns: [column], rows: column.count)
      counts = groups.sizes
      for (group, row) in groups.firstRows.enumerated() where !column.isValid(Int(row)) {
        counts[group] = 0
      }
      valueOf = { column.value(at: Int(groups.firstRows[$0])) }
    }
  }

  func top(_ limit: Int) -> [ColumnProfile.Frequency] {
    // A short list of the best so far, instead of a sort of all.
    var best: [Int] = []
    for (index, count) in counts.enumerated() where count > 0 {
      if best.count == limit, let last = best.last, counts[last] >= count { continue }
      let place = best.firstIndex { counts[$0] < count } ?? best.count
      best.insert(index, at: place)
      if best.count > limit { best.removeLast() }
    }
    return best.map { .init(value: valueOf($0), rows: counts[$0]) }
  }
}
