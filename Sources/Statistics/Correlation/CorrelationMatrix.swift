/// Correlations of every two of several variables, with the rows behind each.
///
/// Rows are dropped pair by pair. Each variable is sorted once; the ranks among the rows of a pair follow
/// from that order. Pearson's r or Spearman's ρ with p from Student's t. O(k² n) for k variables, after
/// k sorts.
public struct CorrelationMatrix: Sendable {
  /// What is computed.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case pearson, spearman
  }

  /// One pair of variables.
  public struct Entry: Hashable, Sendable {
    /// The position of the first variable.
    public let first: Int
    /// The position of the second variable.
    public let second: Int
    /// The correlation; `nil` where a variable is constant or fewer than 3 rows are complete.
    public let coefficient: Double?
    /// Its p-value.
    public let pValue: Double?
    /// The complete rows.
    public let count: Int
    /// The rows that lack one value or both.
    public let missingCount: Int
  }

  /// The names of the variables.
  public let names: [String]
  /// The pairs above the diagonal, row by row.
  public let entries: [Entry]

  /// Correlates variables of one length, NaN where missing.
  public init(
    _ variables: [(name: String, values: [Double])], kind: Kind
  ) throws(StatisticsError) {
    guard Set(variables.map(\.values.count)).count <= 1 else {
      throw StatisticsError(.badRequest, "the variables of a matrix differ in length")
    }
    names = variables.map(\.name)
    let sorted = variables.map { SortedVariable($0.values, isRanked: kind == .spearman) }
    var entries: [Entry] = []
    for i in variables.indices {
      for j in variables.indices where j > i {
        let (r, count) = Self.coefficient(sorted[i], sorted[j], kind)
        entries.append(
          Entry(
            first: i, second: j, coefficient: r,
            pValue: r.map { Correlation.pValue($0, df: Double(count - 2), .twoSided) },
            count: count, missingCount: variables[i].values.count - count))
      }
    }
    self.entries = entries
  }

  /// So many times fewer rows than values are sorted by themselves instead of picked from the order.
  private static let sparse = 8

  private static func coefficient(
    _ x: SortedVariable, _ y: SortedVariable, _ kind: Kind
  ) -> (Double?, count: Int) {
    let count = x.isComplete ? y.count : y.isComplete ? x.count : x.commonCount(y)
    guard count >= 3 else { return (nil, count) }
    if kind == .pearson || count * sparse < max(x.count, y.count) {
      let cases = CompleteCases([x.values, y.values])
      let (a, b) = (cases.columns[0], cases.columns[1])
      let r =
        kind == .pearson
        ? try? Correlation.coefficient(a, b, "pearson")
        : try? Spearman().coefficient(Ranking(a), Ranking(b))
      return (r, count)
    }
    let (a, b) = (x.ranks(among: y), y.ranks(among: x))
    guard a.squares > 0, b.squares > 0 else { return (nil, count) }
    // Twice the ranks, about twice their mean: whole numbers.
    let center = Int32(count + 1)
    var product = 0.0
    a.doubled.withUnsafeBufferPointer { a in
      b.doubled.withUnsafeBufferPointer { b in
        for row in a.indices where a[row] > 0 && b[row] > 0 {
          product += Double(a[row] - center) * Double(b[row] - center)
        }
      }
    }
    let r = product / 4 / (a.squares.squareRoot() * b.squares.squareRoot())
    return (min(max(r, -1), 1), count)
  }
}

/// A variable with its finite values in ascending order.
private struct SortedVariable {
  let values: [Double]
  /// How many values are finite.
  let count: Int
  /// The rows of the finite values, by value.
  private let order: [Int32]
  /// A bit for each row with a finite value, 64 to a word.
  private let present: [UInt64]

  var isComplete: Bool { count == values.count }

  init(_ values: [Double], isRanked: Bool) {
    self.values = values
    var present = [UInt64](repeating: 0, count: (values.count + 63) / 64)
    var count = 0
    for (row, value) in values.enumerated() where value.isFinite {
      present[row >> 6] |= 1 << UInt64(row & 63)
      count += 1
    }
    self.present = present
    self.count = count
    if !isRanked {
      order = []
    } else if count == values.count {
      order = RecentRankings.shared.ranking(of: values).order
    } else {
      let rows = values.indices.filter { values[$0].isFinite }
      order = RadixSort.order(rows.map { values[$0] }).map { Int32(rows[Int($0)]) }
    }
  }

  /// The rows in which both have a value.
  func commonCount(_ other: SortedVariable) -> Int {
    zip(present, other.present).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount }
  }

  /// Twice the ranks, ties averaged, among the rows in which `other` has a value too, and the sum of
  /// the ranks' squared deviations; 0 in rows that are not ranked.
  func ranks(among other: SortedVariable) -> (doubled: [Int32], squares: Double) {
    var doubled = [Int32](repeating: 0, count: values.count)
    var ties = 0.0
    var ranked = 0
    values.withUnsafeBufferPointer { values in
      order.withUnsafeBufferPointer { order in
        other.present.withUnsafeBufferPointer { present in
          doubled.withUnsafeMutableBufferPointer { doubled in
            var start = 0
            while start < order.count {
              let value = values[Int(order[start])]
              var end = start
              var members = 0
              while end < order.count, values[Int(order[end])] == value {
                let row = Int(order[end])
                members += Int(present[row >> 6] >> UInt64(row & 63) & 1)
                end += 1
              }
              let rank = Int32(2 * ranked + members + 1)
              for place in start..<end {
                let row = Int(order[place])
                if present[row >> 6] >> UInt64(row & 63) & 1 == 1 { doubled[row] = rank }
              }
              ranked += members
              ties += (Double(members) * Double(members) - 1) * Double(members)
              start = end
            }
          }
        }
      }
    }
    let n = Double(ranked)
    return (doubled, ((n * n - 1) * n - ties) / 12)
  }
}
