/// The exact distribution of Σ xᵢ y_π(i) over all permutations π, for small integers.
///
/// Counts by how many of each distinct y are used up instead of enumerating: with m distinct y, of which
/// yⱼ occurs tⱼ times, O(Π (tⱼ + 1) · m · range). Meant for n <= 12. Permutations that swap equal values
/// are one, since each stands for as many.
public struct PermutationCorrelation: Sendable {
  /// How many orders give each sum.
  private let counts: [Double]
  private let total: Double

  /// The distribution for non-negative whole scores, e.g. doubled ranks.
  public init(_ x: [Int], _ y: [Int]) {
    let n = Swift.min(x.count, y.count)
    // The side with more ties has fewer states; the distribution is that of either.
    let isSwapped = Self.states(Array(x.prefix(n))) < Self.states(Array(y.prefix(n)))
    let (ordered, counted) = isSwapped ? (y, x) : (x, y)
    let values = Array(Set(counted.prefix(n))).sorted()
    let sizes = values.map { value in counted.prefix(n).count { $0 == value } }
    // A state is a number whose digits say how many of each value are used.
    var places: [Int] = []
    var states = 1
    for size in sizes {
      places.append(states)
      states *= size + 1
    }
    var rows = [[Double]](repeating: [], count: states)
    rows[0] = [1]
    for state in 0..<states {
      let digits = places.indices.map { state / places[$0] % (sizes[$0] + 1) }
      let used = digits.reduce(0, +)
      guard used < n, !rows[state].isEmpty else { continue }
      let row = rows[state]
      rows[state] = []
      for j in values.indices where digits[j] < sizes[j] {
        let shift = ordered[used] * values[j]
        let next = state + places[j]
        if rows[next].count < row.count + shift {
          rows[next] += [Double](repeating: 0, count: row.count + shift - rows[next].count)
        }
        for (s, count) in row.enumerated() where count > 0 { rows[next][s + shift] += count }
      }
    }
    counts = rows[states - 1]
    total = counts.reduce(0, +)
  }

  private static func states(_ values: [Int]) -> Int {
    Set(values).reduce(1) { product, value in product * (values.count { $0 == value } + 1) }
  }

  /// The chances of sums up to, and from, `observed`; both contain it.
  public func tails(_ observed: Int) -> Tails {
    var (lower, upper) = (0.0, 0.0)
    for (s, count) in counts.enumerated() where count > 0 {
      if s <= observed { lower += count }
      if s >= observed { upper += count }
    }
    return Tails(lower: lower / total, upper: upper / total)
  }
}
