internal import Foundation

/// Something below a folder, links not followed.
struct FolderEntry {
  enum Kind { case file, link, folder, emptyFolder, other }

  /// The path below the folder.
  let path: String
  let kind: Kind

  /// Whether the name, or that of a folder above it, begins with a dot.
  var isHidden: Bool { path.split(separator: "/").contains { $0.hasPrefix(".") } }

  /// Shows everything below a folder to `visit`, a folder before what is in it, in the order of names;
  /// ends with the first error.
  static func visit(
    _ folder: String, _ visit: (FolderEntry) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    // The next to be shown is the last.
    var pending = try names(in: folder, "")
    while let path = pending.popLast() {
      var status = stat()
      // A name that is not UTF-8 cannot be followed, and so not be kept.
      guard lstat("\(folder)/\(path)", &status) == 0 else {
        throw DatasetError.foreignFile(folder: folder, file: path)
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        let inner = try names(in: folder, path)
        try visit(FolderEntry(path: path, kind: inner.isEmpty ? .emptyFolder : .folder))
        pending += inner
      case S_IFREG: try visit(FolderEntry(path: path, kind: .file))
      case S_IFLNK: try visit(FolderEntry(path: path, kind: .link))
      default: try visit(FolderEntry(path: path, kind: .other))
      }
    }
  }

  /// The paths of what is in a folder below `folder`, the last name first.
  private static func names(in folder: String, _ path: String) throws(DatasetError) -> [String] {
    let place = path.isEmpty ? folder : "\(folder)/\(path)"
    do {
      return try FileManager.default.contentsOfDirectory(atPath: place)
        .sorted { $1.utf8.lexicographicallyPrecedes($0.utf8) }
        .map { path.isEmpty ? $0 : "\(path)/\($0)" }
    } catch {
      let code = access(place, R_OK | X_OK) == 0 ? EIO : errno
      throw DatasetError.system("read the folder", place, code)
    }
  }
}
