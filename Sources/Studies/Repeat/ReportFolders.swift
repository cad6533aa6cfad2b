import Basics
import Foundation

/// Names of folders for reports of some values: letters, digits, `.`, `_` and `-` alone, no two alike on any file system,
/// whatever the values are.
///
/// A value that no other comes close to has its own letters. Of values that would share a name, and where a name is taken
/// by the system, each has a part of its checksum behind it: so a name depends on no value that was left out or came
/// later, but for those that look alike.
package enum ReportFolders {
  /// The names for values, in their order.
  package static func names(for values: [String]) -> [String] {
    let plain = values.map(plain)
    var counts: [String: Int] = [:]
    for name in plain { counts[name.lowercased(), default: 0] += 1 }
    return zip(values, plain).map { value, name in
      let isFree = counts[name.lowercased()] == 1 && !reserved.contains(name.lowercased())
      if isFree || value == name && isOnlyExact(name, values, plain) { return name }
      return name + "-" + ContentKey(of: value).description.prefix(12)
    }
  }

  /// Whether a value is written as its folder, and all that come close to it are not, so that they have the checksums.
  private static func isOnlyExact(_ name: String, _ values: [String], _ plain: [String]) -> Bool {
    !reserved.contains(name.lowercased())
      && zip(values, plain).count {
        $1.lowercased() == name.lowercased() && $0 == $1
      } == 1
  }

  private static let longest = 60

  /// The letters and digits of a value; `value` where it has none.
  private static func plain(_ value: String) -> String {
    var name = ""
    for scalar in value.decomposedStringWithCanonicalMapping.unicodeScalars {
      let isKept =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      if isKept || scalar == "." || scalar == "_" || scalar == "-" {
        name.unicodeScalars.append(scalar)
      } else if !(0x300...0x36F).contains(scalar.value), !name.hasSuffix("-") {
        name += "-"
      }
      if name.utf8.count >= longest { break }
    }
    let isWhole = name == value
    if !isWhole || name.hasPrefix(".") || name.hasSuffix(".") {
      name = name.trimmingCharacters(in: CharacterSet(charactersIn: ".-"))
    }
    // An option of a program begins with a hyphen, a negative number too.
    if name.hasPrefix("-") { name = "minus" + name }
    return name.isEmpty ? "value" : name
  }

  /// What is in the folder beside them, and what Windows keeps for devices.
  private static let reserved: Set<String> = Set(
    ["index.html", "index.json", "manifest.json", "con", "prn", "aux", "nul", "value"]
      + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })
}
