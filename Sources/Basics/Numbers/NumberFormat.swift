internal import Foundation

/// How a number is printed: the one rounding for prose, tables, alternative texts and exports.
///
/// Fixed for every locale: a point before decimals, commas between thousands, a true minus sign, a
/// no-break space before a unit. Nothing prints as `-0`, `nan` or `inf`.
public struct NumberFormat: Hashable, Sendable {
  /// What kind of number.
  public enum Style: String, Hashable, Sendable, CaseIterable {
    /// Whole numbers as they are; others to 3 significant digits, very small or large ones as a
    /// power of ten.
    case number
    /// Rounded to a whole number.
    case integer
    /// A whole number without commas: a year, a code.
    case plain
    /// A share of 1 as a percentage.
    case percent
    /// A p-value.
    case p
    /// With a power of ten.
    case scientific
    /// A quantity in its unit.
    case quantity
    /// Days since 1970-01-01 as "1 March 2023".
    case date
    /// Days since 1970-01-01 as "March 2023".
    case month
  }

  /// What kind of number.
  public var style: Style
  /// Significant digits; `nil`: as the style has it.
  public var digits: Int?
  /// Digits after the point; they go before `digits`.
  public var decimals: Int?
  /// Whether positive numbers get a plus sign.
  public var isSigned: Bool
  /// Whether the sign is left out, for "falls by 0.69 g".
  public var isMagnitude: Bool
  /// The unit of a quantity.
  public var unit: String?
  /// Whether a quantity is brought to the prefix in which it reads best: 1,540,000 g as 1.54 t.
  public var isScaled: Bool

  /// A format.
  public init(
    _ style: Style, digits: Int? = nil, decimals: Int? = nil, isSigned: Bool = false,
    isMagnitude: Bool = false, unit: String? = nil, isScaled: Bool = false
  ) {
    self.style = style
    self.digits = digits
    self.decimals = decimals
    self.isSigned = isSigned
    self.isMagnitude = isMagnitude
    self.unit = unit
    self.isScaled = isScaled
  }

  /// Whole numbers as they are, others to 3 significant digits.
  public static let number = NumberFormat(.number)
  /// Rounded to a whole number, with commas.
  public static let integer = NumberFormat(.integer)
  /// A whole number without commas.
  public static let plain = NumberFormat(.plain)
  /// A year, or between two the middle of years.
  public static func year(isWhole: Bool) -> NumberFormat {
    NumberFormat(.plain, decimals: isWhole ? nil : 1)
  }
  /// A share of 1 as a percentage.
  public static let percent = NumberFormat(.percent)
  /// A p-value: `0.029`, `< 0.001`.
  public static let p = NumberFormat(.p)
  /// With a power of ten.
  public static let scientific = NumberFormat(.scientific)
  /// Days since 1970-01-01 as "1 March 2023".
  public static let date = NumberFormat(.date)

  /// Digits after the point.
  public static func fixed(_ decimals: Int) -> NumberFormat {
    NumberFormat(.number, decimals: decimals)
  }

  /// A quantity in a unit, brought to its best prefix where `scaled`.
  public static func quantity(_ unit: String, scaled: Bool = false) -> NumberFormat {
    NumberFormat(.quantity, unit: unit, isScaled: scaled)
  }

  /// The space between a number and its unit; it does not break.
  public static let unitSpace = "\u{00A0}"
  /// The sign of negative numbers.
  public static let minus = "\u{2212}"
  /// What stands for a missing value.
  public static let missing = "\u{2013}"
}

// MARK: Printing

