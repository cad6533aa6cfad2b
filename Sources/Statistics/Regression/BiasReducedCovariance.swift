internal import Foundation
internal import Numerics

/// The bias-reduced covariance of clustered errors (CR2), and how far it can be trusted.
///
/// Each cluster's residuals are multiplied by the symmetric inverse root of I - H_gg, so that under independent
/// errors of one variance the covariance is unbiased. The inverse roots are those of p x p matrices, p the
/// number of coefficients: O(n p² + G p³), whatever the sizes of the clusters.
///
/// Bell and McCaffrey (2002), Survey Methodology 28; Pustejovsky and Tipton (2018),
/// doi:10.1080/07350015.2016.1247004. Agrees with R's `clubSandwich::vcovCR(type = "CR2")` under a working
/// model of independence, its `coef_test` and its `Wald_test(test = "HTZ")`.
struct BiasReducedCovariance {
  /// The covariance of the coefficients of the basis.
  let matrix: [Double]
  /// What a cluster contributes, as squares of what its rows do.
  private struct Part {
    /// X'A²X, A the inverse root.
    let squares: [Double]
    /// L'X'AX, where LL' is the inverse of X'X over all clusters.
    let scores: [Double]
  }
  private let parts: [Part]
  private let size: Int

  /// `nil` where the columns are too nearly dependent for their inverse to have a root.
  init?(_ groups: [[Int]], _ basis: ProjectionBasis, _ residuals: [Double]) {
    let columns = basis.columns
    let p = columns.count
    guard let root = Self.root(basis.inverseGram, p) else { return nil }
    var meat = [Double](repeating: 0, count: p * p)
    var parts: [Part] = []
    for rows in groups {
      var gram = [Double](repeating: 0, count: p * p)
      for a in 0..<p {
        for b in 0...a {
          let sum = rows.reduce(0.0) { $0 + columns[a][$1] * columns[b][$1] }
          gram[a * p + b] = sum
          gram[b * p + a] = sum
        }
      }
      // H_gg = (X L)(X L)' has the eigenvalues of L'X'XL, at most 1.
      let product = SymmetricMatrix.multiply(gram, root, p)
      let (values, vectors) = SymmetricMatrix.eigen(Self.transposedMultiply(root, product, p), p)
      // (I - H)^(-1/2) = I + X L V f(λ)/λ V'L'X', zero where an eigenvalue of I - H is.
      func weighted(_ weight: (Double) -> Double) -> [Double] {
        let turned = SymmetricMatrix.multiply(root, vectors, p)
        var result = [Double](repeating: 0, count: p * p)
        for k in 0..<p {
          let factor = weight(values[k])
          for a in 0..<p {
            for b in 0..<p {
              result[a * p + b] += factor * turned[a * p + k] * turned[b * p + k]
            }
          }
        }
        return result
      }
      let halves = weighted { value in
        guard 1 - value > 1e-10 else { return -1 / value }
        return abs(value) < 1e-300 ? 0.5 : expm1(-0.5 * log1p(-value)) / value
      }
      let wholes = weighted { 1 - $0 > 1e-10 ? 1 / (1 - $0) : -1 / $0 }
      func through(_ middle: [Double]) -> [Double] {
        zip(gram, SymmetricMatrix.sandwich(gram, middle, p)).map { $0 + $1 }
      }
      let adjusted = through(halves)
      let score = columns.map { column in rows.reduce(0.0) { $0 + column[$1] * residuals[$1] } }
      let corrected = Self.apply(halves, score, p)
      let total = zip(score, Self.apply(gram, corrected, p)).map { $0 + $1 }
      for a in 0..<p { for b in 0..<p { meat[a * p + b] += total[a] * total[b] } }
      parts.append(
        Part(squares: through(wholes), scores: Self.transposedMultiply(root, adjusted, p)))
    }
    self.parts = parts
    size = p
    matrix = SymmetricMatrix.sandwich(basis.inverseGram, meat, p)
  }

  /// Satterthwaite's degrees of freedom of each combination of the coefficients, a column of
  /// `directions`: (Σ p_g'p_g)² / Σ (p_g'p_h)².
  func degreesOfFreedom(_ directions: [Double]) -> [Double] {
    (0..<size).map { column in
      let direction = (0..<size).map { directions[$0 * size + column] }
      return wishart([direction]) ?? 1
    }
  }

