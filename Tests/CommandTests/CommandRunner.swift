import Datasets
import Foundation
import Testing

/// What a run of the program left behind.
struct CommandRun {
  /// The exit status; the number of the signal, negative, where one ended it.
  let status: Int32
  let output: String
  let errors: String
}

/// A folder of its own for one test: the program runs in it, with it as home, and knows nothing of
/// the machine's data sets or cache.
final class Workplace {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appending(path: "almanac-command-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    // A test may have taken away the right to write.
    chmod(path, 0o700)
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The program, built beside the tests.
  static let executable: String = {
    let tests = URL(fileURLWithPath: BundledFiles.executablePath)
    return tests.deletingLastPathComponent().appending(path: "almanac").path
  }()

  /// Runs the program to its end.
  func run(
    _ arguments: String..., input: String? = nil, environment: [String: String] = [:]
  ) throws -> CommandRun {
    try start(arguments, input: input, environment: environment).wait()
  }

  /// Starts the program and does not wait for it.
  func start(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
  ) throws -> RunningCommand {
    let logs = path + "/.logs-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    process.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": path, "XDG_CACHE_HOME": path + "/cache",
    ].merging(environment) { $1 }
    process.standardOutput = try handle(writing: logs + "/output")
    process.standardError = try handle(writing: logs + "/errors")
    process.standardInput = FileHandle.nullDevice
    if let input {
      try write(input, to: logs + "/input")
      process.standardInput = try FileHandle(
        forReadingFrom: URL(fileURLWithPath: logs + "/input"))
    }
    try process.run()
    return RunningCommand(process: process, logs: logs, place: self)
  }

  private func handle(writing path: String) throws -> FileHandle {
    try write("", to: path)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  /// Writes a file in the folder, and the folders above it; answers its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = name.hasPrefix("/") ? name : "\(path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// Everything below the folder but the logs of runs, hidden files included, sorted.
  func contents() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path)
      .filter { !$0.hasPrefix(".logs-") }.sorted()
  }
}

/// A program that may still run.
struct RunningCommand {
  let process: Process
  let logs: String
  /// Kept so that the folder outlives the program.
  let place: Workplace

  func wait() throws -> CommandRun {
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(logs)/\(name)")), as: UTF8.self)
    }
    let killed = process.terminationReason == .uncaughtSignal
    let status = killed ? -process.terminationStatus : process.terminationStatus
    return CommandRun(status: status, output: try text("output"), errors: try text("errors"))
  }
}
