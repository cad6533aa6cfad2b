import Basics
import Studies
import Synchronization
import TestSupport
import Testing

@Suite("Nodes shared out among threads")
struct NodePlanTests {
  struct Failed: Error, Equatable { let node: Int }

  /// What happened to the nodes of a plan.
  private struct Happened {
    var done: [Int] = []
    var atWork: [Int: Int] = [:]
    var most = 0
    var wasEarly = false
  }

  /// A random graph: nodes 0..<count in order, each needing some of those before it.
  private static func graph(_ seed: UInt64, count: Int) -> [[Int]] {
    var random = PhiloxGenerator(seed: seed, stream: 1)
    return (0..<count).map { node in
      node == 0
        ? []
        : Set(
          (0..<Int.random(in: 0...3, using: &random)).map { _ in
            Int.random(in: 0..<node, using: &random)
          }
        )
        .sorted()
    }
  }

  /// Runs a plan in which node n takes `bytes(n)` of `room`, and `failing` ones fail.
  private func run(
    _ needs: [[Int]], threads: Int, room: Int = .max,
    bytes: @escaping @Sendable (Int) -> Int = { _ in 0 },
    failing: Set<Int> = []
  ) -> (happened: Happened, error: (any Error)?) {
    let plan = NodePlan(Array(needs.indices), needs: { needs[$0] })
    let state = Mutex(Happened())
    Parallel.together(threads) {
      while let node = plan.next({ (bytes($0) <= room - $1, bytes($0)) }) {
        state.withLock { state in
          if !needs[node].allSatisfy(state.done.contains) { state.wasEarly = true }
          state.atWork[node] = bytes(node)
          if state.atWork.count > 1 {
            state.most = max(state.most, state.atWork.values.reduce(0, +))
          }
        }
        state.withLock { state in
          state.atWork[node] = nil
          state.done.append(node)
        }
        _ = plan.finish(node, failing.contains(node) ? Failed(node: node) : nil)
      }
    }
    do {
      try plan.throwFailure()
      return (state.withLock { $0 }, nil)
    } catch {
      return (state.withLock { $0 }, error)
    }
  }

  @Test("each node is computed once, after what it needs", arguments: [1, 2, 3, 8])
  func once(_ threads: Int) {
    for seed in 0..<40 as Range<UInt64> {
      let needs = Self.graph(seed, count: 60)
      let (happened, error) = run(needs, threads: threads)
      #expect(happened.done.sorted() == Array(needs.indices) && !happened.wasEarly && error == nil)
      if threads == 1 { #expect(happened.done == Array(needs.indices)) }
    }
  }

  @Test("nodes at work together take no more than there is; one alone is always begun")
  func room() {
    for seed in 0..<40 as Range<UInt64> {
      let needs = Self.graph(seed, count: 60)
      let (happened, _) = run(needs, threads: 6, room: 100, bytes: { ($0 * 37) % 140 })
      #expect(happened.done.count == 60)
      #expect(happened.most <= 100, "\(happened.most)")
    }
  }

  @Test(
    "the error is that of the first node by order, for any number of threads", arguments: [1, 2, 8])
  func failures(_ threads: Int) {
    for seed in 0..<40 as Range<UInt64> {
      let needs = Self.graph(seed, count: 60)
      var random = PhiloxGenerator(seed: seed, stream: 2)
      let failing = Set((0..<3).map { _ in Int.random(in: 0..<60, using: &random) })
      let (happened, error) = run(needs, threads: threads, failing: failing)
      #expect((error as? Failed)?.node == failing.min())
      // What comes before it is computed in any case.
      let first = failing.min() ?? 0
      #expect((0..<first).allSatisfy(happened.done.contains))
    }
  }
}
