internal import CGSL

/// Small symmetric matrices, row-major, factorised by GSL.
public enum SymmetricMatrix {
  /// The solution of A x = b by Cholesky's factorisation; `nil` where A is not positive definite.
  public static func solve(_ a: [Double], _ n: Int, _ b: [Double]) -> [Double]? {
    guard let (factored, scale) = factorised(a, n) else { return nil }
    var factor = factored
    return factor.solution(of: b, scale)
  }

  /// The inverse; `nil` if the matrix is not positive definite.
  public static func inverse(_ a: [Double], _ n: Int) -> [Double]? {
    guard let (factored, scale) = factorised(a, n) else { return nil }
    var factor = factored
    var result = [Double](repeating: 0, count: n * n)
    for j in 0..<n {
      var unit = [Double](repeating: 0, count: n)
      unit[j] = 1
      guard let column = factor.solution(of: unit, scale) else { return nil }
      for i in 0..<n { result[i * n + j] = column[i] }
    }
    return result
  }

  /// The lower Cholesky factor, zero above the diagonal; `nil` if the matrix, whose diagonal is
  /// about 1, is not positive definite as far as doubles can tell.
  public static func cholesky(_ a: [Double], _ n: Int) -> [Double]? {
    guard a.count == n * n, var lower = CholeskyFactor(a, n)?.lower else { return nil }
    for i in 0..<n { for j in (i + 1)..<Swift.max(n, i + 1) { lower[i * n + j] = 0 } }
    return lower
  }

  /// The factor of A scaled to a unit diagonal, which makes its pivots comparable.
  private static func factorised(
    _ a: [Double], _ n: Int
  ) -> (factor: CholeskyFactor, scale: [Double])? {
    guard a.count == n * n else { return nil }
    let scale = (0..<n).map { a[$0 * n + $0] > 0 ? 1 / a[$0 * n + $0].squareRoot() : 1 }
    var scaled = a
    for i in 0..<n { for j in 0..<n { scaled[i * n + j] *= scale[i] * scale[j] } }
    return CholeskyFactor(scaled, n).map { ($0, scale) }
  }

  /// A B A for symmetric A and B.
  public static func sandwich(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
    multiply(multiply(a, b, n), a, n)
  }

  /// A B, or A'B. Wraps `gsl_blas_dgemm`; NaN where a matrix is not n by n.
  public static func multiply(
    _ a: [Double], transposed: Bool = false, _ b: [Double], _ n: Int
  ) -> [Double] {
    guard n > 0 else { return [] }
    guard a.count == n * n, b.count == n * n else {
      return [Double](repeating: .nan, count: n * n)
    }
    GSL.open()
    var (a, b) = (a, b)
    var result = [Double](repeating: 0, count: n * n)
    a.withUnsafeMutableBufferPointer { a in
      b.withUnsafeMutableBufferPointer { b in
        result.withUnsafeMutableBufferPointer { result in
          var left = gsl_matrix_view_array(a.baseAddress, n, n)
          var right = gsl_matrix_view_array(b.baseAddress, n, n)
          var product = gsl_matrix_view_array(result.baseAddress, n, n)
          _ = gsl_blas_dgemm(
            transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, 1, &left.matrix, &right.matrix,
            0, &product.matrix)
        }
      }
    }
    return result
  }

