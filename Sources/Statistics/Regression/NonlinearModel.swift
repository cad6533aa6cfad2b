internal import Basics
internal import Foundation
internal import Mathematics
public import Tables

/// A model that is not linear in its parameters, by least squares.
///
/// `exponential` a·exp(b·x), `power` a·x^b, `logistic` a / (1 + exp(-b (x - c))), each with its own starting
/// values, or an expression over columns and the parameters named in `start`. Standard errors from the
/// linearised model, t with n - p degrees of freedom. Agrees with R's `nls`. See
/// ``NonlinearLeastSquares`` for the algorithm.
///
/// Bates and Watts (1988), Nonlinear Regression Analysis and Its Applications.
public struct NonlinearModel: Sendable {
  /// `exponential`, `power`, `logistic`, or an expression.
  public var model: String
  /// Parameters with their starting values; the named models find their own.
  public var start: [(name: String, value: Double)]
  /// The level of the intervals.
  public var level = 0.95

  /// A model with starting values.
  public init(_ model: String, start: [(name: String, value: Double)] = []) {
    self.model = model
    self.start = start
  }

  /// The values of a model at parameters, for the rows of a table.
  typealias Evaluator =
    @Sendable (Table) throws(StatisticsError) -> @Sendable ([Double]) -> [Double]

  private struct Shape {
    let names: [String]
    let value: @Sendable (Double, [Double]) -> Double
    let start: @Sendable ([Double], [Double]) -> [Double]?
  }

  private static let shapes: [String: Shape] = [
    "exponential": Shape(
      names: ["a", "b"], value: { $1[0] * exp($1[1] * $0) },
      start: { x, y in logLine(x, y).map { [$0.sign * exp($0.intercept), $0.slope] } }),
    "power": Shape(
      names: ["a", "b"], value: { $1[0] * pow($0, $1[1]) },
      start: { x, y in
        guard x.allSatisfy({ $0 > 0 }) else { return nil }
        return logLine(x.map { log($0) }, y).map { [$0.sign * exp($0.intercept), $0.slope] }
      }),
    "logistic": Shape(
      names: ["a", "b", "c"], value: { $1[0] / (1 + exp(-$1[1] * ($0 - $1[2]))) },
      start: { x, y in
        guard let top = y.max(), let bottom = y.min(), top > bottom else { return nil }
        let roof = top + 0.05 * (top - bottom)
        let usable = zip(x, y).filter { $0.1 > 0 && $0.1 < roof }
        guard usable.count > 2 else { return nil }
        let odds = usable.map { log($0.1 / (roof - $0.1)) }
        guard let line = line(usable.map(\.0), odds), line.slope != 0 else { return nil }
        return [roof, line.slope, -line.intercept / line.slope]
      }),
  ]

  /// A straight line of the logarithms of the rows with y on the side of zero where most are.
  private static func logLine(
    _ x: [Double], _ y: [Double]
  ) -> (intercept: Double, slope: Double, sign: Double)? {
    let sign: Double = 2 * y.count { $0 > 0 } >= y.count ? 1 : -1
    let usable = zip(x, y).filter { $0.1 * sign > 0 }
    return line(usable.map(\.0), usable.map { log($0.1 * sign) }).map {
      ($0.intercept, $0.slope, sign)
    }
  }

  private static func line(_ x: [Double], _ y: [Double]) -> (intercept: Double, slope: Double)? {
    guard x.count > 1 else { return nil }
    let a = Moments(x)
    let b = Moments(y)
    guard !a.isConstant else { return nil }
    let slope = Covariance.sum(x, y, a.preciseMean, b.preciseMean) / a.sumOfSquares
    return (b.mean - slope * a.mean, slope)
  }

