internal import Basics

/// Watches what a reader takes while it reads: a file may hold more than its first rows let expect.
struct MemoryWatch {
  private let file: String
  private let budget: MemoryBudget

  /// - Parameter asked: what `--memory` allows, in bytes.
  init(file: String, asked: Int?) {
    self.file = file
    budget = MemoryBudget(asked: asked)
  }

  /// Bytes that may be set aside at once.
  var room: Int { budget.room }

  /// What is allowed, in words.
  var limit: String { budget.limit }

  /// Fails where more was taken than is allowed.
  func check(rows: Int) throws(ReadError) {
    let taken = budget.taken
    guard taken > budget.allowed else { return }
    throw ReadError(
      file: file,
      problem:
        "\(counted(rows, "row")) took \(Memory.text(taken)) of memory, and \(limit); \(Memory.advice)"
    )
  }
}
