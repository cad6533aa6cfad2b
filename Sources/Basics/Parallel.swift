internal import Dispatch
internal import Foundation
internal import Synchronization

/// Work on several elements at once, with results in the order of the elements.
package enum Parallel {
  /// How many threads work where `asked` for: by default one for each processor; fewer where the limits of the
  /// process have no room for them.
  package static func workers(_ asked: Int?) -> Int {
    let wanted = min(max(1, asked ?? ProcessInfo.processInfo.activeProcessorCount), Limits.threads)
    return ResourceLimits.workers(wanted)
  }

  /// `transform` of each element on so many threads, by default one for each processor; the first
  /// error by position is thrown.
  package static func map<Element: Sendable, Value: Sendable, Failure: Error>(
    _ elements: [Element], threads: Int? = nil,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let width = elements.count < 2 ? elements.count : min(workers(threads), elements.count)
    guard width > 1 else {
      var values: [Value] = []
      for element in elements { values.append(try transform(element)) }
      return values
    }
    let results = Results<Value, Failure>(count: elements.count)
    together(width) {
      while let index = results.next() {
        do throws(Failure) {
          results.set(.success(try transform(elements[index])), index)
        } catch {
          results.set(.failure(error), index)
        }
      }
    }
    var values: [Value] = []
    for result in results.all { values.append(try result.get()) }
    return values
  }

  /// Runs `work`, which shares itself out, on so many threads at once, and ends when all of them have.
  package static func together(_ threads: Int, _ work: @escaping @Sendable () -> Void) {
    guard threads > 1 else { return work() }
    let crew = Crew(work)
    for _ in 1..<threads { DispatchQueue.global().async { crew.help() } }
    crew.help()
    crew.dismiss()
  }

  /// The results of the elements, each taken by one thread.
  private final class Results<Value: Sendable, Failure: Error>: Sendable {
    private let begun = Atomic<Int>(0)
    private let count: Int
    private let slots: Mutex<[Result<Value, Failure>?]>

    init(count: Int) {
      self.count = count
      slots = Mutex(Array(repeating: nil, count: count))
    }

    /// The next element that no thread has taken.
    func next() -> Int? {
      let index = begun.wrappingAdd(1, ordering: .relaxed).oldValue
      return index < count ? index : nil
    }

    func set(_ result: Result<Value, Failure>, _ index: Int) {
      slots.withLock { $0[index] = result }
    }

    var all: [Result<Value, Failure>] { slots.withLock { $0.compactMap { $0 } } }
  }

  /// Threads at one piece of work. Whoever comes after the work is done finds none: so work within
  /// work is shared by whichever threads are free, and never waits for one that has not begun.
  private final class Crew: Sendable {
    private let work: Mutex<(@Sendable () -> Void)?>
    private let atWork = DispatchGroup()

    init(_ work: @escaping @Sendable () -> Void) { self.work = Mutex(work) }

    /// Takes part until nothing is left to take.
    func help() {
      let work = work.withLock { work in
        if work != nil { atWork.enter() }
        return work
      }
      guard let work else { return }
      work()
      atWork.leave()
    }

    /// Waits for those at work; nobody begins any more.
    func dismiss() {
      work.withLock { $0 = nil }
      atWork.wait()
    }
  }
}
