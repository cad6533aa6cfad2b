internal import ArgumentParser
internal import Basics
internal import Studies

/// `almanac diff`
struct DiffCommand: ParsableCommand {
  /// How the comparison is printed.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, md, html, json
  }

  /// What makes the exit status 1.
  enum Failing: String, CaseIterable, ExpressibleByArgument {
    case reversed, changed
  }

  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare the results of two builds.",
    discussion: """
      Says which conclusions are reversed, weaker or stronger, which values moved, what came and \
      went, and whether the data, the methods or the program differ. Results of older versions are \
      read too. Nothing is printed as text when nothing changed.

        almanac diff reports/before reports/now
        almanac diff old.json new.json --fail-on reversed
      """)

  @Argument(help: "The earlier output folder, or its results.json.")
  var old: String

  @Argument(help: "The later one.")
  var new: String

  @Option(help: ArgumentHelp("How to print it: text, md, html, json.", valueName: "format"))
  var format = Format.text

  @Option(
    help: ArgumentHelp(
      "Exit with status 1 where a conclusion is reversed, or where anything changed.",
      valueName: "reversed or changed"))
  var failOn: Failing?

  func run() throws {
    let comparison = try Comparison(oldPath: old, newPath: new)
    switch format {
    case .json: print(comparison.json.text(.canonical))
    case .md: print(try comparison.text(.md), terminator: "")
    case .html: print(try comparison.text(.html), terminator: "")
    case .text: if !comparison.isEmpty { print(Self.text(comparison)) }
    }
    let fails =
      switch failOn {
      case .reversed?: comparison.hasReversal
      case .changed?: !comparison.isEmpty
      case nil: false
      }
    if fails { throw ExitCode.failure }
  }

  /// The comparison as a terminal shows it.
  static func text(_ comparison: Comparison) -> String {
    let style = Style()
    let sections = comparison.sections.map { section in
      var columns = TextColumns()
      columns.add(section.header)
      for row in section.rows { columns.add(row) }
      return style.strong(section.title) + "\n" + columns.text
    }
    return
      ([comparison.causeSentence] + sections + [comparison.roundingSentence].compactMap(\.self))
      .joined(separator: "\n\n")
  }
}
