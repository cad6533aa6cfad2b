internal import Basics
internal import Tables
internal import Mathematics

/// Student's and Welch's t tests of two independent samples.
///
/// Null hypothesis: equal means. Welch: t = (x̄ - ȳ) / √(s²x/m + s²y/n) with Satterthwaite's degrees of
/// freedom; with equal variances the pooled form and m + n - 2. Estimate: the difference of means with
/// its interval; Cohen's d and Hedges' g. Agrees with `scipy.stats.ttest_ind` and R's `t.test`. O(N log N).
///
/// Welch (1947), doi:10.1093/biomet/34.1-2.28. Intervals of Cohen's d by the non-central t
/// distribution, Cumming and Finch (2001), doi:10.1177/0013164401614002.
public struct TTest: Sendable {
  /// The alternative hypothesis.
  public var alternative = Alternative.twoSided
  /// The level of the intervals.
  public var level = 0.95
  /// Whether the variances are taken as equal.
  public var assumesEqualVariance = false

  /// Welch's test.
  public init() {}

  /// Welch's test, which does not ask for equal variances.
  public static var welch: TTest { TTest() }

  /// Tests two samples.
  public func test(_ first: Sample, _ second: Sample) throws(StatisticsError) -> AnalysisResult {
    let difference = try MeanDifference(
      first, second, assumesEqualVariance: assumesEqualVariance, method: "t-test")
    let t = difference.value / difference.error
    let distribution = StudentT(df: difference.df)
    var result = AnalysisResult(
      method: "t-test", title: assumesEqualVariance ? "Student's t test" : "Welch's t test")
    result.account([first, second])
    result.alternative = alternative
    result.statistic = NamedValue("t", t)
    result.degreesOfFreedom = [difference.df]
    result.set(pValue: alternative.pValue(distribution.tails(t)), "t")
    result.estimate = Estimate(
      "difference of means", difference.value,
      alternative.interval(difference.value, difference.error, level: level, distribution),
      level: level)
    result.effectSizes = difference.effectSizes(level: level, alternative)
    if let note = difference.effectNote { result.notes.append(note) }
    result.assumptions = Self.assumptions(first, second, equalVariance: assumesEqualVariance)
    var robust = MannWhitneyTest()
    robust.alternative = alternative
    robust.level = level
    let ranks = TwoSampleRanks(first.values, second.values)
    if let alternative = try? robust.bare(first, second, ranks) {
      result.robustAlternative = RobustAlternative(alternative)
    }
    return result
  }

  /// What a comparison of two means takes for granted.
  static func assumptions(
    _ first: Sample, _ second: Sample, equalVariance: Bool
  ) -> [Assumption] {
    var assumptions = [
      NormalityCheck.assumption("first sample is normal", first.values),
      NormalityCheck.assumption("second sample is normal", second.values),
    ]
    if equalVariance {
      let spread = Levene.brownForsythe(sorted: [
        RadixSort.sorted(first.values), RadixSort.sorted(second.values),
      ])
      assumptions.append(
        Levene.assumption("variances are equal", spread, count: first.count + second.count))
    }
    assumptions.append(
      Assumption.ofDesign("values are independent"))
    return assumptions
  }
}

