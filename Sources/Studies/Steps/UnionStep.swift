import Tables

/// `union`: the rows of other tables below.
struct UnionStep: TableStep {
  static let key = "union"

  let tables: [Located<String>]

  init?(_ written: WrittenStep) {
    guard let tables = written.names else { return nil }
    self.tables = tables
  }

  var references: [StepReference] { tables.map { .table($0) } }

  func columns(_ scope: StepScope) -> KnownColumns? {
    KnownColumns.union([scope.before] + tables.map { scope.checker.columns(of: $0.value) })
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet { needed }
  func readsOther(_ needed: ColumnSet) -> ColumnSet { needed }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try tables.reduce(table) { try $0.union(context.run.table($1)) }
  }
}
