/// Words that stand for a missing value where a column otherwise holds numbers, dates or truth values.
///
/// In a column of texts such a word is a text like any other: NA is Namibia, and a dash may be an answer.
enum MissingWords {
  /// In lower case. What programs write (R, pandas, SQL, Excel, SAS), and what people do.
  private static let words: Set<String> = [
    "na", "n/a", "n.a.", "n.a", "n. a.", "n/d", "<na>", "nan", "-nan", "nat", "null", "(null)",
    "[null]", "\\n", "none", "nil", "undefined", "missing", "unknown", "not available",
    "not applicable", "not reported", "no answer", "no data", "(blank)", "(empty)", "k.a.", "k. a.",
    "keine angabe", "unbekannt", "n.d.", "n. d.", "nd", "n.v.", "s/o", "inconnu", "-", "--", "---",
    "–", "—", "?", ".", "..", "...", "*", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan", "0000-00-00",
    "0000-00-00 00:00:00",
  ]

  /// Those that hardly mean anything else, also among texts.
  private static let plain: Set<String> = [
    "na", "n/a", "n.a.", "<na>", "nan", "null", "(null)", "\\n", ".", "-", "--", "?",
  ]

  private static let longest = 19

  /// Whether a text, without blanks around it, is such a word.
  static func contains(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let word = lowercased(text) else { return false }
    return words.contains(word) || isError(text) || isSpecial(text)
  }

  /// Whether a level of a column of texts probably means that nothing is known. Nearly all texts are distinguished by their
  /// length and first sign, without a look at the rest.
  static func isSuspect(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard (1...7).contains(text.count) else { return false }
    switch text[0] {
    case 0x23: return isError(text)
    case 0x4E, 0x6E, 0x3C, 0x28, 0x5C, 0x2E, 0x2D, 0x3F:
      return lowercased(text).map(plain.contains) ?? false
    default: return false
    }
  }

  /// Whether a text is an error of a spreadsheet in any language: `#DIV/0!`, `#NAME?`, `#N/A`, `#NV`, or a cell that was
  /// too narrow for its number, `####`.
  private static func isError(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count > 2, text[0] == 0x23, let last = text.last else { return false }
    let name = text.dropFirst()
    if name.allSatisfy({ $0 == 0x23 }) { return true }
    if last == 0x21 || last == 0x3F {
      return name.dropLast().allSatisfy { $0 == 0x2F || $0 == 0x30 || $0 == 0x5F || $0 >= 0x41 }
    }
    return ["n/a", "na", "nv", "n/v", "n/d", "n/a n/a"].contains(
      String(decoding: name, as: UTF8.self).lowercased())
  }

  /// Whether a text is a special missing value of SAS or Stata: `.a` to `.z`, `._`.
  private static func isSpecial(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.count == 2 && text[0] == 0x2E
      && (text[1] == 0x5F || (0x61...0x7A).contains(text[1] | 0x20))
  }

  private static func lowercased(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    guard (1...longest).contains(text.count) else { return nil }
    return String(decoding: text, as: UTF8.self).lowercased()
  }
}
