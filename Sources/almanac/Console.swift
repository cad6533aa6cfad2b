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
final class Console {
  private let verbosity: Verbosity
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let started = DispatchTime.now().uptimeNanoseconds
  private var lastShown: UInt64 = 0
  private var lineIsUp = false

  init(_ verbosity: Verbosity) { self.verbosity = verbosity }

  deinit { clear() }

  /// Says what was done, unless told to be quiet.
  func say(_ text: @autoclosure () -> String) {
    if !verbosity.quiet { write(text()) }
  }

  /// Says what only the curious want to know.
  func detail(_ text: @autoclosure () -> String) {
    if verbosity.verbose { write(text()) }
  }

  /// Says what must not be missed.
  func warn(_ text: String) {
    clear()
    put(Style(STDERR_FILENO).strong("Warning:") + " \(text.printable)\n")
  }

  /// Shows what is being done and how much of it, in place of what was shown before.
  func progress(_ what: String, done: Int, of total: Int) {
    guard isTerminal, !verbosity.quiet else { return }
    let now = DispatchTime.now().uptimeNanoseconds
    let elapsed = Double(now - started) / 1e9
    guard elapsed > 1, now - lastShown > 100_000_000 else { return }
    lastShown = now
    var text = what
    if total > 0 {
      let share = min(1, Double(done) / Double(total))
      text += "  \(Int(share * 100)) %"
      if share > 0.02 {
        let left = elapsed * (1 - share) / share
        text += left < 90 ? ", \(Int(left.rounded(.up))) s left" : ", \(Int(left / 60)) min left"
      }
    }
    put("\r\u{1b}[K" + String(text.printable.prefix(Self.width - 1)))
    lineIsUp = true
  }

  private func clear() {
    if lineIsUp { put("\r\u{1b}[K") }
    lineIsUp = false
  }

  private func write(_ line: String) {
    clear()
    put(line.printable + "\n")
  }

  private func put(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  private static var width: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20
      ? Int(size.ws_col) : 80
  }
}
