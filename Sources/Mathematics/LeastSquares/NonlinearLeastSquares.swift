internal import Basics
internal import CGSL
internal import Foundation

/// Least squares of a model that is not linear in its parameters.
///
/// GSL's trust region (Levenberg-Marquardt with geodesic acceleration, Moré's scaling, QR) leads to the
/// minimum; Gauss-Newton steps by ``LeastSquares``, with derivatives by Richardson's extrapolation of
/// central differences, then remove what its stopping rule left.
///
/// Moré (1978), doi:10.1007/BFb0067700; Transtrum and Sethna (2012), arXiv:1201.5885.
public struct NonlinearLeastSquares: Sendable {
  /// The parameters.
  public let parameters: [Double]
  /// y - f.
  public let residuals: [Double]
  /// Σ r².
  public let residualSumOfSquares: Double
  /// (JᵀJ)⁻¹, row-major.
  public let inverseGram: [Double]
  /// How many steps both phases took.
  public let steps: Int

  /// Fits `response`; `model` gives the expected response at parameters, NaN if it is not defined.
  /// Throws where no minimum is reached or its parameters are not determined.
  public init(
    response: [Double], start: [Double], model: @escaping ([Double]) -> [Double]
  ) throws(NumericalError) {
    let problem = Problem(response: response, model: model)
    // A few starts of the trust region, with and without acceleration: hard problems need the one or the
    // other.
    var best: (parameters: [Double], sum: Double, steps: Int)?
    for accelerated in [true, false] {
      guard
        let found = try? Self.trustRegion(problem, start, accelerated: accelerated)
      else { continue }
      let polished = Self.polish(problem, found.parameters)
      let sum = Self.sum(polished.parameters, problem)
      guard sum.isFinite else { continue }
      if sum < best?.sum ?? .infinity {
        best = (polished.parameters, sum, found.steps + polished.steps)
      }
      if polished.converged { break }
    }
    guard let best else {
      throw NumericalError(status: .tooManySteps, routine: "gsl_multifit_nlinear_driver")
    }
    let last = Self.polish(problem, best.parameters)
    guard last.converged else {
      throw NumericalError(status: .tooManySteps, routine: "gsl_multifit_nlinear_driver")
    }
    parameters = last.parameters
    residuals = problem.residuals(parameters)
    var total = DoubleDouble.zero
    for r in residuals { total += DoubleDouble.product(r, r) }
    residualSumOfSquares = total.value
    steps = best.steps + last.steps
    guard let fit = Self.linearised(problem, parameters) else {
      throw NumericalError(status: .singular, routine: "gsl_multifit_nlinear_covar")
    }
    inverseGram = fit.inverseGram
  }

  /// What the callbacks of the C routines see.
  private final class Problem {
    let response: [Double]
    let model: ([Double]) -> [Double]

    init(response: [Double], model: @escaping ([Double]) -> [Double]) {
      self.response = response
      self.model = model
    }

    func residuals(_ parameters: [Double]) -> [Double] {
      zip(response, model(parameters)).map { $0 - $1 }
    }
  }

  /// The derivatives of a model by its parameters, column by column.
  public static func derivatives(
    _ parameters: [Double], _ model: ([Double]) -> [Double]
  ) -> [[Double]] {
    parameters.indices.map { j in
      let size = abs(parameters[j])
      let step = Swift.max(size, 1e-6) * 2e-3
      func central(_ h: Double) -> [Double] {
        var up = parameters
        var down = parameters
        up[j] += h
        down[j] -= h
        let width = up[j] - down[j]
        return zip(model(up), model(down)).map { ($0 - $1) / width }
      }
      let wide = central(step)
      let middle = central(step / 2)
      let narrow = central(step / 4)
      return wide.indices.map { i in
        let first = (4 * middle[i] - wide[i]) / 3
        let second = (4 * narrow[i] - middle[i]) / 3
        return (16 * second - first) / 15
      }
    }
  }

  private static func linearised(_ problem: Problem, _ parameters: [Double]) -> LeastSquares? {
    var design = DesignMatrix(rowCount: problem.response.count)
    for column in derivatives(parameters, problem.model) {
      guard column.allSatisfy(\.isFinite), (try? design.append(column)) != nil else { return nil }
    }
    return try? LeastSquares(design, problem.residuals(parameters))
  }

  private static func sum(_ parameters: [Double], _ problem: Problem) -> Double {
    problem.residuals(parameters).reduce(0) { $0 + $1 * $1 }
  }

