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
  var accounting: String {
    var parts = ["\(count + missingCount + nonFiniteCount) rows"]
    if missingCount > 0 { parts.append("\(missingCount) missing") }
    if nonFiniteCount > 0 { parts.append("\(nonFiniteCount) infinite") }
    return "\(count) (\(parts.joined(separator: ", ")))"
  }
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
    if columns.allSatisfy({ $0.allSatisfy(\.isFinite) }) {
      self.columns = columns
      rows = Array(0..<total)
      missingCount = 0
      nonFiniteCount = 0
      return
    }
    var kept: [Int] = []
    var missing = 0
    for row in 0..<total {
      if columns.allSatisfy({ $0[row].isFinite }) {
        kept.append(row)
      } else if columns.contains(where: { $0[row].isNaN }) {
        missing += 1
      }
    }
    rows = kept
    self.columns = columns.map { column in kept.map { column[$0] } }
    missingCount = missing
    nonFiniteCount = total - kept.count - missing
  }

  /// The number of complete rows.
  public var count: Int { rows.count }

  /// "1 (2 rows, 1 missing)".
  var accounting: String {
    var parts = ["\(count + missingCount + nonFiniteCount) rows"]
    if missingCount > 0 { parts.append("\(missingCount) missing") }
    if nonFiniteCount > 0 { parts.append("\(nonFiniteCount) infinite") }
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
