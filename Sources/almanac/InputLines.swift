internal import Foundation
internal import Tables

/// The lines of standard input, each given as soon as it is there.
struct InputLines {
  private let limit: Int
  /// What it is called in messages.
  private let name: String
  private var number = 0
  /// What was read of lines that were not yet given.
  private var pending: [UInt8] = []
  /// Where the next line begins in it, and up to where it was searched for an end.
  private var (start, searched) = (0, 0)
  private var isAtEnd = false

  /// A line of more than `limit` bytes is an error.
  init(limit: Int, name: String) { (self.limit, self.name) = (limit, name) }

  /// The next line without its end; `nil` after the last.
  mutating func next() throws -> [UInt8]? {
    while true {
      if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { (start, searched) = (end + 1, end + 1) }
        number += 1
        return Array(pending[start..<end])
      }
      searched = pending.count
      if isAtEnd {
        defer { start = pending.count }
        return start < pending.count ? Array(pending[start...]) : nil
      }
      guard pending.count - start <= limit else {
        throw ReadError(
          file: name, line: number + 1,
          problem: "the line has more than \(limit) bytes; each request is one line")
      }
      try fill()
    }
  }

  private mutating func fill() throws {
    if start > 0 {
      pending.removeFirst(start)
      (start, searched) = (0, searched - start)
    }
    let count = withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 1) { buffer in
      var count = -1
      repeat {
        count = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
      } while count < 0 && errno == EINTR
      if count > 0 {
        pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
      return count
    }
    guard count >= 0 else {
      throw ReadError(
        file: name, problem: "cannot be read: \(String(cString: strerror(errno)))")
    }
    isAtEnd = count == 0
  }
}
