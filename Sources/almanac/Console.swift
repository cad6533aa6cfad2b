internal import ArgumentParser
internal import Foundation

/// How much a command tells of its progress.
struct Verbosity: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing but errors and results.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more of what is done.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
  }
}

/// Standard error as a person sees it: messages, warnings and a line of progress.
///
/// Progress appears only on a terminal, and only for what takes longer than a second.
///
/// `@unchecked Sendable`: the only mutable state is read and written with `lock` held.
final class Console: @unchecked Sendable {
  private let isQuiet: Bool
  private let isVerbose: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let started = DispatchTime.now().uptimeNanoseconds
  private let lock = NSLock()
  private var lastShown: UInt64 = 0
  private var lineIsUp = false

  init(_ verbosity: Verbosity) {
    isQuiet = verbosity.quiet
    isVerbose = verbosity.verbose
  }

  deinit {
    if lineIsUp { put("\r\u{1b}[K") }
  }

  /// Says what was done, unless told to be quiet.
  func say(_ text: @autoclosure () -> String) {
    if !isQuiet { write(text().printable) }
  }

  /// Says what only the curious want to know.
  func detail(_ text: @autoclosure () -> String) {
    if isVerbose { write(text().printable) }
  }

  /// Says what must not be missed.
  func warn(_ text: String) {
    write(Style(STDERR_FILENO).strong("Warning:") + " " + text.printable)
  }

  /// Shows what is being done, and where `total` is known how much of it and the time left.
  func progress(_ what: String, done: Int = 0, of total: Int = 0) {
    if isVerbose && total == 0 { return detail(what) }
    guard isTerminal, !isQuiet else { return }
    let now = DispatchTime.now().uptimeNanoseconds
    let elapsed = Double(now - started) / 1e9
    lock.withLock {
      guard elapsed > 1, now - lastShown > 100_000_000 else { return }
      lastShown = now
      let text = what + Self.share(done, total, elapsed)
      put("\r\u{1b}[K" + String(text.printable.prefix(Self.width - 1)))
      lineIsUp = true
    }
  }

  private func write(_ line: String) {
    lock.withLock {
      put((lineIsUp ? "\r\u{1b}[K" : "") + line + "\n")
      lineIsUp = false
    }
  }

  private func put(_ text: String) {
    // A closed standard error is no reason to stop.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  private static func share(_ done: Int, _ total: Int, _ elapsed: Double) -> String {
    guard total > 0 else { return "" }
    let share = min(1, Double(done) / Double(total))
    let percent = "  \(Int(share * 100)) %"
    guard share > 0.02 else { return percent }
    let left = elapsed * (1 - share) / share
    return percent
      + (left < 90 ? ", \(Int(left.rounded(.up))) s left" : ", \(Int(left / 60)) min left")
  }

  private static var width: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20
      ? Int(size.ws_col) : 80
  }
}
