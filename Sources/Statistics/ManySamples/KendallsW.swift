internal import Mathematics

extension EffectSize {
  /// Kendall's W of blocks that are ranked, from the statistic of Friedman's or Cochran's test: χ² / (b (k - 1)).
  ///
  /// The interval is that of the noncentrality of the statistic, (λ + k - 1) / (b (k - 1)), and 0 where that is 0. Kendall and
  /// Babington Smith (1939), doi:10.1214/aoms/1177732186.
  static func kendallsW(
    _ statistic: Double, blocks: Double, samples: Double, level: Double
  ) -> EffectSize {
    let df = samples - 1
    let limits = NoncentralMixture.limits(level: level, scale: statistic) {
      NoncentralMixture.chiSquared(statistic, df: df, lambda: $0)
    }
    func agreement(_ lambda: Double) -> Double { min((lambda + df) / (blocks * df), 1) }
    return EffectSize(
      "kendalls-w", statistic / (blocks * df),
      Interval(limits.0 > 0 ? agreement(limits.0) : 0, agreement(limits.1)))
  }
}
