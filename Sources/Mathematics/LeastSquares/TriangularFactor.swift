internal import Foundation

/// The upper triangular factor of a QR factorisation, with its columns pivoted by norm.
///
/// Rows enter in blocks that fit the processor's cache and are folded into one triangle by Householder
/// reflections, which is as stable as one factorisation of the whole (Demmel et al. 2012,
/// doi:10.1137/080731992); the triangle, of columns scaled by powers of two, is then pivoted to
/// reveal the rank.
struct TriangularFactor {
  /// The number of columns.
  let size: Int
  /// Row-major upper triangle of the pivoted, scaled matrix.
  private(set) var upper: [Double]
  /// `order[k]` is the column of the matrix that stands at position k.
  private(set) var order: [Int]
  /// Powers of two by which the columns were multiplied.
  let scales: [Double]
  /// Q' y for the pivoted factor.
  private(set) var projected: [Double]
  /// How many pivots are not negligible.
  private(set) var rank: Int

  init(_ design: DesignMatrix, _ response: [Double], weightRoots: [Double]?) {
    let p = design.columnCount
    size = p
    let n = design.rowCount
    let scales = design.columns.map { column -> Double in
      let largest = column.reduce(0) { Swift.max($0, abs($1)) }
      guard largest > 0, largest.isFinite else { return 1 }
      return scalbn(1, -Int(largest.exponent))
    }
    self.scales = scales
    let width = p + 1
    let block = Swift.max(4 * width, 512)
    let height = width + block
    var work = [Double](repeating: 0, count: height * width)
    var used = 0
    work.withUnsafeMutableBufferPointer { work in
      guard let base = work.baseAddress else { return }
      var row = 0
      while row < n {
        let take = Swift.min(block, n - row)
        for j in 0..<width {
          let column = base + j * height + used
          if j < p {
            let scale = scales[j]
            design.columns[j].withUnsafeBufferPointer { source in
              for i in 0..<take { column[i] = source[row + i] * scale }
            }
          } else {
            response.withUnsafeBufferPointer { source in
              for i in 0..<take { column[i] = source[row + i] }
            }
          }
          if let weightRoots {
            for i in 0..<take { column[i] *= weightRoots[row + i] }
          }
        }
        Self.reduce(base, rows: used + take, columns: width, stride: height)
        used = Swift.min(used + take, width)
        row += take
      }
    }
    var square = [Double](repeating: 0, count: p * p)
    var target = [Double](repeating: 0, count: p)
    for j in 0..<p {
      for i in 0...j where i < used { square[i * p + j] = work[j * height + i] }
      if j < used { target[j] = work[p * height + j] }
    }
    upper = square
    projected = target
    order = Array(0..<p)
    rank = p
    pivot(rows: n)
  }

  /// Householder QR in place; below the diagonal the columns become zero.
  private static func reduce(
    _ a: UnsafeMutablePointer<Double>, rows: Int, columns: Int, stride: Int
  ) {
    for k in 0..<Swift.min(columns, rows) {
      let pivot = a + k * stride + k
      let length = rows - k
      let square = dot(pivot, pivot, length)
      guard square > 0 else { continue }
      let norm = square.squareRoot()
      let head = pivot[0]
      let alpha = head > 0 ? -norm : norm
      let v0 = head - alpha
      // v = (v0, rest); beta = 2 / v'v = -1 / (alpha v0)
      let beta = -1 / (alpha * v0)
      pivot[0] = v0
      var j = k + 1
      while j < columns {
        let column = a + j * stride + k
        let factor = -beta * dot(pivot, column, length)
        add(factor, pivot, column, length)
        j += 1
      }
      pivot[0] = alpha
      for i in 1..<Swift.max(length, 1) { pivot[i] = 0 }
    }
  }

