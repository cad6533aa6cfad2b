internal import Basics
internal import ArgumentParser
internal import Datasets
internal import Studies
internal import Tables

/// `almanac lint`
struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Check a study's files without reading any data.",
    discussion: "Prints every problem as file:line:column. Exit status 1 when there is an error.")

  @Argument(help: "A bundled study or a study's folder.")
  var study: String

  @Flag(help: "Print the problems as JSON.")
  var json = false

  func run() throws {
    let builder = try StudyBuilder(study: study, bundle: BundledFiles.find())
    let problems = builder.lint()
    if json {
      let list = problems.map { problem -> JSON in
        [
          "severity": .string(problem.severity.rawValue), "file": .string(problem.position.file),
          "line": .int(Int64(problem.position.line)),
          "column": .int(Int64(problem.position.column)),
          "message": .string(problem.message),
        ]
      }
      print(JSON.array(list).text(.canonical))
    } else {
      for problem in problems { print("\(problem)".printable) }
    }
    if problems.contains(where: { $0.severity == .error }) { throw ExitCode.failure }
  }
}
