internal import Basics
internal import Mathematics
internal import Foundation

/// Pearson's product-moment correlation.
///
/// Null hypothesis: no linear association. r = Σ(x - x̄)(y - ȳ) / √(Σ(x - x̄)² Σ(y - ȳ)²);
/// t = r √((n - 2) / (1 - r²)) with n - 2 degrees of freedom; the interval by Fisher's z with standard
/// error 1 / √(n - 3). Incomplete pairs are dropped and counted. Agrees with `scipy.stats.pearsonr`. O(n).
///
/// Fisher (1921), Metron 1. Assumes a linear relation and, for p and interval, roughly normal
/// variables.
public struct Pearson: Sendable {
  /// The alternative hypothesis.
  public var alternative = Alternative.twoSided
  /// The level of the interval.
  public var level = 0.95

  /// A test with every option at its default.
  public init() {}

  /// Tests complete pairs of finite values.
  public func test(_ cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    var result = try bare(cases)
    let x = cases.columns[0]
    let y = cases.columns[1]
    result.assumptions = [
      NormalityCheck.assumption("x is normal", x), NormalityCheck.assumption("y is normal", y),
      Assumption.ofDesign("pairs are independent"),
    ]
    var robust = Spearman()
    robust.alternative = alternative
    robust.level = level
    result.robustAlternative = RobustAlternative(try robust.bare(cases))
    return result
  }

  func bare(_ cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    let n = Double(cases.count)
    let r = try Correlation.coefficient(cases.columns[0], cases.columns[1], "pearson")
    var result = AnalysisResult(method: "pearson", title: "Pearson correlation")
    result.account(cases)
    result.alternative = alternative
    result.degreesOfFreedom = [n - 2]
    result.statistic = NamedValue("r", r)
    result.set(pValue: Correlation.pValue(r, df: n - 2, alternative), "t")
    let interval = Correlation.fisherInterval(
      r, standardError: 1 / max(n - 3, 0).squareRoot(), level, alternative)
    result.estimate = Estimate("r", r, interval, level: level)
    result.effectSizes = [
      EffectSize("r", r, interval), EffectSize("r-squared", r * r, interval.map(Self.squared)),
    ]
    return result
  }

  /// The squares of the values in an interval of correlations.
  private static func squared(_ interval: Interval) -> Interval {
    let (low, high) = (interval.low ?? -1, interval.high ?? 1)
    let largest = max(low * low, high * high)
    return Interval(low <= 0 && high >= 0 ? 0 : min(low * low, high * high), largest)
  }
}

extension Pearson: Method {
  static let facts = MethodFacts(
    "pearson", "Pearson’s correlation", .association,
    "How closely two variables follow a straight line.",
    hypothesis: "no linear association", takes: .pair, least: 3, needs: .products, statistic: "r",
    estimate: "r", claim: .correlation(),
    assumptions: ["x is normal", "y is normal", "pairs are independent"],
    references: [.init("Fisher", 1915, doi: "10.1093/biomet/10.4.507")],
    agreesWith: ["scipy.stats.pearsonr"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.pairs(atLeast: Self.facts.least))
  }
}

/// What the correlations share.
package enum Correlation {
  /// Pearson's r of two columns without missing values.
  package static func coefficient(
    _ x: [Double], _ y: [Double], _ method: String
  ) throws(StatisticsError) -> Double {
    try SquareRange.check(method, x)
    try SquareRange.check(method, y)
    let a = Moments(x)
    let b = Moments(y)
    for (name, moments) in [("x", a), ("y", b)] where moments.isConstant {
      throw StatisticsError(
        .constantInput, "\(method): all \(x.count) values of '\(name)' are equal")
    }
    let product = Covariance.sum(x, y, a.preciseMean, b.preciseMean)
    return min(max(product / Self.geometricMean(a.sumOfSquares, b.sumOfSquares), -1), 1)
  }

  /// √(a b), exact where a is b; by two roots where the product leaves the range of doubles.
  static func geometricMean(_ a: Double, _ b: Double) -> Double {
    let product = a * b
    return product.isNormal ? product.squareRoot() : a.squareRoot() * b.squareRoot()
  }

  /// The p-value of a correlation by Student's t with `df` degrees of freedom.
  static func pValue(_ r: Double, df: Double, _ alternative: Alternative) -> Double {
    let square = (1 - r) * (1 + r)
    if square <= 0 {
      switch alternative {
      case .twoSided: return 0
      case .greater: return r > 0 ? 0 : 1
      case .less: return r < 0 ? 0 : 1
      }
    }
    let t = r * (df / square).squareRoot()
    return alternative.pValue(StudentT(df: df).tails(t))
  }

  /// The interval on the scale of artanh r.
  static func fisherInterval(
    _ r: Double, standardError: Double, _ level: Double, _ alternative: Alternative
  ) -> Interval? {
    guard abs(r) < 1 else { return Interval(r, r) }
    guard standardError.isFinite else { return Interval(-1, 1) }
    let z = atanh(r)
    let normal = StandardNormal()
    switch alternative {
    case .twoSided:
      let margin = normal.upperQuantile((1 - level) / 2) * standardError
      return Interval(tanh(z - margin), tanh(z + margin))
    case .less: return Interval(-1, tanh(z + normal.upperQuantile(1 - level) * standardError))
    case .greater: return Interval(tanh(z - normal.upperQuantile(1 - level) * standardError), 1)
    }
  }
}

extension Alternative {
  /// The interval of an effect size beside a p-value of this alternative, from a two-sided one of any level.
  ///
  /// One-sided, an end of level `level` is that of the two-sided interval of 2 `level` - 1; the other is
  /// that of the range, or open.
  func effectInterval(
    level: Double, within range: ClosedRange<Double>? = nil, _ twoSided: (Double) -> Interval?
  ) -> Interval? {
    switch self {
    case .twoSided: twoSided(level)
    case .less: twoSided(2 * level - 1).map { Interval(range?.lowerBound, $0.high) }
    case .greater: twoSided(2 * level - 1).map { Interval($0.low, range?.upperBound) }
    }
  }

  /// The p-value of a statistic whose null distribution is symmetric, by its tails.
  func pValue(_ tails: Tails) -> Double {
    switch self {
    case .twoSided: min(1, 2 * min(tails.lower, tails.upper))
    case .less: tails.lower
    case .greater: tails.upper
    }
  }

  /// estimate ± quantile · standardError, open on one side for a one-sided alternative.
  func interval(
    _ estimate: Double, _ standardError: Double, level: Double,
    _ distribution: some ContinuousDistribution
  ) -> Interval {
    switch self {
    case .twoSided:
      let margin = distribution.upperQuantile((1 - level) / 2) * standardError
      return Interval(estimate - margin, estimate + margin)
    case .less:
      return Interval(nil, estimate + distribution.upperQuantile(1 - level) * standardError)
    case .greater:
      return Interval(estimate - distribution.upperQuantile(1 - level) * standardError, nil)
    }
  }
}
