internal import Basics
internal import Tables

/// Escapes text so that Typst finds no markup, code, formula, comment or label in it.
enum TypstText {
  /// Text within content, `[...]`, or a paragraph.
  ///
  /// A point at the beginning, without a letter or digit behind it, is escaped as well: after a number that another part
  /// has printed it would begin a numbered list.
  static func escape(_ text: String) -> String {
    var bytes: [UInt8] = []
    let source = Array(HostileText.visible(MarkdownText.singleLine(text)).utf8)
    bytes.reserveCapacity(source.count + 8)
    // Digits at the beginning, and a point after them.
    var isHead = true
    for (index, byte) in source.enumerated() {
      let before = index > 0 ? source[index - 1] : nil
      let after = index + 1 < source.count ? source[index + 1] : nil
      let needsEscape: Bool
      switch byte {
      case UInt8(ascii: "-"): needsEscape = !(isLetter(before) && isLetter(after))
      case UInt8(ascii: "."):
        needsEscape = before == byte || isHead && !isDigit(after) && !isLetter(after)
      default: needsEscape = marks.contains(byte)
      }
      if needsEscape { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
      isHead = isHead && isDigit(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let marks = Array("\\#$*_`<>@~=+/[]\"".utf8)

  private static func isDigit(_ byte: UInt8?) -> Bool {
    byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }

  private static func isLetter(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
  }

  /// Text as a string of Typst's code, with its quotation marks.
  static func string(_ text: String) -> String {
    var result = "\""
    for scalar in HostileText.visible(text).unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// One line of text as a string.
  static func lineString(_ text: String) -> String { string(MarkdownText.singleLine(text)) }

  /// Code within a line, that may break between words, after dots, hyphens, underscores and slashes.
  static func code(_ text: String) -> String {
    let visible = Array(HostileText.visible(MarkdownText.singleLine(text)))
    var broken = ""
    for (index, character) in visible.enumerated() {
      broken.append(character)
      let next = index + 1 < visible.count ? visible[index + 1] : " "
      if index > 0, "._-/".contains(character), next.isLetter || next.isNumber {
        broken.append("\u{200B}")
      }
    }
    // The places to break are put in after what is invisible was made visible.
    var result = "\""
    for scalar in broken.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\u{200B}": result += "\\u{200b}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    // The name of an option stays in one piece.
    return visible.first == "-" && visible.count < 24
      ? "#box(raw(" + result + "\"));" : "#raw(" + result + "\");"
  }

  /// An array of Typst's code; one element needs its comma.
  static func array(_ elements: [String]) -> String {
    "(" + elements.joined(separator: ", ") + (elements.count == 1 ? ",)" : ")")
  }
}
