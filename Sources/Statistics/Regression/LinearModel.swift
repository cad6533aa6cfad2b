internal import Numerics
public import Tables
internal import Foundation

/// A linear model by ordinary or weighted least squares.
///
/// y = Xb + e; coefficients by ``LeastSquares``, standard errors by the chosen covariance, t with the
/// residual degrees of freedom for every covariance (for CR2 Satterthwaite's). R² is about the mean with
/// an intercept, about zero without; AIC and BIC do not count σ. Incomplete rows are dropped and counted;
/// dependent columns are a `singular-design`, never dropped. Agrees with `statsmodels`
/// `OLS(...).fit(cov_type=..., use_t=True)` and R's `lm`. O(n p²).
///
/// Assumes a linear expectation, independent errors, and for the nonrobust covariance equal variances.
public struct LinearModel: Sendable {
  /// How standard errors are estimated.
  public var covariance = CovarianceKind.nonrobust
  /// The level of the intervals.
  public var level = 0.95
  var method = "ols"

  /// Ordinary least squares with the nonrobust covariance.
  public init() {}

  /// Fits a formula on a table.
  public func fit(
    _ formula: ModelFormula, on table: Table, weights: [Double]? = nil, clusters: [Int]? = nil
  ) throws(StatisticsError) -> AnalysisResult {
    try fit(ModelData(formula, table: table, weights: weights, clusters: clusters))
  }

  func fit(_ data: ModelData) throws(StatisticsError) -> AnalysisResult {
    let n = data.rows.count
    let p = data.design.columnCount
    let hasIntercept = data.recipe.formula.hasIntercept
    try Self.check(data, method)
    if let weights = data.weights, !weights.allSatisfy({ $0 > 0 }) {
      throw StatisticsError(.domainError, "\(method): weights must be positive")
    }
    if hasIntercept, let first = data.response.first, data.response.allSatisfy({ $0 == first }) {
      throw StatisticsError(.constantInput, "\(method): all \(n) values of 'y' are equal")
    }
    let fit = try Self.solve(data, method)
    let df = Double(n - p)
    let roots = data.weights?.map { $0.squareRoot() }
    let whitened = roots.map { roots in zip(fit.residuals, roots).map { $0 * $1 } } ?? fit.residuals
    let basis = ProjectionBasis(data, fit)
    let needsLeverages = covariance == .hc2 || covariance == .hc3
    let leverages =
      needsLeverages || n * p <= 200_000
      ? basis.leverages() : nil
    let rss = fit.residualSumOfSquares
    let variance = rss / df
    let sandwich: SandwichCovariance? =
      covariance == .nonrobust
      ? nil
      : try SandwichCovariance(
        covariance, basis, residuals: whitened, leverages: leverages, clusters: data.clusters)
    let matrix = sandwich?.matrix ?? fit.inverseGram.map { $0 * variance }

    var result = AnalysisResult(
      method: method,
      title: (method == "wls" ? "Weighted" : "Ordinary") + " least squares"
        + (covariance == .nonrobust ? "" : ", \(covariance.rawValue) standard errors"))
    result.account(data)
    result.coefficients = CoefficientTable.rows(
      data.recipe.names, fit.coefficients, matrix, level: level,
      degreesOfFreedom: { sandwich?.degreesOfFreedom?[$0] ?? df },
      showsDegreesOfFreedom: sandwich?.degreesOfFreedom != nil)

    let total = Self.totalSumOfSquares(data.response, data.weights, centred: hasIntercept)
    let rSquared = total > 0 ? 1 - rss / total : nil
    let model = Double(p - (hasIntercept ? 1 : 0))
    result.add("r_squared", rSquared)
    result.add(
      "adjusted_r_squared",
      rSquared.map { 1 - (1 - $0) * (Double(n) - (hasIntercept ? 1 : 0)) / df })
    result.add("sigma", variance.squareRoot())
    result.add("df_residual", df)
    result.fields.append(
      .init(
        "f",
        Self.overallTest(
          fit, matrix, hasIntercept, total: total, rss: rss, df1: model, df2: df,
          robust: covariance != .nonrobust)))
    let halfN = Double(n) / 2
    let likelihood =
      -halfN * log(2 * Double.pi) - halfN * log(rss / Double(n)) - halfN
      + (data.weights.map { $0.reduce(0) { $0 + log($1) } / 2 } ?? 0)
    result.add("log_likelihood", likelihood)
    result.add("aic", -2 * likelihood + 2 * Double(p))
    result.add("bic", -2 * likelihood + log(Double(n)) * Double(p))
    let largest = data.response.reduce(0) { max($0, abs($1)) }
    let noise = 4 * Double.ulpOfOne * largest
    if rss == 0 {
      result.notes.append(
        "the model fits exactly: no residual is left, and statistics that divide by it do not exist"
      )
    } else if rss <= Double(n) * noise * noise {
      result.notes.append(
        "the residuals are rounding error: the model fits exactly to the digits given")
    }
    let diagnostics = RegressionDiagnostics(
      data: data, fit: fit, basis: basis, residuals: whitened, leverages: leverages,
      variance: variance, hasIntercept: hasIntercept)
    result.fields.append(.init("diagnostics", diagnostics.json))
    result.assumptions = diagnostics.assumptions(covariance)
    if fit.condition > 1e7 {
      result.notes.append(
        "the columns are nearly dependent (condition number \(Rounded.text(fit.condition)) after "
          + "scaling): small changes of the data change the coefficients much")
    }
    if covariance == .nonrobust, rss > 0, let leverages,
      let robust = try? SandwichCovariance(
        .hc3, basis, residuals: whitened, leverages: leverages, clusters: nil)
    {
      let errors = (0..<p).map { max(robust.matrix[$0 * p + $0], 0).squareRoot() }
      result.fields.append(
        .init(
          "robust_std_errors",
          .object(zip(data.recipe.names, errors).map { .init($0.0, .number($0.1)) })))
    }
    let coefficients = fit.coefficients
    let fitted = zip(data.response, fit.residuals).map { $0 - $1 }
    result.model = FittedModel(
      terms: data.recipe.names, coefficients: coefficients, covariance: matrix,
      residualVariance: variance, degreesOfFreedom: df, link: .identity, rows: data.rows,
      fitted: fitted, residuals: fit.residuals, leverages: leverages,
      linearise: FittedModel.linear(data.recipe, coefficients))
    result.effectSizes = Self.effectSizes(
      rSquared, model: model, df: df, count: n, level: level)
    return result
  }

