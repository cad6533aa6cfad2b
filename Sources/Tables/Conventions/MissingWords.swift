/// Words that stand for a missing value where a column otherwise holds numbers, dates or truth values.
///
/// In a column of texts such a word is a text like any other: NA is Namibia, and a dash may be an answer.
enum MissingWords {
  /// In lower case. What programs write (R, pandas, SQL, Excel, SAS), and what people do.
  private static let words: Set<String> = [
    "na", "n/a", "n.a.", "#n/a", "<na>", "nan", "nat", "null", "(null)", "\\n", "none", "nil",
    "missing", "unknown", "not available", "no data", "k.a.", "k. a.", "keine angabe", "n.d.",
    "nd", "n.v.", "-", "--", "---", "–", "—", "?", ".", "..", "...", "*", "#value!", "#div/0!",
    "#ref!", "#name?", "#null!", "#num!", "#error!",
  ]

  /// Those that hardly mean anything else, also among texts.
  private static let plain: Set<String> = [
    "na", "n/a", "#n/a", "<na>", "nan", "null", "(null)", "\\n", ".", "-", "--", "?", "#value!",
    "#div/0!", "#ref!", "#name?", "#null!", "#num!",
  ]

  private static let longest = 14

  /// Whether a text, without blanks around it, is such a word.
  static func contains(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let word = lowercased(text) else { return false }
    return words.contains(word)
  }

  /// Whether a level of a column of texts probably means that nothing is known. Nearly all texts are told apart by their
  /// length and first sign, without a look at the rest.
  static func isSuspect(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard (1...7).contains(text.count) else { return false }
    switch text[0] {
    case 0x4E, 0x6E, 0x23, 0x3C, 0x28, 0x5C, 0x2E, 0x2D, 0x3F:
      return lowercased(text).map(plain.contains) ?? false
    default: return false
    }
  }

  private static func lowercased(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    guard (1...longest).contains(text.count) else { return nil }
    return String(decoding: text, as: UTF8.self).lowercased()
  }
}
