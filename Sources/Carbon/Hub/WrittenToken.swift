/// A word, a number or a sign of a text that a person wrote.
struct WrittenToken: Hashable, Sendable {
  /// A number as it is written.
  struct Number: Hashable, Sendable {
    /// `nil` where the separators fit no number.
    let value: Double?
    /// Whether a single comma before three digits was read as a thousands separator.
    let isAmbiguous: Bool
  }

  enum Kind: Hashable, Sendable {
    case word
    case number(Number)
    case symbol(Character)
  }

  let kind: Kind
  let text: String
  /// Whether white space stands before it.
  let spaceBefore: Bool

  var lowercased: String { text.lowercased() }
  var isWord: Bool { kind == .word }
  var isNumber: Bool { if case .number = kind { true } else { false } }

  /// The tokens of a text. `CO2` in its spellings is a word, however the 2 is set.
  static func tokens(of text: String) -> [WrittenToken] {
    var scanner = Scanner(text)
    return scanner.tokens()
  }

  /// The number that the whole text is, with a sign; `nil` where it is anything else.
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

  /// Walks over a text once.
  private struct Scanner {
    private let text: [Character]
    private var place = 0

    init(_ text: String) {
      self.text = text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").map(Self.plain)
    }

    /// One spelling of signs that are written in several.
    private static func plain(_ character: Character) -> Character {
      switch character {
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
      default: character
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
        let character = text[place]
        if character.isWhitespace {
          isSpaced = true
          place += 1
        } else if startsNumber {
          let start = place
          let number = self.number()
          add(.number(number), String(text[start..<place]))
        } else if character.isLetter {
          add(.word, word())
        } else if character == "+", at(1) == "/", at(2) == "-" {
          add(.symbol("±"), "±")
          place += 3
        } else {
          add(.symbol(character), String(character))
          place += 1
        }
      }
      return tokens
    }

    private func at(_ offset: Int) -> Character? {
      text.indices.contains(place + offset) ? text[place + offset] : nil
    }

    private static func isDigit(_ character: Character?) -> Bool {
      character.map { ("0"..."9").contains($0) } ?? false
    }

    private var startsNumber: Bool {
      if Self.isDigit(at(0)) { return true }
      // "No.5" is none of a half.
      let follows = at(-1).map { $0.isLetter || $0.isNumber } ?? false
      return at(0) == "." && Self.isDigit(at(1)) && !follows
    }

    // MARK: Words

    /// Letters, and digits after them: `v100` is no number.
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
      var word = ""
      while let character = at(0), character.isLetter || Self.isDigit(character) {
        word.append(character)
        place += 1
      }
      return word
    }

    /// The place after the 2 of a CO2 whose 2 stands apart: `CO 2`, `CO_2`, `CO$_2$`, `CO<sub>2</sub>`.
    private var subscriptTwo: Int? {
      var end = place
      let tag: [Character] = ["<", "s", "u", "b", ">"]
      if text[end...].starts(with: tag) {
        end += tag.count
      } else {
        while end < text.count, end - place < 4, " _$^~{\\".contains(text[end]) { end += 1 }
      }
      guard end > place, end < text.count, text[end] == "2" else { return nil }
      let next = end + 1 < text.count ? text[end + 1] : " "
      guard !Self.isDigit(next), next != ".", next != "," else { return nil }
      end += 1
      let close: [Character] = ["<", "/", "s", "u", "b", ">"]
      if text[end...].starts(with: close) { return end + close.count }
      while end < text.count, "$}~".contains(text[end]) { end += 1 }
      return end
    }

    // MARK: Numbers

    private mutating func number() -> Number {
      var groups: [String] = [digits()]
      var separators: [Character] = []
      while let separator = at(0), ".,'_ ".contains(separator), Self.isDigit(at(1)) {
        let start = place
        place += 1
        let group = digits()
        let isThousands = group.count == 3 && groups[0].count <= 3
        if " '_".contains(separator),
          !isThousands || separators.contains(where: { ".".contains($0) })
        {
          place = start
          break
        }
        separators.append(separator)
        groups.append(group)
      }
      if at(0) == ".", separators.isEmpty, !(at(1)?.isLetter ?? false), at(1) != "." { place += 1 }
      let (plain, isAmbiguous) = Self.plain(groups, separators)
      guard let plain, let value = Double(plain + exponent()) else {
        return Number(value: nil, isAmbiguous: false)
      }
      return Number(value: value * powerOfTen(value), isAmbiguous: isAmbiguous)
    }

    private mutating func digits() -> String {
      var digits = ""
      while let character = at(0), Self.isDigit(character) {
        digits.append(character)
        place += 1
      }
      return digits
    }

    /// `e3` right after the digits.
    private mutating func exponent() -> String {
      guard at(0) == "e" || at(0) == "E" else { return "" }
      let hasSign = at(1) == "-" || at(1) == "+"
      guard Self.isDigit(at(hasSign ? 2 : 1)) else { return "" }
      let sign = hasSign ? String(at(1) ?? "+") : ""
      place += hasSign ? 2 : 1
      return "e" + sign + digits()
    }

    /// ` × 10^3` after a number, and `^3` after a 10: what to multiply by.
    private mutating func powerOfTen(_ value: Double) -> Double {
      let start = place
      if value != 10 || power == nil {
        while at(0) == " " { place += 1 }
        guard let sign = at(0), "xX×*".contains(sign) else {
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
      while let character = at(length),
        let digit = raised ? Self.superscripts.firstIndex(of: character) : Int(String(character))
      {
        text += String(digit)
        length += 1
      }
      if at(length) == "}" { length += 1 }
      return Int(text).map { ($0, length) }
    }

    private static let superscripts: [Character] = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")

    /// The digits with a point for the decimal sign; `nil` where the separators fit no number.
    private static func plain(
      _ groups: [String], _ separators: [Character]
    ) -> (digits: String?, isAmbiguous: Bool) {
      guard let last = separators.last else {
        return (groups[0].isEmpty ? nil : groups[0], false)
      }
      func decimal() -> String {
        groups.dropLast().joined() + "." + (groups.last ?? "")
      }
      let isDecimalSign = last == "." || last == ","
      let others = Set(separators.dropLast())
      if separators.count == 1 {
        if last == "." { return ((groups[0].isEmpty ? "0" : "") + decimal(), false) }
        let isThousands =
          groups[1].count == 3 && (1...3).contains(groups[0].count) && groups[0] != "0"
        if last == "," { return isThousands ? (groups.joined(), true) : (decimal(), false) }
        return (groups.joined(), false)
      }
      if others == [last] { return (isGrouped(groups[...]) ? groups.joined() : nil, false) }
      // 1,234.5 and 1.234,5: the last sign is the decimal one.
      guard isDecimalSign, others.count == 1, isGrouped(groups.dropLast()) else {
        return (nil, false)
      }
      return (decimal(), false)
    }

    /// Groups of three, or as in India two before the last three.
    private static func isGrouped(_ groups: ArraySlice<String>) -> Bool {
      guard let first = groups.first, (1...3).contains(first.count), let last = groups.last,
        groups.count > 1, last.count == 3
      else { return groups.count == 1 && (1...3).contains(groups.first?.count ?? 0) }
      let middle = groups.dropFirst().dropLast()
      return middle.allSatisfy { $0.count == 3 }
        || (first.count <= 2 && middle.allSatisfy { $0.count == 2 })
    }
  }
}
