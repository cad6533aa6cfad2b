internal import Tables
internal import Foundation

/// Sample quantiles in the nine definitions of Hyndman and Fan (1996), doi:10.1080/00031305.1996.10473566.
///
/// Type 7 is the default of NumPy and R, type 6 that of SPSS; agrees with R's `quantile(type = )`.
public enum Quantile {
  /// The `p`-quantile of ascending `sorted` values; NaN where there is none, or `p` is no probability.
  public static func of(sorted: [Double], _ p: Double, type: Int = 7) -> Double {
    guard !sorted.isEmpty, p >= 0, p <= 1 else { return .nan }
    let n = Double(sorted.count)
    func at(_ k: Double) -> Double {
      sorted[min(max(Int(k) - 1, 0), sorted.count - 1)]
    }
    if type <= 3 {
      let m = type == 3 ? -0.5 : 0
      let position = n * p + m
      // As R: a position that is whole but for rounding is whole.
      let j = floor(position + 4 * Double.ulpOfOne)
      let g = position - j
      let gamma: Double
      switch type {
      case 1: gamma = abs(g) > 4 * Double.ulpOfOne && g > 0 ? 1 : 0
      case 2: gamma = abs(g) > 4 * Double.ulpOfOne && g > 0 ? 1 : 0.5
      default:
        gamma =
          abs(g) <= 4 * Double.ulpOfOne && j.truncatingRemainder(dividingBy: 2) == 0 ? 0 : 1
      }
      if gamma == 0 { return at(j) }
      if gamma == 1 { return at(j + 1) }
      return (at(j) + at(j + 1)) / 2
    }
    let a: Double
    let b: Double
    switch type {
    case 4: (a, b) = (0, 1)
    case 5: (a, b) = (0.5, 0.5)
    case 6: (a, b) = (0, 0)
    case 8: (a, b) = (1.0 / 3, 1.0 / 3)
    case 9: (a, b) = (3.0 / 8, 3.0 / 8)
    default: (a, b) = (1, 1)
    }
    let position = a + p * (n + 1 - a - b)
    let j = floor(position + 4 * Double.ulpOfOne)
    var g = position - j
    if abs(g) < 4 * Double.ulpOfOne { g = 0 }
    let low = at(j)
    if g == 0 { return low }
    let high = at(j + 1)
    // Symmetric form: exact at both ends, monotone between them.
    return g < 0.5 ? low + (high - low) * g : high - (high - low) * (1 - g)
  }

  /// The median of ascending `sorted` values; NaN where there is none.
  public static func median(sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    if sorted.count % 2 == 1 { return sorted[middle] }
    return sorted[middle - 1] / 2 + sorted[middle] / 2
  }

  /// The median of `values`; NaN where there is none.
  public static func median(_ values: [Double]) -> Double {
    median(sorted: RadixSort.sorted(values))
  }
}
