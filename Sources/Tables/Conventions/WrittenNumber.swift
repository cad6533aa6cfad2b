internal import Basics

/// The sign before the decimals of a number.
public enum DecimalSign: String, Hashable, Sendable, CaseIterable {
  case point = "."
  case comma = ","

  /// The other one, which then parts thousands.
  var other: DecimalSign { self == .point ? .comma : .point }
}

/// How a number says that it is below zero, where it does not by a minus before it.
public enum NegativeForm: String, Hashable, Sendable {
  case parentheses
  case minusBehind = "minus behind"
}

/// A number as people write it: with a decimal point or comma, groups of three digits, a currency, a percent sign,
/// parentheses or a minus behind for what is below zero.
struct WrittenNumber {
  /// The number under one meaning of point and comma, as programs write it: `-1234.5`.
  struct Reading: Hashable {
    let text: [UInt8]
    let isWhole: Bool
    /// What is between groups of three digits, where there are some.
    let groups: String?
  }

  /// What point and comma may mean; `nil` where the number cannot be read so.
  let (asPoint, asComma): (Reading?, Reading?)
  /// The currency, `%`, `‰`, or the unit behind.
  let unit: String?
  /// How it says that it is below zero, where it does not by a minus before it.
  let negative: NegativeForm?
  /// Whether the unit is a currency.
  var isMoney: Bool { unit.map(Currency.isKnown) ?? false }
  /// Whether it may be an address of the internet: four numbers up to 255 with points between.
  let isAddress: Bool
  /// Whether only one of the two readings is there.
  var isDecisive: Bool { (asPoint == nil) != (asComma == nil) }
  /// Whether both readings are there, and differ.
  var isAmbiguous: Bool { asPoint != nil && asComma != nil && asPoint != asComma }

  /// Whether a word is a unit that people write behind numbers, or the code of a currency.
  static func isUnit(_ word: String) -> Bool {
    MeasuredUnit.symbols.contains(word) || Currency.isKnown(word)
  }

  func reading(_ sign: DecimalSign) -> Reading? { sign == .point ? asPoint : asComma }

  /// What follows the number that a text begins with: `Mio.` of `3,5 Mio.`; `nil` where it begins with none, or
  /// where the rest is longer than a few signs.
  static func rest(of text: UnsafeBufferPointer<UInt8>) -> String? {
    guard (2...longest).contains(text.count), let first = text.first,
      first &- 0x30 < 10 || first == 0x2D || first == 0x2B || first >= 0x80 || first == 0x24
    else { return nil }
    let all = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    guard let last = all.lastIndex(where: { ("0"..."9").contains($0) }) else { return nil }
    let rest = all[(last + 1)...].drop { isBlank($0) }
    guard (1...12).contains(rest.count), let sign = rest.first,
      sign.properties.isAlphabetic || "*°µ\"'†‡§^~+!".unicodeScalars.contains(sign)
    else { return nil }
    var number = String(String.UnicodeScalarView(all[...last]))
    guard number.withUTF8({ WrittenNumber($0) }) != nil else { return nil }
    return String(String.UnicodeScalarView(rest))
  }

  /// Longer texts are not numbers.
  private static let longest = 64

  /// Whether a text begins with four letters, as no currency does.
  private static func isWord(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.count > 3 && (0..<4).allSatisfy { (text[$0] | 0x20) &- 0x61 < 26 }
  }

