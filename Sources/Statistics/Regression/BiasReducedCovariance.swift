internal import Foundation
internal import Mathematics

/// The bias-reduced covariance of clustered errors (CR2), and how far it can be trusted.
///
/// Each cluster's residuals are multiplied by the symmetric inverse root of what I - H makes of independent
/// errors of one variance there, B = (I - H)_g (I - H)_g', so that under such errors the covariance is
/// unbiased; without weights B is I - H_gg. B differs from I in no more dimensions than there are
/// coefficients, or twice as many with weights: the roots are those of matrices of m = p or 2p columns,
/// whatever the sizes of the clusters. O(n m² + G m³) steps, G m² numbers.
///
/// Bell and McCaffrey (2002), Survey Methodology 28; Pustejovsky and Tipton (2018),
/// doi:10.1080/07350015.2016.1247004. Agrees with R's `clubSandwich::vcovCR(type = "CR2")` under a working
/// model of independence, which is its default with weights too, its `coef_test` and its
/// `Wald_test(test = "HTZ")`.
struct BiasReducedCovariance {
  /// The covariance of the coefficients of the basis.
  let matrix: [Double]
  /// What a cluster contributes, A the inverse root, W its weights and U its rows in the frame.
  private struct Part {
    /// X'WA²WX, p x p.
    let squares: [Double]
    /// U'AWX, m x p.
    let scores: [Double]
  }
  private let parts: [Part]
  private let size: Int
  private let frame: Frame

  /// `nil` where the columns are too nearly dependent for their inverse to have a root.
  init?(_ groups: [[Int]], _ basis: ProjectionBasis, _ residuals: [Double]) {
    let p = basis.columns.count
    guard let frame = Frame(basis) else { return nil }
    let m = frame.size
    var meat = [Double](repeating: 0, count: p * p)
    var parts: [Part] = []
    for rows in groups {
      let gram = frame.gram(rows, basis.columns)
      let (halves, wholes) = frame.roots(gram)
      func through(_ middle: [Double]) -> [Double] {
        zip(gram, SymmetricMatrix.sandwich(gram, middle, m)).map { $0 + $1 }
      }
      let adjusted = through(halves)
      let squares = through(wholes)
      let score = frame.score(rows, basis.columns, residuals)
      let total = zip(score, Self.apply(gram, Self.apply(halves, score, m), m)).map { $0 + $1 }
      let first = m - p
      for a in 0..<p {
        for b in 0..<p { meat[a * p + b] += total[first + a] * total[first + b] }
      }
      let scores = SymmetricMatrix.multiply(frame.root, transposed: true, adjusted, m)
      parts.append(
        Part(
          squares: (0..<p * p).map { squares[(first + $0 / p) * m + first + $0 % p] },
          scores: (0..<m * p).map { scores[$0 / p * m + first + $0 % p] }))
    }
    self.parts = parts
    self.frame = frame
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
    let m = frame.size
    var cross = [[Double]](repeating: [Double](repeating: 0, count: m * m), count: q * q)
    var total = 0.0
    for part in parts {
      let (alpha, scores, shifted) = products(part, scaled)
      func beta(_ s: Int, _ t: Int) -> Double { Self.dot(scores[s], shifted[t]) }
      let own = (0..<q).map { alpha[$0 * q + $0] }
      let ownBeta = (0..<q).map { beta($0, $0) }
      for s in 0..<q {
        for t in 0..<q {
          let (a, b) = (alpha[s * q + t], beta(s, t))
          total += own[s] * own[t] + own[s] * ownBeta[t] + ownBeta[s] * own[t] + a * a + 2 * a * b
          for i in 0..<m {
            for j in 0..<m { cross[s * q + t][i * m + j] += shifted[s][i] * scores[t][j] }
          }
        }
      }
    }
    for s in 0..<q {
      for t in 0..<q {
        let (one, other) = (cross[s * q + t], cross[t * q + s])
        for i in 0..<m {
          for j in 0..<m { total += one[i * m + j] * (other[j * m + i] + one[j * m + i]) }
        }
      }
    }
    guard total > 0 else { return nil }
    return Double(q * (q + 1)) / total
  }

  /// How much work ``wishart(_:)`` of `count` combinations is.
  func work(_ count: Int) -> Double {
    Double(parts.count) * Double(count * count) * Double(frame.size * frame.size)
  }

