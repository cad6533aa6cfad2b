internal import Basics
internal import Mathematics

/// Cochran's Q: whether shares of the same things differ between several treatments.
///
/// Null hypothesis: within blocks all treatments are equally likely to succeed. Q = (k - 1) (k Σ Cⱼ² - N²) / (k N - Σ Rᵢ²) over column sums C and
/// block sums R, chi-squared with k - 1 degrees of freedom; of two treatments it is McNemar's χ² without correction. The effect size
/// is Q / (b (k - 1)), as Kendall's W. A block with a missing value is dropped and counted. Agrees with R's `friedman.test` on zeros and
/// ones and `statsmodels` `cochrans_q`. O(n k).
///
/// Cochran (1950), doi:10.2307/2332378.
public struct CochranQ: Sendable {
  /// The level of the effect size's interval.
  public var level = 0.95

  /// A test with every option at its default.
  public init() {}

  /// Tests samples of equal length; value i of each belongs to block i.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    guard Set(samples.map(\.cells.count)).count == 1 else {
      throw StatisticsError(.badRequest, "cochran-q needs samples of equal length, blocks in order")
    }
    let cases = CompleteCases(samples.map(\.cells))
    guard cases.count >= 2 else {
      throw StatisticsError(
        .tooFewObservations, "cochran-q needs at least 2 complete blocks; got \(cases.accounting)")
    }
    guard cases.columns.allSatisfy({ $0.allSatisfy { $0 == 0 || $0 == 1 } }) else {
      throw StatisticsError(.domainError, "cochran-q: the values must be 0 and 1")
    }
    let k = Double(samples.count)
    let b = Double(cases.count)
    let columns = cases.columns.map { $0.reduce(0, +) }
    let rows = (0..<cases.count).map { row in cases.columns.reduce(0) { $0 + $1[row] } }
    let total = columns.reduce(0, +)
    let bottom = k * total - rows.reduce(0) { $0 + $1 * $1 }
    guard bottom > 0 else {
      throw StatisticsError(.constantInput, "cochran-q: the values are equal within each block")
    }
    let q = (k - 1) * (k * columns.reduce(0) { $0 + $1 * $1 } - total * total) / bottom
    var result = AnalysisResult(method: "cochran-q", title: "Cochran's Q test")
    result.account(cases)
    result.count = .samples(samples.map { _ in cases.count })
    result.sampleNames = samples.compactMap(\.name)
    result.statistic = NamedValue("Q", q)
    result.degreesOfFreedom = [k - 1]
    result.set(pValue: ChiSquared(df: k - 1).survival(q), "chi-squared")
    result.effectSizes = [.kendallsW(q, blocks: b, samples: k, level: level)]
    return result
  }
}

extension CochranQ: Method {
  static let facts = MethodFacts(
    "cochran-q", "Cochran’s Q test", .counts,
    "Whether the shares of several treatments differ, measured on the same things.",
    hypothesis: "all treatments are equally likely to succeed", takes: .blocks, least: 2,
    statistic: "Q", claim: .difference(.share, among: .conditions),
    references: [.init("Cochran", 1950, doi: "10.2307/2332378")],
    agreesWith: ["statsmodels cochrans_q", "R friedman.test of zeros and ones"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(groups: Self.facts.groups))
  }
}