  /// The number in `text`; `nil` where it is none.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard (1...Self.longest).contains(text.count), !Self.isWord(text),
      text.contains(where: { $0 &- 0x30 < 10 })
    else { return nil }
    var rest = Array(String(decoding: text, as: UTF8.self).unicodeScalars)[...]
    var isNegative = false
    var form: NegativeForm?
    guard let unit = Self.strip(&rest, &isNegative, &form), let core = Core(rest) else {
      return nil
    }
    self.unit = unit.isEmpty ? nil : unit
    negative = form
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
    _ text: inout ArraySlice<Unicode.Scalar>, _ isNegative: inout Bool,
    _ form: inout NegativeForm?
  ) -> String? {
    trim(&text)
    var unit = ""
    var hasSign = false
    func takeParentheses() {
      guard !hasSign, text.first == "(", text.last == ")" else { return }
      text = text.dropFirst().dropLast()
      (isNegative, hasSign, form) = (true, true, .parentheses)
      trim(&text)
    }
    takeParentheses()
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
    // `$(1,200.50)`
    takeParentheses()
    // Behind them a percent sign or a currency, and the sign of accounting programs.
    func takeMinusBehind() {
      guard !hasSign, let minus = takeSign(text.last, isBehind: true),
        let before = text.dropLast().last, !",.-".unicodeScalars.contains(before)
      else { return }
      text.removeLast()
      (isNegative, hasSign, form) = (minus, true, .minusBehind)
      trim(&text)
    }
    takeMinusBehind()
    if let last = text.last, last == "%" || last == "\u{2030}" {
      guard unit.isEmpty else { return nil }
      text.removeLast()
      unit = String(last)
      trim(&text)
    } else if let (symbol, count) = Currency.suffix(text) ?? MeasuredUnit.suffix(text) {
      guard unit.isEmpty || unit == symbol else { return nil }
      text.removeLast(count)
      unit = symbol
      trim(&text)
    }
    takeMinusBehind()
    takeParentheses()
    if Currency.isKnown(unit) { takeDashes(&text) }
    return unit
  }

  /// Amounts of money have a dash for no cents: `5,-`, `5.--`.
  private static func takeDashes(_ text: inout ArraySlice<Unicode.Scalar>) {
    let dashes = text.reversed().prefix { "-\u{2013}\u{2014}".unicodeScalars.contains($0) }.count
    guard (1...2).contains(dashes), let sign = text.dropLast(dashes).last,
      sign == "," || sign == ".",
      let digit = text.dropLast(dashes + 1).last, ("0"..."9").contains(digit)
    else { return }
    text = text.dropLast(dashes + 1)
  }

  // MARK: Digits

  /// What parts the digits of a number.
  private enum Separator: String {
    case point = "."
    case comma = ","
    case blank = " "
    case apostrophe = "'"
  }

  /// Runs of digits with what is between them, and an exponent.
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

    /// The number where `sign` comes before the decimals.
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

/// Units that people write behind a number, beside `%` and currencies.
private enum MeasuredUnit {
  /// One letter must follow a blank: `12 m`, for 12m may be a million.
  static let symbols: Set<String> = Set(
    """
    mg g kg t kt Mt lb lbs oz mm cm dm m km mi ft yd mm² cm² m² km² ha m2 km2 cm3 m³ m3 ml mL cl dl l L hl ms s min h
    W kW MW GW TW Wh kWh MWh GWh TWh J kJ MJ GJ kcal cal kB KB MB GB TB PB KiB MiB GiB TiB byte bytes bit Hz kHz MHz
    GHz °C °F ° K V kV mV A mA Pa hPa kPa MPa bar mbar N Nm dB px rpm ppm km/h m/s g/kWh kg/m² kg/m³ µg µm µs nm
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  static func suffix(_ text: ArraySlice<Unicode.Scalar>) -> (symbol: String, count: Int)? {
    guard let last = text.lastIndex(where: { ("0"..."9").contains($0) }) else { return nil }
    // `m²` and `m2` end in what may be a digit.
    let start =
      ["2", "3"].contains(text[last]) && last == text.endIndex - 1
      ? (text[..<last].lastIndex { ("0"..."9").contains($0) } ?? last) : last
    let behind = text[(start + 1)...]
    let symbol = behind.drop { $0.properties.isWhitespace }
    guard (1...5).contains(symbol.count),
      symbol.count > 1 || behind.count > symbol.count
        || symbol.first == "°"
    else { return nil }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: symbol)
    let name = String(view)
    return symbols.contains(name) ? (name, symbol.count) : nil
  }
}

/// Currencies by sign and code.
private enum Currency {
  /// Whether a unit is the code of a currency.
  static func isKnown(_ unit: String) -> Bool {
    codes.contains(unit) || signs.contains { $0.code == unit }
  }

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
    guard let first = text.first, !isDigit(first) else { return nil }
    for (sign, code) in signs where text.starts(with: sign) { return (code, sign.count) }
    return code(text.prefix(3))
  }

  static func suffix(_ text: ArraySlice<Unicode.Scalar>) -> (code: String, count: Int)? {
    guard let last = text.last, !isDigit(last) else { return nil }
    for (sign, code) in signs where text.suffix(sign.count).elementsEqual(sign) {
      return (code, sign.count)
    }
    return code(text.suffix(3))
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func code(_ letters: ArraySlice<Unicode.Scalar>) -> (code: String, count: Int)? {
    var word = String.UnicodeScalarView()
    word.append(contentsOf: letters)
    let code = String(word)
    return codes.contains(code) ? (code, 3) : nil
  }
}
