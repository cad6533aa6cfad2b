internal import Basics
internal import Mathematics
internal import Tables
internal import Foundation

/// The table of an analysis of variance of a linear model, or of deviance of a generalised one.
///
/// Each term is tested by two nested models: type 1 after the terms before it, type 2 after all terms that do not contain it, type 3 after all others with
/// sum contrasts. F against the residual variance of the whole model; with `family` the ratio of likelihoods, chi-squared. Partial η² is SS / (SS + SSE), ω²
/// (SS - df MSE) / (SST + MSE). Covariates are as they are given. Texts are factors, their levels in order of first appearance. Rows with a missing
/// value are dropped and counted. Agrees with R's `anova` and `car::Anova`. O(terms · n p²).
///
/// Fisher (1925), Statistical Methods for Research Workers; Yates (1934), doi:10.1080/01621459.1934.10502686; Fox (2016), Applied Regression Analysis.
public struct AnovaTable: Sendable {
  private let type: Int
  private let family: ResponseFamily?
  private let levels: [String: [String]]

  private struct Row {
    let term: String
    let df: Double
    let sumOfSquares: Double?
    let statistic: Double?
    let pValue: Double?
    let partialEta: Double?
    let omega: Double?
  }

  func fit(_ formula: ModelFormula, _ table: Table) throws(StatisticsError) -> AnalysisResult {
    let name = Self.facts.name
    guard !formula.terms.isEmpty, formula.survival == nil else {
      throw StatisticsError(.badRequest, "\(name) needs a response and terms, y ~ a * b")
    }
    var result = AnalysisResult(
      method: name,
      title: (family == nil
        ? "Analysis of variance" : "Analysis of deviance, \(family?.rawValue ?? "")")
        + ", type \(["I", "II", "III"][type - 1])")
    let (rows, residual, df): ([Row], Double?, Double)
    if let family {
      (rows, residual, df) = try deviances(formula, table, family, &result)
    } else {
      (rows, residual, df) = try squares(formula, table, &result)
    }
    let statistic = family == nil ? "F" : "chi-square"
    result.add(
      .terms,
      .parts(
        .array(
          rows.map {
            .row([
              "term": .string($0.term), "df": .cell($0.df), "sum_sq": .cell($0.sumOfSquares),
              "statistic": .row(["name": .string(statistic), "value": .cell($0.statistic)]),
              "p_value": .cell($0.pValue), "partial_eta_squared": .cell($0.partialEta),
              "omega_squared": .cell($0.omega),
            ])
          })))
    result.add(.residual, .parts(.row(["df": .cell(df), "sum_sq": .cell(residual)])))
    result.add(.type, Double(type))
    return result
  }

  private func squares(
    _ formula: ModelFormula, _ table: Table, _ result: inout AnalysisResult
  ) throws(StatisticsError) -> ([Row], Double?, Double) {
    let name = Self.facts.name
    let data = try ModelData(formula, table: table, levelOrder: levels)
    try LinearModel.check(data, name)
    try LinearModel.checkVaries(data, name)
    let whole = try LinearModel.solve(data, name)
    result.account(data)
    let blocks = try FactorBlocks(data, table, name)
    let df = Double(data.rows.count - data.design.columnCount)
    let residual = whole.residualSumOfSquares
    let isExact = ExactFit.holds(whole.residuals, data.response, data.design, whole.coefficients)
    let total = LinearModel.totalSumOfSquares(data.response, nil, centred: true)
    func rss(_ terms: [Int]) throws(StatisticsError) -> Double {
      if terms.count == blocks.terms.count { return residual }
      var design = DesignMatrix(rowCount: data.rows.count)
      do {
        for column in blocks.design(terms) { try design.append(column) }
        return try LeastSquares(design, data.response).residualSumOfSquares
      } catch {
        throw StatisticsError(.singularDesign, "\(name): \(error)")
      }
    }
    var rows: [Row] = []
    for (index, pair) in blocks.pairs(type: type).enumerated() {
      let sum = max(try rss(pair.small) - (try rss(pair.large)), 0)
      let own = Double(blocks.columns[index].count)
      let f = isExact ? nil : sum / own / (residual / df)
      rows.append(
        Row(
          term: blocks.terms[index].label, df: own, sumOfSquares: sum, statistic: f,
          pValue: f.map { FDistribution(df1: own, df2: df).survival($0) },
          partialEta: sum / (sum + residual),
          omega: isExact ? nil : (sum - own * residual / df) / (total + residual / df)))
    }
    if isExact { result.notes.append(ExactFit.note) }
    result.assumptions = Self.assumptions(data, whole.residuals)
    return (rows, residual, df)
  }

