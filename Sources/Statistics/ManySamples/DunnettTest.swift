internal import Basics
internal import Mathematics

/// Dunnett's comparisons of several means with that of a control.
///
/// Null hypotheses: the mean of each treatment is that of the control, the first sample. t with the pooled variance and N - k
/// degrees of freedom; p is the probability that the largest |t| of all treatments exceeds it, so that it is adjusted by
/// construction. Estimates are treatment minus control. Missing values are dropped and counted. Agrees with
/// `scipy.stats.dunnett` and R's `multcomp` within their Monte Carlo errors. O(N + k²).
///
/// Dunnett (1955), doi:10.1080/01621459.1955.10501294.
public struct DunnettTest: Sendable {
  /// The family-wise level of the intervals.
  public var level = 0.95

  /// Intervals of family-wise level 0.95.
  public init() {}

  /// Compares each further sample with the first.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    let name = Self.facts.name
    guard samples.count - 1 <= AnalysisLimits.treatments else {
      throw .beyond(
        AnalysisLimits.treatments, "\(name): there are \(samples.count - 1) treatments",
        "Name the control and fewer treatments with 'levels'")
    }
    try SquareRange.check(name, samples.flatMap(\.values))
    guard let table = VarianceTable(samples.map(\.values)) else {
      throw StatisticsError(.tooFewObservations, "\(name) needs more values than samples")
    }
    guard table.within > 0 else {
      throw StatisticsError(.constantInput, "\(name): the values are equal within each sample")
    }
    let counts = samples.map { Double($0.count) }
    let distribution = MaximumModulus(
      loadings: counts.dropFirst().map { ($0 / ($0 + counts[0])).squareRoot() }, df: table.df2)
    let critical = distribution.upperQuantile(1 - level)
    let names = SampleNames.of(samples)
    var result = AnalysisResult(method: name, title: "Dunnett's comparisons with a control")
    result.account(samples)
    result.comparisons = samples.indices.dropFirst().map { i in
      let difference = (table.means[i] - table.means[0]).value
      let error = (table.within / table.df2 * (1 / counts[0] + 1 / counts[i])).squareRoot()
      let p = distribution.survival(abs(difference) / error)
      var comparison = Comparison(
        groups: [names[i], names[0]], statistic: difference / error, pValue: p, adjustedPValue: p,
        estimate: Estimate(
          "difference of means", difference,
          critical.map { Interval(difference - $0 * error, difference + $0 * error) },
          level: level))
      comparison.standardError = error
      comparison.degreesOfFreedom = table.df2
      return comparison
    }
    return result
  }
}

extension DunnettTest: Method {
  static let facts = MethodFacts(
    "dunnett", "Dunnett’s comparisons with a control", .comparisons,
    "Which of several means differ from that of a control, the first group.",
    hypothesis: "the mean of the control, for each treatment", takes: .samples, needs: .moments,
    claim: .comparisons,
    references: [.init("Dunnett", 1955, doi: "10.1080/01621459.1955.10501294")],
    agreesWith: ["scipy.stats.dunnett", "R multcomp::glht"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(Self.facts))
  }
}
