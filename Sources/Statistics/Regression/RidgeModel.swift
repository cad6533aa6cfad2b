internal import Basics
internal import Mathematics
public import Tables

/// Ridge regression: a linear model whose coefficients are drawn towards zero.
///
/// The b that makes |y - Xb|² + λ|b|² smallest; the intercept is free, the columns stay as they are given. Solved
/// as least squares with √λ I below the centred columns. Estimates are biased on purpose: there are no
/// standard errors. λ = 0 is least squares. O(n p²).
///
/// Hoerl and Kennard (1970), doi:10.1080/00401706.1970.10488634.
public struct RidgeModel: Sendable {
  /// The penalty λ >= 0.
  public var penalty: Double
  /// Whether there is an intercept; `nil`: as the formula says.
  private var intercept: Bool?

  /// A model with a penalty.
  public init(penalty: Double) { self.penalty = penalty }

  /// Fits a formula on a table.
  public func fit(
    _ formula: ModelFormula, on table: Table
  ) throws(StatisticsError) -> AnalysisResult {
    try fit(ModelData(formula, table: table))
  }

  func fit(_ data: ModelData) throws(StatisticsError) -> AnalysisResult {
    let hasIntercept = data.recipe.formula.hasIntercept
    let n = data.rows.count
    let slopes = Array(data.design.columns.dropFirst(hasIntercept ? 1 : 0))
    guard n >= 2, !slopes.isEmpty else {
      throw StatisticsError(
        .tooFewObservations,
        "ridge needs at least 2 complete rows and 1 column; got \(counted(n, "row"))")
    }
    try LinearModel.checkRange(data, "ridge")
    if penalty == 0 { try LinearModel.check(data, "ridge", spare: 0) }
    let means = slopes.map { hasIntercept ? DoubleDouble.mean($0) : .zero }
    let mean = hasIntercept ? DoubleDouble.mean(data.response) : .zero
    let q = slopes.count
    let extra = penalty > 0 ? q : 0
    var design = DesignMatrix(rowCount: n + extra)
    let root = penalty.squareRoot()
    let response =
      data.response.map { (DoubleDouble($0) + -mean).value }
      + [Double](repeating: 0, count: extra)
    let fit: LeastSquares
    do {
      for (j, column) in slopes.enumerated() {
        let below = (0..<extra).map { $0 == j ? root : 0 }
        try design.append(column.map { (DoubleDouble($0) + -means[j]).value } + below)
      }
      fit = try LeastSquares(design, response)
    } catch {
      throw StatisticsError(
        .singularDesign, "ridge: the columns depend on each other; give a 'lambda' above 0")
    }
    let intercept = zip(fit.coefficients, means).reduce(mean) { $0 + -($1.1 * $1.0) }.value
    let coefficients = (hasIntercept ? [intercept] : []) + fit.coefficients
    var result = AnalysisResult(method: "ridge", title: "Ridge regression (lambda = \(penalty))")
    result.account(data)
    result.coefficients = zip(data.recipe.names, coefficients).map {
      Coefficient(
        term: $0, estimate: $1, standardError: nil, statistic: nil, degreesOfFreedom: nil,
        pValue: nil, interval: nil)
    }
    let residuals = Array(fit.residuals.prefix(n))
    let rss = residuals.reduce(0) { $0 + $1 * $1 }
    let total = LinearModel.totalSumOfSquares(data.response, nil, centred: hasIntercept)
    result.add(.lambda, penalty)
    result.add(.rSquared, total > 0 ? 1 - rss / total : nil)
    // The trace of X(X'X + λI)⁻¹X' counts the coefficients that are left.
    let trace = (0..<q).reduce(0.0) { $0 + penalty * fit.inverseGram[$1 * q + $1] }
    result.add(.effectiveDF, Double(q) - trace + (hasIntercept ? 1 : 0))
    result.notes.append("ridge estimates are biased on purpose: they have no standard errors")
    result.model = FittedModel(
      terms: data.recipe.names, coefficients: coefficients, covariance: nil,
      residualVariance: nil, degreesOfFreedom: .infinity, link: .identity, rows: data.rows,
      fitted: zip(data.response, residuals).map { $0 - $1 }, residuals: residuals, leverages: nil,
      linearise: FittedModel.linear(data.recipe, coefficients))
    return result
  }
}

extension RidgeModel: Method {
  static let facts = MethodFacts(
    "ridge", "ridge regression", .models,
    "A linear model whose coefficients are shrunk towards zero, for correlated columns.",
    takes: .fit, needs: .products, claim: .model(),
    references: [.init("Hoerl and Kennard", 1970, doi: "10.1080/00401706.1970.10488634")],
    agreesWith: ["sklearn.linear_model.Ridge"])

  init(_ options: inout Options) throws(StatisticsError) {
    penalty = try options.number(
      "lambda", in: .atLeast(0), else: 1, "How strongly coefficients are shrunk towards zero.")
    intercept = try options.intercept()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try fit(ModelData(request, intercept: intercept))
  }
}
