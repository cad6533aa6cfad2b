import Basics
import Foundation
import Synchronization
import Tables

/// One piece of work that goes on beside the thread that asked for it.
final class Background<Value: Sendable>: Sendable {
  private let group = DispatchGroup()
  private let result = Mutex<Swift.Result<Value, any Error>?>(nil)

  /// Starts `body`; with one thread it is done before this returns.
  init(threads: Int?, _ body: @escaping @Sendable () throws -> Value) {
    if Parallel.workers(threads) == 1 {
      run(body)
    } else {
      DispatchQueue.global().async(group: group) { self.run(body) }
    }
  }

  private func run(_ body: () throws -> Value) {
    let done = Swift.Result { try body() }
    result.withLock { $0 = done }
  }

  /// The value, as soon as it is there.
  func value() throws -> Value {
    group.wait()
    guard let result = result.withLock({ $0 }) else {
      throw StudyError(at: nil, "work in the background ended without a result")
    }
    return try result.get()
  }
}
