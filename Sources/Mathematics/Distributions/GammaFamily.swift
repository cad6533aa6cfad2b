internal import Foundation

/// The chi-squared distribution.
public struct ChiSquared: ContinuousDistribution {
  /// Degrees of freedom, > 0.
  public let df: Double
  /// The distribution with `df` degrees of freedom.
  public init(df: Double) { self.df = df }
  /// The density at `x`.
  public func density(_ x: Double) -> Double { Gamma(shape: df / 2, scale: 2).density(x) }
  /// What lies below and above `x`.
  public func tails(_ x: Double) -> Tails { IncompleteFunctions.gamma(df / 2, x / 2) }
  /// Zero.
  public var infimum: Double { 0 }
  /// Near the median.
  public var middle: Double { Swift.max(df * pow(1 - 2 / (9 * df), 3), df / 10) }
}

/// The gamma distribution.
public struct Gamma: ContinuousDistribution {
  /// Shape, > 0.
  public let shape: Double
  /// Scale, > 0.
  public let scale: Double
  /// The distribution with mean `shape * scale`.
  public init(shape: Double, scale: Double) {
    self.shape = shape
    self.scale = scale
  }
  /// The density at `x`.
  public func density(_ x: Double) -> Double {
    guard x > 0 else { return 0 }
    return SaddlePoint.poisson(shape, x / scale) * shape / x
  }
  /// What lies below and above `x`.
  public func tails(_ x: Double) -> Tails { IncompleteFunctions.gamma(shape, x / scale) }
  /// Zero.
  public var infimum: Double { 0 }
  /// The mean.
  public var middle: Double { shape * scale }
}

/// The Poisson distribution.
public struct Poisson: Sendable {
  /// Mean, > 0.
  public let mean: Double
  /// The distribution with mean `mean`.
  public init(mean: Double) { self.mean = mean }
  /// P(X = k).
  public func mass(_ k: Int) -> Double { k < 0 ? 0 : SaddlePoint.poisson(Double(k), mean) }
  /// P(X <= k) and P(X > k).
  public func tails(_ k: Int) -> Tails {
    k < 0 ? Tails(lower: 0, upper: 1) : IncompleteFunctions.gamma(Double(k) + 1, mean).swapped
  }
}
