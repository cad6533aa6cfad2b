internal import Mathematics

/// Spearman's rank correlation.
///
/// Null hypothesis: no monotone association. ρ is Pearson's r of the ranks, ties averaged. Up to 10 pairs
/// p is exact: over all orders of the observed mid-ranks, two-sided twice the smaller tail, at most 1.
/// Beyond, p is from t = ρ √((n - 2) / (1 - ρ²)) with n - 2 degrees of freedom, which at three pairs in
/// order would be 0 where the least that is possible is 1/3. The interval is Fisher's with the standard
/// error √((1 + ρ²/2) / (n - 3)) of Bonett and Wright (2000), doi:10.1007/BF02294183. Agrees with
/// `scipy.stats.spearmanr` beyond 10 pairs, with R's `cor.test(exact = TRUE)` up to 9 pairs without ties,
/// and with `scipy.stats.permutation_test(permutation_type="pairings")` over all pairings. O(n).
///
/// Spearman (1904), doi:10.2307/1412159; Kendall (1970), Rank Correlation Methods, on exact tests.
public struct Spearman: Sendable {
  /// The alternative hypothesis.
  public var alternative = Alternative.twoSided
  /// The level of the interval.
  public var level = 0.95
  /// Whether p is counted over all permutations; `nil`: up to 10 pairs.
  public var isExact: Bool?

  /// A test with every option at its default.
  public init() {}

  /// Tests complete pairs of finite values.
  public func test(_ cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    var result = try bare(cases)
    result.assumptions = [
      Assumption.ofDesign("pairs are independent")
    ]
    return result
  }

  /// ρ of two variables by their ranks in the rows that both have.
  func coefficient(_ ranks: RankedPair) throws(StatisticsError) -> Double {
    let n = Double(ranks.count)
    let untied = (n * n - 1) * n
    let squareX = (untied - ranks.tieSums.x) / 12
    let squareY = (untied - ranks.tieSums.y) / 12
    for (name, square) in [("x", squareX), ("y", squareY)] where square <= 0 {
      throw StatisticsError(
        .constantInput, "spearman: all \(ranks.count) values of '\(name)' are equal")
    }
    return min(max(ranks.product / Correlation.geometricMean(squareX, squareY), -1), 1)
  }

  /// Without assumptions.
  func bare(_ cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    let n = Double(cases.count)
    let (x, y) = (cases.columns[0], cases.columns[1])
    let rho = try coefficient(RankedPair(RankedVariable(x), RankedVariable(y)))
    var result = AnalysisResult(method: "spearman", title: "Spearman rank correlation")
    result.account(cases)
    result.alternative = alternative
    result.statistic = NamedValue("rho", rho)
    if isExact ?? Self.isCountable(cases.count) {
      guard Self.isCountable(cases.count) else {
        throw StatisticsError(
          .badRequest,
          "an exact p-value of spearman is available for up to 10 pairs; got \(cases.count)")
      }
      result.title += ", exact"
      result.set(pValue: pValue(RankPatterns(Ranking(x), Ranking(y))), "exact")
    } else {
      result.degreesOfFreedom = [n - 2]
      result.set(pValue: pValue(rho, n), "t")
    }
    let estimate = estimate(rho, n)
    result.estimate = estimate
    result.effectSizes = [EffectSize("rho", rho, estimate.interval)]
    return result
  }

  /// Whether the orders of so many pairs are counted.
  static func isCountable(_ count: Int) -> Bool { count <= 10 }

  /// The p-value of ρ of `n` pairs by Student's t.
  func pValue(_ rho: Double, _ n: Double) -> Double {
    Correlation.pValue(rho, df: n - 2, alternative)
  }

  /// ρ of `n` pairs with its interval.
  func estimate(_ rho: Double, _ n: Double) -> Estimate {
    let error = ((1 + rho * rho / 2) / max(n - 3, 0)).squareRoot()
    let interval = Correlation.fisherInterval(rho, standardError: error, level, alternative)
    return Estimate("rho", rho, interval, level: level)
  }

  /// The exact p-value of observed ranks.
  func pValue(_ ranks: RankPatterns) -> Double {
    alternative.pValue(ranks.distribution.tails(ranks.observed))
  }
}

/// The ranks of few pairs as whole numbers: what the exact distribution of ρ depends on, and where in it
/// the pairs lie.
struct RankPatterns {
  /// The doubled ranks of each variable in ascending order.
  struct Key: Hashable {
    let x: [Int]
    let y: [Int]
  }

  let key: Key
  /// Σ of the products of the doubled ranks.
  let observed: Int

  init(_ x: Ranking, _ y: Ranking) {
    let a = x.ranks.map { Int($0 * 2) }
    let b = y.ranks.map { Int($0 * 2) }
    // Without ties all are even: half as large, the sums are a quarter.
    let (unitX, unitY) = (x.hasTies ? 1 : 2, y.hasTies ? 1 : 2)
    observed = zip(a, b).reduce(0) { $0 + ($1.0 / unitX) * ($1.1 / unitY) }
    key = Key(x: a.map { $0 / unitX }.sorted(), y: b.map { $0 / unitY }.sorted())
  }

  var distribution: PermutationCorrelation { PermutationCorrelation(key.x, key.y) }
}

extension Spearman: Method {
  static let facts = MethodFacts(
    "spearman", "Spearman’s rank correlation", .association,
    "How closely two variables rise together, by ranks.",
    hypothesis: "no monotone association", takes: .pair, least: 3, needs: .ranks,
    statistic: "rho", estimate: "rho", claim: .correlation(),
    assumptions: ["pairs are independent"],
    references: [
      .init("Spearman", 1904, doi: "10.2307/1412159"),
      .init("Bonett and Wright", 2000, doi: "10.1007/BF02294183"),
    ],
    agreesWith: ["scipy.stats.spearmanr", "scipy.stats.permutation_test", "R cor.test"])

  enum PMethod: String, CaseIterable {
    case auto, t, exact
  }

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
    let method = try options.choice(
      "p_method", else: PMethod.auto, "How the p-value is computed; auto: exact up to 10 pairs.")
    isExact = method == .auto ? nil : method == .exact
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.pairs(atLeast: Self.facts.least))
  }
}
