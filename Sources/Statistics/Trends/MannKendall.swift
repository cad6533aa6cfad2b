internal import Basics
internal import Mathematics

/// Mann and Kendall's test of a monotone trend in a series.
///
/// Null hypothesis: the values have no trend in their order. S counts rises minus falls over all pairs;
/// Z = (S ∓ 1) / √Var(S) with the variance corrected for ties. τ is Kendall's tau-b with time. Agrees
/// with R's `Kendall::MannKendall` and `trend::mk.test`. O(n log n).
///
/// Mann (1945), doi:10.2307/1907187; Kendall (1970), Rank Correlation Methods.
public struct MannKendall: Sendable {
  /// The alternative hypothesis: `greater` is a rising trend.
  public var alternative = Alternative.twoSided
  /// The level of the interval.
  public var level = 0.95

  /// The two-sided test.
  public init() {}

  /// Tests a series; missing values are dropped and the others keep their order.
  public func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    let values = sample.values
    guard values.count >= 3 else {
      throw StatisticsError(
        .tooFewObservations, "mann-kendall needs at least 3 values; got \(sample.accounting)")
    }
    let time = values.indices.map(Double.init)
    let counts = PairCounts(time, values)
    let s = counts.concordantMinusDiscordant
    let variance = counts.variance
    guard variance > 0, counts.tiedY < counts.pairs else {
      throw StatisticsError(
        .constantInput, "mann-kendall: all \(values.count) values are equal")
    }
    let deviation = variance.squareRoot()
    let normal = StandardNormal()
    let sign: Double = s > 0 ? 1 : (s < 0 ? -1 : 0)
    let z = (s - sign) / deviation
    var result = AnalysisResult(method: "mann-kendall", title: "Mann-Kendall trend test")
    result.account(sample)
    result.alternative = alternative
    result.statistic = NamedValue("Z", z)
    result.set(pValue: alternative.pValue(normal.tails(z)), "asymptotic")
    let n = Double(values.count)
    let tau = counts.tauB
    let interval =
      n > 4
      ? Correlation.fisherInterval(
        tau, standardError: (0.437 / (n - 4)).squareRoot(), level, alternative) : nil
    result.estimate = Estimate("tau", tau, interval, level: level)
    result.effectSizes = [EffectSize("tau-b", tau, interval)]
    result.add(.s, s)
    result.add(.varianceOfS, variance)
    if let slope = try? TheilSen().estimate(CompleteCases([time, values])).estimate {
      result.add(.sensSlope, slope.value)
      result.add(.sensSlopeInterval, .interval(slope.interval))
    }
    if let lag = Autocorrelation.lag1(values, Moments(values)) {
      let bound = 1.96 / n.squareRoot()
      result.assumptions = [
        Assumption(
          "values are not autocorrelated",
          abs(lag) <= bound ? .holds : (abs(lag) <= 2 * bound ? .doubtful : .violated),
          "lag-1 autocorrelation \(Rounded.text(lag)); ±\(Rounded.text(bound)) is chance"
            + " (a trend raises it too)", count: values.count, of: "independence")
      ]
    }
    if sample.missingCount > 0 { result.notes.append("gaps in the series are closed") }
    return result
  }
}

extension MannKendall: Method {
  static let facts = MethodFacts(
    "mann-kendall", "Mann–Kendall trend test", .order,
    "Whether values rise or fall in their order.",
    hypothesis: "no trend", takes: .variable, least: 3, needs: .ranks, statistic: "Z",
    estimate: "tau", claim: .trend, assumptions: ["values are not autocorrelated"],
    references: [
      .init("Mann", 1945, doi: "10.2307/1907187"),
      .init("Kendall", 1970, in: "Rank Correlation Methods"),
    ],
    agreesWith: ["R Kendall::MannKendall", "R trend::mk.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.sample())
  }
}

/// Wald and Wolfowitz's runs test about the median.
///
/// Null hypothesis: the order of values above and below is random. Z compares the number of runs with
/// its mean and variance; values equal to the median count as above; below 50 values Z is corrected by
/// 1/2. Agrees with `statsmodels` `runstest_1samp(x, cutoff="median")`, whose correction is the
/// definition here; without it with R's `tseries::runs.test`. O(n).
///
/// Wald and Wolfowitz (1940), doi:10.1214/aoms/1177731909.
public struct RunsTest: Sendable {
  /// The alternative hypothesis: `less` is too few runs.
  public var alternative = Alternative.twoSided
  /// Whether samples below 50 values are corrected for continuity, as statsmodels does.
  public var correctsContinuity = true

  /// The two-sided test.
  public init() {}

  /// Tests a series.
  public func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    let values = sample.values
    guard values.count >= 2 else {
      throw StatisticsError(
        .tooFewObservations, "runs needs at least 2 values; got \(sample.accounting)")
    }
    let median = Quantile.median(values)
    let above = values.map { $0 >= median }
    let n = Double(values.count)
    let n1 = Double(above.count { $0 })
    let n0 = n - n1
    guard n0 > 0, n1 > 0 else {
      throw StatisticsError(.constantInput, "runs: no value is below the median")
    }
    let runs = 1 + Double(above.indices.dropFirst().count { above[$0] != above[$0 - 1] })
    let mean = 2 * n1 * n0 / n + 1
    let variance = 2 * n1 * n0 * (2 * n1 * n0 - n) / (n * n * (n - 1))
    guard variance > 0 else {
      throw StatisticsError(.tooFewObservations, "runs: too few values for a variance")
    }
    let difference = runs - mean
    var shifted = difference
    if correctsContinuity, n < 50 {
      // As statsmodels: a difference within ±1/2 is moved up too.
      shifted = difference > 0.5 ? difference - 0.5 : (difference < 0.5 ? difference + 0.5 : 0)
    }
    let z = shifted / variance.squareRoot()
    var result = AnalysisResult(method: "runs", title: "Runs test about the median")
    result.account(sample)
    result.alternative = alternative
    result.statistic = NamedValue("Z", z)
    result.set(pValue: alternative.pValue(StandardNormal().tails(z)), "asymptotic")
    result.add(.runs, runs)
    result.add(.expectedRuns, mean)
    return result
  }
}

extension RunsTest: Method {
  static let facts = MethodFacts(
    "runs", "runs test about the median", .order,
    "Whether values above and below the median come in random order.",
    hypothesis: "the order is random", takes: .variable, least: 2, statistic: "Z", claim: .order,
    references: [.init("Wald and Wolfowitz", 1940, doi: "10.1214/aoms/1177731909")],
    agreesWith: ["statsmodels runstest_1samp", "R tseries::runs.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    alternative = try options.alternative()
    correctsContinuity = try options.flag(
      "continuity", else: true, "Whether Z of fewer than 50 values is corrected by 1/2.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.sample())
  }
}
