internal import Basics
public import Tables

/// What charts draw from: tables by name and fitted models by the id of their analysis.
public struct ChartData: Sendable {
  /// Tables by name.
  public var tables: [String: Table]
  /// Curves of fitted models by analysis id.
  public var models: [String: FitCurve]
  /// Correlation matrices by analysis id.
  public var correlations: [String: CorrelationCoefficients]

  /// Data for charts.
  public init(
    tables: [String: Table], models: [String: FitCurve] = [:],
    correlations: [String: CorrelationCoefficients] = [:]
  ) {
    self.tables = tables
    self.models = models
    self.correlations = correlations
  }

  /// One table for charts that name none.
  public init(_ table: Table) { self.init(tables: ["": table]) }

  func table(_ name: String?) throws(ChartError) -> Table {
    if let name {
      if let table = tables[name] { return table }
      throw .unknownTable(name: name, nearest: name.nearest(in: tables.keys.sorted()))
    }
    if tables.count == 1, let only = tables.first?.value { return only }
    throw .conflict("the chart names no table and there is not exactly one; set 'table'")
  }
}

/// A fitted model as a chart needs it: predictions with their band, from the object that the report
/// prints.
public struct FitCurve: Sendable {
  /// One predicted value with the confidence interval of the mean.
  public struct Value: Hashable, Sendable {
    /// The fitted value.
    public let fit: Double
    /// Lower end of the interval, where there is one.
    public let low: Double?
    /// Upper end of the interval, where there is one.
    public let high: Double?

    /// A predicted value.
    public init(fit: Double, low: Double? = nil, high: Double? = nil) {
      self.fit = fit
      self.low = low
      self.high = high
    }
  }

  /// The method with variant, e.g. "OLS".
  public let name: String
  /// One sentence with estimate and p for the alternative text, e.g. "OLS slope −0.69 g a month,
  /// p = 0.001".
  public let summary: String?
  /// Names of the columns that `predict` reads.
  public let predictors: [String]
  /// The fit for the rows of a table, with intervals of a confidence level.
  public let predict: @Sendable (Table, Double) throws -> [Value]
  /// The model fitted anew to the rows of one series or panel, which is told its name; `nil` if one model is drawn
  /// everywhere.
  public let part: (@Sendable (String, Table) throws -> FitCurve)?
  /// Fitted values and standardised residuals, for the residual panel.
  public let residuals: (fitted: [Double], residuals: [Double])?

  /// A curve from a closure.
  public init(
    name: String, summary: String?, predictors: [String],
    residuals: (fitted: [Double], residuals: [Double])? = nil,
    part: (@Sendable (String, Table) throws -> FitCurve)? = nil,
    predict: @escaping @Sendable (Table, Double) throws -> [Value]
  ) {
    self.name = name
    self.summary = summary
    self.predictors = predictors
    self.residuals = residuals
    self.part = part
    self.predict = predict
  }
}
