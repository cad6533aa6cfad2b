internal import Basics
internal import ArgumentParser
internal import Foundation
internal import Studies
internal import Tables

/// `almanac check`
struct CheckCommand: ParsableCommand {
  /// How the answer is printed.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, sarif
  }

  /// What of a paper makes the exit status 1.
  enum Failing: String, CaseIterable, ExpressibleByArgument {
    case differs, uncovered
  }

  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare a study's published values with what is computed now.",
    discussion: """
      Recomputes everything and prints one line per published value. Exit status 1 when a value \
      differs and nobody has explained why.

      In the folder of an archive that 'almanac unpack' unpacked, the results are also compared with \
      those of the archive; exit status 1 when one differs.

      With --paper, the numbers of a manuscript are looked for in the results instead: each is \
      covered by one address, differs from it, is ambiguous or is not covered; statistics in the \
      prose are recomputed. A comment after a number ties it to its address, and 'quoted' says that \
      the numbers of a line are others':

        almanac check my-study --paper paper.md --fail-on differs
        The share is 0.31 <!-- almanac: share -->, twice as much as theirs, 0.15.
        In LaTeX:  0.31 % almanac: share     In Typst:  0.31 // almanac: share
      """)

  @Argument(help: "A bundled study, a study's folder, or an unpacked archive.")
  var study = "."

  @OptionGroup var arguments: StudyArguments

  @Option(
    help: ArgumentHelp(
      "A manuscript whose numbers are checked: .tex, .md, .typ, .docx (through pandoc) or .pdf (through pdftotext).",
      valueName: "file"))
  var paper: String?

  @Option(
    help: ArgumentHelp(
      "With --paper: exit with status 1 where a number differs or a statistic cannot be right, or also where a number has no address of its own.",
      valueName: "differs or uncovered"))
  var failOn: Failing?

  @Option(
    help: ArgumentHelp(
      "How to print it: text, json, or sarif for code hosts, with --paper.", valueName: "format"))
  var format = Format.text

  @Flag(help: "Print only the values that do not match.")
  var differences = false

  @Flag(help: "Print the answer as JSON: --format json.")
  var json = false

  @OptionGroup var verbosity: Verbosity

  func validate() throws {
    if paper == nil, failOn != nil {
      throw ValidationError("--fail-on is for a paper; add --paper FILE")
    }
    if paper == nil, format == .sarif {
      throw ValidationError("--format sarif is for a paper; add --paper FILE")
    }
    if json, format == .sarif { throw ValidationError("give --json or --format sarif, not both") }
  }

  private var printed: Format { json ? .json : format }

  func run() throws {
    let console = Console(verbosity)
    let packed = try PackedStudy(folder: study)
    let builder = try arguments.builder(packed?.study ?? study, console) { options in
      guard let packed else { return }
      options.data = options.data + packed.data
      options.settings = packed.settings + options.settings
    }
    let results = try builder.check()
    let comparison = try packed?.comparison(with: results)
    for warning in results.warnings { console.warn("\(warning)") }
    if let paper { return try check(paper, results, console) }
    if printed == .json {
      let ledger = JSON.array(shown(results).map(\.json))
      print(
        (comparison.map { ["ledger": ledger, "differences": $0.json] } ?? ledger).text(.canonical))
    } else {
      if !results.ledger.isEmpty || comparison == nil { print(table(results)) }
      console.say(results.ledgerSummary ?? "The study expects no published values.")
      if results.isPinned == false {
        console.say("The data are not the files that the publication used.")
      }
    }
    if let comparison, printed != .json {
      if comparison.isEmpty {
        console.say("All results are those of the archive.")
      } else {
        print(DiffCommand.text(comparison))
      }
    }
    if results.ledger.contains(where: \.isUnexplained) || comparison?.isEmpty == false {
      throw ExitCode.failure
    }
  }

  private func check(_ paper: String, _ results: StudyResults, _ console: Console) throws {
    let check = try PaperCheck(paper, against: results)
    for warning in check.warnings { console.warn(warning.printable) }
    switch printed {
    case .json: print(check.json.text(.canonical))
    case .sarif: print(check.sarif.text(.canonical))
    case .text:
      let style = Style()
      var columns = TextColumns(rightAligned: [0])
      let rows = check.rows(onlyDifferences: differences)
      if !rows.isEmpty { columns.add("line", "number", "status", "why") }
      for row in rows {
        var cells = row.cells
        if row.isGrave { cells[2] = style.bad(cells[2]) }
        columns.add(cells)
      }
      if !rows.isEmpty { print(columns.text) }
      console.say(check.summary)
    }
    let fails =
      switch failOn {
      case .differs?: check.hasDifference
      case .uncovered?: check.hasDifference || check.hasUncovered
      case nil: false
      }
    if fails { throw ExitCode.failure }
  }

  private func shown(_ results: StudyResults) -> [LedgerRow] {
    results.ledger.filter { !differences || $0.verdict != .match }
  }

  private func table(_ results: StudyResults) -> String {
    let style = Style()
    var columns = TextColumns(rightAligned: [1, 2])
    columns.add("value", "published", "recomputed", "verdict", "basis", "note")
    for row in shown(results) {
      let verdict =
        switch row.verdict {
        case .match: style.good("match")
        case .differs: style.bad(row.explained ? "differs, explained" : "differs")
        case .transcribed, .notComputable, .unpublished: row.verdict.rawValue
        }
      columns.add(
        row.id, Self.short(row.published), Self.short(row.recomputed), verdict,
        row.basis.rawValue, row.verdict == .match ? "" : row.note ?? "")
    }
    return columns.text
  }

  private static func short(_ value: JSON?) -> String {
    guard let value, value != .null else { return "" }
    let text = value.text()
    return text.count <= 24 ? text : String(text.prefix(21)) + "..."
  }
}
