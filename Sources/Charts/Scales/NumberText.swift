internal import Foundation

/// Numbers as figures show them: a true minus, digits grouped by thousands, no locale.
enum NumberText {
  /// `value` with `decimals` digits after the point.
  ///
  /// Four digits before the point stand together (2048, but 20,480), unless they share an axis with
  /// longer numbers: `groupsFour`.
  static func fixed(_ value: Double, _ decimals: Int, groupsFour: Bool = false) -> String {
    guard value.isFinite else { return value.isNaN ? "missing" : value < 0 ? "−∞" : "∞" }
    var text = String(format: "%.\(max(0, decimals))f", abs(value))
    let isZero = !text.contains { ("1"..."9").contains($0) }
    let point = text.firstIndex(of: ".") ?? text.endIndex
    let whole = text[..<point]
    if whole.count > (groupsFour ? 3 : 4) {
      var result = ""
      for (index, digit) in whole.enumerated() {
        if index > 0, (whole.count - index) % 3 == 0 { result.append(",") }
        result.append(digit)
      }
      text = result + text[point...]
    }
    return value < 0 && !isZero ? "−" + text : text
  }

  /// `value` to `digits` significant digits, trailing zeros left out; powers of ten beyond 10⁶ and
  /// below 10⁻⁴.
  static func significant(
    _ value: Double, _ digits: Int = 3, groupsFour: Bool = false
  ) -> String {
    guard value != 0 else { return "0" }
    guard value.isFinite else { return fixed(value, 0) }
    var exponent = Int(floor(log10(abs(value))))
    let rounded = (abs(value) / pow(10, Double(exponent - digits + 1))).rounded()
    if rounded >= pow(10, Double(digits)) { exponent += 1 }
    if exponent >= 7 || exponent < -4 {
      let mantissa = trimmed(fixed(value / pow(10, Double(exponent)), digits - 1))
      return (mantissa == "1" ? "" : mantissa == "−1" ? "−" : mantissa + " × ")
        + power(10, exponent)
    }
    return trimmed(fixed(value, max(0, digits - 1 - exponent), groupsFour: groupsFour))
  }

  /// How the labels of one set are written: with as many decimals each as the largest needs for
  /// `digits` digits; each to `digits` digits of its own where that would leave the smallest too few.
  static func alike(_ values: [Double], _ digits: Int = 3) -> (Double) -> String {
    let sizes = values.filter { $0.isFinite && $0 != 0 }.map { abs($0) }
    guard let largest = sizes.max(), let smallest = sizes.min(), largest < 1e6 else {
      return { significant($0, digits) }
    }
    let needed = Ticks.decimals(values.filter(\.isFinite))
    let decimals = min(needed, max(0, digits - 1 - Int(floor(log10(largest)))))
    guard decimals == needed || smallest >= pow(10, 1 - Double(decimals)) else {
      return { significant($0, digits, groupsFour: largest >= 10_000) }
    }
    return { fixed($0, decimals, groupsFour: largest >= 10_000) }
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

  private static let prefixes: [(power: Int, symbol: String)] = [
    (12, "T"), (9, "G"), (6, "M"), (3, "k"), (0, ""), (-3, "m"), (-6, "µ"), (-9, "n"),
  ]

  /// `value` with an SI prefix, at most three digits before the point: 1.5M, 20k.
  static func si(_ value: Double, decimals: Int = 2, space: String = "") -> String {
    guard value != 0, value.isFinite else { return fixed(value, 0) }
    let size = abs(value) * (1 + 1e-12)
    guard size < 1e15, size >= 1e-9 else { return significant(value) }
    let prefix = prefixes.first { size >= pow(10, Double($0.power)) } ?? (0, "")
    let number = trimmed(fixed(value / pow(10, Double(prefix.power)), decimals))
    return prefix.symbol.isEmpty ? number : number + space + prefix.symbol
  }

  /// Bytes with decimal prefixes: 1.5 GB.
  static func bytes(_ value: Double) -> String {
    let text = si(value, space: "\u{202F}")
    return text.contains("\u{202F}") ? text + "B" : text + "\u{202F}B"
  }
}
