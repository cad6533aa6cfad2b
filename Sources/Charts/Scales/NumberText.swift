internal import Basics
internal import Foundation

/// Numbers as figures show them. Digits, commas, signs and powers of ten are `NumberFormat`'s, so that an axis, a
/// label, an alternative text and the prose around them say the same; what concerns only figures is here: labels that
/// are alike, SI prefixes, and powers of any base.
enum NumberText {
  /// `value` with `decimals` digits after the point; years have no commas.
  static func fixed(_ value: Double, _ decimals: Int, isYears: Bool = false) -> String {
    NumberFormat(isYears ? .plain : .number, decimals: decimals).text(value)
  }

  /// A whole number to its last digit; years have no commas.
  static func whole(_ value: Int64, isYears: Bool = false) -> String {
    (isYears ? NumberFormat.plain : .number).text(exactly: value)
  }

  /// `value` as prose has it: whole numbers as they are, others to three significant digits, or to `digits` where
  /// these are more.
  static func spoken(_ value: Double, _ digits: Int = 3) -> String {
    let isWhole = value == value.rounded()
    return NumberFormat(.number, digits: digits > 3 && !isWhole ? digits : nil).text(value)
  }

  /// `value` to `digits` significant digits, for a label of its own: zeros at the end are left out.
  static func significant(_ value: Double, _ digits: Int = 3) -> String {
    // No digit before the point is rounded away.
    let isLong = abs(value) >= pow(10, Double(digits))
    let text = NumberFormat(.number, digits: isLong ? nil : digits).text(value)
    // A label is not broken, and its spaces are plain as those of all labels.
    let parts = text.split(separator: "\u{00A0}")
    return ([trimmed(String(parts.first ?? ""))] + parts.dropFirst().map(String.init))
      .joined(separator: " ")
  }

  /// `value` to `digits` significant digits, all of them written.
  private static func padded(_ value: Double, _ digits: Int) -> String {
    let exponent = Int(floor(log10(abs(value))))
    guard exponent > -5 else { return significant(value, digits) }
    let rounded = Double(PrintedDigits.scientific(value, digits - 1)) ?? value
    let shown = rounded == 0 ? exponent : Int(floor(log10(abs(rounded)) + 1e-12))
    return fixed(rounded, max(0, digits - 1 - shown))
  }

  /// 2.5 × 10⁷, or 10⁷ where the factor is one.
  static func product(_ mantissa: String, _ base: Double, _ exponent: Int) -> String {
    (mantissa == "1" ? "" : mantissa == "−1" ? "−" : mantissa + " × ") + power(base, exponent)
  }

  /// `value` with all the digits that tell it from its neighbours: the name of a number as a category.
  static func exact(_ value: Double, isYears: Bool = false) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return fixed(value, 0, isYears: isYears) }
    let digits = [6, 12, 15].first { digits in
      Double(PrintedDigits.scientific(value, digits - 1)) == value
    }
    return significant(value, digits ?? 17)
  }

  /// How the labels of one set are written: with as many decimals each as the largest needs for
  /// `digits` digits; each to `digits` digits of its own where that would leave the smallest too few; with SI
  /// prefixes from a million on.
  static func alike(_ values: [Double], _ digits: Int = 3) -> (Double) -> String {
    let sizes = values.filter { $0.isFinite && $0 != 0 }.map { abs($0) }
    guard let largest = sizes.max(), let smallest = sizes.min() else {
      return { significant($0, digits) }
    }
    guard largest < 1e6 else { return prefixed(values) }
    let needed = decimals(values.filter(\.isFinite))
    let decimals = min(needed, max(0, digits - 1 - Int(floor(log10(largest)))))
    guard decimals == needed || smallest >= pow(10, 1 - Double(decimals)) else {
      // Each to its own digits, zeros at the end among them: 22.0 beside 8.11 and 0.017.
      return { abs($0) >= pow(10, Double(digits)) || $0 == 0 ? fixed($0, 0) : padded($0, digits) }
    }
    return { fixed($0, decimals) }
  }

  /// How many decimals the values have, at most 12.
  private static func decimals(_ values: [Double]) -> Int {
    for decimals in 0...12 {
      let unit = pow(10, Double(decimals))
      let isExact = values.allSatisfy { value in
        let scaled = value * unit
        return abs(scaled - scaled.rounded()) <= 1e-6 * max(1, abs(scaled) * 1e-6)
      }
      if isExact { return decimals }
    }
    return 12
  }

  /// Without zeros at the end of the decimals.
  static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// `base` to the power of `exponent`, the exponent raised.
  static func power(_ base: Double, _ exponent: Int) -> String {
    let root = abs(base - M_E) < 1e-9 ? "e" : trimmed(fixed(base, 3))
    return root + NumberFormat.superscript("\(exponent)")
  }

  /// SI prefixes by their power of ten, the largest first.
  static let prefixes: [(power: Int, symbol: String)] = [
    (18, "E"), (15, "P"), (12, "T"), (9, "G"), (6, "M"), (3, "k"), (0, ""), (-3, "m"), (-6, "µ"),
    (-9, "n"),
  ]

  /// `value` with an SI prefix, at most three digits before the point: 1.5M, 20k.
  static func si(_ value: Double, decimals: Int = 2, space: String = "") -> String {
    guard value != 0, value.isFinite else { return fixed(value, 0) }
    let size = abs(value) * (1 + 1e-12)
    guard size < 1e21, size >= 1e-9 else { return significant(value) }
    let prefix = prefixes.first { size >= pow(10, Double($0.power)) } ?? (0, "")
    let number = trimmed(fixed(value / pow(10, Double(prefix.power)), decimals))
    return prefix.symbol.isEmpty ? number : number + space + prefix.symbol
  }

  /// How large numbers of one set are written: with an SI prefix and at least four digits, more where
  /// these would not tell them apart.
  static func prefixed(_ values: [Double]) -> (Double) -> String {
    func writer(_ digits: Int) -> (Double) -> String {
      { value in
        let size = Double(PrintedDigits.scientific(abs(value), digits - 1)) ?? 0
        guard size >= 1, size < 1e21 else { return significant(value, digits) }
        let prefix = prefixes.first { size >= pow(10, Double($0.power)) } ?? (0, "")
        let scaled = size / pow(10, Double(prefix.power))
        let decimals = digits - 1 - Int(floor(log10(scaled)))
        return (value < 0 ? "−" : "") + trimmed(fixed(scaled, decimals)) + prefix.symbol
      }
    }
    let distinct = Set(values.filter(\.isFinite))
    let digits = (4...12).first { Set(distinct.map(writer($0))).count == distinct.count }
    return writer(digits ?? 12)
  }

  /// Bytes with decimal prefixes: 1.5 GB.
  static func bytes(_ value: Double) -> String {
    let text = si(value, space: "\u{202F}")
    return text.contains("\u{202F}") ? text + "B" : text + "\u{202F}B"
  }
}
