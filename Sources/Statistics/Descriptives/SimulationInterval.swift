internal import Basics
internal import Tables

/// What draws of an unknown quantity say of it: their median, and the interval that holds the middle ones.
///
/// The estimate is the median of the draws and the interval of level L lies between their (1 − L)/2 and (1 + L)/2 quantiles
/// (type 7 of Hyndman and Fan, doi:10.1080/00031305.1996.10473566), R's `quantile(x, c(0.05, 0.5, 0.95))`. Draws
/// are taken as they come from a simulation or a sampler: each is one way that things may be, none a measurement.
/// Missing values are dropped and counted. O(n log n).
public struct SimulationInterval: Sendable {
  /// The level of the interval.
  public var level = 0.95

  /// An interval of level 0.95.
  public init() {}

  /// The summary of draws.
  public func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    guard sample.count >= 20 else {
      throw StatisticsError(
        .tooFewObservations, "draws needs at least 20 values; got \(sample.accounting)")
    }
    let sorted = RadixSort.sorted(sample.values)
    func quantile(_ p: Double) -> Double { Quantile.of(sorted: sorted, p) }
    var result = AnalysisResult(method: "draws", title: "Interval of simulated draws")
    result.account(sample)
    result.estimate = Estimate(
      "median", quantile(0.5), Interval(quantile((1 - level) / 2), quantile((1 + level) / 2)),
      level: level)
    return result
  }
}

extension SimulationInterval: Method {
  static let facts = MethodFacts(
    "draws", "Interval of simulated draws", .description,
    "The median of simulated draws of a quantity, and the interval that holds the middle ones.",
    takes: .variable, least: 20, estimate: "median", claim: .estimate, assumptions: [],
    references: [.init("Hyndman and Fan", 1996, doi: "10.1080/00031305.1996.10473566")])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.sample())
  }
}
