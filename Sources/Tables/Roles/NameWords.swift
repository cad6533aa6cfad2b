internal import Foundation

/// The name of a column as words: lower-case, without accents, parted at blanks, signs, digits and capitals within.
package struct NameWords: Sendable {
  /// The words in order; digits are words of their own.
  package let words: [String]
  /// The whole name, folded.
  package let text: String

  package init(_ name: String) {
    var words: [String] = []
    var current = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    func flush() {
      if !current.isEmpty { words.append(Self.folded(String(current))) }
      current = String.UnicodeScalarView()
    }
    for scalar in name.unicodeScalars.prefix(300) {
      let isLetter =
        scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
      let isDigit = ("0"..."9").contains(scalar)
      guard isLetter || isDigit || scalar == "%" else {
        flush()
        last = nil
        continue
      }
      if let last {
        let wasDigit = ("0"..."9").contains(last)
        let opens = scalar.properties.isUppercase && last.properties.isLowercase
        if opens || wasDigit != isDigit || scalar == "%" { flush() }
      }
      current.append(scalar)
      last = scalar
    }
    flush()
    self.words = words
    text = Self.folded(name)
  }

  /// Lower-case, without accents, with plain quotes, trimmed.
  package static func folded(_ text: String) -> String {
    plainFolded(text) ?? foldedUnicode(text)
  }

  /// Of ASCII, without Unicode's tables; `nil` for other texts.
  private static func plainFolded(_ text: String) -> String? {
    var text = text
    return text.withUTF8 { bytes -> String? in
      guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
      func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
      let start = bytes.firstIndex { !isBlank($0) } ?? bytes.count
      let end = bytes.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
      return String(unsafeUninitializedCapacity: end - start) { target in
        for place in start..<end {
          let byte = bytes[place]
          target[place - start] =
            byte &- 0x41 < 26 ? byte | 0x20 : byte == UInt8(ascii: "`") ? UInt8(ascii: "'") : byte
        }
        return end - start
      }
    }
  }

  private static func foldedUnicode(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar {
      case "ß": result.append(contentsOf: "ss".unicodeScalars)
      case "’", "‘", "`", "´": result.append("'")
      case "–", "—", "−", "‑": result.append("-")
      case "\u{A0}", "\u{202F}": result.append(" ")
      default:
        if scalar.properties.generalCategory != .nonspacingMark { result.append(scalar) }
      }
    }
    return String(result).trimmingCharacters(in: .whitespaces)
  }

  /// The first word that belongs to a vocabulary, as it is or, of a long word, by its ending.
  package func first(in vocabulary: Vocabulary) -> String? {
    words.first { vocabulary.holds($0) }
  }

  /// The word by which a name speaks of a code: its last one, or the first before others (`code postal`, `zip of home`).
  package var code: String? {
    let named = words.filter { $0.first?.isNumber != true }
    return [named.last, named.first].compactMap(\.self).first { word in
      RoleWords.code.holds(word) && (word == named.last || RoleWords.postal.holds(word))
    }
  }

  /// Whether a word belongs to a vocabulary.
  package func has(_ vocabulary: Vocabulary) -> Bool { first(in: vocabulary) != nil }
}

/// Words that mean one thing in the names of columns.
package struct Vocabulary: Sendable {
  private let words: Set<String>
  private let endings: [String]

  /// - Parameters:
  ///   - words: parted by blanks.
  ///   - endings: of compounds, as German and Dutch make them.
  package init(_ words: String, endings: String = "") {
    self.words = Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
    self.endings = endings.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  package func holds(_ word: String) -> Bool {
    words.contains(word)
      || endings.contains { word.count > $0.count && word.hasSuffix($0) }
  }
}
