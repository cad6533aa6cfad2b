internal import Foundation

/// What a file system says of a file: while it says the same, nobody has written to the file.
public struct FileStamp: Hashable, Codable, Sendable {
  private let device: UInt64
  private let inode: UInt64
  /// In bytes.
  public let size: Int64
  /// In nanoseconds since 1970. The second of them no program can set.
  private let modified, changed: Int64

  /// Of what `path` leads to; `nil` where nothing is there that can be looked at.
  public init?(_ path: String) {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    #if canImport(Darwin)
      modified = Self.nanoseconds(status.st_mtimespec)
      changed = Self.nanoseconds(status.st_ctimespec)
    #else
      modified = Self.nanoseconds(status.st_mtim)
      changed = Self.nanoseconds(status.st_ctim)
    #endif
  }

  /// Whether the file had been left alone for two seconds at a time in nanoseconds since 1970: what is written later has
  /// another stamp, also where a file system counts in seconds.
  public func isSettled(at time: Int64) -> Bool {
    let margin: Int64 = 2_000_000_000
    return max(modified, changed) < time - margin
  }

  /// Now, in nanoseconds since 1970.
  public static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}

/// The checksums of files, each computed again only after the file may have been written to.
///
/// `@unchecked Sendable`: every access to the mutable state is with `lock` held.
public final class FileChecksums: @unchecked Sendable {
  private let lock = NSLock()
  private var known: [String: (stamp: FileStamp, print: Fingerprint)] = [:]

  /// With nothing known.
  public init() {}

  /// Of the file at `path`.
  public func fingerprint(ofFile path: String) throws(DatasetError) -> Fingerprint {
    let stamp = FileStamp(path)
    if let known = lock.withLock({ known[path] }), known.stamp == stamp { return known.print }
    let now = FileStamp.now
    let print = try Fingerprint(ofFile: path)
    if let stamp, stamp.isSettled(at: now), stamp == FileStamp(path) {
      lock.withLock { known[path] = (stamp, print) }
    }
    return print
  }
}
