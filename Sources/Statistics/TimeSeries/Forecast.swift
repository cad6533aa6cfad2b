internal import Basics
internal import Mathematics
internal import Foundation

/// Forecasts of a series by exponential smoothing, with intervals, and how good they would have been.
///
/// Additive and multiplicative errors, trends none, additive and damped, seasons none, additive and multiplicative (with multiplicative errors); the model of least AICc.
/// Intervals are normal with the variance of the model. `backtest` holds the last `horizon` values out and forecasts them from the others: `mase` is
/// the mean absolute error over that of seasonal naive forecasts within the training values, `naive_mase` the same of seasonal naive forecasts, each
/// value of the last period again; `coverage` is the share of held-out values within their intervals. The first value belongs to season 1. A missing value is
/// an error. Agrees with R's `forecast::ets` to about three digits. O(models · n · steps).
///
/// Hyndman, Koehler, Snyder and Grose (2002), doi:10.1016/S0169-2070(01)00110-8; Hyndman and Koehler (2006), doi:10.1016/j.ijforecast.2006.03.001 (MASE).
public struct Forecast: Sendable {
  private let period: Int
  private let horizon: Int
  private let level: Double

  /// Fewer values tell no model apart.
  private static let fewest = 7
  /// Longer seasons are not estimated.
  private static let longestPeriod = 24

  func test(_ series: Sample) throws(StatisticsError) -> AnalysisResult {
    let name = Self.facts.name
    let x = series.values
    guard x.count > horizon else {
      throw StatisticsError(
        .tooFewObservations,
        "\(name) of \(horizon) steps holds as many values out; there are \(x.count)")
    }
    guard x.count <= AnalysisLimits.changedValues else {
      throw .beyond(
        AnalysisLimits.changedValues, "\(name): the series has \(x.count) values",
        "Use the last of them, or means of several values each")
    }
    let seasons = period <= Self.longestPeriod && x.count > period ? period : 1
    guard let fit = SmoothingFit.best(x, period: seasons) else {
      throw StatisticsError(
        .didNotConverge, "\(name): no model of exponential smoothing could be fitted")
    }
    var result = AnalysisResult(method: name, title: "Forecasts by \(fit.kind.name)")
    result.account(series)
    if seasons != period {
      result.notes.append(
        period > Self.longestPeriod
          ? "seasons of a period of more than \(Self.longestPeriod) values are not estimated"
          : "the series is no longer than a period: seasons are not estimated")
    }
    let z = StandardNormal().upperQuantile((1 - level) / 2)
    func interval(_ step: (mean: Double, variance: Double)) -> Interval {
      let margin = z * max(step.variance, 0).squareRoot()
      return Interval(step.mean - margin, step.mean + margin)
    }
    result.add(
      .forecasts,
      .parts(
        .array(
          fit.forecast(horizon).enumerated().map { index, step in
            .row([
              "step": .int(Int64(index + 1)), "estimate": .cell(step.mean),
              "ci": .cell(interval(step)),
            ])
          })))
    result.add(.model, .text(fit.kind.name))
    result.add(.backtest, .parts(backtest(x, seasons, interval, &result)))
    result.add(.period, Double(period))
    if x.count < 100 {
      result.notes.append(
        "intervals take the model and its parameters as known; with fewer than 100 values they cover a little less than their level "
          + "(for 0.95, 0.93 to 0.94 of 30 to 60 values, one step ahead)")
    }
    return result
  }

  /// The last values forecast from those before them.
  private func backtest(
    _ x: [Double], _ seasons: Int, _ interval: ((mean: Double, variance: Double)) -> Interval,
    _ result: inout AnalysisResult
  ) -> JSON {
    let training = Array(x.dropLast(horizon))
    let held = Array(x.suffix(horizon))
    let errors = training.indices.dropFirst(period).map {
      abs(training[$0] - training[$0 - period])
    }
    let scale = errors.reduce(0, +) / Double(errors.count)
    guard training.count >= Self.fewest, training.count > period, scale > 0,
      let fit = SmoothingFit.best(training, period: training.count > seasons ? seasons : 1)
    else {
      result.notes.append(
        "too few values, or equal ones, are left to try the forecasts on the last \(horizon)")
      return .row(["model": .null, "mase": .null, "coverage": .null, "naive_mase": .null])
    }
    let steps = fit.forecast(horizon)
    func mase(_ forecast: (Int) -> Double) -> Double {
      held.indices.reduce(0) { $0 + abs(held[$1] - forecast($1)) } / Double(horizon) / scale
    }
    let inside = held.indices.count { index in
      let ends = interval(steps[index])
      return (ends.low ?? -.infinity) <= held[index] && held[index] <= (ends.high ?? .infinity)
    }
    return .row([
      "model": .string(fit.kind.name), "mase": .cell(mase { steps[$0].mean }),
      "coverage": .cell(Double(inside) / Double(horizon)),
      "naive_mase": .cell(mase { training[training.count - period + $0 % period] }),
    ])
  }
}

extension Forecast: Method {
  static let facts = MethodFacts(
    "forecast", "forecasts by exponential smoothing", .series,
    "How a series goes on, with intervals, and how good such forecasts would have been.",
    takes: .series, least: 7, claim: .parts,
    references: [
      .init("Hyndman, Koehler, Snyder and Grose", 2002, doi: "10.1016/S0169-2070(01)00110-8"),
      .init("Hyndman and Koehler", 2006, doi: "10.1016/j.ijforecast.2006.03.001"),
    ],
    agreesWith: ["R forecast::ets"])

  init(_ options: inout Options) throws(StatisticsError) {
    period = try options.integer(
      "period", in: 1...100_000, else: 1, "How many values make a period: 12 months of a year.")
    horizon = try options.integer(
      "horizon", in: 1...10_000, else: 10, "How many values are forecast.")
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let series = try request.series(atLeast: Self.facts.least)
    try request.checkVaries(series)
    return try test(series)
  }
}
