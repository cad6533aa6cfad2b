internal import Basics
internal import Mathematics
internal import Foundation

/// The line of a normal probability plot: ascending values on the medians of normal order statistics.
///
/// Medians after Filliben: position (i - 0.3175) / (n + 0.365), the last 0.5^(1/n) and the first 1 minus it.
/// The slope estimates the standard deviation, the intercept the mean, and the correlation how straight the
/// points lie. Agrees with `scipy.stats.probplot`.
///
/// Filliben (1975), doi:10.1080/00401706.1975.10489279.
struct ProbabilityPlot {
  let slope: Double
  let intercept: Double
  let correlation: Double

  /// `nil` for fewer than three values or equal ones.
  init?(sorted values: [Double]) {
    let count = Double(values.count)
    guard values.count >= 3, values[0] < values[values.count - 1] else { return nil }
    let normal = StandardNormal()
    let last = pow(0.5, 1 / count)
    let quantiles = values.indices.map { index -> Double in
      if index == 0 { return normal.quantile(1 - last) }
      if index == values.count - 1 { return normal.quantile(last) }
      return normal.quantile((Double(index) + 1 - 0.3175) / (count + 0.365))
    }
    let (x, y) = (Moments(quantiles), Moments(values))
    let sum = Covariance.sum(quantiles, values, x.preciseMean, y.preciseMean)
    slope = sum / x.sumOfSquares
    intercept = y.mean - slope * x.mean
    correlation = sum / (x.sumOfSquares * y.sumOfSquares).squareRoot()
  }
}
