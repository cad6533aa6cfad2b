/// Vargha and Delaney's A: the probability that a value of the first sample is above one of the second.
///
/// A = P(X > Y) + P(X = Y) / 2 = (δ + 1) / 2 with Cliff's δ, whose interval after Feng and Cliff is carried over. 1/2 means that neither sample
/// tends to be higher. Nothing is tested. Missing values are dropped and counted. O(n log n).
///
/// Vargha and Delaney (2000), doi:10.3102/10769986025002101; Feng and Cliff (2004), doi:10.22237/jmasm/1099267560.
public struct VarghaDelaney: Sendable {
  /// The level of the interval.
  public var level = 0.95

  /// An interval of level 0.95.
  public init() {}

  /// Compares two samples.
  public func test(_ first: Sample, _ second: Sample) -> AnalysisResult {
    let ranks = TwoSampleRanks(first.values, second.values)
    let pairs = Double(first.count) * Double(second.count)
    var result = AnalysisResult(method: "vargha-delaney", title: "Vargha and Delaney's A")
    result.account([first, second])
    let interval = ranks.deltaInterval(level)
    func share(_ delta: Double?) -> Double? { delta.map { ($0 + 1) / 2 } }
    result.estimate = Estimate(
      "vargha-delaney", ranks.u / pairs,
      interval.map { Interval(share($0.low), share($0.high)) }, level: level)
    if interval == nil { result.notes.append("an interval needs two values in each sample") }
    result.effectSizes = [EffectSize("cliffs-delta", 2 * ranks.u / pairs - 1, interval)]
    return result
  }
}

extension VarghaDelaney: Method {
  static let facts = MethodFacts(
    "vargha-delaney", "Vargha and Delaney’s A", .location,
    "How likely a value of the first sample is above one of the second.",
    takes: .samples, groups: 2...2, needs: .ranks, estimate: "vargha-delaney", claim: .estimate,
    references: [
      .init("Vargha and Delaney", 2000, doi: "10.3102/10769986025002101"),
      .init("Feng and Cliff", 2004, doi: "10.22237/jmasm/1099267560"),
    ],
    agreesWith: ["R effsize::VD.A"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let samples = try request.samples(Self.facts)
    return test(samples[0], samples[1])
  }
}