extension NumberFormat {
  /// The number as people read it, without unit; an en dash for `nil` and NaN, `∞` for infinity.
  public func text(_ number: Double?) -> String {
    guard let number, !number.isNaN else { return Self.missing }
    let value = isMagnitude ? abs(number) : number
    guard value.isFinite else { return value < 0 ? Self.minus + "∞" : "∞" }
    switch style {
    case .date: return CalendarDate(daysSinceEpoch: Int(clamping: value)).long
    case .month: return CalendarDate(daysSinceEpoch: Int(clamping: value)).monthAndYear
    case .p: return probability(value)
    default: break
    }
    let scaled = scaled(value).value
    guard scaled.isFinite else { return scaled < 0 ? Self.minus + "∞" : "∞" }
    if isPowerOfTen(scaled) { return signed(powerOfTen(scaled), scaled) }
    let digits = fixedText(scaled, decimals: decimals(for: scaled))
    return signed(style == .plain ? digits : grouped(digits), scaled)
  }

  /// The number for a machine: the same rounding, ASCII, no commas; empty for `nil`, NaN and
  /// infinity.
  public func machineText(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    switch style {
    case .date, .month: return CalendarDate(daysSinceEpoch: Int(clamping: value)).description
    case .p:
      return value < 0.001 ? exponentText(value, digits: 3) : probability(value, isExact: true)
    default: break
    }
    let factor = style == .percent ? 100.0 : 1
    guard (value * factor).isFinite else { return "" }
    if isPowerOfTen(value * factor) {
      return exponentText(value * factor, digits: digits ?? 3)
    }
    return fixedText(value * factor, decimals: decimals(for: value * factor))
  }

  /// The number after a symbol: `p = 0.029`, `p < 0.001`, `r = −0.42`.
  public func statement(_ symbol: String, _ value: Double?) -> String {
    let text = text(value)
    return text.hasPrefix("<") || text.hasPrefix(">")
      ? "\(symbol) \(text)" : "\(symbol) = \(text)"
  }

  /// Both ends of an interval with one rounding: `[−1.05, −0.33]`.
  public func interval(_ low: Double?, _ high: Double?) -> String {
    "[\(text(low)), \(text(high))]"
  }

  /// This format for values in `unit`: what is held in per cent is not multiplied again.
  public func forValues(in unit: String?) -> NumberFormat {
    guard style == .percent, unit == "%" else { return self }
    var format = self
    format.style = .number
    format.unit = nil
    return format
  }

  /// This format with as many decimals as show two significant digits of an uncertainty (half the
  /// width of an interval, or a standard error).
  public func matching(uncertainty: Double?) -> NumberFormat {
    guard let uncertainty, uncertainty.isFinite, uncertainty > 0, digits == nil, decimals == nil,
      style != .p
    else { return self }
    let shown = style == .percent ? uncertainty * 100 : uncertainty
    let exponent = Self.exponent(shown, digits: 2)
    var format = self
    if exponent >= -5 {
      format.decimals = max(0, 1 - exponent)
    } else {
      format.style = .scientific
    }
    return format
  }

  /// The unit that is printed after `value`, if any.
  public func printedUnit(_ value: Double) -> String? {
    switch style {
    case .percent: "%"
    case .quantity: scaled(value).unit
    default: unit
    }
  }
}

// MARK: Digits

extension NumberFormat {
  private func isPowerOfTen(_ value: Double) -> Bool {
    if style == .scientific { return true }
    guard decimals == nil, style == .number || style == .quantity, value != 0 else { return false }
    return abs(value) < 1e-4 || abs(value) >= 1e15
  }

  /// How many digits after the point `value` gets.
  private func decimals(for value: Double) -> Int {
    if let decimals { return min(max(decimals, 0), 15) }
    let size = abs(value)
    switch style {
    case .integer, .plain: return 0
    case .percent:
      if let digits { return significant(size, digits) }
      return size == 0 || size == 100 ? 0 : significant(size, size >= 10 ? 3 : 2)
    default:
      if let digits { return significant(size, digits) }
      if size.rounded() == size || size >= 1000 { return 0 }
      return significant(size, 3)
    }
  }

