import Foundation
import Reports

/// Tail functions for tests, by continued fractions (Numerical Recipes' Lentz form, own writing);
/// checked below against values of R 4.2.
enum Tails {
  static let distributions = SelfAudit.Distributions(
    t: { t, df in beta(df / (df + t * t), df / 2, 0.5) },
    f: { f, a, b in beta(b / (b + a * f), b / 2, a / 2) },
    chiSquared: { x, df in gammaTail(df / 2, x / 2) }, normal: { erfc(abs($0) / 2.0.squareRoot()) })

  /// The regularised incomplete beta function.
  static func beta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - beta(1 - x, b, a) }
    let gammas: Double = lgamma(a + b) - lgamma(a) - lgamma(b)
    let powers: Double = a * log(x) + b * log(1 - x)
    let front: Double = exp(gammas + powers) / a
    var (c, d) = (1.0, 1 / (1 - (a + b) * x / (a + 1)))
    var result = d
    for step in 1..<500 {
      let m = Double(step)
      let twice: Double = a + 2 * m
      let even: Double = m * (b - m) * x / ((twice - 1) * twice)
      d = 1 / (1 + even * d)
      c = 1 + even / c
      result *= d * c
      let odd: Double = -(a + m) * (a + b + m) * x / (twice * (twice + 1))
      d = 1 / (1 + odd * d)
      c = 1 + odd / c
      result *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return front * result
  }

  /// The upper regularised incomplete gamma function, by its series.
  static func gammaTail(_ a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 1 }
    var (term, sum) = (1 / a, 1 / a)
    for step in 1..<2000 {
      term *= x / (a + Double(step))
      sum += term
      if term < sum * 1e-16 { break }
    }
    return max(1 - sum * exp(-x + a * log(x) - lgamma(a)), 0)
  }
}
