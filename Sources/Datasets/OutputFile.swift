public import Foundation

/// A file that appears whole or not at all.
public enum OutputFile {
  /// Writes `content` to `target`: to a hidden file beside it, which takes its place when all is
  /// written. Permissions of a file that is there already stay; a link is followed.
  public static func write(_ content: Data, to target: String) throws(DatasetError) {
    try write(to: target) { descriptor throws(DatasetError) in
      let written = content.withUnsafeBytes { bytes in
        Result { () throws(DatasetError) in try writeAll(bytes, to: descriptor, target) }
      }
      try written.get()
    }
  }

  /// Removes what processes that died left beside `target`.
  static func removeStale(beside target: String) {
    if let place = try? OutputPlace(target) { Scratch.removeStale(beside: place) }
  }

  /// The same with what `body` writes to the descriptor; `cleanUp` runs where that is not finished.
  static func write(
    to target: String, cleanUp: @escaping @Sendable () -> Void = {},
    _ body: (Int32) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    let place = try OutputPlace(target)
    guard !isFolder(place.path) else { throw DatasetError.system("write", target, EISDIR) }
    Scratch.removeStale(beside: place)
    let scratch = try Scratch.file(beside: place)
    defer { scratch.close() }
    let undo: @Sendable () -> Void = {
      cleanUp()
      unlink(scratch.path)
    }
    try Interruption.cleaningUp(undo) { () throws(DatasetError) in
      do throws(DatasetError) {
        try body(scratch.descriptor)
        // Some file systems report a full disk only when a descriptor is closed.
        guard close(dup(scratch.descriptor)) == 0 else {
          throw DatasetError.system("write", target, errno)
        }
        var status = stat()
        if stat(place.path, &status) == 0 { fchmod(scratch.descriptor, status.st_mode & 0o7777) }
        guard rename(scratch.path, place.path) == 0 else {
          throw DatasetError.system("write", target, errno)
        }
      } catch {
        undo()
        throw error
      }
    }
  }
}
