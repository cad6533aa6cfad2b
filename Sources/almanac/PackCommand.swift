internal import ArgumentParser
internal import Basics
internal import Datasets
internal import Foundation
internal import Studies

/// `almanac pack`
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Pack a study with its report and data into one archive.",
    discussion: """
      Builds the report, and writes a .zip with it, the study, the data that it was built from, \
      CITATION.cff, a description as RO-Crate, and the versions of program, libraries and fonts. Of \
      data whose licence does not let them be passed on, the archive has the checksum.

      'almanac unpack' unpacks it elsewhere, and 'almanac check' then computes everything again and \
      says what differs. The same study and data give the same bytes on one machine; the \
      description names the day, today's where neither --date nor SOURCE_DATE_EPOCH gives one.

        almanac pack my-study
        almanac pack hf-carbon-2023 --date 2026-12-01 -o hf-carbon-2023.zip
      """)

  @Argument(help: "A bundled study or a study's folder.")
  var study: String

  @OptionGroup var arguments: StudyArguments

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The archive to write; else the study's name with .zip, in this folder.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("Documents to pack: html, md, typ, pdf, docx.", valueName: "list"))
  var format = "html,md"

  @OptionGroup var day: DayArgument

  @OptionGroup var verbosity: Verbosity

  func validate() throws {
    _ = try choices(format, "--format") as [DocumentFormat]
    if output?.isEmpty == true { throw ValidationError("--output needs the name of a file.") }
  }

  func run() throws {
    let console = Console(verbosity)
    let builder = try arguments.builder(study, console) { options in
      options.documents = try choices(format, "--format")
      options.date = try day.value
    }
    let target = output ?? builder.folder.name + ".zip"
    let summary = try builder.pack(
      to: target, published: day.value ?? DayArgument.today, libraries: Libraries.all)
    for warning in summary.results.warnings { console.warn("\(warning)") }
    for sentence in summary.withheld { console.say(sentence) }
    console.detail("\(summary.files) files")
    print(target.printable)
  }
}

/// `almanac unpack`
struct UnpackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Unpack an archive that 'almanac pack' wrote.",
    discussion: """
      Writes a folder with report/, study/, data/ and what describes them. It appears whole or not \
      at all. An archive with a path that leads out, a link, two files of one name, or a file that \
      is not the one that it lists is refused.

        almanac unpack my-study.zip
        almanac check my-study
      """)

  @Argument(help: "The archive.")
  var file: String

  @Argument(help: "The folder to write; else the archive's name without .zip, in this folder.")
  var folder: String?

  @Option(
    help: ArgumentHelp(
      "The most that may be unpacked, such as 8GB (default: 4GB).", valueName: "size"))
  var limit: String?

  @OptionGroup var verbosity: Verbosity

  func validate() throws {
    _ = try limit.map { try bytes($0, "--limit") }
    if target.isEmpty { throw ValidationError("The folder needs a name.") }
  }

  private var target: String {
    if let folder { return folder }
    let name = (file as NSString).lastPathComponent
    return name.lowercased().hasSuffix(".zip") ? String(name.dropLast(4)) : name + "-unpacked"
  }

  func run() throws {
    let console = Console(verbosity)
    try Unpacking.unpack(
      file, to: target, limit: limit.map { try bytes($0, "--limit") } ?? Unpacking.usualLimit)
    console.say("'almanac check \(target)' computes it again and says what differs.")
    print(target.printable)
  }
}
