/// The exact distribution of the number of discordant pairs among n untied pairs.
///
/// Kendall (1970), Rank Correlation Methods. Agrees with SciPy's and R's exact tests. O(n · c).
public struct KendallDistribution: Sendable {
  private let pairs: Int
  private let count: Int

  /// The distribution for `count` observations.
  public init(count: Int) {
    self.count = count
    pairs = count * (count - 1) / 2
  }

  /// P(D <= d).
  public func lower(_ d: Int) -> Double {
    if d < 0 { return 0 }
    if d >= pairs { return 1 }
    if d > pairs / 2 { return 1 - lower(pairs - d - 1) }
    // Adding the i-th value makes 0 ... i - 1 new inversions, each equally likely.
    var mass = [Double](repeating: 0, count: d + 1)
    mass[0] = 1
    for i in stride(from: 2, through: count, by: 1) {
      var window = 0.0
      var next = mass
      for k in 0...d {
        window += mass[k]
        if k >= i { window -= mass[k - i] }
        next[k] = window / Double(i)
      }
      mass = next
    }
    return Swift.min(mass.reduce(0, +), 1)
  }

  /// P(D >= d).
  public func upper(_ d: Int) -> Double { lower(pairs - d) }
}
