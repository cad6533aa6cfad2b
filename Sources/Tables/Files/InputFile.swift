internal import CPlatform
internal import Foundation

/// The one door by which files are opened for reading: what cannot be read from its start to its end, and again if
/// need be, is refused by name.
package enum InputFile {
  /// What tells one state of a file from another.
  struct State: Hashable {
    let device, inode, seconds, nanoseconds: Int
    /// The number of bytes.
    let size: Int

    init(_ status: stat) {
      device = Int(truncatingIfNeeded: status.st_dev)
      inode = Int(truncatingIfNeeded: status.st_ino)
      size = Int(status.st_size)
      #if os(Linux)
        (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
      #else
        (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
      #endif
    }
  }

  /// Opens the file at `path`; the caller closes the descriptor.
  static func opened(_ path: String) throws(ReadError) -> (descriptor: CInt, state: State) {
    // A pipe that nobody writes to must not be waited for.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw ReadError(file: path, problem: problem(errno)) }
    do {
      return (descriptor, try state(descriptor, path))
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// The state of an open file, which must be a regular one.
  static func state(_ descriptor: CInt, _ path: String) throws(ReadError) -> State {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ReadError(file: path, problem: problem(errno))
    }
    if let kind = FileKind(status) { throw ReadError(file: path, problem: kind.problem) }
    if status.st_size == 0, almanac_is_made_when_read(descriptor) {
      throw ReadError(
        file: path,
        problem: "is made by the system as it is read; copy it, and name the copy")
    }
    return State(status)
  }

  /// Fails, with the reason, where the file at `path` cannot be read.
  package static func check(_ path: String) throws(ReadError) {
    close(try opened(path).descriptor)
  }

  /// What an error of the system means for a person, and what to do.
  package static func problem(_ code: CInt) -> String {
    switch code {
    case ENOENT, ENOTDIR: "there is no such file; check its name and its folder"
    case EACCES, EPERM:
      "you do not have permission to read it; run `chmod u+r`, or ask its owner"
    case ELOOP: "its symbolic links form a loop; name the file itself"
    case ENAMETOOLONG: "the name is too long for the system; check it"
    case ENXIO: "is a socket or a device; name a file"
    case EMFILE, ENFILE: "too many files are open; close other programs, or raise `ulimit -n`"
    case EIO: "the disk reports an error; copy the file from elsewhere"
    default: "cannot be read: \(String(cString: strerror(code))); check the path"
    }
  }
}
