internal import Basics
internal import Datasets
internal import Foundation
internal import Tables

extension Recipe {
  /// The recipe called `name` among the bundled ones, in `folder`; else the one in the file `name`. Whether it is bundled
  /// decides whether a token may go with it.
  package static func find(
    _ name: String, in folder: String
  ) throws(MiningError) -> (recipe: Recipe, isBundled: Bool) {
    let bundled = names(in: folder)
    if bundled.contains(name) { return (try read("\(folder)/\(name).yml"), true) }
    guard FileManager.default.fileExists(atPath: name) else {
      throw .unknownRecipe(name: name, bundled: bundled)
    }
    return (try read(name), false)
  }

  /// The names of the bundled recipes.
  private static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()
  }

  private static func read(_ path: String) throws(MiningError) -> Recipe {
    let text: String
    do throws(ReadError) { text = try TextFile.read(path) } catch {
      throw .system("read", path, error.problem)
    }
    return try Recipe(yaml: text, file: path)
  }
}
