internal import CGSL
internal import Foundation

/// The upper triangular factor of a QR factorisation, with its columns pivoted by norm.
///
/// Rows enter GSL's `gsl_multilarge_linear_tsqr` in blocks that fit the processor's cache, which is as
/// stable as one factorisation of the whole (Demmel et al. 2012, doi:10.1137/080731992); the
/// triangle, of columns scaled by powers of two, is then pivoted by `gsl_linalg_QRPT_decomp` to
/// reveal the rank.
struct TriangularFactor {
  /// The number of columns.
  let size: Int
  /// Row-major upper triangle of the pivoted, scaled matrix.
  private(set) var upper: [Double]
  /// `order[k]` is the column of the matrix at position k.
  private(set) var order: [Int]
  /// Powers of two by which the columns were multiplied.
  let scales: [Double]
  /// Q' y for the pivoted factor.
  private(set) var projected: [Double]
  /// How many pivots are not negligible.
  private(set) var rank: Int

  init(
    _ design: DesignMatrix, _ response: [Double], weightRoots: [Double]?
  ) throws(NumericalError) {
    let p = design.columnCount
    size = p
    scales = design.columns.map { column -> Double in
      let largest = column.reduce(0) { Swift.max($0, abs($1)) }
      guard largest > 0, largest.isFinite else { return 1 }
      return scalbn(1, -Int(largest.exponent))
    }
    upper = [Double](repeating: 0, count: p * p)
    projected = [Double](repeating: 0, count: p)
    order = Array(0..<p)
    rank = p
    guard p > 0 else { return }
    try fold(design, response, weightRoots)
    try pivot(rows: design.rowCount)
  }

  /// Folds the rows, block by block, into one triangle.
  private mutating func fold(
    _ design: DesignMatrix, _ response: [Double], _ weightRoots: [Double]?
  ) throws(NumericalError) {
    let p = size
    let rows = DistinctRows(design, response, weightRoots)
    let n = rows.places.count
    GSL.open()
    guard let workspace = gsl_multilarge_linear_alloc(almanac_large_linear_qr(), p) else {
      throw NumericalError(status: .noMemory, routine: "gsl_multilarge_linear_alloc")
    }
    defer { gsl_multilarge_linear_free(workspace) }
    let block = Swift.min(n, Swift.max(4 * p, 512))
    var matrix = [Double](repeating: 0, count: block * p)
    var target = [Double](repeating: 0, count: block)
    for first in stride(from: 0, to: n, by: block) {
      let take = Swift.min(block, n - first)
      for j in 0..<p {
        let scale = scales[j]
        design.columns[j].withUnsafeBufferPointer { column in
          for i in 0..<take { matrix[i * p + j] = column[rows.places[first + i]] * scale }
        }
      }
      for i in 0..<take { target[i] = rows.responses[first + i] }
      if let roots = rows.roots {
        for i in 0..<take {
          let root = roots[first + i]
          target[i] *= root
          for j in 0..<p { matrix[i * p + j] *= root }
        }
      }
      try matrix.withUnsafeMutableBufferPointer { matrix throws(NumericalError) in
        try target.withUnsafeMutableBufferPointer { target throws(NumericalError) in
          var block = gsl_matrix_view_array(matrix.baseAddress, take, p)
          var vector = gsl_vector_view_array(target.baseAddress, take)
          try GSL.check("gsl_multilarge_linear_accumulate") {
            gsl_multilarge_linear_accumulate(&block.matrix, &vector.vector, workspace)
          }
        }
      }
    }
    guard let triangle = gsl_multilarge_linear_matrix_ptr(workspace),
      let side = gsl_multilarge_linear_rhs_ptr(workspace)
    else { throw NumericalError(status: .noMemory, routine: "gsl_multilarge_linear_tsqr") }
    for i in 0..<p {
      projected[i] = gsl_vector_get(side, i)
      for j in i..<p { upper[i * p + j] = gsl_matrix_get(triangle, i, j) }
    }
  }

