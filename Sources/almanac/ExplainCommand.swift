internal import Basics
internal import ArgumentParser
internal import Studies
internal import Tables

/// `almanac explain`
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show where a number comes from.",
    discussion: """
      Prints source and checksum, filters, rows left after each step, method and options, the value \
      itself, and the first rows that it was computed from.

        almanac explain hf-carbon-2023 domain-emissions.p_value

      Why is a number not what it was? Keep what --json prints, and give it to --before later:

        almanac explain my-study total --json > total.json
        almanac explain my-study total --before total.json
      """)

  @Argument(help: "A bundled study or a study's folder.")
  var study: String

  @Argument(help: "The address of a value, as the report's provenance lists it.")
  var address: String

  @OptionGroup var arguments: StudyArguments

  @Option(
    help: ArgumentHelp(
      "An earlier explanation, printed by --json: which data, definition, parameter or program has changed since.",
      valueName: "file"))
  var before: String?

  @Flag(help: "Print what the engines are asked for the rows that it is computed from.")
  var sql = false

  @Flag(help: "Print the explanation as JSON.")
  var json = false

  @OptionGroup var verbosity: Verbosity

  func run() throws {
    if sql {
      let questions = try arguments.builder(study, Console(verbosity)).questions(address)
      print(questions.map(\.text).joined(separator: "\n\n").printable)
      return
    }
    var explanation = try arguments.builder(study, Console(verbosity)).explain(address)
    if let before {
      explanation = try explanation.comparing(with: earlier(before))
    }
    print(json ? explanation.json.text(.canonical) : explanation.text.printable)
  }

  private func earlier(_ path: String) throws -> JSON {
    let text = try TextFile.read(path)
    do {
      return try JSON.parse(text)
    } catch {
      throw ReadError(
        file: path, problem: "\(error); give what 'almanac explain --json' printed")
    }
  }
}
