internal import Mathematics

/// Intervals for quantiles whose level holds for every continuous distribution.
enum OrderStatistics {
  /// The narrowest symmetric-in-probability interval of two order statistics of at least `level`.
  static func interval(sorted: [Double], probability: Double, level: Double) -> Interval? {
    let n = sorted.count
    let binomial = Binomial(trials: n, probability: probability)
    let tail = (1 - level) / 2
    // Lower end x_(l): P(B < l) <= tail; upper end x_(u): P(B >= u) <= tail.
    guard n > 0, binomial.cumulative(0) <= tail, binomial.survival(n - 1) <= tail else {
      return nil
    }
    var low = 0
    var high = n
    while high - low > 1 {
      let middle = (low + high) / 2
      if binomial.cumulative(middle) <= tail { low = middle } else { high = middle }
    }
    let lower = low + 1
    low = 0
    high = n - 1
    while high - low > 0 {
      let middle = (low + high) / 2
      if binomial.survival(middle) <= tail { high = middle } else { low = middle + 1 }
    }
    let upper = low + 1
    guard lower <= n, upper <= n, lower <= upper else { return nil }
    return Interval(sorted[lower - 1], sorted[upper - 1])
  }
}
