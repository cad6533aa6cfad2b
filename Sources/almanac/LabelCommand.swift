internal import Basics
internal import ArgumentParser
internal import Datasets
internal import Foundation
internal import Studies
internal import Tables

/// `almanac label`
struct LabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "The A-E efficiency label of one model.",
    discussion: """
      Rates a model of the study hf-carbon-2023 among its peers: emissions, downloads, performance, \
      bytes of model and of data for each gram.

        almanac label bloom
        almanac label distilgpt2 -o label.png
      """)

  private static let study = "hf-carbon-2023"

  @Argument(help: "The model's name, without its author.")
  var model: String

  @OptionGroup var arguments: StudyArguments

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Draw the card: .png, .pdf or .svg.", valueName: "file"),
    transform: PictureFile.init)
  var output: PictureFile?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var verbosity: Verbosity

  func validate() throws {
    if arguments.settings.contains(where: { $0.hasPrefix("card_model=") }) {
      throw ValidationError("--set card_model cannot be combined with the name of a model.")
    }
  }

  func run() throws {
    let builder = try arguments.builder(Self.study, Console(verbosity)) {
      $0.settings.append((name: "card_model", value: model))
    }
    let card = try builder.table("label-card")
    guard card.rowCount > 0 else { throw try unknownModel(builder) }
    let rows = (0..<card.rowCount).map { row in
      card.columns.map { $0.isValid(row) ? $0.value(at: row).description : "not reported" }
    }
    if json {
      let list = rows.map { row in
        JSON.object(zip(card.names, row).map { .init($0, .string($1)) })
      }
      print(JSON.array(list).text(.canonical))
    } else {
      var columns = TextColumns()
      for row in rows { columns.add(row) }
      print(columns.text)
    }
    if let output {
      try output.write(builder.picture("label-card", format: output.format))
    }
  }

  private func unknownModel(_ builder: StudyBuilder) throws -> UnknownModel {
    let models = try builder.table("label-corrected").column("modelId")
    let names = (0..<models.count).map { models.value(at: $0).description }
    return UnknownModel(name: model, nearest: model.nearest(in: names))
  }
}

/// A model that the study does not list.
private struct UnknownModel: Error, CustomStringConvertible {
  let name: String
  let nearest: String?

  var description: String {
    "the study lists no model '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
  }
}
