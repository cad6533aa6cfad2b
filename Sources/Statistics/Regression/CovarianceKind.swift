internal import Numerics

/// How the covariance of coefficients is estimated.
public enum CovarianceKind: String, Hashable, Sendable, CaseIterable {
  /// σ² (XᵀX)⁻¹: equal variances, independent errors.
  case nonrobust
  /// White (1980), doi:10.2307/1912934, and the corrections of MacKinnon and White (1985),
  /// doi:10.1016/0304-4076(85)90158-7.
  case hc0 = "HC0"
  case hc1 = "HC1"
  case hc2 = "HC2"
  case hc3 = "HC3"
  /// Clusters of dependent errors, with the factor G/(G-1) · (n-1)/(n-p) (CR1).
  case cluster
  /// Clusters, by Bell and McCaffrey's bias-reduced linearisation (CR2), with Satterthwaite's degrees
  /// of freedom for each coefficient: for few clusters.
  case cr2 = "CR2"
}

/// Sandwich covariances of least squares.
struct SandwichCovariance {
  let matrix: [Double]
  /// Degrees of freedom by coefficient, where they are not those of the residuals.
  let degreesOfFreedom: [Double]?

  /// `residuals` are those of the weighted problem (multiplied by √w).
  init(
    _ kind: CovarianceKind, _ basis: ProjectionBasis, residuals: [Double], leverages: [Double]?,
    clusters: [Int]?
  ) throws(StatisticsError) {
    let (columns, bread) = (basis.columns, basis.inverseGram)
    let n = residuals.count
    let p = columns.count
    let matrix: [Double]
    switch kind {
    case .nonrobust, .hc0, .hc1, .hc2, .hc3:
      let h = leverages ?? [Double](repeating: 0, count: n)
      var squares = residuals.map { $0 * $0 }
      for i in 0..<n {
        switch kind {
        case .hc2, .hc3:
          let rest = 1 - h[i]
          guard rest > 1e-12 else {
            throw StatisticsError(
              .singularDesign,
              "\(kind.rawValue) does not exist: one row alone determines a coefficient (leverage 1)"
            )
          }
          squares[i] /= kind == .hc2 ? rest : rest * rest
        default: break
        }
      }
      var meat = [Double](repeating: 0, count: p * p)
      for a in 0..<p {
        for b in 0...a {
          var sum = 0.0
          for i in 0..<n { sum += squares[i] * columns[a][i] * columns[b][i] }
          meat[a * p + b] = sum
          meat[b * p + a] = sum
        }
      }
      let factor = kind == .hc1 ? Double(n) / Double(n - p) : 1
      matrix = SymmetricMatrix.sandwich(bread, meat, p).map { $0 * factor }
      degreesOfFreedom = nil
    case .cluster, .cr2:
      guard let clusters else {
        throw StatisticsError(
          .badRequest, "a clustered covariance needs 'groups', the cluster of each row")
      }
      var members: [Int: [Int]] = [:]
      var order: [Int] = []
      for (row, cluster) in clusters.enumerated() {
        if members[cluster] == nil { order.append(cluster) }
        members[cluster, default: []].append(row)
      }
      let groups = order.compactMap { members[$0] }
      guard groups.count > 1 else {
        throw StatisticsError(
          .tooFewObservations, "a clustered covariance needs at least 2 clusters; got 1")
      }
      if kind == .cluster {
        var meat = [Double](repeating: 0, count: p * p)
        for rows in groups {
          let score = columns.map { column in rows.reduce(0) { $0 + column[$1] * residuals[$1] } }
          for a in 0..<p { for b in 0..<p { meat[a * p + b] += score[a] * score[b] } }
        }
        let g = Double(groups.count)
        let factor = g / (g - 1) * Double(n - 1) / Double(n - p)
        matrix = SymmetricMatrix.sandwich(bread, meat, p).map { $0 * factor }
        degreesOfFreedom = nil
      } else {
        (matrix, degreesOfFreedom) = Self.reduced(groups, basis, residuals)
      }
      // Where a column tells clusters apart, residuals sum to zero within each: nothing is estimated.
      let rss = residuals.reduce(0) { $0 + $1 * $1 }
      for j in 0..<p where rss > 0 && matrix[j * p + j] <= 1e-20 * bread[j * p + j] * rss {
        throw StatisticsError(
          .singularDesign,
          "a clustered covariance does not exist: the columns tell the clusters apart, and no residual "
            + "is left to compare them by")
      }
    }
    self.matrix = basis.covariance(matrix)
  }

