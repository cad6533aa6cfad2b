internal import Basics
internal import Mathematics

/// Games and Howell's pairwise comparisons of means, whatever the variances.
///
/// Null hypotheses: each two means are equal. t = (x̄ - ȳ) / √(s²x/m + s²y/n) with Satterthwaite's degrees of freedom; p is
/// that of √2 |t| in the studentised range of all samples, so that it is adjusted by construction. Missing values are dropped
/// and counted. Agrees with `scipy.stats.tukey_hsd(equal_var=False)`. O(N + k²).
///
/// Games and Howell (1976), doi:10.3102/10769986001002113.
public struct GamesHowellTest: Sendable {
  /// The family-wise level of the intervals.
  public var level = 0.95

  /// Intervals of family-wise level 0.95.
  public init() {}

  /// Compares all pairs of samples.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    let name = Self.facts.name
    try Comparisons.check(name, samples.count, limit: AnalysisLimits.rangeQuantiles)
    for sample in samples where sample.values.allSatisfy({ $0 == sample.values[0] }) {
      throw StatisticsError(
        .constantInput, "\(name): each sample needs two different values at least")
    }
    let names = SampleNames.of(samples)
    var pairs: [(groups: [String], difference: MeanDifference)] = []
    for i in samples.indices {
      for j in samples.indices.dropFirst(i + 1) {
        let difference = try MeanDifference(
          samples[i], samples[j], assumesEqualVariance: false, method: name)
        pairs.append(([names[i], names[j]], difference))
      }
    }
    var result = AnalysisResult(method: name, title: "Games-Howell comparisons")
    result.account(samples)
    let (count, level) = (samples.count, level)
    result.comparisons = Parallel.map(pairs) { groups, difference in
      let range = StudentizedRange(groups: count, df: difference.df)
      let root = 2.0.squareRoot()
      let t = difference.value / difference.error
      let p = range.survival(abs(t) * root)
      let half = range.upperQuantile(1 - level).map { $0 / root * difference.error }
      var comparison = Comparison(
        groups: groups, statistic: t, pValue: p, adjustedPValue: p,
        estimate: Estimate(
          "difference of means", difference.value,
          half.map { Interval(difference.value - $0, difference.value + $0) }, level: level))
      comparison.standardError = difference.error
      comparison.degreesOfFreedom = difference.df
      return comparison
    }
    return result
  }
}

extension GamesHowellTest: Method {
  static let facts = MethodFacts(
    "games-howell", "Games–Howell comparisons", .comparisons,
    "Which pairs of several means differ, whatever their variances.",
    hypothesis: "equal means, for each pair", takes: .samples, least: 2, needs: .moments,
    claim: .comparisons,
    references: [.init("Games and Howell", 1976, doi: "10.3102/10769986001002113")],
    agreesWith: ["scipy.stats.tukey_hsd(equal_var=False)"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(Self.facts))
  }
}
