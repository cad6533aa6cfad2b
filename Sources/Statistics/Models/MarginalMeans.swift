internal import Basics
internal import Mathematics
internal import Tables
internal import Foundation

/// Estimated marginal means of a model, and comparisons of them.
///
/// What the model expects at each level of the factors `of` (within each level of those `by`), other factors averaged with equal weights and numbers at
/// their mean. Comparisons are first minus second, each family within one level of `by`: every two (Tukey by the studentised range), or all against the
/// first (Dunnett by the multivariate t); other corrections adjust p as always, and intervals likewise where there is a way, Holm's as
/// Bonferroni's. With `family` of a generalised model, on the scale of its link or of the response; comparisons stay on the link. Texts are factors, their
/// levels in order of first appearance. Rows with a missing value are dropped and counted. Agrees with R's `emmeans`. O(n p² + cells · p²).
///
/// Searle, Speed and Milliken (1980), doi:10.1080/00031305.1980.10483031; Dunnett (1955), doi:10.1080/01621459.1955.10501294.
public struct MarginalMeans: Sendable {
  enum Contrast: String, CaseIterable { case pairwise, reference, none }
  enum Scale: String, CaseIterable { case link, response }
  enum Correction: String, CaseIterable {
    case tukey, dunnett, bonferroni, holm, hochberg, sidak, bh, by, none
  }

  private let factors: [String]
  private let by: [String]
  private let contrast: Contrast
  private let correction: Correction
  private let family: ResponseFamily?
  private let scale: Scale
  private let levels: [String: [String]]
  private let level: Double

  /// A fit as the means need it.
  private struct Fit {
    let data: ModelData
    let beta: [Double]
    let covariance: [Double]
    let df: Double
    let shift: Double
  }

  /// A mean: the levels of its factors, and the combination of the coefficients.
  private struct Cell {
    let own: [String]
    let within: [String]
    let weights: [Double]
  }

  func answer(_ formula: ModelFormula, _ table: Table) throws(StatisticsError) -> AnalysisResult {
    let name = Self.facts.name
    guard Set(factors).isDisjoint(with: by) else {
      throw StatisticsError(.badRequest, "\(name): a factor stands in 'of' or in 'by', not in both")
    }
    guard !(contrast == .pairwise && correction == .dunnett),
      !(contrast == .reference && correction == .tukey)
    else {
      throw StatisticsError(
        .badRequest,
        "\(name): tukey corrects pairwise contrasts, dunnett those with a reference; the contrast is \(contrast.rawValue)"
      )
    }
    var result = AnalysisResult(method: name, title: "Estimated marginal means")
    let fit = try fit(formula, table, &result)
    let cells = try cells(fit, table)
    let df = fit.df.isFinite ? fit.df : nil
    let quantile = StudentT(df: fit.df).upperQuantile((1 - level) / 2)
    func spread(_ a: [Double], _ b: [Double]) -> Double {
      let p = fit.beta.count
      var sum = 0.0
      for i in 0..<p where a[i] != 0 {
        for j in 0..<p { sum += a[i] * fit.covariance[i * p + j] * b[j] }
      }
      return sum
    }
    let isResponse = scale == .response && family != nil
    result.add(
      .means,
      .parts(
        .array(
          cells.map { cell in
            let value = Self.value(cell.weights, fit)
            let error = max(spread(cell.weights, cell.weights), 0).squareRoot()
            func shown(_ eta: Double) -> Double {
              isResponse ? family?.mean(eta) ?? eta : eta
            }
            let slope = isResponse ? family?.slope(shown(value)) ?? 1 : 1
            let names = Array(zip(by, cell.within)) + Array(zip(factors, cell.own))
            let interval = Interval(
              shown(value - quantile * error), shown(value + quantile * error))
            return .object(
              names.map { JSON.Member($0.0, .string($0.1)) } + [
                .init("estimate", .cell(shown(value))), .init("std_error", .cell(error * slope)),
                .init("df", .cell(df)), .init("ci", .cell(interval)),
              ])
          })))
    if contrast != .none {
      result.comparisons = compare(cells, fit, spread, &result)
      if isResponse { result.notes.append("comparisons are on the scale of the link") }
    }
    return result
  }

