internal import Foundation

/// Where something is to be written: a folder that is there, or will be, and a name in it.
struct OutputPlace: Sendable {
  /// The folder that holds the target.
  let parent: String
  /// The target's own name.
  let name: String

  /// The path of the target.
  var path: String { parent == "/" ? "/\(name)" : "\(parent)/\(name)" }

  /// The place that `target` names, where a link leads; slashes at its end do not count.
  init(_ target: String) throws(DatasetError) {
    var place = target
    while place.count > 1, place.hasSuffix("/") { place.removeLast() }
    if let real = realPath(place) {
      place = real
    } else if exists(place) {
      throw DatasetError.badTarget(target, "is a broken link")
    }
    guard !place.utf8.contains(0), let last = place.split(separator: "/").last, last != ".",
      last != ".."
    else {
      throw DatasetError.badTarget(target, "cannot be written to")
    }
    name = String(last)
    let folder = place.dropLast(last.count)
    parent =
      folder.isEmpty ? "." : folder == "/" ? "/" : String(folder.dropLast())
  }

  /// Throws where the folder that will hold the target cannot be had, as far as that can be known
  /// before it is tried.
  func expectWritable() throws(DatasetError) {
    var folder = parent
    while !exists(folder), let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
      folder = String(folder[..<slash])
    }
    if !exists(folder) { folder = folder.hasPrefix("/") ? "/" : "." }
    guard isFolder(folder) else { throw DatasetError.system("write to", folder, ENOTDIR) }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw DatasetError.system("write to", folder, errno)
    }
    guard name.utf8.count <= 255 else {
      throw DatasetError.system("write", path, ENAMETOOLONG)
    }
  }
}
