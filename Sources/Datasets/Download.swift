internal import Basics
internal import Foundation
internal import Tables

/// How far a download has come.
public struct DownloadProgress: Hashable, Sendable {
  /// The data set of the file.
  public let dataset: String
  /// The name of the file.
  public let file: String
  /// The bytes that have arrived.
  public let received: Int
  /// The bytes that are expected.
  public let total: Int
}

/// A file fetched by the `curl` program, which costs nothing until it is needed: linking a network
/// library would double the time in which the program starts.
struct Download {
  let url: String
  let fingerprint: Fingerprint

  /// Fetches to `path`, which appears whole and with the right checksum or not at all. What is much
  /// longer than it should be is not fetched to its end.
  func run(
    to path: String, progress: (Int) -> Void
  ) throws(DatasetError) {
    guard let curl = findProgram("curl") else {
      throw DatasetError.download(
        url: url,
        message: "the curl program is not installed; install it, or save the file as \(path)")
    }
    try makeFolders((path as NSString).deletingLastPathComponent)
    let process = process(curl)
    try OutputFile.write(to: path, cleanUp: { process.stop() }) { descriptor throws(DatasetError) in
      try receive(process, into: descriptor, progress)
    }
  }

  private func process(_ curl: String) -> Curl {
    Curl(
      curl,
      [
        "--fail", "--location", "--silent", "--show-error", "--proto", "=https,http,file",
        "--proto-redir", "=https,http", "--connect-timeout", "30", "--retry", "2",
        "--max-filesize", String(limit), "--", url,
      ])
  }

  private func receive(
    _ curl: Curl, into descriptor: Int32, _ progress: (Int) -> Void
  ) throws(DatasetError) {
    guard curl.start() else {
      throw DatasetError.download(url: url, message: "cannot start \(curl.path)")
    }
    var hash = SHA256()
    var received = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    while let count = curl.read(into: buffer) {
      received += count
      guard received <= limit else { throw tooLong }
      let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      hash.update(piece)
      try writeAll(piece, to: descriptor, "the download of \(url)")
      progress(received)
    }
    let (status, message) = curl.end()
    // curl says so where a server announces more than is wanted.
    guard status != 63 else { throw tooLong }
    guard status == 0 else {
      throw DatasetError.download(url: url, message: message ?? "curl exited \(status)")
    }
    let found = Fingerprint(bytes: received, sha256: hash.hexDigest())
    guard found == fingerprint else {
      throw DatasetError.checksum(path: url, expected: fingerprint, found: found)
    }
  }

  /// How many bytes are taken at most: of a new edition that is a little longer, the checksum is reported.
  private var limit: Int {
    let (sum, isOverflow) = fingerprint.bytes.addingReportingOverflow(1 << 20)
    return isOverflow ? .max : sum
  }

  private var tooLong: DatasetError {
    DatasetError.download(
      url: url,
      message: "it has more than \(limit) bytes, and the registry names \(fingerprint.bytes); "
        + "it is a different file, or a new edition")
  }
}

/// A run of the curl program, whose output is read as it comes: it ends with this process, however
/// that ends.
///
/// `@unchecked Sendable`: one thread starts the process and reads; another may only stop it, with `lock`
/// held as at the start.
private final class Curl: @unchecked Sendable {
  let path: String
  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()
  private let lock = NSLock()
  private var isStarted = false
  private var isStopped = false

  init(_ path: String, _ arguments: [String]) {
    self.path = path
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
  }

  /// False where it cannot be started, or was stopped before.
  func start() -> Bool {
    lock.withLock {
      guard !isStopped, (try? process.run()) != nil else { return false }
      isStarted = true
      return true
    }
  }

  /// How many bytes came, at least one; `nil` at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    while true {
      let count = Foundation.read(
        output.fileHandleForReading.fileDescriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      return count > 0 ? count : nil
    }
  }

  /// Waits for its end; the status, and the last line that it said.
  func end() -> (status: Int32, message: String?) {
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: said, as: UTF8.self).split(separator: "\n")
    return (process.terminationStatus, lines.last.map(String.init))
  }

  func stop() {
    lock.withLock {
      isStopped = true
      if isStarted, process.isRunning { kill(process.processIdentifier, SIGTERM) }
    }
  }
}

/// The path of the first executable of that name on `$PATH`.
public func findProgram(_ name: String) -> String? {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  return path.split(separator: ":").map { "\($0)/\(name)" }
    .first { access($0, X_OK) == 0 && isFile($0) }
}
