internal import Basics
internal import Foundation
internal import Mathematics
public import Tables

/// A linear model of a quantile of the response.
///
/// The b that makes Σ ρτ(yᵢ - xᵢb) smallest, exactly: from a vertex near the least-squares fit along edges
/// of the linear programme until no direction descends. Standard errors by the kernel estimate of the
/// sandwich (Epanechnikov, Hall-Sheather bandwidth), t with the residual degrees of freedom. Agrees with
/// `statsmodels` `QuantReg(...).fit(q=tau)`, which iterates to about 6 digits, and with R's
/// `quantreg::rq`. O(n p) an edge.
///
/// Koenker and Bassett (1978), doi:10.2307/1913643; Powell (1991); Hall and Sheather (1988),
/// doi:10.1111/j.2517-6161.1988.tb01735.x.
public struct QuantileRegression: Sendable {
  /// The quantile.
  public var tau = 0.5
  /// The level of the intervals.
  public var level = 0.95
  /// Whether there is an intercept; `nil`: as the formula says.
  private var intercept: Bool?

  /// Regression of the median.
  public init() {}

  /// Fits a formula on a table.
  public func fit(
    _ formula: ModelFormula, on table: Table
  ) throws(StatisticsError) -> AnalysisResult {
    try fit(ModelData(formula, table: table))
  }

  func fit(_ data: ModelData) throws(StatisticsError) -> AnalysisResult {
    try LinearModel.check(data, "quantile-regression")
    let start = try LinearModel.solve(data, "quantile-regression")
    let n = data.rows.count
    let p = data.design.columnCount
    let standardised = StandardisedColumns(
      data.design.columns, hasIntercept: data.recipe.formula.hasIntercept)
    var vertex = try descend(data.response, standardised.columns, start.residuals)
    vertex.coefficients = standardised.coefficients(vertex.coefficients)
    let size = data.response.reduce(0) { max($0, abs($1)) }
    // Rows on the plane are exactly so.
    for i in vertex.basis { vertex.residuals[i] = 0 }
    let residuals = vertex.residuals.map { abs($0) <= 1e-13 * size ? 0 : $0 }
    var result = AnalysisResult(
      method: "quantile-regression", title: "Quantile regression (tau = \(tau))")
    result.account(data)
    let covariance = covariance(data.response, residuals, standardised)
    if covariance == nil {
      result.notes.append("the kernel estimate of the density is not defined: no standard errors")
    }
    let df = Double(n - p)
    if let covariance {
      result.coefficients = CoefficientTable.rows(
        data.recipe.names, vertex.coefficients, covariance, level: level,
        degreesOfFreedom: { _ in df })
    } else {
      result.coefficients = zip(data.recipe.names, vertex.coefficients).map {
        Coefficient(
          term: $0, estimate: $1, standardError: nil, statistic: nil, degreesOfFreedom: nil,
          pValue: nil, interval: nil)
      }
    }
    result.add(.tau, tau)
    result.add(.dfResidual, df)
    let loss = residuals.reduce(0) { $0 + ($1 >= 0 ? tau * $1 : (tau - 1) * $1) }
    let sorted = RadixSort.sorted(data.response)
    let quantile = Quantile.of(sorted: sorted, tau, type: 1)
    let null = data.response.reduce(0) {
      let r = $1 - quantile
      return $0 + (r >= 0 ? tau * r : (tau - 1) * r)
    }
    result.add(.loss, loss)
    result.add(.pseudoRSquared, null > 0 ? 1 - loss / null : nil)
    if !vertex.isUnique { result.notes.append("other coefficients fit equally well") }
    if n < 40 {
      result.notes.append("with \(counted(n, "row")) the standard errors are rough")
    } else if Double(n) * min(tau, 1 - tau) < 100, abs(tau - 0.5) > 0.2 {
      result.notes.append(
        "so near an end of the response the intervals may cover less than their level (0.90 for 0.95 of the quantile 0.9 of 200 rows "
          + "with exponential errors)")
    }
    let coefficients = vertex.coefficients
    result.model = FittedModel(
      terms: data.recipe.names, coefficients: coefficients, covariance: covariance,
      residualVariance: nil, degreesOfFreedom: df, link: .identity, rows: data.rows,
      fitted: zip(data.response, residuals).map { $0 - $1 }, residuals: residuals,
      leverages: nil, linearise: FittedModel.linear(data.recipe, coefficients))
    return result
  }

