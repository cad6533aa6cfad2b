/// The exact distribution of the sum of the ranks with a positive sign, each sign even odds.
///
/// Ranks may be tied: they are given doubled, so that averages stay whole. O(n · Σ ranks).
/// Wilcoxon (1945), doi:10.2307/3001968. Agrees with R's `psignrank` without ties.
public struct SignedRankDistribution: Sendable {
  private let cumulative: [Double]

  /// The distribution for the doubled ranks `doubledRanks`.
  public init(doubledRanks: [Int]) {
    let total = doubledRanks.reduce(0, +)
    var mass = [Double](repeating: 0, count: total + 1)
    mass[0] = 1
    var reached = 0
    for rank in doubledRanks {
      reached += rank
      for s in stride(from: reached, through: 0, by: -1) {
        mass[s] = (mass[s] + (s >= rank ? mass[s - rank] : 0)) / 2
      }
    }
    var running = 0.0
    cumulative = mass.map {
      running += $0
      return running
    }
  }

  /// The distribution for the ranks 1...count.
  public init(count: Int) { self.init(doubledRanks: (0..<count).map { 2 * ($0 + 1) }) }

  /// P(2W <= s).
  public func lower(doubled s: Int) -> Double {
    if s < 0 { return 0 }
    return s < cumulative.count ? Swift.min(cumulative[s], 1) : 1
  }

  /// P(2W >= s); the distribution is symmetric.
  public func upper(doubled s: Int) -> Double { lower(doubled: cumulative.count - 1 - s) }

  /// The largest s with P(2W <= s) <= p; `nil` where even s = 0 is more likely.
  public func lowerQuantile(_ p: Double) -> Int? {
    cumulative.lastIndex { $0 <= p }
  }
}
