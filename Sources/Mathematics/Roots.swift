/// Roots and minima of functions of one variable.
public enum Search {
  /// A root between `lower` and `upper`, where the function changes sign; `nil` where it does not.
  ///
  /// Brent, R. P. (1973), Algorithms for Minimization without Derivatives, chapter 4. At most 200
  /// evaluations; agrees with SciPy's `brentq`.
  public static func root(
    between lower: Double, and upper: Double, tolerance: Double = 1e-14,
    _ function: (Double) -> Double
  ) -> Double? {
    var a = lower
    var b = upper
    var fa = function(a)
    var fb = function(b)
    if fa == 0 { return a }
    if fb == 0 { return b }
    guard (fa < 0) != (fb < 0), !fa.isNaN, !fb.isNaN else { return nil }
    var c = a
    var fc = fa
    var step = b - a
    var previous = step
    for _ in 0..<200 {
      if abs(fc) < abs(fb) {
        (a, b, c) = (b, c, b)
        (fa, fb, fc) = (fb, fc, fb)
      }
      let tolerated = 2 * Double.ulpOfOne * abs(b) + tolerance * abs(b) / 2 + 1e-300
      let half = (c - b) / 2
      if abs(half) <= tolerated || fb == 0 { return b }
      if abs(previous) >= tolerated, abs(fa) > abs(fb) {
        let s = fb / fa
        var p: Double
        var q: Double
        if a == c {
          p = 2 * half * s
          q = 1 - s
        } else {
          let r = fb / fc
          q = fa / fc
          p = s * (2 * half * q * (q - r) - (b - a) * (r - 1))
          q = (q - 1) * (r - 1) * (s - 1)
        }
        if p > 0 { q = -q } else { p = -p }
        if 2 * p < min(3 * half * q - abs(tolerated * q), abs(previous * q)) {
          previous = step
          step = p / q
        } else {
          step = half
          previous = half
        }
      } else {
        step = half
        previous = half
      }
      (a, fa) = (b, fb)
      b += abs(step) > tolerated ? step : (half > 0 ? tolerated : -tolerated)
      fb = function(b)
      if (fb < 0) == (fc < 0) {
        (c, fc) = (a, fa)
        step = b - a
        previous = step
      }
    }
    return b
  }

  /// Where the function is smallest between `lower` and `upper`, for one with a single minimum
  /// there: golden-section search to `tolerance` of the width.
  public static func minimum(
    between lower: Double, and upper: Double, tolerance: Double = 1e-9,
    _ function: (Double) -> Double
  ) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    var (a, b) = (lower, upper)
    var x1 = b - ratio * (b - a)
    var x2 = a + ratio * (b - a)
    var (f1, f2) = (function(x1), function(x2))
    while b - a > tolerance * (upper - lower) {
      if f1 < f2 {
        b = x2
        (x2, f2) = (x1, f1)
        x1 = b - ratio * (b - a)
        f1 = function(x1)
      } else {
        a = x1
        (x1, f1) = (x2, f2)
        x2 = a + ratio * (b - a)
        f2 = function(x2)
      }
      if x1 >= x2 { break }
    }
    return (a + b) / 2
  }
}
