internal import Basics
internal import Foundation
internal import Tables

/// The folder that a new one takes the place of: what of it a build wrote, and what is someone's own.
///
/// Of what no build wrote, hidden files and links always stay. Anything else is refused by name, and
/// so is what was changed since; unless `force` is given, when the former stays too.
struct EarlierFolder {
  private let folder: String
  private let force: Bool
  /// What stays, in the order of the paths.
  private let own: [FolderEntry]

  /// Looks at everything in the folder; throws where something of it may not be replaced.
  init(_ folder: String, force: Bool) throws(DatasetError) {
    guard isFolder(folder) else {
      throw DatasetError.system("write to the folder", folder, ENOTDIR)
    }
    guard !Self.isMountPoint(folder) else { throw DatasetError.mountPoint(folder) }
    self.folder = folder
    self.force = force
    let manifest = Manifest(ofFolder: folder)
    let listed = Dictionary(
      (manifest?.files ?? []).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    var own: [FolderEntry] = []
    var written: [Manifest.File] = []
    try FolderEntry.visit(folder) { entry throws(DatasetError) in
      if entry.kind == .folder { return }
      if entry.path == Manifest.name, entry.kind == .file, manifest != nil { return }
      if let file = listed[entry.path] {
        if entry.kind == .file {
          written.append(file)
        } else if !force {
          throw DatasetError.changedFile(folder: folder, file: entry.path)
        }
        return
      }
      // A folder of the report whose files someone deleted.
      if entry.kind == .emptyFolder, listed.keys.contains(where: { $0.hasPrefix(entry.path + "/") })
      {
        return
      }
      guard force || entry.isHidden || entry.kind == .link else {
        throw DatasetError.foreignFile(folder: folder, file: entry.path)
      }
      own.append(entry)
    }
    self.own = own
    if !force {
      let changed = try Parallel.map(written) { file throws(DatasetError) -> String? in
        let print = try Fingerprint(ofFile: "\(folder)/\(file.path)")
        return print.bytes == file.bytes && print.sha256 == file.sha256 ? nil : file.path
      }
      if let first = changed.compactMap({ $0 }).first {
        throw DatasetError.changedFile(folder: folder, file: first)
      }
    }
  }

  /// Brings what stays into the folder that takes this one's place, and the permissions of what both
  /// have. The files themselves are there twice until this one is gone: nothing is lost in between.
  func carryOver(to new: String) throws(DatasetError) {
    for entry in own {
      let target = "\(new)/\(entry.path)"
      guard makeFolders(of: entry, in: new), !exists(target) else {
        if force { continue }
        throw DatasetError.foreignFile(folder: folder, file: entry.path)
      }
      try bring(entry, to: target)
    }
    var paths = [""]
    try FolderEntry.visit(new) { entry throws(DatasetError) in paths.append("/" + entry.path) }
    // What is within a folder first: the folder may be closed afterwards.
    for path in paths.reversed() {
      Self.keepPermissions(of: folder + path, for: new + path)
    }
  }

  /// Makes the folders above an entry; false where a new file is in the way.
  private func makeFolders(of entry: FolderEntry, in new: String) -> Bool {
    var folder = new
    for part in entry.path.split(separator: "/").dropLast() {
      folder += "/" + part
      guard mkdir(folder, 0o777) == 0 || (errno == EEXIST && !isLink(folder) && isFolder(folder))
      else { return false }
    }
    return true
  }

  private func bring(_ entry: FolderEntry, to target: String) throws(DatasetError) {
    let source = "\(folder)/\(entry.path)"
    let isThere =
      switch entry.kind {
      case .emptyFolder, .folder: mkdir(target, 0o777) == 0
      case .link:
        (try? FileManager.default.destinationOfSymbolicLink(atPath: source)).map {
          symlink($0, target) == 0
        } ?? false
      case .file:
        link(source, target) == 0
          || (try? FileManager.default.copyItem(atPath: source, toPath: target)) != nil
      case .other: link(source, target) == 0
      }
    guard isThere else { throw DatasetError.system("keep", source, errno == 0 ? EIO : errno) }
  }

  /// Another file system begins here, so that nothing beside the folder can take its place.
  private static func isMountPoint(_ folder: String) -> Bool {
    var (own, above) = (stat(), stat())
    return stat(folder, &own) == 0 && stat(folder + "/..", &above) == 0
      && own.st_dev != above.st_dev
  }

  private static func keepPermissions(of old: String, for new: String) {
    var (before, now) = (stat(), stat())
    guard lstat(old, &before) == 0, lstat(new, &now) == 0,
      before.st_mode & S_IFMT == now.st_mode & S_IFMT, before.st_mode & S_IFMT != S_IFLNK,
      before.st_ino != now.st_ino || before.st_dev != now.st_dev
    else { return }
    if before.st_uid != now.st_uid || before.st_gid != now.st_gid {
      // Only root may give a file away; whoever may not keeps it.
      _ = chown(new, before.st_uid, before.st_gid)
    }
    if before.st_mode != now.st_mode { chmod(new, before.st_mode & 0o7777) }
  }
}
