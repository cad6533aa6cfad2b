internal import Mathematics

/// The correlation of two variables with others held constant.
///
/// Null hypothesis: no linear association given z. Pearson's r of the residuals of x and y on the k
/// columns of z; t with n - 2 - k degrees of freedom, Fisher's interval with standard error
/// 1 / √(n - k - 3). O(n k²).
///
/// Fisher (1924), Metron 3.
public struct PartialCorrelation: Sendable {
  /// The alternative hypothesis.
  public var alternative = Alternative.twoSided
  /// The level of the interval.
  public var level = 0.95

  /// A test with every option at its default.
  public init() {}

  /// Tests complete rows of x, y and the columns held constant.
  public func test(_ cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    let k = cases.columns.count - 2
    let n = cases.count
    guard n >= k + 3 else {
      throw StatisticsError(
        .tooFewObservations,
        "partial-correlation needs at least \(k + 3) complete rows; got \(cases.accounting)")
    }
    for column in cases.columns { try SquareRange.check("partial-correlation", column) }
    var design = DesignMatrix(rowCount: n)
    var residuals: [[Double]] = []
    do {
      try design.append([Double](repeating: 1, count: n))
      for column in cases.columns.dropFirst(2) { try design.append(column) }
      for column in cases.columns.prefix(2) {
        residuals.append(try LeastSquares(design, column).residuals)
      }
    } catch {
      throw StatisticsError(
        .singularDesign,
        "partial-correlation: the columns of 'z' are constant or depend on each other")
    }
    for (name, (column, rest)) in zip(["x", "y"], zip(cases.columns, residuals)) {
      let scale = column.reduce(0) { max($0, abs($1)) }
      guard rest.contains(where: { abs($0) > 1e-13 * scale }) else {
        throw StatisticsError(
          .constantInput, "partial-correlation: '\(name)' is a combination of the columns of 'z'")
      }
    }
    let r = try Correlation.coefficient(residuals[0], residuals[1], "partial-correlation")
    let df = Double(n - 2 - k)
    var result = AnalysisResult(method: "partial-correlation", title: "Partial correlation")
    result.account(cases)
    result.alternative = alternative
    result.statistic = NamedValue("r", r)
    result.degreesOfFreedom = [df]
    result.set(pValue: Correlation.pValue(r, df: df, alternative), "t")
    let interval = Correlation.fisherInterval(
      r, standardError: 1 / max(df - 1, 0).squareRoot(), level, alternative)
    result.estimate = Estimate("r", r, interval, level: level)
    result.effectSizes = [EffectSize("r", r, interval)]
    result.assumptions = [
      NormalityCheck.assumption("residuals of x are normal", residuals[0]),
      NormalityCheck.assumption("residuals of y are normal", residuals[1]),
    ]
    return result
  }
}

extension PartialCorrelation: Method {
  static let facts = MethodFacts(
    "partial-correlation", "partial correlation", .association,
    "How closely two variables follow a straight line with others held constant.",
    hypothesis: "no linear association given the other variables", takes: .partial, least: 4,
    needs: .products, statistic: "r", estimate: "r", claim: .correlation(isPartial: true),
    assumptions: ["residuals of x are normal", "residuals of y are normal"],
    references: [.init("Fisher", 1924, in: "Metron 3")],
    agreesWith: ["R ppcor::pcor.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    guard let x = request.x, let y = request.y, !request.z.isEmpty else {
      throw StatisticsError(.badRequest, "partial-correlation needs 'x', 'y' and 'z'")
    }
    return try test(request.completeCases([x, y] + request.z, atLeast: 1, "rows"))
  }
}
