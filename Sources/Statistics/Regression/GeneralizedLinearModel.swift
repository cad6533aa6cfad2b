internal import Basics
public import Tables
internal import Foundation
internal import Mathematics

/// Logistic, Poisson and negative binomial (NB2) regression by maximum likelihood, and quasi-binomial
/// regression of shares.
///
/// Links: logit, and logarithm for counts. Newton's steps on the likelihood until the gradient is
/// rounding error; Wald's z from the observed information. Quasi-binomial: the binomial fit with
/// Pearson's dispersion, t and F with the residual degrees of freedom, for counts of successes whose
/// variance exceeds the binomial one. Complete separation is `did-not-converge`. Agrees with
/// `statsmodels` `Logit`, `Poisson`, `NegativeBinomial` and R's `glm(family = quasibinomial)`. O(n p²) a step.
///
/// McCullagh and Nelder (1989), Generalized Linear Models; Cameron and Trivedi (1986),
/// doi:10.1002/jae.3950010104 (NB2); Albert and Anderson (1984), doi:10.1093/biomet/71.1.1 (separation).
public struct GeneralizedLinearModel: Sendable {
  /// The families.
  public enum Family: String, Hashable, Sendable, CaseIterable {
    case logistic, poisson
    case negativeBinomial = "negative-binomial"
    case quasiBinomial = "quasi-binomial"
  }

  /// The family.
  public var family: Family
  /// The level of the intervals.
  public var level = 0.95

  /// Below it the dispersion of shares is rounding error.
  private static let exactDispersion = 1e-12

  /// A model of a family.
  public init(_ family: Family) { self.family = family }

  /// Fits a formula on a table; `trials` is the column of trials of a quasi-binomial model, whose
  /// response are the successes.
  public func fit(
    _ formula: ModelFormula, on table: Table, trials: [Double]? = nil
  ) throws(StatisticsError) -> AnalysisResult {
    try fit(ModelData(formula, table: table, extra: trials.map { [$0] } ?? []))
  }

  private var name: String { family.rawValue }

  func fit(_ data: ModelData) throws(StatisticsError) -> AnalysisResult {
    try LinearModel.check(data, name)
    try checkResponse(data)
    // A lack of rank shows here, by its columns.
    _ = try LinearModel.solve(data, name)
    let standardised = StandardisedColumns(
      data.design.columns, hasIntercept: data.recipe.formula.hasIntercept)
    var state = try maximise(data, columns: standardised.columns)
    var result = AnalysisResult(method: name, title: title)
    result.account(data)
    let n = data.rows.count
    let p = data.design.columnCount
    let df = Double(n - p)
    if family == .quasiBinomial {
      var pearson = 0.0
      for i in 0..<n {
        let trials = data.extra[0][i]
        let mu = state.mean[i]
        let difference = data.response[i] - trials * mu
        pearson += difference * difference / (trials * mu * (1 - mu))
      }
      state.dispersion = pearson / df
    }
    guard let inverse = SymmetricMatrix.inverse(state.information, state.size) else {
      throw StatisticsError(
        .singularDesign, "\(name): the information matrix is singular at the estimate")
    }
    // Means at their bounds and no information on a column of size one: its coefficient is infinite.
    if reachesBounds(state.mean), (0..<p).contains(where: { inverse[$0 * (state.size + 1)] > 1e8 })
    {
      throw separation
    }
    let covariance = standardised.covariance(inverse, size: state.size)
    state.beta = standardised.coefficients(state.beta)
    // Without the row and column of the dispersion parameter of the negative binomial.
    var matrix = [Double](repeating: 0, count: p * p)
    for i in 0..<p {
      for j in 0..<p { matrix[i * p + j] = covariance[i * state.size + j] * state.dispersion }
    }
    let reference = family == .quasiBinomial ? df : Double.infinity
    let isExact = state.dispersion < Self.exactDispersion
    result.coefficients =
      isExact
      ? CoefficientTable.exact(data.recipe.names, state.beta, columns: [], response: [])
      : CoefficientTable.rows(
        data.recipe.names, state.beta, matrix, level: level, degreesOfFreedom: { _ in reference }
      ).map { coefficient in
        var coefficient = coefficient
        // The exponential of an intercept is not a ratio.
        if !coefficient.isIntercept { coefficient.ratio = isBinomial ? .odds : .rate }
        return coefficient
      }
    try addSummary(&result, data, state, covariance)
    let fitted = state.mean
    let beta = state.beta
    let observed =
      family == .quasiBinomial
      ? zip(data.response, data.extra[0]).map { $0 / $1 } : data.response
    result.model = FittedModel(
      terms: data.recipe.names, coefficients: beta, covariance: matrix, residualVariance: nil,
      degreesOfFreedom: reference, link: isBinomial ? .logit : .log, rows: data.rows,
      fitted: fitted, residuals: zip(observed, fitted).map { $0 - $1 }, leverages: nil,
      linearise: FittedModel.linear(data.recipe, beta))
    return result
  }

