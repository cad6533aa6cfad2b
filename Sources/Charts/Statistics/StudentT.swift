internal import Foundation

/// The t quantile that mean intervals need.
enum StudentT {
  /// The 97.5 % quantile of Student's t for `df` degrees of freedom: exact for 1 and 2, else the
  /// expansion of Cornish and Fisher to the fourth order (Abramowitz and Stegun 26.7.5), which errs
  /// by less than 0.3 % from 3 degrees on.
  static func quantile975(_ df: Double) -> Double {
    if df < 1.5 { return 12.706204736432095 }
    if df < 2.5 { return 4.302652729696142 }
    let z = 1.959963984540054
    let g1 = (pow(z, 3) + z) / 4
    let g2 = (5 * pow(z, 5) + 16 * pow(z, 3) + 3 * z) / 96
    let g3 = (3 * pow(z, 7) + 19 * pow(z, 5) + 17 * pow(z, 3) - 15 * z) / 384
    let g4 =
      (79 * pow(z, 9) + 776 * pow(z, 7) + 1482 * pow(z, 5) - 1920 * pow(z, 3) - 945 * z) / 92_160
    return z + g1 / df + g2 / pow(df, 2) + g3 / pow(df, 3) + g4 / pow(df, 4)
  }
}
