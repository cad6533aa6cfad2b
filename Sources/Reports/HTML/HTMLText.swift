/// Escapes text for HTML: content and quoted attributes alike.
enum HTMLText {
  static func escape(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in HostileText.visible(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
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