  private struct Vertex {
    var basis: [Int]
    var coefficients: [Double]
    var residuals: [Double]
    var isUnique = true
  }

  /// Along edges from vertex to vertex while the loss falls.
  private func descend(
    _ response: [Double], _ columns: [[Double]], _ start: [Double]
  ) throws(StatisticsError) -> Vertex {
    let n = response.count
    let p = columns.count
    // A basis of rows that the fit nearly meets and that are independent.
    let threshold = Quantile.of(sorted: RadixSort.sorted(start), tau)
    let near = (0..<n).sorted {
      let (a, b) = (abs(start[$0] - threshold), abs(start[$1] - threshold))
      return a < b || (a == b && $0 < $1)
    }
    guard var basis = Self.independent(near, columns) else {
      throw StatisticsError(
        .singularDesign, "quantile-regression: the columns depend on each other")
    }
    var isUnique = true
    let most = min(50 * (n + p) + 100, AnalysisLimits.steps(rows: n, coefficients: p))
    for _ in 0..<most {
      guard let inverse = SquareMatrix.inverse(basis.flatMap { row in columns.map { $0[row] } }, p)
      else {
        throw StatisticsError(
          .didNotConverge, "quantile-regression: a vertex of the programme is degenerate")
      }
      var b = [Double](repeating: 0, count: p)
      for i in 0..<p { for k in 0..<p { b[i] += inverse[i * p + k] * response[basis[k]] } }
      var residuals = response
      for (column, value) in zip(columns, b) {
        for i in 0..<n { residuals[i] -= column[i] * value }
      }
      let scale = response.reduce(0) { max($0, abs($1)) } * 1e-12
      let inBasis = Set(basis)
      var best: (slope: Double, k: Int, sign: Double)?
      isUnique = true
      for k in 0..<p {
        // The edge on which the basis row k gets a residual and the others keep theirs.
        let direction = (0..<p).map { inverse[$0 * p + k] }
        var up = 0.0
        var down = 0.0
        for i in 0..<n where !inBasis.contains(i) {
          var rise = 0.0
          for j in 0..<p { rise += columns[j][i] * direction[j] }
          if abs(rise) < 1e-12 { continue }
          let r = residuals[i]
          if abs(r) > scale {
            let slope = r > 0 ? -tau * rise : (1 - tau) * rise
            up += slope
            down -= slope
          } else {
            up += rise > 0 ? (1 - tau) * rise : -tau * rise
            down += rise < 0 ? -(1 - tau) * rise : tau * rise
          }
        }
        // The row itself: the plane rises above it, or falls below.
        up += 1 - tau
        down += tau
        for (slope, sign) in [(up, 1.0), (down, -1.0)] {
          if slope < -1e-10, slope < (best?.slope ?? 0) { best = (slope, k, sign) }
          if abs(slope) <= 1e-10 { isUnique = false }
        }
      }
      guard let best else {
        return Vertex(basis: basis, coefficients: b, residuals: residuals, isUnique: isUnique)
      }
      // Walk until the slope turns: a weighted median of the crossings.
      let direction = (0..<p).map { inverse[$0 * p + best.k] * best.sign }
      var crossings: [(at: Double, change: Double, row: Int)] = []
      for i in 0..<n where !inBasis.contains(i) {
        var rise = 0.0
        for j in 0..<p { rise += columns[j][i] * direction[j] }
        if abs(rise) < 1e-12 || abs(residuals[i]) <= scale { continue }
        let at = residuals[i] / rise
        if at > 0 { crossings.append((at, abs(rise), i)) }
      }
      crossings.sort { $0.at < $1.at || ($0.at == $1.at && $0.row < $1.row) }
      var slope = best.slope
      var entering: Int?
      for crossing in crossings {
        slope += crossing.change
        if slope >= 0 {
          entering = crossing.row
          break
        }
      }
      guard let entering else {
        throw StatisticsError(
          .didNotConverge, "quantile-regression: the programme has no bounded solution")
      }
      basis[best.k] = entering
    }
    throw StatisticsError(
      .didNotConverge,
      "quantile-regression: no vertex without descent was reached in \(most) steps of \(n) rows")
  }

