internal import Basics
internal import Mathematics
internal import Tables
internal import Foundation

/// A generalised linear model with any covariance, an offset and weights.
///
/// Families: binomial (logit; 0 and 1, or shares with their trials as prior weights), Poisson, negative binomial (NB2), Gamma (logarithm of the mean), normal.
/// By Fisher's scoring; z, of the normal and Gamma t with the residual degrees of freedom and Pearson's dispersion; of the negative binomial by the
/// observed information of coefficients and dispersion together. HC0 to HC3, cluster (t with G - 1) and CR2 (Satterthwaite's t) from the scores.
/// `weights` mean either how often a row stands for itself (frequency) or how exact it is (prior): which one must be said. `offset(e)` in the formula
/// adds e. Of Poisson counts `dispersion_test` is Cameron and Trivedi's, of a variance above the mean. `aic` is R's. Texts are factors, their levels in order
/// of first appearance. Rows with a missing value are dropped and counted. Agrees with R's `glm`, `MASS::glm.nb`, `sandwich` and
/// `clubSandwich`. O(n p²) a step.
///
/// McCullagh and Nelder (1989), Generalized Linear Models; Cameron and Trivedi (1990), doi:10.1016/0304-4076(90)90014-K; Zeileis, Köll and Graham
/// (2020), doi:10.18637/jss.v095.i01; Pustejovsky and Tipton (2018), doi:10.1080/07350015.2016.1247004.
public struct GeneralizedModel: Sendable {
  /// What weights mean.
  enum WeightsKind: String, CaseIterable { case frequency, prior }

  private let family: ResponseFamily
  private let covariance: CovarianceKind?
  private let cluster: String?
  private let weights: String?
  private let weightsKind: WeightsKind?
  private let levels: [String: [String]]
  private let level: Double

  /// The rows of the model, those that stand for several repeated.
  struct Rows {
    let data: ModelData
    let columns: StandardisedColumns
    let y: [Double]
    let weights: [Double]
    let offset: [Double]
    let clusters: [Int]?

    init(
      _ formula: ModelFormula, _ table: Table, weights: [Double]?, isFrequency: Bool,
      clusters: [Int]?, levels: [String: [String]], family: ResponseFamily, method: String
    ) throws(StatisticsError) {
      let offsets = try formula.offsets.map { text throws(StatisticsError) in
        try ColumnSource.numbers(text, in: table)
      }
      guard formula.survival == nil else {
        throw StatisticsError(.badRequest, "\(method): 'surv(...)' is a response of cox")
      }
      let data = try ModelData(
        formula, table: table, clusters: clusters, extra: (weights.map { [$0] } ?? []) + offsets,
        levelOrder: levels, takesOffset: true)
      self.data = data
      let given = weights == nil ? nil : data.extra[0]
      if let given {
        guard given.allSatisfy({ $0 >= 0 }), given.contains(where: { $0 > 0 }) else {
          throw StatisticsError(
            .domainError, "\(method): weights must not be negative, nor all zero")
        }
        guard !isFrequency || given.allSatisfy({ $0 == $0.rounded() }) else {
          throw StatisticsError(.domainError, "\(method): frequency weights must be whole")
        }
      }
      // A row of weight zero is none; one that stands for several is repeated.
      var places: [Int] = []
      let total = isFrequency ? given?.reduce(0, +) ?? 0 : 0
      guard total * Double(data.design.columnCount + 1) <= Double(AnalysisLimits.designCells) else {
        throw .beyond(
          AnalysisLimits.designCells, "\(method): the rows stand for \(Rounded.text(total))",
          "Use prior weights")
      }
      for row in data.response.indices {
        let weight = given?[row] ?? 1
        places += [Int](repeating: row, count: isFrequency ? Int(weight) : weight > 0 ? 1 : 0)
      }
      func kept(_ values: [Double]) -> [Double] { places.map { values[$0] } }
      y = kept(data.response)
      self.weights = isFrequency || given == nil ? y.map { _ in 1 } : kept(given ?? [])
      let sums = data.response.indices.map { row in
        data.extra.dropFirst(weights == nil ? 0 : 1).reduce(0.0) { $0 + $1[row] }
      }
      offset = kept(sums)
      self.clusters = data.clusters.map { codes in places.map { codes[$0] } }
      let p = data.design.columnCount
      guard y.count >= p + 1 else {
        throw StatisticsError(
          .tooFewObservations,
          "\(method) needs at least \(p + 1) complete rows for \(p) coefficients; got \(y.count)")
      }
      try LinearModel.checkRange(data, method)
      try family.check(y, method)
      // A lack of rank shows here, by its columns.
      _ = try LinearModel.solve(data, method)
      columns = StandardisedColumns(
        data.design.columns.map(kept), hasIntercept: formula.hasIntercept)
    }

