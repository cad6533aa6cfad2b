internal import Basics
internal import Foundation

/// The paths that files have in an archive: below its folder, whatever system unpacks it.
package enum ArchivePath {
  /// What is wrong with a path, after its name; `nil`: nothing.
  package static func problem(of path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    if path.hasPrefix("/") || path.wholeMatch(of: /[A-Za-z]:.*/) != nil {
      return "begins at the root of a disk"
    }
    if parts.contains("..") { return "leads out of the folder" }
    if parts.contains(where: { $0.isEmpty || $0 == "." }) { return "is no path" }
    if parts.contains(where: { $0.hasPrefix(".") }) { return "is hidden" }
    if path.contains("\\")
      || path.unicodeScalars.contains(where: { $0.value < 0x20 || HostileText.isInvisible($0) })
    {
      return "has characters that no file name should have"
    }
    if path.utf8.count > 1000 || parts.contains(where: { $0.utf8.count > Limits.nameBytes }) {
      return "is too long"
    }
    return parts.count > mostParts ? "is more than \(mostParts) folders deep" : nil
  }

  private static let mostParts = 32

  /// The path in the form in which two that some file system takes for one are equal.
  package static func folded(_ path: String) -> String {
    path.precomposedStringWithCanonicalMapping.lowercased()
  }
}
