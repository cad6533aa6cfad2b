internal import Basics
internal import Foundation
internal import Tables

/// The size and the SHA-256 hash of a file: what makes it the very file that someone meant.
public struct Fingerprint: Hashable, Sendable {
  /// The size in bytes.
  public let bytes: Int
  /// The SHA-256 hash, 64 hexadecimal digits in lower case.
  public let sha256: String

  /// A size and a hash that are known already.
  public init(bytes: Int, sha256: String) {
    self.bytes = bytes
    self.sha256 = sha256
  }

  /// Of bytes in memory.
  public init(of content: [UInt8]) {
    var hash = SHA256()
    content.withUnsafeBytes { hash.update($0) }
    self.init(bytes: content.count, sha256: hash.hexDigest())
  }

  /// Of a file, read once in pieces.
  public init(ofFile path: String) throws(DatasetError) {
    // Opening a pipe must not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw DatasetError.system("read", path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw DatasetError.path(
        "\(path) is not a regular file, so it has no checksum; copy it to one")
    }
    var hash = SHA256()
    var total = 0
    let size = 1 << 18
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(descriptor, buffer.baseAddress, size)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw DatasetError.system("read", path, errno) }
      if count == 0 { break }
      hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      total += count
    }
    self.init(bytes: total, sha256: hash.hexDigest())
  }
}