  private var isBinomial: Bool { family == .logistic || family == .quasiBinomial }

  private var title: String {
    switch family {
    case .logistic: "Logistic regression"
    case .poisson: "Poisson regression"
    case .negativeBinomial: "Negative binomial regression (NB2)"
    case .quasiBinomial: "Quasi-binomial regression"
    }
  }

  private func checkResponse(_ data: ModelData) throws(StatisticsError) {
    let y = data.response
    switch family {
    case .logistic:
      guard y.allSatisfy({ $0 == 0 || $0 == 1 }) else {
        throw StatisticsError(.domainError, "logistic: 'y' must contain only 0 and 1")
      }
      guard Set(y).count == 2 else {
        throw StatisticsError(.constantInput, "logistic: all values of 'y' are equal")
      }
    case .poisson, .negativeBinomial:
      guard y.allSatisfy({ $0 >= 0 && $0 == $0.rounded() && $0 <= AnalysisRequest.largestCount })
      else {
        throw StatisticsError(.domainError, "\(name): 'y' must contain counts up to 2^53")
      }
      guard y.contains(where: { $0 > 0 }) else {
        throw StatisticsError(.constantInput, "\(name): all counts of 'y' are zero")
      }
    case .quasiBinomial:
      guard let trials = data.extra.first else {
        throw StatisticsError(.badRequest, "quasi-binomial needs 'successes' and 'trials'")
      }
      guard zip(y, trials).allSatisfy({ $0 >= 0 && $0 <= $1 && $1 > 0 }) else {
        throw StatisticsError(
          .domainError,
          "quasi-binomial: successes must be between 0 and the trials, and trials positive"
        )
      }
      let sum = y.reduce(0, +)
      guard sum > 0, sum < trials.reduce(0, +) else {
        throw StatisticsError(
          .constantInput, "quasi-binomial: there are no successes, or no failures")
      }
    }
  }

  /// Where Newton's steps ended.
  struct State {
    var beta: [Double]
    /// 1/θ of the negative binomial.
    var alpha = 0.0
    var mean: [Double]
    var logLikelihood: Double
    /// Observed information of the coefficients, and of alpha after them.
    var information: [Double]
    var size: Int
    var dispersion = 1.0
  }

  /// Where a negative binomial fit starts: a Poisson fit, and θ by moments.
  private func startWithExcess(
    _ data: ModelData, columns: [[Double]]
  ) throws(StatisticsError) -> (beta: [Double], theta: Double) {
    var poisson = self
    poisson.family = .poisson
    let state = try poisson.maximise(data, columns: columns)
    var excess = 0.0
    for (count, mean) in zip(data.response, state.mean) {
      excess += ((count - mean) * (count - mean) - count) / (mean * mean)
    }
    return (state.beta, excess > 0 ? Double(state.mean.count) / excess : 1e3)
  }

