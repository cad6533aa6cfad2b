internal import Basics
internal import Mathematics
internal import Tables
internal import Foundation

/// The rate at which a series grows, and the time in which it doubles.
///
/// ln xₜ = a + b t by least squares with Newey and West's errors; the rate a period of p values is exp(b p) - 1, its interval that of b carried
/// over. The doubling time is ln 2 / b in values, unbounded where growth may be none; of a falling series it is negative, the time in
/// which it halves. `cagr` is the rate of the first and last value alone, (xₙ / x₁)^(p / (n - 1)) - 1. Agrees with R's
/// `lm(log(x) ~ t)` and `sandwich::NeweyWest(prewhite = FALSE, adjust = FALSE)`. O(n · lags).
///
/// Newey and West (1987), doi:10.2307/1913610.
public struct GrowthRate: Sendable {
  /// How many values make a period.
  public var period = 1
  /// The lags of the errors; `nil`: floor(4 (n / 100)^(2/9)).
  public var lags: Int?
  /// The level of the intervals.
  public var level = 0.95

  /// The rate from one value to the next.
  public init() {}

  /// The rate of a series of positive values.
  public func test(_ series: Sample) throws(StatisticsError) -> AnalysisResult {
    guard series.values.allSatisfy({ $0 > 0 }) else {
      throw StatisticsError(.domainError, "growth-rate: the values must be positive")
    }
    let n = series.count
    let frame: Table
    do {
      frame = try Table([("t", Column(doubles: (0..<n).map { Double($0) }))])
    } catch {
      throw StatisticsError(.badRequest, error.description)
    }
    var model = LinearModel()
    model.covariance = .hac
    model.lags = lags
    model.level = level
    model.method = "growth-rate"
    let logs = series.values.map { log($0) }
    let fit = try model.fit(
      ModelData(ModelFormula(response: nil, columns: ["t"]), table: frame, response: logs))
    var result = AnalysisResult(method: "growth-rate", title: "Rate of growth, HAC standard errors")
    result.account(series)
    let slope = fit.coefficients?.last
    let p = Double(period)
    result.statistic = NamedValue("t", slope?.statistic)
    result.degreesOfFreedom = [Double(n - 2)]
    if let value = slope?.pValue { result.set(pValue: value, "t") }
    func rate(_ b: Double) -> Double { expm1(b * p) }
    result.estimate = Estimate(
      "growth rate", slope?.estimate.map(rate),
      slope?.interval.map { Interval($0.low.map(rate), $0.high.map(rate)) }, level: level)
    func doubling(_ b: Double?) -> Double? { b.flatMap { $0 == 0 ? nil : log(2.0) / $0 } }
    result.add(.doublingTime, doubling(slope?.estimate))
    let ends = slope?.interval
    if let low = ends?.low, let high = ends?.high, low * high > 0 {
      result.add(.doublingTimeInterval, .interval(Interval(doubling(high), doubling(low))))
    } else {
      result.add(.doublingTimeInterval, .interval(nil))
      let isExact = slope?.standardError == 0
      if !isExact {
        result.notes.append("growth may be none, so that the doubling time has no interval")
      }
    }
    result.add(.cagr, expm1((logs[n - 1] - logs[0]) * p / Double(n - 1)))
    result.add(.period, p)
    result.notes += fit.notes
    return result
  }
}

extension GrowthRate: Method {
  static let facts = MethodFacts(
    "growth-rate", "rate of growth", .series,
    "At which rate a series grows, and in which time it doubles.",
    hypothesis: "no growth", takes: .series, least: 3, statistic: "t", estimate: "growth rate",
    claim: .trend,
    references: [.init("Newey and West", 1987, doi: "10.2307/1913610")],
    agreesWith: ["R lm(log(x) ~ t), sandwich::NeweyWest"])

  init(_ options: inout Options) throws(StatisticsError) {
    period = try options.integer(
      "period", in: 1...100_000, else: 1, "How many values make a period: 12 months of a year.")
    lags = try options.integer(
      "lags", in: 0...1_000_000, otherwise: "floor(4 (n / 100)^(2/9))",
      "Up to how many values back errors depend on each other.")
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let series = try request.series(atLeast: Self.facts.least)
    try request.checkVaries(series)
    return try test(series)
  }
}
