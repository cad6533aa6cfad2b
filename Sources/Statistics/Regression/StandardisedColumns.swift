internal import Basics
internal import Mathematics

/// Columns moved to mean zero, where there is an intercept, and to a size near one: what iterations with
/// fixed tolerances need, whatever the unit and the offset of the data; and the way back.
struct StandardisedColumns {
  let columns: [[Double]]
  private let means: [Double]
  private let scales: [Double]

  /// The intercept, where there is one, is the first column.
  init(_ columns: [[Double]], hasIntercept: Bool) {
    var result: [[Double]] = []
    var means: [Double] = []
    var scales: [Double] = []
    for (j, column) in columns.enumerated() {
      guard !(hasIntercept && j == 0) else {
        result.append(column)
        means.append(0)
        scales.append(1)
        continue
      }
      let mean = hasIntercept ? DoubleDouble.mean(column).value : 0
      let largest = column.reduce(0) { max($0, abs($1 - mean)) }
      // A power of two, so that dividing rounds nothing.
      let scale =
        largest.isNormal ? Double(sign: .plus, exponent: Int(largest.exponent), significand: 1) : 1
      result.append(column.map { ($0 - mean) / scale })
      means.append(mean)
      scales.append(scale)
    }
    self.columns = result
    self.means = means
    self.scales = scales
  }

  /// The coefficients of the columns as they were given.
  func coefficients(_ standardised: [Double]) -> [Double] {
    var result = zip(standardised, scales).map { $0 / $1 }
    guard !result.isEmpty else { return result }
    var first = DoubleDouble(result[0])
    for j in result.indices.dropFirst() {
      first += -DoubleDouble.product(result[j], means[j])
    }
    result[0] = first.value
    return result
  }

  /// The covariance of those coefficients, of `size` parameters of which further ones stay as they are.
  func covariance(_ standardised: [Double], size: Int) -> [Double] {
    let transform = transform(size: size)
    let half = SymmetricMatrix.multiply(transform, standardised, size)
    var result = [Double](repeating: 0, count: size * size)
    for a in 0..<size {
      for b in 0..<size {
        result[a * size + b] = (0..<size).reduce(0.0) {
          $0 + half[a * size + $1] * transform[b * size + $1]
        }
      }
    }
    return result
  }

  /// What the coefficients of the columns as they were given are of the standardised ones, row by row.
  func transform(size: Int) -> [Double] {
    let p = columns.count
    var transform = [Double](repeating: 0, count: size * size)
    for j in 0..<size { transform[j * size + j] = j < p ? 1 / scales[j] : 1 }
    for j in 1..<max(p, 1) { transform[j] = -means[j] / scales[j] }
    return transform
  }
}