  /// Bell and McCaffrey (2002); Pustejovsky and Tipton (2018), doi:10.1080/07350015.2016.1247004. Agrees
  /// with R's `clubSandwich::vcovCR(type = "CR2")` under a working model of independence.
  private static func reduced(
    _ groups: [[Int]], _ basis: ProjectionBasis, _ residuals: [Double]
  ) -> ([Double], [Double]) {
    let (columns, bread, directions) = (basis.columns, basis.inverseGram, basis.directions)
    let n = residuals.count
    let p = columns.count
    var meat = [Double](repeating: 0, count: p * p)
    // For each coefficient and cluster the vector A_g X_g M c, from which the degrees of freedom follow.
    var vectors = [[[Double]]](repeating: [], count: p)
    for rows in groups {
      let size = rows.count
      var rest = [Double](repeating: 0, count: size * size)
      for (i, a) in rows.enumerated() {
        for (j, b) in rows.enumerated() {
          var sum = 0.0
          for k in 0..<p {
            for l in 0..<p { sum += columns[k][a] * bread[k * p + l] * columns[l][b] }
          }
          rest[i * size + j] = (i == j ? 1 : 0) - sum
        }
      }
      let (values, basis) = SymmetricMatrix.eigen(rest, size)
      // The symmetric inverse square root, zero where an eigenvalue is.
      let roots = values.map { $0 > 1e-10 ? 1 / $0.squareRoot() : 0 }
      func adjust(_ v: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: size)
        for k in 0..<size where roots[k] > 0 {
          var projection = 0.0
          for i in 0..<size { projection += basis[i * size + k] * v[i] }
          for i in 0..<size { result[i] += basis[i * size + k] * roots[k] * projection }
        }
        return result
      }
      let adjusted = adjust(rows.map { residuals[$0] })
      let score = columns.map { column in
        zip(rows, adjusted).reduce(0) { $0 + column[$1.0] * $1.1 }
      }
      for a in 0..<p { for b in 0..<p { meat[a * p + b] += score[a] * score[b] } }
      for c in 0..<p {
        let direction = rows.map { row in
          (0..<p).reduce(0.0) { $0 + columns[$1][row] * directions[$1 * p + c] }
        }
        vectors[c].append(adjust(direction))
      }
    }
    let matrix = SymmetricMatrix.sandwich(bread, meat, p)
    // p_g = (I - H)_g' a_g; Satterthwaite: (Σ p_g'p_g)² / Σ (p_g'p_h)².
    let degrees = (0..<p).map { c -> Double in
      let projected = groups.indices.map { g -> [Double] in
        var result = [Double](repeating: 0, count: n)
        for (row, value) in zip(groups[g], vectors[c][g]) { result[row] += value }
        let scores = columns.map { column in
          zip(groups[g], vectors[c][g]).reduce(0) { $0 + column[$1.0] * $1.1 }
        }
        let weights = (0..<p).map { k in
          (0..<p).reduce(0.0) { $0 + bread[k * p + $1] * scores[$1] }
        }
        for k in 0..<p { for row in 0..<n { result[row] -= columns[k][row] * weights[k] } }
        return result
      }
      var trace = 0.0
      var squares = 0.0
      for (g, a) in projected.enumerated() {
        for (h, b) in projected.enumerated() {
          let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
          if g == h { trace += product }
          squares += product * product
        }
      }
      return squares > 0 ? trace * trace / squares : 1
    }
    return (matrix, degrees)
  }
}
