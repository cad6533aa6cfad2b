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
