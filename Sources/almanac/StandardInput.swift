internal import ArgumentParser
internal import Foundation
internal import Tables

/// What comes on standard input, kept in a file of its own as long as it is read: readers go over a file twice.
struct StandardInput {
  /// The formats that can be named, and how their files end.
  static let formats = [
    "csv": "csv", "tsv": "tsv", "jsonl": "jsonl", "json": "json", "xlsx": "xlsx", "sav": "sav",
    "dta": "dta",
    "sas7bdat": "sas7bdat", "sqlite": "sqlite", "parquet": "parquet", "zip": "zip",
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
      let head = try Self.copy(to: unnamed)
      path = unnamed + "." + (format.flatMap { Self.formats[$0] } ?? Self.suffix(head))
      try FileManager.default.moveItem(atPath: unnamed, toPath: path)
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Copies all of it; the answer is its first bytes.
  private static func copy(to path: String) throws -> [UInt8] {
    guard let file = fopen(path, "wb") else { throw UnwritableFile(path: path) }
    var head: [UInt8] = []
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
      if head.count < 64 { head += buffer.prefix(min(count, 64)) }
      isWritten = isWritten && fwrite(buffer, 1, count, file) == count
    }
    guard fclose(file) == 0, isWritten else {
      throw ReadError(
        file: "standard input",
        problem: "does not fit into the temporary folder; set TMPDIR to another")
    }
    return head
  }

  /// How a file with these first bytes is named.
  private static func suffix(_ head: [UInt8]) -> String {
    let signatures: [(bytes: [UInt8], suffix: String)] = [
      (Array("SQLite format 3".utf8), "sqlite"), (Array("PAR1".utf8), "parquet"),
      (Array("$FL".utf8), "sav"), (Array("<stata_dta>".utf8), "dta"), (Array("PK".utf8), "xlsx"),
      ([0x1F, 0x8B], "csv.gz"),
    ]
    if let known = signatures.first(where: { head.starts(with: $0.bytes) }) { return known.suffix }
    let text = head.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }
    guard let first = text.first else { return "csv" }
    if first == UInt8(ascii: "{") { return "json" }
    let second = text.dropFirst().first { $0 > 0x20 }
    return first == UInt8(ascii: "[") && second == UInt8(ascii: "{") ? "json" : "csv"
  }
}
