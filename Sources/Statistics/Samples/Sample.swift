internal import Basics

/// The values of one variable that an analysis can use, with what was dropped on the way.
public struct Sample: Sendable {
  /// The finite values, in their order.
  public let values: [Double]
  /// How many cells had no value.
  public let missingCount: Int
  /// How many values were infinite.
  public let nonFiniteCount: Int
  /// The name of the sample, where it has one.
  public let name: String?
  /// All cells in their order, as they were given: for methods that pair samples by position.
  let cells: [Double]

  /// Splits `values` into finite ones, missing ones (NaN) and infinite ones.
  public init(_ values: [Double], name: String? = nil) {
    self.name = name
    cells = values
    if values.allSatisfy(\.isFinite) {
      self.values = values
      missingCount = 0
      nonFiniteCount = 0
      return
    }
    self.values = values.filter(\.isFinite)
    let missing = values.count(where: \.isNaN)
    missingCount = missing
    nonFiniteCount = values.count - self.values.count - missing
  }

  /// Splits `values`, of which `nil` and NaN are missing.
  public init(_ values: [Double?], name: String? = nil) {
    self.init(values.map { $0 ?? .nan }, name: name)
  }

  /// The number of usable values.
  public var count: Int { values.count }

  /// How an error names the sample.
  var label: String { name.map { "'\($0)'" } ?? "the sample" }

  /// "12 values (15 rows, 2 missing, 1 infinite)".
  var accounting: String { CompleteCases.accounting(count, missingCount, nonFiniteCount) }
}

/// Columns of which only the rows that are complete in all are kept.
public struct CompleteCases: Sendable {
  /// The columns, each of the kept rows.
  public let columns: [[Double]]
  /// The positions of the kept rows.
  public let rows: [Int]
  /// How many rows lacked a value.
  public let missingCount: Int
  /// How many other rows held an infinite value.
  public let nonFiniteCount: Int

  /// Keeps the rows in which every column is finite. All columns have one length.
  public init(_ columns: [[Double]]) {
    let total = columns.first?.count ?? 0
    // Column by column: 1 where a value is missing, 2 where it is infinite.
    var gaps = [UInt8](repeating: 0, count: total)
    for column in columns {
      for row in 0..<total {
        let value = column[row]
        gaps[row] |= value.isNaN ? 1 : value.isInfinite ? 2 : 0
      }
    }
    let kept = gaps.count { $0 == 0 }
    missingCount = gaps.count { $0 & 1 == 1 }
    nonFiniteCount = total - kept - missingCount
    if kept == total {
      rows = Array(0..<total)
      self.columns = columns
      return
    }
    rows = gaps.indices.filter { gaps[$0] == 0 }
    self.columns = columns.map { [rows] column in rows.map { column[$0] } }
  }

  /// The number of complete rows.
  public var count: Int { rows.count }

  /// "1 (2 rows, 1 missing)".
  var accounting: String { Self.accounting(count, missingCount, nonFiniteCount) }

  /// The same of any counts.
  static func accounting(_ count: Int, _ missing: Int, _ infinite: Int) -> String {
    var parts = [counted(count + missing + infinite, "row")]
    if missing > 0 { parts.append("\(missing) missing") }
    if infinite > 0 { parts.append("\(infinite) infinite") }
    return "\(count) (\(parts.joined(separator: ", ")))"
  }
}

extension AnalysisResult {
  /// Takes over count and losses of one sample.
  mutating func account(_ sample: Sample) {
    count = .one(sample.count)
    missingCount = sample.missingCount
    nonFiniteCount = sample.nonFiniteCount
    noteNonFinite()
  }

  /// Takes over counts and losses of several samples.
  mutating func account(_ samples: [Sample]) {
    count = .samples(samples.map(\.count))
    missingCount = samples.reduce(0) { $0 + $1.missingCount }
    nonFiniteCount = samples.reduce(0) { $0 + $1.nonFiniteCount }
    sampleNames = samples.compactMap(\.name)
    noteNonFinite()
  }

  /// Takes over count and losses of complete rows.
  mutating func account(_ cases: CompleteCases) {
    count = .one(cases.count)
    missingCount = cases.missingCount
    nonFiniteCount = cases.nonFiniteCount
    noteNonFinite()
  }

  private mutating func noteNonFinite() {
    guard nonFiniteCount > 0 else { return }
    notes.append(
      nonFiniteCount == 1
        ? "1 row with an infinite value was dropped"
        : "\(nonFiniteCount) rows with infinite values were dropped")
  }
}
