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
    let x = t * t / (t * t + df)
    let below = normal.cumulative(-delta)
    guard x > 0 else { return below }
    let y = df / (t * t + df)
    let lambda = delta * delta
    let b = df / 2
    var a = 0.5
    var p = 0.5 * exp(-lambda / 2)
    var q = (2 / Double.pi).squareRoot() * p * delta
    var rest = 0.5 - p
    let power = exp(b * (y > 0.5 ? log1p(-x) : log(y)))
    let logBeta =
      0.5 * log(Double.pi) + SpecialFunctions.logGammaPositive(b)
      - SpecialFunctions.logGammaPositive(b + 0.5)
    var odd = IncompleteFunctions.beta(a, b, x, y).lower
    var oddStep = 2 * power * exp(a * log(x) - logBeta)
    var even = 1 - power
    var evenStep = b * x * power
    var total = p * odd + q * even
    var n = 1.0
    // Each next incomplete beta function follows from the last by one term.
    while n < 5_000 {
      a += 1
      odd -= oddStep
      even -= evenStep
      oddStep *= x * (a + b - 1) / a
      evenStep *= x * (a + b - 0.5) / (a + 0.5)
      p *= lambda / (2 * n)
      q *= lambda / (2 * n + 1)
      rest -= p
      total += p * odd + q * even
      if abs(2 * rest * (odd - oddStep)) < 1e-14 { break }
      n += 1
    }
    return min(max(total + below, 0), 1)
  }

  /// The non-centralities for which `t` is the upper and the lower limit; `nil` if none is found.
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
    if lambda > 2_000 {
      // Sankaran (1963), doi:10.1093/biomet/50.1-2.199: good to 4 digits out here.
      let (k, l) = (df + lambda, df + 2 * lambda)
      let h = 1 - 2 * k * (df + 3 * lambda) / (3 * l * l)
      let p = l / (k * k)
      let m = (h - 1) * (1 - 3 * h)
      let z =
        (pow(x / k, h) - (1 + h * p * (h - 1 - 0.5 * (2 - h) * m * p)))
        / (h * (2 * p).squareRoot() * (1 + 0.5 * m * p))
      return StandardNormal().cumulative(z)
    }
    return mixture(lambda) { IncompleteFunctions.gamma(df / 2 + Double($0), x / 2).lower }
  }

  /// P(F <= f) of the non-central F distribution.
  public static func f(_ f: Double, df1: Double, df2: Double, lambda: Double) -> Double {
    if lambda > 2_000 {
      // Patnaik (1949), doi:10.2307/2332542: the first two moments of the numerator.
      let near = (df1 + lambda) * (df1 + lambda) / (df1 + 2 * lambda)
      return FDistribution(df1: near, df2: df2).cumulative(f * df1 / (df1 + lambda))
    }
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
