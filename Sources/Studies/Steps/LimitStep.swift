import Tables

/// `limit`: the first rows.
struct LimitStep: TableStep {
  static let key = "limit"
  static let takesParameters = true

  let count: Int

  init?(_ written: WrittenStep) {
    guard let count = written.integer else { return nil }
    self.count = count
  }

  func columns(_ scope: StepScope) -> KnownColumns? { scope.before }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet { needed }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try table.limited(to: count)
  }
}