  private func maximise(_ data: ModelData, columns: [[Double]]) throws(StatisticsError) -> State {
    let n = data.rows.count
    let y = data.response
    let trials = data.extra.first
    let p = columns.count
    // Start from the least-squares fit of the transformed response.
    let start = (0..<n).map { i -> Double in
      if isBinomial {
        let m = trials?[i] ?? 1
        return log((y[i] + 0.5) / (m - y[i] + 0.5))
      }
      return log(y[i] + 0.5)
    }
    var design = DesignMatrix(rowCount: n)
    for column in columns {
      guard (try? design.append(column)) != nil else {
        throw StatisticsError(.badRequest, "\(name): the columns differ in length")
      }
    }
    guard let first = try? LeastSquares(design, start) else {
      throw StatisticsError(.singularDesign, "\(name): the columns depend on each other")
    }
    var beta = first.coefficients
    var theta = Double.infinity
    if family == .negativeBinomial {
      (beta, theta) = try startWithExcess(data, columns: columns)
    }
    let size = p + (family == .negativeBinomial ? 1 : 0)
    var current = evaluate(beta, theta, columns, y, trials)
    for _ in 0..<200 {
      let scaled = SymmetricMatrix.solve(current.information, size, current.gradient)
      guard var step = scaled, step.allSatisfy(\.isFinite) else {
        if isBinomial { throw separation }
        // Far from the optimum the observed information may be indefinite: a damped step instead.
        if family == .negativeBinomial, theta.isFinite, theta < 1e6 {
          theta *= 1.5
          current = evaluate(beta, theta, columns, y, trials)
          continue
        }
        throw family == .negativeBinomial ? noExcess : notConverged
      }
      // Newton on (beta, ln α): the step in α is read as one in its logarithm.
      var halvings = 0
      var next = current
      var nextBeta = beta
      var nextTheta = theta
      while halvings < 40 {
        nextBeta = zip(beta, step).map { $0 + $1 }
        if family == .negativeBinomial {
          let alpha = 1 / theta
          let change = max(min(step[p] / alpha, 2), -2)
          nextTheta = 1 / (alpha * exp(change))
        }
        next = evaluate(nextBeta, nextTheta, columns, y, trials)
        let tolerance = 1e-13 * max(abs(current.logLikelihood), 1)
        if next.logLikelihood >= current.logLikelihood - tolerance { break }
        step = step.map { $0 / 2 }
        halvings += 1
      }
      if family == .negativeBinomial, nextTheta > 1e8 {
        throw noExcess
      }
      var largest = zip(step, nextBeta).reduce(0.0) {
        max($0, abs($1.0) / max(abs($1.1), 1e-3))
      }
      // α moves on when the coefficients no longer move, as those of an intercept alone do.
      if family == .negativeBinomial { largest = max(largest, abs(step[p]) * nextTheta) }
      beta = nextBeta
      theta = nextTheta
      current = next
      if isBinomial, trials == nil, current.logLikelihood > -1e-6 * Double(n) { throw separation }
      if isBinomial, beta.allSatisfy({ abs($0) < 1e8 }) == false { throw separation }
      if largest < 1e-13 || (largest < 1e-9 && halvings >= 40) {
        if isBinomial, current.mean.contains(where: { $0 < 1e-12 || $0 > 1 - 1e-12 }),
          current.logLikelihood > -1e-3
        {
          throw separation
        }
        return State(
          beta: beta, alpha: theta.isFinite ? 1 / theta : 0, mean: current.mean,
          logLikelihood: current.logLikelihood, information: current.information, size: size)
      }
    }
    // Steps that no longer shrink although the likelihood no longer moves point to separation.
    if reachesBounds(current.mean) { throw separation }
    let last = SymmetricMatrix.solve(current.information, size, current.gradient) ?? []
    guard !last.isEmpty, zip(last, beta).allSatisfy({ abs($0) <= 1e-8 * max(abs($1), 1) }) else {
      throw notConverged
    }
    return State(
      beta: beta, alpha: theta.isFinite ? 1 / theta : 0, mean: current.mean,
      logLikelihood: current.logLikelihood, information: current.information, size: size)
  }

  private var separation: StatisticsError {
    StatisticsError(
      .didNotConverge,
      "\(name): a combination of the columns "
        + (isBinomial ? "separates the outcomes" : "singles out rows whose counts are all zero")
        + ", so that no finite estimate exists")
  }

  /// Whether some expectations are at the ends of their range.
  private func reachesBounds(_ mean: [Double]) -> Bool {
    mean.contains { $0 < 1e-8 || (isBinomial && $0 > 1 - 1e-8) }
  }

  private var noExcess: StatisticsError {
    StatisticsError(
      .didNotConverge,
      "negative-binomial: the counts vary no more than Poisson counts; use poisson")
  }

  private var notConverged: StatisticsError {
    StatisticsError(.didNotConverge, "\(name): the likelihood's maximum was not reached")
  }

