internal import Basics
internal import ArgumentParser
internal import Foundation
internal import Studies

/// `almanac build`
struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Build a study's report.",
    discussion: """
      Writes a folder with report.html, report.md, results.json, the figures, the tables and a \
      manifest. It appears whole or not at all: an earlier report stays until the new one is done. \
      A folder with files of your own in it is refused; hidden files and links stay in it.

        almanac build                                     the bundled study training-carbon
        almanac build hf-carbon-2023 --data ~/datasets    with data files at hand
        almanac build my-study --set year=2024            your own study
        almanac build my-study --each year=2021..2026     a report for each year, and an index
      """)

  @Argument(
    help: "A bundled study (see 'almanac datasets list' for data sets) or a study's folder.")
  var study = "training-carbon"

  @OptionGroup var arguments: StudyArguments

  @Option(
    help: ArgumentHelp(
      "A report for each value of a parameter: NAME=A,B, NAME=2021..2026, NAME, or TABLE.COLUMN.",
      discussion: """
        Each goes to a folder of its own, as --set would build it, beside index.html and index.json, \
        which compare them. NAME alone takes the values that the study lists; TABLE.COLUMN those \
        in a column, for the parameter of its name. At most 500.
        """, valueName: "values"))
  var each: String?

  @Option(help: ArgumentHelp("The folder to write.", valueName: "dir"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Documents to write: html, md, typ, pdf (with Typst), docx (with pandoc).",
      valueName: "list"))
  var format = "html,md"

  @Option(help: ArgumentHelp("Figure formats to draw: png, pdf, svg.", valueName: "list"))
  var figures = "png,pdf,svg"

  @Flag(
    help: ArgumentHelp(
      "Draw title, caption and source into the files of figures, and PNG at 300 dots to the inch: for use outside of the report."
    ))
  var figureTitles = false

  @OptionGroup var day: DayArgument

  @Option(
    help: ArgumentHelp(
      "The look of the page: report, paper, print, or the file of a theme.", valueName: "file"))
  var theme: String?

  @Flag(
    help: ArgumentHelp(
      "Write the folder even if it contains files that no build wrote, or that were changed.",
      discussion: """
        The former stay, unless the report has a file of that name; the latter are replaced. Hidden \
        files and links stay in any case.
        """))
  var force = false

  @Flag(help: "Treat warnings (a missing glyph, a dropped label) as errors.")
  var strict = false

  @Flag(help: "Print a summary as JSON.")
  var json = false

  @OptionGroup var verbosity: Verbosity

  func validate() throws {
    _ = try choices(figures, "--figures") as [FigureFormat]
    _ = try choices(format, "--format") as [DocumentFormat]
    if out?.isEmpty == true { throw ValidationError("--out needs the name of a folder.") }
  }

  func run() throws {
    let console = Console(verbosity)
    let builder = try arguments.builder(study, console) { options in
      options.figures = try choices(figures, "--figures")
      options.documents = try choices(format, "--format")
      options.figureTitles = figureTitles
      options.strict = strict
      options.date = try day.value
      options.theme = theme
    }
    let target = out ?? "reports/" + builder.folder.name
    if let each { return try build(each: each, builder, target, console) }
    let results = try builder.build(to: target, force: force)
    for warning in results.warnings { console.warn("\(warning)") }
    for source in results.sourceSummaries { console.detail(source) }
    if json {
      print(results.summaryJSON(folder: target).text(.canonical))
    } else {
      console.say(results.ledgerSummary ?? "\(results.analysisCount) analyses")
      let document = (try choices(format, "--format") as [DocumentFormat]).first
      print((target + (document.map { "/report.\($0)" } ?? "")).printable)
    }
  }
}

extension BuildCommand {
  /// Builds the reports of several values, and tells of each that failed.
  private func build(
    each: String, _ builder: StudyBuilder, _ target: String, _ console: Console
  ) throws {
    let results = try builder.build(each: each, to: target, force: force)
    for report in results.reports {
      for warning in report.results?.warnings ?? [] { console.warn("\(report.value): \(warning)") }
    }
    for report in results.failed {
      console.fail("\(results.parameter) = \(report.value): \(report.failure ?? "")")
    }
    if json {
      print(results.summaryJSON(folder: target).text(.canonical))
    } else {
      let made = results.reports.count - results.failed.count
      console.say(
        "\(made) of \(results.reports.count) \(results.reports.count == 1 ? "report" : "reports")")
      print((target + "/index.html").printable)
    }
    if !results.failed.isEmpty { throw ExitCode.failure }
  }
}

/// The values that a comma-separated list names; another word is wrong usage.
func choices<Choice: RawRepresentable & CaseIterable & Sendable>(
  _ list: String, _ option: String
) throws -> [Choice] where Choice.RawValue == String {
  try list.split(separator: ",").map { word in
    let name = word.trimmingCharacters(in: .whitespaces)
    guard let choice = Choice(rawValue: name) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(option) takes a list of \(known), not '\(name)'.")
    }
    return choice
  }
}
