internal import CGSL
internal import Foundation

/// Special functions, each through the door to GSL.
public enum SpecialFunctions {
  /// ψ(x) = Γ'(x) / Γ(x). Wraps `gsl_sf_psi_e`.
  public static func digamma(_ x: Double) throws(NumericalError) -> Double {
    var answer = gsl_sf_result()
    try GSL.check("gsl_sf_psi_e") { gsl_sf_psi_e(x, &answer) }
    return answer.val
  }

  /// ψ'(x). Wraps `gsl_sf_psi_1_e`.
  public static func trigamma(_ x: Double) throws(NumericalError) -> Double {
    var answer = gsl_sf_result()
    try GSL.check("gsl_sf_psi_1_e") { gsl_sf_psi_1_e(x, &answer) }
    return answer.val
  }

  /// ln Γ(x) for x > 0 without a throw; infinite at 0. The C library's, which is thread-safe in this
  /// form.
  public static func logGammaPositive(_ x: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }

  /// ln of the binomial coefficient, n >= k >= 0, by differences of ln Γ.
  public static func logBinomial(_ n: Double, _ k: Double) -> Double {
    logGammaPositive(n + 1) - logGammaPositive(k + 1) - logGammaPositive(n - k + 1)
  }
}

/// The saddle-point expansion of binomial and Poisson densities: full relative accuracy where sums
/// of ln Γ would cancel.
///
/// Loader, C. (2000), "Fast and accurate computation of binomial probabilities". Agrees with R's
/// `dbinom` and `dpois`, which use it for real-valued arguments too.
enum SaddlePoint {
  private static let halfLogTwoPi = 0.918938533204672741780329736406

  /// ln Γ(n + 1) - Stirling's formula: ln(n!) - (n + 1/2) ln n + n - ln √(2π).
  static func stirlingError(_ n: Double) -> Double {
    if n <= 15 {
      return SpecialFunctions.logGammaPositive(n + 1) - (n + 0.5) * log(n) + n - halfLogTwoPi
    }
    let square = n * n
    let s0 = 1.0 / 12
    let s1 = 1.0 / 360
    let s2 = 1.0 / 1260
    let s3 = 1.0 / 1680
    let s4 = 1.0 / 1188
    let s5 = 691.0 / 360360
    let s6 = 1.0 / 156
    return
      (s0
      - (s1 - (s2 - (s3 - (s4 - (s5 - s6 / square) / square) / square) / square) / square) / square)
      / n
  }

  /// The deviance x ln(x / m) + m - x without cancellation where x is near m.
  static func deviance(_ x: Double, _ m: Double) -> Double {
    if abs(x - m) < 0.1 * (x + m) {
      let v = (x - m) / (x + m)
      var sum = (x - m) * v
      var term = 2 * x * v
      let square = v * v
      var j = 1.0
      while j < 1000 {
        term *= square
        let next = sum + term / (2 * j + 1)
        if next == sum { return next }
        sum = next
        j += 1
      }
      return sum
    }
    return x * log(x / m) + m - x
  }

  /// n! / (k! (n - k)!) x^k y^(n - k) for real 0 <= k <= n, where y = 1 - x.
  static func binomial(_ k: Double, _ n: Double, _ x: Double, _ y: Double) -> Double {
    if x == 0 { return k == 0 ? 1 : 0 }
    if y == 0 { return k == n ? 1 : 0 }
    if k == 0 { return exp(n * (x < 0.1 ? log1p(-x) : log(y))) }
    if k == n { return exp(n * (y < 0.1 ? log1p(-y) : log(x))) }
    let exponent =
      stirlingError(n) - stirlingError(k) - stirlingError(n - k)
      - deviance(k, n * x) - deviance(n - k, n * y)
    return exp(exponent - halfLogTwoPi) * (n / (k * (n - k))).squareRoot()
  }

  /// m^k e^-m / Γ(k + 1) for real k >= 0.
  static func poisson(_ k: Double, _ m: Double) -> Double {
    if m == 0 { return k == 0 ? 1 : 0 }
    if k == 0 { return exp(-m) }
    let exponent = -stirlingError(k) - deviance(k, m)
    return exp(exponent - halfLogTwoPi) / k.squareRoot()
  }
}

/// A probability split at a point into what lies below and what lies above; both accurate, also where
/// one is 1e-300.
public struct Tails: Hashable, Sendable {
  /// The probability below.
  public let lower: Double
  /// The probability above.
  public let upper: Double

  /// Two probabilities; where a point itself has one, both may contain it.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// Both sides the other way round.
  var swapped: Tails { Tails(lower: upper, upper: lower) }
}

/// Regularised incomplete gamma and beta functions with both tails.
enum IncompleteFunctions {
  private static let tiny = 1e-300
  private static let steps = 200_000

  /// P(a, x) and Q(a, x), a > 0, x >= 0: a series below a + 1, a continued fraction above.
  static func gamma(_ a: Double, _ x: Double) -> Tails {
    if !(x > 0) { return Tails(lower: 0, upper: 1) }
    if x == .infinity { return Tails(lower: 1, upper: 0) }
    let density = SaddlePoint.poisson(a, x)
    if x < a + 1 {
      var sum = 1.0
      var term = 1.0
      var n = a
      for _ in 0..<steps {
        n += 1
        term *= x / n
        sum += term
        if term < sum * 1e-17 { break }
      }
      let lower = min(density * sum, 1)
      return Tails(lower: lower, upper: 1 - lower)
    }
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for i in 1...steps {
      let k = Double(i)
      let an = -k * (k - a)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let factor = d * c
      h *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    // x^a e^-x / Γ(a) = a * x^a e^-x / Γ(a + 1)
    let upper = min(density * a * h, 1)
    return Tails(lower: 1 - upper, upper: upper)
  }

  /// I_x(a, b) and its complement, where y = 1 - x is given apart so that neither loses digits.
  static func beta(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Tails {
    if !(x > 0) { return Tails(lower: 0, upper: 1) }
    if !(y > 0) { return Tails(lower: 1, upper: 0) }
    if x > (a + 1) / (a + b + 2) {
      let mirrored = fraction(b, a, y, x)
      return Tails(lower: 1 - mirrored, upper: mirrored)
    }
    let lower = fraction(a, b, x, y)
    return Tails(lower: lower, upper: 1 - lower)
  }

  /// I_x(a, b) by the continued fraction, for x below the mode.
  private static func fraction(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let front = SaddlePoint.binomial(a, a + b, x, y) * b / (a + b)
    if front == 0 { return 0 }
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    var h = d
    for i in 1...steps {
      let m = Double(i)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 + even * d
      if abs(d) < tiny { d = tiny }
      c = 1 + even / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      h *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + odd * d
      if abs(d) < tiny { d = tiny }
      c = 1 + odd / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let factor = d * c
      h *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return min(front * h, 1)
  }
}