  /// Fits the model; `formula` names the response, and for the named models their one variable.
  public func fit(
    _ formula: ModelFormula, on table: Table, response: [Double]? = nil
  ) throws(StatisticsError) -> AnalysisResult {
    let names: [String]
    let columns: [String]
    let evaluator: Evaluator
    let shape = Self.shapes[model]
    if let shape {
      guard formula.terms.count == 1, let variable = formula.terms[0].variables.first,
        formula.terms[0].variables.count == 1
      else {
        throw StatisticsError(.badRequest, "nonlinear: the model '\(model)' has one variable 'x'")
      }
      names = shape.names
      columns = [variable.label]
      let value = shape.value
      evaluator = { table throws(StatisticsError) in
        guard case .numeric(let x, _) = try VariableValues(variable, in: table).storage else {
          throw StatisticsError(.badRequest, "nonlinear: '\(variable.label)' is text, not a number")
        }
        return { parameters in x.map { value($0, parameters) } }
      }
    } else {
      (names, columns, evaluator) = try expression(in: table)
      // A formula gives the response; what else it names must be in the model.
      let read = Set(columns)
      let right = ModelFormula(response: nil, terms: formula.terms, hasIntercept: true).inputs
      if formula.response != nil, let unread = right.first(where: { !read.contains($0) }) {
        throw StatisticsError(
          .badRequest, "nonlinear: the model '\(model)' does not read '\(unread)' of the formula")
      }
    }
    // The rows that are complete in the response and in what the model reads.
    let named = try columns.map { name throws(StatisticsError) in
      ModelTerm(variables: [table[name] == nil ? ModelVariable(name) : .column(name)])
    }
    let data = try ModelData(
      ModelFormula(response: formula.response, terms: named, hasIntercept: true), table: table,
      response: response)
    let n = data.rows.count
    guard n > names.count else {
      throw StatisticsError(
        .tooFewObservations,
        "nonlinear needs at least \(names.count + 1) complete rows for \(names.count) parameters; "
          + "got \(n)")
    }
    var used = table
    if n < table.rowCount {
      do {
        used = try table.gathered(data.rows.map { Int32($0) }, step: nil)
      } catch {
        throw StatisticsError(.badRequest, error.description)
      }
    }
    let values = try evaluator(used)
    let initial = try startingValues(names, shape, data)
    guard values(initial).allSatisfy(\.isFinite) else {
      throw StatisticsError(
        .domainError, "nonlinear: the model is not defined at the starting values in every row")
    }
    let fit: NonlinearLeastSquares
    do {
      fit = try NonlinearLeastSquares(response: data.response, start: initial, model: values)
    } catch {
      throw StatisticsError(
        .didNotConverge,
        "nonlinear: no minimum was reached from these starting values; try others")
    }
    return result(names, data, fit, evaluator)
  }

  /// An expression over columns and the parameters of `start`.
  private func expression(
    in table: Table
  ) throws(StatisticsError) -> ([String], [String], Evaluator) {
    guard !start.isEmpty else {
      throw StatisticsError(
        .badRequest,
        "nonlinear: '\(model)' is not one of exponential, power, logistic; an expression needs 'start', "
          + "its parameters with starting values")
    }
    let names = start.map(\.name)
    if let clash = names.first(where: { table[$0] != nil }) {
      throw StatisticsError(.badRequest, "nonlinear: '\(clash)' is a parameter and a column")
    }
    let parsed: Tables.Expression
    do {
      parsed = try Tables.Expression.parse(model)
    } catch {
      throw StatisticsError(.badRequest, "\(error.problem), in '\(error.text)'")
    }
    guard !parsed.calls("log") else {
      throw StatisticsError(
        .badRequest,
        "nonlinear: 'log(' may be meant in two ways: write ln() for the natural logarithm, or log10()"
      )
    }
    let read = parsed.columns.filter { !names.contains($0) }
    if let unused = names.first(where: { !parsed.columns.contains($0) }) {
      throw StatisticsError(
        .badRequest, "nonlinear: the model does not use the parameter '\(unused)'")
    }
    let evaluator: Evaluator = { table throws(StatisticsError) in
      var columns: [(name: String, column: Column)] = []
      for name in read {
        do {
          columns.append((name, try table.column(name)))
        } catch {
          throw StatisticsError(.badRequest, "\(error)")
        }
      }
      let inputs = columns
      let rows = table.rowCount
      return { parameters in
        let constants = zip(names, parameters).map {
          (name: $0, column: Column(.double([Double](repeating: $1, count: rows))))
        }
        guard let frame = try? Table(inputs + constants, rowCount: rows),
          let values = try? parsed.evaluate(on: frame).doublesOrNaN
        else { return [Double](repeating: .nan, count: rows) }
        return values
      }
    }
    let isNumber: Bool
    // A test on the table itself gives a wrong name or type its message.
    let constants = names.map {
      (name: $0, column: Column(.double([Double](repeating: 1, count: table.rowCount))))
    }
    do {
      var frame = table
      for (name, column) in constants { try frame.set(name, to: column) }
      isNumber = try parsed.type(in: frame.schema).type?.isNumeric ?? true
    } catch let error as ExpressionError {
      throw StatisticsError(.badRequest, "\(error.problem), in '\(error.text)'")
    } catch {
      throw StatisticsError(.badRequest, "\(error)")
    }
    guard isNumber else {
      throw StatisticsError(.badRequest, "nonlinear: the model '\(model)' is not a number")
    }
    return (names, read, evaluator)
  }

