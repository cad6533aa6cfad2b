internal import Basics
internal import Foundation

/// A ZIP archive that holds one table.
struct ZippedTable: TableFormat {
  private let path: String
  private let member: String

  init?(_ location: String) {
    guard let parts = location.partOfFile([".zip"]) else { return nil }
    (path, member) = parts
  }

  func read(_ options: ReadOptions) throws(ReadError) -> Table {
    try unpacked(options) { copy throws(ReadError) in
      var own = options
      own.progress = nil
      return try TableFile.read(copy, options: own)
    }
  }

  func columnNames(_ options: ReadOptions) throws(ReadError) -> [String] {
    try unpacked(options) { copy throws(ReadError) in
      try TableFile.columnNames(copy, options: options)
    }
  }

  /// Calls `body` with a copy of the table in a folder that is gone afterwards.
  private func unpacked<Value>(
    _ options: ReadOptions, _ body: (String) throws(ReadError) -> Value
  ) throws(ReadError) -> Value {
    let archive = try ZipArchive(path: path)
    let names = archive.names
    let wanted = member.isEmpty ? names : names.filter { $0 == member }
    guard let name = wanted.first, wanted.count == 1 else {
      let list = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", ..." : "")
      throw ReadError(
        file: path,
        problem: names.isEmpty
          ? "the archive contains no file"
          : "the archive contains \(names.count) files, \(list); say which: \((path as NSString).lastPathComponent):\(names[0])"
      )
    }
    let base = (name as NSString).lastPathComponent
    guard FileName.isSafe(base), !base.lowercased().hasSuffix(".zip") else {
      throw ReadError(
        file: path,
        problem: "'\(base.prefix(60))' in the archive is not a table; unpack the archive")
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "almanac-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ReadError(
        file: path, problem: "cannot be unpacked: the temporary folder cannot be written to")
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    let copy = folder.appendingPathComponent(base).path
    guard let file = fopen(copy, "wb") else {
      throw ReadError(
        file: path, problem: "cannot be unpacked: the temporary folder cannot be written to")
    }
    var isWritten = true
    let outcome = Result { () throws(ReadError) in
      try archive.forEachPiece(name, limit: options.memory ?? Memory.allowance) { bytes in
        isWritten = isWritten && fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count
      }
    }
    isWritten = fclose(file) == 0 && isWritten
    try outcome.get()
    guard isWritten else {
      throw ReadError(file: path, problem: "cannot be unpacked: the temporary folder is full")
    }
    do throws(ReadError) {
      return try body(copy)
    } catch {
      throw ReadError(
        file: "\(path):\(name)", line: error.line, column: error.column, problem: error.problem)
    }
  }
}
