import Datasets
import Foundation

/// Runs `body` in a new folder that is deleted afterwards.
@discardableResult
func inTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "almanac-test-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer {
    // A test may have taken away the right to write.
    chmod(folder, 0o700)
    try? FileManager.default.removeItem(atPath: folder)
  }
  return try body(folder)
}

/// Writes a file and the folders above it.
func write(_ text: String, to path: String) throws {
  let folder = (path as NSString).deletingLastPathComponent
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  try Data(text.utf8).write(to: URL(fileURLWithPath: path))
}

/// The text of a file.
func text(of path: String) throws -> String {
  String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
}

/// Everything below a folder, hidden files included, sorted.
func contents(of folder: String) throws -> [String] {
  try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
}

/// A home with a registry of one data set, `fruit`, whose file `apples.csv` is at `url`.
func makeHome(
  in folder: String, url: String?, content: String = "name\nBoskoop\n", sha256: String? = nil
) throws -> BundledFiles {
  let home = folder + "/home"
  let pin = Fingerprint(of: Array(content.utf8))
  let location = url.map { "url: \($0), " } ?? ""
  try write(
    """
    fruit:
      title: Fruit
      source: the orchard
      licence: CC0
      citation: Anon
      files:
        apples.csv: { \(location)sha256: \(sha256 ?? pin.sha256), bytes: \(pin.bytes) }
    """, to: home + "/datasets/registry.yml")
  try FileManager.default.createDirectory(
    atPath: home + "/templates", withIntermediateDirectories: true)
  return try BundledFiles.find(environment: ["ALMANAC_HOME": home])
}
