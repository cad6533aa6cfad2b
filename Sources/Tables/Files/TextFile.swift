internal import Basics
internal import Foundation

/// The text of a file that a person wrote: a study, prose, a list of sources, a chart, a model card.
///
/// Only a regular file of UTF-8 within `Limits.textBytes` is read: a pipe that nobody writes to, a
/// device without end and a folder are refused before a byte is.
package enum TextFile {
  /// The text of the file at `path`, without a byte order mark; errors call it `name`.
  package static func read(_ path: String, called name: String? = nil) throws(ReadError) -> String {
    let name = name ?? path
    let bytes = try bytes(path, name)
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let text = String(bytes: bytes[start...], encoding: .utf8) else {
      throw notUTF8(bytes, name)
    }
    return text
  }

  private static func bytes(_ path: String, _ name: String) throws(ReadError) -> [UInt8] {
    // A name with a NUL would be cut there.
    guard !path.utf8.contains(0) else {
      throw ReadError(file: name, problem: "a file name cannot contain a NUL")
    }
    let descriptor: CInt
    let size: Int
    do {
      let (opened, state) = try InputFile.opened(path)
      (descriptor, size) = (opened, state.size)
    } catch {
      throw ReadError(file: name, problem: error.problem)
    }
    defer { close(descriptor) }
    guard size <= Limits.textBytes else { throw tooLarge(name, size) }
    // Some files of the system say that they are empty, and are not.
    var bytes = [UInt8](repeating: 0, count: max(size, 4096) + 1)
    var filled = 0
    while true {
      if filled == bytes.count {
        bytes += [UInt8](repeating: 0, count: bytes.count)
      }
      let count = bytes.withUnsafeMutableBytes { buffer in
        Foundation.read(
          descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw ReadError(file: name, problem: InputFile.problem(errno)) }
      if count == 0 { break }
      filled += count
      guard filled <= Limits.textBytes else { throw tooLarge(name, filled) }
    }
    bytes.removeSubrange(filled...)
    return bytes
  }

  private static func tooLarge(_ name: String, _ size: Int) -> ReadError {
    ReadError(
      file: name,
      problem: "holds \(size) bytes, and a text file may have at most \(Limits.textBytes)")
  }

  /// Where the bytes stop being UTF-8, and what they may be instead.
  private static func notUTF8(_ bytes: [UInt8], _ name: String) -> ReadError {
    let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var line = 1
    decoding: while true {
      switch decoder.decode(&iterator) {
      case .scalarValue("\n"): line += 1
      case .scalarValue: continue
      case .emptyInput, .error: break decoding
      }
    }
    return ReadError(
      file: name, line: line,
      problem: (isWide ? "this is UTF-16" : "this is not UTF-8 text") + "; save the file as UTF-8")
  }
}