  private static func value(_ weights: [Double], _ fit: Fit) -> Double {
    var sum = DoubleDouble(fit.shift)
    for (a, b) in zip(weights, fit.beta) { sum += DoubleDouble.product(a, b) }
    return sum.value
  }

  private func fit(
    _ formula: ModelFormula, _ table: Table, _ result: inout AnalysisResult
  ) throws(StatisticsError) -> Fit {
    let name = Self.facts.name
    if let family {
      let rows = try GeneralizedModel.Rows(
        formula, table, weights: nil, isFrequency: false, clusters: nil, levels: levels,
        family: family, method: name)
      let fit = try rows.fit(family, name)
      let basis = try GeneralizedModel.basis(rows, fit)
      let df = Double(rows.y.count - fit.beta.count)
      let scale = family.hasDispersion ? fit.pearson / df : 1
      result.account(rows.data)
      let matrix = basis.covariance(basis.inverseGram.map { $0 * scale })
      result.assumptions = [Self.independence]
      return Fit(
        data: rows.data, beta: rows.columns.coefficients(fit.beta), covariance: matrix,
        df: family.hasDispersion ? df : .infinity,
        shift: rows.offset.reduce(0, +) / Double(rows.offset.count))
    }
    let data = try ModelData(formula, table: table, levelOrder: levels)
    var model = LinearModel()
    model.method = name
    let fitted = try model.fit(data)
    guard let own = fitted.model, let covariance = own.covariance else {
      throw StatisticsError(.singularDesign, "\(name): the model has no covariance")
    }
    result.account(data)
    result.assumptions = [
      NormalityCheck.assumption("residuals are normal", own.residuals), Self.independence,
    ]
    return Fit(
      data: data, beta: own.coefficients, covariance: covariance, df: own.degreesOfFreedom,
      shift: 0)
  }

  private static let independence = Assumption(
    "observations are independent", .notChecked, "follows from how the data were collected")

