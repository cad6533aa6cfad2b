internal import Basics
internal import Mathematics
public import Tables
internal import Foundation

/// A linear model by ordinary or weighted least squares.
///
/// y = Xb + e; coefficients by ``LeastSquares``, standard errors by the chosen covariance. t and F have the
/// residual degrees of freedom; with clusters t has G - 1 and F q and G - 1, of G clusters and q terms; under
/// CR2 t has Satterthwaite's, F Hotelling's (HTZ), and of one slope F is t². A request with clusters that
/// names no covariance means `cluster`; below 30 clusters its answer carries CR2 beside it (`cr2`). A model
/// that fits to the last digits has no tests. R² is about the mean with an intercept, about zero without; AIC
/// and BIC do not count σ. Incomplete rows are dropped and counted;
/// dependent columns are a `singular-design`, never dropped. Agrees with `statsmodels`
/// `OLS(...).fit(cov_type=..., use_t=True)`, R's `lm` and `clubSandwich`. O(n p²).
///
/// Assumes a linear expectation, independent errors, and for the nonrobust covariance equal variances.
public struct LinearModel: Sendable {
  /// How standard errors are estimated.
  public var covariance = CovarianceKind.nonrobust
  /// The level of the intervals.
  public var level = 0.95
  /// Lags of a HAC covariance; `nil`: by the number of rows.
  public var lags: Int?
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
    try Self.checkVaries(data, method)
    let fit = try Self.solve(data, method)
    let isExact = ExactFit.holds(fit.residuals, data.response, data.design, fit.coefficients)
    let basis = ProjectionBasis(data, fit, isExact: isExact)
    let roots = data.weights?.map { $0.squareRoot() }
    let whitened = roots.map { roots in zip(fit.residuals, roots).map { $0 * $1 } } ?? fit.residuals
    let needsLeverages = covariance == .hc2 || covariance == .hc3
    let leverages = needsLeverages || n * p <= 200_000 ? basis.leverages() : nil
    let df = Double(n - p)
    let variance = fit.residualSumOfSquares / df
    let slopes = (hasIntercept ? 1 : 0)..<p
    let sandwich: SandwichCovariance? =
      covariance == .nonrobust || isExact
      ? nil
      : try SandwichCovariance(
        covariance, basis, residuals: whitened, leverages: leverages, clusters: data.clusters,
        slopes: slopes, lags: try hacLags(n))
    let matrix = sandwich?.matrix ?? fit.inverseGram.map { $0 * variance }
    let wald = WaldTest(fit.coefficients, matrix, slopes: slopes)

