public import Basics

/// What a method answers beyond test, estimate and coefficients, each part under a key of its own.
public enum Detail: Hashable, Sendable {
  /// A number; `nil` where these data have none.
  case number(Double?)
  /// Yes or no.
  case flag(Bool?)
  /// A word.
  case text(String)
  /// An interval.
  case interval(Interval?)
  /// Numbers in the order of the request.
  case numbers([Double?])
  /// A test of several terms together.
  case test(JointTest?)
  /// What the residuals of a linear fit say.
  case diagnostics(ResidualDiagnostics)
  /// A number for each term.
  case terms([TermNumber])
  /// The fit once more with bias-reduced errors.
  case reduced(ReducedFit)
  /// Quantiles that were asked for.
  case quantiles([QuantileEstimate])
  /// Points of Lorenz' curve.
  case shares([LorenzShare])
  /// A whole number beyond 2^53, which no double holds.
  case whole(Int64)
  /// How often pairs of categories occur.
  case counts(CrossTable)
  /// A list of rows, or one row, whose values have names.
  case parts(JSON)

  /// The words for further parts, in results as in addresses.
  public enum Key: String, CodingKey, CaseIterable, Hashable, Sendable {
    case adjusted, aic, alpha, bias, bic, clusters, correction, cr2, deviance, diagnostics
    case dispersion, draws, equivalent, f, intercept, kurtosis, lambda, level, lorenz, loss, mad,
      max, mean
    case median, min, q1, q3, quantiles, runs, s, scale, sd, seed, sigma, skewness, slope, steps,
      tau
    case table, variance
    case band, backtest, cagr, changePoints = "change_points", concordance, counterfactual,
      curves
    case criticalDifference = "critical_difference"
    case doublingTime = "doubling_time"
    case doublingTimeInterval = "doubling_time_ci"
    case family, fits, forecasts, groups, herfindahl, lags, means, medians, model
    case pBound = "p_bound"
    case penalty, period
    case proportionalHazards = "proportional_hazards"
    case remainder, residual, rmean, seasonal, segments, strength, terms, tests, theil, top, trend
    case type
    case dispersionTest = "dispersion_test"
    case gini
    case adjustedRSquared = "adjusted_r_squared"
    case aicDifference = "aic_difference"
    case alphaStandardError = "alpha_std_error"
    case boundHigh = "bound_high"
    case boundLow = "bound_low"
    case dfResidual = "df_residual"
    case dfResidualSmall = "df_residual_small"
    case effectiveCount = "effective_n"
    case effectiveDF = "effective_df"
    case expectedRuns = "expected_runs"
    case geometricMean = "geometric_mean"
    case giniCorrected = "gini_corrected"
    case lag1Autocorrelation = "lag1_autocorrelation"
    case likelihoodRatio = "likelihood_ratio"
    case logLikelihood = "log_likelihood"
    case logLikelihoodSmall = "log_likelihood_small"
    case meanInterval = "mean_ci"
    case medianInterval = "median_ci"
    case nullDeviance = "null_deviance"
    case nullLogLikelihood = "null_log_likelihood"
    case pHigh = "p_high"
    case pLow = "p_low"
    case pValues = "p_values"
    case pearsonDispersion = "pearson_dispersion"
    case pseudoRSquared = "pseudo_r_squared"
    case qqCorrelation = "qq_correlation"
    case qqIntercept = "qq_intercept"
    case qqSlope = "qq_slope"
    case rSquared = "r_squared"
    case residualSD = "residual_sd"
    case residualSumOfSquares = "residual_sum_of_squares"
    case residualSumOfSquaresSmall = "residual_sum_of_squares_small"
    case robustStandardErrors = "robust_std_errors"
    case rowsBelowHalfWeight = "rows_below_half_weight"
    case sensSlope = "sens_slope"
    case sensSlopeInterval = "sens_slope_ci"
    case ssBetween = "ss_between"
    case ssWithin = "ss_within"
    case standardError = "std_error"
    case sumOfWeights = "sum_of_weights"
    case varianceOfS = "variance_of_s"
  }