  /// Likelihood, gradient and observed information.
  private func evaluate(
    _ beta: [Double], _ theta: Double, _ columns: [[Double]], _ y: [Double], _ trials: [Double]?
  ) -> (logLikelihood: Double, gradient: [Double], information: [Double], mean: [Double]) {
    let n = y.count
    let p = columns.count
    let size = p + (family == .negativeBinomial ? 1 : 0)
    var eta = [Double](repeating: 0, count: n)
    for (column, b) in zip(columns, beta) {
      for i in 0..<n { eta[i] += b * column[i] }
    }
    var mean = eta
    var score = eta
    var weight = eta
    var total = DoubleDouble.zero
    var alphaScore = 0.0
    var alphaInformation = 0.0
    var mixed = [Double](repeating: 0, count: n)
    for i in 0..<n {
      switch family {
      case .logistic, .quasiBinomial:
        let m = trials?[i] ?? 1
        let e = exp(-abs(eta[i]))
        let mu = eta[i] >= 0 ? 1 / (1 + e) : e / (1 + e)
        mean[i] = mu
        score[i] = y[i] - m * mu
        weight[i] = m * e / ((1 + e) * (1 + e))
        total += y[i] * eta[i] - m * (max(eta[i], 0) + log1p(e))
        if trials != nil { total += SpecialFunctions.logBinomial(m, y[i]) }
      case .poisson:
        let mu = exp(min(eta[i], 700))
        mean[i] = mu
        score[i] = y[i] - mu
        weight[i] = mu
        total += y[i] * eta[i] - mu - SpecialFunctions.logGammaPositive(y[i] + 1)
      case .negativeBinomial:
        let mu = exp(min(eta[i], 700))
        let alpha = 1 / theta
        let scale = 1 + alpha * mu
        mean[i] = mu
        score[i] = (y[i] - mu) / scale
        weight[i] = mu * (1 + alpha * y[i]) / (scale * scale)
        let gammas: Double =
          SpecialFunctions.logGammaPositive(y[i] + theta)
          - SpecialFunctions.logGammaPositive(theta)
        total += gammas
        total += -SpecialFunctions.logGammaPositive(y[i] + 1)
        let mass: Double = y[i] * (log(alpha) + eta[i])
        total += mass - (y[i] + theta) * log1p(alpha * mu)
        let (d1, d2) = Self.thetaDerivatives(y[i], mu, theta)
        // By the chain rule from θ = 1/α.
        alphaScore += -d1 * theta * theta
        alphaInformation -= d2 * theta * theta * theta * theta + 2 * d1 * theta * theta * theta
        mixed[i] = mu * (y[i] - mu) / (scale * scale)
      }
    }
    var gradient = [Double](repeating: 0, count: size)
    var information = [Double](repeating: 0, count: size * size)
    for a in 0..<p {
      var sum = DoubleDouble.zero
      for i in 0..<n { sum += DoubleDouble.product(columns[a][i], score[i]) }
      gradient[a] = sum.value
      for b in 0...a {
        var sum = 0.0
        for i in 0..<n { sum += columns[a][i] * columns[b][i] * weight[i] }
        information[a * size + b] = sum
        information[b * size + a] = sum
      }
      if size > p {
        var sum = 0.0
        for i in 0..<n { sum += columns[a][i] * mixed[i] }
        information[a * size + p] = sum
        information[p * size + a] = sum
      }
    }
    if size > p {
      gradient[p] = alphaScore
      information[p * size + p] = alphaInformation
    }
    return (total.value, gradient, information, mean)
  }

  /// First and second derivative of the negative binomial's log density by θ. For counts the
  /// differences of polygamma functions are sums.
  private static func thetaDerivatives(
    _ y: Double, _ mu: Double, _ theta: Double
  ) -> (Double, Double) {
    var first = 0.0
    var second = 0.0
    if y < 200 {
      var k = 0.0
      while k < y {
        let q = 1 / (theta + k)
        first += q
        second -= q * q
        k += 1
      }
    } else if let a = try? SpecialFunctions.digamma(y + theta),
      let b = try? SpecialFunctions.digamma(theta),
      let c = try? SpecialFunctions.trigamma(y + theta),
      let d = try? SpecialFunctions.trigamma(theta)
    {
      first = a - b
      second = c - d
    }
    first += -log1p(mu / theta) + 1 - (y + theta) / (theta + mu)
    second += 1 / theta - 2 / (theta + mu) + (y + theta) / ((theta + mu) * (theta + mu))
    return (first, second)
  }

