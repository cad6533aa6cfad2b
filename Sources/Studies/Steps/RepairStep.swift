import Tables

/// `repair`: named changes to the data.
struct RepairStep: TableStep {
  static let key = "repair"

  let names: [Located<String>]

  init?(_ written: WrittenStep) {
    guard let names = written.names else { return nil }
    self.names = names
  }

  var references: [StepReference] { names.map { .repair($0) } }

  func columns(_ scope: StepScope) -> KnownColumns? {
    if let before = scope.before {
      for name in names { scope.checker.check(repair: name.value, on: before) }
    }
    return scope.before
  }

  /// A repair may write any column that its own definition names.
  func reads(_ needed: ColumnSet) -> ColumnSet { .all }

  func run(on table: Table, _ context: StepContext) throws -> Table {
    try names.reduce(table) { table, name in
      guard let repair = context.run.repairDefinitions[name.value] else { return table }
      return try RepairRunner(run: context.run).apply(repair, to: table)
    }
  }
}
