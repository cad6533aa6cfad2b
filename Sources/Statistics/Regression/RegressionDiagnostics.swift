internal import Basics
internal import Foundation
internal import Mathematics
internal import Tables

/// What the residuals and columns of a linear fit say about its assumptions.
struct RegressionDiagnostics {
  let summary: ResidualDiagnostics
  private let normality: Assumption
  private let breuschPagan: (statistic: Double, p: Double)?
  private let durbinWatson: Double?
  private let reset: (f: Double, p: Double)?
  private let isExact: Bool
  private let count: Int

  /// `residuals` are those of the weighted problem; where the fit is exact they say nothing.
  init(
    data: ModelData, fit: LeastSquares, basis: ProjectionBasis, residuals: [Double],
    leverages: [Double]?, variance: Double, hasIntercept: Bool, isExact: Bool
  ) {
    self.isExact = isExact
    count = residuals.count
    let n = residuals.count
    let p = basis.columns.count
    let squares = residuals.map { $0 * $0 }
    let total = squares.reduce(0, +)
    var changes = 0.0
    for i in residuals.indices.dropFirst() {
      let change = residuals[i] - residuals[i - 1]
      changes += change * change
    }
    durbinWatson = total > 0 && !isExact ? changes / total : nil
    let moments = Moments(residuals)
    let skewness = isExact ? nil : moments.skewness
    let kurtosis = isExact ? nil : moments.excessKurtosis
    func check(_ statistic: Double?, _ p: Double?) -> ResidualDiagnostics.Check? {
      statistic.map { ResidualDiagnostics.Check($0, p) }
    }
    let jarqueBera = skewness.flatMap { s in
      kurtosis.map { Double(n) / 6 * (s * s + $0 * $0 / 4) }
    }
    let omnibus = isExact ? nil : DAgostino.statistic(moments)
    breuschPagan = isExact ? nil : Self.breuschPagan(basis, squares, hasIntercept)
    reset = n <= 20_000 && !isExact ? Self.reset(data, fit) : nil
    normality =
      isExact
      ? Assumption("residuals are normal", .notChecked, "the model fits exactly")
      : NormalityCheck.assumption("residuals are normal", residuals, moments: moments)
    let slopes = hasIntercept ? 1..<max(1, p) : 0..<p
    let spreads = LinearModel.totalSumsOfSquares(
      Array(data.design.columns[slopes]), data.weights, centred: hasIntercept)
    let factors = zip(slopes, spreads).map { j, spread in
      TermNumber(data.recipe.names[j], fit.inverseGram[j * p + j] * spread)
    }
    var (leverage, distance): (ResidualDiagnostics.Extreme?, ResidualDiagnostics.Extreme?)
    if let leverages, !isExact {
      func extreme(_ values: [Double]) -> ResidualDiagnostics.Extreme {
        let largest = values.indices.max { values[$0] < values[$1] } ?? 0
        return ResidualDiagnostics.Extreme(values[largest], row: data.rows[largest] + 1)
      }
      leverage = extreme(leverages)
      distance = extreme(
        leverages.indices.map { i -> Double in
          let rest = 1 - leverages[i]
          guard rest > 1e-12, variance > 0 else { return 0 }
          return squares[i] * leverages[i] / (rest * rest * variance * Double(p))
        })
    }
    summary = ResidualDiagnostics(
      durbinWatson: durbinWatson,
      jarqueBera: check(jarqueBera, jarqueBera.map { ChiSquared(df: 2).survival($0) }),
      breuschPagan: check(breuschPagan?.statistic, breuschPagan?.p),
      conditionNumber: fit.rawCondition, scaledConditionNumber: fit.condition, inflation: factors,
      omnibus: check(omnibus?.statistic, omnibus?.p), skewness: skewness,
      kurtosis: kurtosis.map { $0 + 3 }, reset: check(reset?.f, reset?.p), leverage: leverage,
      cooksDistance: distance)
  }

  /// Koenker's form: n R² of the squared residuals on the columns. Agrees with `statsmodels`
  /// `het_breuschpagan`. Breusch and Pagan (1979), doi:10.2307/1911963; Koenker (1981),
  /// doi:10.1016/0304-4076(81)90062-2.
  private static func breuschPagan(
    _ basis: ProjectionBasis, _ squares: [Double], _ hasIntercept: Bool
  ) -> (statistic: Double, p: Double)? {
    let (columns, inverse) = (basis.columns, basis.inverseGram)
    let p = columns.count
    guard p > 1, hasIntercept else { return nil }
    let n = Double(squares.count)
    let mean = squares.reduce(0, +) / n
    let centred = squares.map { $0 - mean }
    let total = centred.reduce(0) { $0 + $1 * $1 }
    guard total > 0 else { return nil }
    let g = columns.map { column in zip(column, centred).reduce(0) { $0 + $1.0 * $1.1 } }
    var explained = 0.0
    for i in 0..<p { for j in 0..<p { explained += g[i] * inverse[i * p + j] * g[j] } }
    let statistic = n * min(max(explained / total, 0), 1)
    return (statistic, ChiSquared(df: Double(p - 1)).survival(statistic))
  }

