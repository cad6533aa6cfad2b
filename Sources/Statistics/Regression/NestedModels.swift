internal import Basics
internal import Mathematics
internal import Tables

/// Whether a model says more than a smaller one nested in it.
///
/// Null hypothesis: the coefficients that only the larger model has are zero. For linear models
/// F = ((RSS₀ - RSS₁) / (df₀ - df₁)) / (RSS₁ / df₁); for models by maximum likelihood χ² = 2 (ℓ₁ - ℓ₀). Both models
/// must rest on the same rows. Agrees with R's `anova(small, large)` and `lmtest::lrtest`, and with
/// `statsmodels` `compare_f_test` and `compare_lr_test`. O(1) after the fits.
///
/// Fisher (1922), doi:10.2307/2341124; Wilks (1938), doi:10.1214/aoms/1177732360. Partial
/// eta² and its interval: Steiger (2004), doi:10.1037/1082-989X.9.2.164.
public enum NestedModels {
  /// The F test of two linear fits.
  public static func fTest(
    _ small: AnalysisResult, _ large: AnalysisResult, level: Double = 0.95
  ) throws(StatisticsError) -> AnalysisResult {
    try check(small, large)
    guard let rssSmall = squares(small), let rssLarge = squares(large),
      let dfSmall = small[path: "df_residual"]?.doubleValue,
      let dfLarge = large[path: "df_residual"]?.doubleValue, dfSmall > dfLarge
    else {
      throw StatisticsError(
        .badRequest, "an F test needs two linear fits, the second with more coefficients")
    }
    guard rssLarge > 0, large.coefficients?.contains(where: { ($0.standardError ?? 0) > 0 }) == true
    else {
      throw StatisticsError(
        .domainError, "nested-f: the larger model fits exactly, so that F does not exist")
    }
    let df1 = dfSmall - dfLarge
    let gain = max(rssSmall - rssLarge, 0)
    let f = gain / df1 / (rssLarge / dfLarge)
    var result = AnalysisResult(method: "nested-f", title: "F test of nested models")
    result.takeCounts(of: large)
    result.statistic = NamedValue("F", f)
    result.degreesOfFreedom = [df1, dfLarge]
    result.set(pValue: FDistribution(df1: df1, df2: dfLarge).survival(f), "F")
    let explained = ExplainedVariance(
      f: f, df1: df1, df2: dfLarge, count: Double(large.count.total), level: level)
    result.effectSizes = [
      EffectSize("partial-eta-squared", gain / rssSmall, explained.share),
      EffectSize("cohens-f2", gain / rssLarge, explained.ratio),
    ]
    result.add(.residualSumOfSquaresSmall, rssSmall)
    result.add(.residualSumOfSquares, rssLarge)
    result.add(.dfResidualSmall, dfSmall)
    result.add(.dfResidual, dfLarge)
    return result
  }

  /// The likelihood-ratio test of two fits.
  public static func likelihoodRatio(
    _ small: AnalysisResult, _ large: AnalysisResult
  ) throws(StatisticsError) -> AnalysisResult {
    try check(small, large)
    guard large.coefficients?.contains(where: { ($0.standardError ?? 0) > 0 }) == true else {
      throw StatisticsError(
        .domainError,
        "likelihood-ratio: the larger model fits exactly, so that it has no likelihood")
    }
    guard let a = small[path: "log_likelihood"]?.doubleValue,
      let b = large[path: "log_likelihood"]?.doubleValue,
      let p = small.coefficients?.count, let q = large.coefficients?.count, q > p
    else {
      throw StatisticsError(
        .badRequest,
        "a likelihood-ratio test needs two fits with a likelihood, the second with more coefficients"
      )
    }
    let statistic = max(2 * (b - a), 0)
    var result = AnalysisResult(
      method: "likelihood-ratio", title: "Likelihood-ratio test of nested models")
    result.takeCounts(of: large)
    result.statistic = NamedValue("chi-square", statistic)
    result.degreesOfFreedom = [Double(q - p)]
    result.set(pValue: ChiSquared(df: Double(q - p)).survival(statistic), "chi-squared")
    // McFadden's: a share of log-likelihoods of probabilities, which densities are not.
    if large.method != "ols", large.method != "wls" {
      result.effectSizes = [EffectSize("pseudo-r-squared", a == 0 ? nil : 1 - b / a)]
    }
    result.add(.logLikelihoodSmall, a)
    result.add(.logLikelihood, b)
    result.add(
      .aicDifference,
      (large[path: "aic"]?.doubleValue).flatMap { aic in
        (small[path: "aic"]?.doubleValue).map { aic - $0 }
      })
    return result
  }

  private static func check(
    _ small: AnalysisResult, _ large: AnalysisResult
  ) throws(StatisticsError) {
    guard let a = small.model, let b = large.model, small.method == large.method else {
      throw StatisticsError(.badRequest, "nested models must be two fits by the same method")
    }
    guard a.rows == b.rows else {
      throw StatisticsError(
        .badRequest,
        "the two models are based on different rows (\(a.rows.count) and \(b.rows.count)); fit both on the "
          + "rows that are complete for the larger one")
    }
  }

  /// The residual sum of squares, weighted where the fit is.
  private static func squares(_ result: AnalysisResult) -> Double? {
    guard let sigma = result[path: "sigma"]?.doubleValue,
      let df = result[path: "df_residual"]?.doubleValue
    else { return nil }
    return sigma * sigma * df
  }
}

