internal import ArgumentParser
internal import Datasets
internal import Foundation
internal import Studies

/// A picture to write, whose format is that of its name's ending.
struct PictureFile {
  let path: String
  let format: FigureFormat

  init(_ path: String) throws {
    let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
    guard let format = FigureFormat(rawValue: ending) else {
      throw ValidationError("The picture's name must end in .png, .pdf or .svg: '\(path)'.")
    }
    self.path = path
    self.format = format
  }

  /// Whole or not at all: to a file beside the picture, which then takes its place.
  func write(_ picture: Data) throws { try OutputFile.write(picture, to: path) }
}
