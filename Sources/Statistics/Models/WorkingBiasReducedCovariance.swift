internal import Mathematics

/// The bias-reduced covariance of clustered errors (CR2) of a model fitted by weights, whose errors have the variances that the weights say.
///
/// In the whitened problem errors have variance one; the inverse root is that of Φ (I - H) Φ, Φ the variances of the rows, as R's `clubSandwich` takes it
/// for generalised models: B = Φ (I - H_gg) Φ, scores X'B^(-1/2) Φ e, with Satterthwaite's degrees of freedom under Φ. O(Σ n_g³ + G² p²).
///
/// Bell and McCaffrey (2002), Survey Methodology 28; Pustejovsky and Tipton (2018), doi:10.1080/07350015.2016.1247004.
struct WorkingBiasReducedCovariance {
  /// The covariance of the coefficients of the basis.
  let matrix: [Double]
  /// Of each coefficient, as the columns were given.
  let degreesOfFreedom: [Double]

  /// - Parameters:
  ///   - residuals: Those of the whitened problem.
  ///   - variances: Φ of each row.
  init(
    _ groups: [[Int]], _ basis: ProjectionBasis, residuals: [Double], variances: [Double]
  ) throws(StatisticsError) {
    let p = basis.columns.count
    let cubes = groups.reduce(0.0) { $0 + Double($1.count * $1.count) * Double($1.count) }
    guard cubes <= Double(AnalysisLimits.clusterRoots), groups.count <= 5_000 else {
      throw .beyond(
        AnalysisLimits.clusterRoots,
        "CR2 of \(groups.count) clusters takes \(Rounded.text(cubes)) steps",
        "With so many rows, covariance cluster is as good")
    }
    let gram = basis.inverseGram
    let directions = basis.directions
    var meat = [Double](repeating: 0, count: p * p)
    // Of each cluster and coefficient |u|² and X'u with u = Φ B^(-1/2) X M c.
    var lengths: [[Double]] = []
    var products: [[[Double]]] = []
    for rows in groups {
      let m = rows.count
      let x = rows.map { row in basis.columns.map { $0[row] } }
      let hat = x.map { a in
        x.map { b in
          (0..<p).reduce(0.0) { sum, i in
            sum + a[i] * (0..<p).reduce(0.0) { $0 + gram[i * p + $1] * b[$1] }
          }
        }
      }
      var middle = [Double](repeating: 0, count: m * m)
      for i in 0..<m {
        for j in 0..<m {
          middle[i * m + j] =
            variances[rows[i]] * ((i == j ? 1 : 0) - hat[i][j]) * variances[rows[j]]
        }
      }
      let root = Self.inverseRoot(middle, m)
      func rooted(_ v: [Double]) -> [Double] {
        (0..<m).map { i in (0..<m).reduce(0.0) { $0 + root[i * m + $1] * v[$1] } }
      }
      let adjusted = rooted((0..<m).map { variances[rows[$0]] * residuals[rows[$0]] })
      let score = (0..<p).map { a in (0..<m).reduce(0.0) { $0 + x[$1][a] * adjusted[$1] } }
      for a in 0..<p { for b in 0..<p { meat[a * p + b] += score[a] * score[b] } }
      var (own, through) = ([Double](), [[Double]]())
      for c in 0..<p {
        let leaning = rooted(
          x.map { row in (0..<p).reduce(0.0) { $0 + row[$1] * directions[$1 * p + c] } })
        let u = (0..<m).map { variances[rows[$0]] * leaning[$0] }
        own.append(u.reduce(0) { $0 + $1 * $1 })
        through.append((0..<p).map { a in (0..<m).reduce(0.0) { $0 + x[$1][a] * u[$1] } })
      }
      lengths.append(own)
      products.append(through)
    }
    matrix = SymmetricMatrix.sandwich(gram, meat, p)
    degreesOfFreedom = (0..<p).map { c in
      var (trace, squares) = (0.0, 0.0)
      let carried = products.map { z in
        (0..<p).map { a in (0..<p).reduce(0.0) { $0 + gram[a * p + $1] * z[c][$1] } }
      }
      for g in groups.indices {
        for h in groups.indices {
          let cross = (0..<p).reduce(0.0) { $0 + products[g][c][$1] * carried[h][$1] }
          let value = (g == h ? lengths[g][c] : 0) - cross
          squares += value * value
          if g == h { trace += value }
        }
      }
      return squares > 0 ? trace * trace / squares : 1
    }
  }

  /// The symmetric inverse root; directions without variance are left out.
  private static func inverseRoot(_ matrix: [Double], _ n: Int) -> [Double] {
    let (values, vectors) = SymmetricMatrix.eigen(matrix, n)
    let largest = values.reduce(0) { max($0, abs($1)) }
    var result = [Double](repeating: 0, count: n * n)
    for k in 0..<n where values[k] > 1e-12 * largest {
      let scale = 1 / values[k].squareRoot()
      for i in 0..<n {
        for j in 0..<n { result[i * n + j] += scale * vectors[i * n + k] * vectors[j * n + k] }
      }
    }
    return result
  }
}
