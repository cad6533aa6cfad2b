internal import Basics
internal import Tables

/// Escapes text so that no Markdown reader finds markup, a link or a formula in it.
enum MarkdownText {
  /// Text within a line.
  static func escape(_ text: String) -> String {
    // All signs of markup are ASCII, so bytes of longer characters pass as they are.
    var bytes: [UInt8] = []
    for byte in HostileText.visible(singleLine(text)).utf8 {
      if marks.contains(byte) { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    return breakingAutolinks(String(decoding: bytes, as: UTF8.self))
  }

  private static let marks = Array("\\`*_{}[]<>|~$^&#".utf8)

  /// Readers of GitHub's dialect link bare addresses even where their signs are escaped; an empty
  /// comment between the signs is invisible and breaks the address.
  private static func breakingAutolinks(_ text: String) -> String {
    guard
      text.utf8.contains(UInt8(ascii: ":")) || text.utf8.contains(UInt8(ascii: "@"))
        || text.lowercased().contains("www.")
    else { return text }
    var result = ""
    for character in text {
      result.append(character)
      switch character {
      case "@": result += separator
      case ":":
        let word = String(result.dropLast().reversed().prefix { $0.isLetter }.reversed())
        if ["http", "https", "ftp", "mailto", "xmpp"].contains(word.lowercased()) {
          result += separator
        }
      case "." where result.suffix(4).lowercased() == "www.": result += separator
      default: break
      }
    }
    return result
  }

  /// Escapes what would open a block at the start of a line.
  static func escapingStart(_ line: String) -> String {
    guard let first = line.first else { return line }
    if "+-=:".contains(first) { return "\\" + line }
    if first.isASCII, first.isNumber {
      let digits = line.prefix { $0.isASCII && $0.isNumber }
      if let next = line.dropFirst(digits.count).first, next == "." || next == ")" {
        return digits + "\\" + line.dropFirst(digits.count)
      }
    }
    return line
  }

  /// Marks around content; spaces at its ends stay outside, where marks may not be beside them.
  static func marked(_ content: String, _ mark: String) -> String {
    let head = content.prefix(while: \.isWhitespace)
    let rest = content[head.endIndex...]
    guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return content }
    let end = rest.index(after: last)
    return head + mark + rest[..<end] + mark + rest[end...]
  }

  /// What parts two pieces of Markdown and is not seen: a comment.
  static let separator = "<!-- -->"

  /// Whether two pieces must be parted so that the marks at their border are taken for marks: a mark beside
  /// another, or between a letter outside and a sign inside.
  static func needsSeparator(_ left: String, _ right: String, closes: Bool, opens: Bool) -> Bool {
    guard closes || opens, let before = left.last, let after = right.first else { return false }
    if closes && opens { return true }
    func isSign(_ character: Character?) -> Bool {
      character.map { !$0.isLetter && !$0.isNumber } ?? false
    }
    let (inside, outside) =
      opens
      ? (right.first { !"*~".contains($0) }, before) : (left.last { !"*~".contains($0) }, after)
    return isSign(inside) && !(outside.isWhitespace || outside.isASCII && isSign(outside))
  }

  /// A span of code whose fence is longer than any run of backticks in it.
  static func code(_ text: String, inTable: Bool) -> String {
    var text = HostileText.visible(singleLine(text))
    if inTable { text = text.replacing(scalar: "|", with: "\\|") }
    let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
    let needsSpace = text.hasPrefix("`") || text.hasSuffix("`") || text.isEmpty
    return needsSpace ? fence + " " + text + " " + fence : fence + text + fence
  }

  /// A formula, in the form that holds whatever signs of Markdown are in it.
  static func formula(_ source: String, inTable: Bool) -> String {
    let text = singleLine(source)
    return "$`" + (inTable ? text.replacing(scalar: "|", with: "\\|") : text) + "`$"
  }

  /// A path within the report as the destination of a link.
  static func path(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar.isASCII,
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "-._~/".unicodeScalars.contains(scalar)
      {
        result.unicodeScalars.append(scalar)
      } else {
        let hex = String(byte, radix: 16, uppercase: true)
        result += "%" + (hex.count == 1 ? "0" : "") + hex
      }
    }
    return result
  }

  static func longestRun(of character: Character, in text: String) -> Int {
    var longest = 0
    var run = 0
    for next in text {
      run = next == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  /// Line breaks and tabs as spaces.
  static func singleLine(_ text: String) -> String {
    guard !text.isPlainASCII, text.unicodeScalars.contains(where: isBreak) else { return text }
    var result = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where previous == "\r": break
      default: result.append(isBreak(scalar) ? " " : scalar)
      }
      previous = scalar
    }
    return String(result)
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\n", "\u{B}", "\u{C}", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  /// The id that GitHub gives a heading with this text.
  static func headingAnchor(_ text: String) -> String {
    var result = ""
    for character in text.lowercased() {
      if character.isLetter || character.isNumber || character == "-" || character == "_" {
        result.append(character)
      } else if character == " " {
        result.append("-")
      }
    }
    return result
  }
}
