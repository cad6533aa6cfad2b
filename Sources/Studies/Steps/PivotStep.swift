import Tables

/// `pivot`: a column for each value of one column.
struct PivotStep: TableStep {
  static let key = "pivot"

  let names: Located<String>
  let values: Located<String>

  init?(_ written: WrittenStep) {
    guard let reader = written.mapping(["names", "values"]), reader.required("names") != nil,
      reader.required("values") != nil, let names = reader.located("names"),
      let values = reader.located("values")
    else { return nil }
    self.names = names
    self.values = values
  }

  /// The names of the columns after it are data.
  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect([names, values])
    return nil
  }

  /// Every other column tells rows apart.
  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet { .all }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    let used = [names.value, values.value]
    return try table.pivoted(
      rows: table.names.filter { !used.contains($0) }, names: names.value, values: values.value)
  }
}
