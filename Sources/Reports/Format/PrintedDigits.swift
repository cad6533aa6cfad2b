internal import Foundation

/// The digits of a double as the C library prints them: correctly rounded, half to even.
enum PrintedDigits {
  /// `decimals` digits after the point.
  static func fixed(_ value: Double, _ decimals: Int) -> String { text("%.*f", value, decimals) }

  /// One digit before the point, `decimals` after it, and the power of ten: `1.50e-03`.
  static func scientific(_ value: Double, _ decimals: Int) -> String {
    text("%.*e", value, decimals)
  }

  /// The largest double has 309 digits before its point.
  private static let longest = 400

  private static func text(_ format: String, _ value: Double, _ decimals: Int) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: longest) { buffer in
      let decimals = Int32(min(max(decimals, 0), 60))
      let count = withVaList([decimals, value]) {
        vsnprintf(buffer.baseAddress, buffer.count, format, $0)
      }
      let bytes = UnsafeRawBufferPointer(buffer).prefix(min(max(Int(count), 0), longest - 1))
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
