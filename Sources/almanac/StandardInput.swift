internal import ArgumentParser
internal import Foundation
internal import Tables

/// What comes on standard input, kept in a file of its own as long as it is read: readers go over a file twice.
struct StandardInput {
  /// The formats that can be named, and how their files end.
  static let formats = [
    "csv": "csv", "tsv": "tsv", "jsonl": "jsonl", "json": "json", "xlsx": "xlsx", "sav": "sav",
    "zsav": "zsav", "por": "por", "dta": "dta", "sas7bdat": "sas7bdat", "xpt": "xpt",
    "sqlite": "sqlite", "parquet": "parquet", "zip": "zip",
  ]

  let path: String
  private let folder: URL

  /// - Parameter format: one of `formats`; `nil`: what the first bytes show, else separated cells.
  init(_ format: String?) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "almanac-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let unnamed = folder.appendingPathComponent("input").path
    do {
      try Self.copy(to: unnamed)
      let suffix =
        try format.flatMap { Self.formats[$0] } ?? FileSignature.suffix(ofFileAt: unnamed)
      path = unnamed + "." + suffix
      try FileManager.default.moveItem(atPath: unnamed, toPath: path)
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Copies all of it.
  private static func copy(to path: String) throws {
    guard let file = fopen(path, "wb") else { throw UnwritableFile(path: path) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var isWritten = true
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        let problem = InputFile.problem(errno)
        fclose(file)
        throw ReadError(file: "standard input", problem: problem)
      }
      if count == 0 { break }
      isWritten = isWritten && fwrite(buffer, 1, count, file) == count
    }
    guard fclose(file) == 0, isWritten else {
      throw ReadError(
        file: "standard input",
        problem: "does not fit into the temporary folder; set TMPDIR to another folder")
    }
  }
}
