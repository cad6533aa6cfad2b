/// The exact distribution of Mann and Whitney's U without ties.
///
/// The frequencies are the coefficients of the Gaussian binomial; O(m² n) for sizes m <= n.
/// Mann and Whitney (1947), doi:10.1214/aoms/1177730491. Agrees with R's `pwilcox`.
public struct MannWhitneyDistribution: Sendable {
  private let cumulative: [Double]
  private let total: Int

  /// The distribution for samples of `first` and `second` values.
  public init(_ first: Int, _ second: Int) {
    let small = Swift.min(first, second)
    let large = Swift.max(first, second)
    total = small * large
    let half = total / 2
    var mass = [Double](repeating: 0, count: half + 1)
    mass[0] = 1
    // The Gaussian binomial [large + i over i] from that of i - 1; each scaled to a probability.
    for i in stride(from: 1, through: small, by: 1) {
      let up = large + i
      for u in stride(from: half, through: up, by: -1) { mass[u] -= mass[u - up] }
      for u in stride(from: i, through: half, by: 1) { mass[u] += mass[u - i] }
      let scale = Double(i) / Double(up)
      for u in mass.indices { mass[u] *= scale }
    }
    var running = 0.0
    cumulative = mass.map {
      running += $0
      return running
    }
  }

  /// P(U <= u).
  public func lower(_ u: Int) -> Double {
    if u < 0 { return 0 }
    if u >= total { return 1 }
    if u < cumulative.count { return cumulative[u] }
    return 1 - lower(total - u - 1)
  }

  /// P(U >= u).
  public func upper(_ u: Int) -> Double { lower(total - u) }

  /// The largest u with P(U <= u) <= p; `nil` where even u = 0 is more likely.
  public func lowerQuantile(_ p: Double) -> Int? {
    var best: Int?
    for (u, probability) in cumulative.enumerated() where probability <= p { best = u }
    return best
  }
}