  /// Eigenvalues and eigenvectors (columns) by Jacobi's rotations, which keep the digits of small eigenvalues
  /// beside large ones: `gsl_eigen_symmv` does not, and `gsl_eigen_jacobi` never ends.
  public static func eigen(_ matrix: [Double], _ n: Int) -> (values: [Double], vectors: [Double]) {
    var a = matrix
    var v = [Double](repeating: 0, count: n * n)
    for i in 0..<n { v[i * n + i] = 1 }
    for _ in 0..<60 {
      var isTurned = false
      for p in 0..<n {
        for q in (p + 1)..<Swift.max(n, p + 1) {
          // Beside what is on the diagonal, so that small eigenvalues are as exact as large ones.
          let size = abs(a[p * n + q])
          guard size > 1e-15 * abs(a[p * n + p] * a[q * n + q]).squareRoot(),
            size > .leastNormalMagnitude
          else { continue }
          isTurned = true
          let theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<n {
            let (x, y) = (a[k * n + p], a[k * n + q])
            a[k * n + p] = c * x - s * y
            a[k * n + q] = s * x + c * y
          }
          for k in 0..<n {
            let (x, y) = (a[p * n + k], a[q * n + k])
            a[p * n + k] = c * x - s * y
            a[q * n + k] = s * x + c * y
          }
          for k in 0..<n {
            let (x, y) = (v[k * n + p], v[k * n + q])
            v[k * n + p] = c * x - s * y
            v[k * n + q] = s * x + c * y
          }
        }
      }
      if !isTurned { break }
    }
    return ((0..<n).map { a[$0 * n + $0] }, v)
  }
}

/// A Cholesky factorisation. Wraps `gsl_linalg_cholesky_decomp1`.
private struct CholeskyFactor {
  /// The factor in the lower triangle; what is above it belongs to GSL.
  private(set) var lower: [Double]
  private let size: Int

  /// `nil` if the matrix, of unit diagonal, is not positive definite as far as doubles can tell.
  init?(_ matrix: [Double], _ n: Int) {
    guard n > 0 else { return nil }
    GSL.open()
    var lower = matrix
    let status = lower.withUnsafeMutableBufferPointer { buffer in
      var view = gsl_matrix_view_array(buffer.baseAddress, n, n)
      return gsl_linalg_cholesky_decomp1(&view.matrix)
    }
    guard status == CInt(GSL_SUCCESS), (0..<n).allSatisfy({ lower[$0 * n + $0] > 1e-7 }) else {
      return nil
    }
    self.lower = lower
    size = n
  }

  /// The solution for a right-hand side in the unscaled coordinates.
  mutating func solution(of b: [Double], _ scale: [Double]) -> [Double]? {
    let size = size
    var x = (0..<size).map { b[$0] * scale[$0] }
    let status = lower.withUnsafeMutableBufferPointer { factor in
      x.withUnsafeMutableBufferPointer { x in
        var matrix = gsl_matrix_view_array(factor.baseAddress, size, size)
        var vector = gsl_vector_view_array(x.baseAddress, size)
        return gsl_linalg_cholesky_svx(&matrix.matrix, &vector.vector)
      }
    }
    guard status == CInt(GSL_SUCCESS) else { return nil }
    return (0..<size).map { x[$0] * scale[$0] }
  }
}

/// Square matrices without symmetry, row-major.
public enum SquareMatrix {
  /// The inverse by an LU factorisation with partial pivots; `nil` if the matrix is singular.
  /// Wraps `gsl_linalg_LU_decomp`.
  public static func inverse(_ a: [Double], _ n: Int) -> [Double]? {
    guard n > 0, a.count == n * n else { return nil }
    GSL.open()
    guard let permutation = gsl_permutation_alloc(n) else { return nil }
    defer { gsl_permutation_free(permutation) }
    var factor = a
    var result = [Double](repeating: 0, count: n * n)
    let isRegular = factor.withUnsafeMutableBufferPointer { factor in
      result.withUnsafeMutableBufferPointer { result in
        var matrix = gsl_matrix_view_array(factor.baseAddress, n, n)
        var inverse = gsl_matrix_view_array(result.baseAddress, n, n)
        var sign: CInt = 0
        guard gsl_linalg_LU_decomp(&matrix.matrix, permutation, &sign) == CInt(GSL_SUCCESS) else {
          return false
        }
        for k in 0..<n where gsl_matrix_get(&matrix.matrix, k, k) == 0 { return false }
        return gsl_linalg_LU_invert(&matrix.matrix, permutation, &inverse.matrix)
          == CInt(GSL_SUCCESS)
      }
    }
    return isRegular && result.allSatisfy(\.isFinite) ? result : nil
  }
}
