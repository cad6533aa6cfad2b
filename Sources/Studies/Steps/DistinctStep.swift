import Tables

/// `distinct`: the first row of each combination of values.
struct DistinctStep: TableStep {
  static let key = "distinct"

  /// Empty: of all columns.
  let names: [Located<String>]

  init?(_ written: WrittenStep) {
    guard let names = written.names else { return nil }
    self.names = names
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect(names)
    return scope.before
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    names.isEmpty ? .all : needed.union(names.map(\.value))
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try table.distinct(by: names.map(\.value))
  }
}
