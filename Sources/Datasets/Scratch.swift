internal import Foundation

/// A hidden file or folder beside a target, for what is to take the target's place.
///
/// It is locked as long as its maker lives (`flock`), which no process number shows for certain: what
/// is not locked was left by one that is dead, and goes when the same target is made again. A file
/// system without locks keeps what is left; nothing that lives is ever taken away.
struct Scratch {
  /// Where the file or folder is.
  let path: String
  /// Open for as long as it is locked; of a file also what is written to.
  let descriptor: Int32

  /// A new folder beside the target.
  static func folder(beside target: OutputPlace) throws(DatasetError) -> Scratch {
    try make(target, verb: "create the folder") { path in
      guard mkdir(path, 0o777) == 0 else { return -1 }
      return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    }
  }

  /// A new, empty file beside the target.
  static func file(beside target: OutputPlace) throws(DatasetError) -> Scratch {
    try make(target, verb: "write") { path in
      open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
  }

  /// Lets go of the lock; what is still there counts as left behind from now on.
  func close() { _ = Foundation.close(descriptor) }

  /// Removes what processes that died left beside the target; an earlier folder that one of them had
  /// already moved aside takes its place again.
  static func removeStale(beside target: OutputPlace) {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: target.parent) else {
      return
    }
    for name in names.sorted() where name.hasPrefix(prefix(target)) {
      let path = "\(target.parent)/\(name)"
      let maker =
        path.hasSuffix(earlier) ? String(path.dropLast(earlier.count)) : path
      guard let lock = lock(maker) ?? (exists(maker) ? nil : lock(path)) else { continue }
      defer { _ = Foundation.close(lock) }
      if path.hasSuffix(earlier), !exists(target.path) {
        rename(path, target.path)
      } else {
        removeAll(path)
      }
    }
  }

  /// What is appended to the name of a folder that is moved aside while another takes its place.
  static let earlier = ".earlier"

  /// The beginning of the names beside this target. A long name is cut, so that it stays one.
  private static func prefix(_ target: OutputPlace) -> String {
    var name = Substring(target.name)
    while name.utf8.count > 200 { name.removeLast() }
    return ".\(name).almanac-"
  }

  private static func make(
    _ target: OutputPlace, verb: String, _ create: (String) -> Int32
  ) throws(DatasetError) -> Scratch {
    for _ in 0..<100 {
      let random = String(UInt64.random(in: .min ... .max), radix: 36)
      let path = "\(target.parent)/\(prefix(target))\(random)"
      let descriptor = create(path)
      guard descriptor >= 0 else {
        if errno == EEXIST { continue }
        throw DatasetError.system(verb, target.path, errno)
      }
      let isTaken = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      if !isTaken && isSame(descriptor, path) {
        return Scratch(path: path, descriptor: descriptor)
      }
      // Between making and locking, another process took it for left behind.
      _ = Foundation.close(descriptor)
    }
    throw DatasetError.system(verb, target.path, EBUSY)
  }

  /// The lock of what is at `path`; `nil` if its maker lives, or where it cannot be had.
  private static func lock(_ path: String) -> Int32? {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isSame(descriptor, path) else {
      _ = Foundation.close(descriptor)
      return nil
    }
    return descriptor
  }

  /// Runs `body` while no other process looks at, or changes, what is beside the target. A file
  /// system without locks, and a lock that is held for long, are no obstacle.
  static func exclusively<Result, Failure: Error>(
    beside target: OutputPlace, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let descriptor = open(target.parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if descriptor >= 0 { _ = Foundation.close(descriptor) } }
    for _ in 0..<1000 where descriptor >= 0 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { break }
      usleep(10_000)
    }
    return try body()
  }

  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (opened, named) = (stat(), stat())
    return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0
      && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
  }
}

/// Deletes what is at `path` with all it holds, folders that may not be written to included.
func removeAll(_ path: String) {
  var status = stat()
  guard lstat(path, &status) == 0 else { return }
  guard status.st_mode & S_IFMT == S_IFDIR else {
    unlink(path)
    return
  }
  if status.st_mode & 0o700 != 0o700 { chmod(path, 0o700) }
  for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
    removeAll("\(path)/\(name)")
  }
  rmdir(path)
}
