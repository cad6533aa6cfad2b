internal import Basics
internal import Tables

/// A word, a number or a sign of a text that a person wrote.
struct WrittenToken: Hashable, Sendable {
  /// A number as it is written.
  struct Number: Hashable, Sendable {
    /// `nil` if the separators fit no number.
    let value: Double?
    /// Whether a single comma before three digits was read as a thousands separator.
    let isAmbiguous: Bool
  }

  enum Kind: Hashable, Sendable {
    case word
    case number(Number)
    case symbol(String)
  }

  let kind: Kind
  let text: String
  /// Whether white space precedes it.
  let spaceBefore: Bool

  var lowercased: String { text.lowercased() }
  var isWord: Bool { kind == .word }
  var isNumber: Bool { if case .number = kind { true } else { false } }

  /// The tokens of a text. `CO2` in its spellings is a word, however the 2 is set.
  static func tokens(of text: String) -> [WrittenToken] {
    var scanner = Scanner(text)
    return scanner.tokens()
  }

  /// The number that the whole text is, with a sign; `nil` if it is anything else.
  static func number(_ text: String) -> Double? {
    let tokens = tokens(of: text)
    guard let last = tokens.last, case .number(let number) = last.kind, let value = number.value,
      value.isFinite
    else { return nil }
    switch tokens.count {
    case 1: return value
    case 2 where !last.spaceBefore && tokens[0].text == "-": return -value
    case 2 where !last.spaceBefore && tokens[0].text == "+": return value
    default: return nil
    }
  }

  /// `7B`, `1.4 trillion`, `350M`: the number of things that the whole text is; `nil` if it is anything else.
  static func count(_ text: String) -> Double? {
    if let number = number(text) { return number }
    let tokens = tokens(of: text)
    guard tokens.count == 2, case .number(let number) = tokens[0].kind, let value = number.value,
      tokens[1].isWord, let magnitude = magnitudes[tokens[1].lowercased]
    else { return nil }
    let product = value * magnitude
    return product.isFinite ? product : nil
  }

  /// What words and letters multiply a count by.
  static let magnitudes: [String: Double] = [
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
    "billion": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12,
  ]

  /// Walks over a text once.
  private struct Scanner {
    private let text: [Unicode.Scalar]
    private var place = 0

    init(_ text: String) {
      self.text = text.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        .unicodeScalars.map(Self.plain)
    }

    /// One spelling of signs that are written in several.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
      switch scalar {
      case "\u{2212}", "\u{2010}", "\u{2011}", "\u{207B}", "\u{FE63}", "\u{FF0D}": "-"
      case "\u{2013}", "\u{2014}", "\u{2012}", "\u{2015}": "–"
      case "\u{A0}", "\u{202F}", "\u{2009}", "\u{2007}", "\u{2008}": " "
      case "\u{2019}", "\u{2BC}": "'"
      case "\u{2082}": "2"
      case "∗", "·", "⋅": "*"
      case "✕", "⨯": "×"
      case "⩽", "≦", "≲": "≤"
      case "⩾", "≧", "≳": "≥"
      case "∼", "≃", "≅": "≈"
      case "\u{3BC}", "\u{B5}": "u"
      default: scalar
      }
    }

    mutating func tokens() -> [WrittenToken] {
      var tokens: [WrittenToken] = []
      var isSpaced = false
      func add(_ kind: Kind, _ text: String) {
        tokens.append(WrittenToken(kind: kind, text: text, spaceBefore: isSpaced))
        isSpaced = false
      }
      while place < text.count {
        let scalar = text[place]
        if scalar.properties.isWhitespace {
          isSpaced = true
          place += 1
        } else if startsNumber {
          let start = place
          let number = self.number()
          add(.number(number), Self.string(text[start..<place]))
        } else if scalar.isLetter {
          add(.word, word())
        } else if scalar == "+", at(1) == "/", at(2) == "-" {
          add(.symbol("±"), "±")
          place += 3
        } else {
          add(.symbol(String(scalar)), String(scalar))
          place += 1
        }
      }
      return tokens
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      return String(text)
    }

    private func at(_ offset: Int) -> Unicode.Scalar? {
      text.indices.contains(place + offset) ? text[place + offset] : nil
    }

