internal import Basics
internal import ArgumentParser
internal import Foundation
internal import Studies
internal import Tables

/// `almanac init`
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Start a study of your own data file.",
    discussion: """
      Looks at the columns of the file and writes a study that builds right away: tables, tests, \
      figures and a report to change.

        almanac init my-study --data models.csv
        almanac build my-study
      """)

  @Argument(help: ArgumentHelp("The folder to create.", valueName: "dir"))
  var folder: String

  @Option(help: ArgumentHelp(DataFile.help, valueName: "file"))
  var data: String

  @OptionGroup var reading: DataFileArguments

  func validate() throws {
    if folder.isEmpty { throw ValidationError("Say which folder to create.") }
  }

  func run() throws {
    let input = try data == "-" ? StandardInput(reading.inputFormat) : nil
    defer { input?.remove() }
    let place = TableFile.parts(of: input?.path ?? data)
    let file = URL(fileURLWithPath: place.file)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw ValidationError("There is no file '\(place.file)'.")
    }
    try StudyStarter(file: file, part: place.part, options: reading.options, where: reading.where)
      .write(to: URL(fileURLWithPath: folder))
    print("\(folder)/study.yml".printable)
    print("Next: almanac build \(folder)".printable)
  }
}
