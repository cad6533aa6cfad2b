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
      Finds what each column is for, by its name and its values, and writes a study that builds right \
      away: tables, tests, figures and a report to change. What it took for what is printed; the options \
      below correct it.

        almanac init my-study --data models.csv
        almanac init my-study --data trial.csv --outcome pain --by arm --ignore notes
        almanac build my-study
      """)

  @Argument(help: ArgumentHelp("The folder to create.", valueName: "dir"))
  var folder: String

  @Option(help: ArgumentHelp(DataFile.help, valueName: "file"))
  var data: String

  @Option(
    help: ArgumentHelp(
      "A YAML file with roles of columns, 'zip: code', or a study that has some.", valueName: "file"
    ))
  var roles: String?

  @Option(help: ArgumentHelp("The column that the report is about.", valueName: "column"))
  var outcome: String?

  @Option(help: ArgumentHelp("The column whose groups are compared.", valueName: "column"))
  var by: String?

  @Option(help: ArgumentHelp("The column that orders rows in time.", valueName: "column"))
  var time: String?

  @Option(
    help: ArgumentHelp(
      "A column that tells units apart, of which a file may have several rows.", valueName: "column"
    ))
  var id: [String] = []

  @Option(
    help: ArgumentHelp("A column to leave out; may be given several times.", valueName: "column"))
  var ignore: [String] = []

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
    var wishes = StarterWishes(
      outcome: outcome, by: by, time: time, identifiers: id, ignored: ignore)
    if let roles { try wishes.read(TextFile.read(roles), file: roles) }
    let starter = try StudyStarter(
      file: file, part: place.part, options: reading.options, where: reading.where, wishes: wishes)
    try starter.write(to: URL(fileURLWithPath: folder))
    print(
      starter.summary.split(separator: "\n", omittingEmptySubsequences: false).map {
        String($0).printable
      }.joined(separator: "\n"))
    print("\n\(folder)/study.yml".printable)
    print("Next: almanac build \(folder)".printable)
  }
}
