import Basics
import Carbon
import Tables

/// Carries out a step of the domain.
struct CarbonRunner {
  let run: StudyRun

  /// Whether a step draws at random.
  static func isRandom(_ name: String) -> Bool {
    (try? CarbonStep.named(name))?.parameters.contains { $0.name == "draws" } ?? false
  }

  /// `input` names the rows where they are those of a source or a table as a whole, so that several
  /// tables may be taken from one answer.
  func apply(
    _ name: Located<String>, _ parameters: Located<JSON>, to table: Table, input: String?
  ) throws -> (table: Table, values: [CarbonStepResult.Value]) {
    let step = try located(name.position) { try CarbonStep.named(name.value) }
    let settings = parameters.value
    if let problem = step.problems(in: settings).first {
      throw StudyError(at: parameters.position, "\(problem)")
    }
    let key = input.map { "\($0) \(name.value) \(settings.without("table").text(.canonical))" }
    let result =
      try key.flatMap { run.carbonResult($0) }
      ?? located(parameters.position) {
        try step.run(
          table, parameters: settings.without("table"), references: run.references(),
          seed: run.seed, threads: run.sourceLoader.threads)
      }
    if let key { run.remember(result, key) }
    let wanted = settings["table"]?.stringValue
    guard var output = result.table(wanted) else {
      throw StudyError(at: parameters.position, "step '\(name.value)' returned no table here")
    }
    output.rowFlow = table.rowFlow + [RowFlowStep(step: name.value, rows: output.rowCount)]
    return (output, result.values)
  }
}

extension JSON {
  fileprivate func without(_ key: String) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { $0.key != key && $0.key != "step" })
  }
}
