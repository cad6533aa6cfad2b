internal import Basics
internal import Mathematics
internal import Foundation

/// How a series hangs together with itself.
enum SeriesCorrelation {
  /// The distances from the mean.
  static func deviations(_ values: [Double]) -> [Double] {
    let mean = DoubleDouble.mean(values)
    return values.map { (DoubleDouble($0) - mean).value }
  }

  /// The autocorrelations of lags 1 to `lags`, whose sums are divided by n: Σ dₜ dₜ₋ₖ / Σ dₜ².
  static func biased(_ values: [Double], lags: Int) -> [Double] {
    let d = deviations(values)
    func sum(_ lag: Int) -> DoubleDouble {
      var sum = DoubleDouble.zero
      for t in lag..<max(d.count, lag) { sum += DoubleDouble.product(d[t], d[t - lag]) }
      return sum
    }
    let total = sum(0)
    return (1...max(lags, 1)).map { (sum($0) / total).value }
  }

  /// The partial autocorrelations after Durbin and Levinson.
  static func partial(_ r: [Double]) -> [Double] {
    var phi: [Double] = []
    var result: [Double] = []
    for k in r.indices {
      var (top, bottom) = (r[k], 1.0)
      for j in 0..<k {
        top -= phi[j] * r[k - 1 - j]
        bottom -= phi[j] * r[j]
      }
      let last = bottom > 0 ? top / bottom : .nan
      phi = (0..<k).map { phi[$0] - last * phi[k - 1 - $0] } + [last]
      result.append(last)
    }
    return result
  }
}

/// Autocorrelations and partial autocorrelations of a series.
///
/// r(k) = Σ dₜ dₜ₋ₖ / Σ dₜ² with d the distance from the mean; partial ones after Durbin and Levinson. Of independent values 95 % of
/// each lie within the band ±z / √n. A missing value is an error. Agrees with R's `acf` and `pacf`. O(n · lags).
///
/// Box and Jenkins (1976), Time Series Analysis; Durbin (1960), doi:10.2307/1401322.
public struct Autocorrelations: Sendable {
  /// The highest lag; `nil`: floor(10 log10 n), at most n - 1.
  public var lags: Int?
  /// The level of the band.
  public var level = 0.95

  /// Lags by the rule.
  public init() {}

  /// The autocorrelations of a series.
  public func test(_ series: Sample) throws(StatisticsError) -> AnalysisResult {
    let n = series.count
    let lags = lags ?? min(n - 1, max(Int(10 * log10(Double(n))), 1))
    guard lags < n else {
      throw StatisticsError(
        .badRequest, "acf: 'lags' must be below the number of values, \(n); it is \(lags)")
    }
    let r = SeriesCorrelation.biased(series.values, lags: lags)
    let partial = SeriesCorrelation.partial(r)
    let band = StandardNormal().upperQuantile((1 - level) / 2) / Double(n).squareRoot()
    var result = AnalysisResult(method: "acf", title: "Autocorrelations")
    result.account(series)
    result.add(
      .lags,
      .parts(
        .array(
          r.indices.map {
            .row(["lag": .int(Int64($0 + 1)), "acf": .cell(r[$0]), "pacf": .cell(partial[$0])])
          })))
    result.add(.band, band)
    let beyond = r.indices.filter { abs(r[$0]) > band }.map { "\($0 + 1)" }
    result.notes.append(
      beyond.isEmpty
        ? "no autocorrelation lies beyond the band"
        : "autocorrelations beyond the band at lag\(beyond.count == 1 ? "" : "s") "
          + beyond.prefix(10).joined(separator: ", ") + (beyond.count > 10 ? ", ..." : ""))
    return result
  }
}

extension Autocorrelations: Method {
  static let facts = MethodFacts(
    "acf", "autocorrelations", .series,
    "How strongly the values of a series depend on those before them.",
    takes: .series, least: 2, claim: .parts,
    references: [
      .init("Box and Jenkins", 1976, in: "Time Series Analysis"),
      .init("Durbin", 1960, doi: "10.2307/1401322"),
    ],
    agreesWith: ["R acf", "R pacf"])

  init(_ options: inout Options) throws(StatisticsError) {
    lags = try options.integer(
      "lags", in: 1...10_000, otherwise: "floor(10 log10 n)", "The highest lag.")
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let series = try request.series(atLeast: Self.facts.least)
    try request.checkVaries(series)
    return try test(series)
  }
}

/// Ljung and Box's test of autocorrelations together.
///
/// Null hypothesis: the values are independent. Q = n (n + 2) Σ r(k)² / (n - k), chi-squared with as many degrees of freedom as lags.
/// Agrees with R's `Box.test(type = "Ljung")`. O(n · lags).
///
/// Ljung and Box (1978), doi:10.1093/biomet/65.2.297.
public struct LjungBoxTest: Sendable {
  /// The highest lag; `nil`: min(10, floor(n / 5)).
  public var lags: Int?

  /// Lags by the rule.
  public init() {}

  /// Tests a series.
  public func test(_ series: Sample) throws(StatisticsError) -> AnalysisResult {
    let count = series.count
    let lags = lags ?? max(min(10, count / 5), 1)
    guard lags < count else {
      throw StatisticsError(
        .badRequest,
        "ljung-box: 'lags' must be below the number of values, \(count); it is \(lags)")
    }
    let n = Double(count)
    let r = SeriesCorrelation.biased(series.values, lags: lags)
    let sum = r.enumerated().reduce(0.0) {
      $0 + $1.element * $1.element / (n - Double($1.offset + 1))
    }
    let q = n * (n + 2) * sum
    var result = AnalysisResult(method: "ljung-box", title: "Ljung-Box test")
    result.account(series)
    result.statistic = NamedValue("Q", q)
    result.degreesOfFreedom = [Double(lags)]
    result.set(pValue: ChiSquared(df: Double(lags)).survival(q), "chi-squared")
    result.effectSizes = [EffectSize("lag-1-autocorrelation", r[0])]
    result.add(.lags, Double(lags))
    if count < 100 {
      result.notes.append(
        "with fewer than 100 values the test rejects a little too often (0.08 for 0.05 of 40 values)"
      )
    }
    return result
  }
}

extension LjungBoxTest: Method {
  static let facts = MethodFacts(
    "ljung-box", "Ljung–Box test", .series,
    "Whether the values of a series depend on those before them.",
    hypothesis: "no autocorrelation", takes: .series, least: 3, statistic: "Q",
    claim: .finding("were autocorrelated"),
    references: [.init("Ljung and Box", 1978, doi: "10.1093/biomet/65.2.297")],
    agreesWith: ["R Box.test(type = \"Ljung\")", "statsmodels acorr_ljungbox"])

  init(_ options: inout Options) throws(StatisticsError) {
    lags = try options.integer(
      "lags", in: 1...10_000, otherwise: "the lesser of 10 and floor(n / 5)", "The highest lag.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let series = try request.series(atLeast: Self.facts.least)
    try request.checkVaries(series)
    return try test(series)
  }
}
