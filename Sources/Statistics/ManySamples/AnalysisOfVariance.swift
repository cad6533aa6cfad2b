internal import Basics
internal import Tables
internal import Mathematics

/// One-way analysis of variance, classical or Welch's.
///
/// Null hypothesis: equal means. F = (SSB / (k - 1)) / (SSW / (N - k)), sums in two doubles; Welch's form
/// weights the samples by nᵢ/s²ᵢ and needs no equal variances. Agrees with `scipy.stats.f_oneway`
/// (`equal_var=False` for Welch) and R's `oneway.test`. O(N).
///
/// Fisher (1925); Welch (1951), doi:10.1093/biomet/38.3-4.330; Hays (1963) for omega²; intervals of eta²
/// by the non-central F distribution, Steiger (2004), doi:10.1037/1082-989X.9.2.164.
public struct AnalysisOfVariance: Sendable {
  /// The level of the effect sizes' intervals.
  public var level = 0.95
  /// Whether the variances may differ.
  public var isWelch = false

  /// The classical analysis.
  public init() {}

  /// Welch's analysis.
  public static var welch: AnalysisOfVariance {
    var analysis = AnalysisOfVariance()
    analysis.isWelch = true
    return analysis
  }

  /// Tests two or more samples.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    let name = isWelch ? "welch-anova" : "anova"
    let total = samples.reduce(0) { $0 + $1.count }
    try SquareRange.check(name, samples.flatMap(\.values))
    guard let table = VarianceTable(samples.map(\.values)) else {
      throw StatisticsError(
        .tooFewObservations,
        "\(name) needs more values than samples; got \(total) in \(samples.count)")
    }
    guard table.within > 0 else {
      throw StatisticsError(.constantInput, "\(name): the values are equal within each sample")
    }
    var result = AnalysisResult(
      method: name, title: isWelch ? "Welch's analysis of variance" : "Analysis of variance")
    result.account(samples)
    let k = Double(samples.count)
    let n = Double(total)
    if isWelch {
      guard let (f, df2) = Self.welch(samples, table) else {
        throw StatisticsError(
          .constantInput, "welch-anova: each sample needs two different values at least")
      }
      result.statistic = NamedValue("F", f)
      result.degreesOfFreedom = [k - 1, df2]
      result.set(pValue: FDistribution(df1: k - 1, df2: df2).survival(f), "F")
    } else {
      result.statistic = NamedValue("F", table.f)
      result.degreesOfFreedom = [table.df1, table.df2]
      result.set(
        pValue: FDistribution(df1: table.df1, df2: table.df2).survival(table.f), "F")
    }
    let sum = table.between + table.within
    let mean = table.within / table.df2
    // Of one share of the variance eta² is an estimate, and less biased ones are omega² and epsilon².
    let interval = ExplainedVariance(
      f: table.f, df1: table.df1, df2: table.df2, count: n, level: level
    ).share
    let excess = max(0, table.between - table.df1 * mean)
    result.effectSizes = [
      EffectSize("eta-squared", table.between / sum, interval),
      EffectSize("omega-squared", excess / (sum + mean), interval),
      EffectSize("epsilon-squared", excess / sum, interval),
    ]
    if isWelch, Self.spreadRatio(samples) >= 1.5 {
      result.notes.append(
        "the effect sizes pool the variances; where these differ, their intervals cover less than their level (0.87 for 0.95 with "
          + "24, 12 and 8 values of standard deviations 1, 2 and 3)")
    }
    result.add(.ssBetween, table.between)
    result.add(.ssWithin, table.within)
    result.add(.residualSD, mean.squareRoot())
    let residuals = zip(samples, table.means).flatMap { sample, mean in
      sample.values.map { (DoubleDouble($0) + -mean).value }
    }
    result.assumptions = [NormalityCheck.assumption("residuals are normal", residuals)]
    if !isWelch {
      result.assumptions.append(
        Levene.assumption(
          "variances are equal",
          Levene.brownForsythe(sorted: samples.map { RadixSort.sorted($0.values) }), count: total))
    }
    result.assumptions.append(
      Assumption.ofDesign("values are independent"))
    if let robust = try? KruskalWallis().test(samples) {
      result.robustAlternative = RobustAlternative(robust)
    }
    return result
  }

  /// The largest standard deviation by the smallest.
  private static func spreadRatio(_ samples: [Sample]) -> Double {
    let deviations = samples.compactMap { Moments($0.values).standardDeviation }
    guard let least = deviations.min(), let most = deviations.max() else { return 1 }
    return most / least
  }

  private static func welch(_ samples: [Sample], _ table: VarianceTable) -> (Double, Double)? {
    let k = Double(samples.count)
    var weights: [Double] = []
    for sample in samples {
      guard let variance = Moments(sample.values).variance, variance > 0 else { return nil }
      weights.append(Double(sample.count) / variance)
    }
    let total = weights.reduce(0, +)
    // Relative to the first mean: an offset of the values costs no digits.
    let means = table.means.map { ($0 - table.means[0]).value }
    let grand = zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 } / total
    let between = zip(weights, means).reduce(0) {
      $0 + $1.0 * ($1.1 - grand) * ($1.1 - grand)
    }
    let spread = zip(weights, samples).reduce(0.0) {
      let rest = 1 - $1.0 / total
      return $0 + rest * rest / Double($1.1.count - 1)
    }
    let f = between / (k - 1) / (1 + 2 * (k - 2) / (k * k - 1) * spread)
    return (f, (k * k - 1) / (3 * spread))
  }
}