  /// The directions whose covariance has mean I.
  private func normalised(_ directions: [[Double]]) -> [[Double]]? {
    let q = directions.count
    var mean = [Double](repeating: 0, count: q * q)
    for part in parts {
      let (alpha, scores, shifted) = products(part, directions)
      for s in 0..<q {
        for t in 0..<q { mean[s * q + t] += alpha[s * q + t] + Self.dot(scores[s], shifted[t]) }
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

  /// a_s'a_t of the vectors A W X d of a cluster, u = U'A W X d, and S u.
  private func products(
    _ part: Part, _ directions: [[Double]]
  ) -> (alpha: [Double], scores: [[Double]], shifted: [[Double]]) {
    let q = directions.count
    var alpha = [Double](repeating: 0, count: q * q)
    for t in 0..<q {
      let applied = Self.apply(part.squares, directions[t], size)
      for s in 0..<q { alpha[s * q + t] = Self.dot(directions[s], applied) }
    }
    let scores = directions.map { Self.apply(part.scores, $0, frame.size) }
    return (alpha, scores, scores.map { Self.apply(frame.change, $0, frame.size) })
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// A x, A of `rows` rows.
  private static func apply(_ matrix: [Double], _ vector: [Double], _ rows: Int) -> [Double] {
    let columns = vector.count
    return (0..<rows).map { i in
      (0..<columns).reduce(0.0) { $0 + matrix[i * columns + $1] * vector[$1] }
    }
  }
}

extension BiasReducedCovariance {
  /// The columns U in which B = I + U S U' differs from I.
  ///
  /// With Z = √W X L, LL' the inverse of X'WX, and f the roots of the weights over their mean: U = Z and S = -I
  /// without weights, else U = (Z/f, Z f) and S = ((Z'f²Z, -I), (-I, 0)).
  private struct Frame {
    /// How many columns U has.
    let size: Int
    /// S.
    let change: [Double]
    /// U over the columns of the basis, with and over f.
    let root: [Double]
    /// f by row.
    private let scales: [Double]?

    /// `nil` where the inverse has no root.
    init?(_ basis: ProjectionBasis) {
      let p = basis.columns.count
      guard let lower = Self.root(basis.inverseGram, p) else { return nil }
      guard let weights = basis.weights else {
        size = p
        root = lower
        scales = nil
        change = (0..<p * p).map { $0 % (p + 1) == 0 ? -1 : 0 }
        return
      }
      let mean = weights.reduce(0, +) / Double(weights.count)
      let scales = weights.map { ($0 / mean).squareRoot() }
      let m = 2 * p
      var root = [Double](repeating: 0, count: m * m)
      for i in 0..<p {
        for j in 0..<p {
          root[i * m + j] = lower[i * p + j]
          root[(p + i) * m + p + j] = lower[i * p + j]
        }
      }
      let gram = Self.gram(weights.indices, basis.columns, scales)
      let squares = SymmetricMatrix.multiply(
        root, transposed: true, SymmetricMatrix.multiply(gram, root, m), m)
      var change = [Double](repeating: 0, count: m * m)
      for i in 0..<p {
        for j in 0..<p { change[i * m + j] = squares[(p + i) * m + p + j] }
        change[i * m + p + i] = -1
        change[(p + i) * m + i] = -1
      }
      (size, self.scales, self.root, self.change) = (m, scales, root, change)
    }

    /// The products of the columns over some rows, before the root.
    func gram(_ rows: [Int], _ columns: [[Double]]) -> [Double] {
      Self.gram(rows, columns, scales)
    }

    private static func gram(
      _ rows: some RandomAccessCollection<Int>, _ columns: [[Double]], _ scales: [Double]?
    ) -> [Double] {
      let m = scales == nil ? columns.count : 2 * columns.count
      var result = [Double](repeating: 0, count: m * m)
      // Some rows at a time, side by side: memory does not grow with the cluster.
      var rest = rows[...]
      while !rest.isEmpty {
        let some = Array(rest.prefix(1_024))
        rest = rest.dropFirst(1_024)
        var blocks = columns.map { column in some.map { column[$0] } }
        if let scales {
          let own = some.map { scales[$0] }
          blocks =
            blocks.map { zip($0, own).map { $0 / $1 } }
            + blocks.map { zip($0, own).map { $0 * $1 } }
        }
        for a in 0..<m { for b in 0...a { result[a * m + b] += dot(blocks[a], blocks[b]) } }
      }
      for a in 0..<m { for b in 0..<a { result[b * m + a] = result[a * m + b] } }
      return result
    }

    /// The products of the columns with the residuals, before the root.
    func score(_ rows: [Int], _ columns: [[Double]], _ residuals: [Double]) -> [Double] {
      let weighted = columns.map { column in rows.reduce(0.0) { $0 + column[$1] * residuals[$1] } }
      guard let scales else { return weighted }
      return columns.map { column in
        rows.reduce(0.0) { $0 + column[$1] * residuals[$1] / (scales[$1] * scales[$1]) }
      } + weighted
    }

    /// F of B^(-1/2) = I + U F U' and of B^(-1) likewise, over the columns before the root, from their products;
    /// zero where B is, which is the generalised inverse.
    func roots(_ gram: [Double]) -> (halves: [Double], wholes: [Double]) {
      let inner = SymmetricMatrix.multiply(
        root, transposed: true, SymmetricMatrix.multiply(gram, root, size), size)
      let (lengths, turns) = SymmetricMatrix.eigen(inner, size)
      let least = 1e-14 * (lengths.max() ?? 0)
      // Columns of length 1 at right angles: U turned, over the roots of its eigenvalues.
      var (long, short) = (turns, turns)
      for j in 0..<size {
        let length = lengths[j] > least ? lengths[j].squareRoot() : 0
        for i in 0..<size {
          long[i * size + j] *= length
          short[i * size + j] = length > 0 ? short[i * size + j] / length : 0
        }
      }
      let (values, vectors) = SymmetricMatrix.eigen(
        SymmetricMatrix.multiply(
          long, transposed: true, SymmetricMatrix.multiply(change, long, size), size), size)
      let back = SymmetricMatrix.multiply(
        root, SymmetricMatrix.multiply(short, vectors, size), size)
      func weighted(_ weight: (Double) -> Double) -> [Double] {
        var result = [Double](repeating: 0, count: size * size)
        for k in 0..<size {
          let factor = 1 + values[k] > 1e-10 ? weight(values[k]) : -1
          for a in 0..<size {
            let left = factor * back[a * size + k]
            for b in 0..<size { result[a * size + b] += left * back[b * size + k] }
          }
        }
        return result
      }
      return (weighted { expm1(-0.5 * log1p($0)) }, weighted { -$0 / (1 + $0) })
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
  }
}
