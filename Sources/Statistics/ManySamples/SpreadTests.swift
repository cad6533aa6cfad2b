internal import Basics
internal import Mathematics
internal import Foundation

/// Bartlett's test of equal variances, for normal samples.
///
/// Null hypothesis: the samples have one variance. Agrees with `scipy.stats.bartlett`. O(N).
///
/// Bartlett (1937), doi:10.1098/rspa.1937.0109.
public struct BartlettTest: Sendable {
  /// A test with every option at its default.
  public init() {}

  /// Tests two or more samples.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    let k = Double(samples.count)
    let n = samples.reduce(0.0) { $0 + Double($1.count) }
    var pooled = 0.0
    var logs = 0.0
    var inverse = 0.0
    try SquareRange.check("bartlett", samples.flatMap(\.values))
    for sample in samples {
      let df = Double(sample.count - 1)
      guard let variance = Moments(sample.values).variance, variance > 0 else {
        throw StatisticsError(
          .constantInput, "bartlett: all values of \(sample.label) are equal")
      }
      pooled += df * variance
      logs += df * log(variance)
      inverse += 1 / df
    }
    let df = n - k
    let statistic =
      (df * log(pooled / df) - logs) / (1 + (inverse - 1 / df) / (3 * (k - 1)))
    var result = AnalysisResult(method: "bartlett", title: "Bartlett test of equal variances")
    result.account(samples)
    result.statistic = NamedValue("T", max(statistic, 0))
    result.degreesOfFreedom = [k - 1]
    result.set(pValue: ChiSquared(df: k - 1).survival(max(statistic, 0)), "chi-squared")
    result.assumptions = samples.enumerated().map {
      NormalityCheck.assumption(
        "sample \($0.element.name ?? "\($0.offset + 1)") is normal", $0.element.values)
    }
    if let robust = try? Levene().test(samples) {
      result.robustAlternative = RobustAlternative(robust)
    }
    return result
  }
}

extension BartlettTest: Method {
  static let facts = MethodFacts(
    "bartlett", "Bartlett’s test of equal variances", .spread,
    "Whether the variances of several normal samples differ.",
    hypothesis: "equal variances", takes: .samples, least: 2, needs: .moments, statistic: "T",
    claim: .difference(.spread), assumptions: ["each sample is normal"],
    references: [.init("Bartlett", 1937, doi: "10.1098/rspa.1937.0109")],
    agreesWith: ["scipy.stats.bartlett", "R bartlett.test"])

  init(_ options: inout Options) throws(StatisticsError) {}

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(Self.facts))
  }
}

/// Fligner and Killeen's rank test of equal spread, about medians.
///
/// Null hypothesis: the samples have one spread. Normal scores of the ranks of |x - median|. Agrees with
/// `scipy.stats.fligner`. O(N).
///
/// Fligner and Killeen (1976), doi:10.1080/01621459.1976.10481517.
public struct FlignerTest: Sendable {
  /// A test with every option at its default.
  public init() {}

  /// Tests two or more samples.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    let deviations = samples.flatMap { sample -> [Double] in
      let median = Quantile.median(sample.values)
      return sample.values.map { abs($0 - median) }
    }
    let n = Double(deviations.count)
    let normal = StandardNormal()
    let scores = Ranking(deviations).ranks.map { normal.quantile($0 / (2 * (n + 1)) + 0.5) }
    let moments = Moments(scores)
    guard let variance = moments.variance, variance > 0 else {
      throw StatisticsError(.constantInput, "fligner: the deviations have no spread")
    }
    var start = 0
    var statistic = 0.0
    for sample in samples {
      let part = scores[start..<(start + sample.count)]
      let shift = part.reduce(0, +) / Double(sample.count) - moments.mean
      statistic += Double(sample.count) * shift * shift / variance
      start += sample.count
    }
    let df = Double(samples.count - 1)
    var result = AnalysisResult(method: "fligner", title: "Fligner-Killeen test of equal spread")
    result.account(samples)
    result.statistic = NamedValue("X2", statistic)
    result.degreesOfFreedom = [df]
    result.set(pValue: ChiSquared(df: df).survival(statistic), "chi-squared")
    if samples.contains(where: { Moments($0.values).isSkewed }) {
      result.notes.append(
        "with skewed samples this test rejects too often (0.08 for 0.05 of three samples of 20 exponential values); Levene's, with "
          + "deviations from the median, does not")
    }
    return result
  }
}

