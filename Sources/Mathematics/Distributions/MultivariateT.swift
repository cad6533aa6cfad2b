internal import Foundation

/// The largest absolute value of several t statistics that share their denominator, whatever their correlations.
///
/// Genz and Bretz's transformation to the unit cube, by a fixed lattice: about 4 digits, the same in every run. Genz and Bretz (2009),
/// Computation of Multivariate Normal and t Probabilities. Agrees with R's `mvtnorm::pmvt`. O(points · n²).
public struct MultivariateT: Sendable {
  private let factor: [Double]
  private let size: Int
  /// The denominators at the points.
  private let scales: [Double]
  private let places: [Double]
  private static let points = 16_381

  /// Statistics with these correlations, row-major, and `df` degrees of freedom; infinite ones are normal. `nil` where the
  /// correlations are those of no distribution.
  public init?(correlations: [Double], df: Double) {
    let n = Int(Double(correlations.count).squareRoot().rounded())
    guard n > 0, n * n == correlations.count else { return nil }
    // A little off the diagonal, so that statistics that follow from others have a factor.
    var matrix = correlations
    for i in 0..<n { for j in 0..<n where i != j { matrix[i * n + j] *= 1 - 1e-9 } }
    guard let factor = SymmetricMatrix.cholesky(matrix, n) else { return nil }
    self.factor = factor
    size = n
    let primes = Self.primes(n + 1)
    let roots = primes.map { Double($0).squareRoot() }
    func place(_ point: Int, _ axis: Int) -> Double {
      let product = Double(point + 1) * roots[axis] + 0.5
      let part = product - product.rounded(.down)
      return min(max(abs(2 * part - 1), 1e-12), 1 - 1e-12)
    }
    let chi = ChiSquared(df: min(df, 1e7))
    scales = (0..<Self.points).map { point in
      df >= 1e7 ? 1 : (chi.quantile(place(point, 0)) / df).squareRoot()
    }
    places = (0..<Self.points).flatMap { point in (1...n).map { place(point, $0) } }
  }

  private static func primes(_ count: Int) -> [Int] {
    var primes: [Int] = []
    var number = 2
    while primes.count < count {
      if primes.allSatisfy({ number % $0 != 0 }) { primes.append(number) }
      number += 1
    }
    return primes
  }

  /// P(max |T| > t).
  public func survival(_ t: Double) -> Double {
    let normal = StandardNormal()
    var total = 0.0
    var y = [Double](repeating: 0, count: size)
    for point in scales.indices {
      let bound = t * scales[point]
      var inside = 1.0
      for i in 0..<size {
        var shift = 0.0
        for j in 0..<i { shift += factor[i * size + j] * y[j] }
        let diagonal = factor[i * size + i]
        let low = normal.cumulative((-bound - shift) / diagonal)
        let high = normal.cumulative((bound - shift) / diagonal)
        let width = max(high - low, 0)
        inside *= width
        guard inside > 0 else { break }
        if i + 1 < size {
          let u = low + places[point * size + i] * width
          y[i] = normal.quantile(min(max(u, 1e-300), 1 - 1e-16))
        }
      }
      total += inside
    }
    return min(max(1 - total / Double(scales.count), 0), 1)
  }

  /// The t with P(max |T| > t) = p.
  public func upperQuantile(_ p: Double) -> Double? {
    var high = 4.0
    while survival(high) > p, high < 1e6 { high *= 2 }
    return Search.root(between: 1e-3, and: high, tolerance: 1e-8) { survival($0) - p }
  }
}
