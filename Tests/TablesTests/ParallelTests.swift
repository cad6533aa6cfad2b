import Basics
import Synchronization
import Testing

import Tables

@Suite("Work on several threads")
struct ParallelTests {
  struct Odd: Error, Equatable { let element: Int }

  @Test("results are in the order of the elements", arguments: [1, 2, 7, 40])
  func order(_ threads: Int) {
    let elements = Array(0..<500)
    #expect(Parallel.map(elements, threads: threads) { $0 * $0 } == elements.map { $0 * $0 })
    #expect(Parallel.map([Int](), threads: threads) { $0 }.isEmpty)
  }

  @Test("the first error by position is thrown", arguments: [1, 2, 7])
  func errors(_ threads: Int) {
    #expect(throws: Odd(element: 3)) {
      try Parallel.map([2, 4, 3, 6, 5, 8], threads: threads) { element throws(Odd) in
        if element % 2 == 1 { throw Odd(element: element) }
        return element
      }
    }
  }

  @Test("each element is worked on once, and work within work ends")
  func nested() {
    let begun = Mutex<[Int: Int]>([:])
    let sums = Parallel.map(Array(0..<40), threads: 6) { outer in
      Parallel.map(Array(0..<40), threads: 6) { inner in
        begun.withLock { $0[outer * 40 + inner, default: 0] += 1 }
        return outer * inner
      }.reduce(0, +)
    }
    #expect(sums == (0..<40).map { $0 * 780 })
    begun.withLock {
      #expect($0.count == 1600)
      #expect($0.values.allSatisfy { $0 == 1 })
    }
  }
}
