internal import Basics
internal import CZip
internal import Foundation

/// The files of a ZIP archive.
final class ZipArchive {
  private let library: ZipLibrary
  private let archive: OpaquePointer
  private let path: String

  init(path: String) throws(ReadError) {
    try InputFile.check(path)
    self.path = path
    guard let library = ZipLibrary.loaded else {
      throw ReadError(
        file: path,
        problem:
          "is packed as a zip archive, and libzip, which unpacks it, is not installed; install it (apt install libzip4, "
          + "brew install libzip), or save the table as .csv")
    }
    self.library = library
    var code: CInt = 0
    guard let opened = library.open(path, CInt(ZIP_RDONLY), &code) else {
      throw ReadError(
        file: path,
        problem: code == ZIP_ER_NOZIP
          ? "is not a zip archive, or was cut off; download it again"
          : "the zip archive is damaged; download it again")
    }
    archive = opened
  }

  deinit { library.discard(archive) }

  /// The names of the files, without folders and what systems add.
  var names: [String] {
    (0..<max(0, library.entryCount(archive, 0))).compactMap { index in
      library.name(archive, zip_uint64_t(index), 0).map { String(cString: $0) }
    }.filter { !$0.hasSuffix("/") && !$0.hasPrefix("__MACOSX/") && !$0.hasSuffix(".DS_Store") }
  }

  func contains(_ name: String) -> Bool { library.place(archive, name, 0) >= 0 }

  /// The bytes of the file `name`, of which there may be `limit` at most, whatever the archive says that there are.
  func bytes(_ name: String, limit: Int) throws(ReadError) -> [UInt8] {
    var bytes: [UInt8] = []
    try forEachPiece(name, limit: limit) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Calls `body` with the bytes of the file `name` piece by piece.
  func forEachPiece(
    _ name: String, limit: Int, _ body: (UnsafeRawBufferPointer) throws(ReadError) -> Void
  ) throws(ReadError) {
    guard let file = library.openFile(archive, name, 0) else {
      let code = library.errorCode(library.lastError(archive))
      throw ReadError(
        file: path,
        problem: code == ZIP_ER_NOPASSWD || code == ZIP_ER_ENCRNOTSUPP
          ? "is encrypted; save it without a password"
          : "'\(name)' in the archive cannot be unpacked; download it again")
    }
    defer { _ = library.closeFile(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var total = 0
    while true {
      let count = Int(library.readFile(file, &buffer, zip_uint64_t(buffer.count)))
      guard count >= 0 else {
        throw ReadError(
          file: path, problem: "'\(name)' in the archive is damaged; download it again")
      }
      if count == 0 { return }
      total += count
      guard total <= limit else {
        throw ReadError(
          file: path,
          problem:
            "'\(name)' in the archive contains more than the \(Memory.text(limit)) that may be used; \(Memory.advice)"
        )
      }
      var outcome: Result<Void, ReadError> = .success(())
      buffer.withUnsafeBytes { bytes in
        outcome = Result { () throws(ReadError) in
          try body(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
      }
      try outcome.get()
    }
  }
}

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
