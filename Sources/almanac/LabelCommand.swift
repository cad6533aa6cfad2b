internal import Basics
internal import ArgumentParser
internal import Carbon
internal import Datasets
internal import Foundation
internal import Studies

/// `almanac label`
struct LabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "The A-E efficiency label of one model.",
    discussion: """
      Rates a model of the study \(LabelCard.place.study) among its peers: emissions, downloads, performance, \
      bytes of model and of data per gram.

        almanac label bloom
        almanac label distilgpt2 -o label.png
      """)

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

  private var place: LabelCard.Place { LabelCard.place }

  func validate() throws {
    if arguments.settings.contains(where: { $0.hasPrefix(place.parameter + "=") }) {
      throw ValidationError(
        "--set \(place.parameter) cannot be combined with the name of a model.")
    }
  }

  func run() throws {
    let builder = try arguments.builder(place.study, Console(verbosity)) {
      $0.settings.append((name: place.parameter, value: model))
    }
    let card = try LabelCard(of: model, card: builder.table(place.card)) {
      try builder.table(place.models)
    }
    if json {
      print(card.json.text(.canonical))
    } else {
      var columns = TextColumns()
      for row in card.rows { columns.add(row) }
      print(columns.text)
    }
    if let output {
      try output.write(builder.picture(place.card, format: output.format))
    }
  }
}
