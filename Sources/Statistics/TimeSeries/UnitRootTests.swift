internal import Basics
internal import Mathematics
internal import Foundation

/// Dickey and Fuller's test of a unit root, augmented by lagged differences.
///
/// Null hypothesis: the series is a random walk. t of the level in a regression of the differences on the level before, lagged
/// differences and a constant; p by MacKinnon's response surface. Lags by AIC among 0 to ceil(12 (n / 100)^(1/4)), compared on the same
/// rows. Agrees with `statsmodels` `adfuller(x, regression="c", autolag="AIC")`. O(n · lags²).
///
/// Dickey and Fuller (1979), doi:10.2307/2286348; Said and Dickey (1984), doi:10.1093/biomet/71.3.599; MacKinnon (1994),
/// doi:10.1080/07350015.1994.10510005.
public struct DickeyFullerTest: Sendable {
  /// The lagged differences; `nil`: by AIC.
  public var lags: Int?

  /// Lags by AIC.
  public init() {}

  /// Tests a series.
  public func test(_ series: Sample) throws(StatisticsError) -> AnalysisResult {
    let x = series.values
    let n = x.count
    let most = min(n / 2 - 2, Int((12 * pow(Double(n) / 100, 0.25)).rounded(.up)))
    guard most >= 0 else {
      throw StatisticsError(
        .tooFewObservations, "adf needs at least 4 values; got \(series.accounting)")
    }
    if let lags, lags > n / 2 - 2 {
      throw StatisticsError(
        .badRequest, "adf: 'lags' must be at most n / 2 - 2, here \(n / 2 - 2); it is \(lags)")
    }
    let differences = zip(x.dropFirst(), x).map { (DoubleDouble($0) - DoubleDouble($1)).value }
    let used = lags ?? Self.best(x, differences, most: most)
    var result = AnalysisResult(method: "adf", title: "Augmented Dickey-Fuller test")
    result.account(series)
    let t = try Self.statistic(x, differences, lags: used)
    result.statistic = NamedValue("t", t)
    result.set(pValue: t.map(Self.pValue) ?? .nan, "MacKinnon")
    result.add(.lags, Double(used))
    if lags == nil, n < 200 {
      result.notes.append(
        "with fewer than 200 values lags chosen by AIC make the test reject too often (0.09 for 0.05 of 50 values, 0.07 of 100)"
      )
    }
    return result
  }

  /// The columns of the regression: level, lagged differences, constant; the rows from `first` on.
  private static func columns(
    _ x: [Double], _ differences: [Double], lags: Int, from first: Int
  ) -> (columns: [[Double]], response: [Double]) {
    let rows = first..<differences.count
    let lagged = (0..<lags).map { lag in rows.map { differences[$0 - lag - 1] } }
    let ones = [Double](repeating: 1, count: rows.count)
    return ([rows.map { x[$0] }] + lagged + [ones], rows.map { differences[$0] })
  }

  /// The lags of least AIC, the fewest of several: sums of squares of nested regressions by one orthogonalisation.
  private static func best(_ x: [Double], _ differences: [Double], most: Int) -> Int {
    let (all, response) = columns(x, differences, lags: most, from: most)
    // The constant first, then the level, then one lag after the other.
    let ordered = [all[all.count - 1]] + all.dropLast()
    var basis: [[Double]] = []
    var rest = response
    var (best, least) = (0, Double.infinity)
    let n = Double(response.count)
    for (index, column) in ordered.enumerated() {
      var direction = column
      for _ in 0..<2 {
        for unit in basis {
          let part = zip(unit, direction).reduce(0) { $0 + $1.0 * $1.1 }
          for row in direction.indices { direction[row] -= part * unit[row] }
        }
      }
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length > 0 {
        let unit = direction.map { $0 / length }
        let part = zip(unit, rest).reduce(0) { $0 + $1.0 * $1.1 }
        for row in rest.indices { rest[row] -= part * unit[row] }
        basis.append(unit)
      }
      guard index > 0 else { continue }
      let aic = n * log(rest.reduce(0) { $0 + $1 * $1 } / n) + 2 * Double(index + 1)
      if aic < least { (best, least) = (index - 1, aic) }
    }
    return best
  }

