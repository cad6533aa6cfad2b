import Foundation

/// Nodes of a graph in the order in which one thread would compute them, shared out among several.
///
/// A node is begun when all that it needs is there, and when what it needs of the memory is left beside those at work;
/// one alone is always begun. After a failure nothing is begun that comes later in the order: so the error that is told
/// is the same for any number of threads.
///
/// `@unchecked Sendable`: `condition` guards every field that changes. A `Mutex`, which the compiler could check, has no way to wait
/// until a node is done.
package final class NodePlan<Name: Hashable & Sendable>: @unchecked Sendable {
  private let names: [Name]
  private let condition = NSCondition()
  /// Of each node how many that it needs are open, and which ones need it.
  private var open: [Int]
  private var readers: [[Int]]
  /// The nodes that can be begun, in order.
  private var ready: [Int]
  /// The nodes that are computed now, and the bytes that they may take.
  private var atWork: [Int: Int] = [:]
  private var done = 0
  private var failure: (place: Int, error: any Error)?

  /// - Parameter names: Each after those that it needs.
  package init(_ names: [Name], needs: (Name) -> [Name]) {
    self.names = names
    let places = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    open = Array(repeating: 0, count: names.count)
    readers = Array(repeating: [], count: names.count)
    for (place, name) in names.enumerated() {
      for need in needs(name).compactMap({ places[$0] }) {
        open[place] += 1
        readers[need].append(place)
      }
    }
    ready = open.indices.filter { [open] in open[$0] == 0 }
  }

  /// The place of the next node to compute; `nil` where none is left.
  ///
  /// - Parameter fits: Whether a node may begin beside those at work, which may take so many bytes; and how many it may
  ///   take itself.
  package func next(
    _ fits: (_ name: Name, _ promised: Int) -> (fits: Bool, bytes: Int)
  ) -> Int? {
    condition.withLock {
      while true {
        if let failure { ready.removeAll { $0 > failure.place } }
        for (index, place) in ready.enumerated() {
          let promised = atWork.values.reduce(0) { $0.addingReportingOverflow($1).partialValue }
          let (fits, bytes) = fits(names[place], promised)
          guard fits || atWork.isEmpty else { continue }
          ready.remove(at: index)
          atWork[place] = bytes
          return place
        }
        if atWork.isEmpty { return nil }
        condition.wait()
      }
    }
  }

  /// Notes that a node is computed, or why it is not; the answer is how many are.
  package func finish(_ place: Int, _ error: (any Error)?) -> Int {
    condition.withLock {
      atWork[place] = nil
      if let error {
        if place < failure?.place ?? .max { failure = (place, error) }
      } else {
        done += 1
        for reader in readers[place] {
          open[reader] -= 1
          if open[reader] == 0 {
            ready.insert(reader, at: ready.firstIndex { $0 > reader } ?? ready.endIndex)
          }
        }
      }
      condition.broadcast()
      return done
    }
  }

  /// Throws what the first node by order that failed has thrown.
  package func throwFailure() throws {
    if let error = condition.withLock({ failure?.error }) { throw error }
  }
}
