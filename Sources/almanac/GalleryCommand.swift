internal import ArgumentParser
internal import Carbon
internal import Charts
internal import Datasets
internal import Foundation

/// `almanac gallery`: the page of example charts, for `make figures`.
struct GalleryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gallery",
    abstract: "Draw the gallery of charts from its specifications.", shouldDisplay: false)

  @Argument(help: ArgumentHelp("The gallery's folder.", valueName: "dir"))
  var folder: String

  @Option(help: ArgumentHelp("Write to this folder instead.", valueName: "dir"))
  var out: String?

  @Option(
    help: ArgumentHelp("Colours: paper, report or dark.", valueName: "theme"),
    transform: { try named($0) as Theme.Name })
  var theme = Theme.Name.report

  @Option(
    help: ArgumentHelp("Draw all at one size: single, double, ...", valueName: "preset"),
    transform: { try named($0) as FigureSize.Preset })
  var size: FigureSize.Preset?

  func run() throws {
    let target = out ?? folder
    let gallery = try Gallery(
      folder: URL(fileURLWithPath: folder), pictures: CarbonPictures.all)
    // The folder may hold the specifications themselves: what is not drawn stays.
    try OutputFolder.replacing(target, force: true, isListed: false) { output in
      try gallery.draw(theme: theme, size: size.map { FigureSize($0) }) { name, content in
        try output.write(content, to: name)
      }
    }
    print("\(target)/README.md".printable)
  }
}

private func named<Value: RawRepresentable<String>>(_ text: String) throws -> Value {
  guard let value = Value(rawValue: text) else {
    throw ValidationError("'\(text)' is not known here.")
  }
  return value
}
