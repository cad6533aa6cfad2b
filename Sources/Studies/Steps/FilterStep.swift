import Tables

/// `where`: the rows for which a condition holds.
struct FilterStep: TableStep {
  static let key = "where"

  let condition: Located<Expression>

  init?(_ written: WrittenStep) {
    guard let condition = written.parser.expression(written.value) else { return nil }
    self.condition = condition
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    if let before = scope.before { scope.checker.checkCondition(condition, before) }
    return scope.before
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    needed.union(condition.value.columns)
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try context.run.filter(table, condition)
  }
}
