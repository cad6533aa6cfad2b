import Foundation
import Synchronization

/// Work on several elements at once, with results in the order of the elements.
enum Parallel {
  /// `transform` of each element; the first error by position is thrown.
  static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], threads: Int?,
    _ transform: @Sendable (Element) throws -> Result
  ) throws -> [Result] {
    let width = min(threads ?? ProcessInfo.processInfo.activeProcessorCount, elements.count)
    guard width > 1 else { return try elements.map(transform) }
    let next = Atomic<Int>(0)
    let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: width) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < elements.count else { return }
        let result = Swift.Result { try transform(elements[index]) }
        results.withLock { $0[index] = result }
      }
    }
    return try results.withLock { results in
      try elements.indices.compactMap { try results[$0]?.get() }
    }
  }
}

/// One piece of work that goes on beside the thread that asked for it.
final class Background<Value: Sendable>: Sendable {
  private let group = DispatchGroup()
  private let result = Mutex<Swift.Result<Value, any Error>?>(nil)

  /// Starts `body`; with one thread it is done before this returns.
  init(threads: Int?, _ body: @escaping @Sendable () throws -> Value) {
    if threads == 1 {
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
