internal import Basics
internal import Foundation

/// Pettitt's test of a change of level at an unknown place.
///
/// Null hypothesis: all values come from one distribution. K = max |2 Σ rᵢ - t (n + 1)| over the first t ranks;
/// p = min(1, 2 exp(-6 K² / (n³ + n²))). The estimate is the index of the last value before the change, the first where several places are
/// equally far. Agrees with `pyhomogeneity.pettitt_test(sim=None)`. O(n log n).
///
/// Pettitt (1979), doi:10.2307/2346729.
public struct PettittTest: Sendable {
  /// A test with every option at its default.
  public init() {}

  /// Tests a series.
  public func test(_ series: Sample) -> AnalysisResult {
    let ranks = Ranking(series.values).ranks
    let n = Double(ranks.count)
    var (sum, largest, place) = (0.0, -1.0, 1)
    for (index, rank) in ranks.dropLast().enumerated() {
      sum += rank
      let distance = abs(2 * sum - Double(index + 1) * (n + 1))
      if distance > largest { (largest, place) = (distance, index + 1) }
    }
    var result = AnalysisResult(method: "pettitt", title: "Pettitt test of a change")
    result.account(series)
    result.statistic = NamedValue("K", largest)
    result.set(
      pValue: min(1, 2 * exp(-6 * largest * largest / (n * n * n + n * n))), "asymptotic")
    result.estimate = Estimate("last value before the change", Double(place), level: 0.95)
    let before = Quantile.median(Array(series.values[..<place]))
    let after = Quantile.median(Array(series.values[place...]))
    result.effectSizes = [EffectSize("difference of medians", after - before)]
    return result
  }
}

extension PettittTest: Method {
  static let facts = MethodFacts(
    "pettitt", "Pettitt test", .series,
    "Whether the level of a series changes once, and where.",
    hypothesis: "one distribution of all values", takes: .series, least: 2, needs: .ranks,
    statistic: "K", estimate: "last value before the change",
    claim: .finding("shifted in level"),
    references: [.init("Pettitt", 1979, doi: "10.2307/2346729")],
    agreesWith: ["pyhomogeneity.pettitt_test(sim=None)"])

  init(_ options: inout Options) throws(StatisticsError) {}

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let series = try request.series(atLeast: Self.facts.least)
    try request.checkVaries(series)
    return test(series)
  }
}
