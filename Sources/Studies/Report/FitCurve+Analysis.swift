import Basics
import Charts
import Foundation
import Reports
import Statistics
import Tables

extension FitCurve {
  /// The curve of an analysis, on the scale of the data: a model of `ln(y)` is drawn as `y`. `nil`
  /// where the analysis has no fitted model.
  init?(_ id: String, _ run: StudyRun) throws {
    let outcome = try run.analysis(id)
    guard let model = outcome.model,
      let definition = run.study.analyses.first(where: { $0.id == id })
    else { return nil }
    let formula = definition.roles.first { $0.role == "formula" }?.texts.first?.value
    let parsed = formula.flatMap { try? ModelFormula(parsing: $0) }
    let back = Self.inverse(ofResponse: parsed?.response?.label)
    self.init(
      name: outcome.title,
      summary: try Self.summary(id, outcome.result, parsed, run.table(definition.table)),
      predictors: Self.columns(parsed),
      residuals: (model.fitted, model.residuals)
    ) { table, level in
      try model.predict(on: table, level: level).map {
        Value(
          fit: $0.fit.map(back) ?? .nan, low: $0.confidenceLow.map(back),
          high: $0.confidenceHigh.map(back))
      }
    }
  }

  /// The columns that the right side of a formula reads, each once.
  private static func columns(_ formula: ModelFormula?) -> [String] {
    var names: [String] = []
    for variable in formula?.terms.flatMap(\.variables) ?? [] {
      let read = (try? Expression.parse(variable.label))?.columns ?? [variable.label]
      for name in read where !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// What leads from the modelled response back to the data.
  private static func inverse(ofResponse response: String?) -> @Sendable (Double) -> Double {
    switch response.flatMap({ try? Expression.parse($0) })?.outermostCall?.function {
    case "ln": { exp($0) }
    case "log10": { pow(10, $0) }
    case "log2": { exp2($0) }
    default: { $0 }
    }
  }

  /// One clause on the slope, its unit and what the report says of it, for the alternative text: in a
  /// family by the corrected p-value.
  private static func summary(
    _ id: String, _ result: AnalysisResult?, _ formula: ModelFormula?, _ table: Table
  ) -> String? {
    guard let result, let slope = result.onlySlope, let estimate = slope.estimate else {
      return nil
    }
    let text = ResultText(result, context: ResultContext(id: id))
    let p = text.isExact ? nil : slope.corrected?.value ?? slope.pValue
    let symbol = slope.corrected?.value == nil ? "p" : "adjusted p"
    let unit = formula?.response.flatMap { table[$0.label]?.metadata.unit?.symbol }
    let step =
      " per "
      + (table[slope.term]?.metadata.unit?.symbol
        ?? "unit of " + FormulaNames.words(slope.term, table))
    let trend = try? text.trendWords()
    return "slope \(NumberFormat.number.text(estimate))" + (unit.map { " " + $0 } ?? "")
      + step + (p.map { ", \(NumberFormat.p.statement(symbol, $0))" } ?? "")
      + (p == nil ? "" : trend.map { "; the fit " + $0 } ?? "")
  }
}
