internal import Tables
internal import Mathematics

/// Kruskal and Wallis's rank test of several samples.
///
/// Null hypothesis: all samples have one distribution. H = 12 / (N(N+1)) Σ R²ᵢ / nᵢ - 3(N+1), divided by the
/// correction for ties; chi-squared with k - 1 degrees of freedom. Agrees with `scipy.stats.kruskal`. O(N).
///
/// Kruskal and Wallis (1952), doi:10.1080/01621459.1952.10483441; epsilon² = H / (N - 1) as in Kelley (1935),
/// its interval by the non-central chi-squared distribution of H.
public struct KruskalWallis: Sendable {
  /// The level of the effect size's interval.
  public var level = 0.95

  /// A test with every option at its default.
  public init() {}

  /// Tests two or more samples.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    let ranking = Ranking(samples.flatMap(\.values))
    let n = Double(ranking.ranks.count)
    let k = Double(samples.count)
    let correction = 1 - ranking.tieSum / (n * n * n - n)
    guard n > 1, correction > 0 else {
      throw StatisticsError(.constantInput, "kruskal-wallis: all \(Int(n)) values are equal")
    }
    var start = 0
    var sum = 0.0
    for sample in samples {
      let mean =
        ranking.ranks[start..<(start + sample.count)].reduce(0, +) / Double(sample.count)
      let deviation = mean - (n + 1) / 2
      sum += Double(sample.count) * deviation * deviation
      start += sample.count
    }
    // 12 / (N(N+1)) Σ nᵢ (R̄ᵢ - R̄)², the form without cancellation.
    let h = 12 / (n * (n + 1)) * sum / correction
    var result = AnalysisResult(method: "kruskal-wallis", title: "Kruskal-Wallis test")
    result.account(samples)
    result.statistic = NamedValue("H", h)
    result.degreesOfFreedom = [k - 1]
    result.set(pValue: ChiSquared(df: k - 1).survival(h), "chi-squared")
    let limits = NoncentralMixture.limits(level: level, scale: h) {
      NoncentralMixture.chiSquared(h, df: k - 1, lambda: $0)
    }
    func share(_ lambda: Double) -> Double { min((lambda + k - 1) / (n - 1), 1) }
    result.effectSizes = [
      EffectSize(
        "epsilon-squared", min(h / (n - 1), 1),
        Interval(limits.0 > 0 ? share(limits.0) : 0, share(limits.1))),
      EffectSize(
        "eta-squared-h", n > k ? max((h - k + 1) / (n - k), 0) : nil,
        n > k ? Interval(min(limits.0 / (n - k), 1), min(limits.1 / (n - k), 1)) : nil),
    ]
    let smallest = samples.map(\.count).min() ?? 0
    let spread = Levene.brownForsythe(sorted: samples.map { RadixSort.sorted($0.values) })
    result.assumptions = [
      Assumption.ofDesign("values are independent"),
      Assumption(
        "samples are large enough for chi-squared", smallest >= 5 ? .holds : .doubtful,
        "the smallest sample has \(smallest) values; at least 5 are recommended"),
      Levene.assumption(
        "distributions have one shape (to speak of medians)", spread, count: Int(n)),
    ]
    return result
  }
}

extension KruskalWallis: Method {
  static let facts = MethodFacts(
    "kruskal-wallis", "Kruskal–Wallis test", .location,
    "Whether several independent samples differ, by ranks.",
    hypothesis: "all samples have one distribution", takes: .samples, needs: .ranks,
    statistic: "H", claim: .difference(.values),
    assumptions: [
      "values are independent", "samples are large enough for chi-squared",
      "distributions have one shape (to speak of medians)",
    ],
    references: [.init("Kruskal and Wallis", 1952, doi: "10.1080/01621459.1952.10483441")],
    agreesWith: ["scipy.stats.kruskal"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(Self.facts))
  }
}
