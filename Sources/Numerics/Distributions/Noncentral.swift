internal import Foundation

/// The non-central t distribution, for intervals of standardised differences.
///
/// Lenth (1989), algorithm AS 243, doi:10.2307/2347693. About 12 digits.
public enum NoncentralT {
  /// P(T <= t) with `df` degrees of freedom and non-centrality `delta`.
  public static func cumulative(_ t: Double, df: Double, delta: Double) -> Double {
    if t < 0 { return 1 - cumulative(-t, df: df, delta: -delta) }
    let normal = StandardNormal()
    if abs(delta) > 37.5 {
      // Abramowitz and Stegun 26.7.10
      let s = 1 / (4 * df)
      return normal.cumulative((t * (1 - s) - delta) / (1 + t * t * 2 * s).squareRoot())
    }
    var total = normal.cumulative(-delta)
    let x = t * t / (t * t + df)
    guard x > 0 else { return min(total, 1) }
    let lambda = delta * delta / 2
    let b = df / 2
    // Start at the largest Poisson weight and go both ways: no underflow for large delta.
    let start = Int(lambda.rounded(.down))
    func p(_ j: Int) -> Double {
      exp(
        -lambda + Double(j) * (lambda > 0 ? log(lambda) : 0)
          - SpecialFunctions.logGammaPositive(Double(j) + 1))
    }
    func q(_ j: Int) -> Double {
      delta / 2.0.squareRoot()
        * exp(
          -lambda
            + Double(j) * (lambda > 0 ? log(lambda) : 0)
            - SpecialFunctions.logGammaPositive(Double(j) + 1.5))
    }
    if lambda == 0 {
      return min(total + 0.5 * IncompleteFunctions.beta(0.5, b, x, df / (t * t + df)).lower, 1)
    }
    let y = df / (t * t + df)
    func term(_ j: Int) -> Double {
      let odd = IncompleteFunctions.beta(Double(j) + 0.5, b, x, y).lower
      let even = IncompleteFunctions.beta(Double(j) + 1, b, x, y).lower
      return p(j) * odd + q(j) * even
    }
    var sum = 0.0
    var j = start
    while j < start + 2000 {
      let value = term(j)
      sum += value
      if abs(value) < 1e-15 * abs(sum) { break }
      j += 1
    }
    j = start - 1
    while j >= 0 {
      let value = term(j)
      sum += value
      if abs(value) < 1e-15 * abs(sum) { break }
      j -= 1
    }
    total += sum / 2
    return min(max(total, 0), 1)
  }

  /// The non-centralities for which `t` is the upper and the lower limit; `nil` where none is found.
  public static func limits(t: Double, df: Double, level: Double) -> (Double, Double)? {
    guard t.isFinite, df > 0, abs(t) < 30 else {
      // Far out the estimate is normal around t with variance 1 + t²/(2 df).
      guard t.isFinite, df > 0 else { return nil }
      let z = StandardNormal().upperQuantile((1 - level) / 2)
      let error = (1 + t * t / (2 * df)).squareRoot()
      return (t - z * error, t + z * error)
    }
    let tail = (1 - level) / 2
    let reach = 8 + 3 * abs(t) / df.squareRoot()
    func limit(_ p: Double) -> Double? {
      Search.root(between: t - reach - 2, and: t + reach + 2, tolerance: 1e-10) {
        cumulative(t, df: df, delta: $0) - p
      }
    }
    guard let low = limit(1 - tail), let high = limit(tail) else { return nil }
    return (low, high)
  }

  /// Γ(df/2) / (√(df/2) Γ((df - 1)/2)), which makes d unbiased; 1 minus about 3 / (4 df - 1).
  public static func unbiasing(df: Double) -> Double {
    guard df > 1 else { return 0 }
    return exp(
      SpecialFunctions.logGammaPositive(df / 2) - SpecialFunctions.logGammaPositive((df - 1) / 2))
      / (df / 2).squareRoot()
  }
}

/// Mixtures over Poisson weights, for intervals of explained variance.
public enum NoncentralMixture {
  /// P(X <= x) of the non-central chi-squared distribution.
  public static func chiSquared(_ x: Double, df: Double, lambda: Double) -> Double {
    mixture(lambda) { IncompleteFunctions.gamma(df / 2 + Double($0), x / 2).lower }
  }

  /// P(F <= f) of the non-central F distribution.
  public static func f(_ f: Double, df1: Double, df2: Double, lambda: Double) -> Double {
    let total = df1 * f + df2
    return mixture(lambda) {
      IncompleteFunctions.beta(df1 / 2 + Double($0), df2 / 2, df1 * f / total, df2 / total).lower
    }
  }

  /// The non-centralities for which the observed value is the upper and the lower limit; 0 where the
  /// value is too small for one.
  public static func limits(
    level: Double, scale: Double, _ cumulative: (Double) -> Double
  ) -> (Double, Double) {
    let tail = (1 - level) / 2
    func limit(_ p: Double) -> Double {
      guard cumulative(0) > p else { return 0 }
      var high = Swift.max(scale, 1)
      var steps = 0
      while cumulative(high) > p, steps < 60 {
        high *= 2
        steps += 1
      }
      return Search.root(between: 0, and: high, tolerance: 1e-10) { cumulative($0) - p } ?? 0
    }
    return (limit(1 - tail), limit(tail))
  }

  private static func mixture(_ lambda: Double, _ part: (Int) -> Double) -> Double {
    let mean = lambda / 2
    if mean <= 0 { return part(0) }
    let start = Int(mean.rounded(.down))
    var sum = 0.0
    var j = start
    while j < start + 5000 {
      let weight = SaddlePoint.poisson(Double(j), mean)
      sum += weight * part(j)
      if weight < 1e-16, j > start { break }
      j += 1
    }
    j = start - 1
    while j >= 0 {
      let weight = SaddlePoint.poisson(Double(j), mean)
      sum += weight * part(j)
      if weight < 1e-16 { break }
      j -= 1
    }
    return Swift.min(sum, 1)
  }
}