    func fit(
      _ family: ResponseFamily, _ method: String, columns chosen: [[Double]]? = nil,
      alpha: Double? = nil
    ) throws(StatisticsError) -> ScoringFit {
      try ScoringFit(
        .init(
          family: family, columns: chosen ?? columns.columns, y: y, weights: weights,
          offset: offset, method: method), alpha: alpha)
    }
  }

  func fit(_ formula: ModelFormula, _ table: Table) throws(StatisticsError) -> AnalysisResult {
    let name = Self.facts.name
    let covariance = covariance ?? (cluster == nil ? .nonrobust : .cluster)
    guard covariance.isClustered == (cluster != nil) else {
      throw StatisticsError(
        .badRequest,
        cluster == nil
          ? "\(name): the covariance \(covariance.rawValue) needs 'cluster', the column of clusters"
          : "\(name) reads 'cluster' with the covariance cluster or CR2; it is \(covariance.rawValue)"
      )
    }
    guard (weights == nil) == (weightsKind == nil) else {
      throw StatisticsError(
        .badRequest,
        "\(name) takes 'weights' with 'weights_kind': frequency, how often a row stands for itself, or prior, how exact it is"
      )
    }
    let clusters = try cluster.map { column throws(StatisticsError) in
      Categories.of(try ColumnSource.column(column, in: table)).codes
    }
    let rows = try Rows(
      formula, table,
      weights: weights.map { column throws(StatisticsError) in
        try ColumnSource.numbers(column, in: table)
      }, isFrequency: weightsKind == .frequency, clusters: clusters, levels: levels,
      family: family, method: name)
    let fit = try rows.fit(family, name)
    let p = fit.beta.count
    let df = Double(rows.y.count - p)
    let dispersion = fit.pearson / df
    let basis = try Self.basis(rows, fit)
    let sandwich = try RobustErrors(covariance, rows, fit, basis)
    let plain =
      family == .negativeBinomial
      ? fit.jointCovariance.map { rows.columns.covariance($0, size: p) }
      : basis.covariance(basis.inverseGram.map { $0 * (family.hasDispersion ? dispersion : 1) })
    guard let matrix = sandwich?.matrix ?? plain else {
      throw StatisticsError(
        .singularDesign, "\(name): the information matrix is singular at the estimate")
    }
    if family != .gaussian, (0..<p).contains(where: { basis.inverseGram[$0 * (p + 1)] > 1e8 }) {
      throw StatisticsError(
        .didNotConverge,
        "\(name): a combination of the columns separates the outcomes, so that no finite estimate exists"
      )
    }
    let reference = family.hasDispersion ? df : Double.infinity
    let beta = rows.columns.coefficients(fit.beta)
    var result = AnalysisResult(
      method: name,
      title: "Generalised linear model, \(family.rawValue)"
        + (covariance == .nonrobust ? "" : ", \(covariance.rawValue) standard errors"))
    result.account(rows.data)
    if [.hc0, .hc1, .hc2, .hac].contains(covariance), rows.data.rows.count < 250 {
      result.notes.append(
        "with fewer than 250 rows the intervals of \(covariance.rawValue) cover less than their level (for 0.95, 0.92 to 0.93 of 60 to "
          + "120 rows, of HAC 0.90); those of HC3 cover it")
    }
    result.count = .one(rows.y.count)
    result.coefficients = CoefficientTable.rows(
      rows.data.recipe.names, beta, matrix, level: level,
      degreesOfFreedom: { sandwich?.degreesOfFreedom?[$0] ?? reference },
      showsDegreesOfFreedom: sandwich?.degreesOfFreedom != nil
    ).map { coefficient in
      var coefficient = coefficient
      if !coefficient.isIntercept {
        switch family {
        case .binomial: coefficient.ratio = .odds
        case .poisson, .negativeBinomial: coefficient.ratio = .rate
        case .gamma, .gaussian: break
        }
      }
      return coefficient
    }
    try summarise(&result, rows, fit, dispersion, df)
    if let count = sandwich?.clusterCount { result.add(.clusters, Double(count)) }
    if formula.offsets.isEmpty, weights == nil {
      result.model = FittedModel(
        terms: rows.data.recipe.names, coefficients: beta, covariance: matrix,
        residualVariance: nil, degreesOfFreedom: reference, link: family.link,
        rows: rows.data.rows, fitted: fit.mean, residuals: zip(rows.y, fit.mean).map { $0 - $1 },
        leverages: nil, linearise: FittedModel.linear(rows.data.recipe, beta))
    }
    return result
  }

