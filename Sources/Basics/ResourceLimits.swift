internal import CPlatform
internal import Foundation
internal import Synchronization

/// The limits under which the process was started (`ulimit`, a container): below some, the libraries that draw and
/// those that start threads end the program, or wait for ever. So they are looked at before anything is done.
package enum ResourceLimits {
  /// Runs a whole command with room for all that it may nest, or says which limit leaves too little.
  package static func run(_ body: @convention(c) () -> Void) throws(ResourceError) {
    almanac_set_stack_of_threads(Limits.stackBytes)
    if let room = Memory.addresses {
      guard room >= Limits.leastAddresses else { throw .addresses(room) }
      almanac_limit_heaps(CInt(clamping: max(1, room / roomOfThread / 2)))
    }
    let files = Int(clamping: almanac_files_limit())
    guard files >= Limits.leastFiles else { throw .files(files) }
    let threads = Int(almanac_startable_threads(CInt(Limits.leastThreads)))
    guard threads == Limits.leastThreads else { throw .threads(threads) }
    if almanac_stack_limit() < Limits.stackBytes {
      guard almanac_run_on_stack(Limits.stackBytes, body) != 0 else { throw .threads(0) }
    } else {
      body()
    }
  }

  /// At most `wanted` threads that work: as many as can be had, each with those that Pango starts for it, as the
  /// system waits for ever for a thread that it cannot have.
  static func workers(_ wanted: Int) -> Int {
    guard wanted > 1 else { return 1 }
    let room = Memory.addresses.map { $0 / roomOfThread } ?? wanted
    return max(1, min(wanted, room, startable.withLock { $0.workers(wanted) }))
  }

  /// Addresses that a thread takes that draws: four stacks, fonts, and the first pages of a heap of its own.
  private static let roomOfThread = 1 << 26

  private static let startable = Mutex(Startable())

  /// How many threads were found to be possible, which is tried once.
  private struct Startable {
    private var proven = 1
    private var isMost = false

    mutating func workers(_ wanted: Int) -> Int {
      if wanted > proven, !isMost {
        let each = 4
        let begun = Int(almanac_startable_threads(CInt(each * wanted + Limits.leastThreads)))
        proven = max(1, (begun - Limits.leastThreads) / each)
        isMost = proven < wanted
      }
      return min(wanted, proven)
    }
  }
}

/// The process may have too little of something that every command needs.
package enum ResourceError: Error, Hashable, Sendable {
  /// Bytes of addresses.
  case addresses(Int)
  /// Files that may be open.
  case files(Int)
  /// Threads that could be started.
  case threads(Int)
}

extension ResourceError: CustomStringConvertible {
  /// One sentence that says what is too little and what to do.
  package var description: String {
    switch self {
    case .addresses(let count):
      "the limits on memory (`ulimit -v` and `-d`) leave \(Memory.text(count)), and at least "
        + "\(Memory.text(Limits.leastAddresses)) are needed; raise them"
    case .files(let count):
      "the limit on open files (`ulimit -n`) is \(count), and at least \(Limits.leastFiles) are needed; "
        + "raise it"
    case .threads(let count):
      "only \(count) threads could be started, and \(Limits.leastThreads) are needed; raise the limit on "
        + "processes (`ulimit -u`, or that of the container)"
    }
  }
}
