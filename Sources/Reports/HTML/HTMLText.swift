internal import Basics
internal import Tables

/// Escapes text for HTML: content and quoted attributes alike.
enum HTMLText {
  static func escape(_ text: String) -> String {
    // All signs of markup are ASCII, so bytes of longer characters pass as they are.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 16)
    for byte in HostileText.visible(text).utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      case UInt8(ascii: "\""): bytes += "&quot;".utf8
      case UInt8(ascii: "'"): bytes += "&#39;".utf8
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Code that may break after its dots, hyphens, underscores and slashes.
  static func breakable(_ text: String) -> String {
    var result = ""
    var part = ""
    for character in text {
      part.append(character)
      if "._-/".contains(character) {
        result += escape(part) + "<wbr>"
        part = ""
      }
    }
    return result + escape(part)
  }
}
