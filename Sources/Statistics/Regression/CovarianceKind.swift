internal import Basics
internal import Mathematics
internal import Foundation

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
  /// Clusters of dependent errors, with the factor G/(G-1) · (n-1)/(n-p) (CR1); t with G - 1 degrees of
  /// freedom, G the number of clusters.
  case cluster
  /// Clusters, by Bell and McCaffrey's bias-reduced linearisation (CR2), with Satterthwaite's degrees
  /// of freedom for each coefficient, and Hotelling's T² (HTZ) for several: for few clusters.
  case cr2 = "CR2"
  /// Errors that depend on those before them, with Bartlett's weights: Newey and West (1987),
  /// doi:10.2307/1913610; rows in the order of time.
  case hac = "HAC"

  /// Whether rows have clusters.
  var isClustered: Bool { self == .cluster || self == .cr2 }
}

/// Sandwich covariances of least squares.
struct SandwichCovariance {
  let matrix: [Double]
  /// Degrees of freedom by coefficient, where they are not those of the residuals.
  let degreesOfFreedom: [Double]?
  /// How many clusters there are.
  let clusterCount: Int?
  /// Whether the covariance is CR2.
  let isReduced: Bool
  /// Of CR2 the degrees of freedom of the Wishart distribution of several coefficients together.
  let wishart: Double?

  /// `residuals` are those of the weighted problem (multiplied by √w); `slopes` are the coefficients that
  /// are tested together.
  init(
    _ kind: CovarianceKind, _ basis: ProjectionBasis, residuals: [Double], leverages: [Double]?,
    clusters: [Int]?, slopes: Range<Int> = 0..<0, lags: Int = 0
  ) throws(StatisticsError) {
    let matrix: [Double]
    isReduced = kind == .cr2
    if kind.isClustered {
      let groups = try Self.members(clusters)
      clusterCount = groups.count
      if kind == .cr2 {
        let p = basis.columns.count
        let order = basis.weights == nil ? p : 2 * p
        let steps = groups.count * order * order * order
        guard steps <= AnalysisLimits.clusterRoots else {
          throw .beyond(
            AnalysisLimits.clusterRoots,
            "CR2 of \(groups.count) clusters and \(p) coefficients takes \(steps) steps",
            "With so many clusters, covariance cluster is as good")
        }
        guard let reduced = BiasReducedCovariance(groups, basis, residuals) else {
          throw StatisticsError(
            .singularDesign, "CR2 does not exist: the columns are nearly dependent")
        }
        matrix = reduced.matrix
        let directions = basis.directions
        degreesOfFreedom = reduced.degreesOfFreedom(directions)
        wishart =
          slopes.count > 1 && reduced.work(slopes.count) <= Double(AnalysisLimits.clusterWork)
          ? reduced.wishart(
            slopes.map { column in (0..<p).map { directions[$0 * p + column] } }) : nil
      } else {
        matrix = Self.clustered(groups, basis, residuals)
        degreesOfFreedom = Array(
          repeating: Double(groups.count - 1), count: basis.columns.count)
        wishart = nil
      }
      try Self.checkClusters(matrix, basis, residuals)
    } else {
      matrix =
        kind == .hac
        ? Self.neweyWest(basis, residuals, lags: lags)
        : try Self.white(kind, basis, residuals, leverages)
      degreesOfFreedom = nil
      clusterCount = nil
      wishart = nil
    }
    self.matrix = basis.covariance(matrix)
  }

  /// Errors that are independent, each with its own variance.
  private static func white(
    _ kind: CovarianceKind, _ basis: ProjectionBasis, _ residuals: [Double], _ leverages: [Double]?
  ) throws(StatisticsError) -> [Double] {
    let columns = basis.columns
    let n = residuals.count
    let p = columns.count
    let h = leverages ?? [Double](repeating: 0, count: n)
    var squares = residuals.map { $0 * $0 }
    if kind == .hc2 || kind == .hc3 {
      for i in 0..<n {
        let rest = 1 - h[i]
        guard rest > 1e-12 else {
          throw StatisticsError(
            .singularDesign,
            "\(kind.rawValue) does not exist: one row alone determines a coefficient (leverage 1)"
          )
        }
        squares[i] /= kind == .hc2 ? rest : rest * rest
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
    return SymmetricMatrix.sandwich(basis.inverseGram, meat, p).map { $0 * factor }
  }

  /// The lags of errors that depend on each other, where none are asked for.
  static func usualLags(_ n: Int) -> Int { Int(4 * pow(Double(n) / 100, 2.0 / 9)) }

  /// Errors that depend on those up to `lags` rows before.
  private static func neweyWest(
    _ basis: ProjectionBasis, _ residuals: [Double], lags: Int
  ) -> [Double] {
    let p = basis.columns.count
    let n = residuals.count
    let scores = basis.columns.map { column in zip(column, residuals).map { $0 * $1 } }
    var meat = [Double](repeating: 0, count: p * p)
    for lag in 0...min(lags, n - 1) {
      let weight = 1 - Double(lag) / Double(lags + 1)
      for a in 0..<p {
        for b in 0..<p {
          var sum = 0.0
          for t in lag..<n { sum += scores[a][t] * scores[b][t - lag] }
          meat[a * p + b] += weight * sum
          if lag > 0 { meat[b * p + a] += weight * sum }
        }
      }
    }
    return SymmetricMatrix.sandwich(basis.inverseGram, meat, p)
  }

  /// The rows of each cluster.
  private static func members(_ clusters: [Int]?) throws(StatisticsError) -> [[Int]] {
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
    guard order.count > 1 else {
      throw StatisticsError(
        .tooFewObservations, "a clustered covariance needs at least 2 clusters; got 1")
    }
    return order.compactMap { members[$0] }
  }

  private static func clustered(
    _ groups: [[Int]], _ basis: ProjectionBasis, _ residuals: [Double]
  ) -> [Double] {
    let columns = basis.columns
    let p = columns.count
    var meat = [Double](repeating: 0, count: p * p)
    for rows in groups {
      let score = columns.map { column in rows.reduce(0) { $0 + column[$1] * residuals[$1] } }
      for a in 0..<p { for b in 0..<p { meat[a * p + b] += score[a] * score[b] } }
    }
    let g = Double(groups.count)
    let n = residuals.count
    let factor = g / (g - 1) * Double(n - 1) / Double(n - p)
    return SymmetricMatrix.sandwich(basis.inverseGram, meat, p).map { $0 * factor }
  }

  /// Where a column tells clusters apart, residuals sum to zero within each: nothing is estimated.
  private static func checkClusters(
    _ matrix: [Double], _ basis: ProjectionBasis, _ residuals: [Double]
  ) throws(StatisticsError) {
    let p = basis.columns.count
    let bread = basis.inverseGram
    let rss = residuals.reduce(0) { $0 + $1 * $1 }
    for j in 0..<p where rss > 0 && matrix[j * p + j] <= 1e-20 * bread[j * p + j] * rss {
      throw StatisticsError(
        .singularDesign,
        "a clustered covariance does not exist: the columns identify the clusters, so that no residual "
          + "is left to compare them by")
    }
  }
}
