import Tables

/// `derive`: columns made by expressions, each from those before it.
struct DeriveStep: TableStep {
  static let key = "derive"

  let derivations: [Derivation]

  init?(_ written: WrittenStep) { derivations = written.derivations }

  func columns(_ scope: StepScope) -> KnownColumns? {
    derivations.reduce(scope.before) { columns, derivation in
      columns.map { $0.with(derivation, scope.checker.check(derivation.value, $0)) }
    }
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    derivations.reversed().reduce(needed) { needed, derivation in
      needed.subtracting([derivation.name]).union(derivation.value.value.columns)
    }
  }

  func bytesAdded(to table: Table) -> Int { 8 * table.rowCount * derivations.count }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try derivations.reduce(table) { table, derivation in
      try located(derivation.value.position) {
        var result = try table.derived(derivation.name, derivation.value.value)
        try result.describe(derivation.name, as: derivation.metadata)
        return result
      }
    }
  }
}
