import Basics
import Tables

/// Carries out the steps of a table.
struct TableBuilder {
  let run: StudyRun

  func build(_ definition: TableDefinition) throws -> TableAnswer {
    var context = StepContext(run: run, table: definition.id, answer: try start(definition))
    if case .from(let name) = definition.start { context.input = name.value }
    var steps = definition.steps[...]
    if case .from(let name) = definition.start,
      let answer = try run.source(name.value)?.answers[definition.id]
    {
      // An engine has carried out the first steps.
      context.answer.table = answer.table
      context.input = nil
      steps = steps.dropFirst(answer.steps)
    }
    for step in steps {
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
    case .parts(let id, let name): return TableAnswer(table: try parts(of: id, name))
    }
  }

  private func parts(of id: Located<String>, _ name: String?) throws -> Table {
    let outcome = try run.analysis(id.value)
    let address = id.value + (name.map { "." + $0 } ?? "")
    guard let result = outcome.result else {
      throw StudyError(
        at: id.position, "analysis '\(id.value)' has no result whose parts could be rows")
    }
    let whole = Node.value(result)
    let path = (name?.split(separator: ".") ?? []).map { Address.Part.field(String($0)) }
    guard let node = whole.at(path) else {
      let unknown = whole.unknownWord(in: path)
      let hint = unknown?.nearest.map { "; did you mean '\($0)'?" } ?? ""
      throw StudyError(
        at: id.position, "the result of '\(id.value)' has no '\(unknown?.word ?? address)'\(hint)")
    }
    return try PartsTable.table(node, address)
  }
}
