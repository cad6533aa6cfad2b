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

/// The end of the pipe that the signal handler writes to, where another thread waits: a handler may
/// call next to nothing, and clean-up needs much.
///
/// `nonisolated(unsafe)`: written once, before the handler is installed that reads it.
nonisolated(unsafe) private var signalPipe: Int32 = -1

/// The clean-ups to run, innermost last.
///
/// `@unchecked Sendable`: every access to the mutable state is with `lock` held.
private final class PendingCleanUps: @unchecked Sendable {
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGXCPU]

  private let lock = NSLock()
  private var cleanUps: [(token: Int, run: @Sendable () -> Void)] = []
  private var earlier: [(signal: Int32, handler: sig_t?)] = []
  private var next = 0

  func add(_ cleanUp: @escaping @Sendable () -> Void) -> Int {
    lock.withLock {
      if cleanUps.isEmpty { listen() }
      next += 1
      cleanUps.append((next, cleanUp))
      return next
    }
  }

  func remove(_ token: Int) {
    lock.withLock {
      cleanUps.removeAll { $0.token == token }
      if cleanUps.isEmpty {
        for (number, handler) in earlier { signal(number, handler) }
        earlier = []
      }
    }
  }

  private func listen() {
    if signalPipe < 0 {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { return }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      signalPipe = ends[1]
      let source = ends[0]
      Thread.detachNewThread { [self] in wait(source) }
    }
    Self.unblock()
    for number in Self.signals {
      let before = signal(number) { number in
        let code = errno
        var byte = UInt8(truncatingIfNeeded: number)
        write(signalPipe, &byte, 1)
        errno = code
      }
      // What the parent had ignored, as nohup does, stays ignored.
      if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, SIG_IGN)
      } else {
        earlier.append((number, before))
      }
    }
  }

  private func wait(_ source: Int32) {
    var byte: UInt8 = 0
    while read(source, &byte, 1) != 1 {}
    lock.withLock {
      for cleanUp in cleanUps.reversed() { cleanUp.run() }
      signal(Int32(byte), SIG_DFL)
      Self.unblock()
      // Not left to return: the lock is kept, so that nobody brings back what was cleaned up.
      raise(Int32(byte))
      exit(128 + Int32(byte))
    }
  }

  /// A parent may have left the signals blocked, as they are in the threads of a Swift program.
  private static func unblock() {
    var mask = sigset_t()
    sigemptyset(&mask)
    for number in signals { sigaddset(&mask, number) }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
  }
}
