internal import Basics
internal import Mathematics
public import Tables

/// What a model says at one row.
public struct Prediction: Hashable, Sendable {
  /// The expected response; `nil` where a variable is missing or a level unknown.
  public let fit: Double?
  /// Lower end of the interval for the expected response.
  public let confidenceLow: Double?
  /// Upper end of the interval for the expected response.
  public let confidenceHigh: Double?
  /// Lower end of the interval for a new observation, where the model has one.
  public let predictionLow: Double?
  /// Upper end of the interval for a new observation.
  public let predictionHigh: Double?

  static let unknown = Prediction(
    fit: nil, confidenceLow: nil, confidenceHigh: nil, predictionLow: nil, predictionHigh: nil)
}

/// A fitted model: what curves are drawn from and predictions made with, so that a drawn line and the
/// reported numbers are one object.
public struct FittedModel: Sendable {
  /// How the linear predictor and the expected response hang together.
  public enum Link: String, Hashable, Sendable {
    case identity, log, logit
  }

  /// The names of the coefficients.
  public let terms: [String]
  /// The coefficients.
  public let coefficients: [Double]
  /// Their covariance, row-major; `nil` where the method has none.
  public let covariance: [Double]?
  /// The variance of a new observation about its expectation; `nil`: no prediction bands.
  public let residualVariance: Double?
  /// Degrees of freedom of the intervals; infinite: normal.
  public let degreesOfFreedom: Double
  /// The link.
  public let link: Link
  /// The rows of the source table that the model was fitted on.
  public let rows: [Int]
  /// The expected response of those rows.
  public let fitted: [Double]
  /// Observed minus expected response.
  public let residuals: [Double]
  /// Leverages of those rows, where they were computed.
  public let leverages: [Double]?
  /// The linear predictor of the rows of a table and its derivatives by the coefficients, column by
  /// column.
  let linearise: @Sendable (Table) throws(StatisticsError) -> (fit: [Double], gradient: [[Double]])

  /// The predictor of a linear recipe.
  static func linear(
    _ recipe: DesignRecipe, _ coefficients: [Double]
  ) -> @Sendable (Table) throws(StatisticsError) -> (fit: [Double], gradient: [[Double]]) {
    { table throws(StatisticsError) in
      let columns = try recipe.values(on: table)
      var fit = [DoubleDouble](repeating: .zero, count: table.rowCount)
      for (column, coefficient) in zip(columns, coefficients) {
        for row in fit.indices { fit[row] += DoubleDouble.product(column[row], coefficient) }
      }
      return (fit.map(\.value), columns)
    }
  }

  /// A straight line without covariance.
  static func line(
    intercept: Double, slope: Double, x: String, y: String, cases: CompleteCases
  ) -> FittedModel {
    let recipe = DesignRecipe(
      formula: ModelFormula(response: y, columns: [x]), variables: [.init(x)], levels: [nil],
      columns: [
        .init(name: "(Intercept)", parts: []),
        .init(name: x, parts: [(variable: 0, level: nil)]),
      ])
    let fitted = cases.columns[0].map { intercept + slope * $0 }
    return FittedModel(
      terms: recipe.names, coefficients: [intercept, slope], covariance: nil,
      residualVariance: nil, degreesOfFreedom: .infinity, link: .identity, rows: cases.rows,
      fitted: fitted, residuals: zip(cases.columns[1], fitted).map { $0 - $1 }, leverages: nil,
      linearise: linear(recipe, [intercept, slope]))
  }

  /// What the model says at each row of a table that has its variables.
  ///
  /// Intervals for the expectation from the coefficients' covariance, for new observations with the
  /// residual variance added; on the scale of the response. O(rows · coefficients²).
  public func predict(on table: Table, level: Double = 0.95) throws(StatisticsError) -> [Prediction]
  {
    guard level > 0, level < 1 else {
      throw StatisticsError(.badRequest, "a level must be between 0 and 1; got \(level)")
    }
    let (fit, gradient) = try linearise(table)
    let quantile = StudentT(df: degreesOfFreedom).upperQuantile((1 - level) / 2)
    let p = coefficients.count
    return fit.indices.map { row in
      guard fit[row].isFinite else { return .unknown }
      guard let covariance else {
        return Prediction(
          fit: inverse(fit[row]), confidenceLow: nil, confidenceHigh: nil, predictionLow: nil,
          predictionHigh: nil)
      }
      var variance = 0.0
      for i in 0..<p {
        for j in 0..<p { variance += gradient[i][row] * covariance[i * p + j] * gradient[j][row] }
      }
      variance = max(variance, 0)
      let margin = quantile * variance.squareRoot()
      let wide = residualVariance.map { quantile * (variance + $0).squareRoot() }
      return Prediction(
        fit: inverse(fit[row]), confidenceLow: inverse(fit[row] - margin),
        confidenceHigh: inverse(fit[row] + margin),
        predictionLow: wide.map { inverse(fit[row] - $0) },
        predictionHigh: wide.map { inverse(fit[row] + $0) })
    }
  }

  private func inverse(_ x: Double) -> Double {
    switch link {
    case .identity: x
    case .log: Logarithm.exponential(x)
    case .logit:
      x >= 0
        ? 1 / (1 + Logarithm.exponential(-x))
        : Logarithm.exponential(x) / (1 + Logarithm.exponential(x))
    }
  }
}

extension ModelVariable {
  init(_ text: String) {
    self.init(source: .expression(text), label: text, isFactor: false, reference: nil)
  }
}
