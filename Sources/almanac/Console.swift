internal import ArgumentParser
internal import Foundation

/// How much a command reports of its progress.
struct Verbosity: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print only errors and results.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print more about what is done.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose cannot be combined.") }
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
  /// What is being done, and since when.
  private var stage = ""
  private var stageStarted: UInt64 = 0
  private var lastShown: UInt64 = 0
  private var lineIsUp = false

  convenience init(_ verbosity: Verbosity) {
    self.init(quiet: verbosity.quiet, verbose: verbosity.verbose)
  }

  init(quiet: Bool = false, verbose: Bool = false) {
    isQuiet = quiet
    isVerbose = verbose
    guard isTerminal, !isQuiet else { return }
    // What began earlier and goes on without a word shows then.
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { [weak self] in
      self?.lock.withLock { self?.show() }
    }
  }

  /// Seconds in which nothing is shown.
  private static let patience = 1.0

  deinit {
    if lineIsUp { put("\r\u{1b}[K") }
  }

  /// Says what was done, unless asked to be quiet.
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

  /// Says what went wrong where the rest goes on.
  func fail(_ text: String) {
    write(Style(STDERR_FILENO).strong("Error:") + " " + text.printable)
  }

  /// Shows what is being done, and where `total` is known how much of it and the time left.
  func progress(_ what: String, done: Int = 0, of total: Int = 0) {
    let isSaid = isVerbose && total == 0
    if isSaid { detail(what) }
    guard isTerminal, !isQuiet else { return }
    let now = DispatchTime.now().uptimeNanoseconds
    lock.withLock {
      if done == 0 { stageStarted = now }
      // The share comes first: on a narrow terminal the end of the line is cut off.
      stage = isSaid ? "" : Self.share(done, total, Double(now - stageStarted) / 1e9) + what
      if done == 0 || now - lastShown > 100_000_000 { show() }
    }
  }

  /// Puts up the line of progress; called with `lock` held.
  private func show() {
    let now = DispatchTime.now().uptimeNanoseconds
    guard !stage.isEmpty, Double(now - started) / 1e9 >= Self.patience else { return }
    lastShown = now
    // Letters may be two columns wide: the terminal is told not to wrap either.
    put("\r\u{1b}[K\u{1b}[?7l\(stage.printable.prefix(Self.width - 1))\u{1b}[?7h")
    lineIsUp = true
  }

  private func write(_ line: String) {
    lock.withLock {
      put((lineIsUp ? "\r\u{1b}[K" : "") + line + "\n")
      lineIsUp = false
      stage = ""
    }
  }

  private func put(_ text: String) {
    // A closed standard error is no reason to stop.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  private static func share(_ done: Int, _ total: Int, _ elapsed: Double) -> String {
    guard total > 0 else { return "" }
    let share = min(1, Double(done) / Double(total))
    let percent = "\(Int(share * 100)) %"
    guard share > 0.02 else { return percent + ": " }
    let left = elapsed * (1 - share) / share
    return percent
      + (left < 90 ? ", \(Int(left.rounded(.up))) s left: " : ", \(Int(left / 60)) min left: ")
  }

  private static var width: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20
      ? Int(size.ws_col) : 80
  }
}
