internal import ArgumentParser
internal import Charts
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
    let target = URL(fileURLWithPath: out ?? folder)
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    try Gallery(folder: URL(fileURLWithPath: folder))
      .write(to: target, theme: theme, size: size.map { FigureSize($0) })
    print(target.appendingPathComponent("README.md").relativePath)
  }
}

private func named<Value: RawRepresentable<String>>(_ text: String) throws -> Value {
  guard let value = Value(rawValue: text) else {
    throw ValidationError("'\(text)' is not known here.")
  }
  return value
}
