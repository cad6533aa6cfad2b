/// What data text may do to a page or a picture besides markup: hide, reverse, or end a string.
package enum HostileText {
  /// Whether a character is invisible and changes how others are shown or read: controls,
  /// direction overrides and isolates, zero-width characters, tags, and the byte order mark.
  package static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x08, 0x0B...0x0C, 0x0E...0x1F, 0x7F...0x9F: true
    case 0x200B, 0x200E...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0x061C, 0xFEFF, 0xFFF9...0xFFFB:
      true
    case 0x2028, 0x2029, 0xE000...0xF8FF, 0xFFFE, 0xFFFF, 0xE0000...0xE007F, 0x115F, 0x1160, 0x3164,
      0xFFA0:
      true
    default: false
    }
  }

  /// The text with each invisible character shown as `⟨U+202E⟩`.
  package static func visible(_ text: String) -> String {
    guard !text.isPlainASCII, text.unicodeScalars.contains(where: isInvisible) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isInvisible(scalar) {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        let padding = String(repeating: "0", count: max(0, 4 - hex.count))
        result.append(contentsOf: "⟨U+\(padding)\(hex)⟩".unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }
}

extension String {
  /// Whether every byte is a printable sign of ASCII, or a space: nothing to hide, break or convert.
  package var isPlainASCII: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }

  /// The text with each `scalar` replaced. Escapes are made so and not by `replacing`: a quote that bears an
  /// accent is another character to Swift, and the same quote to who reads the escaped text.
  package func replacing(scalar: Unicode.Scalar, with text: String) -> String {
    guard unicodeScalars.contains(scalar) else { return self }
    return unicodeScalars.map { $0 == scalar ? text : String($0) }.joined()
  }
}