  /// The degrees of freedom of the Wishart distribution that has the mean and the total variance of the
  /// covariance of some combinations; `nil` where these have no variance.
  ///
  /// η = q (q + 1) / Σ Var(d_st), of the covariance brought to mean I: Hotelling's T² over q η / (η - q + 1) is
  /// F(q, η - q + 1). For one combination η is Satterthwaite's.
  func wishart(_ directions: [[Double]]) -> Double? {
    guard let scaled = normalised(directions) else { return nil }
    let q = scaled.count
    let p = size
    var cross = [[Double]](repeating: [Double](repeating: 0, count: p * p), count: q * q)
    var total = 0.0
    for part in parts {
      let (alpha, scores) = products(part, scaled)
      func beta(_ s: Int, _ t: Int) -> Double {
        zip(scores[s], scores[t]).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let own = (0..<q).map { alpha[$0 * q + $0] }
      let ownBeta = (0..<q).map { beta($0, $0) }
      for s in 0..<q {
        for t in 0..<q {
          let (a, b) = (alpha[s * q + t], beta(s, t))
          total += own[s] * own[t] - own[s] * ownBeta[t] - ownBeta[s] * own[t] + a * a - 2 * a * b
          for i in 0..<p {
            for j in 0..<p { cross[s * q + t][i * p + j] += scores[s][i] * scores[t][j] }
          }
        }
      }
    }
    for matrix in cross {
      for i in 0..<p {
        for j in 0..<p {
          total += matrix[i * p + j] * (matrix[i * p + j] + matrix[j * p + i])
        }
      }
    }
    guard total > 0 else { return nil }
    return Double(q * (q + 1)) / total
  }

  /// How much work ``wishart(_:)`` of `count` combinations is.
  func work(_ count: Int) -> Double {
    Double(parts.count) * Double(count * count) * Double(size * size)
  }

  /// The directions whose covariance has mean I.
  private func normalised(_ directions: [[Double]]) -> [[Double]]? {
    let q = directions.count
    var mean = [Double](repeating: 0, count: q * q)
    for part in parts {
      let (alpha, scores) = products(part, directions)
      for s in 0..<q {
        for t in 0..<q {
          mean[s * q + t] +=
            alpha[s * q + t] - zip(scores[s], scores[t]).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
    }
    let scale = (0..<q).map { mean[$0 * q + $0] }
    guard scale.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let units = scale.map { 1 / $0.squareRoot() }
    for s in 0..<q { for t in 0..<q { mean[s * q + t] *= units[s] * units[t] } }
    guard let lower = SymmetricMatrix.cholesky(mean, q) else { return nil }
    // By the inverse of the lower factor, row by row.
    var result: [[Double]] = []
    for s in 0..<q {
      var row = directions[s].map { $0 * units[s] }
      for t in 0..<s {
        for i in row.indices { row[i] -= lower[s * q + t] * result[t][i] }
      }
      result.append(row.map { $0 / lower[s * q + s] })
    }
    return result
  }

  /// a_s'a_t of the vectors A X d of a cluster, and L'X'A X d.
  private func products(
    _ part: Part, _ directions: [[Double]]
  ) -> (alpha: [Double], scores: [[Double]]) {
    let q = directions.count
    var alpha = [Double](repeating: 0, count: q * q)
    for t in 0..<q {
      let applied = Self.apply(part.squares, directions[t], size)
      for s in 0..<q {
        alpha[s * q + t] = zip(directions[s], applied).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    return (alpha, directions.map { Self.apply(part.scores, $0, size) })
  }

  /// L with L L' the matrix, by Cholesky's factor of the matrix with a unit diagonal.
  private static func root(_ matrix: [Double], _ p: Int) -> [Double]? {
    let scale = (0..<p).map { matrix[$0 * p + $0].squareRoot() }
    guard scale.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    var unit = matrix
    for i in 0..<p { for j in 0..<p { unit[i * p + j] /= scale[i] * scale[j] } }
    guard var lower = SymmetricMatrix.cholesky(unit, p) else { return nil }
    for i in 0..<p { for j in 0..<p { lower[i * p + j] *= scale[i] } }
    return lower
  }

  private static func apply(_ matrix: [Double], _ vector: [Double], _ p: Int) -> [Double] {
    (0..<p).map { i in (0..<p).reduce(0.0) { $0 + matrix[i * p + $1] * vector[$1] } }
  }

  /// A'B.
  private static func transposedMultiply(_ a: [Double], _ b: [Double], _ p: Int) -> [Double] {
    var result = [Double](repeating: 0, count: p * p)
    for k in 0..<p {
      for i in 0..<p {
        let factor = a[k * p + i]
        for j in 0..<p { result[i * p + j] += factor * b[k * p + j] }
      }
    }
    return result
  }
}