  /// Gauss-Newton steps, halved where they do not descend.
  private static func polish(
    _ problem: Problem, _ start: [Double]
  ) -> (parameters: [Double], converged: Bool, steps: Int) {
    var parameters = start
    var current = sum(parameters, problem)
    let scale = problem.response.reduce(0) { $0 + $1 * $1 }
    for step in 0..<100 {
      guard let fit = linearised(problem, parameters) else { return (parameters, false, step) }
      let delta = fit.coefficients
      let largest = zip(delta, parameters).reduce(0.0) {
        Swift.max($0, abs($1.0) / Swift.max(abs($1.1), 1e-8))
      }
      var factor = 1.0
      var moved = false
      while factor > 1e-6 {
        let next = zip(parameters, delta).map { $0 + factor * $1 }
        let value = sum(next, problem)
        // Near the minimum the sum is flat to rounding: the step is better than the comparison.
        if value <= current * (1 + 1e-12) + 1e-30 * scale {
          (parameters, current, moved) = (next, value, true)
          break
        }
        factor /= 4
      }
      if largest < 1e-11 { return (parameters, true, step + 1) }
      if !moved { return (parameters, largest < 1e-7, step + 1) }
    }
    return (parameters, false, 100)
  }

  private static func trustRegion(
    _ problem: Problem, _ start: [Double], accelerated: Bool
  ) throws(NumericalError) -> (parameters: [Double], steps: Int) {
    GSL.open()
    let n = problem.response.count
    let p = start.count
    var settings = gsl_multifit_nlinear_default_parameters()
    if accelerated { settings.trs = almanac_nlinear_lmaccel() }
    guard let space = gsl_multifit_nlinear_alloc(almanac_nlinear_trust(), &settings, n, p) else {
      throw NumericalError(status: .noMemory, routine: "gsl_multifit_nlinear_alloc")
    }
    defer { gsl_multifit_nlinear_free(space) }
    let box = Unmanaged.passRetained(problem)
    defer { box.release() }
    var functions = gsl_multifit_nlinear_fdf()
    functions.f = { x, parameters, f in
      guard let x, let parameters, let f else { return CInt(GSL_EFAULT) }
      let problem = Unmanaged<Problem>.fromOpaque(parameters).takeUnretainedValue()
      let values = (0..<x.pointee.size).map { gsl_vector_get(x, $0) }
      for (i, residual) in problem.residuals(values).enumerated() {
        // Where the model is not defined no step must end.
        gsl_vector_set(f, i, residual.isFinite ? -residual : 1e100)
      }
      return CInt(GSL_SUCCESS)
    }
    functions.df = { x, parameters, jacobian in
      guard let x, let parameters, let jacobian else { return CInt(GSL_EFAULT) }
      let problem = Unmanaged<Problem>.fromOpaque(parameters).takeUnretainedValue()
      let values = (0..<x.pointee.size).map { gsl_vector_get(x, $0) }
      for (j, column) in NonlinearLeastSquares.derivatives(values, problem.model).enumerated() {
        for (i, value) in column.enumerated() {
          gsl_matrix_set(jacobian, i, j, value.isFinite ? value : 0)
        }
      }
      return CInt(GSL_SUCCESS)
    }
    functions.fvv = nil
    functions.n = n
    functions.p = p
    functions.params = box.toOpaque()
    var values = start
    var steps = 0
    try values.withUnsafeMutableBufferPointer { buffer throws(NumericalError) in
      guard let base = buffer.baseAddress else { return }
      var view = gsl_vector_view_array(base, p)
      try GSL.check("gsl_multifit_nlinear_init") {
        gsl_multifit_nlinear_init(&view.vector, &functions, space)
      }
      var info: CInt = 0
      // A failed driver may be at the minimum all the same: the polish decides.
      // Of many rows fewer steps are taken, so that a hopeless fit ends.
      let most = Swift.min(2_000, Swift.max(50, 200_000_000 / Swift.max(n, 1)))
      _ = gsl_multifit_nlinear_driver(most, 1e-12, 1e-12, 0, nil, nil, &info, space)
      steps = Int(gsl_multifit_nlinear_niter(space))
      if let position = gsl_multifit_nlinear_position(space) {
        for j in 0..<p { buffer[j] = gsl_vector_get(position, j) }
      }
    }
    return (values, steps)
  }
}
