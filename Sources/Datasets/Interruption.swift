internal import Dispatch
internal import Foundation

/// Clean-up that must also happen when a signal ends the process: an output folder or a download
/// that is half done leaves nothing behind on Ctrl-C, `kill`, a closed terminal or a broken pipe.
public enum Interruption {
  /// Runs `body`; where one of those signals arrives meanwhile, runs `cleanUp` and lets the signal
  /// end the process. Nested calls clean up from the inside out.
  public static func cleaningUp<Result, Failure: Error>(
    _ cleanUp: @escaping @Sendable () -> Void, during body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let token = pending.add(cleanUp)
    defer { pending.remove(token) }
    return try body()
  }

  private static let pending = PendingCleanUps()
}

/// The clean-ups to run, innermost last.
///
/// `@unchecked Sendable`: every access to the mutable state is on the serial `queue`.
private final class PendingCleanUps: @unchecked Sendable {
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGPIPE]

  private let queue = DispatchQueue(label: "almanac.interruption")
  private var cleanUps: [(token: Int, run: @Sendable () -> Void)] = []
  private var sources: [any DispatchSourceSignal] = []
  private var next = 0

  func add(_ cleanUp: @escaping @Sendable () -> Void) -> Int {
    queue.sync {
      if cleanUps.isEmpty { listen() }
      next += 1
      cleanUps.append((next, cleanUp))
      return next
    }
  }

  func remove(_ token: Int) {
    queue.sync {
      cleanUps.removeAll { $0.token == token }
      if cleanUps.isEmpty { stopListening() }
    }
  }

  private func listen() {
    for number in Self.signals {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [weak self] in self?.end(by: number) }
      source.resume()
      sources.append(source)
    }
  }

  private func stopListening() {
    for source in sources { source.cancel() }
    sources = []
    for number in Self.signals { signal(number, SIG_DFL) }
  }

  private func end(by number: Int32) {
    for cleanUp in cleanUps.reversed() { cleanUp.run() }
    cleanUps = []
    signal(number, SIG_DFL)
    kill(getpid(), number)
  }
}
