internal import Basics
internal import Foundation
internal import Mathematics
public import Tables

/// A linear model that bears outliers: an M-estimate by iteratively reweighted least squares.
///
/// Huber's loss with 1.345, or Tukey's bisquare with 4.685; the scale is median(|r|) / 0.6745, updated at
/// each step. Standard errors by Huber's correction (H1), z normal. With `leverage: true` residuals are
/// divided by √(1 - hᵢ), as GSL's robust fits do. Agrees with `statsmodels` `RLM(...).fit()` and R's
/// `MASS::rlm`. O(n p²) a step.
///
/// Huber (1964), doi:10.1214/aoms/1177703732; Huber (1981), Robust Statistics, chapter 7; Beaton and
/// Tukey (1974), doi:10.1080/00401706.1974.10489171.
public struct RobustModel: Sendable {
  /// The losses.
  public enum Loss: String, Hashable, Sendable, CaseIterable {
    case huber, bisquare
  }

  /// The loss.
  public var loss = Loss.huber
  /// Whether residuals are adjusted for leverage.
  public var adjustsForLeverage = false
  /// The level of the intervals.
  public var level = 0.95
  /// Whether there is an intercept; `nil`: as the formula says.
  private var intercept: Bool?

  /// Huber's estimate.
  public init() {}

  /// Fits a formula on a table.
  public func fit(
    _ formula: ModelFormula, on table: Table
  ) throws(StatisticsError) -> AnalysisResult {
    try fit(ModelData(formula, table: table))
  }

  private var constant: Double { loss == .huber ? 1.345 : 4.685 }

  private func weight(_ z: Double) -> Double {
    switch loss {
    case .huber: return abs(z) <= constant ? 1 : constant / abs(z)
    case .bisquare:
      let u = 1 - (z / constant) * (z / constant)
      return u > 0 ? u * u : 0
    }
  }

  private func slope(_ z: Double) -> Double {
    switch loss {
    case .huber: return abs(z) <= constant ? 1 : 0
    case .bisquare:
      let square = (z / constant) * (z / constant)
      return square < 1 ? (1 - square) * (1 - 5 * square) : 0
    }
  }

  func fit(_ data: ModelData) throws(StatisticsError) -> AnalysisResult {
    try LinearModel.check(data, "robust")
    try LinearModel.checkVaries(data, "robust")
    let first = try LinearModel.solve(data, "robust")
    let n = data.rows.count
    let p = data.design.columnCount
    let adjustments =
      adjustsForLeverage
      ? first.leverages(data.design).map { 1 / max(1 - $0, 1e-12).squareRoot() } : nil
    func adjusted(_ residuals: [Double]) -> [Double] {
      adjustments.map { zip(residuals, $0).map { $0 * $1 } } ?? residuals
    }
    let consistency = StandardNormal().quantile(0.75)
    func scale(_ residuals: [Double]) -> Double {
      Quantile.median(residuals.map { abs($0) }) / consistency
    }
    var fit = first
    var residuals = adjusted(fit.residuals)
    var sigma = scale(residuals)
    var steps = 0
    var change = Double.infinity
    let size = data.response.reduce(0) { max($0, abs($1)) }
    let most = min(2_000, AnalysisLimits.steps(rows: n, coefficients: p))
    while sigma > 1e-14 * size, steps < most {
      let weights = residuals.map { max(weight($0 / sigma), 1e-10) }
      let next = try LinearModel.solve(data, "robust", weights: weights)
      change = zip(next.coefficients, fit.coefficients).reduce(0) {
        max($0, abs($1.0 - $1.1) / max(abs($1.0), 1e-8))
      }
      fit = next
      residuals = adjusted(fit.residuals)
      sigma = scale(residuals)
      steps += 1
      if change < 1e-14 { break }
    }
    var result = AnalysisResult(
      method: "robust", title: "Robust regression (\(loss.rawValue))")
    result.account(data)
    let isExact = ExactFit.holds(fit.residuals, data.response, data.design, fit.coefficients)
    if isExact {
      result.notes.append(ExactFit.note)
    } else if sigma <= 1e-14 * size {
      result.notes.append("more than half of the rows are fitted exactly: the scale is zero")
    } else if change > 1e-8 {
      throw StatisticsError(
        .didNotConverge, "robust: the weights did not settle in \(steps) steps")
    }
    let z = residuals.map { sigma > 0 ? $0 / sigma : 0 }
    let psi = zip(z, z.map(weight)).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }
    let slopes = z.map(slope)
    let mean = slopes.reduce(0, +) / Double(n)
    let variance = slopes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
    let k = 1 + Double(p) / Double(n) * variance / (mean * mean)
    let factor = k * k * sigma * sigma * psi / Double(n - p) / (mean * mean)
    let covariance = first.inverseGram.map { $0 * factor }
    result.coefficients =
      isExact
      ? CoefficientTable.exact(
        data.recipe.names, fit.coefficients, columns: data.design.columns, response: data.response)
      : CoefficientTable.rows(
        data.recipe.names, fit.coefficients, covariance, level: level,
        degreesOfFreedom: { _ in .infinity })
    result.add(.sigma, sigma)
    result.add(.scale, sigma)
    result.add(.dfResidual, Double(n - p))
    result.add(.steps, Double(steps))
    let down = z.count { weight($0) < 0.5 }
    result.add(.rowsBelowHalfWeight, Double(down))
    result.assumptions = [
      Assumption(
        "outliers are few", Double(down) < 0.1 * Double(n) ? .holds : .doubtful,
        "\(down) of \(n) rows have less than half weight"),
      Assumption(
        "no row has an extreme position in x", .notChecked, "M-estimates resist outliers in y only"),
    ]
    let coefficients = fit.coefficients
    result.model = FittedModel(
      terms: data.recipe.names, coefficients: coefficients, covariance: covariance,
      residualVariance: nil, degreesOfFreedom: .infinity, link: .identity, rows: data.rows,
      fitted: zip(data.response, fit.residuals).map { $0 - $1 }, residuals: fit.residuals,
      leverages: nil, linearise: FittedModel.linear(data.recipe, coefficients))
    return result
  }
}

extension RobustModel: Method {
  static let facts = MethodFacts(
    "robust", "robust regression", .models,
    "A linear model that resists outliers of the response.",
    hypothesis: "each coefficient is zero", takes: .fit, claim: .model(isNormal: true),
    assumptions: ["outliers are few", "no row has an extreme position in x"],
    references: [
      .init("Huber", 1964, doi: "10.1214/aoms/1177703732"),
      .init("Beaton and Tukey", 1974, doi: "10.1080/00401706.1974.10489171"),
    ],
    agreesWith: ["statsmodels RLM", "R MASS::rlm"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
    loss = try options.choice("loss", else: .huber, "How large residuals count.")
    adjustsForLeverage = try options.flag(
      "leverage", else: false, "Whether residuals are divided by the square root of 1 - leverage.")
    intercept = try options.intercept()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try fit(ModelData(request, intercept: intercept))
  }
}
