import Basics
import Charts
import Statistics
import Tables

extension CorrelationCoefficients {
  /// Those of an analysis; `nil` where it is not a correlation matrix. Data that give no correlations
  /// leave the pairs empty.
  init?(_ id: String, _ run: StudyRun) throws {
    guard let definition = run.study.analyses.first(where: { $0.id == id }),
      Methods[definition.method.value]?.facts.claim == .matrix
    else { return nil }
    let option = definition.options.first { $0.name == "kind" }?.value.stringValue
    var result: AnalysisResult?
    if case .result(let answer) = try run.outcome(id).content { result = answer }
    self.init(
      option.flatMap(CorrelationMatrix.Kind.init) ?? .pearson,
      of: ["x", "y", "z"].flatMap { role in
        definition.roles.first { $0.role == role }?.texts.map(\.value) ?? []
      }, result)
  }
}
