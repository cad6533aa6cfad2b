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

  /// All that the step gives.
  func result(_ name: String, _ parameters: JSON, on table: Table) throws -> CarbonStepResult {
    try CarbonStep.named(name).run(
      table, parameters: parameters, references: run.answer(.references), seed: run.seed,
      threads: run.sourceLoader.threads)
  }
}
