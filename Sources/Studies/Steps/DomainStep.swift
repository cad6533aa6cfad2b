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
      guard let table = try checker.carbon(name.value, parameters.value, rows) else { return nil }
      return KnownColumns(
        table.schema.entries.map { entry in
          // A type that was guessed before the step is still a guess after it.
          let isGuess = before[entry.name] != nil && before[entry.name]?.type == nil
          return isGuess ? Schema.Entry(name: entry.name, type: nil, unit: entry.unit) : entry
        })
    } catch let error as CarbonError {
      if case .missingColumn = error { checker.report(at: parameters.position, "\(error)") }
      return nil
    } catch {
      return nil
    }
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet { .all }

  var randomPart: String? {
    CarbonRunner.isRandom(name.value) ? "the Monte Carlo draws of step \(name.value)" : nil
  }

  func run(on table: Table, _ context: StepContext) throws -> Table {
    let (result, values) = try CarbonRunner(run: context.run).apply(
      name, parameters, to: table, input: context.input)
    context.run.setCarbonValues(values, of: context.table)
    return result
  }
}
