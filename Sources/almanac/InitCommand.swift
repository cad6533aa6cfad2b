internal import Basics
internal import ArgumentParser
internal import Foundation
internal import Studies

/// `almanac init`
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Start a study of your own data file.",
    discussion: """
      Looks at the columns of the file and writes a study that builds at once: tables, tests, \
      figures and a report to change.

        almanac init my-study --data models.csv
        almanac build my-study
      """)

  @Argument(help: ArgumentHelp("The folder to create.", valueName: "dir"))
  var folder: String

  @Option(help: ArgumentHelp("The data: CSV, TSV, JSON Lines (each also .gz).", valueName: "file"))
  var data: String

  @OptionGroup var reading: ReadingArguments

  func validate() throws {
    if folder.isEmpty { throw ValidationError("Say which folder to create.") }
  }

  func run() throws {
    let file = URL(fileURLWithPath: data)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw ValidationError("There is no file '\(data)'.")
    }
    try StudyStarter(file: file, options: reading.options).write(to: URL(fileURLWithPath: folder))
    print("\(folder)/study.yml".printable)
    print("Next: almanac build \(folder)".printable)
  }
}