  /// Pivots the triangle by column norms and finds the rank.
  private mutating func pivot(rows n: Int) throws(NumericalError) {
    let p = size
    var reflectors = [Double](repeating: 0, count: p)
    var norms = [Double](repeating: 0, count: p)
    guard let permutation = gsl_permutation_calloc(p) else {
      throw NumericalError(status: .noMemory, routine: "gsl_permutation_calloc")
    }
    defer { gsl_permutation_free(permutation) }
    try upper.withUnsafeMutableBufferPointer { upper throws(NumericalError) in
      try reflectors.withUnsafeMutableBufferPointer { reflectors throws(NumericalError) in
        try norms.withUnsafeMutableBufferPointer { norms throws(NumericalError) in
          try projected.withUnsafeMutableBufferPointer { side throws(NumericalError) in
            var matrix = gsl_matrix_view_array(upper.baseAddress, p, p)
            var tau = gsl_vector_view_array(reflectors.baseAddress, p)
            var norm = gsl_vector_view_array(norms.baseAddress, p)
            var vector = gsl_vector_view_array(side.baseAddress, p)
            var sign: CInt = 0
            try GSL.check("gsl_linalg_QRPT_decomp") {
              gsl_linalg_QRPT_decomp(
                &matrix.matrix, &tau.vector, permutation, &sign, &norm.vector)
            }
            try GSL.check("gsl_linalg_QR_QTvec") {
              gsl_linalg_QR_QTvec(&matrix.matrix, &tau.vector, &vector.vector)
            }
          }
        }
      }
    }
    order = (0..<p).map { gsl_permutation_get(permutation, $0) }
    // Below the diagonal GSL keeps the reflectors.
    for i in 0..<p { for j in 0..<i { upper[i * p + j] = 0 } }
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
    // By rows of the triangle, as it is stored; each sum is taken in the same order as by columns.
    for i in 0..<p {
      x[i] /= upper[i * p + i]
      let solved = x[i]
      for j in (i + 1)..<Swift.max(p, i + 1) { x[j] -= upper[i * p + j] * solved }
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
    Self.condition(upper, size)
  }

  private static func condition(_ matrix: [Double], _ size: Int) -> Double {
    guard let (largest, smallest) = SingularValues.extremes(of: matrix, size: size), smallest > 0
    else { return .infinity }
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
    return Self.condition(unscaled, size)
  }
}

/// The extreme singular values of a square matrix: of few columns by one-sided Jacobi rotations
/// (`gsl_linalg_SV_decomp_jacobi`), which keep the digits of small ones too; of many by Householder's bidiagonal form
/// (`gsl_linalg_bidiag_decomp`), as GSL's rotations stop before they are done there (off by 1 % at 100 columns that nearly
/// are orthogonal) and `gsl_linalg_SV_decomp`, which also makes the vectors, takes three times as long.
public enum SingularValues {
  /// So many columns at most are rotated: up to there both ways agree to the last digits.
  static let rotatedColumns = 40

  /// The largest and the smallest singular value of a row-major square matrix; `nil` if there is none.
  public static func extremes(
    of matrix: [Double], size: Int
  ) -> (largest: Double, smallest: Double)? {
    guard size > 0, matrix.count == size * size else { return nil }
    GSL.open()
    var input = matrix
    var left = [Double](repeating: 0, count: size)
    var right = [Double](repeating: 0, count: size <= rotatedColumns ? size * size : size)
    let status = input.withUnsafeMutableBufferPointer { input in
      left.withUnsafeMutableBufferPointer { left in
        right.withUnsafeMutableBufferPointer { right in
          var a = gsl_matrix_view_array(input.baseAddress, size, size)
          var s = gsl_vector_view_array(left.baseAddress, size)
          if size <= rotatedColumns {
            var v = gsl_matrix_view_array(right.baseAddress, size, size)
            return gsl_linalg_SV_decomp_jacobi(&a.matrix, &v.matrix, &s.vector)
          }
          var t = gsl_vector_view_array(right.baseAddress, size - 1)
          return gsl_linalg_bidiag_decomp(&a.matrix, &s.vector, &t.vector)
        }
      }
    }
    guard status == CInt(GSL_SUCCESS) else { return nil }
    if size <= rotatedColumns {
      return left.max().flatMap { largest in left.min().map { (largest, $0) } }
    }
    return Bidiagonal(
      diagonal: (0..<size).map { input[$0 * size + $0] },
      beside: (0..<(size - 1)).map { input[$0 * size + $0 + 1] }
    ).extremes
  }
}

/// An upper bidiagonal matrix, whose entries determine its singular values to nearly all digits.
private struct Bidiagonal {
  /// The entries in the order d₁, e₁, d₂, e₂, …, squared: the squares beside the diagonal of the symmetric tridiagonal matrix
  /// with zeros on its diagonal whose eigenvalues are the singular values and their negatives. Golub and Kahan (1965),
  /// doi:10.1137/0702016.
  private let squares: [Double]
  /// What the entries were divided by, so that no square overflows.
  private let unit: Double

  init(diagonal: [Double], beside: [Double]) {
    let largest = (diagonal + beside).reduce(0) { Swift.max($0, abs($1)) }
    unit = largest > 0 && largest.isFinite ? largest : 1
    var squares: [Double] = []
    squares.reserveCapacity(2 * diagonal.count)
    for k in diagonal.indices {
      squares.append((diagonal[k] / unit) * (diagonal[k] / unit))
      if k < beside.count { squares.append((beside[k] / unit) * (beside[k] / unit)) }
    }
    self.squares = squares
  }

  /// How many singular values are below `x` > 0, by the signs of the pivots (Sylvester's law).
  private func count(below x: Double) -> Int {
    var negative = 1
    var pivot = -x
    for square in squares {
      pivot = -x - square / pivot
      if pivot == 0 { pivot = -Double.leastNormalMagnitude }
      if pivot < 0 { negative += 1 }
    }
    return negative - (squares.count + 1) / 2
  }

  /// The least x to a rounding below which `wanted` singular values lie, by bisection.
  private func value(wanted: Int) -> Double {
    // The squared entries are 1 at most: two in a row and in a column bound the norm by 2.
    var (low, high) = (1e-150, 2.5)
    if count(below: low) >= wanted { return 0 }
    while high - low > low * Double.ulpOfOne {
      let middle = high > 2 * low ? (low * high).squareRoot() : low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if count(below: middle) >= wanted { high = middle } else { low = middle }
    }
    return high
  }

  var extremes: (largest: Double, smallest: Double) {
    (value(wanted: (squares.count + 1) / 2) * unit, value(wanted: 1) * unit)
  }
}
