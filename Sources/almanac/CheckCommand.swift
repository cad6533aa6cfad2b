internal import Basics
internal import ArgumentParser
internal import Foundation
internal import Studies
internal import Tables

/// `almanac check`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare a study's published values with what is computed now.",
    discussion: """
      Recomputes everything and prints one line per published value. Exit status 1 when a value \
      differs and nobody has explained why.

      In the folder of an archive that 'almanac unpack' unpacked, the results are also compared with \
      those of the archive; exit status 1 when one differs.
      """)

  @Argument(help: "A bundled study, a study's folder, or an unpacked archive.")
  var study = "."

  @OptionGroup var arguments: StudyArguments

  @Flag(help: "Print only the values that do not match.")
  var differences = false

  @Flag(help: "Print the ledger as JSON.")
  var json = false

  @OptionGroup var verbosity: Verbosity

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
    if json {
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
    if let comparison, !json {
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