  /// Whether there are columns and enough rows, in units whose squares doubles can hold.
  static func check(
    _ data: ModelData, _ method: String, spare: Int = 1
  ) throws(StatisticsError) {
    let n = data.rows.count
    let p = data.design.columnCount
    guard p > 0 else {
      throw StatisticsError(.badRequest, "\(method): the model has no coefficients")
    }
    guard n >= p + spare else {
      let lost = data.missingCount + data.nonFiniteCount
      throw StatisticsError(
        .tooFewObservations,
        "\(method) needs at least \(p + spare) complete rows for \(p) coefficients; got \(n) "
          + "(\(n + lost) rows, \(data.missingCount) missing)")
    }
    try checkRange(data, method)
  }

  /// Refuses columns whose squares, or whose inverses' squares, leave the range of doubles.
  static func checkRange(_ data: ModelData, _ method: String) throws(StatisticsError) {
    let named = zip(data.recipe.names, data.design.columns).map { (name: $0, values: $1) }
    for (name, values) in named + [(name: "the response", values: data.response)] {
      let largest = values.reduce(0) { max($0, abs($1)) }
      guard largest == 0 || (largest > 1e-140 && largest < 1e140) else {
        throw StatisticsError(
          .domainError,
          "\(method): the values of '\(name)' reach \(Rounded.scientific(largest)), too far from 1 for "
            + "squares of doubles; give them in another unit")
      }
    }
  }

  /// Least squares, with a lack of rank named by its columns.
  static func solve(
    _ data: ModelData, _ method: String, response: [Double]? = nil, weights: [Double]? = nil
  ) throws(StatisticsError) -> LeastSquares {
    do {
      return try LeastSquares(
        data.design, response ?? data.response, weights: weights ?? data.weights)
    } catch {
      switch error {
      case .rankDeficient(_, let dependent):
        let names = dependent.map { "'\(data.recipe.names[$0])'" }.joined(separator: ", ")
        throw StatisticsError(
          .singularDesign,
          "\(method): \(names) \(dependent.count == 1 ? "is a combination" : "are combinations") of "
            + "the other columns; leave \(dependent.count == 1 ? "it" : "them") out")
      default: throw StatisticsError(.badRequest, "\(method): \(error.description)")
      }
    }
  }

  static func totalSumOfSquares(
    _ response: [Double], _ weights: [Double]?, centred: Bool
  ) -> Double {
    totalSumsOfSquares([response], weights, centred: centred).first ?? 0
  }

  /// The sums of squares of columns of one length, four at a time.
  static func totalSumsOfSquares(
    _ columns: [[Double]], _ weights: [Double]?, centred: Bool
  ) -> [Double] {
    stride(from: 0, to: columns.count, by: 4).flatMap { first -> [Double] in
      let count = min(4, columns.count - first)
      func column(_ lane: Int) -> [Double] { columns[first + min(lane, count - 1)] }
      let (c0, c1, c2, c3) = (column(0), column(1), column(2), column(3))
      var means = DoubleDoubleLanes(high: .zero)
      if centred {
        for lane in 0..<count { means[lane] = Self.mean(column(lane), weights) }
      }
      let minus = DoubleDoubleLanes(high: -means.high, low: -means.low)
      var total = DoubleDoubleLanes(high: .zero)
      for i in c0.indices {
        let values = SIMD4(c0[i], c1[i], c2[i], c3[i])
        let deviation = DoubleDoubleLanes(high: values) + minus
        let square = deviation * deviation
        total = total + (weights.map { square * SIMD4(repeating: $0[i]) } ?? square)
      }
      return (0..<count).map { total[$0].value }
    }
  }

