internal import Foundation

/// Numbers in sentences: a few significant digits, no trailing zeros, the same in every locale.
enum Rounded {
  /// `value` to `digits` significant digits.
  static func text(_ value: Double, digits: Int = 4) -> String {
    guard value != 0, value.isFinite else { return "0" }
    let places = digits - 1 - Int(floor(log10(abs(value))))
    if places > 8 || places < -12 { return scientific(value, digits: digits) }
    let scale = pow(10, Double(abs(places)))
    let rounded =
      places >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
    return Int64(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
  }

  /// `value` as 1.23e-7.
  static func scientific(_ value: Double, digits: Int = 3) -> String {
    guard value != 0, value.isFinite else { return "0" }
    var exponent = Int(floor(log10(abs(value))))
    let scale = pow(10, Double(digits - 1))
    var mantissa = (value / pow(10, Double(exponent)) * scale).rounded() / scale
    if !mantissa.isFinite {
      mantissa = (value * 1e200 / pow(10, Double(exponent + 200)) * scale).rounded() / scale
    }
    if abs(mantissa) >= 10 {
      mantissa /= 10
      exponent += 1
    }
    return "\(mantissa)e\(exponent)"
  }
}
