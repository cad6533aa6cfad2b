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

/// The path of the first executable of that name on `$PATH`.
public func findProgram(_ name: String) -> String? {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  return path.split(separator: ":").map { "\($0)/\(name)" }
    .first { access($0, X_OK) == 0 && isFile($0) }
}
