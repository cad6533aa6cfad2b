internal import Foundation

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

  /// Fetches to `path`, which appears whole and with the right checksum or not at all.
  func run(
    to path: String, progress: (Int) -> Void
  ) throws(DatasetError) {
    guard let curl = findProgram("curl") else {
      throw DatasetError.download(
        url: url,
        message: "the curl program is not installed; install it, or save the file as \(path)")
    }
    let folder = (path as NSString).deletingLastPathComponent
    try makeFolders(folder)
    let temporary =
      "\(folder)/.\((path as NSString).lastPathComponent)."
      + String(UInt64.random(in: .min ... .max), radix: 36)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: curl)
    process.arguments = [
      "--fail", "--location", "--silent", "--show-error", "--proto", "=https,http,file",
      "--proto-redir", "=https,http", "--connect-timeout", "30", "--retry", "2",
      "--output", temporary, "--", url,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    defer { unlink(temporary) }
    let cleanUp: @Sendable () -> Void = {
      process.terminate()
      unlink(temporary)
    }
    try Interruption.cleaningUp(cleanUp) { () throws(DatasetError) in
      do {
        try process.run()
      } catch {
        throw DatasetError.download(url: url, message: "cannot start \(curl)")
      }
      while process.isRunning {
        progress(Self.size(temporary))
        usleep(50_000)
      }
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        let said = errors.fileHandleForReading.availableData
        let text = String(decoding: said, as: UTF8.self).split(separator: "\n").last
        throw DatasetError.download(
          url: url, message: text.map(String.init) ?? "curl exited \(process.terminationStatus)")
      }
      let found = try Fingerprint(ofFile: temporary)
      guard found == fingerprint else {
        throw DatasetError.checksum(path: url, expected: fingerprint, found: found)
      }
      progress(found.bytes)
      guard rename(temporary, path) == 0 else {
        throw DatasetError.system("write", path, errno)
      }
    }
  }

  private static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}

/// The path of the first executable of that name on `$PATH`.
public func findProgram(_ name: String) -> String? {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  return path.split(separator: ":").map { "\($0)/\(name)" }
    .first { access($0, X_OK) == 0 && isFile($0) }
}
