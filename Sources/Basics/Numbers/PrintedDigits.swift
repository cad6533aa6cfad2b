internal import CPlatform

/// The digits of a double as the C library prints them: correctly rounded, half to even.
package enum PrintedDigits {
  /// `decimals` digits after the point.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    text { almanac_fixed_digits($0, $1, Int32(clamping: decimals), value) }
  }

  /// One digit before the point, `decimals` after it, and the power of ten: `1.50e-03`.
  package static func scientific(_ value: Double, _ decimals: Int) -> String {
    text { almanac_scientific_digits($0, $1, Int32(clamping: decimals), value) }
  }

  /// The largest double has 309 digits before its point.
  private static let longest = 400

  private static func text(_ print: (UnsafeMutablePointer<CChar>?, Int) -> Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: longest) { buffer in
      let count = print(buffer.baseAddress, buffer.count)
      let bytes = UnsafeRawBufferPointer(buffer).prefix(min(max(Int(count), 0), longest - 1))
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
