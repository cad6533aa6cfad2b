internal import Basics
internal import Foundation

/// Numbers as figures show them: a true minus, digits grouped by thousands, no locale.
enum NumberText {
  /// `value` with `decimals` digits after the point.
  ///
  /// Four digits before the point stand together (2048, but 20,480), unless they share an axis with
  /// longer numbers: `groupsFour`.
  static func fixed(_ value: Double, _ decimals: Int, groupsFour: Bool = false) -> String {
    guard value.isFinite else { return value.isNaN ? "missing" : value < 0 ? "−∞" : "∞" }
    let text = String(format: "%.\(min(max(0, decimals), 20))f", abs(value))
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return (value < 0 && !isZero ? "−" : "") + grouped(text, groupsFour: groupsFour)
  }

  /// A whole number with its thousands set apart.
  static func whole(_ value: Int64) -> String {
    (value < 0 ? "−" : "") + grouped("\(value.magnitude)", groupsFour: false)
  }

  /// Digits with commas between thousands before the point.
  private static func grouped(_ text: String, groupsFour: Bool) -> String {
    let point = text.firstIndex(of: ".") ?? text.endIndex
    let whole = text[..<point]
    guard whole.count > (groupsFour ? 3 : 4) else { return text }
    var result = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result + text[point...]
  }

  /// `value` to `digits` significant digits, trailing zeros left out; powers of ten beyond 10⁶ and
  /// below 10⁻⁴.
  static func significant(
    _ value: Double, _ digits: Int = 3, groupsFour: Bool = false
  ) -> String {
    guard value != 0 else { return "0" }
    guard value.isFinite else { return fixed(value, 0) }
    let (mantissa, exponent) = scientific(value, digits)
    guard exponent >= 7 || exponent < -4 else {
      return trimmed(fixed(value, max(0, digits - 1 - exponent), groupsFour: groupsFour))
    }
    return product(trimmed(mantissa), 10, exponent)
  }

  /// The digits of `value`, one of them before the point, and its power of ten.
  private static func scientific(_ value: Double, _ digits: Int) -> (String, Int) {
    let parts = String(format: "%.\(min(max(digits, 1), 17) - 1)e", value).split(separator: "e")
    let mantissa = parts.first.map(String.init) ?? "0"
    return (
      mantissa.hasPrefix("-") ? "−" + mantissa.dropFirst() : mantissa,
      parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    )
  }

  /// 2.5 × 10⁷, or 10⁷ where the factor is one.
  static func product(_ mantissa: String, _ base: Double, _ exponent: Int) -> String {
    (mantissa == "1" ? "" : mantissa == "−1" ? "−" : mantissa + " × ") + power(base, exponent)
  }

  /// `value` with all the digits that tell it from its neighbours: the name of a number as a category.
  static func exact(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return fixed(value, 0) }
    for digits in [6, 12, 15] {
      let isExact = Double(String(format: "%.\(digits - 1)e", value)) == value
      if isExact { return significant(value, digits) }
    }
    return significant(value, 17)
  }

  /// How the labels of one set are written: with as many decimals each as the largest needs for
  /// `digits` digits; each to `digits` digits of its own where that would leave the smallest too few.
  static func alike(_ values: [Double], _ digits: Int = 3) -> (Double) -> String {
    let sizes = values.filter { $0.isFinite && $0 != 0 }.map { abs($0) }
    guard let largest = sizes.max(), let smallest = sizes.min(), largest < 1e6 else {
      return { significant($0, digits) }
    }
    let needed = decimals(values.filter(\.isFinite))
    let decimals = min(needed, max(0, digits - 1 - Int(floor(log10(largest)))))
    guard decimals == needed || smallest >= pow(10, 1 - Double(decimals)) else {
      return { significant($0, digits, groupsFour: largest >= 10_000) }
    }
    return { fixed($0, decimals, groupsFour: largest >= 10_000) }
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
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let raised = String(String(abs(exponent)).compactMap { $0.wholeNumberValue.map { digits[$0] } })
    let root = abs(base - M_E) < 1e-9 ? "e" : trimmed(fixed(base, 3))
    return root + (exponent < 0 ? "⁻" : "") + raised
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
        let size = Double(String(format: "%.\(digits - 1)e", abs(value))) ?? 0
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
