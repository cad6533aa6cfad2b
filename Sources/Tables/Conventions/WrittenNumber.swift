internal import Basics

/// The sign before the decimals of a number.
public enum DecimalSign: String, Hashable, Sendable, CaseIterable {
  case point = "."
  case comma = ","

  /// The other one, which then parts thousands.
  var other: DecimalSign { self == .point ? .comma : .point }
}

/// A number as people write it: with a decimal point or comma, groups of three digits, a currency, a percent sign,
/// parentheses or a minus behind for what is below zero.
struct WrittenNumber {
  /// The number under one meaning of point and comma, as programs write it: `-1234.5`.
  struct Reading: Hashable {
    let text: [UInt8]
    let isWhole: Bool
    /// What stands between groups of three digits, where there are some.
    let groups: String?
  }

  /// What point and comma may mean; `nil` where the number cannot be read so.
  let (asPoint, asComma): (Reading?, Reading?)
  /// The currency, or `%`.
  let unit: String?
  /// Whether it may be an address of the internet: four numbers up to 255 with points between.
  let isAddress: Bool
  /// Whether only one of the two readings is there.
  var isDecisive: Bool { (asPoint == nil) != (asComma == nil) }
  /// Whether both readings are there, and differ.
  var isAmbiguous: Bool { asPoint != nil && asComma != nil && asPoint != asComma }

  func reading(_ sign: DecimalSign) -> Reading? { sign == .point ? asPoint : asComma }

  /// Longer texts are no numbers.
  private static let longest = 64

  /// The number in `text`; `nil` where it is none.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard (1...Self.longest).contains(text.count), text.contains(where: { $0 &- 0x30 < 10 }) else {
      return nil
    }
    var rest = Array(String(decoding: text, as: UTF8.self).unicodeScalars)[...]
    var isNegative = false
    guard let unit = Self.strip(&rest, &isNegative), let core = Core(rest) else { return nil }
    self.unit = unit.isEmpty ? nil : unit
    isAddress = core.isAddress
    asPoint = core.reading(.point, isNegative: isNegative)
    asComma = core.reading(.comma, isNegative: isNegative)
    if asPoint == nil, asComma == nil { return nil }
  }

  // MARK: Around the digits

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

  private static func trim(_ text: inout ArraySlice<Unicode.Scalar>) {
    while let first = text.first, isBlank(first) { text.removeFirst() }
    while let last = text.last, isBlank(last) { text.removeLast() }
  }

  /// Takes sign, currency and percent sign off; the answer is the unit, empty where there is none, and `nil` where
  /// two of a kind contradict.
  private static func strip(
    _ text: inout ArraySlice<Unicode.Scalar>, _ isNegative: inout Bool
  ) -> String? {
    trim(&text)
    var unit = ""
    var hasSign = false
    if text.first == "(", text.last == ")" {
      text = text.dropFirst().dropLast()
      (isNegative, hasSign) = (true, true)
      trim(&text)
    }
    func takeSign(_ scalar: Unicode.Scalar?, isBehind: Bool) -> Bool? {
      switch scalar {
      case "-", "\u{2212}": true
      case "+" where !isBehind: false
      default: nil
      }
    }
    // Before the digits a sign and a currency, in either order.
    for _ in 0..<2 {
      if !hasSign, let minus = takeSign(text.first, isBehind: false) {
        text.removeFirst()
        (isNegative, hasSign) = (minus, true)
        trim(&text)
      } else if unit.isEmpty, let (symbol, count) = Currency.prefix(text) {
        text.removeFirst(count)
        unit = symbol
        trim(&text)
      }
    }
    // Behind them a percent sign or a currency, and the sign of accounting programs.
    if !hasSign, let minus = takeSign(text.last, isBehind: true) {
      text.removeLast()
      (isNegative, hasSign) = (minus, true)
      trim(&text)
    }
    if text.last == "%" {
      guard unit.isEmpty else { return nil }
      text.removeLast()
      unit = "%"
      trim(&text)
    } else if let (symbol, count) = Currency.suffix(text) {
      guard unit.isEmpty || unit == symbol else { return nil }
      text.removeLast(count)
      unit = symbol
      trim(&text)
    }
    return unit
  }

  // MARK: Digits

  /// What parts the digits of a number.
  private enum Separator: String {
    case point = "."
    case comma = ","
    case blank = " "
    case apostrophe = "'"
  }

  /// Runs of digits with what stands between them, and an exponent.
  private struct Core {
    private var runs: [[UInt8]] = [[]]
    private var separators: [Separator] = []
    private var exponent: [UInt8] = []

    init?(_ text: ArraySlice<Unicode.Scalar>) {
      var place = text.startIndex
      scan: while place < text.endIndex {
        let scalar = text[place]
        switch scalar {
        case "0"..."9": runs[runs.count - 1].append(UInt8(ascii: scalar))
        case ".": add(.point)
        case ",": add(.comma)
        case "'", "\u{2019}": add(.apostrophe)
        case " ", "\u{A0}", "\u{202F}", "\u{2009}": add(.blank)
        case "e", "E":
          guard let found = Self.exponent(text[(place + 1)...]) else { return nil }
          exponent = found
          break scan
        default: return nil
        }
        place += 1
      }
      // A number may begin with its decimal sign; no two signs follow each other.
      guard let last = runs.last, !last.isEmpty, !runs.dropFirst().contains([]) else { return nil }
      if runs[0].isEmpty {
        guard let first = separators.first, first == .point || first == .comma,
          separators.count == 1
        else { return nil }
      }
    }

    private mutating func add(_ separator: Separator) {
      separators.append(separator)
      runs.append([])
    }

    private static func exponent(_ text: ArraySlice<Unicode.Scalar>) -> [UInt8]? {
      var digits = text
      var result = Array("e".utf8)
      if let sign = digits.first, sign == "-" || sign == "+" || sign == "\u{2212}" {
        result.append(sign == "+" ? UInt8(ascii: "+") : UInt8(ascii: "-"))
        digits.removeFirst()
      }
      guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
      return result + digits.map { UInt8(ascii: $0) }
    }

    /// The number where `sign` stands before the decimals.
    func reading(_ sign: DecimalSign, isNegative: Bool) -> Reading? {
      let decimal: Separator = sign == .point ? .point : .comma
      var groups = runs
      var kinds = separators
      var decimals: [UInt8] = []
      if kinds.last == decimal {
        decimals = groups.removeLast()
        kinds.removeLast()
      }
      guard !kinds.contains(decimal), Set(kinds).count <= 1 else { return nil }
      if let kind = kinds.first {
        guard exponent.isEmpty, Self.areGroups(groups, isIndian: kind == .comma) else { return nil }
      } else if groups[0].count > 1, groups[0][0] == 0x30 {
        return nil
      }
      let isWhole = decimals.isEmpty && exponent.isEmpty
      var text: [UInt8] = isNegative ? [0x2D] : []
      text += groups[0].isEmpty ? [0x30] : Array(groups.joined())
      if !decimals.isEmpty { text += [0x2E] + decimals }
      return Reading(text: text + exponent, isWhole: isWhole, groups: kinds.first?.rawValue)
    }

    var isAddress: Bool {
      separators == [.point, .point, .point]
        && runs.allSatisfy { (Int(String(decoding: $0, as: UTF8.self)) ?? 256) < 256 }
    }

    /// Groups of three after a first one of one to three digits; as in India also of two before the last.
    private static func areGroups(_ groups: [[UInt8]], isIndian: Bool) -> Bool {
      guard let first = groups.first, let last = groups.last, (1...3).contains(first.count),
        first[0] != 0x30, last.count == 3
      else { return false }
      let middle = groups.dropFirst().dropLast()
      return middle.allSatisfy { $0.count == 3 }
        || isIndian && first.count <= 2 && middle.allSatisfy { $0.count == 2 }
    }
  }
}