  /// The first rows of `order` whose regressors are independent, as many as there are columns.
  private static func independent(_ order: [Int], _ columns: [[Double]]) -> [Int]? {
    let p = columns.count
    var chosen: [Int] = []
    var basis: [[Double]] = []
    let scales = columns.map { max($0.reduce(0) { max($0, abs($1)) }, 1e-300) }
    for row in order where chosen.count < p {
      var vector = (0..<p).map { columns[$0][row] / scales[$0] }
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for _ in 0..<2 {
        for unit in basis {
          let projection = zip(vector, unit).reduce(0) { $0 + $1.0 * $1.1 }
          for j in 0..<p { vector[j] -= projection * unit[j] }
        }
      }
      let rest = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard rest > 1e-8 * length, rest > 0 else { continue }
      basis.append(vector.map { $0 / rest })
      chosen.append(row)
    }
    return chosen.count == p ? chosen : nil
  }

  /// Powell's sandwich with the density of residuals at zero estimated by a kernel.
  private func covariance(
    _ response: [Double], _ residuals: [Double], _ standardised: StandardisedColumns
  ) -> [Double]? {
    let n = Double(residuals.count)
    let columns = standardised.columns
    let p = columns.count
    var design = DesignMatrix(rowCount: residuals.count)
    for column in columns { guard (try? design.append(column)) != nil else { return nil } }
    guard let inverseGram = (try? LeastSquares(design, response))?.inverseGram else { return nil }
    let normal = StandardNormal()
    let z = normal.quantile(tau)
    let share =
      pow(n, -1.0 / 3) * pow(normal.quantile(0.975), 2.0 / 3)
      * pow(1.5 * normal.density(z) * normal.density(z) / (2 * z * z + 1), 1.0 / 3)
    guard tau - share > 0, tau + share < 1 else { return nil }
    let sorted = RadixSort.sorted(residuals)
    let range = Quantile.of(sorted: sorted, 0.75) - Quantile.of(sorted: sorted, 0.25)
    let spread = (Moments(response).sumOfSquares / n).squareRoot()
    let width =
      min(spread, range / 1.34) * (normal.quantile(tau + share) - normal.quantile(tau - share))
    guard width > 0 else { return nil }
    let density =
      residuals.reduce(0) {
        let u = $1 / width
        return $0 + (abs(u) <= 1 ? 0.75 * (1 - u * u) : 0)
      } / (n * width)
    guard density > 0 else { return nil }
    let above = (tau / density) * (tau / density)
    let below = ((1 - tau) / density) * ((1 - tau) / density)
    // Rows on the plane itself count with the larger weight.
    func weight(_ residual: Double) -> Double {
      residual > 0 ? above : (residual < 0 ? below : max(above, below))
    }
    var meat = [Double](repeating: 0, count: p * p)
    for a in 0..<p {
      for b in 0...a {
        var sum = 0.0
        for i in residuals.indices {
          sum += columns[a][i] * columns[b][i] * weight(residuals[i])
        }
        meat[a * p + b] = sum
        meat[b * p + a] = sum
      }
    }
    return standardised.covariance(SymmetricMatrix.sandwich(inverseGram, meat, p), size: p)
  }
}

extension QuantileRegression: Method {
  static let facts = MethodFacts(
    "quantile-regression", "quantile regression", .models,
    "A linear model of a quantile of the response, by default the median.",
    hypothesis: "each coefficient is zero", takes: .fit, claim: .model(of: .quantile),
    references: [
      .init("Koenker and Bassett", 1978, doi: "10.2307/1913643"),
      .init("Hall and Sheather", 1988, doi: "10.1111/j.2517-6161.1988.tb01735.x"),
    ],
    agreesWith: ["statsmodels QuantReg", "R quantreg::rq"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
    tau = try options.number(
      "tau", in: .between(0, 1), else: 0.5, "The quantile that is modelled.")
    intercept = try options.intercept()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try fit(ModelData(request, intercept: intercept))
  }
}
