internal import Numerics

/// Whether a model says more than a smaller one nested in it.
///
/// Null hypothesis: the coefficients that only the larger model has are zero. F for linear models, the
/// likelihood ratio (chi-squared) for models by maximum likelihood. Both must rest on the same rows. Agrees
/// with R's `anova(small, large)`. O(1).
public enum NestedModels {
  /// The F test of two linear fits.
  public static func fTest(
    _ small: AnalysisResult, _ large: AnalysisResult
  ) throws(StatisticsError) -> AnalysisResult {
    try check(small, large)
    guard let dfSmall = small[path: "df_residual"]?.doubleValue,
      let dfLarge = large[path: "df_residual"]?.doubleValue,
      let rssSmall = squares(small), let rssLarge = squares(large), dfSmall > dfLarge, rssLarge > 0
    else {
      throw StatisticsError(
        .badRequest, "an F test needs two linear fits, the second with more coefficients")
    }
    let df1 = dfSmall - dfLarge
    let f = max((rssSmall - rssLarge) / df1 / (rssLarge / dfLarge), 0)
    var result = AnalysisResult(method: "nested-f", title: "F test of nested models")
    result.count = large.count
    result.statistic = NamedValue("F", f)
    result.degreesOfFreedom = [df1, dfLarge]
    result.set(pValue: FDistribution(df1: df1, df2: dfLarge).survival(f), "F")
    return result
  }

  /// The likelihood-ratio test of two fits.
  public static func likelihoodRatio(
    _ small: AnalysisResult, _ large: AnalysisResult
  ) throws(StatisticsError) -> AnalysisResult {
    try check(small, large)
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
    result.count = large.count
    result.statistic = NamedValue("chi-square", statistic)
    result.degreesOfFreedom = [Double(q - p)]
    result.set(pValue: ChiSquared(df: Double(q - p)).survival(statistic), "chi-squared")
    return result
  }

  private static func check(
    _ small: AnalysisResult, _ large: AnalysisResult
  ) throws(StatisticsError) {
    guard let a = small.model, let b = large.model, small.method == large.method else {
      throw StatisticsError(.badRequest, "nested models are two fits by one method")
    }
    guard a.rows == b.rows else {
      throw StatisticsError(
        .badRequest,
        "the two models rest on different rows (\(a.rows.count) and \(b.rows.count)); fit both on the "
          + "rows that are complete for the larger one")
    }
  }

  private static func squares(_ result: AnalysisResult) -> Double? {
    result.model.map { $0.residuals.reduce(0) { $0 + $1 * $1 } }
  }
}
