import Basics
import Carbon
import Tables

/// `carbon`: a step of the domain.
struct DomainStep: TableStep {
  static let key = "carbon"
  static let takesParameters = true

  let name: Located<String>
  let parameters: Located<JSON>

  init?(_ written: WrittenStep) {
    guard let reader = written.mapping(nil), reader.required("step") != nil,
      let name = reader.located("step")
    else { return nil }
    self.name = name
    parameters = Located(written.value.json, written.value.position)
  }

  /// The columns that the step gives, found by carrying it out on a table without rows.
  func columns(_ scope: StepScope) -> KnownColumns? {
    let checker = scope.checker
    let step: CarbonStep
    do {
      step = try CarbonStep.named(name.value)
    } catch {
      checker.report(at: name.position, "\(error)")
      return nil
    }
    for problem in step.problems(in: parameters.value) {
      checker.report(at: parameters.position, "\(problem)")
    }
    guard let before = scope.before else { return nil }
    do {
      let rows = try Table(
        before.entries.map { entry in
          let type = entry.type ?? (entry.unit == nil ? .text : .double)
          return (
            name: entry.name,
            column: Column.missing(type, count: 0, metadata: ColumnMetadata(unit: entry.unit))
          )
        }, rowCount: 0)
      let outputs = try checker.carbon(name.value, settings, rows).map { name, table in
        (
          name: name,
          columns: KnownColumns(
            table.schema.entries.map { entry in
              // A type that was guessed before the step is still a guess after it.
              let isGuess = before[entry.name] != nil && before[entry.name]?.type == nil
              return isGuess ? Schema.Entry(name: entry.name, type: nil, unit: entry.unit) : entry
            })
        )
      }
      checker.note(outputs, of: scope.id)
      return outputs.first { output == nil || $0.name == output }?.columns
    } catch let error as CarbonError {
      if case .missingColumn = error { checker.report(at: parameters.position, "\(error)") }
      return nil
    } catch {
      return nil
    }
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet { .all }

  var randomPart: String? {
    usesSeed ? "the Monte Carlo draws of step \(name.value)" : nil
  }

  var usesSeed: Bool { CarbonRunner.isRandom(name.value) }

  /// The settings of the step itself.
  private var settings: JSON {
    .object(
      (parameters.value.members ?? []).filter { $0.key != "step" && $0.key != "table" }
        .sorted { $0.key < $1.key })
  }

  /// The one of the step's tables that goes on; `nil`: the first.
  var output: String? { parameters.value.members?.first { $0.key == "table" }?.value.stringValue }

  /// The step as a node of its own, on the rows of a source or table as they are.
  func call(on input: String) -> DomainCall {
    DomainCall(input: input, step: name.value, parameters: settings)
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    let step = try located(name.position) { try CarbonStep.named(name.value) }
    if let problem = step.problems(in: parameters.value).first {
      throw StudyError(at: parameters.position, "\(problem)")
    }
    let run = context.run
    let result = try located(parameters.position) {
      try context.input.map { try run.answer(.domain(call(on: $0))) }
        ?? CarbonRunner(run: run).result(name.value, settings, on: table)
    }
    context.answer.values = result.values.map { ($0.name, StepValue($0.value, unit: $0.unit)) }
    context.answer.outputs = result.tables.map { name, rows in
      var rows = rows
      rows.rowFlow = table.rowFlow + [RowFlowStep(step: self.name.value, rows: rows.rowCount)]
      return (name, rows)
    }
    let outputs = context.answer.outputs
    guard let found = outputs.first(where: { output == nil || $0.name == output }) else {
      throw StudyError(at: parameters.position, "step '\(name.value)' returned no table here")
    }
    return found.table
  }
}
