internal import Mathematics

/// Comparisons of every two treatments by their mean ranks within blocks: after Friedman's test.
///
/// Nemenyi: (R̄ᵢ - R̄ⱼ) / √(k (k + 1) / (6 b)), whose p is that of √2 times it in the range of k normal values; two treatments differ where
/// their mean ranks differ by the critical difference. Conover: t with (b - 1)(k - 1) degrees of freedom, corrected by Holm. O(k²).
///
/// Nemenyi (1963); Demšar (2006), Journal of Machine Learning Research 7; Conover (1999), Practical Nonparametric Statistics, 5.8.
public enum FriedmanComparisons: String, Hashable, Sendable, CaseIterable {
  case none, nemenyi, conover

  /// The ranks of treatments within blocks.
  struct Ranks {
    /// The sum of the ranks of each treatment.
    let sums: [Double]
    /// Σ of all squared ranks.
    let squares: Double
    let blocks: Int
  }

  /// Adds the comparisons to a result.
  func add(to result: inout AnalysisResult, _ ranks: Ranks, names: [String], level: Double) {
    let k = Double(ranks.sums.count)
    let b = Double(ranks.blocks)
    let pairs = names.indices.flatMap { i in
      names.indices.dropFirst(i + 1).map { (first: i, second: $0) }
    }
    func groups(_ pair: (first: Int, second: Int)) -> [String] {
      [names[pair.first], names[pair.second]]
    }
    func difference(_ pair: (first: Int, second: Int)) -> Double {
      (ranks.sums[pair.first] - ranks.sums[pair.second]) / b
    }
    switch self {
    case .none: return
    case .nemenyi:
      let error = (k * (k + 1) / (6 * b)).squareRoot()
      let range = StudentizedRange(groups: ranks.sums.count, df: 1e9)
      let root = 2.0.squareRoot()
      let critical = range.upperQuantile(1 - level).map { $0 / root * error }
      if let critical { result.add(.criticalDifference, critical) }
      result.comparisons = pairs.map { pair in
        let distance = difference(pair)
        return Comparison(
          groups: groups(pair), statistic: distance / error, pValue: nil,
          adjustedPValue: range.survival(abs(distance / error) * root),
          estimate: Estimate(
            "difference of mean ranks", distance,
            critical.map { Interval(distance - $0, distance + $0) }, level: level))
      }
    case .conover:
      let df = (b - 1) * (k - 1)
      let c = b * k * (k + 1) * (k + 1) / 4
      let spread = ranks.squares - c
      let between = ranks.sums.reduce(0) {
        let distance = $1 - b * (k + 1) / 2
        return $0 + distance * distance
      }
      let share = (k - 1) * between / spread / (b * (k - 1))
      let error = (2 * b * spread / df * max(1 - share, 0)).squareRoot()
      guard error > 0 else {
        result.notes.append(
          "every block ranks the treatments alike, so that Conover's comparisons have no error")
        return
      }
      let t = StudentT(df: df)
      let margin = t.upperQuantile((1 - level) / 2) * error / b
      let statistics = pairs.map { difference($0) * b / error }
      let raw = statistics.map { t.twoSided($0) }
      let adjusted = PValueAdjustment(.holm).adjust(raw)
      result.comparisons = pairs.indices.map { index in
        let distance = difference(pairs[index])
        var comparison = Comparison(
          groups: groups(pairs[index]), statistic: statistics[index], pValue: raw[index],
          adjustedPValue: adjusted[index],
          estimate: Estimate(
            "difference of mean ranks", distance,
            Interval(distance - margin, distance + margin), level: level))
        comparison.standardError = error / b
        comparison.degreesOfFreedom = df
        return comparison
      }
    }
  }
}