  /// The value at the address of the part.
  var node: Node {
    switch self {
    case .number(let number): .number(number)
    case .flag(let flag): .flag(flag)
    case .text(let text): .text(text)
    case .interval(let interval): interval?.node ?? .text(nil)
    case .numbers(let numbers): .list(numbers.map { .number($0) })
    case .test(let test): .optional(test)
    case .diagnostics(let diagnostics): .value(diagnostics)
    case .terms(let terms): .terms(terms)
    case .reduced(let fit): .value(fit)
    case .quantiles(let quantiles): .values(quantiles)
    case .shares(let shares): .values(shares)
    case .whole(let whole): .whole(whole)
    case .counts(let table): .value(table)
    case .parts(let json): Node(json)
    }
  }

  /// The part under a key, read back.
  init(_ key: Key, in parts: KeyedParts<Key>) throws(PartError) {
    switch key {
    case .equivalent: self = .flag(try parts.flag(key))
    case .correction, .model, .pBound, .family: self = .text(try parts.required(key))
    case .backtest, .changePoints, .counterfactual, .curves, .fits, .forecasts, .gini, .groups,
      .herfindahl, .means, .medians, .proportionalHazards, .residual, .rmean, .segments, .strength,
      .terms, .tests, .theil, .top:
      self = .parts(parts[key] ?? .null)
    case .lags where parts[key]?.arrayValue != nil: self = .parts(parts[key] ?? .null)
    case .doublingTimeInterval: self = .interval(try parts.interval(key))
    case .trend, .seasonal, .remainder: self = .numbers(try parts.numbers(key) ?? [])
    case .dispersionTest: self = .test(try parts.value(key))
    case .meanInterval, .medianInterval, .sensSlopeInterval:
      self = .interval(try parts.interval(key))
    case .pValues, .adjusted: self = .numbers(try parts.numbers(key) ?? [])
    case .f, .likelihoodRatio: self = .test(try parts.value(key))
    case .robustStandardErrors: self = .terms(try parts.terms(key))
    case .quantiles: self = .quantiles(try parts.values(key) ?? [])
    case .lorenz: self = .shares(try parts.values(key) ?? [])
    case .diagnostics: self = .diagnostics(try Self.present(parts.value(key), key, parts))
    case .cr2: self = .reduced(try Self.present(parts.value(key), key, parts))
    case .table: self = .counts(try Self.present(parts.value(key), key, parts))
    default:
      if case .int(let whole)? = parts[key], abs(Double(whole)) >= AnalysisRequest.largestCount {
        self = .whole(whole)
      } else {
        self = .number(try parts.number(key))
      }
    }
  }

  private static func present<Value>(
    _ value: Value?, _ key: Key, _ parts: KeyedParts<Key>
  ) throws(PartError) -> Value {
    guard let value else { throw parts.error(key, "is missing") }
    return value
  }
}

/// A test of several terms of a model together.
public struct JointTest: Keyed {
  /// The statistic; `nil` where it is not defined.
  public let value: Double?
  /// One number for chi-square, two for F.
  public let degreesOfFreedom: [Double]
  /// The p-value.
  public let pValue: Double?

  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case value, df, df1, df2
    case pValue = "p_value"
  }

  /// A test; what is not finite is `nil`.
  init(_ value: Double?, df: [Double], pValue: Double?) {
    self.value = value?.finite
    degreesOfFreedom = df
    self.pValue = pValue?.finite
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    let df = degreesOfFreedom
    return switch key {
    case .value: .number(value)
    case .df: df.count == 1 ? .number(df[0]) : nil
    case .df1: df.count == 2 ? .number(df[0]) : nil
    case .df2: df.count == 2 ? .number(df[1]) : nil
    case .pValue: .number(pValue)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    let one = try parts.number(.df)
    let two = [try parts.number(.df1), try parts.number(.df2)].compactMap { $0 }
    self.init(
      try parts.number(.value), df: one.map { [$0] } ?? two, pValue: try parts.number(.pValue))
  }

  /// The statistic.
  public var principal: Node? { node(.value) }
}