  /// F of the squared and cubed fitted values. Ramsey (1969), doi:10.1111/j.2517-6161.1969.tb00796.x.
  /// Agrees with `statsmodels` `linear_reset(power=3, use_f=True)`.
  private static func reset(_ data: ModelData, _ fit: LeastSquares) -> (f: Double, p: Double)? {
    let n = data.rows.count
    let p = data.design.columnCount
    guard n > p + 2, fit.residualSumOfSquares > 0 else { return nil }
    let fitted = zip(data.response, fit.residuals).map { $0 - $1 }
    // Centred and scaled, the powers span the same space and stay apart from each other.
    let moments = Moments(fitted)
    guard let deviation = moments.standardDeviation, deviation > 0 else { return nil }
    let scaled = fitted.map { ($0 - moments.mean) / deviation }
    guard
      let full = Self.extended(
        data, fit, by: [scaled.map { $0 * $0 }, scaled.map { $0 * $0 * $0 }])
    else { return nil }
    let df = Double(n - p - 2)
    let f =
      (fit.residualSumOfSquares - full.residualSumOfSquares) / 2
      / (full.residualSumOfSquares / df)
    // Powers that leave rounding error only leave no number to compare with.
    if full.isExact { return (.infinity, 0) }
    guard f.isFinite else { return nil }
    return (max(f, 0), FDistribution(df1: 2, df2: df).survival(max(f, 0)))
  }

  /// The fit with two more columns, from what the model leaves of them (Frisch and Waugh 1933, doi:10.2307/1907330); `nil`
  /// where that is rounding error.
  private static func extended(
    _ data: ModelData, _ fit: LeastSquares, by columns: [[Double]]
  ) -> (residualSumOfSquares: Double, isExact: Bool)? {
    let (n, p) = (data.rows.count, data.design.columnCount)
    var wider = data.design
    let parts = columns.map { fit.fit($0, on: data.design, weights: data.weights) }
    var rests = DesignMatrix(rowCount: n)
    var direction: [Double] = []
    for (column, part) in zip(columns, parts) {
      // Beside what is left of the column before.
      let length = direction.reduce(0) { $0 + $1 * $1 }
      let along = zip(direction, part.residuals).reduce(0) { $0 + $1.0 * $1.1 }
      let own =
        length > 0
        ? zip(part.residuals, direction).map { $0 - along / length * $1 } : part.residuals
      let negligible = 4 * Double.ulpOfOne * Double(n).squareRoot() * Double(p + columns.count)
      guard Self.norm(own) > negligible * Self.norm(column), (try? wider.append(column)) != nil,
        (try? rests.append(part.residuals)) != nil
      else { return nil }
      direction = own
    }
    guard let added = try? LeastSquares(rests, fit.residuals, weights: data.weights) else {
      return nil
    }
    var coefficients = fit.coefficients
    for (share, part) in zip(added.coefficients, parts) {
      for j in 0..<p { coefficients[j] -= share * part.coefficients[j] }
    }
    return (
      added.residualSumOfSquares,
      ExactFit.holds(
        added.residuals, data.response, wider, coefficients + added.coefficients)
    )
  }

  private static func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  func assumptions(_ covariance: CovarianceKind) -> [Assumption] {
    guard !isExact else { return [normality] }
    var result: [Assumption] = []
    result.append(
      reset.map {
        Assumption(
          "expectation is linear in the terms", "RESET with squares and cubes", pValue: $0.p,
          count: count, of: "linearity")
      } ?? Assumption("expectation is linear in the terms", .notChecked, "RESET was not possible"))
    if covariance == .nonrobust {
      result.append(
        breuschPagan.map {
          Assumption(
            "residuals have one variance", "Breusch-Pagan test (Koenker)", pValue: $0.p,
            count: count, of: "one variance")
        } ?? Assumption("residuals have one variance", .notChecked, "there is nothing to compare"))
    }
    result.append(normality)
    if !covariance.isClustered, covariance != .hac {
      result.append(
        durbinWatson.map {
          let distance = abs($0 - 2)
          return Assumption(
            "residuals are independent",
            distance < 0.5 ? .holds : (distance < 1 ? .doubtful : .violated),
            "Durbin-Watson \(Rounded.text($0)) in the order of the rows", count: count,
            of: "independence")
        } ?? Assumption("residuals are independent", .notChecked, "there are no residuals"))
    }
    return result
  }
}
