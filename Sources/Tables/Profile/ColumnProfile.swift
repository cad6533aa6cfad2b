public import Basics

/// What one column contains, in numbers.
public struct ColumnProfile: Hashable, Sendable {
  /// Where the numbers of a column lie. Infinite values are counted and left out of the rest.
  public struct Distribution: Hashable, Sendable {
    /// Arithmetic mean and standard deviation (n - 1) of the finite values.
    public let mean, standardDeviation: Double?
    /// Smallest value, quartiles (type 7) and largest value; whole numbers where the column contains them and the
    /// quartile is one.
    public let minimum, firstQuartile, median, thirdQuartile, maximum: Value
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
  /// How its cells were written; `nil`: as programs write them.
  public let reading: ColumnReading?
  /// What its numbers are.
  public let kind: NumberKind?
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
    self.init(
      name: name, column, SortedValues(column), TextTally(column, frequencies: frequencies),
      frequencies: frequencies)
  }

  init(
    name: String, _ column: Column, _ sorted: SortedValues?, _ tally: TextTally?,
    frequencies: Int = 10
  ) {
    self.name = name
    type = column.type
    unit = column.metadata.unit
    reading = column.metadata.reading
    kind = column.kind(named: name)
    missing = column.missingCount
    let top: [Frequency]
    if let sorted {
      distinct = sorted.distinct
      top = distinct == sorted.count && type.isNumeric ? [] : sorted.mostFrequent(frequencies)
    } else if let tally {
      distinct = tally.distinct
      top = Array(tally.mostFrequent.prefix(frequencies))
    } else {
      top = Self.bools(column)
      distinct = top.count
    }
    let isNumeric = column.type.isNumeric
    mostFrequent = isNumeric && (top.first?.rows ?? 0) < 2 ? [] : top
    distribution = sorted.flatMap { isNumeric ? Distribution($0) : nil }
    (earliest, latest) = sorted?.ends ?? (nil, nil)
  }

  private static func bools(_ column: Column) -> [Frequency] {
    guard case .bool(let bits) = column.values else { return [] }
    let valid = column.validity ?? Bitmap(repeating: true, count: column.count)
    let yes = bits.intersection(valid).setCount
    let no = valid.setCount - yes
    let first = valid.firstSet.map { bits[$0] } ?? true
    let both: [Frequency] = [
      .init(value: .bool(true), rows: yes), .init(value: .bool(false), rows: no),
    ]
    let inOrder = yes == no ? first : yes > no
    return (inOrder ? both : both.reversed()).filter { $0.rows > 0 }
  }
}

extension ColumnProfile.Distribution {
  init?(_ values: SortedValues) {
    let sorted = values.finite
    guard !sorted.isEmpty else { return nil }
    let moments = Moments(sorted)
    mean = moments.mean.isFinite ? moments.mean : nil
    standardDeviation = moments.standardDeviation
    minimum = values.quantile(0, sorted)
    firstQuartile = values.quantile(0.25, sorted)
    median = values.quantile(0.5, sorted)
    thirdQuartile = values.quantile(0.75, sorted)
    maximum = values.quantile(1, sorted)
    let zero = sorted.partitioningIndex { $0 >= 0 }
    zeros = sorted.partitioningIndex { $0 > 0 } - zero
    let below = values.infinite.negative
    negatives = zero + below
    infinite = values.count - sorted.count
  }
}

/// How often each text of a column, or each entry of its lists, occurs.
struct TextTally {
  /// How many texts differ.
  let distinct: Int
  /// The most frequent, equals in the order of their first rows.
  let mostFrequent: [ColumnProfile.Frequency]
  /// Rows by code; empty for text that has no codes.
  let counts: [Int]

  /// `nil` for a column of another type.
  init?(_ column: Column, frequencies: Int = 10) {
    if let plain = column.plain {
      let (distinct, top) = plain.tally(frequencies)
      self.distinct = distinct
      mostFrequent = top.map { .init(value: .text(plain.string($0.row)), rows: $0.count) }
      counts = []
      return
    }
    let dictionary: TextDictionary
    switch column.values {
    case .text(let values):
      dictionary = values.dictionary
      counts = Self.counts(values.codes, dictionary.count, column.validity)
    case .textList(let lists):
      dictionary = lists.dictionary
      counts = Self.counts(lists.codes, dictionary.count, nil)
    default: return nil
    }
    distinct = counts.count { $0 > 0 }
    mostFrequent = Self.top(frequencies, of: counts).map { code, count in
      .init(value: .text(dictionary.string(code)), rows: count)
    }
  }

  private static func counts(_ codes: [UInt32], _ texts: Int, _ validity: Bitmap?) -> [Int] {
    // Codes are given out by the dictionary's interner, below its count; marks are as many as codes.
    var counts = [Int](repeating: 0, count: texts)
    counts.withUnsafeMutableBufferPointer { counts in
      codes.withUnsafeBufferPointer { codes in
        if let validity {
          validity.forEachSet { counts[Int(codes[$0])] += 1 }
        } else {
          for code in codes { counts[Int(code)] += 1 }
        }
      }
    }
    return counts
  }

  /// The codes of the largest counts, equals in the order of their codes, which is that of first
  /// appearance.
  private static func top(_ limit: Int, of counts: [Int]) -> [(code: UInt32, count: Int)] {
    // A short list of the best so far, instead of a sort of all.
    var best: [(code: UInt32, count: Int)] = []
    var least = 0
    for (code, count) in counts.enumerated() where count > least {
      best.insert((UInt32(code), count), at: best.firstIndex { $0.count < count } ?? best.count)
      if best.count > limit { best.removeLast() }
      if best.count == limit { least = best.last?.count ?? 0 }
    }
    return best
  }
}
