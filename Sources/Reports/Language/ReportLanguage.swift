internal import Basics

/// A language that reports can be in: their fixed words, numbers, dates and quotation marks.
public enum ReportLanguage: String, Hashable, Sendable, CaseIterable {
  case english = "en"
  case german = "de"
  case french = "fr"
  case spanish = "es"

  /// A fixed word.
  subscript(word: ReportWord) -> String {
    let words = ReportWord.translations[word] ?? []
    let place = Self.allCases.firstIndex(of: self) ?? 0
    return words.indices.contains(place) ? words[place] : word.rawValue
  }

  /// What stands before the date of the data in the head of a report.
  package var dataOf: String {
    (self == .german ? self[.data] : self[.data].lowercased())
      + (self == .french ? "\u{A0}: " : ": ")
  }

  /// What the head calls a study.
  package func study(_ id: String) -> String { self[.study] + " " + id }

  /// "a", "a and b", "a, b and c".
  func listed(_ texts: [String]) -> String {
    guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
    return texts.dropLast().joined(separator: ", ") + " " + self[.and] + " " + last
  }

  // MARK: Numbers and dates

  private var decimalSign: Character { self == .english ? "." : "," }

  /// Between thousands.
  private var groupSign: Character {
    switch self {
    case .english: ","
    case .german: "."
    case .french, .spanish: "\u{202F}"
    }
  }

  /// A number as it is printed in English, with the signs of this language; what is no number stays.
  func number(_ text: String) -> String {
    guard self != .english, text.contains(where: \.isNumber) else { return text }
    return String(
      text.map { character in
        switch character {
        case ".": decimalSign
        case ",": groupSign
        default: character
        }
      })
  }

  /// "30 November 2026" or "November 2026" as this language writes them; other text as it is.
  package func date(_ text: String) -> String? {
    let parts = text.split { $0 == " " || String($0) == NumberFormat.unitSpace }.map(String.init)
    guard (2...3).contains(parts.count), let year = parts.last, Int(year) != nil,
      let month = CalendarDate.months.firstIndex(of: parts[parts.count - 2])
    else { return nil }
    let name = (Self.months[self] ?? CalendarDate.months)[month]
    let day = parts.count == 3 ? parts[0] : nil
    let space = NumberFormat.unitSpace
    switch self {
    case .english: return text
    case .german: return (day.map { $0 + "." + space } ?? "") + name + " " + year
    case .french: return (day.map { ($0 == "1" ? "1er" : $0) + space } ?? "") + name + " " + year
    case .spanish: return (day.map { $0 + space + "de " } ?? "") + name + " de " + year
    }
  }

  private static let months: [ReportLanguage: [String]] = [
    .german: [
      "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
      "Oktober", "November", "Dezember",
    ],
    .french: [
      "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
      "octobre", "novembre", "décembre",
    ],
    .spanish: [
      "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
      "octubre", "noviembre", "diciembre",
    ],
  ]

  /// A printed value in this language.
  func value(_ value: Value) -> Value {
    guard self != .english else { return value }
    let text =
      date(value.text)
      ?? (value.numbers.isEmpty
        ? value.text
        : value.text.split(separator: " to ", omittingEmptySubsequences: false)
          .map { number(String($0)) }.joined(separator: " " + self[.to] + " "))
    return Value(text, unit: value.unit, address: value.address, numbers: value.numbers)
  }

  // MARK: Quotation marks

  /// The marks around a quotation, and around one within it.
  var quotes: (outer: (String, String), inner: (String, String)) {
    switch self {
    case .english: (("“", "”"), ("‘", "’"))
    case .german: (("„", "“"), ("‚", "‘"))
    case .french: (("«\u{A0}", "\u{A0}»"), ("“", "”"))
    case .spanish: (("«", "»"), ("“", "”"))
    }
  }
}
