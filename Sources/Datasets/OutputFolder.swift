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
  public let path: String

  /// Runs `body` with a folder that becomes `target` if it returns, with a `manifest.json` of all
  /// other files. Replaces an earlier such folder, and refuses one that holds anything else.
  public static func replacing<Result>(
    _ target: String, _ body: (OutputFolder) throws -> Result
  ) throws -> Result {
    let place = realPath(target) ?? target
    if exists(place) { try checkReplaceable(place) }
    let parent =
      place.contains("/") ? String(place[..<(place.lastIndex(of: "/") ?? place.endIndex)]) : "."
    let name = place.split(separator: "/").last.map(String.init) ?? "output"
    let made = try makeFolders(parent.isEmpty ? "/" : parent)
    let random = String(UInt64.random(in: .min ... .max), radix: 36)
    let temporary = "\(parent)/.\(name).\(random)"
    let cleanUp: @Sendable () -> Void = {
      remove(temporary)
      for folder in made.reversed() { rmdir(folder) }
    }
    return try Interruption.cleaningUp(cleanUp) {
      do {
        guard mkdir(temporary, 0o777) == 0 else {
          throw DatasetError.system("create the folder", temporary, errno)
        }
        let folder = OutputFolder(path: temporary)
        let result = try body(folder)
        try folder.writeManifest()
        try move(temporary, to: place)
        return result
      } catch {
        cleanUp()
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

  private func write(_ bytes: UnsafeRawBufferPointer, to relative: String) throws(DatasetError) {
    let parts = relative.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
      throw DatasetError.system("write", relative, EINVAL)
    }
    let file = "\(path)/\(relative)"
    if parts.count > 1 { try makeFolders("\(path)/\(parts.dropLast().joined(separator: "/"))") }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw DatasetError.system("write", relative, errno) }
    var rest = bytes
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        let code = errno
        close(descriptor)
        throw DatasetError.system("write", relative, code)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    // Some file systems report a full disk only here.
    guard close(descriptor) == 0 else { throw DatasetError.system("write", relative, errno) }
  }

  private func writeManifest() throws {
    let files = try Self.files(in: path).filter { $0 != Manifest.name }.map {
      let found = try Fingerprint(ofFile: "\(path)/\($0)")
      return Manifest.File(bytes: found.bytes, path: $0, sha256: found.sha256)
    }
    try write(Manifest(files: files).json(), to: Manifest.name)
  }

  /// Throws where the folder holds anything that its own manifest does not list; hidden files, such
  /// as those that file managers leave, count as nothing.
  private static func checkReplaceable(_ folder: String) throws(DatasetError) {
    guard isFolder(folder) else { throw DatasetError.system("write a report to", folder, ENOTDIR) }
    let listed = Manifest(ofFolder: folder).map { Set($0.files.map(\.path) + [Manifest.name]) }
    for file in files(in: folder) where listed?.contains(file) != true {
      if file.split(separator: "/").last?.hasPrefix(".") == true { continue }
      throw DatasetError.foreignFile(folder: folder, file: file)
    }
  }

  /// The regular files below a folder, by relative path, in the order of their bytes.
  private static func files(in folder: String) -> [String] {
    guard let all = FileManager.default.enumerator(atPath: folder) else { return [] }
    return all.compactMap { $0 as? String }.filter { !isFolder("\(folder)/\($0)") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func move(_ temporary: String, to target: String) throws(DatasetError) {
    if rename(temporary, target) == 0 { return }
    // A folder that is not empty cannot be renamed over; the two change places in one step.
    if almanac_exchange(temporary, target) == 0 {
      remove(temporary)
      return
    }
    // A file system that cannot exchange: two steps, the second undone if it fails.
    let earlier = temporary + ".earlier"
    guard rename(target, earlier) == 0 else {
      throw DatasetError.system("replace", target, errno)
    }
    guard rename(temporary, target) == 0 else {
      let code = errno
      rename(earlier, target)
      throw DatasetError.system("replace", target, code)
    }
    remove(earlier)
  }
}

/// Deletes a folder with all it holds. It is renamed first, so that threads that still write to it
/// fail instead of bringing it back.
private func remove(_ folder: String) {
  let doomed = folder + ".removed"
  rename(folder, doomed)
  try? FileManager.default.removeItem(atPath: doomed)
}