  /// t of the level; `nil` where the regression leaves nothing.
  private static func statistic(
    _ x: [Double], _ differences: [Double], lags: Int
  ) throws(StatisticsError) -> Double? {
    let (columns, response) = columns(x, differences, lags: lags, from: lags)
    guard response.count > columns.count else {
      throw StatisticsError(
        .tooFewObservations,
        "adf: \(x.count) values leave \(response.count) rows for \(columns.count) coefficients; use fewer lags"
      )
    }
    var design = DesignMatrix(rowCount: response.count)
    do {
      for column in columns { try design.append(column) }
      let fit = try LeastSquares(design, response)
      if ExactFit.holds(fit.residuals, response, design, fit.coefficients) { return nil }
      let variance = fit.residualSumOfSquares / Double(response.count - columns.count)
      return (fit.coefficients[0] / (variance * fit.inverseGram[0]).squareRoot()).finite
    } catch {
      throw StatisticsError(
        .singularDesign, "adf: the level and the lagged differences depend on each other")
    }
  }

  /// MacKinnon's response surface for a constant and one series.
  private static func pValue(_ t: Double) -> Double {
    if t > 2.74 { return 1 }
    if t < -18.83 { return 0 }
    let z =
      t <= -1.61
      ? 2.1659 + t * (1.4412 + t * 0.038269)
      : 1.7339 + t * (0.93202 + t * (-0.12745 - t * 0.010368))
    return StandardNormal().cumulative(z)
  }
}

extension DickeyFullerTest: Method {
  static let facts = MethodFacts(
    "adf", "augmented Dickey–Fuller test", .series,
    "Whether a series returns to its mean, or wanders as a random walk does.",
    hypothesis: "the series has a unit root", takes: .series, least: 4, statistic: "t",
    claim: .finding("returned to their mean"),
    references: [
      .init("Dickey and Fuller", 1979, doi: "10.2307/2286348"),
      .init("Said and Dickey", 1984, doi: "10.1093/biomet/71.3.599"),
      .init("MacKinnon", 1994, doi: "10.1080/07350015.1994.10510005"),
    ],
    agreesWith: ["statsmodels adfuller(regression=\"c\", autolag=\"AIC\")"])

  init(_ options: inout Options) throws(StatisticsError) {
    lags = try options.integer(
      "lags", in: 0...1_000, otherwise: "the number of least AIC", "How many lagged differences.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let series = try request.series(atLeast: Self.facts.least)
    try request.checkVaries(series)
    return try test(series)
  }
}

/// Kwiatkowski, Phillips, Schmidt and Shin's test of stationarity about a level.
///
/// Null hypothesis: the series varies about a level. Σ Sₜ² / (n² s²) with S the partial sums of the distances from the mean and s² their
/// long-run variance with Bartlett's weights; lags after Hobijn, Franses and Ooms. p between the four values of the table; beyond its
/// ends `p_bound` says on which side it lies. Agrees with `statsmodels` `kpss(x, regression="c", nlags="auto")`. O(n · lags).
///
/// Kwiatkowski, Phillips, Schmidt and Shin (1992), doi:10.1016/0304-4076(92)90104-Y; Hobijn, Franses and Ooms (2004),
/// doi:10.1111/j.1467-9574.2004.00272.x.
public struct KPSSTest: Sendable {
  /// The lags of the long-run variance; `nil`: by the data.
  public var lags: Int?

  /// Lags by the data.
  public init() {}

  private static let table: [(statistic: Double, p: Double)] = [
    (0.347, 0.1), (0.463, 0.05), (0.574, 0.025), (0.739, 0.01),
  ]