extension FlignerTest: Method {
  static let facts = MethodFacts(
    "fligner", "Fligner–Killeen test of equal spread", .spread,
    "Whether the spreads of several samples differ, by ranks of distances from the medians.",
    hypothesis: "equal spread", takes: .samples, statistic: "X2", claim: .difference(.spread),
    references: [.init("Fligner and Killeen", 1976, doi: "10.1080/01621459.1976.10481517")],
    agreesWith: ["scipy.stats.fligner", "R fligner.test"])

  init(_ options: inout Options) throws(StatisticsError) {}

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(Self.facts))
  }
}

/// Friedman's rank test of several treatments in blocks.
///
/// Null hypothesis: within blocks all orders are equally likely. Tie-corrected, chi-squared with k - 1
/// degrees of freedom; Kendall's W = χ² / (n (k - 1)), its interval by the non-central χ². A block with a
/// missing value is dropped and counted. ``FriedmanComparisons`` says which treatments differ. Agrees with
/// `scipy.stats.friedmanchisquare`. O(n k log k).
///
/// Friedman (1937), doi:10.1080/01621459.1937.10503522.
public struct FriedmanTest: Sendable {
  /// The level of the effect size's interval.
  public var level = 0.95
  /// How every two treatments are compared.
  public var comparisons = FriedmanComparisons.none

  /// A test with every option at its default.
  public init() {}

  /// Tests three or more samples of equal length; value i of each belongs to block i.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    guard samples.count >= 3 else {
      throw StatisticsError(
        .badRequest, "friedman compares at least 3 samples; got \(samples.count)")
    }
    guard Set(samples.map(\.cells.count)).count == 1 else {
      throw StatisticsError(.badRequest, "friedman needs samples of equal length, blocks in order")
    }
    let cases = CompleteCases(samples.map(\.cells))
    guard cases.count >= 2 else {
      throw StatisticsError(
        .tooFewObservations, "friedman needs at least 2 complete blocks; got \(cases.accounting)")
    }
    let k = Double(samples.count)
    let n = Double(cases.count)
    var sums = [Double](repeating: 0, count: samples.count)
    var (ties, squaredRanks) = (0.0, 0.0)
    for block in 0..<cases.count {
      let ranking = Ranking(cases.columns.map { $0[block] })
      for (j, rank) in ranking.ranks.enumerated() {
        sums[j] += rank
        squaredRanks += rank * rank
      }
      ties += ranking.tieSum
    }
    let correction = 1 - ties / (k * (k * k - 1) * n)
    guard correction > 0 else {
      throw StatisticsError(.constantInput, "friedman: the values are equal within each block")
    }
    let squares = sums.reduce(0) { $0 + $1 * $1 }
    let statistic = (12 / (k * n * (k + 1)) * squares - 3 * n * (k + 1)) / correction
    var result = AnalysisResult(method: "friedman", title: "Friedman test")
    result.account(cases)
    result.count = .samples(samples.map { _ in cases.count })
    result.sampleNames = samples.compactMap(\.name)
    result.statistic = NamedValue("chi-square", statistic)
    result.degreesOfFreedom = [k - 1]
    result.set(pValue: ChiSquared(df: k - 1).survival(statistic), "chi-squared")
    result.effectSizes = [.kendallsW(statistic, blocks: n, samples: k, level: level)]
    if comparisons != .none {
      try Comparisons.check("friedman", samples.count, limit: AnalysisLimits.rangeQuantiles)
      comparisons.add(
        to: &result, .init(sums: sums, squares: squaredRanks, blocks: cases.count),
        names: SampleNames.of(samples), level: level)
    }
    return result
  }
}

extension FriedmanTest: Method {
  static let facts = MethodFacts(
    "friedman", "Friedman test", .location,
    "Whether several treatments differ, by ranks within blocks.",
    hypothesis: "within blocks all orders are equally likely", takes: .blocks,
    groups: 3...MethodFacts.manyGroups, least: 2, needs: .ranks, statistic: "chi-square",
    claim: .difference(.values, among: .conditions),
    references: [
      .init("Friedman", 1937, doi: "10.1080/01621459.1937.10503522"),
      .init("Demšar", 2006, in: "Journal of Machine Learning Research 7"),
      .init("Conover", 1999, in: "Practical Nonparametric Statistics"),
    ],
    agreesWith: ["scipy.stats.friedmanchisquare", "R friedman.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
    comparisons = try options.choice(
      "comparisons", else: FriedmanComparisons.none,
      "How every two treatments are compared: by Nemenyi's critical difference, or by Conover's t after Holm."
    )
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(groups: Self.facts.groups))
  }
}
