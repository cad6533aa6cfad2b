internal import Basics
public import Foundation
internal import CPlatform

/// A folder that appears whole or not at all.
///
/// Files are written to a temporary folder beside the target, which takes its place in one step when
/// all is done: until then, and when anything fails or a signal ends the process, what was there
/// before stays as it was. Lives beside the data sets because their cache asks for the same care;
/// it knows nothing of reports.
public struct OutputFolder: Sendable {
  /// The temporary folder that files are written to.
  private let path: String
  private let gate: Gate

  /// Throws where `replacing` would refuse `target`, so that nothing is computed in vain.
  public static func check(_ target: String, force: Bool = false) throws(DatasetError) {
    let place = try OutputPlace(target)
    try Scratch.exclusively(beside: place) { () throws(DatasetError) in
      if isFolder(place.parent) { Scratch.removeStale(beside: place) }
      try place.expectWritable()
      if exists(place.path) { _ = try EarlierFolder(place.path, force: force) }
    }
  }

  /// Runs `body` with a folder that becomes `target` if it returns, where `isListed` with a
  /// `manifest.json` of all that was written.
  ///
  /// In a folder that is already there, hidden files and links that no build wrote stay. Any other
  /// file that the folder's own manifest does not list, or that was changed since, is refused by
  /// name; with `force`, such files stay, and changed ones are replaced.
  public static func replacing<Result>(
    _ target: String, force: Bool = false, isListed: Bool = true,
    _ body: (OutputFolder) throws -> Result
  ) throws -> Result {
    try check(target, force: force)
    let place = try OutputPlace(target)
    let work = Work(place)
    return try Interruption.cleaningUp(work.undo) {
      defer { work.close() }
      do {
        let folder = try OutputFolder(path: work.begin(), gate: work.gate)
        let result = try body(folder)
        if isListed { try folder.writeManifest() }
        try Scratch.exclusively(beside: place) { () throws(DatasetError) in
          try work.finish(force: force)
        }
        return result
      } catch {
        work.undo()
        throw error
      }
    }
  }

  /// Writes one file; `relative` names it below the folder, with `/` between folders. Safe to call
  /// from several threads for different files.
  public func write(_ content: Data, to relative: String) throws {
    try content.withUnsafeBytes { try write($0, to: relative) }
  }

  /// Writes one file of text in UTF-8.
  public func write(_ text: String, to relative: String) throws {
    var text = text
    try text.withUTF8 { try write(UnsafeRawBufferPointer($0), to: relative) }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, to relative: String) throws {
    try writePieces(to: relative) { piece in try piece(bytes) }
  }

  /// Writes one file of the pieces that `body` hands over.
  package func writePieces(
    to relative: String,
    _ body: ((UnsafeRawBufferPointer) throws(DatasetError) -> Void) throws -> Void
  ) throws {
    let parts = relative.split(separator: "/", omittingEmptySubsequences: false)
    guard !relative.utf8.contains(0),
      !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." })
    else {
      throw DatasetError.system("write", relative, EINVAL)
    }
    guard gate.enter() else { throw DatasetError.system("write", relative, ECANCELED) }
    defer { gate.leave() }
    let file = "\(path)/\(relative)"
    if parts.count > 1 { try makeFolders("\(path)/\(parts.dropLast().joined(separator: "/"))") }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw DatasetError.system("write", relative, errno) }
    do {
      try body { bytes throws(DatasetError) in try writeAll(bytes, to: descriptor, relative) }
    } catch {
      close(descriptor)
      throw error
    }
    // Some file systems report a full disk only here.
    guard close(descriptor) == 0 else { throw DatasetError.system("write", relative, errno) }
  }

  /// Runs `body` with a folder in this one, which gets a manifest of its own; where it throws there is none. Safe to call
  /// from several threads for different folders.
  public func within<Result>(
    _ name: String, _ body: (OutputFolder) throws -> Result
  ) throws -> Result {
    let folder = OutputFolder(path: "\(path)/\(name)", gate: gate)
    try makeFolders(folder.path)
    do {
      let result = try body(folder)
      try folder.writeManifest()
      return result
    } catch {
      removeAll(folder.path)
      throw error
    }
  }

  private func writeManifest() throws {
    var files: [Manifest.File] = []
    try FolderEntry.visit(path) { entry throws(DatasetError) in
      guard entry.kind == .file else { return }
      files.append(try Manifest.File(entry.path, at: "\(path)/\(entry.path)"))
    }
    try write(Manifest(files: files).json(), to: Manifest.name)
  }
}

