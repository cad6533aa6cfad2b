internal import Foundation
internal import Tables

/// Whether a folder is at `path`.
func isFolder(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFDIR } ?? false }

/// Whether a regular file is at `path`.
func isFile(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFREG } ?? false }

/// Whether anything is at `path`, a dangling link included.
func exists(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0
}

/// `path` made absolute, without symbolic links; `nil` if it is not there.
func realPath(_ path: String) -> String? { RealPath.of(path) }

/// Whether a symbolic link is at `path`.
func isLink(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
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
      let place = prefix == path ? path : "\(path), as of \(prefix)"
      throw DatasetError.system("create the folder", place, code)
    }
  }
  return made
}

/// Writes all bytes to the descriptor, which stays open.
func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ name: String
) throws(DatasetError) {
  var rest = bytes
  while !rest.isEmpty {
    let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw DatasetError.system("write", name, errno) }
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
  }
}
