internal import Mathematics

/// Brunner and Munzel's test of stochastic equality.
///
/// Null hypothesis: P(X < Y) + P(X = Y) / 2 = 1/2, without assuming equal shapes. t-distributed with
/// Satterthwaite's degrees of freedom. The statistic has SciPy's sign: positive where the second sample
/// tends to be larger. Agrees with `scipy.stats.brunnermunzel`. O(N).
///
/// Brunner and Munzel (2000), doi:10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U.
public struct BrunnerMunzelTest: Sendable {
  /// The alternative hypothesis: `less` says that the first sample tends to be smaller.
  public var alternative = Alternative.twoSided
  /// The level of the interval.
  public var level = 0.95

  /// A test with every option at its default.
  public init(alternative: Alternative = .twoSided, level: Double = 0.95) {
    self.alternative = alternative
    self.level = level
  }

  /// Tests two samples.
  public func test(_ first: Sample, _ second: Sample) throws(StatisticsError) -> AnalysisResult {
    let ranks = TwoSampleRanks(first.values, second.values)
    guard var result = bare(first, second, ranks) else {
      throw StatisticsError(
        .constantInput,
        "brunner-munzel: the samples do not overlap, so the variance is 0"
      )
    }
    result.assumptions = [
      Assumption.ofDesign("values are independent"),
      Assumption(
        "samples are large enough for t", min(first.count, second.count) >= 10 ? .holds : .doubtful,
        "smaller sample has \(min(first.count, second.count)) values; at least 10 are recommended"),
    ]
    if min(first.count, second.count) < (alternative == .twoSided ? 30 : 200) {
      result.notes.append(
        "with so few values this interval covers less than its level (for 0.95, two-sided 0.93 with 10 and 10, one-sided 0.93 with 80 "
          + "and 60); that of Cliff's delta, 1 - 2P, covers it")
    }
    return result
  }

  func bare(_ first: Sample, _ second: Sample, _ ranks: TwoSampleRanks) -> AnalysisResult? {
    let (m, n) = (Double(first.count), Double(second.count))
    guard m > 1, n > 1 else { return nil }
    func variance(_ placements: [Double], _ mean: Double, _ count: Double) -> Double {
      placements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    }
    let varianceFirst = variance(ranks.placementsFirst, ranks.u / m, m)
    let varianceSecond = variance(ranks.placementsSecond, (m * n - ranks.u) / n, n)
    let pooled = m * varianceFirst + n * varianceSecond
    guard pooled > 0 else { return nil }
    let meanDifference = (m * n / 2 - ranks.u) * (1 / m + 1 / n)
    let statistic = m * n * meanDifference / ((m + n) * pooled.squareRoot())
    let df =
      pooled * pooled
      / ((m * varianceFirst) * (m * varianceFirst) / (m - 1)
        + (n * varianceSecond) * (n * varianceSecond) / (n - 1))
    var result = AnalysisResult(method: "brunner-munzel", title: "Brunner-Munzel test")
    result.account([first, second])
    result.alternative = alternative
    result.statistic = NamedValue("W", statistic)
    result.degreesOfFreedom = [df]
    let tails = StudentT(df: df).tails(statistic)
    // A large statistic says that the first sample is the smaller one.
    let p: Double =
      switch alternative {
      case .twoSided: min(1, 2 * min(tails.lower, tails.upper))
      case .less: tails.upper
      case .greater: tails.lower
      }
    result.set(pValue: p, "t")
    let probability = 1 - ranks.u / (m * n)
    let error = (pooled / (m * n)).squareRoot() / (m * n).squareRoot()
    let flipped: Alternative =
      alternative == .less ? .greater : (alternative == .greater ? .less : .twoSided)
    let raw = flipped.interval(probability, error, level: level, StudentT(df: df))
    // A probability; of a low level one end may lie beyond either bound.
    func bounded(_ end: Double) -> Double { min(max(end, 0), 1) }
    let interval = Interval(bounded(raw.low ?? 0), bounded(raw.high ?? 1))
    result.estimate = Estimate("P(X<Y)+P(X=Y)/2", probability, interval, level: level)
    result.effectSizes = [
      EffectSize(
        "cliffs-delta", 1 - 2 * probability,
        alternative.effectInterval(level: level, within: -1...1, ranks.deltaInterval))
    ]
    return result
  }
}

extension BrunnerMunzelTest: Method {
  static let facts = MethodFacts(
    "brunner-munzel", "Brunner–Munzel test", .location,
    "Whether one of two independent samples tends to be larger, whatever their shapes and spreads.",
    hypothesis: "P(X<Y) + P(X=Y)/2 = 1/2", takes: .samples, groups: 2...2, least: 2,
    needs: .ranks, statistic: "W", estimate: "P(X<Y)+P(X=Y)/2",
    claim: .location(.values, asProbability: true),
    assumptions: ["values are independent", "samples are large enough for t"],
    references: [
      .init(
        "Brunner and Munzel", 2000,
        doi: "10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U")
    ],
    agreesWith: ["scipy.stats.brunnermunzel"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let samples = try request.samples(Self.facts)
    return try test(samples[0], samples[1])
  }
}
