internal import CGSL
internal import Foundation

/// The standard normal distribution.
///
/// Tails are GSL's rational approximations after Cody (1969), quantiles Wichura's AS 241 (1988).
public struct StandardNormal: ContinuousDistribution {
  /// The standard normal distribution.
  public init() {}
  /// e^(-x²/2) / √(2π).
  public func density(_ x: Double) -> Double { exp(-x * x / 2) / (2 * Double.pi).squareRoot() }
  /// What lies below and above `x`; 1e-300 stays 1e-300.
  public func tails(_ x: Double) -> Tails {
    Tails(lower: gsl_cdf_ugaussian_P(x), upper: gsl_cdf_ugaussian_Q(x))
  }
  /// The support is the line.
  public var infimum: Double { -.infinity }
  /// Zero.
  public var middle: Double { 0 }
  /// The `x` with P(X <= x) = p. Wraps `gsl_cdf_ugaussian_Pinv`.
  public func quantile(_ p: Double) -> Double { gsl_cdf_ugaussian_Pinv(p) }
  /// The `x` with P(X > x) = q. Wraps `gsl_cdf_ugaussian_Qinv`.
  public func upperQuantile(_ q: Double) -> Double { gsl_cdf_ugaussian_Qinv(q) }
}
