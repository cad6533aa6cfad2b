internal import Foundation

/// Whether a folder is at `path`.
func isFolder(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFDIR } ?? false }

/// Whether a regular file is at `path`.
func isFile(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFREG } ?? false }

/// Whether anything is at `path`, a dangling link included.
func exists(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0
}

/// `path` made absolute, without symbolic links; `nil` where it is not there.
func realPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}

private func mode(_ path: String) -> mode_t? {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode : nil
}

/// Makes a folder and those above it; answers the ones that were made, outermost first.
@discardableResult
func makeFolders(_ path: String) throws(DatasetError) -> [String] {
  var made: [String] = []
  var prefix = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + part
    if mkdir(prefix, 0o777) == 0 {
      made.append(prefix)
    } else if errno != EEXIST || !isFolder(prefix) {
      let code = errno == EEXIST ? ENOTDIR : errno
      throw DatasetError.system("create the folder", prefix, code)
    }
  }
  return made
}
