import Tables

/// Carries out the steps of a table.
struct TableBuilder {
  let run: StudyRun

  func build(_ definition: TableDefinition) throws -> Table {
    var table = try start(definition)
    var input: String?
    if case .from(let name) = definition.start { input = name.value }
    for step in definition.steps {
      table = try located(step.position) {
        try step.value.run(
          on: table, StepContext(run: run, table: definition.id, input: input))
      }
      input = nil
    }
    return table
  }

  private func start(_ definition: TableDefinition) throws -> Table {
    switch definition.start {
    case .from(let name): return try run.table(name)
    case .union(let names):
      guard let first = names.first else { return try Table([]) }
      return try names.dropFirst().reduce(run.table(first)) { try $0.union(run.table($1)) }
    case .results(let names): return try ResultsTable(run: run).build(names)
    }
  }
}
