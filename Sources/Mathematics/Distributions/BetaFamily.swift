internal import CGSL
internal import Foundation

/// Student's t distribution.
public struct StudentT: ContinuousDistribution {
  /// Degrees of freedom, > 0, not necessarily whole; infinite: the normal distribution.
  public let df: Double
  /// The distribution with `df` degrees of freedom.
  public init(df: Double) { self.df = df }
  /// The density at `t`.
  public func density(_ t: Double) -> Double {
    if df == .infinity { return StandardNormal().density(t) }
    let ratio = t * t / df
    let log1 = ratio > 0.2 ? log(1 + ratio) : log1p(ratio)
    let core =
      -SaddlePoint.deviance(df / 2, (df + 1) / 2) + SaddlePoint.stirlingError((df + 1) / 2)
      - SaddlePoint.stirlingError(df / 2)
    return exp(core - df * log1 / 2) / (2 * Double.pi * (1 + ratio)).squareRoot()
  }
  /// What lies below and above `t`.
  public func tails(_ t: Double) -> Tails {
    if t.isNaN { return Tails(lower: .nan, upper: .nan) }
    let outside = twoSided(t)
    let above = Tails(lower: 1 - outside / 2, upper: outside / 2)
    return t >= 0 ? above : above.swapped
  }
  /// The support is the line.
  public var infimum: Double { -.infinity }
  /// Zero.
  public var middle: Double { 0 }
  /// P(|T| > |t|).
  ///
  /// Wraps `gsl_cdf_tdist_Q`. From 30 to 1000 degrees of freedom its expansion keeps as few as six
  /// digits of a far tail, where the F distribution of t² keeps thirteen.
  public func twoSided(_ t: Double) -> Double {
    if t.isNaN { return .nan }
    if df == .infinity { return 2 * StandardNormal().survival(abs(t)) }
    if abs(t) == .infinity { return 0 }
    let square = t * t
    if square > 1e200 {
      // Squares leave the range of doubles, and the first term of the series is all of it:
      // I_x(a, 1/2) = x^a / (a B(a, 1/2)) (1 + O(x)).
      let a = df / 2
      let beta = lgamma(a) + lgamma(0.5) - lgamma(a + 0.5)
      return exp(df * log(df.squareRoot() / abs(t)) - log(a) - beta)
    }
    return df > 30 && df < 1000
      ? gsl_cdf_fdist_Q(square, 1, df) : 2 * gsl_cdf_tdist_Q(abs(t), df)
  }
}

/// The F distribution.
public struct FDistribution: ContinuousDistribution {
  /// Degrees of freedom of the numerator, > 0.
  public let df1: Double
  /// Degrees of freedom of the denominator, > 0.
  public let df2: Double
  /// The distribution with `df1` and `df2` degrees of freedom.
  public init(df1: Double, df2: Double) {
    self.df1 = df1
    self.df2 = df2
  }
  /// The density at `x`.
  public func density(_ x: Double) -> Double {
    guard x > 0 else { return 0 }
    let total = df1 * x + df2
    let (p, q) = (df1 * x / total, df2 / total)
    // x f(x) = p^(df1/2) q^(df2/2) / B(df1/2, df2/2)
    let (a, b) = (df1 / 2, df2 / 2)
    return SaddlePoint.binomial(a, a + b, p, q) * a * b / (a + b) / x
  }
  /// What lies below and above `x`.
  public func tails(_ x: Double) -> Tails {
    if x.isNaN { return Tails(lower: .nan, upper: .nan) }
    if x <= 0 { return Tails(lower: 0, upper: 1) }
    if x == .infinity { return Tails(lower: 1, upper: 0) }
    let total = df1 * x + df2
    return IncompleteFunctions.beta(df1 / 2, df2 / 2, df1 * x / total, df2 / total)
  }
  /// Zero.
  public var infimum: Double { 0 }
  /// One.
  public var middle: Double { 1 }
}

/// The beta distribution.
public struct Beta: Sendable {
  /// First shape, > 0.
  public let a: Double
  /// Second shape, > 0.
  public let b: Double
  /// The distribution with mean a / (a + b).
  public init(a: Double, b: Double) {
    self.a = a
    self.b = b
  }
  /// What lies below and above `x` in 0...1.
  public func tails(_ x: Double) -> Tails { IncompleteFunctions.beta(a, b, x, 1 - x) }
  /// The `x` with P(X <= x) = p, through the F distribution.
  public func quantile(_ p: Double) -> Double {
    if p <= 0 { return 0 }
    if p >= 1 { return 1 }
    let f = FDistribution(df1: 2 * a, df2: 2 * b).quantile(p)
    return a * f / (a * f + b)
  }
}

/// The binomial distribution.
public struct Binomial: Sendable {
  /// Number of trials.
  public let trials: Int
  /// Chance of a success, 0...1.
  public let probability: Double
  /// The number of successes in `trials` of `probability` each.
  public init(trials: Int, probability: Double) {
    self.trials = trials
    self.probability = probability
  }
  /// P(X = k).
  public func mass(_ k: Int) -> Double {
    guard k >= 0, k <= trials else { return 0 }
    return SaddlePoint.binomial(Double(k), Double(trials), probability, 1 - probability)
  }
  /// P(X <= k) and P(X > k).
  public func tails(_ k: Int) -> Tails {
    if k < 0 { return Tails(lower: 0, upper: 1) }
    if k >= trials { return Tails(lower: 1, upper: 0) }
    return IncompleteFunctions.beta(
      Double(k) + 1, Double(trials - k), probability, 1 - probability
    ).swapped
  }
  /// P(X <= k), exact at both ends.
  public func cumulative(_ k: Int) -> Double { tails(k).lower }
  /// P(X > k).
  public func survival(_ k: Int) -> Double { tails(k).upper }
}
