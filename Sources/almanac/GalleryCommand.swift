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

  func run() throws {
    let place = URL(fileURLWithPath: folder)
    try Gallery(folder: place).write(to: place)
    print("\(folder)/README.md")
  }
}
