internal import CGSL
internal import Foundation

/// Hurwitz' zeta function ζ(s, q) = Σ (k + q)^-s.
public enum HurwitzZeta {
  /// ζ(s, q) for s > 1 and q > 0. Wraps `gsl_sf_hzeta_e`.
  public static func value(_ s: Double, _ q: Double) -> Double {
    GSL.open()
    var result = gsl_sf_result(val: .nan, err: .nan)
    return gsl_sf_hzeta_e(s, q, &result) == CInt(GSL_SUCCESS) ? result.val : .nan
  }

  /// d/ds ln ζ(s, q), by five points, to about ten digits.
  public static func logDerivative(_ s: Double, _ q: Double) -> Double {
    // ζ has its pole at 1.
    let h = min(1e-3, (s - 1) / 50)
    func at(_ step: Double) -> Double { log(value(s + step * h, q)) }
    return (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * h)
  }
}