  /// The means in order: those of `by` slowest, the first of `of` fastest.
  private func cells(_ fit: Fit, _ table: Table) throws(StatisticsError) -> [Cell] {
    let name = Self.facts.name
    let recipe = fit.data.recipe
    func place(_ factor: String) throws(StatisticsError) -> Int {
      guard let index = recipe.variables.firstIndex(where: { $0.label == factor }) else {
        let known = zip(recipe.variables, recipe.levels).filter { $0.1 != nil }.map(\.0.label)
        let nearest = factor.nearest(in: known)
        throw StatisticsError(
          .badRequest,
          "\(name): the model has no factor '\(factor)'"
            + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
      }
      guard recipe.levels[index] != nil else {
        throw StatisticsError(
          .badRequest, "\(name): '\(factor)' is a number; write factor(\(factor)) for its levels")
      }
      return index
    }
    var chosen: [Int] = []
    for factor in factors + by { chosen.append(try place(factor)) }
    let others = recipe.variables.indices.filter {
      recipe.levels[$0] != nil && !chosen.contains($0)
    }
    let order = chosen + others
    let sizes = order.map { recipe.levels[$0]?.count ?? 1 }
    let total = sizes.reduce(1.0) { $0 * Double($1) }
    guard total * Double(fit.beta.count) <= Double(AnalysisLimits.designCells) / 10 else {
      throw .beyond(
        AnalysisLimits.designCells / 10, "\(name): the factors have \(Rounded.text(total)) cells",
        "Use factors with fewer levels")
    }
    let grid = (0..<Int(total)).map { cell -> [Int] in
      var rest = cell
      return sizes.map { size in
        defer { rest /= size }
        return rest % size
      }
    }
    var columns: [(name: String, column: Column)] = []
    for (index, variable) in recipe.variables.enumerated() {
      let text: String =
        switch variable.source {
        case .column(let name): name
        case .expression(let text), .power(let text, _): text
        }
      guard !columns.contains(where: { $0.name == text }) else { continue }
      if let names = recipe.levels[index], let place = order.firstIndex(of: index) {
        columns.append((text, Column(texts: grid.map { names[$0[place]] })))
      } else {
        let values = try ColumnSource.numbers(text, in: table)
        let mean = DoubleDouble.mean(fit.data.rows.map { values[$0] }).value
        columns.append((text, Column(doubles: grid.map { _ in mean })))
      }
    }
    let matrix: [[Double]]
    do {
      matrix = try recipe.values(on: try Table(columns))
    } catch let error as StatisticsError {
      throw error
    } catch {
      throw StatisticsError(.badRequest, "\(error)")
    }
    let own = sizes.prefix(chosen.count).reduce(1, *)
    let share = Double(grid.count / own)
    return (0..<own).map { cell in
      let rows = grid.indices.filter { $0 % own == cell }
      let names = zip(chosen, grid[cell]).map { recipe.levels[$0]?[$1] ?? "" }
      return Cell(
        own: Array(names.prefix(factors.count)), within: Array(names.suffix(by.count)),
        weights: matrix.map { column in rows.reduce(0) { $0 + column[$1] } / share })
    }
  }

  private static func adjusted(
    _ raw: [Double], _ correction: PValueAdjustment.Correction
  ) -> [Double] {
    PValueAdjustment(correction).adjust(raw).map { $0 ?? .nan }
  }

  private func compare(
    _ cells: [Cell], _ fit: Fit, _ spread: ([Double], [Double]) -> Double,
    _ result: inout AnalysisResult
  ) -> [Comparison] {
    var families: [[Cell]] = []
    for cell in cells {
      if let index = families.firstIndex(where: { $0[0].within == cell.within }) {
        families[index].append(cell)
      } else {
        families.append([cell])
      }
    }
    var comparisons: [Comparison] = []
    for family in families where family.count > 1 {
      let pairs: [(Cell, Cell)] =
        contrast == .reference
        ? family.dropFirst().map { ($0, family[0]) }
        : family.indices.flatMap { i in family.dropFirst(i + 1).map { (family[i], $0) } }
      let differences = pairs.map { pair in zip(pair.0.weights, pair.1.weights).map { $0 - $1 } }
      let estimates = differences.map { weights in
        zip(weights, fit.beta).reduce(0.0) { $0 + $1.0 * $1.1 }
      }
      let errors = differences.map { max(spread($0, $0), 0).squareRoot() }
      let t = zip(estimates, errors).map { $1 > 0 ? $0 / $1 : .nan }
      let student = StudentT(df: fit.df)
      let raw = t.map { $0.isNaN ? .nan : student.twoSided($0) }
      let adjusted: [Double]
      let critical: Double?
      let m = Double(pairs.count)
      switch correction {
      case .tukey:
        let range = StudentizedRange(groups: family.count, df: fit.df.isFinite ? fit.df : 1e9)
        let root = 2.0.squareRoot()
        adjusted = t.map { $0.isNaN ? .nan : range.survival(abs($0) * root) }
        critical = range.upperQuantile(1 - level).map { $0 / root }
      case .dunnett:
        let largest = LargestContrast(differences, errors, spread, df: fit.df)
        adjusted = t.map { $0.isNaN ? .nan : largest?.survival(abs($0)) ?? .nan }
        critical = largest?.upperQuantile(1 - level)
      case .bonferroni, .holm:
        adjusted = Self.adjusted(raw, correction == .holm ? .holm : .bonferroni)
        critical = student.upperQuantile((1 - level) / 2 / m)
      case .sidak:
        adjusted = Self.adjusted(raw, .sidak)
        critical = student.upperQuantile(-expm1(log(level) / m) / 2)
      case .hochberg, .bh, .by, .none:
        let kind = PValueAdjustment.Correction(rawValue: correction.rawValue)
        adjusted = kind.map { Self.adjusted(raw, $0) } ?? raw
        critical = student.upperQuantile((1 - level) / 2)
        if correction != .none, !result.notes.contains(where: { $0.hasPrefix("intervals") }) {
          result.notes.append("intervals are not corrected: \(correction.rawValue) has none")
        }
      }
      for (index, pair) in pairs.enumerated() {
        let half = critical.map { $0 * errors[index] }
        var comparison = Comparison(
          groups: [pair.0, pair.1].map { $0.own.joined(separator: " ") },
          statistic: t[index].finite, pValue: raw[index].finite,
          adjustedPValue: adjusted[index].finite.map { min(max($0, 0), 1) },
          estimate: Estimate(
            "difference", estimates[index],
            half.map { Interval(estimates[index] - $0, estimates[index] + $0) }, level: level))
        comparison.standardError = errors[index]
        comparison.degreesOfFreedom = fit.df.isFinite ? fit.df : nil
        comparison.within = pair.0.within.isEmpty ? nil : pair.0.within.joined(separator: " ")
        comparisons.append(comparison)
      }
    }
    return comparisons
  }
}

/// The largest of several contrasts against one reference: of independent means exactly, else by the multivariate t.
private struct LargestContrast {
  private let exact: MaximumModulus?
  private let general: MultivariateT?

