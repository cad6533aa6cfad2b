internal import Basics
internal import Mathematics
internal import Tables

/// An interrupted series: how its level and its slope change at a known place.
///
/// yₜ = a + b t + c [t >= at] + d (t - at) [t >= at] by least squares, with Newey and West's errors and t(n - 4). `level` is the change of
/// level at the place, `slope` that of the slope a step from there on; `counterfactual` is what the model says without either, with its
/// interval. A missing value is an error. Agrees with R's `lm` with `sandwich::NeweyWest(lag = , prewhite = FALSE, adjust = FALSE)`. O(n · lags).
///
/// Wagner, Soumerai, Zhang and Ross-Degnan (2002), doi:10.1046/j.1365-2710.2002.00430.x; Newey and West (1987), doi:10.2307/1913610.
public struct InterruptedSeries: Sendable {
  /// The index of the first value after the change, from 1.
  public var at: Int
  /// The lags of the errors; `nil`: floor(4 (n / 100)^(2/9)).
  public var lags: Int?
  /// The level of the intervals.
  public var level = 0.95

  /// A change at a place.
  public init(at: Int) { self.at = at }

  /// Fits a series.
  public func fit(_ series: Sample) throws(StatisticsError) -> AnalysisResult {
    let n = series.count
    guard at >= 3, at < n else {
      throw StatisticsError(
        .badRequest,
        "interrupted-series: 'at' must leave two values before and two from it on, 3 to \(n - 1); it is \(at)"
      )
    }
    let times = (1...n).map { Double($0) }
    let columns = [
      ("time", times), ("level", times.map { $0 >= Double(at) ? 1.0 : 0 }),
      ("slope", times.map { max($0 - Double(at), 0) }),
    ]
    let frame: Table
    do {
      frame = try Table(columns.map { ($0.0, Column(doubles: $0.1.map { $0 })) })
    } catch {
      throw StatisticsError(.badRequest, error.description)
    }
    var model = LinearModel()
    model.covariance = .hac
    model.lags = lags
    model.level = level
    model.method = "interrupted-series"
    let data = try ModelData(
      ModelFormula(response: nil, columns: columns.map(\.0)), table: frame,
      response: series.values)
    var result = try model.fit(data)
    result.title = "Interrupted series, HAC standard errors"
    result.missingCount = 0
    if let fitted = result.model, let covariance = fitted.covariance {
      let (a, b) = (fitted.coefficients[0], fitted.coefficients[1])
      let t = StudentT(df: Double(n - 4)).upperQuantile((1 - level) / 2)
      let isExact = result.coefficients?.first?.pValue == nil
      result.add(
        .counterfactual,
        .parts(
          .array(
            (at...n).map { index in
              let time = Double(index)
              let variance = covariance[0] + 2 * time * covariance[1] + time * time * covariance[5]
              let margin = t * max(variance, 0).squareRoot()
              let value = a + b * time
              return .row([
                "index": .int(Int64(index)), "estimate": .cell(value),
                "ci": .cell(isExact ? nil : Interval(value - margin, value + margin)),
              ])
            })))
    }
    return result
  }
}

extension InterruptedSeries: Method {
  static let facts = MethodFacts(
    "interrupted-series", "interrupted series", .series,
    "How the level and the slope of a series change at a known place, such as a release.",
    hypothesis: "each coefficient is zero", takes: .modelledSeries, least: 5, claim: .model(),
    assumptions: ["expectation is linear in the terms", "residuals are normal"],
    references: [
      .init(
        "Wagner, Soumerai, Zhang and Ross-Degnan", 2002, doi: "10.1046/j.1365-2710.2002.00430.x"),
      .init("Newey and West", 1987, doi: "10.2307/1913610"),
    ],
    agreesWith: ["R sandwich::NeweyWest(lag = , prewhite = FALSE, adjust = FALSE)"])

  init(_ options: inout Options) throws(StatisticsError) {
    at = try options.integer(
      "at", in: 1...1_000_000_000, example: 31,
      "The index of the first value after the change, from 1.")
    lags = try options.integer(
      "lags", in: 0...1_000_000, otherwise: "floor(4 (n / 100)^(2/9))",
      "Up to how many values back errors depend on each other.")
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try fit(request.series(atLeast: Self.facts.least))
  }
}