/// Currencies by sign and code.
private enum Currency {
  /// Signs as people write them; those of several countries stand for the one that is meant most.
  private static let signs: [(sign: [Unicode.Scalar], code: String)] = [
    ("US$", "USD"), ("A$", "AUD"), ("C$", "CAD"), ("NZ$", "NZD"), ("HK$", "HKD"), ("S$", "SGD"),
    ("R$", "BRL"), ("€", "EUR"), ("$", "USD"), ("£", "GBP"), ("¥", "JPY"), ("₹", "INR"),
    ("₽", "RUB"), ("₺", "TRY"), ("₩", "KRW"), ("₴", "UAH"), ("₫", "VND"), ("฿", "THB"),
    ("₪", "ILS"), ("zł", "PLN"), ("Kč", "CZK"), ("kr", "kr"), ("Fr.", "CHF"), ("Rs.", "INR"),
  ].map { (Array($0.0.unicodeScalars), $0.1) }

  /// Codes of ISO 4217 that are in use.
  private static let codes: Set<String> = Set(
    """
    AED ARS AUD BDT BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW MAD MXN MYR
    NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD UYU VND ZAR
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  static func prefix(_ text: ArraySlice<Unicode.Scalar>) -> (code: String, count: Int)? {
    for (sign, code) in signs where text.starts(with: sign) { return (code, sign.count) }
    return code(text.prefix(3))
  }

  static func suffix(_ text: ArraySlice<Unicode.Scalar>) -> (code: String, count: Int)? {
    for (sign, code) in signs where text.suffix(sign.count).elementsEqual(sign) {
      return (code, sign.count)
    }
    return code(text.suffix(3))
  }

  private static func code(_ letters: ArraySlice<Unicode.Scalar>) -> (code: String, count: Int)? {
    var word = String.UnicodeScalarView()
    word.append(contentsOf: letters)
    let code = String(word)
    return codes.contains(code) ? (code, 3) : nil
  }
}