  private func addSummary(
    _ result: inout AnalysisResult, _ data: ModelData, _ state: State, _ covariance: [Double]
  ) throws(StatisticsError) {
    let n = Double(data.rows.count)
    let p = Double(data.design.columnCount)
    let parameters = Double(state.size)
    let df = n - p
    result.add(.dfResidual, df)
    let hasIntercept = data.recipe.formula.hasIntercept
    let nullState =
      hasIntercept
      ? (p == 1
        ? state
        : try maximise(data, columns: [[Double](repeating: 1, count: data.rows.count)])) : nil
    if family == .quasiBinomial {
      let isExact = state.dispersion < Self.exactDispersion
      let deviance = self.deviance(data, state.mean)
      result.add(.dispersion, state.dispersion)
      result.add(.deviance, deviance)
      if let nullState, p > 1 {
        let nullDeviance = self.deviance(data, nullState.mean)
        let df1 = p - 1
        let f = (nullDeviance - deviance) / df1 / state.dispersion
        result.add(.nullDeviance, nullDeviance)
        result.add(
          .f,
          .test(
            JointTest(
              isExact ? nil : f, df: [df1, df],
              pValue: f.isFinite && !isExact
                ? FDistribution(df1: df1, df2: df).survival(max(f, 0)) : nil)))
      }
      if isExact { result.notes.append(ExactFit.note) }
      result.assumptions = [
        Assumption(
          "variance is a multiple of the binomial one", .notChecked,
          "dispersion \(Rounded.text(state.dispersion)); 1 is binomial")
      ]
      return
    }
    result.add(.logLikelihood, state.logLikelihood)
    result.add(.aic, -2 * state.logLikelihood + 2 * parameters)
    result.add(.bic, -2 * state.logLikelihood + log(n) * parameters)
    if let nullState, p > 1 {
      let ratio = 2 * (state.logLikelihood - nullState.logLikelihood)
      result.add(.nullLogLikelihood, nullState.logLikelihood)
      result.add(.pseudoRSquared, 1 - state.logLikelihood / nullState.logLikelihood)
      result.add(
        .likelihoodRatio,
        .test(
          JointTest(
            ratio, df: [p - 1], pValue: ChiSquared(df: p - 1).survival(max(ratio, 0)))))
    }
    if family == .negativeBinomial {
      let size = state.size
      result.add(.alpha, state.alpha)
      result.add(.alphaStandardError, max(covariance[size * size - 1], 0).squareRoot())
    }
    if family == .poisson {
      var pearson = 0.0
      for (y, mu) in zip(data.response, state.mean) { pearson += (y - mu) * (y - mu) / mu }
      let dispersion = pearson / df
      result.add(.pearsonDispersion, dispersion)
      let upper = ChiSquared(df: df).survival(pearson)
      result.assumptions = [
        Assumption(
          "variance equals the mean",
          "Pearson dispersion \(Rounded.text(dispersion)); above 1, use negative-binomial",
          pValue: upper, count: data.rows.count, of: "equal variance and mean")
      ]
    }
    result.assumptions.append(
      Assumption.ofDesign("observations are independent"))
  }

  private func deviance(_ data: ModelData, _ mean: [Double]) -> Double {
    var total = 0.0
    for i in data.response.indices {
      let (y, m) = (data.response[i], data.extra[0][i])
      let expected = m * mean[i]
      if y > 0 { total += 2 * y * log(y / expected) }
      if m > y { total += 2 * (m - y) * log((m - y) / (m - expected)) }
    }
    return total
  }
}

/// A method that fits a generalised linear model: its facts and its family; all else the families share.
protocol GeneralizedLinearMethod: Method {
  static var family: GeneralizedLinearModel.Family { get }
  var request: GeneralizedLinearModelRequest { get }
  init(request: GeneralizedLinearModelRequest)
}

extension GeneralizedLinearMethod {
  init(_ options: inout Options) throws(StatisticsError) {
    self.init(request: try GeneralizedLinearModelRequest(Self.family, &options))
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try self.request.answer(request)
  }
}

/// What requests of generalised linear models have in common.
struct GeneralizedLinearModelRequest: Sendable {
  private var model: GeneralizedLinearModel
  private let intercept: Bool?

  init(
    _ family: GeneralizedLinearModel.Family, _ options: inout Options
  ) throws(StatisticsError) {
    model = GeneralizedLinearModel(family)
    model.level = try options.level()
    intercept = try options.intercept()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    guard model.family == .quasiBinomial else {
      return try model.fit(ModelData(request, intercept: intercept))
    }
    // From a table the response are the successes and the weights the trials.
    guard let trials = request.trials ?? request.weights else {
      throw StatisticsError(
        .badRequest, "quasi-binomial needs 'successes' and 'trials' (from a table: 'weights')")
    }
    return try model.fit(
      ModelData(
        request, intercept: intercept, response: request.successes, extra: [trials]))
  }
}
