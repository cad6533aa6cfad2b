import Tables

/// Carries out the steps of a table.
struct TableBuilder {
  let run: StudyRun

  func build(_ definition: TableDefinition) throws -> TableAnswer {
    var context = StepContext(run: run, table: definition.id, answer: try start(definition))
    if case .from(let name) = definition.start { context.input = name.value }
    for step in definition.steps {
      context.answer.table = try located(step.position) {
        let table = context.answer.table
        return try run.withinMemory(step, on: table) {
          try step.value.run(on: table, &context)
        }
      }
      context.input = nil
    }
    return context.answer
  }

  private func start(_ definition: TableDefinition) throws -> TableAnswer {
    switch definition.start {
    case .from(let name): return TableAnswer(table: try run.table(name))
    case .output(let of, let name):
      let whole = try run.tableAnswer(of)
      guard let output = whole.outputs.first(where: { $0.name == name }) else {
        throw StudyError(at: of.position, "table '\(of.value)' has no output '\(name)'")
      }
      return TableAnswer(table: output.table, values: whole.values)
    case .union(let names):
      guard let first = names.first else { return TableAnswer(table: try Table([])) }
      return TableAnswer(
        table: try names.dropFirst().reduce(run.table(first)) { try $0.union(run.table($1)) })
    case .results(let names): return TableAnswer(table: try ResultsTable(run: run).build(names))
    }
  }
}
