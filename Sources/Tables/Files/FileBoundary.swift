internal import Basics
internal import Foundation

/// The folders that a name written in a file may lead into: the one door for every path that a study,
/// a registry, a theme or a gallery names.
///
/// A name is followed to its real path, through every symbolic link, and must end at a regular file
/// within one of the folders, themselves by real path. What a person names on the command line needs
/// no such door.
package struct FileBoundary: Sendable {
  /// What the folders are, for messages: `the study's folder`.
  private let place: String
  /// The real paths of the folders besides the one that a name starts from.
  private let folders: [String]

  /// A boundary around the folder that a name starts from, and `folders`. Those that are not there
  /// count as none.
  package init(_ place: String, and folders: [String] = []) {
    self.place = place
    self.folders = folders.compactMap(RealPath.of)
  }

  /// The path of the file called `name` in `folder`.
  package func file(_ name: String, in folder: String) throws(PathError) -> String {
    func refused(_ problem: PathError.Problem) -> PathError {
      PathError(name: name, place: place, problem: problem)
    }
    guard !name.isEmpty, !name.utf8.contains(0) else { throw refused(.noName) }
    guard !name.contains("://") else { throw refused(.address) }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    if let long = parts.first(where: { $0.utf8.count > Limits.nameBytes }) {
      throw refused(.tooLong(bytes: long.utf8.count))
    }
    guard parts.first != "", parts.first != "~", !Self.climbsOut(parts) else {
      throw refused(.outside)
    }
    let path = "\(folder)/\(name)"
    guard let root = RealPath.of(folder), let real = RealPath.of(path) else {
      throw refused(errno == ENOENT || errno == ENOTDIR ? .absent : .system(errno))
    }
    guard ([root] + folders).contains(where: { RealPath.isWithin(real, $0) }) else {
      throw refused(.link)
    }
    var status = stat()
    guard stat(real, &status) == 0 else { throw refused(.system(errno)) }
    if let kind = FileKind(status) { throw refused(.notAFile(kind)) }
    return path
  }

  /// Whether a path is above its start at any of its parts.
  private static func climbsOut(_ parts: [Substring]) -> Bool {
    var depth = 0
    for part in parts where part != "." && part != "" {
      depth += part == ".." ? -1 : 1
      if depth < 0 { return true }
    }
    return false
  }
}

/// Paths without symbolic links.
package enum RealPath {
  /// `path` made absolute, without symbolic links; `nil`, with `errno` set, where it leads nowhere.
  package static func of(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Whether a real path is that of `folder`, or below it.
  static func isWithin(_ path: String, _ folder: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }
}

/// A name that leads to no file within its boundary.
package struct PathError: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    case noName, outside, link, absent, address
    case tooLong(bytes: Int)
    case notAFile(FileKind)
    case system(Int32)
  }

  /// The name as written.
  package let name: String
  /// The folder that it starts from, in words.
  package let place: String
  /// What is wrong with it.
  package let problem: Problem
}

extension PathError: CustomStringConvertible {
  /// One sentence that says what is wrong and what to do.
  package var description: String {
    switch problem {
    case .noName: "a file name is empty or contains a NUL; name a file inside \(place)"
    case .outside: "'\(name)' leaves \(place); name a file inside it"
    case .link:
      "'\(name)' leaves \(place) by a symbolic link; put the file itself there"
    case .absent: "there is no file '\(name)' in \(place)"
    case .address:
      "'\(name)' is an address; download it, and name a file inside \(place)"
    case .tooLong(let bytes):
      "a part of '\(name.prefix(40))...' has \(bytes) bytes, and a file's name may have "
        + "\(Limits.nameBytes)"
    case .notAFile(let kind): "'\(name)' in \(place) is \(kind.rawValue); name a file"
    case .system(let code):
      "'\(name)' in \(place) cannot be read: \(String(cString: strerror(code)))"
    }
  }
}

/// Names of files and folders that come from a file.
package enum FileName {
  /// Whether a name is that of one file in the folder at hand, and not hidden.
  package static func isSafe(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && name.utf8.count <= Limits.nameBytes
      && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
  }
}

/// What a path may lead to besides a regular file.
package enum FileKind: String {
  case folder = "a folder"
  case pipe = "a pipe"
  case device = "a device"
  case socket = "a socket"

  /// `nil` for a regular file.
  init?(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return nil
    case S_IFDIR: self = .folder
    case S_IFIFO: self = .pipe
    case S_IFSOCK: self = .socket
    default: self = .device
    }
  }

  /// What is wrong with it where a file is meant, and what to do.
  var problem: String {
    switch self {
    case .folder: "is a folder; name a file in it"
    case .pipe:
      "is a pipe, which can be read only once; save its output to a file, and name that file"
    case .device, .socket: "is \(rawValue); name a file"
    }
  }
}
