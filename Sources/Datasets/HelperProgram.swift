internal import Basics
package import Foundation

/// A program of others, run on files in a folder of its own: it ends with this process, or when its time is over, and
/// the folder goes with it.
package struct HelperProgram {
  /// What it answered.
  package struct Outcome {
    /// 0 where all went well.
    package let status: Int32
    package let output: Data
    package let errors: String
    /// Whether it was ended because it took too long.
    package let isLate: Bool
  }

  /// The folder of the run.
  package let folder: String
  private let child: Child

  /// Runs `body` with a new folder for a helper called `name`, in the folder for temporary files.
  package static func inFolder<Result>(
    called name: String, _ body: (HelperProgram) throws -> Result
  ) throws -> Result {
    let temporary = FileManager.default.temporaryDirectory.path
    let place = try OutputPlace("\(temporary)/almanac-\(name)")
    Scratch.removeStale(beside: place)
    let scratch = try Scratch.folder(beside: place)
    let child = Child()
    let cleanUp: @Sendable () -> Void = {
      child.stop()
      removeAll(scratch.path)
    }
    return try Interruption.cleaningUp(cleanUp) {
      defer {
        cleanUp()
        scratch.close()
      }
      return try body(HelperProgram(folder: scratch.path, child: child))
    }
  }

  /// Writes a file below the folder.
  package func write(_ content: Data, to relative: String) throws {
    let url = URL(fileURLWithPath: "\(folder)/\(relative)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try content.write(to: url)
  }

  /// A file below the folder; `nil` where it is not there.
  package func file(_ relative: String) -> Data? {
    FileManager.default.contents(atPath: "\(folder)/\(relative)")
  }

  /// Runs the program at `path` in the folder.
  ///
  /// - Parameters:
  ///   - environment: What is added to the environment, or replaced in it.
  ///   - seconds: After these it is ended.
  package func run(
    _ path: String, _ arguments: [String], environment: [String: String] = [:],
    seconds: Double = 120
  ) throws -> Outcome {
    let (output, errors) = (".output", ".errors")
    try write(Data(), to: output)
    try write(Data(), to: errors)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(
      forWritingTo: URL(fileURLWithPath: "\(folder)/\(output)"))
    process.standardError = try FileHandle(
      forWritingTo: URL(fileURLWithPath: "\(folder)/\(errors)"))
    let isOver = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in isOver.signal() }
    guard try child.start(process) else { throw DatasetError.system("run", path, ECANCELED) }
    let isLate = isOver.wait(timeout: .now() + seconds) == .timedOut
    if isLate {
      child.stop()
      isOver.wait()
    }
    return Outcome(
      status: process.terminationStatus, output: file(output) ?? Data(),
      errors: String(decoding: file(errors) ?? Data(), as: UTF8.self), isLate: isLate)
  }

  private init(folder: String, child: Child) {
    self.folder = folder
    self.child = child
  }
}

/// The process that runs, which another thread may end.
///
/// `@unchecked Sendable`: every access to the mutable state is with `lock` held.
private final class Child: @unchecked Sendable {
  private let lock = NSLock()
  private var process: Process?
  private var isStopped = false

  /// False where it was stopped before.
  func start(_ process: Process) throws -> Bool {
    try lock.withLock {
      guard !isStopped else { return false }
      try process.run()
      self.process = process
      return true
    }
  }

  func stop() {
    lock.withLock {
      isStopped = true
      if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
  }
}