    private static func isDigit(_ scalar: Unicode.Scalar?) -> Bool {
      scalar.map { ("0"..."9").contains($0) } ?? false
    }

    private var startsNumber: Bool {
      if Self.isDigit(at(0)) { return true }
      // "No.5" does not mean a half.
      let follows = at(-1).map { $0.isLetter || Self.isDigit($0) } ?? false
      return at(0) == "." && Self.isDigit(at(1)) && !follows
    }

    // MARK: Words

    /// Letters, and digits after them: `v100` is not a number.
    private mutating func word() -> String {
      var word = letters()
      guard ["co", "gco", "kgco", "tco"].contains(word.lowercased()), let end = subscriptTwo else {
        return word
      }
      place = end
      // CO2, then what follows without a space: CO2eq.
      word += "2" + letters()
      return word
    }

    private mutating func letters() -> String {
      let start = place
      while let scalar = at(0), scalar.isLetter || Self.isDigit(scalar) { place += 1 }
      return Self.string(text[start..<place])
    }

    /// The place after the 2 of a CO2 whose 2 is apart: `CO 2`, `CO_2`, `CO$_2$`, `CO<sub>2</sub>`.
    private var subscriptTwo: Int? {
      var end = place
      let tag: [Unicode.Scalar] = ["<", "s", "u", "b", ">"]
      if text[end...].starts(with: tag) {
        end += tag.count
      } else {
        while end < text.count, end - place < 4, " _$^~{\\".unicodeScalars.contains(text[end]) {
          end += 1
        }
      }
      guard end > place, end < text.count, text[end] == "2" else { return nil }
      let next = end + 1 < text.count ? text[end + 1] : " "
      guard !Self.isDigit(next), next != ".", next != "," else { return nil }
      end += 1
      let close: [Unicode.Scalar] = ["<", "/", "s", "u", "b", ">"]
      if text[end...].starts(with: close) { return end + close.count }
      while end < text.count, "$}~".unicodeScalars.contains(text[end]) { end += 1 }
      return end
    }

    // MARK: Numbers

    private mutating func number() -> Number {
      let reading = LeadingNumber.reading(text, at: place)
      place = reading.end
      // "5." at the end of a sentence, or before a unit.
      if at(0) == ".", at(1).map({ !$0.isLetter && $0 != "." }) ?? true { place += 1 }
      guard let value = reading.text.flatMap(Double.init) else {
        return Number(value: nil, isAmbiguous: false)
      }
      return Number(value: value * powerOfTen(value), isAmbiguous: reading.isAmbiguous)
    }

    /// ` × 10^3` after a number, and `^3` after a 10: what to multiply by.
    private mutating func powerOfTen(_ value: Double) -> Double {
      let start = place
      if value != 10 || power == nil {
        while at(0) == " " { place += 1 }
        guard let sign = at(0), "xX×*".unicodeScalars.contains(sign) else {
          place = start
          return 1
        }
        place += 1
        while at(0) == " " { place += 1 }
        guard at(0) == "1", at(1) == "0" else {
          place = start
          return 1
        }
        place += 2
      }
      guard let (exponent, length) = power, let factor = Double("1e\(exponent)") else {
        place = start
        return 1
      }
      place += length
      return place - start == length ? factor / 10 : factor
    }

    /// `^3`, `**3` or `³` at the place, and its length.
    private var power: (exponent: Int, length: Int)? {
      var length = at(0) == "^" ? 1 : at(0) == "*" && at(1) == "*" ? 2 : 0
      if length > 0, at(length) == "{" { length += 1 }
      let raised = length == 0
      var text = ""
      if at(length) == "-" {
        text = "-"
        length += 1
      }
      while let scalar = at(length),
        let digit = raised ? Self.superscripts.firstIndex(of: scalar) : Int(String(scalar))
      {
        text += String(digit)
        length += 1
      }
      if at(length) == "}" { length += 1 }
      return Int(text).map { ($0, length) }
    }

    private static let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹".unicodeScalars)
  }
}

extension Unicode.Scalar {
  fileprivate var isLetter: Bool { properties.isAlphabetic }
}