extension AnalysisResult {
  /// Takes over counts, losses and assumptions of the fit that a test of models is based on.
  fileprivate mutating func takeCounts(of fit: AnalysisResult) {
    count = fit.count
    missingCount = fit.missingCount
    nonFiniteCount = fit.nonFiniteCount
    assumptions = fit.assumptions
    notes = fit.notes
  }
}

/// The data of a larger and a smaller model, on the rows that are complete for the larger one.
private struct NestedData {
  let small: ModelData
  let large: ModelData

  init(_ request: AnalysisRequest, small formula: ModelFormula) throws(StatisticsError) {
    let (wider, frame) = try request.modelSource()
    large = try ModelData(
      wider, table: frame, response: request.y?.values, weights: request.weights)
    try LinearModel.check(large, request.method)
    small = try ModelData(
      ModelFormula(
        response: wider.response, terms: formula.terms, hasIntercept: formula.hasIntercept),
      table: frame, response: request.y?.values, weights: request.weights, within: large.rows)
    guard small.rows == large.rows else {
      throw StatisticsError(
        .badRequest, "\(request.method): the smaller model reads variables that the larger lacks")
    }
    guard small.design.columnCount < large.design.columnCount else {
      throw StatisticsError(
        .badRequest, "\(request.method): the option 'small' names as many coefficients as the model"
      )
    }
    for (column, name) in zip(small.design.columns, small.recipe.names) {
      let fit = try LinearModel.solve(large, request.method, response: column)
      let size = column.reduce(0) { $0 + $1 * $1 }
      guard fit.residualSumOfSquares <= 1e-14 * size else {
        throw StatisticsError(
          .badRequest, "\(request.method): '\(name)' of the smaller model is not in the larger one")
      }
    }
  }
}

extension Options {
  /// The formula of the smaller of two nested models: `y ~ x`, or its right side alone.
  fileprivate mutating func smallModel() throws(StatisticsError) -> ModelFormula {
    let text = try text(
      "small", example: "1", "The formula of the smaller model, 'y ~ x' or its right side alone.")
    do {
      return try ModelFormula(parsing: text.contains("~") ? text : "y ~ \(text)")
    } catch {
      throw StatisticsError(.badRequest, error.description)
    }
  }
}

/// `nested-f`.
struct NestedFTest: Method {
  static let facts = MethodFacts(
    "nested-f", "F test of nested models", .models,
    "Whether further terms of a linear model explain more than chance would.",
    hypothesis: "the coefficients of the further terms are zero", takes: .fit, needs: .products,
    weights: .taken("how much each row counts"), statistic: "F", claim: .furtherTerms,
    assumptions: [
      "expectation is linear in the terms", "residuals have one variance", "residuals are normal",
      "residuals are independent",
    ],
    references: [
      .init("Fisher", 1922, doi: "10.2307/2341124"),
      .init("Steiger", 2004, doi: "10.1037/1082-989X.9.2.164"),
    ],
    agreesWith: ["R anova(small, large)", "statsmodels compare_f_test"])

  private let small: ModelFormula
  private let level: Double

  init(_ options: inout Options) throws(StatisticsError) {
    small = try options.smallModel()
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let data = try NestedData(request, small: small)
    let model = LinearModel()
    return try NestedModels.fTest(model.fit(data.small), model.fit(data.large), level: level)
  }
}

/// `likelihood-ratio`.
struct LikelihoodRatioTest: Method {
  static let facts = MethodFacts(
    "likelihood-ratio", "likelihood-ratio test", .models,
    "Whether further terms of a model explain more than chance would, by its likelihood.",
    hypothesis: "the coefficients of the further terms are zero", takes: .fit,
    weights: .taken("how much each row counts, of the model ols"), statistic: "chi-square",
    claim: .furtherTerms,
    assumptions: [
      "expectation is linear in the terms", "residuals have one variance", "residuals are normal",
      "residuals are independent",
      "observations are independent", "variance equals the mean",
    ],
    references: [.init("Wilks", 1938, doi: "10.1214/aoms/1177732360")],
    agreesWith: ["R lmtest::lrtest", "statsmodels compare_lr_test"])

  private enum Model: String, CaseIterable {
    case ols, logistic, poisson
    case negativeBinomial = "negative-binomial"
  }

  private let small: ModelFormula
  private let model: Model

  init(_ options: inout Options) throws(StatisticsError) {
    model = try options.choice("model", example: .ols, "The kind of both models.")
    small = try options.smallModel()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    guard model == .ols || request.weights == nil else {
      throw StatisticsError(
        .badRequest, "likelihood-ratio takes 'weights' with the model 'ols' only")
    }
    let data = try NestedData(request, small: small)
    func fit(_ data: ModelData) throws(StatisticsError) -> AnalysisResult {
      switch model {
      case .ols: try LinearModel().fit(data)
      case .logistic: try GeneralizedLinearModel(.logistic).fit(data)
      case .poisson: try GeneralizedLinearModel(.poisson).fit(data)
      case .negativeBinomial: try GeneralizedLinearModel(.negativeBinomial).fit(data)
      }
    }
    return try NestedModels.likelihoodRatio(fit(data.small), fit(data.large))
  }
}