/// Intervals of what a model explains of the variance, by the non-central F distribution of its test.
///
/// The non-centrality λ is n times the ratio of explained to unexplained variance, λ / (λ + n) their share.
/// Steiger (2004), doi:10.1037/1082-989X.9.2.164.
struct ExplainedVariance {
  /// Of eta², R² and their less biased relatives.
  let share: Interval?
  /// Of Cohen's f².
  let ratio: Interval?

  init(f: Double, df1: Double, df2: Double, count n: Double, level: Double) {
    // Far out the interval is that of the estimate to its digits, and long to compute.
    guard f.isFinite, f >= 0, df1 > 0, df2 > 0, f * df1 < 1e6 else {
      (share, ratio) = (nil, nil)
      return
    }
    let (low, high) = NoncentralMixture.limits(level: level, scale: f * df1) {
      NoncentralMixture.f(f, df1: df1, df2: df2, lambda: $0)
    }
    share = Interval(low / (low + n), high / (high + n))
    ratio = Interval(low / n, high / n)
  }
}

extension AnalysisOfVariance: Method {
  static let facts = MethodFacts(
    "anova", "analysis of variance", .location,
    "Whether the means of several independent samples differ.",
    hypothesis: "equal means", takes: .samples, needs: .moments, statistic: "F",
    claim: .difference(.mean),
    assumptions: ["residuals are normal", "variances are equal", "values are independent"],
    references: [
      .init("Fisher", 1925, in: "Statistical Methods for Research Workers"),
      .init("Steiger", 2004, doi: "10.1037/1082-989X.9.2.164"),
    ],
    agreesWith: ["scipy.stats.f_oneway", "R oneway.test(var.equal = TRUE)"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(Self.facts))
  }
}

/// Welch's analysis of variance.
struct WelchAnalysisOfVariance: Method {
  static let facts = MethodFacts(
    "welch-anova", "Welch’s analysis of variance", .location,
    "Whether the means of several independent samples differ, whatever their variances.",
    hypothesis: "equal means", takes: .samples, least: 2, needs: .moments, statistic: "F",
    claim: .difference(.mean), assumptions: ["residuals are normal", "values are independent"],
    references: [
      .init("Welch", 1951, doi: "10.1093/biomet/38.3-4.330"),
      .init("Steiger", 2004, doi: "10.1037/1082-989X.9.2.164"),
    ],
    agreesWith: ["scipy.stats.f_oneway(equal_var=False)", "R oneway.test"])

  private var analysis = AnalysisOfVariance.welch

  init(_ options: inout Options) throws(StatisticsError) {
    analysis.level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try analysis.test(request.samples(Self.facts))
  }
}
