internal import Basics
internal import Mathematics
internal import Tables

/// Dunn's pairwise comparisons after Kruskal and Wallis's test.
///
/// Null hypotheses: each two samples have one distribution. z from differences of mean joint ranks,
/// tie-corrected; two-sided p (R's `dunn.test` prints half of it), adjusted by Holm unless asked
/// otherwise. O(N log N + k²).
///
/// Dunn (1964), doi:10.1080/00401706.1964.10490181.
public struct DunnTest: Sendable {
  /// The adjustment for the number of comparisons.
  public var correction = PValueAdjustment.Correction.holm

  /// Holm's adjustment.
  public init() {}

  /// Compares all pairs of samples.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    try Comparisons.check("dunn", samples.count, limit: AnalysisLimits.comparisons)
    let ranking = Ranking(samples.flatMap(\.values))
    let n = Double(ranking.ranks.count)
    let variance = n * (n + 1) / 12 - ranking.tieSum / (12 * (n - 1))
    guard n > 1, variance > 0 else {
      throw StatisticsError(.constantInput, "dunn: all \(Int(n)) values are equal")
    }
    var start = 0
    let means = samples.map { sample -> Double in
      defer { start += sample.count }
      return ranking.ranks[start..<(start + sample.count)].reduce(0, +) / Double(sample.count)
    }
    let normal = StandardNormal()
    var pairs: [(Int, Int, z: Double, p: Double)] = []
    for i in samples.indices {
      for j in (i + 1)..<max(samples.count, i + 1) {
        let error =
          (variance * (1 / Double(samples[i].count) + 1 / Double(samples[j].count))).squareRoot()
        let z = (means[i] - means[j]) / error
        pairs.append((i, j, z, min(1, 2 * normal.survival(abs(z)))))
      }
    }
    let adjusted = PValueAdjustment(correction).adjust(pairs.map(\.p))
    var result = AnalysisResult(
      method: "dunn", title: "Dunn's pairwise comparisons (\(correction.rawValue))")
    result.account(samples)
    let names = SampleNames.of(samples)
    result.comparisons = zip(pairs, adjusted).map { pair, p in
      Comparison(
        groups: [names[pair.0], names[pair.1]], statistic: pair.z, pValue: pair.p,
        adjustedPValue: p, estimate: nil)
    }
    return result
  }
}

extension DunnTest: Method {
  static let facts = MethodFacts(
    "dunn", "Dunn’s pairwise comparisons", .comparisons,
    "Which pairs of several samples differ, by joint ranks: after Kruskal and Wallis's test.",
    hypothesis: "both samples have one distribution, for each pair", takes: .samples,
    needs: .ranks, claim: .comparisons,
    references: [.init("Dunn", 1964, doi: "10.1080/00401706.1964.10490181")],
    agreesWith: ["R dunn.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    correction = try options.correction()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(Self.facts))
  }
}

/// Tukey and Kramer's pairwise comparisons of means.
///
/// Null hypotheses: each two means are equal. The studentized range of the samples bounds the error over
/// all pairs, so that p is adjusted by construction. The statistic is the difference of means. Agrees
/// with `scipy.stats.tukey_hsd` and R's `TukeyHSD`. O(N + k²).
///
/// Tukey (1949), doi:10.2307/3001913; Kramer (1956), doi:10.2307/3001469.
public struct TukeyHSD: Sendable {
  /// The family-wise level of the intervals.
  public var level = 0.95

  /// Intervals of family-wise level 0.95.
  public init() {}

  /// Up to so many pairs have an integral each; of more the tail is tabulated.
  private static let fewPairs = 105

  /// Compares all pairs of samples.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    try Comparisons.check("tukey-hsd", samples.count, limit: AnalysisLimits.comparisons)
    try SquareRange.check("tukey-hsd", samples.flatMap(\.values))
    guard let table = VarianceTable(samples.map(\.values)) else {
      throw StatisticsError(.tooFewObservations, "tukey-hsd needs more values than samples")
    }
    guard table.within > 0 else {
      throw StatisticsError(.constantInput, "tukey-hsd: the values are equal within each sample")
    }
    let distribution = StudentizedRange(groups: samples.count, df: table.df2)
    let mean = table.within / table.df2
    let critical = distribution.upperQuantile(1 - level)
    let names = SampleNames.of(samples)
    var result = AnalysisResult(
      method: "tukey-hsd", title: "Tukey's honest significant differences")
    result.account(samples)
    let pairs = samples.indices.flatMap { i in
      samples.indices.dropFirst(i + 1).map { (first: i, second: $0) }
    }
    let (means, level) = (table.means, level)
    func error(_ i: Int, _ j: Int) -> Double {
      (mean / 2 * (1 / Double(samples[i].count) + 1 / Double(samples[j].count))).squareRoot()
    }
    // Of many pairs the integrals would take most of the time.
    let tail =
      pairs.count <= Self.fewPairs
      ? nil
      : StudentizedRangeTable(
        distribution,
        at: pairs.map {
          abs((means[$0.first] - means[$0.second]).value) / error($0.first, $0.second)
        })
    let errors = pairs.map { error($0.first, $0.second) }
    let quantity = Quantity(named: "difference of means")
    // A table is read faster than threads are told to.
    let threads = tail == nil ? nil : 1
    result.comparisons = Parallel.map(Array(zip(pairs, errors)), threads: threads) { pair, error in
      let (i, j) = pair
      let difference = (means[i] - means[j]).value
      let q = abs(difference) / error
      let p = tail?.survival(q) ?? distribution.survival(q)
      return Comparison(
        groups: [names[i], names[j]], statistic: difference, pValue: p, adjustedPValue: p,
        estimate: Estimate(
          quantity, difference,
          critical.map { Interval(difference - $0 * error, difference + $0 * error) },
          level: level))
    }
    return result
  }
}

extension TukeyHSD: Method {
  static let facts = MethodFacts(
    "tukey-hsd", "Tukey’s honest significant differences", .comparisons,
    "Which pairs of several means differ, with equal variances: after an analysis of variance.",
    hypothesis: "equal means, for each pair", takes: .samples, needs: .moments,
    claim: .comparisons,
    references: [
      .init("Tukey", 1949, doi: "10.2307/3001913"), .init("Kramer", 1956, doi: "10.2307/3001469"),
    ],
    agreesWith: ["scipy.stats.tukey_hsd", "R TukeyHSD"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(Self.facts))
  }
}

/// The comparisons of every two samples.
enum Comparisons {
  /// Refuses more than `limit` of them.
  static func check(
    _ method: String, _ samples: Int, limit: Int
  ) throws(StatisticsError) {
    let pairs = samples.multipliedReportingOverflow(by: samples - 1)
    let count = pairs.overflow ? Int.max : pairs.partialValue / 2
    guard count <= limit else {
      throw .beyond(
        limit, "\(method): \(samples) groups make \(count) comparisons",
        "Name the groups to compare with 'levels', or choose a column with fewer groups")
    }
  }
}

/// Names of samples, by number where they have none.
enum SampleNames {
  static func of(_ samples: [Sample]) -> [String] {
    samples.enumerated().map { $0.element.name ?? "\($0.offset + 1)" }
  }
}