  @inline(__always)
  private static func dot(
    _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int
  ) -> Double {
    var sums = SIMD8<Double>.zero
    var i = 0
    while i + 8 <= count {
      let a = UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Double>.self)
      let b = UnsafeRawPointer(y + i).loadUnaligned(as: SIMD8<Double>.self)
      sums += a * b
      i += 8
    }
    var total = sums.sum()
    while i < count {
      total += x[i] * y[i]
      i += 1
    }
    return total
  }

  @inline(__always)
  private static func add(
    _ factor: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    for i in 0..<count { y[i] += factor * x[i] }
  }

  /// Pivots the triangle by column norms and finds the rank.
  private mutating func pivot(rows n: Int) {
    let p = size
    guard p > 0 else { return }
    for k in 0..<p {
      var best = k
      var bestNorm = -1.0
      for j in k..<p {
        var norm = 0.0
        for i in k..<p { norm += upper[i * p + j] * upper[i * p + j] }
        // Only a clear advantage moves a column, so that a tie keeps the user's order.
        if norm > bestNorm * (1 + 1e-10) { (best, bestNorm) = (j, norm) }
      }
      if best != k {
        for i in 0..<p { upper.swapAt(i * p + k, i * p + best) }
        order.swapAt(k, best)
      }
      let norm = Swift.max(bestNorm, 0).squareRoot()
      let head = upper[k * p + k]
      guard norm > 0 else { continue }
      let alpha = head > 0 ? -norm : norm
      var v = (k..<p).map { upper[$0 * p + k] }
      v[0] = head - alpha
      let beta = -1 / (alpha * v[0])
      for j in k..<p {
        var sum = 0.0
        for i in k..<p { sum += v[i - k] * upper[i * p + j] }
        for i in k..<p { upper[i * p + j] -= beta * sum * v[i - k] }
      }
      var sum = 0.0
      for i in k..<p { sum += v[i - k] * projected[i] }
      for i in k..<p { projected[i] -= beta * sum * v[i - k] }
      upper[k * p + k] = alpha
      for i in (k + 1)..<Swift.max(p, k + 1) { upper[i * p + k] = 0 }
    }
    let first = abs(upper[0])
    let negligible = 4 * Double.ulpOfOne * Double(Swift.max(n, 1)).squareRoot() * Double(p) * first
    rank = (0..<p).first { abs(upper[$0 * p + $0]) <= negligible } ?? p
    if first == 0 { rank = 0 }
  }

  /// R⁻¹ b in the pivoted, scaled coordinates.
  func solve(_ b: [Double]) -> [Double] {
    let p = size
    var x = b
    for i in stride(from: p - 1, through: 0, by: -1) {
      var sum = x[i]
      for j in (i + 1)..<Swift.max(p, i + 1) { sum -= upper[i * p + j] * x[j] }
      x[i] = sum / upper[i * p + i]
    }
    return x
  }

  /// R⁻ᵀ b in the pivoted, scaled coordinates.
  func solveTransposed(_ b: [Double]) -> [Double] {
    let p = size
    var x = b
    for i in 0..<p {
      var sum = x[i]
      for j in 0..<i { sum -= upper[j * p + i] * x[j] }
      x[i] = sum / upper[i * p + i]
    }
    return x
  }

  /// (XᵀWX)⁻¹ g in the matrix's own order and scale, by the two triangles.
  func applyInverseGram(_ g: [Double]) -> [Double] {
    let pivoted = order.map { g[$0] * scales[$0] }
    let solved = solve(solveTransposed(pivoted))
    var result = [Double](repeating: 0, count: size)
    for (position, column) in order.enumerated() {
      result[column] = solved[position] * scales[column]
    }
    return result
  }

  /// The coefficients that the factorisation alone gives.
  func coefficients() -> [Double] {
    let solved = solve(projected)
    var result = [Double](repeating: 0, count: size)
    for (position, column) in order.enumerated() {
      result[column] = solved[position] * scales[column]
    }
    return result
  }

  /// R⁻ᵀ x for one row x of the matrix: its squared length is the leverage.
  func whiten(_ row: [Double]) -> [Double] {
    solveTransposed(order.map { row[$0] * scales[$0] })
  }

  /// The condition number of the scaled factor, by its singular values.
  var conditionEstimate: Double {
    let values = SingularValues.of(upper, rows: size, columns: size)
    guard let largest = values.first, let smallest = values.last, smallest > 0 else {
      return .infinity
    }
    return largest / smallest
  }
}

extension TriangularFactor {
  /// The condition number of the matrix as given, without scaling.
  var rawCondition: Double {
    var unscaled = upper
    for j in 0..<size {
      let scale = scales[order[j]]
      for i in 0...j { unscaled[i * size + j] /= scale }
    }
    let values = SingularValues.of(unscaled, rows: size, columns: size)
    guard let largest = values.first, let smallest = values.last, smallest > 0 else {
      return .infinity
    }
    return largest / smallest
  }
}

/// Singular values by one-sided Jacobi rotations, accurate for small ones too.
///
/// Hestenes (1958); Demmel and Veselić (1992), doi:10.1137/0613074.
public enum SingularValues {
  /// The singular values of a row-major matrix with rows >= columns, descending.
  public static func of(_ matrix: [Double], rows: Int, columns: Int) -> [Double] {
    guard rows > 0, columns > 0, matrix.count == rows * columns else { return [] }
    var a = (0..<columns).map { j in (0..<rows).map { matrix[$0 * columns + j] } }
    for _ in 0..<60 {
      var rotated = false
      for i in 0..<columns {
        for j in (i + 1)..<Swift.max(columns, i + 1) {
          var (alpha, beta, gamma) = (0.0, 0.0, 0.0)
          for k in 0..<rows {
            alpha += a[i][k] * a[i][k]
            beta += a[j][k] * a[j][k]
            gamma += a[i][k] * a[j][k]
          }
          if gamma == 0 || abs(gamma) <= 1e-15 * (alpha * beta).squareRoot() { continue }
          rotated = true
          let zeta = (beta - alpha) / (2 * gamma)
          let t = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
          let c = 1 / (1 + t * t).squareRoot()
          let s = c * t
          for k in 0..<rows {
            let (x, y) = (a[i][k], a[j][k])
            a[i][k] = c * x - s * y
            a[j][k] = s * x + c * y
          }
        }
      }
      if !rotated { break }
    }
    return a.map { column in
      let scale = column.reduce(0) { Swift.max($0, abs($1)) }
      guard scale > 0 else { return 0 }
      return scale * column.reduce(0) { $0 + ($1 / scale) * ($1 / scale) }.squareRoot()
    }.sorted(by: >)
  }
}