    var result = AnalysisResult(
      method: method,
      title: (method == "wls" ? "Weighted" : "Ordinary") + " least squares"
        + (covariance == .nonrobust ? "" : ", \(covariance.rawValue) standard errors"))
    result.account(data)
    result.coefficients =
      isExact
      ? CoefficientTable.exact(
        data.recipe.names, fit.coefficients, columns: data.design.columns, response: data.response)
      : CoefficientTable.rows(
        data.recipe.names, fit.coefficients, matrix, level: level,
        degreesOfFreedom: { sandwich?.degreesOfFreedom?[$0] ?? df },
        showsDegreesOfFreedom: sandwich?.degreesOfFreedom != nil)
    addSummary(&result, data, fit, isExact, sandwich, wald)
    let diagnostics = RegressionDiagnostics(
      data: data, fit: fit, basis: basis, residuals: whitened, leverages: leverages,
      variance: variance, hasIntercept: hasIntercept, isExact: isExact)
    result.add(.diagnostics, .diagnostics(diagnostics.summary))
    result.assumptions = diagnostics.assumptions(covariance)
    if fit.condition > 1e7 {
      result.notes.append(
        "the columns are nearly dependent (condition number \(Rounded.text(fit.condition)) after "
          + "scaling): small changes of the data change the coefficients much")
    }
    if !isExact { addRobust(&result, data, fit, basis, whitened, leverages, slopes) }
    let coefficients = fit.coefficients
    result.model = FittedModel(
      terms: data.recipe.names, coefficients: coefficients, covariance: matrix,
      residualVariance: variance,
      degreesOfFreedom: sandwich?.clusterCount.map { Double($0 - 1) } ?? df, link: .identity,
      rows: data.rows, fitted: zip(data.response, fit.residuals).map { $0 - $1 },
      residuals: fit.residuals, leverages: leverages,
      linearise: FittedModel.linear(data.recipe, coefficients))
    return result
  }

  /// The lags of a HAC covariance of `n` rows.
  private func hacLags(_ n: Int) throws(StatisticsError) -> Int {
    let lags = lags ?? SandwichCovariance.usualLags(n)
    guard lags < n || covariance != .hac else {
      throw StatisticsError(
        .badRequest, "\(method): 'lags' must be below the number of rows, \(n); it is \(lags)")
    }
    return lags
  }

  /// What belongs to the model as a whole: the share explained, the overall test, the likelihood.
  private func addSummary(
    _ result: inout AnalysisResult, _ data: ModelData, _ fit: LeastSquares, _ isExact: Bool,
    _ sandwich: SandwichCovariance?, _ wald: WaldTest
  ) {
    let n = data.rows.count
    let hasIntercept = data.recipe.formula.hasIntercept
    let rss = fit.residualSumOfSquares
    let df = Double(n - data.design.columnCount)
    let model = Double(wald.count)
    let total = Self.totalSumOfSquares(data.response, data.weights, centred: hasIntercept)
    let rSquared = total > 0 ? 1 - rss / total : nil
    result.add(.rSquared, rSquared)
    result.add(
      .adjustedRSquared,
      rSquared.map { 1 - (1 - $0) * (Double(n) - (hasIntercept ? 1 : 0)) / df })
    result.add(.sigma, (rss / df).squareRoot())
    result.add(.dfResidual, df)
    let test: JointTest? =
      if isExact {
        nil
      } else if let sandwich {
        wald.test(
          sandwich, df: df,
          slopeDegreesOfFreedom: sandwich.degreesOfFreedom.flatMap { $0.last })
      } else {
        WaldTest.test((total - rss) / model / (rss / df), model, df)
      }
    result.add(.f, .test(model > 0 ? test : nil))
    if covariance == .cr2, !isExact, model > 0, test == nil {
      result.notes.append(
        "the terms have no joint test under CR2: there are too few clusters for so many terms")
    }
    let halfN = Double(n) / 2
    let likelihood =
      -halfN * log(2 * Double.pi) - halfN * log(rss / Double(n)) - halfN
      + (data.weights.map { $0.reduce(0) { $0 + log($1) } / 2 } ?? 0)
    let p = Double(data.design.columnCount)
    result.add(.logLikelihood, isExact ? nil : likelihood)
    result.add(.aic, isExact ? nil : -2 * likelihood + 2 * p)
    result.add(.bic, isExact ? nil : -2 * likelihood + log(Double(n)) * p)
    if let clusters = sandwich?.clusterCount { result.add(.clusters, Double(clusters)) }
    if isExact {
      result.notes.append(ExactFit.note)
    } else {
      result.effectSizes = Self.effectSizes(
        rSquared, model: model, df: df, count: n, level: level)
    }
  }

  /// Below so many clusters t(G - 1) rejects too often.
  private static let fewClusters = 30

  /// What is based on less, beside what was asked for: HC3 beside equal variances, CR2 beside few clusters.
  private func addRobust(
    _ result: inout AnalysisResult, _ data: ModelData, _ fit: LeastSquares,
    _ basis: ProjectionBasis,
    _ residuals: [Double], _ leverages: [Double]?, _ slopes: Range<Int>
  ) {
    let names = data.recipe.names
    if covariance == .nonrobust, let leverages,
      let robust = try? SandwichCovariance(
        .hc3, basis, residuals: residuals, leverages: leverages, clusters: nil)
    {
      let p = names.count
      let errors = (0..<p).map { max(robust.matrix[$0 * p + $0], 0).squareRoot() }
      result.add(.robustStandardErrors, .terms(zip(names, errors).map { TermNumber($0, $1) }))
    }
    if [.hc0, .hc1].contains(covariance), data.rows.count < 250 {
      result.notes.append(
        "with fewer than 250 rows the intervals of HC0 and HC1 cover less than their level (0.92 and 0.93 for 0.95 of 40 rows); those "
          + "of HC3 cover it")
    }
    if covariance == .hac, data.rows.count < 1000 {
      result.notes.append(
        "with fewer than 1,000 values the intervals of HAC errors cover less than their level (for 0.95, 0.86 to 0.90 of 30 to 60 "
          + "values, less where errors remember more), and tests reject as much too often")
    }
    let count = Set(data.clusters ?? []).count
    guard covariance == .cluster, count < Self.fewClusters else { return }
    var note =
      "with \(count) clusters t(\(count - 1)) still rejects too often (0.14 for 0.05 with 6 clusters)"
    if let reduced = try? SandwichCovariance(
      .cr2, basis, residuals: residuals, leverages: nil, clusters: data.clusters, slopes: slopes),
      let degrees = reduced.degreesOfFreedom
    {
      note += "; 'cr2' holds the bias-reduced errors"
      let rows = CoefficientTable.rows(
        names, fit.coefficients, reduced.matrix, level: level, degreesOfFreedom: { degrees[$0] },
        showsDegreesOfFreedom: true)
      let wald = WaldTest(fit.coefficients, reduced.matrix, slopes: slopes)
      let test = wald.test(
        reduced, df: 0, slopeDegreesOfFreedom: reduced.degreesOfFreedom.flatMap { $0.last })
      result.add(.cr2, .reduced(ReducedFit(coefficients: rows, f: test)))
    }
    result.notes.append(note)
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
          + "(\(counted(n + lost, "row")), \(data.missingCount) missing)")
    }
    try checkRange(data, method)
  }

  /// Refuses a response that an intercept alone tells.
  static func checkVaries(_ data: ModelData, _ method: String) throws(StatisticsError) {
    guard data.recipe.formula.hasIntercept, let first = data.response.first,
      data.response.allSatisfy({ $0 == first })
    else { return }
    throw StatisticsError(
      .constantInput, "\(method): all \(data.response.count) values of 'y' are equal")
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

/// What requests of linear models have in common.
private struct LinearModelRequest: Sendable {
  private var model = LinearModel()
  private let covariance: CovarianceKind?
  private let lags: Int?
  private let intercept: Bool?

  init(_ options: inout Options) throws(StatisticsError) {
    model.level = try options.level()
    covariance = try options.choice(
      "covariance", of: CovarianceKind.self,
      otherwise: "cluster where clusters are given, else nonrobust",
      "How the covariance of the coefficients is estimated.")
    lags = try options.integer(
      "lags", in: 0...1_000_000, otherwise: "floor(4 (n / 100)^(2/9))",
      "Up to how many rows back errors depend on each other, under the covariance HAC.")
    intercept = try options.intercept()
    try options.clusters()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    var model = model
    model.method = request.method
    model.covariance = covariance ?? (request.groups == nil ? .nonrobust : .cluster)
    guard lags == nil || model.covariance == .hac else {
      throw StatisticsError(
        .badRequest,
        "\(request.method) reads 'lags' with the covariance HAC; it is \(model.covariance.rawValue)"
      )
    }
    model.lags = lags
    guard model.covariance.isClustered || request.groups == nil else {
      throw StatisticsError(
        .badRequest,
        "\(request.method) reads clusters with the covariance cluster or CR2; it is "
          + "\(model.covariance.rawValue)")
    }
    return try model.fit(ModelData(request, intercept: intercept, weights: request.weights))
  }
}

/// `ols`.
struct OrdinaryLeastSquares: Method {
  static let facts = MethodFacts(
    "ols", "ordinary least squares", .models,
    "A linear model of a response.",
    hypothesis: "each coefficient is zero", takes: .fit, needs: .products,
    weights: .by("wls"), takesClusters: true, claim: .model(),
    assumptions: [
      "expectation is linear in the terms", "residuals have one variance", "residuals are normal",
      "residuals are independent",
    ],
    references: [
      .init("White", 1980, doi: "10.2307/1912934"),
      .init("MacKinnon and White", 1985, doi: "10.1016/0304-4076(85)90158-7"),
      .init("Bell and McCaffrey", 2002, in: "Survey Methodology 28"),
      .init("Newey and West", 1987, doi: "10.2307/1913610"),
    ],
    agreesWith: [
      "statsmodels OLS", "R lm", "R clubSandwich::vcovCR",
      "R sandwich::NeweyWest(prewhite = FALSE, adjust = FALSE)",
    ])

  private let model: LinearModelRequest

  init(_ options: inout Options) throws(StatisticsError) {
    model = try LinearModelRequest(&options)
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try model.answer(request)
  }
}

/// `wls`.
struct WeightedLeastSquares: Method {
  static let facts = MethodFacts(
    "wls", "weighted least squares", .models,
    "A linear model of a response whose rows have weights.",
    hypothesis: "each coefficient is zero", takes: .fit, needs: .products,
    weights: .taken("how much each row counts"), takesClusters: true, claim: .model(),
    assumptions: [
      "expectation is linear in the terms", "residuals have one variance", "residuals are normal",
      "residuals are independent",
    ],
    references: [
      .init("White", 1980, doi: "10.2307/1912934"),
      .init("MacKinnon and White", 1985, doi: "10.1016/0304-4076(85)90158-7"),
      .init("Bell and McCaffrey", 2002, in: "Survey Methodology 28"),
      .init("Newey and West", 1987, doi: "10.2307/1913610"),
    ],
    agreesWith: ["statsmodels WLS", "R lm(weights = )"])

  private let model: LinearModelRequest

  init(_ options: inout Options) throws(StatisticsError) {
    model = try LinearModelRequest(&options)
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    guard request.weights != nil else {
      throw StatisticsError(.badRequest, "wls needs 'weights'")
    }
    return try model.answer(request)
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
    ModelFormula(
      response: response, terms: terms, hasIntercept: intercept, offsets: offsets,
      survival: survival)
  }

  init(
    response: ModelVariable?, terms: [ModelTerm], hasIntercept: Bool, offsets: [String] = [],
    survival: [String]? = nil
  ) {
    self.response = response
    self.terms = terms
    self.hasIntercept = hasIntercept
    self.offsets = offsets
    self.survival = survival
  }
}
