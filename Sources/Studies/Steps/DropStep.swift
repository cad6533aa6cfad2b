import Tables

/// `drop`: all columns but these.
struct DropStep: TableStep {
  static let key = "drop"

  let names: [Located<String>]

  init?(_ written: WrittenStep) {
    guard let names = written.names else { return nil }
    self.names = names
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect(names)
    return scope.before?.filtered { entry in !names.contains { $0.value == entry.name } }
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    needed.subtracting(names.map(\.value))
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try table.dropped(context.present(names.map(\.value), in: table))
  }
}
