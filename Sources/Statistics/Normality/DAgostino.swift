internal import Basics
internal import Mathematics
internal import Foundation

/// D'Agostino and Pearson's omnibus test of normality.
///
/// Null hypothesis: normal. K² = Z(skewness)² + Z(kurtosis)², chi-squared with 2 degrees of freedom; at
/// least 8 values. Agrees with `scipy.stats.normaltest`. O(n).
///
/// D'Agostino (1970), doi:10.1093/biomet/57.3.679; Anscombe and Glynn (1983), doi:10.1093/biomet/70.1.227.
public struct DAgostino: Sendable {
  /// A test with every option at its default.
  public init() {}

  /// Tests a sample.
  public func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    guard sample.count >= 8 else {
      throw StatisticsError(
        .tooFewObservations, "dagostino needs at least 8 values; got \(sample.accounting)")
    }
    try SquareRange.check("dagostino", sample.values)
    guard let answer = Self.statistic(Moments(sample.values)) else {
      throw StatisticsError(.constantInput, "dagostino: all \(sample.count) values are equal")
    }
    var result = AnalysisResult(
      method: "dagostino", title: "D'Agostino-Pearson test of normality")
    result.account(sample)
    result.statistic = NamedValue("K2", answer.statistic)
    result.degreesOfFreedom = [2]
    result.set(pValue: answer.p, "chi-squared")
    return result
  }

  /// K² and p of at least 8 values; `nil` below, and for equal values.
  static func statistic(_ moments: Moments) -> (statistic: Double, p: Double)? {
    guard moments.count >= 8, let skewness = moments.skewness, let kurtosis = moments.excessKurtosis
    else { return nil }
    let n = Double(moments.count)
    let y = skewness * ((n + 1) * (n + 3) / (6 * (n - 2))).squareRoot()
    let beta =
      3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3) / ((n - 2) * (n + 5) * (n + 7) * (n + 9))
    let w2 = -1 + (2 * (beta - 1)).squareRoot()
    let delta = 1 / (0.5 * log(w2)).squareRoot()
    let alpha = (2 / (w2 - 1)).squareRoot()
    let z1 = delta * asinh(y / alpha)
    let expected = 3 * (n - 1) / (n + 1)
    let variance = 24 * n * (n - 2) * (n - 3) / ((n + 1) * (n + 1) * (n + 3) * (n + 5))
    let x = (kurtosis + 3 - expected) / variance.squareRoot()
    let b =
      6 * (n * n - 5 * n + 2) / ((n + 7) * (n + 9))
      * (6 * (n + 3) * (n + 5) / (n * (n - 2) * (n - 3))).squareRoot()
    let a = 6 + 8 / b * (2 / b + (1 + 4 / (b * b)).squareRoot())
    let term = 1 - 2 / (9 * a)
    let denominator = 1 + x * (2 / (a - 4)).squareRoot()
    let root = cbrt((1 - 2 / a) / abs(denominator)) * (denominator < 0 ? -1 : 1)
    let z2 = (term - root) / (2 / (9 * a)).squareRoot()
    let statistic = z1 * z1 + z2 * z2
    guard statistic.isFinite else { return nil }
    return (statistic, ChiSquared(df: 2).survival(statistic))
  }
}

extension DAgostino: Method {
  static let facts = MethodFacts(
    "dagostino", "D’Agostino–Pearson test of normality", .spread,
    "Whether skewness or kurtosis depart from those of a normal distribution.",
    hypothesis: "the values are normal", takes: .variable, least: 8, needs: .moments,
    statistic: "K2", claim: .normality,
    references: [
      .init("D'Agostino", 1970, doi: "10.1093/biomet/57.3.679"),
      .init("Anscombe and Glynn", 1983, doi: "10.1093/biomet/70.1.227"),
    ],
    agreesWith: ["scipy.stats.normaltest"])

  init(_ options: inout Options) throws(StatisticsError) {}

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.sample())
  }
}

/// Jarque and Bera's test of normality.
///
/// Null hypothesis: normal. JB = n/6 (g1² + g2²/4), chi-squared with 2 degrees of freedom. Agrees with
/// `scipy.stats.jarque_bera`. O(n).
///
/// Jarque and Bera (1980), doi:10.1016/0165-1765(80)90024-5.
public struct JarqueBera: Sendable {
  /// A test with every option at its default.
  public init() {}

  /// Tests a sample.
  public func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    guard sample.count >= 2 else {
      throw StatisticsError(
        .tooFewObservations, "jarque-bera needs at least 2 values; got \(sample.accounting)")
    }
    try SquareRange.check("jarque-bera", sample.values)
    let moments = Moments(sample.values)
    guard let skewness = moments.skewness, let kurtosis = moments.excessKurtosis else {
      throw StatisticsError(.constantInput, "jarque-bera: all \(sample.count) values are equal")
    }
    let statistic = Double(sample.count) / 6 * (skewness * skewness + kurtosis * kurtosis / 4)
    var result = AnalysisResult(method: "jarque-bera", title: "Jarque-Bera test of normality")
    result.account(sample)
    result.statistic = NamedValue("JB", statistic)
    result.degreesOfFreedom = [2]
    result.set(pValue: ChiSquared(df: 2).survival(statistic), "chi-squared")
    if sample.count < 2_000 {
      result.assumptions = [
        Assumption(
          "sample is large enough for chi-squared", .doubtful,
          "\(sample.count) values; the limit is reached slowly")
      ]
    }
    return result
  }
}

extension JarqueBera: Method {
  static let facts = MethodFacts(
    "jarque-bera", "Jarque–Bera test of normality", .spread,
    "Whether skewness and kurtosis together depart from those of a normal distribution.",
    hypothesis: "the values are normal", takes: .variable, least: 2, needs: .moments,
    statistic: "JB", claim: .normality,
    assumptions: ["sample is large enough for chi-squared"],
    references: [.init("Jarque and Bera", 1980, doi: "10.1016/0165-1765(80)90024-5")],
    agreesWith: ["scipy.stats.jarque_bera"])

  init(_ options: inout Options) throws(StatisticsError) {}

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.sample())
  }
}
