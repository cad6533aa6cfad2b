internal import Basics
internal import Mathematics

/// Mann and Kendall's test of a trend within seasons, and the slope over them.
///
/// Null hypothesis: no season has a trend. S and its variance, corrected for ties, are summed over the seasons; Z = (S ∓ 1) / √Var(S).
/// The estimate is the median of all slopes within seasons, a period; its interval is Sen's. Missing values keep their place and are
/// counted. Agrees with `pymannkendall.seasonal_test`. O(n log n).
///
/// Hirsch, Slack and Smith (1982), doi:10.1029/WR018i001p00107.
public struct SeasonalMannKendall: Sendable {
  /// How many seasons a period has.
  public var period: Int
  /// The alternative hypothesis: `greater` is a rising trend.
  public var alternative = Alternative.twoSided
  /// The level of the interval.
  public var level = 0.95

  /// The two-sided test.
  public init(period: Int) { self.period = period }

  /// Tests a series whose first value belongs to season 1.
  public func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    let cells = sample.cells
    var (s, variance) = (0.0, 0.0)
    var slopes: [PairSlopes] = []
    for season in 0..<min(period, cells.count) {
      let places = stride(from: season, to: cells.count, by: period).filter {
        cells[$0].isFinite
      }
      guard places.count > 1 else { continue }
      let years = places.map { Double($0 / period) }
      let values = places.map { cells[$0] }
      let counts = PairCounts(years, values)
      s += counts.concordantMinusDiscordant
      variance += counts.variance
      slopes.append(PairSlopes(years, values))
    }
    guard !slopes.isEmpty else {
      throw StatisticsError(
        .tooFewObservations,
        "seasonal-mann-kendall needs two values in a season; got \(sample.accounting) in seasons of a period of \(period)"
      )
    }
    guard variance > 0 else {
      throw StatisticsError(
        .constantInput, "seasonal-mann-kendall: all values are equal within each season")
    }
    let deviation = variance.squareRoot()
    let sign: Double = s > 0 ? 1 : (s < 0 ? -1 : 0)
    let z = (s - sign) / deviation
    var result = AnalysisResult(
      method: "seasonal-mann-kendall", title: "Seasonal Mann-Kendall trend test")
    result.account(sample)
    result.alternative = alternative
    result.statistic = NamedValue("Z", z)
    result.set(pValue: alternative.pValue(StandardNormal().tails(z)), "asymptotic")
    let all = SeasonalSlopes(seasons: slopes)
    let reach = StandardNormal().upperQuantile((1 - level) / 2) * deviation
    let total = Double(all.count)
    let upper = min(Int(((total + reach) / 2).rounded(.toNearestOrEven)), all.count - 1)
    let lower = max(Int(((total - reach) / 2).rounded(.toNearestOrEven)) - 1, 0)
    let ends = all.select([lower + 1, upper + 1])
    result.estimate = Estimate(
      "slope", all.median, Interval(ends[0], ends[1]), level: level)
    result.add(.s, s)
    result.add(.varianceOfS, variance)
    result.add(.period, Double(period))
    return result
  }
}

/// The slopes within seasons, together.
private struct SeasonalSlopes: RankedNumbers {
  let seasons: [PairSlopes]

  var count: Int { seasons.reduce(0) { $0 + $1.count } }
  var ends: (Double, Double) {
    seasons.reduce((Double.infinity, -Double.infinity)) {
      (min($0.0, $1.ends.0), max($0.1, $1.ends.1))
    }
  }
  var window: Int { max(seasons.reduce(0) { $0 + $1.window }, 2_048) }
  func all() -> [Double] { seasons.flatMap { $0.all() } }
  func count(atMost bound: Double) -> Int { seasons.reduce(0) { $0 + $1.count(atMost: bound) } }
  func values(above low: Double, atMost high: Double) -> [Double] {
    seasons.flatMap { $0.values(above: low, atMost: high) }
  }
  func occurring(above low: Double, atMost high: Double, at part: Double) -> Double? {
    seasons.lazy.compactMap { $0.occurring(above: low, atMost: high, at: part) }.first
  }
}

extension SeasonalMannKendall: Method {
  static let facts = MethodFacts(
    "seasonal-mann-kendall", "seasonal Mann–Kendall trend test", .series,
    "Whether values rise or fall from period to period, whatever their seasons.",
    hypothesis: "no trend in any season", takes: .gappedSeries, least: 3, needs: .ranks,
    statistic: "Z", estimate: "slope", unit: .values, claim: .trend,
    references: [.init("Hirsch, Slack and Smith", 1982, doi: "10.1029/WR018i001p00107")],
    agreesWith: ["pymannkendall.seasonal_test"])

  init(_ options: inout Options) throws(StatisticsError) {
    let (alternative, level) = try options.common()
    period = try options.integer(
      "period", in: 2...100_000, example: 12, "How many values make a period: 12 months of a year.")
    self.alternative = alternative
    self.level = level
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let sample = try request.sample()
    try SquareRange.check(request.method, sample.values)
    return try test(sample)
  }
}
