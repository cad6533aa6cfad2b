internal import Basics

/// Watches what a reader takes while it reads: a file may hold more than its first rows let expect.
struct MemoryWatch {
  private let file: String
  private let allowed: Int
  private let start: Int
  private let isAsked: Bool

  /// - Parameter asked: what `--memory` allows, in bytes.
  init(file: String, asked: Int?) {
    self.file = file
    allowed = asked ?? Memory.allowance
    isAsked = asked != nil
    start = Memory.resident
  }

  /// Bytes that may be set aside at once.
  var room: Int { max(0, allowed - (Memory.resident - start)) }

  /// What is allowed, in words.
  var limit: String { Memory.allowed(allowed, isAsked: isAsked) }

  /// Fails where more was taken than is allowed.
  func check(rows: Int) throws(ReadError) {
    let taken = Memory.resident - start
    guard taken > allowed else { return }
    throw ReadError(
      file: file,
      problem:
        "the first \(rows) rows took \(Memory.text(taken)) of memory, and \(limit); \(Memory.advice)"
    )
  }
}
