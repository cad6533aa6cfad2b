import Foundation

/// What the nodes of a study have answered, and what they have read.
///
/// `@unchecked Sendable`: `condition` guards every field. A `Mutex`, which the compiler could check, has no way to wait for the
/// answer that another thread makes.
final class NodeAnswers: @unchecked Sendable {
  private let condition = NSCondition()
  private var answers: [NodeName: any Sendable] = [:]
  /// Nodes that a thread computes now.
  private var underway: Set<NodeName> = []
  private var noted: [NodeName: Set<NodeName>] = [:]

  subscript(name: NodeName) -> (any Sendable)? { condition.withLock { answers[name] } }

  /// What each node has read.
  var reads: [NodeName: Set<NodeName>] { condition.withLock { noted } }

  /// The answer of a node: `make`, where no thread has made it or is about to.
  func answer(_ name: NodeName, _ make: () throws -> any Sendable) throws -> any Sendable {
    condition.lock()
    while answers[name] == nil, underway.contains(name) { condition.wait() }
    if let answer = answers[name] {
      condition.unlock()
      return answer
    }
    underway.insert(name)
    condition.unlock()
    let result = Result { try make() }
    condition.withLock {
      underway.remove(name)
      if case .success(let answer) = result { answers[name] = answer }
      condition.broadcast()
    }
    return try result.get()
  }

  func note(_ reader: NodeName, reads name: NodeName) {
    condition.withLock { _ = noted[reader, default: []].insert(name) }
  }

  /// Forgets an answer as soon as all that read it have theirs.
  func forget(_ name: NodeName, readBy readers: [NodeName]) {
    condition.withLock {
      if readers.allSatisfy({ answers[$0] != nil }) { answers[name] = nil }
    }
  }
}
