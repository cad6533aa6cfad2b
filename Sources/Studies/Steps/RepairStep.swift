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

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    let repairs = names.compactMap { name in study.repairs.first { $0.id == name.value } }
    return needed.union(repairs.flatMap(\.change.columns))
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    var table = table
    for name in names {
      guard let repair = context.run.graph.repairs[name.value],
        context.run.graph.isEnabled(repair)
      else { continue }
      let touched = try RepairRunner().apply(repair, to: &table)
      context.answer.repaired[repair.id, default: 0] += touched
    }
    return table
  }
}

extension RepairDefinition.Change {
  /// The columns that the change reads or writes.
  fileprivate var columns: [String] {
    switch self {
    case .remove(let condition): condition.value.columns
    case .update(let updates):
      updates.flatMap { update in
        (update.condition?.value.columns ?? [])
          + update.assignments.flatMap { [$0.column.value] + $0.value.value.columns }
      }
    }
  }
}
