import Basics
import Datasets
import Foundation
import Reports
import Tables

extension Comparison {
  /// Compares two output folders, or two `results.json`.
  package init(oldPath: String, newPath: String) throws {
    self.init(old: try Self.results(oldPath), new: try Self.results(newPath))
  }

  /// The page as a file.
  package func text(_ format: DocumentFormat) throws -> String {
    try format.write(document, theme: BundledFiles.find().templates + "/theme", house: House())
  }

  /// What an output folder, or its `results.json`, says.
  static func results(_ path: String) throws -> ResultsFile {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let file = isThere && isFolder.boolValue ? path + "/results.json" : path
    let text = try TextFile.read(file)
    do {
      return try ResultsFile(json: try JSON.parse(text))
    } catch {
      throw ReadError(file: file, problem: "these are no results that can be compared: \(error)")
    }
  }
}
