internal import Numerics

/// Two one-sided tests: whether a difference of means is small enough not to matter.
///
/// Null hypothesis: the difference lies outside `low ... high`, bounds that were named beforehand. p is the
/// larger of Welch's two one-sided ones; equivalence at level α stands exactly where the 1 - 2α interval
/// lies within the bounds. Agrees with `statsmodels` `ttost_ind(usevar="unequal")`. O(N).
///
/// Schuirmann (1987), doi:10.1007/BF01068419.
public struct EquivalenceTest: Sendable {
  /// The smallest difference that does not matter.
  public var low: Double
  /// The largest difference that does not matter.
  public var high: Double
  /// One minus the error of a false claim of equivalence.
  public var level = 0.95

  /// A test against bounds, low < high.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Tests two samples.
  public func test(_ first: Sample, _ second: Sample) throws(StatisticsError) -> AnalysisResult {
    guard low < high else {
      throw StatisticsError(.badRequest, "equivalence needs bounds low < high")
    }
    var welch = TTest.welch
    welch.level = 2 * level - 1
    guard level > 0.5 else {
      throw StatisticsError(.badRequest, "the level of equivalence lies above 0.5")
    }
    var result = try welch.test(first, second)
    guard let difference = result.estimate?.value,
      let df = result.degreesOfFreedom.first
    else { throw StatisticsError(.domainError, "equivalence: the difference is not defined") }
    let moments = (Moments(first.values), Moments(second.values))
    let error =
      ((moments.0.variance ?? 0) / Double(first.count)
      + (moments.1.variance ?? 0) / Double(second.count)).squareRoot()
    let distribution = StudentT(df: df)
    let above = distribution.survival((difference - low) / error)
    let below = distribution.cumulative((difference - high) / error)
    result.title = "Equivalence of means, two one-sided Welch tests"
    result.alternative = nil
    result.statistic = NamedValue(
      "t", above > below ? (difference - low) / error : (difference - high) / error)
    result.set(pValue: max(above, below), "t")
    result.add("bound_low", low)
    result.add("bound_high", high)
    result.robustAlternative = nil
    return result
  }
}