  /// Tests a series.
  public func test(_ series: Sample) throws(StatisticsError) -> AnalysisResult {
    let d = SeriesCorrelation.deviations(series.values)
    let n = Double(d.count)
    let used = lags ?? min(Self.lags(d), d.count - 1)
    guard used < d.count else {
      throw StatisticsError(
        .badRequest, "kpss: 'lags' must be below the number of values, \(d.count); it is \(used)")
    }
    var (partial, squares) = (DoubleDouble.zero, DoubleDouble.zero)
    for value in d {
      partial += value
      squares += partial * partial
    }
    var variance = Self.product(d, 0)
    for lag in stride(from: 1, through: used, by: 1) {
      variance += Self.product(d, lag) * (2 * (1 - Double(lag) / Double(used + 1)))
    }
    let statistic = (squares / variance).value / n
    var result = AnalysisResult(method: "kpss", title: "KPSS test about a level")
    result.account(series)
    result.statistic = NamedValue("KPSS", statistic)
    result.add(.lags, Double(used))
    guard statistic.isFinite, variance.value > 0 else {
      result.set(pValue: .nan, "table")
      return result
    }
    if d.count < 500 {
      result.notes.append(
        "with fewer than 500 values that depend on those before, the test rejects a constant level too often (0.09 for 0.05 of 100 "
          + "values that remember one half)")
    }
    let (first, last) = (Self.table[0], Self.table[Self.table.count - 1])
    if statistic <= first.statistic {
      result.set(pValue: first.p, "table")
      result.add(.pBound, .text("at-least"))
    } else if statistic >= last.statistic {
      result.set(pValue: last.p, "table")
      result.add(.pBound, .text("at-most"))
    } else {
      for (a, b) in zip(Self.table, Self.table.dropFirst()) where statistic <= b.statistic {
        let part = (statistic - a.statistic) / (b.statistic - a.statistic)
        result.set(pValue: a.p + part * (b.p - a.p), "table")
        break
      }
    }
    return result
  }

  private static func product(_ d: [Double], _ lag: Int) -> DoubleDouble {
    var sum = DoubleDouble.zero
    for t in lag..<max(d.count, lag) { sum += DoubleDouble.product(d[t], d[t - lag]) }
    return sum
  }

  /// The automatic lags of Hobijn, Franses and Ooms.
  private static func lags(_ d: [Double]) -> Int {
    let n = Double(d.count)
    var (s0, s1) = (product(d, 0).value / n, 0.0)
    for lag in stride(from: 1, through: Int(pow(n, 2.0 / 9)), by: 1) where lag < d.count {
      let covariance = product(d, lag).value / (n / 2)
      s0 += covariance
      s1 += Double(lag) * covariance
    }
    let ratio = s1 / s0
    let count = 1.1447 * pow(ratio * ratio, 1.0 / 3) * pow(n, 1.0 / 3)
    return count.isFinite ? Int(min(count, n)) : 0
  }
}

extension KPSSTest: Method {
  static let facts = MethodFacts(
    "kpss", "KPSS test", .series,
    "Whether a series varies about one level, or wanders.",
    hypothesis: "the series varies about a level", takes: .series, least: 3, statistic: "KPSS",
    claim: .finding("drifted from a constant level"),
    references: [
      .init(
        "Kwiatkowski, Phillips, Schmidt and Shin", 1992, doi: "10.1016/0304-4076(92)90104-Y"),
      .init("Hobijn, Franses and Ooms", 2004, doi: "10.1111/j.1467-9574.2004.00272.x"),
    ],
    agreesWith: ["statsmodels kpss(regression=\"c\")", "R tseries::kpss.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    lags = try options.integer(
      "lags", in: 0...100_000, otherwise: "after Hobijn, Franses and Ooms",
      "The lags of the long-run variance.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let series = try request.series(atLeast: Self.facts.least)
    try request.checkVaries(series)
    return try test(series)
  }
}
