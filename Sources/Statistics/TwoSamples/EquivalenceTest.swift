internal import Mathematics

/// Two one-sided tests: whether a difference of means is small enough not to matter.
///
/// Null hypothesis: the difference, first minus second, lies outside `low ... high`, bounds that were named
/// beforehand. p is the larger of two one-sided Welch tests, against each bound, and equivalence is claimed
/// where it lies below α = 0.05: exactly where the interval of level 1 - 2α = 0.9, the default, lies within
/// the bounds. An interval of another level is one of the difference, and decides nothing. Agrees with `statsmodels` `ttost_ind(x, y, low, high, usevar="unequal")` and
/// two calls of R's `t.test(mu = )`. O(N log N).
///
/// Schuirmann (1987), doi:10.1007/BF01068419.
public struct EquivalenceTest: Sendable {
  /// The smallest difference that does not matter.
  public var low: Double
  /// The largest difference that does not matter.
  public var high: Double
  /// The level of the interval; at 1 - 2α it lies within the bounds exactly where the test claims
  /// equivalence.
  public var level = 0.9
  /// Whether the samples are taken to have one variance (Student) or their own (Welch).
  public var assumesEqualVariance = false
  /// The level of the test.
  public static let alpha = 0.05

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
    let difference = try MeanDifference(
      first, second, assumesEqualVariance: assumesEqualVariance, method: "equivalence")
    let distribution = StudentT(df: difference.df)
    let aboveLow = (difference.value - low) / difference.error
    let belowHigh = (difference.value - high) / difference.error
    let pLow = distribution.survival(aboveLow)
    let pHigh = distribution.cumulative(belowHigh)
    var result = AnalysisResult(
      method: "equivalence",
      title:
        "Equivalence of means, two one-sided \(assumesEqualVariance ? "Student" : "Welch") tests")
    result.account([first, second])
    // The test that decides, and its side.
    result.statistic = NamedValue("t", pLow > pHigh ? aboveLow : belowHigh)
    result.alternative = pLow > pHigh ? .greater : .less
    result.degreesOfFreedom = [difference.df]
    result.set(pValue: max(pLow, pHigh), "t")
    result.estimate = Estimate(
      "difference of means", difference.value,
      Alternative.twoSided.interval(difference.value, difference.error, level: level, distribution),
      level: level)
    result.effectSizes = difference.effectSizes(level: level, .twoSided)
    result.notes.append(
      "the intervals are two-sided, of level \(Rounded.text(level))"
        + (level == 0.9 ? "" : "; that of level 0.9 belongs to the test at \(Self.alpha)"))
    if let note = difference.effectNote { result.notes.append(note) }
    result.add(.boundLow, low)
    result.add(.boundHigh, high)
    result.add(.pLow, pLow)
    result.add(.pHigh, pHigh)
    result.add(.alpha, Self.alpha)
    result.add(.equivalent, .flag(result.pValue.map { $0 < Self.alpha }))
    result.assumptions = TTest.assumptions(first, second, equalVariance: assumesEqualVariance)
    result.robustAlternative = robust(first, second)
    return result
  }

  /// The same with ranks: Mann and Whitney's test of the samples moved to each bound.
  private func robust(_ first: Sample, _ second: Sample) -> RobustAlternative? {
    func oneSided(_ bound: Double, _ alternative: Alternative) -> AnalysisResult? {
      var ranks = MannWhitneyTest()
      ranks.alternative = alternative
      ranks.level = level
      let moved = Sample(first.values.map { $0 - bound })
      let ranked = TwoSampleRanks(moved.values, second.values)
      guard var result = try? ranks.bare(moved, second, ranked) else { return nil }
      // The estimate of the samples where they are.
      result.estimate = result.estimate.map { estimate in
        Estimate(
          estimate.quantity, estimate.value.map { $0 + bound },
          estimate.interval.map {
            Interval($0.low.map { $0 + bound }, $0.high.map { $0 + bound })
          }, level: estimate.level)
      }
      return result
    }
    guard let above = oneSided(low, .greater), let below = oneSided(high, .less),
      let pLow = above.pValue, let pHigh = below.pValue
    else { return nil }
    return RobustAlternative(pLow > pHigh ? above : below)
  }
}

extension EquivalenceTest: Method {
  static let facts = MethodFacts(
    "equivalence", "two one-sided tests of equivalence", .location,
    "Whether two means differ by less than bounds that were set beforehand.",
    hypothesis: "the difference of the means lies outside the bounds", takes: .samples,
    groups: 2...2, least: 2, needs: .moments, statistic: "t", estimate: "difference of means",
    unit: .values, claim: .equivalence,
    assumptions: [
      "first sample is normal", "second sample is normal", "variances are equal",
      "values are independent",
    ],
    references: [.init("Schuirmann", 1987, doi: "10.1007/BF01068419")],
    agreesWith: ["statsmodels ttost_ind", "R t.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    self.init(
      low: try options.number("low", example: -1, "The lower bound of the difference."),
      high: try options.number("high", example: 1, "The upper bound of the difference."))
    level = try options.level(else: 0.9)
    assumesEqualVariance = try options.flag(
      "equal_variance", else: false, "Whether equal variances are assumed: Student's tests.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let samples = try request.samples(Self.facts)
    return try test(samples[0], samples[1])
  }
}