  /// The decimals that show `digits` significant digits; negative where the last is above the point.
  private func significant(_ size: Double, _ digits: Int) -> Int {
    size == 0 ? 0 : min(digits - 1 - Self.exponent(size, digits: digits), 15)
  }

  /// The power of ten of the first digit of `value` after rounding to `digits`.
  package static func exponent(_ value: Double, digits: Int) -> Int {
    let text = PrintedDigits.scientific(abs(value), max(digits, 1) - 1)
    guard let position = text.firstIndex(of: "e") else { return 0 }
    return Int(text[text.index(after: position)...]) ?? 0
  }

  /// Rounded to `decimals`; below zero to tens, hundreds, ...
  private func fixedText(_ value: Double, decimals: Int) -> String {
    guard decimals < 0 else {
      let text = PrintedDigits.fixed(value, decimals)
      let isZero = !text.utf8.contains { $0 > UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      return isZero ? String(text.drop { $0 == "-" }) : text
    }
    let step = pow(10, Double(-decimals))
    return PrintedDigits.fixed((value / step).rounded(.toNearestOrEven) * step, 0)
  }

  private func exponentText(_ value: Double, digits: Int) -> String {
    let text = PrintedDigits.scientific(value, max(digits, 1) - 1)
    guard let position = text.firstIndex(of: "e"),
      let exponent = Int(text[text.index(after: position)...])
    else { return text }
    return value == 0 ? "0" : text[..<position] + "e" + String(exponent)
  }

  /// Commas between thousands, a true minus sign.
  func grouped(_ digits: String) -> String {
    if digits.utf8.count < 4, digits.utf8.first != UInt8(ascii: "-") { return digits }
    var whole = digits.prefix { $0 != "." }
    let fraction = digits.dropFirst(whole.count)
    let isNegative = whole.first == "-"
    if isNegative { whole.removeFirst() }
    var result = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return (isNegative ? Self.minus : "") + result + fraction
  }

  private func powerOfTen(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let text = exponentText(value, digits: digits ?? decimals.map { $0 + 1 } ?? 3)
    guard let position = text.firstIndex(of: "e") else { return text }
    let mantissa = text[..<position].replacing("-", with: Self.minus)
    let exponent = text[text.index(after: position)...]
    return mantissa + Self.unitSpace + "×" + Self.unitSpace + "10" + Self.superscript(exponent)
  }

  /// Digits and minus raised, as Unicode has them.
  package static func superscript(_ text: some StringProtocol) -> String {
    let raised: [Character: Character] = [
      "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
      "9": "⁹", "-": "⁻",
    ]
    return String(text.map { raised[$0] ?? $0 })
  }

  private func signed(_ text: String, _ value: Double) -> String {
    let text = text.hasPrefix("-") ? Self.minus + text.dropFirst() : text
    return isSigned && value > 0 && text != "0" ? "+" + text : text
  }

  /// Three decimals, more where three would round onto the 0.05 line; `< 0.001` and `> 0.999`.
  private func probability(_ value: Double, isExact: Bool = false) -> String {
    if !isExact {
      if value < 0.001 { return "< 0.001" }
      if value > 0.999 { return "> 0.999" }
    }
    var decimals = self.decimals ?? digits ?? 3
    while decimals < 6, value != 0.05,
      PrintedDigits.fixed(value, decimals) == PrintedDigits.fixed(0.05, decimals)
    {
      decimals += 1
    }
    return PrintedDigits.fixed(value, decimals)
  }

  private func scaled(_ value: Double) -> (value: Double, unit: String?) {
    if style == .percent { return (value * 100, "%") }
    guard style == .quantity, isScaled, let unit else { return (value, unit) }
    return UnitPrefix.best(value, unit: unit)
  }
}

extension Int {
  /// The nearest whole number, at the ends of the range where it is beyond them.
  fileprivate init(clamping value: Double) {
    self = Int(exactly: value.rounded(.down)) ?? (value < 0 ? .min / 4 : .max / 4)
  }
}