extension TTest: Method {
  static let facts = MethodFacts(
    "t-test", "Welch’s t test", .location,
    "Whether the means of two independent samples differ.",
    hypothesis: "equal means", takes: .samples, groups: 2...2, least: 2, needs: .moments,
    statistic: "t", estimate: "difference of means", unit: .values, claim: .location(.mean),
    assumptions: [
      "first sample is normal", "second sample is normal", "variances are equal",
      "values are independent",
    ],
    references: [
      .init("Welch", 1947, doi: "10.1093/biomet/34.1-2.28"),
      .init("Cumming and Finch", 2001, doi: "10.1177/0013164401614002"),
    ],
    agreesWith: ["scipy.stats.ttest_ind", "R t.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
    assumesEqualVariance = try options.flag(
      "equal_variance", else: false, "Whether equal variances are assumed: Student's test.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let samples = try request.samples(Self.facts)
    return try test(samples[0], samples[1])
  }
}

/// Student's t test of one mean, or of the mean difference of pairs.
///
/// Null hypothesis: the mean is `mu`. t = (x̄ - μ) / (s / √n) with n - 1 degrees of freedom. Agrees with
/// `scipy.stats.ttest_1samp` and `ttest_rel`. O(n).
public struct OneSampleTTest: Sendable {
  /// The alternative hypothesis.
  public var alternative = Alternative.twoSided
  /// The level of the intervals.
  public var level = 0.95
  /// The mean under the null hypothesis.
  public var mu = 0.0

  /// A test of mean zero.
  public init() {}

  /// Tests the mean of a sample.
  public func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    var result = try test(sample.values, "t-test-1samp", "One-sample t test", sample.accounting)
    result.account(sample)
    result.assumptions.insert(
      NormalityCheck.assumption("values are normal", sample.values), at: 0)
    return result
  }

  /// Tests the mean of x - y over complete pairs.
  public func test(_ cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    let differences = zip(cases.columns[0], cases.columns[1]).map { $0 - $1 }
    // Differences of decimals that are meant to be equal are so but for their last digits.
    let size = max(ExactFit.size(cases.columns[0]), ExactFit.size(cases.columns[1]))
    if let low = differences.min(), let high = differences.max(), cases.count > 1,
      high - low <= 2 * size.ulp
    {
      throw StatisticsError(
        .constantInput, "t-test-paired: all \(cases.count) differences are equal")
    }
    var result = try test(differences, "t-test-paired", "Paired t test", cases.accounting)
    result.account(cases)
    result.assumptions.insert(
      NormalityCheck.assumption("differences are normal", differences), at: 0)
    return result
  }

  private func test(
    _ values: [Double], _ method: String, _ title: String, _ accounting: String
  ) throws(StatisticsError) -> AnalysisResult {
    guard values.count >= 2 else {
      throw StatisticsError(
        .tooFewObservations, "\(method) needs at least 2 values; got \(accounting)")
    }
    try SquareRange.check(method, values)
    let moments = Moments(values)
    guard let deviation = moments.standardDeviation, deviation > 0 else {
      throw StatisticsError(.constantInput, "\(method): all \(values.count) values are equal")
    }
    let n = Double(values.count)
    let error = deviation / n.squareRoot()
    let shift = (moments.preciseMean + -DoubleDouble(mu)).value
    let t = shift / error
    let distribution = StudentT(df: n - 1)
    var result = AnalysisResult(method: method, title: title)
    result.alternative = alternative
    result.statistic = NamedValue("t", t)
    result.degreesOfFreedom = [n - 1]
    result.set(pValue: alternative.pValue(distribution.tails(t)), "t")
    result.estimate = Estimate(
      "mean difference", shift,
      alternative.interval(shift, error, level: level, distribution), level: level)
    result.effectSizes = StandardizedDifference.sizes(
      shift / deviation, n, nil, level: level, alternative)
    result.assumptions = [
      Assumption.ofDesign("values are independent")
    ]
    var signed = WilcoxonTest()
    signed.alternative = alternative
    signed.level = level
    if let robust = try? signed.bare(values.map { $0 - mu }) {
      result.robustAlternative = RobustAlternative(robust)
    }
    return result
  }
}

extension OneSampleTTest: Method {
  static let facts = MethodFacts(
    "t-test-1samp", "one-sample t test", .location,
    "Whether the mean of one sample differs from a fixed value.",
    hypothesis: "the mean is mu", takes: .variable, least: 2, needs: .moments, statistic: "t",
    estimate: "mean difference", unit: .values, claim: .pairs(.mean),
    assumptions: ["values are normal", "values are independent"],
    references: [.init("Student", 1908, doi: "10.1093/biomet/6.1.1")],
    agreesWith: ["scipy.stats.ttest_1samp", "R t.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
    mu = try options.number("mu", else: 0, "The mean under the null hypothesis.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.sample())
  }
}

/// Student's t test of the mean difference of pairs.
struct PairedTTest: Method {
  static let facts = MethodFacts(
    "t-test-paired", "paired t test", .location,
    "Whether the mean difference of two measurements of the same things is zero.",
    hypothesis: "the mean difference is mu", takes: .repeated, least: 2, needs: .moments,
    statistic: "t", estimate: "mean difference", unit: .values, claim: .pairs(.mean),
    assumptions: ["differences are normal", "values are independent"],
    references: [.init("Student", 1908, doi: "10.1093/biomet/6.1.1")],
    agreesWith: ["scipy.stats.ttest_rel", "R t.test(paired = TRUE)"])

  private let test: OneSampleTTest

  init(_ options: inout Options) throws(StatisticsError) {
    test = try OneSampleTTest(&options)
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test.test(request.pairs(atLeast: Self.facts.least))
  }
}

/// The difference of the means of two samples, with what its t statistic needs.
struct MeanDifference {
  let value: Double
  /// Its standard error.
  let error: Double
  let df: Double
  private let pooledDeviation: Double
  private let counts: (Double, Double)
  /// The larger standard deviation by the smaller.
  private let spreadRatio: Double

  init(
    _ first: Sample, _ second: Sample, assumesEqualVariance: Bool, method: String
  ) throws(StatisticsError) {
    let (m, n) = (Double(first.count), Double(second.count))
    guard m > 1, n > 1 else {
      throw StatisticsError(.tooFewObservations, "\(method) needs at least 2 values in each sample")
    }
    try SquareRange.check(method, first.values + second.values)
    let a = Moments(first.values)
    let b = Moments(second.values)
    let (varianceA, varianceB) = (a.sumOfSquares / (m - 1), b.sumOfSquares / (n - 1))
    guard varianceA > 0 || varianceB > 0 else {
      throw StatisticsError(.constantInput, "\(method): the values are equal within each sample")
    }
    value = (a.preciseMean - b.preciseMean).value
    let pooled = (a.sumOfSquares + b.sumOfSquares) / (m + n - 2)
    pooledDeviation = pooled.squareRoot()
    counts = (m, n)
    spreadRatio = (max(varianceA, varianceB) / min(varianceA, varianceB)).squareRoot()
    if assumesEqualVariance {
      error = (pooled * (1 / m + 1 / n)).squareRoot()
      df = m + n - 2
    } else {
      let (va, vb) = (varianceA / m, varianceB / n)
      error = (va + vb).squareRoot()
      // By shares of the variance, whose squares neither overflow nor vanish.
      let (a, b) = (va / (va + vb), vb / (va + vb))
      df = 1 / (a * a / (m - 1) + b * b / (n - 1))
    }
  }

  func effectSizes(level: Double, _ alternative: Alternative) -> [EffectSize] {
    StandardizedDifference.sizes(
      value / pooledDeviation, counts.0, counts.1, level: level, alternative)
  }

  /// That the effect sizes pool variances which differ.
  var effectNote: String? {
    !(spreadRatio >= 1.5)
      ? nil
      : "Cohen's d and Hedges' g pool the variances; where these differ, their intervals cover less than their level (0.80 for "
        + "0.95 with 30 values of standard deviation 1 and 10 of 3)"
  }
}

/// Cohen's d and Hedges' g.
enum StandardizedDifference {
  /// Both sizes with intervals; `n` is `nil` for one sample.
  static func sizes(
    _ d: Double, _ m: Double, _ n: Double?, level: Double, _ alternative: Alternative
  ) -> [EffectSize] {
    let df = n.map { m + $0 - 2 } ?? m - 1
    let scale = n.map { (m * $0 / (m + $0)).squareRoot() } ?? m.squareRoot()
    let interval = alternative.effectInterval(level: level) { level in
      NoncentralT.limits(t: d * scale, df: df, level: level).map {
        Interval($0.0 / scale, $0.1 / scale)
      }
    }
    // The exact small-sample factor Γ(df/2) / (√(df/2) Γ((df-1)/2)).
    let correction = NoncentralT.unbiasing(df: df)
    let corrected = interval.map {
      Interval($0.low.map { $0 * correction }, $0.high.map { $0 * correction })
    }
    return [
      EffectSize("cohens-d", d, interval),
      // With one degree of freedom the correction is zero, and says nothing.
      df > 1 ? EffectSize("hedges-g", d * correction, corrected) : EffectSize("hedges-g", nil),
    ]
  }
}
