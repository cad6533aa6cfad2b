internal import Foundation
internal import Tables

/// The lines of standard input, each given as soon as it is there.
struct InputLines {
  private let limit: Int
  private var number = 0
  private var isAtEnd = false
  /// What was read and not yet given.
  private var pending: [UInt8] = []
  /// Where the next line begins in it, and up to where it was searched for an end.
  private var (start, searched) = (0, 0)

  /// A line of more than `limit` bytes is an error.
  init(limit: Int) { self.limit = limit }

  /// The next line without its end; `nil` after the last.
  mutating func next() throws -> [UInt8]? {
    while true {
      if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { (start, searched) = (end + 1, end + 1) }
        return line(pending[start..<end])
      }
      searched = pending.count
      if isAtEnd {
        defer { start = pending.count }
        return start < pending.count ? line(pending[start...]) : nil
      }
      guard pending.count - start <= limit else {
        throw ReadError(
          file: "standard input", line: number + 1,
          problem: "the line holds more than \(limit) bytes; a request is one line")
      }
      try fill()
    }
  }

  private mutating func line(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    number += 1
    return Array(bytes)
  }

  private mutating func fill() throws {
    if start > 0 {
      pending.removeFirst(start)
      (start, searched) = (0, searched - start)
    }
    let piece = 1 << 16
    let filled = pending.count
    pending.append(contentsOf: repeatElement(0, count: piece))
    var count = -1
    repeat {
      count = pending.withUnsafeMutableBytes { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        return read(STDIN_FILENO, base + filled, piece)
      }
    } while count < 0 && errno == EINTR
    pending.removeLast(piece - max(0, count))
    guard count >= 0 else {
      throw ReadError(
        file: "standard input", problem: "cannot be read: \(String(cString: strerror(errno)))")
    }
    isAtEnd = count == 0
  }
}