  private static func assumptions(_ data: ModelData, _ residuals: [Double]) -> [Assumption] {
    [
      NormalityCheck.assumption("residuals are normal", residuals),
      Assumption(
        "observations are independent", .notChecked, "follows from how the data were collected"),
    ]
  }

  private func deviances(
    _ formula: ModelFormula, _ table: Table, _ family: ResponseFamily,
    _ result: inout AnalysisResult
  ) throws(StatisticsError) -> ([Row], Double?, Double) {
    let name = Self.facts.name
    let model = try GeneralizedModel.Rows(
      formula, table, weights: nil, isFrequency: false, clusters: nil, levels: levels,
      family: family, method: name)
    result.account(model.data)
    let blocks = try FactorBlocks(model.data, table, name)
    let whole = try model.fit(family, name)
    let df = Double(model.y.count - whole.beta.count)
    let scale = family.hasDispersion ? whole.pearson / df : 1
    var known: [[Int]: Double] = [Array(blocks.terms.indices): whole.deviance]
    func deviance(_ terms: [Int]) throws(StatisticsError) -> Double {
      if let deviance = known[terms] { return deviance }
      let columns = StandardisedColumns(blocks.design(terms), hasIntercept: true).columns
      let fit = try model.fit(
        family, name, columns: columns, alpha: family == .negativeBinomial ? whole.alpha : nil)
      known[terms] = fit.deviance
      return fit.deviance
    }
    var rows: [Row] = []
    for (index, pair) in blocks.pairs(type: type).enumerated() {
      let ratio = max(try deviance(pair.small) - (try deviance(pair.large)), 0) / scale
      let own = Double(blocks.columns[index].count)
      rows.append(
        Row(
          term: blocks.terms[index].label, df: own, sumOfSquares: nil, statistic: ratio,
          pValue: ChiSquared(df: own).survival(ratio), partialEta: nil, omega: nil))
    }
    result.assumptions = [
      Assumption(
        "observations are independent", .notChecked, "follows from how the data were collected")
    ]
    return (rows, nil, df)
  }
}

extension AnovaTable: Method {
  static let facts = MethodFacts(
    "anova-table", "analysis of variance of a model", .models,
    "Which terms of a model explain something, factors and numbers, with interactions.",
    hypothesis: "the term explains nothing, for each term", takes: .tableModel, claim: .parts,
    assumptions: ["residuals are normal", "observations are independent"],
    references: [
      .init("Yates", 1934, doi: "10.1080/01621459.1934.10502686"),
      .init("Fox", 2016, in: "Applied Regression Analysis"),
    ],
    agreesWith: ["R anova", "R car::Anova"])

  init(_ options: inout Options) throws(StatisticsError) {
    type = try options.integer(
      "type", in: 1...3, else: 2,
      "After which other terms each is tested: 1 those before it, 2 those without it, 3 all.")
    family = try options.choice(
      "family", of: ResponseFamily.self, otherwise: "a linear model",
      "The family of a generalised model, tested by ratios of likelihoods.")
    levels = try options.levelOrder()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    guard let formula = request.formula else {
      throw StatisticsError(.badRequest, "\(request.method) needs a 'formula'")
    }
    return try fit(formula, request.data())
  }
}
