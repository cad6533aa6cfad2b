/// Small symmetric matrices, row-major.
public enum SymmetricMatrix {
  /// The lower Cholesky factor; `nil` where the matrix is not positive definite.
  public static func cholesky(_ a: [Double], _ n: Int) -> [Double]? {
    var l = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        var sum = a[i * n + j]
        for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
        if i == j {
          guard sum > 0, sum > 1e-14 * a[i * n + i] else { return nil }
          l[i * n + i] = sum.squareRoot()
        } else {
          l[i * n + j] = sum / l[j * n + j]
        }
      }
    }
    return l
  }

  /// The solution of A x = b; `nil` where A is not positive definite.
  public static func solve(_ a: [Double], _ n: Int, _ b: [Double]) -> [Double]? {
    // Scaling to a unit diagonal makes the pivots comparable.
    let scale = (0..<n).map { a[$0 * n + $0] > 0 ? 1 / a[$0 * n + $0].squareRoot() : 1 }
    var scaled = a
    for i in 0..<n { for j in 0..<n { scaled[i * n + j] *= scale[i] * scale[j] } }
    guard let l = cholesky(scaled, n) else { return nil }
    var x = (0..<n).map { b[$0] * scale[$0] }
    for i in 0..<n {
      for j in 0..<i { x[i] -= l[i * n + j] * x[j] }
      x[i] /= l[i * n + i]
    }
    for i in stride(from: n - 1, through: 0, by: -1) {
      for j in (i + 1)..<Swift.max(n, i + 1) { x[i] -= l[j * n + i] * x[j] }
      x[i] /= l[i * n + i]
    }
    return (0..<n).map { x[$0] * scale[$0] }
  }

  /// The inverse; `nil` where the matrix is not positive definite.
  public static func inverse(_ a: [Double], _ n: Int) -> [Double]? {
    var result = [Double](repeating: 0, count: n * n)
    for j in 0..<n {
      var unit = [Double](repeating: 0, count: n)
      unit[j] = 1
      guard let column = solve(a, n, unit) else { return nil }
      for i in 0..<n { result[i * n + j] = column[i] }
    }
    return result
  }

  /// A B A for symmetric A and B.
  public static func sandwich(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
    multiply(multiply(a, b, n), a, n)
  }

  /// A B.
  public static func multiply(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
    var result = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for k in 0..<n {
        let factor = a[i * n + k]
        for j in 0..<n { result[i * n + j] += factor * b[k * n + j] }
      }
    }
    return result
  }

  /// Eigenvalues and eigenvectors (columns) by Jacobi's rotations.
  public static func eigen(_ matrix: [Double], _ n: Int) -> (values: [Double], vectors: [Double]) {
    var a = matrix
    var v = [Double](repeating: 0, count: n * n)
    for i in 0..<n { v[i * n + i] = 1 }
    for _ in 0..<60 {
      var off = 0.0
      var total = 0.0
      for i in 0..<n {
        for j in 0..<n {
          total += a[i * n + j] * a[i * n + j]
          if i != j { off += a[i * n + j] * a[i * n + j] }
        }
      }
      if off <= 1e-30 * total { break }
      for p in 0..<n {
        for q in (p + 1)..<Swift.max(n, p + 1) where a[p * n + q] != 0 {
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
    }
    return ((0..<n).map { a[$0 * n + $0] }, v)
  }
}
