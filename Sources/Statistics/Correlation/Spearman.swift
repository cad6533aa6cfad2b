internal import Numerics

/// Spearman's rank correlation.
///
/// Null hypothesis: no monotone association. ρ is Pearson's r of the ranks, ties averaged; p from
/// t = ρ √((n - 2) / (1 - ρ²)) with n - 2 degrees of freedom, or exact over all permutations for up to
/// 10 pairs (`p_method: exact`). The interval is Fisher's with the standard error
/// √((1 + ρ²/2) / (n - 3)) of Bonett and Wright (2000), doi:10.1007/BF02294183. Agrees with
/// `scipy.stats.spearmanr`. O(n).
public struct Spearman: Sendable {
  /// The alternative hypothesis.
  public var alternative = Alternative.twoSided
  /// The level of the interval.
  public var level = 0.95
  /// Whether p is counted over all permutations.
  public var isExact = false

  /// The default test.
  public init() {}

  /// Tests complete pairs of finite values.
  public func test(_ cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    var result = try bare(cases)
    result.assumptions = [
      Assumption("pairs are independent", .notChecked, "follows from how the data were collected")
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
    if isExact {
      guard cases.count <= 10 else {
        throw StatisticsError(
          .badRequest, "an exact p-value of spearman is offered up to 10 pairs; got \(cases.count)")
      }
      result.title += ", exact"
      result.set(pValue: exactPValue(Ranking(x), Ranking(y)), "exact")
    } else {
      result.degreesOfFreedom = [n - 2]
      result.set(pValue: pValue(rho, n), "t")
    }
    let estimate = estimate(rho, n)
    result.estimate = estimate
    result.effectSizes = [EffectSize("rho", rho, estimate.interval)]
    return result
  }

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

  /// P(|ρ| >= |observed|), or of one side, over all permutations; ties as they are.
  private func exactPValue(_ x: Ranking, _ y: Ranking) -> Double {
    let a = x.ranks.map { Int($0 * 2) }
    let b = y.ranks.map { Int($0 * 2) }
    let observed = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    // Four times Σ (rank)(rank) under independence; whole because of the doubling.
    let n = a.count
    let center = n * (n + 1) * (n + 1)
    let distribution = PermutationCorrelation(a, b)
    switch alternative {
    case .twoSided:
      return distribution.probability { abs($0 - center) >= abs(observed - center) }
    case .greater: return distribution.probability { $0 >= observed }
    case .less: return distribution.probability { $0 <= observed }
    }
  }
}

extension Spearman: RequestedMethod {
  enum PMethod: String, CaseIterable {
    case t, exact
  }

  init(_ options: inout OptionReader) throws(StatisticsError) {
    (alternative, level) = try options.common()
    isExact = try options.choice("p_method", PMethod.self) == .exact
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.pairs(atLeast: 3))
  }
}