  private static func mean(_ values: [Double], _ weights: [Double]?) -> DoubleDouble {
    guard let weights else { return DoubleDouble.mean(values) }
    var sum = DoubleDouble.zero
    for (value, weight) in zip(values, weights) { sum += DoubleDouble.product(value, weight) }
    return sum / DoubleDouble.sum(weights)
  }

  /// F for all coefficients but the intercept: from sums of squares, or Wald's for robust covariances.
  private static func overallTest(
    _ fit: LeastSquares, _ matrix: [Double], _ hasIntercept: Bool, total: Double, rss: Double,
    df1: Double, df2: Double, robust: Bool
  ) -> JSON {
    guard df1 > 0 else { return .null }
    var value = (total - rss) / df1 / (rss / df2)
    if robust {
      let p = fit.coefficients.count
      let start = hasIntercept ? 1 : 0
      let q = p - start
      var part = [Double](repeating: 0, count: q * q)
      for i in 0..<q {
        for j in 0..<q { part[i * q + j] = matrix[(i + start) * p + j + start] }
      }
      let b = Array(fit.coefficients[start...])
      guard let solved = SymmetricMatrix.solve(part, q, b) else { return .null }
      value = zip(b, solved).reduce(0) { $0 + $1.0 * $1.1 } / df1
    }
    return [
      "value": .number(value), "df1": .number(df1), "df2": .number(df2),
      "p_value": value.isFinite
        ? .number(FDistribution(df1: df1, df2: df2).survival(value)) : .number(rss == 0 ? 0 : nil),
    ]
  }

  /// R² with its interval for columns that are fixed, and f² = R² / (1 - R²).
  private static func effectSizes(
    _ rSquared: Double?, model: Double, df: Double, count: Int, level: Double
  ) -> [EffectSize] {
    guard let rSquared, model > 0 else { return [] }
    let ratio = rSquared < 1 ? rSquared / (1 - rSquared) : nil
    let explained = ratio.map {
      ExplainedVariance(
        f: $0 * df / model, df1: model, df2: df, count: Double(count), level: level)
    }
    return [
      EffectSize("r-squared", rSquared, explained?.share),
      EffectSize("cohens-f2", ratio, explained?.ratio),
    ]
  }
}

/// The table of coefficients of any fit.
enum CoefficientTable {
  static func rows(
    _ names: [String], _ estimates: [Double], _ covariance: [Double], level: Double,
    degreesOfFreedom: (Int) -> Double, showsDegreesOfFreedom: Bool = false
  ) -> [Coefficient] {
    let p = names.count
    return (0..<p).map { j in
      let error = max(covariance[j * p + j], 0).squareRoot()
      let distribution = StudentT(df: degreesOfFreedom(j))
      guard error.isFinite else {
        return Coefficient(
          term: names[j], estimate: estimates[j], standardError: nil, statistic: nil,
          degreesOfFreedom: nil, pValue: nil, interval: nil)
      }
      let t = estimates[j] / error
      let margin = distribution.upperQuantile((1 - level) / 2) * error
      return Coefficient(
        term: names[j], estimate: estimates[j], standardError: error,
        statistic: t.isFinite ? t : nil,
        degreesOfFreedom: showsDegreesOfFreedom ? distribution.df : nil,
        pValue: t.isFinite ? distribution.twoSided(t) : (t.isInfinite ? 0 : nil),
        interval: Interval(estimates[j] - margin, estimates[j] + margin))
    }
  }
}

/// `ols` and `wls`.
struct LinearModelRequest: RequestedMethod {
  private var model = LinearModel()
  private let intercept: Bool?

  init(_ options: inout OptionReader) throws(StatisticsError) {
    model.level = try options.level()
    model.covariance = try options.choice("covariance", CovarianceKind.self) ?? .nonrobust
    intercept = try options.bool("intercept")
    _ = options.json("groups")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    var model = model
    model.method = request.method
    if request.method == "wls", request.weights == nil {
      throw StatisticsError(.badRequest, "wls needs 'weights'")
    }
    return try model.fit(
      ModelData(
        request, intercept: intercept, weights: request.weights))
  }
}

extension ModelData {
  /// The data of a request's model.
  init(
    _ request: AnalysisRequest, intercept: Bool?, weights: [Double]? = nil,
    response: [Double]? = nil, extra: [[Double]] = []
  ) throws(StatisticsError) {
    let (formula, frame) = try request.modelSource()
    try self.init(
      formula.with(intercept: intercept ?? formula.hasIntercept), table: frame,
      response: response ?? request.y?.values, weights: weights, clusters: request.groups,
      extra: extra)
  }
}

extension ModelFormula {
  func with(intercept: Bool) -> ModelFormula {
    ModelFormula(response: response, terms: terms, hasIntercept: intercept)
  }

  init(response: ModelVariable?, terms: [ModelTerm], hasIntercept: Bool) {
    self.response = response
    self.terms = terms
    self.hasIntercept = hasIntercept
  }
}
