internal import Basics
public import Foundation

/// A file that appears whole or not at all.
public enum OutputFile {
  /// Writes `content` to `target`: to a hidden file beside it, which takes its place when all is
  /// written. Permissions of a file that is already there stay; a link is followed.
  public static func write(_ content: Data, to target: String) throws(DatasetError) {
    try write(to: target) { descriptor throws(DatasetError) in
      let written = content.withUnsafeBytes { bytes in
        Result { () throws(DatasetError) in try writeAll(bytes, to: descriptor, target) }
      }
      try written.get()
    }
  }

  /// Writes the pieces that `body` hands over, in the same way.
  package static func writePieces(
    to target: String,
    _ body: (
      _ piece: (UnsafeRawBufferPointer) throws(DatasetError) -> Void
    ) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    try write(to: target) { descriptor throws(DatasetError) in
      try body { bytes throws(DatasetError) in try writeAll(bytes, to: descriptor, target) }
    }
  }

  /// Puts the file that `body` makes in the place of `target`: it is given a hidden folder beside the target, which is
  /// gone afterwards, and answers the path of the file in it.
  package static func assembling(
    _ target: String, _ body: (_ folder: String) throws -> String
  ) throws {
    let place = try OutputPlace(target)
    guard !isFolder(place.path) else { throw DatasetError.system("write", target, EISDIR) }
    try place.expectWritable()
    Scratch.removeStale(beside: place)
    let scratch = try Scratch.folder(beside: place)
    let undo: @Sendable () -> Void = { removeAll(scratch.path) }
    try Interruption.cleaningUp(undo) {
      defer {
        undo()
        scratch.close()
      }
      let file = try body(scratch.path)
      guard rename(file, place.path) == 0 else { throw DatasetError.system("write", target, errno) }
    }
  }

  /// Makes a folder and those above it.
  public static func makeFolder(_ path: String) throws(DatasetError) { try makeFolders(path) }

  /// Writes a copy of the file `source`, in the same way.
  public static func copy(_ source: String, to target: String) throws(DatasetError) {
    let input = open(source, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw DatasetError.system("read", source, errno) }
    defer { close(input) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    try write(to: target) { output throws(DatasetError) in
      while true {
        let count = read(input, buffer.baseAddress, buffer.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw DatasetError.system("read", source, errno) }
        if count == 0 { return }
        try writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: output, target)
      }
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
    let work = FileWork(place)
    defer { work.close() }
    let undo: @Sendable () -> Void = {
      cleanUp()
      work.undo()
    }
    try Interruption.cleaningUp(undo) { () throws(DatasetError) in
      do throws(DatasetError) {
        let scratch = try work.begin()
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

/// The hidden file of one run, and how it is taken back.
///
/// `@unchecked Sendable`: every access to the mutable state is with `lock` held.
private final class FileWork: @unchecked Sendable {
  private let place: OutputPlace
  private let lock = NSLock()
  private var scratch: Scratch?
  private var isUndone = false

  init(_ place: OutputPlace) { self.place = place }

  /// Makes the file.
  func begin() throws(DatasetError) -> Scratch {
    lock.lock()
    defer { lock.unlock() }
    guard !isUndone else { throw DatasetError.system("write", place.path, ECANCELED) }
    Scratch.removeStale(beside: place)
    let scratch = try Scratch.file(beside: place)
    self.scratch = scratch
    return scratch
  }

  /// Removes what is there of it.
  func undo() {
    lock.lock()
    defer { lock.unlock() }
    isUndone = true
    if let scratch { unlink(scratch.path) }
  }

  func close() {
    lock.lock()
    defer { lock.unlock() }
    scratch?.close()
    scratch = nil
  }
}