  /// A covariance that bears what the family does not say; `nil` of the one that the family says.
  private struct RobustErrors {
    let matrix: [Double]
    let degreesOfFreedom: [Double]?
    let clusterCount: Int?

    init?(
      _ kind: CovarianceKind, _ rows: Rows, _ fit: ScoringFit, _ basis: ProjectionBasis
    ) throws(StatisticsError) {
      guard kind != .nonrobust else { return nil }
      guard kind == .cr2 else {
        let sandwich = try SandwichCovariance(
          kind, basis, residuals: fit.working.residuals, leverages: basis.leverages(),
          clusters: rows.clusters, lags: SandwichCovariance.usualLags(rows.y.count))
        matrix = sandwich.matrix
        degreesOfFreedom = sandwich.degreesOfFreedom
        clusterCount = sandwich.clusterCount
        return
      }
      var members: [Int: [Int]] = [:]
      for (row, cluster) in (rows.clusters ?? []).enumerated() {
        members[cluster, default: []].append(row)
      }
      let groups = members.keys.sorted().compactMap { members[$0] }
      guard groups.count > 1 else {
        throw StatisticsError(
          .tooFewObservations,
          "a clustered covariance needs at least 2 clusters; got \(groups.count)")
      }
      let variances = fit.mean.indices.map { row in
        fit.data.family.variance(fit.mean[row], alpha: fit.alpha) / fit.data.weights[row]
      }
      let reduced = try WorkingBiasReducedCovariance(
        groups, basis, residuals: fit.working.residuals, variances: variances)
      matrix = basis.covariance(reduced.matrix)
      degreesOfFreedom = reduced.degreesOfFreedom
      clusterCount = groups.count
    }
  }

  /// The weighted regression of the last step.
  static func basis(_ rows: Rows, _ fit: ScoringFit) throws(StatisticsError) -> ProjectionBasis {
    let (roots, residuals) = fit.working
    let columns = rows.columns.columns.map { column in zip(column, roots).map { $0 * $1 } }
    guard
      let basis = ProjectionBasis(whitened: columns, response: residuals, of: rows.columns)
    else {
      throw StatisticsError(
        .didNotConverge,
        "\(fit.data.method): the columns hardly differ where the outcomes are not certain: they may separate the outcomes"
      )
    }
    return basis
  }