/// A number that belongs to a term of a model.
public struct TermNumber: Hashable, Sendable {
  /// The term.
  public let term: String
  /// The number.
  public let value: Double?

  init(_ term: String, _ value: Double?) {
    self.term = term
    self.value = value?.finite
  }
}

extension JSON {
  /// A number as it is read back: whole ones are.
  static func cell(_ value: Double?) -> JSON {
    guard let value, value.isFinite else { return .null }
    // From 2^54 on texts of doubles have exponents.
    return abs(value) < 18_014_398_509_481_984
      ? Int64(exactly: value).map(JSON.int) ?? .double(value) : .double(value)
  }

  /// Both ends of an interval.
  static func cell(_ interval: Interval?) -> JSON {
    interval.map { .array([cell($0.low), cell($0.high)]) } ?? .null
  }

  /// A row of named values.
  static func row(_ values: KeyValuePairs<String, JSON>) -> JSON {
    .object(values.map { Member($0.key, $0.value) })
  }
}

extension Node {
  /// A number for each term, under its name.
  static func terms(_ terms: [TermNumber]) -> Node {
    .value(Entries(terms.map { ($0.term, .number($0.value)) }))
  }
}

extension KeyedParts {
  /// A number for each term, under its name.
  func terms(_ key: Key) throws(PartError) -> [TermNumber] {
    (self[key]?.members ?? []).map { TermNumber($0.key, $0.value.doubleValue) }
  }
}

/// How often each pair of categories occurs.
public struct CrossTable: Keyed {
  /// The categories of the rows.
  public let rows: [String]
  /// The categories of the columns.
  public let columns: [String]
  /// The counts of each row.
  public let counts: [[Int]]

  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case rows, columns, counts
  }

  init(rows: [String], columns: [String], counts: [[Int]]) {
    self.rows = rows
    self.columns = columns
    self.counts = counts
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .rows: .texts(rows)
    case .columns: .texts(columns)
    case .counts: .list(counts.map { row in .list(row.map { .whole(Int64($0)) }) })
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    rows = try parts.texts(.rows) ?? []
    columns = try parts.texts(.columns) ?? []
    counts = (parts[.counts]?.arrayValue ?? []).map { row in
      (row.arrayValue ?? []).map { cell in cell.doubleValue.flatMap { Int(exactly: $0) } ?? 0 }
    }
  }
}

/// A linear fit once more, with errors that are right for few clusters.
public struct ReducedFit: Keyed {
  /// The coefficients with their own degrees of freedom.
  public let coefficients: [Coefficient]
  /// The slopes together; `nil` where there is no such test.
  public let f: JointTest?

  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case coefficients, f
  }

  init(coefficients: [Coefficient], f: JointTest?) {
    self.coefficients = coefficients
    self.f = f
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .coefficients: .values(coefficients)
    case .f: .optional(f)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(
      coefficients: try parts.values(.coefficients) ?? [], f: try parts.value(.f))
  }
}

/// A quantile with its interval.
public struct QuantileEstimate: Keyed {
  /// The probability, as its name.
  public let probability: String
  /// The quantile.
  public let value: Double?
  /// Its interval, where the values are enough for one.
  public let interval: Interval?

  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case name, value, ci
  }

  init(_ probability: String, _ value: Double?, _ interval: Interval?) {
    self.probability = probability
    self.value = value?.finite
    self.interval = interval
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .name: .text(probability)
    case .value: .number(value)
    case .ci: interval?.node ?? .text(nil)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(
      try parts.required(.name), try parts.number(.value), try parts.interval(.ci))
  }

  /// The probability.
  public var nameInList: String? { probability }
  /// The quantile.
  public var principal: Node? { node(.value) }
}

/// The share of the total that the smallest values hold.
public struct LorenzShare: Keyed {
  /// The part of the values, as its name.
  public let part: String
  /// Their share of the total.
  public let share: Double?

  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case name, share
  }

  init(_ part: String, _ share: Double?) {
    self.part = part
    self.share = share?.finite
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .name: .text(part)
    case .share: .number(share)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(try parts.required(.name), try parts.number(.share))
  }

  /// The part of the values.
  public var nameInList: String? { part }
}
