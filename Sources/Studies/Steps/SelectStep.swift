import Tables

/// `select`: these columns alone, in this order.
struct SelectStep: TableStep {
  static let key = "select"

  let names: [Located<String>]

  init?(_ written: WrittenStep) {
    guard let names = written.names else { return nil }
    self.names = names
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect(names)
    return scope.before?.filtered { entry in names.contains { $0.value == entry.name } }
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    ColumnSet(names.map(\.value).filter(needed.contains))
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try table.selected(context.present(names.map(\.value), in: table))
  }
}
