import Tables

/// `unpivot`: a row for each cell of several columns.
struct UnpivotStep: TableStep {
  static let key = "unpivot"

  let columns: [Located<String>]
  let names: String
  let values: String

  init?(_ written: WrittenStep) {
    guard let reader = written.mapping(["columns", "names", "values"]),
      reader.required("columns") != nil, let columns = reader.names("columns"),
      let names = reader.requiredText("names"), let values = reader.requiredText("values")
    else { return nil }
    self.columns = columns
    self.names = names
    self.values = values
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect(columns)
    guard let before = scope.before else { return nil }
    let stacked = columns.map { before[$0.value] }
    let units = Set(stacked.map { $0?.unit })
    var result = before.filtered { entry in !columns.contains { $0.value == entry.name } }
    result.set(names, type: .text)
    result.set(
      values, type: KnownColumns.commonType(stacked.map { $0?.type }),
      unit: units.count == 1 ? units.first ?? nil : nil)
    return result
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    needed.subtracting([names, values]).union(columns.map(\.value))
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try table.unpivoted(columns.map(\.value), names: names, values: values)
  }
}
