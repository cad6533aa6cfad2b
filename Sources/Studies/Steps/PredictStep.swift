import Tables

/// `predict`: what the model of an analysis says of each row.
struct PredictStep: TableStep {
  static let key = "predict"

  let analysis: Located<String>
  let column: String

  init?(_ written: WrittenStep) {
    guard let reader = written.mapping(["analysis", "as"]), reader.required("analysis") != nil,
      let analysis = reader.located("analysis"), let column = reader.requiredText("as")
    else { return nil }
    self.analysis = analysis
    self.column = column
  }

  var references: [StepReference] { [.analysis(analysis)] }

  func columns(_ scope: StepScope) -> KnownColumns? {
    guard var result = scope.before else { return nil }
    result.set(column, type: .double)
    return result
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    let model = study.analyses.first { $0.id == analysis.value }
    return needed.subtracting([column]).union(model?.columnsRead ?? .all)
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    guard let model = try context.run.outcome(analysis.value).model else {
      throw StudyError(
        at: analysis.position, "analysis '\(analysis.value)' does not fit a model that can predict")
    }
    var table = table
    let predictions = try model.predict(on: table, level: 0.95)
    try table.set(column, to: Column(doubles: predictions.map(\.fit)))
    return table
  }
}