  private func summarise(
    _ result: inout AnalysisResult, _ rows: Rows, _ fit: ScoringFit, _ dispersion: Double,
    _ df: Double
  ) throws(StatisticsError) {
    let p = Double(fit.beta.count)
    result.add(.family, .text(family.rawValue))
    result.add(.dfResidual, df)
    result.add(.dispersion, dispersion)
    result.add(.deviance, fit.deviance)
    let ones = rows.data.recipe.formula.hasIntercept ? [rows.y.map { _ in 1.0 }] : []
    let null = try rows.fit(
      family, Self.facts.name, columns: ones,
      alpha: family == .negativeBinomial ? fit.alpha : nil)
    result.add(.nullDeviance, null.deviance)
    let likelihood = fit.logLikelihood
    let parameters = p + (family.hasDispersion || family == .negativeBinomial ? 1 : 0)
    result.add(.logLikelihood, likelihood)
    result.add(.aic, likelihood.map { 2 * parameters - 2 * $0 })
    result.add(.bic, likelihood.map { parameters * log(Double(rows.y.count)) - 2 * $0 })
    if family == .negativeBinomial { result.add(.alpha, fit.alpha) }
    if p > Double(ones.count), !ones.isEmpty {
      let scale = family.hasDispersion ? dispersion : 1
      let ratio = max((null.deviance - fit.deviance) / scale, 0)
      result.add(
        .likelihoodRatio,
        .test(JointTest(ratio, df: [p - 1], pValue: ChiSquared(df: p - 1).survival(ratio))))
    }
    if family == .poisson, rows.weights.allSatisfy({ $0 == 1 }) {
      let excess = zip(rows.y, fit.mean).map { y, mu in ((y - mu) * (y - mu) - y) / mu }
      let moments = Moments(excess)
      if let sd = moments.standardDeviation, sd > 0 {
        let z = moments.mean / sd * Double(excess.count).squareRoot()
        let pValue = StandardNormal().survival(z)
        result.add(.dispersionTest, .test(JointTest(z, df: [], pValue: pValue)))
        result.assumptions.append(
          Assumption(
            "variance equals the mean",
            "Cameron and Trivedi's test, dispersion \(Rounded.text(dispersion)); above 1, use negative-binomial",
            pValue: pValue, count: rows.y.count, of: "equal variance and mean"))
      }
    }
    result.assumptions.append(
      Assumption(
        "observations are independent", .notChecked, "follows from how the data were collected"))
  }
}

extension GeneralizedModel: Method {
  static let facts = MethodFacts(
    "glm", "generalised linear model", .models,
    "A model of shares, counts, positive values or others, with errors that bear what the family does not say.",
    hypothesis: "each coefficient is zero", takes: .tableModel, claim: .model(isNormal: true),
    assumptions: ["variance equals the mean", "observations are independent"],
    references: [
      .init("McCullagh and Nelder", 1989, in: "Generalized Linear Models"),
      .init("Cameron and Trivedi", 1990, doi: "10.1016/0304-4076(90)90014-K"),
      .init("Zeileis, Köll and Graham", 2020, doi: "10.18637/jss.v095.i01"),
      .init("Pustejovsky and Tipton", 2018, doi: "10.1080/07350015.2016.1247004"),
    ],
    agreesWith: [
      "R glm", "R MASS::glm.nb", "R sandwich::vcovHC, vcovCL", "R clubSandwich::vcovCR",
    ])

  init(_ options: inout Options) throws(StatisticsError) {
    family = try options.choice(
      "family", example: .poisson, "The family of the response.")
    covariance = try options.choice(
      "covariance", of: CovarianceKind.self,
      otherwise: "cluster where clusters are given, else nonrobust",
      "How the covariance of the coefficients is estimated.")
    cluster = try options.column(
      "cluster", otherwise: "none", "The column of clusters, whose rows depend on each other.")
    weights = try options.column("weights", otherwise: "none", "The column of weights.")
    weightsKind = try options.choice(
      "weights_kind", of: WeightsKind.self, otherwise: "must be given with weights",
      "Whether a weight says how often its row stands for itself, or how exact it is.")
    levels = try options.levelOrder()
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    guard let formula = request.formula else {
      throw StatisticsError(.badRequest, "\(request.method) needs a 'formula'")
    }
    return try fit(formula, request.data())
  }
}
