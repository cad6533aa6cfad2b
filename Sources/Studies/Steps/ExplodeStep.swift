import Tables

/// `explode`: a row for each entry of a text list.
struct ExplodeStep: TableStep {
  static let key = "explode"

  let column: Located<String>

  init?(_ written: WrittenStep) {
    guard let column = written.name else { return nil }
    self.column = column
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect([column])
    guard var result = scope.before else { return nil }
    result.set(column.value, type: .text)
    return result
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    needed.union([column.value])
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try table.exploded(column.value)
  }
}
