internal import Foundation

/// A number as it is on the page, and the values that are printed so.
struct PrintedNumber: Hashable {
  let value: Double
  /// Half a unit of the last digit.
  let halfUnit: Double

  var low: Double { value - halfUnit }
  var high: Double { value + halfUnit }

  /// Reads `−1,234.50` or `4.04 × 10⁻²⁵`; spaces of any kind are one.
  init?(_ text: some StringProtocol) {
    var digits = String(text).replacing("−", with: "-").replacing(",", with: "")
    var exponent = 0
    if let cross = digits.firstIndex(of: "×") {
      let power = digits[digits.index(after: cross)...].filter { !$0.isWhitespace }
      guard power.hasPrefix("10") else { return nil }
      let plain = String(power.dropFirst(2).map { Self.plain[$0] ?? $0 })
      guard let raised = Int(plain) else { return nil }
      exponent = raised
      digits = String(digits[..<cross])
    }
    digits = digits.filter { !$0.isWhitespace }
    guard let number = Double(digits), number.isFinite, abs(exponent) < 400 else { return nil }
    let decimals = digits.firstIndex(of: ".").map { digits[digits.index(after: $0)...].count } ?? 0
    let scale = pow(10, Double(exponent))
    value = number * scale
    halfUnit = 0.5 * pow(10, Double(-decimals)) * scale
  }

  private static let plain: [Character: Character] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
    "⁹": "9", "⁻": "-",
  ]

  /// Whether some value within `range` is printed so; a sliver is forgiven to binary arithmetic.
  func meets(_ range: ClosedRange<Double>) -> Bool {
    let slack = 1e-9 * max(abs(range.lowerBound), abs(range.upperBound), abs(value))
    return low <= range.upperBound + slack && high >= range.lowerBound - slack
  }
}
