/// The exact distribution of Σ xᵢ y_π(i) over all permutations π, for small integers.
///
/// Counts by subsets instead of enumerating: O(2ⁿ · n · range); meant for n <= 12.
public struct PermutationCorrelation: Sendable {
  /// How many permutations give each sum, by the sum's distance from the smallest possible.
  private let counts: [Double]
  private let total: Double

  /// The distribution for non-negative whole scores, e.g. doubled ranks.
  public init(_ x: [Int], _ y: [Int]) {
    let n = Swift.min(x.count, y.count)
    let largest = zip(x.sorted(), y.sorted()).reduce(0) { $0 + $1.0 * $1.1 }
    // One dense row of counts for each set of y's used so far.
    var rows = [[Double]](repeating: [], count: 1 << n)
    rows[0] = [1]
    for mask in 0..<(1 << n) {
      let used = mask.nonzeroBitCount
      if used == n { break }
      let row = rows[mask]
      rows[mask] = []
      for j in 0..<n where mask >> j & 1 == 0 {
        let shift = x[used] * y[j]
        let next = mask | 1 << j
        if rows[next].count < row.count + shift {
          rows[next] += [Double](repeating: 0, count: row.count + shift - rows[next].count)
        }
        for (s, count) in row.enumerated() where count > 0 { rows[next][s + shift] += count }
      }
    }
    counts =
      rows[(1 << n) - 1]
      + [Double](
        repeating: 0, count: Swift.max(0, largest + 1 - rows[(1 << n) - 1].count))
    total = counts.reduce(0, +)
  }

  /// The chance of the sums that `included` accepts.
  public func probability(where included: (Int) -> Bool) -> Double {
    var sum = 0.0
    for (s, count) in counts.enumerated() where count > 0 && included(s) { sum += count }
    return sum / total
  }
}