  init?(
    _ contrasts: [[Double]], _ errors: [Double], _ spread: ([Double], [Double]) -> Double,
    df: Double
  ) {
    let m = contrasts.count
    guard errors.allSatisfy({ $0 > 0 }) else { return nil }
    var r = [Double](repeating: 1, count: m * m)
    for i in 0..<m {
      for j in 0..<m where i != j {
        r[i * m + j] = spread(contrasts[i], contrasts[j]) / (errors[i] * errors[j])
      }
    }
    let bounded = min(df, 1e7)
    var loadings: [Double]?
    switch m {
    case 1: loadings = [0]
    case 2: loadings = r[1] >= 0 ? [r[1].squareRoot(), r[1].squareRoot()] : nil
    default:
      let found = (0..<m).map { i in
        let (j, k) = ((i + 1) % m, (i + 2) % m)
        return (r[i * m + j] * r[i * m + k] / r[j * m + k]).squareRoot()
      }
      let fits = (0..<m).allSatisfy { i in
        (0..<m).allSatisfy { j in i == j || abs(r[i * m + j] - found[i] * found[j]) < 1e-7 }
      }
      loadings = fits && found.allSatisfy { $0 >= 0 && $0 < 0.9999 } ? found : nil
    }
    if let loadings {
      exact = MaximumModulus(loadings: loadings, df: bounded)
      general = nil
    } else {
      guard m <= 100, let t = MultivariateT(correlations: r, df: df) else { return nil }
      exact = nil
      general = t
    }
  }

  func survival(_ t: Double) -> Double { exact?.survival(t) ?? general?.survival(t) ?? .nan }
  func upperQuantile(_ p: Double) -> Double? {
    if let exact { exact.upperQuantile(p) } else { general?.upperQuantile(p) }
  }
}

extension MarginalMeans: Method {
  static let facts = MethodFacts(
    "marginal-means", "estimated marginal means", .models,
    "What a model expects at the levels of a factor, others held alike, and which levels differ.",
    hypothesis: "equal marginal means, for each pair", takes: .tableModel, claim: .comparisons,
    assumptions: ["residuals are normal", "observations are independent"],
    references: [
      .init("Searle, Speed and Milliken", 1980, doi: "10.1080/00031305.1980.10483031"),
      .init("Dunnett", 1955, doi: "10.1080/01621459.1955.10501294"),
    ],
    agreesWith: ["R emmeans"])

  init(_ options: inout Options) throws(StatisticsError) {
    factors = try options.columns("of", example: "domain", "The factors whose means are estimated.")
    by = try options.columns(
      "by", otherwise: "none", "The factors within whose levels means are compared.")
    contrast = try options.choice(
      "contrast", else: .pairwise,
      "Which means are compared: every two, all with the first, or none.")
    let chosen = contrast
    correction =
      try options.choice(
        "correction", of: Correction.self,
        otherwise: "tukey of pairs, dunnett with a reference",
        "How p-values and intervals are corrected for the number of comparisons.")
      ?? (chosen == .reference ? .dunnett : .tukey)
    family = try options.choice(
      "family", of: ResponseFamily.self, otherwise: "a linear model",
      "The family of a generalised model.")
    scale = try options.choice(
      "scale", else: .link,
      "Whether means of a generalised model are those of its link or of the response.")
    levels = try options.levelOrder()
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    guard let formula = request.formula else {
      throw StatisticsError(.badRequest, "\(request.method) needs a 'formula'")
    }
    return try answer(formula, request.data())
  }
}