  private func startingValues(
    _ names: [String], _ shape: Shape?, _ data: ModelData
  ) throws(StatisticsError) -> [Double] {
    if !start.isEmpty {
      return try names.map { name throws(StatisticsError) in
        guard let value = start.first(where: { $0.name == name })?.value else {
          throw StatisticsError(.badRequest, "nonlinear: 'start' lacks the parameter '\(name)'")
        }
        return value
      }
    }
    let column = data.recipe.columns.lastIndex { !$0.parts.isEmpty } ?? 0
    guard let values = shape?.start(data.design.columns[column], data.response) else {
      throw StatisticsError(
        .domainError, "nonlinear: the data give '\(model)' no starting values; give 'start'")
    }
    return values
  }

  private func result(
    _ names: [String], _ data: ModelData, _ fit: NonlinearLeastSquares,
    _ evaluator: @escaping Evaluator
  ) -> AnalysisResult {
    let n = Double(data.rows.count)
    let df = n - Double(names.count)
    let variance = fit.residualSumOfSquares / df
    let covariance = fit.inverseGram.map { $0 * variance }
    var result = AnalysisResult(
      method: "nonlinear", title: "Nonlinear least squares, \(model)")
    result.account(data)
    // A model evaluates with more rounding than a sum of terms.
    let isExact = ExactFit.holds(
      fit.residualSumOfSquares, rows: data.rows.count, size: 4 * ExactFit.size(data.response))
    result.coefficients =
      isExact
      ? CoefficientTable.exact(names, fit.parameters, columns: [], response: [])
      : CoefficientTable.rows(
        names, fit.parameters, covariance, level: level, degreesOfFreedom: { _ in df })
    let total = LinearModel.totalSumOfSquares(data.response, nil, centred: true)
    result.add(.rSquared, total > 0 ? 1 - fit.residualSumOfSquares / total : nil)
    result.add(.sigma, variance.squareRoot())
    result.add(.dfResidual, df)
    let likelihood =
      -n / 2 * (log(2 * Double.pi) + log(fit.residualSumOfSquares / n) + 1)
    result.add(.logLikelihood, isExact ? nil : likelihood)
    result.add(.aic, isExact ? nil : -2 * likelihood + 2 * Double(names.count))
    result.add(.bic, isExact ? nil : -2 * likelihood + log(n) * Double(names.count))
    if isExact { result.notes.append(ExactFit.note) }
    result.add(.residualSumOfSquares, fit.residualSumOfSquares)
    result.add(.steps, Double(fit.steps))
    result.assumptions = [
      isExact
        ? Assumption("residuals are normal", .notChecked, "the model fits exactly")
        : NormalityCheck.assumption("residuals are normal", fit.residuals),
      Assumption.ofDesign("observations are independent"),
    ]
    let parameters = fit.parameters
    result.model = FittedModel(
      terms: names, coefficients: parameters, covariance: covariance, residualVariance: variance,
      degreesOfFreedom: df, link: .identity, rows: data.rows,
      fitted: zip(data.response, fit.residuals).map { $0 - $1 }, residuals: fit.residuals,
      leverages: nil,
      linearise: { table throws(StatisticsError) in
        let values = try evaluator(table)
        return (
          values(parameters), NonlinearLeastSquares.derivatives(parameters, values)
        )
      })
    return result
  }
}

extension NonlinearModel: Method {
  static let facts = MethodFacts(
    "nonlinear", "nonlinear least squares", .models,
    "A curve with parameters of its own, fitted to the data.",
    takes: .fit, claim: .curve,
    assumptions: ["residuals are normal", "observations are independent"],
    references: [
      .init("Bates and Watts", 1988, in: "Nonlinear Regression Analysis and Its Applications")
    ],
    agreesWith: ["R nls"])

  init(_ options: inout Options) throws(StatisticsError) {
    self.init(
      try options.text(
        "model", example: "exponential",
        "The curve: exponential, power, logistic, or an expression of columns and parameters."))
    level = try options.level()
    start = try options.parameters(
      "start", otherwise: "known for the named curves",
      "The parameters of an expression, each with a value to start from.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let (formula, frame) = try request.modelSource()
    return try fit(formula, on: frame, response: request.y?.values)
  }
}