/// Lets threads write until it is closed, and closes when the last of them is done: what is then
/// taken away nobody brings back.
///
/// `@unchecked Sendable`: every access to the mutable state is with `lock` held.
private final class Gate: @unchecked Sendable {
  private let lock = NSCondition()
  private var writers = 0
  private var isClosed = false

  func enter() -> Bool {
    lock.withLock {
      if !isClosed { writers += 1 }
      return !isClosed
    }
  }

  func leave() {
    lock.withLock {
      writers -= 1
      lock.broadcast()
    }
  }

  func close() {
    lock.withLock {
      isClosed = true
      // A disk that does not answer must not keep a process that was asked to end.
      let patience = Date(timeIntervalSinceNow: 5)
      while writers > 0, lock.wait(until: patience) {}
    }
  }
}

/// The temporary folder of one run, and how it is taken back.
///
/// `@unchecked Sendable`: every access to the mutable state is with `lock` held.
private final class Work: @unchecked Sendable {
  let gate = Gate()
  private let place: OutputPlace
  private let lock = NSLock()
  private var scratch: Scratch?
  /// Folders above the target that were not there before, outermost first.
  private var made: [String] = []
  private var isUndone = false

  init(_ place: OutputPlace) { self.place = place }

  /// Makes the folder; answers its path.
  func begin() throws(DatasetError) -> String {
    lock.lock()
    defer { lock.unlock() }
    guard !isUndone else { throw DatasetError.system("write", place.path, ECANCELED) }
    made = try makeFolders(place.parent)
    Scratch.removeStale(beside: place)
    let scratch = try Scratch.folder(beside: place)
    self.scratch = scratch
    return scratch.path
  }

  /// Brings what stays of an earlier folder into the new one, and puts that into its place.
  func finish(force: Bool) throws(DatasetError) {
    lock.lock()
    defer { lock.unlock() }
    guard !isUndone, let scratch else { throw DatasetError.system("write", place.path, ECANCELED) }
    if exists(place.path) {
      try EarlierFolder(place.path, force: force).carryOver(to: scratch.path)
    }
    if rename(scratch.path, place.path) == 0 { return }
    // A folder that is not empty cannot be renamed over; the two change places in one step.
    if almanac_exchange(scratch.path, place.path) == 0 {
      removeAll(scratch.path)
      return
    }
    guard errno != EBUSY else { throw DatasetError.mountPoint(place.path) }
    // A file system that cannot exchange: two steps, the second undone if it fails.
    let earlier = scratch.path + Scratch.earlier
    guard rename(place.path, earlier) == 0 else {
      throw errno == EBUSY
        ? DatasetError.mountPoint(place.path) : DatasetError.system("replace", place.path, errno)
    }
    guard rename(scratch.path, place.path) == 0 else {
      let code = errno
      rename(earlier, place.path)
      throw DatasetError.system("replace", place.path, code)
    }
    removeAll(earlier)
  }

  /// Removes what is there of the new folder.
  @Sendable func undo() {
    gate.close()
    lock.lock()
    defer { lock.unlock() }
    isUndone = true
    if let scratch { removeAll(scratch.path) }
    for folder in made.reversed() { rmdir(folder) }
  }

  func close() {
    lock.lock()
    defer { lock.unlock() }
    scratch?.close()
    scratch = nil
  }
}
