internal import Basics
internal import CZip
internal import Foundation

/// The files of a ZIP archive.
package final class ZipArchive {
  /// What the archive says of something in it.
  package struct Entry {
    /// Its bytes as they are written.
    package let name: [UInt8]
    package let bytes: Int
    /// Whether it is neither a file nor a folder.
    package let isSpecial: Bool
    package let isEncrypted: Bool

    package var isFolder: Bool { name.last == UInt8(ascii: "/") }
  }

  private let library: ZipLibrary
  private let archive: OpaquePointer
  private let path: String

  /// Opens an archive.
  package init(path: String) throws(ReadError) {
    try InputFile.check(path)
    self.path = path
    guard let library = ZipLibrary.loaded else {
      throw ReadError(
        file: path,
        problem:
          "is packed as a zip archive, and libzip, which unpacks it, is not installed; \(ZipLibrary.remedy)"
      )
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

  /// All that is in it, in the archive's order.
  package func entries() throws(ReadError) -> [Entry] {
    let damaged = ReadError(file: path, problem: "the zip archive is damaged; download it again")
    var entries: [Entry] = []
    for index in 0..<zip_uint64_t(max(0, library.entryCount(archive, 0))) {
      var facts = zip_stat_t()
      guard library.facts(archive, index, zip_flags_t(ZIP_FL_ENC_RAW), &facts) == 0,
        let name = facts.name
      else { throw damaged }
      var system: zip_uint8_t = 0
      var attributes: zip_uint32_t = 0
      guard library.attributes(archive, index, 0, &system, &attributes) == 0 else { throw damaged }
      let mode = mode_t(truncatingIfNeeded: attributes >> 16)
      entries.append(
        Entry(
          name: Self.bytes(of: name),
          bytes: Int(clamping: facts.size),
          isSpecial: ![0, S_IFREG, S_IFDIR].contains(mode & S_IFMT),
          isEncrypted: facts.encryption_method != zip_uint16_t(ZIP_EM_NONE)))
    }
    return entries
  }

  private static func bytes(of name: UnsafePointer<CChar>) -> [UInt8] {
    Array(UnsafeBufferPointer(start: name, count: strlen(name))).map { UInt8(bitPattern: $0) }
  }

  /// Calls `body` with the bytes of entry `index` piece by piece, of which there may be `limit` at most.
  package func forEachPiece(
    ofEntry index: Int, called name: String, limit: Int,
    _ body: (UnsafeRawBufferPointer) throws(ReadError) -> Void
  ) throws(ReadError) {
    try forEachPiece(library.openEntry(archive, zip_uint64_t(index), 0), name, limit: limit, body)
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
    try forEachPiece(library.openFile(archive, name, 0), name, limit: limit, body)
  }

  private func forEachPiece(
    _ file: OpaquePointer?, _ name: String, limit: Int,
    _ body: (UnsafeRawBufferPointer) throws(ReadError) -> Void
  ) throws(ReadError) {
    guard let file else {
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
