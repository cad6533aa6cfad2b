internal import Basics

/// A series as trend, seasons and remainder, by loess (STL), and the series without its seasons.
///
/// Seasons are the same in every period; the window of the trend is the odd number from 1.5 periods on; each loess is fitted at every tenth of its
/// window. Two inner rounds; with `robust` one, and 15 outer rounds in which values far from the fit lose weight. `strength` is
/// max(0, 1 - var(remainder) / var(remainder + part)); `adjusted` is the series less its seasons. The first value belongs to season 1. A missing
/// value is an error. Agrees with R's `stl(s.window = "periodic")`, which of an even number of values takes a wrong order statistic for the
/// median of the distances that `robust` rests on. O(n · period).
///
/// Cleveland, Cleveland, McRae and Terpenning (1990), Journal of Official Statistics 6, 3-73; Wang, Smith and Hyndman (2006),
/// doi:10.1007/s10618-005-0039-x (strength).
public struct SeasonalTrend: Sendable {
  /// How many seasons a period has.
  public var period: Int
  /// Whether values far from the fit lose weight.
  public var isRobust = false

  /// A period.
  public init(period: Int) { self.period = period }

  /// Takes a series apart.
  public func test(_ series: Sample) throws(StatisticsError) -> AnalysisResult {
    let n = series.count
    guard n > 2 * period else {
      throw StatisticsError(
        .tooFewObservations,
        "stl needs more than two periods, \(2 * period + 1) values; got \(series.accounting)")
    }
    guard period <= 10_000 else {
      throw .beyond(
        10_000, "stl: the period has \(period) seasons", "Use means of several values each")
    }
    // About the mean, so that an offset takes no digits.
    let mean = DoubleDouble.mean(series.values).value
    let (trend, seasonal) = decompose(SeriesCorrelation.deviations(series.values))
    let level = trend.map { $0 + mean }
    let remainder = series.values.indices.map { series.values[$0] - seasonal[$0] - level[$0] }
    var result = AnalysisResult(method: "stl", title: "Trend and seasons by loess (STL)")
    result.account(series)
    func strength(_ part: [Double]) -> Double? {
      guard let rest = Moments(remainder).variance,
        let both = Moments(zip(remainder, part).map { $0 + $1 }).variance, both > 0
      else { return nil }
      return max(0, 1 - rest / both)
    }
    result.add(.trend, .numbers(level))
    result.add(.seasonal, .numbers(seasonal))
    result.add(.remainder, .numbers(remainder))
    result.add(.adjusted, .numbers(series.values.indices.map { series.values[$0] - seasonal[$0] }))
    result.add(
      .strength,
      .parts(.row(["trend": .cell(strength(trend)), "seasonal": .cell(strength(seasonal))])))
    result.add(.period, Double(period))
    if isRobust, n % 2 == 0 {
      result.notes.append(
        "robust weights rest on the median distance from the fit; of an even number of values R's stl takes another order statistic, and its numbers differ a little"
      )
    }
    return result
  }

  private func decompose(_ y: [Double]) -> (trend: [Double], seasonal: [Double]) {
    let n = y.count
    func odd(_ number: Double) -> Int {
      let whole = Int(number.rounded())
      return whole % 2 == 0 ? whole + 1 : whole
    }
    func loess(_ span: Int, isLinear: Bool) -> Loess {
      Loess(
        span: max(span, 3) | 1, isLinear: isLinear,
        jump: Int((Double(span) / 10).rounded(.up)))
    }
    let seasons = loess(10 * n + 1, isLinear: false)
    let low = loess(odd(Double(period)), isLinear: true)
    let window = odd(
      (1.5 * Double(period) / (1 - 1.5 / Double(10 * n + 1))).rounded(.up))
    let trends = loess(window, isLinear: true)
    var (trend, seasonal) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    var weights: [Double]?
    for outer in 0...(isRobust ? 15 : 0) {
      for _ in 0..<(isRobust ? 1 : 2) {
        let cycle = subseries(zip(y, trend).map { $0 - $1 }, seasons, weights)
        let passed = low.smooth(Self.filtered(cycle, period), nil)
        seasonal = (0..<n).map { cycle[period + $0] - passed[$0] }
        trend = trends.smooth(zip(y, seasonal).map { $0 - $1 }, weights)
      }
      if isRobust, outer < 15 {
        weights = Self.robustness(y.indices.map { abs(y[$0] - trend[$0] - seasonal[$0]) })
      }
    }
    // The same in every period: the mean of each season.
    for season in 0..<period {
      let places = Array(stride(from: season, to: n, by: period))
      let mean = places.reduce(0.0) { $0 + seasonal[$1] } / Double(places.count)
      for place in places { seasonal[place] = mean }
    }
    return (trend, seasonal)
  }

  /// Each season smoothed by itself, with a period more at both ends.
  private func subseries(_ y: [Double], _ loess: Loess, _ weights: [Double]?) -> [Double] {
    let n = y.count
    var result = [Double](repeating: 0, count: n + 2 * period)
    for season in 0..<period {
      let places = Array(stride(from: season, to: n, by: period))
      let values = places.map { y[$0] }
      let own = weights.map { weights in places.map { weights[$0] } }
      let k = values.count
      let fit = loess.smooth(values, own)
      let first = loess.value(values, own, at: 0, 1, min(loess.span, k)) ?? fit[0]
      let last =
        loess.value(values, own, at: Double(k + 1), max(1, k - loess.span + 1), k) ?? fit[k - 1]
      for (index, value) in ([first] + fit + [last]).enumerated() {
        result[index * period + season] = value
      }
    }
    return result
  }

  /// Moving means of a period, of a period, and of three.
  private static func filtered(_ x: [Double], _ period: Int) -> [Double] {
    func mean(_ x: [Double], _ length: Int) -> [Double] {
      var sum = x[..<length].reduce(0, +)
      var result = [sum / Double(length)]
      for index in length..<x.count {
        sum += x[index] - x[index - length]
        result.append(sum / Double(length))
      }
      return result
    }
    return mean(mean(mean(x, period), period), 3)
  }

  /// The weights of values by their distance from the fit.
  private static func robustness(_ distances: [Double]) -> [Double] {
    let sorted = distances.sorted()
    let n = sorted.count
    let middle = n / 2
    let six = 3 * (sorted[middle] + sorted[n - middle - 1])
    return distances.map { distance in
      if distance <= 0.001 * six { return 1 }
      guard distance <= 0.999 * six else { return 0 }
      let part = distance / six
      return (1 - part * part) * (1 - part * part)
    }
  }
}

extension SeasonalTrend: Method {
  static let facts = MethodFacts(
    "stl", "trend and seasons by loess (STL)", .series,
    "What of a series is trend, what its seasons, and what is left.",
    takes: .series, least: 5, claim: .parts,
    references: [
      .init(
        "Cleveland, Cleveland, McRae and Terpenning", 1990, in: "Journal of Official Statistics 6"),
      .init("Wang, Smith and Hyndman", 2006, doi: "10.1007/s10618-005-0039-x"),
    ],
    agreesWith: ["R stl(s.window = \"periodic\")"])

  init(_ options: inout Options) throws(StatisticsError) {
    period = try options.integer(
      "period", in: 2...100_000, example: 12, "How many values make a period: 12 months of a year.")
    isRobust = try options.flag(
      "robust", else: false, "Whether values far from the fit lose weight.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.series(atLeast: Self.facts.least))
  }
}
