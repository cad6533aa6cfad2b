internal import Foundation

/// A run of the curl program, whose output is read as it comes: it ends with this process, however
/// that ends.
///
/// `@unchecked Sendable`: one thread starts the process and reads; another may only stop it, with `lock`
/// held as at the start.
package final class Curl: @unchecked Sendable {
  package let path: String
  private let process = Process()
  private let input: Pipe?
  private let said: String
  private let output = Pipe()
  private let errors = Pipe()
  private let lock = NSLock()
  private var isStarted = false
  private var isStopped = false

  /// - Parameters:
  ///   - input: what it reads on its standard input, at most what a pipe takes at once.
  ///   - variables: of the environment, which it is not to see.
  package init(
    _ path: String, _ arguments: [String], input: String = "", without variables: [String] = []
  ) {
    self.path = path
    said = input
    self.input = input.isEmpty ? nil : Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if !variables.isEmpty {
      process.environment = ProcessInfo.processInfo.environment.filter {
        !variables.contains($0.key)
      }
    }
    if let pipe = self.input {
      process.standardInput = pipe
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    process.standardOutput = output
    process.standardError = errors
  }

  /// False where it cannot be started, or was stopped before.
  package func start() -> Bool {
    lock.withLock {
      guard !isStopped else { return false }
      if let input {
        // Before it runs: both ends are ours then, so that nobody can hang up.
        guard (try? input.fileHandleForWriting.write(contentsOf: Data(said.utf8))) != nil else {
          return false
        }
      }
      guard (try? process.run()) != nil else { return false }
      try? input?.fileHandleForWriting.close()
      isStarted = true
      return true
    }
  }

  /// How many bytes came, at least one; `nil` at the end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    while true {
      let count = Foundation.read(
        output.fileHandleForReading.fileDescriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      return count > 0 ? count : nil
    }
  }

  /// Waits for its end; the status, and the last line that it said.
  package func end() -> (status: Int32, message: String?) {
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: said, as: UTF8.self).split(separator: "\n")
    return (process.terminationStatus, lines.last.map(String.init))
  }

  package func stop() {
    lock.withLock {
      isStopped = true
      if isStarted, process.isRunning { kill(process.processIdentifier, SIGTERM) }
    }
  }
}
