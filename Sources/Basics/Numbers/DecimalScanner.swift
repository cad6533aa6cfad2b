internal import Foundation

/// Reads numbers from bytes, correctly rounded: every value is the one that C's `strtod` gives.
package enum DecimalScanner {
  /// How a cell that holds a number is written.
  package struct Scan {
    package var negative = false
    /// The first 19 significant digits as a whole number.
    package var mantissa: UInt64 = 0
    /// The power of ten that the mantissa is multiplied by.
    package var exponent = 0
    /// Only digits, perhaps with a minus.
    package var isInteger = true
    /// No plus sign, no needless leading zero: the text comes back when the number is printed.
    package var isPlain = true
    /// More than 19 significant digits: the mantissa is cut.
    package var isTruncated = false
  }

  /// The parts of `[+-]digits[.digits][e[+-]digits]`, where the whole of `text` is that.
  @inline(__always)
  package static func scan(_ text: UnsafeBufferPointer<UInt8>) -> Scan? {
    guard let base = text.baseAddress else { return nil }
    let end = text.count
    var scan = Scan()
    var place = 0
    if place < end, base[place] == 0x2D {
      scan.negative = true
      place = 1
    } else if place < end, base[place] == 0x2B {
      scan.isPlain = false
      place = 1
    }
    let firstDigit = place
    var mantissa: UInt64 = 0
    while place < end {
      let digit = base[place] &- 0x30
      guard digit < 10 else { break }
      // Beyond 19 digits this may wrap; the slow path below reads such a mantissa again.
      mantissa = mantissa &* 10 &+ UInt64(digit)
      place += 1
    }
    var digits = place - firstDigit
    if digits > 1, base[firstDigit] == 0x30 { scan.isPlain = false }
    var fractionDigits = 0
    if place < end, base[place] == 0x2E {
      scan.isInteger = false
      place += 1
      let firstFraction = place
      while place < end {
        let digit = base[place] &- 0x30
        guard digit < 10 else { break }
        mantissa = mantissa &* 10 &+ UInt64(digit)
        place += 1
      }
      fractionDigits = place - firstFraction
      digits += fractionDigits
    }
    guard digits > 0 else { return nil }
    let lastDigit = place
    var exponent = 0
    if place < end, base[place] | 0x20 == 0x65 {
      scan.isInteger = false
      place += 1
      var negative = false
      if place < end, base[place] == 0x2D || base[place] == 0x2B {
        negative = base[place] == 0x2D
        place += 1
      }
      let first = place
      while place < end {
        let digit = base[place] &- 0x30
        guard digit < 10 else { break }
        if exponent < 100_000 { exponent = exponent * 10 + Int(digit) }
        place += 1
      }
      guard place > first else { return nil }
      if negative { exponent = -exponent }
    }
    guard place == end else { return nil }
    scan.mantissa = mantissa
    scan.exponent = exponent - fractionDigits
    if digits > 19 { rescan(text, firstDigit..<lastDigit, exponent: exponent, &scan) }
    return scan
  }

  /// Reads again a run of more than 19 digits, of which leading zeros do not count.
  @inline(never)
  private static func rescan(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, exponent: Int, _ scan: inout Scan
  ) {
    var mantissa: UInt64 = 0
    var significant = 0
    var shift = 0
    var seenPoint = false
    for place in range {
      if text[place] == 0x2E {
        seenPoint = true
        continue
      }
      if significant < 19 {
        mantissa = mantissa * 10 + UInt64(text[place] - 0x30)
        if mantissa > 0 { significant += 1 }
        if seenPoint { shift -= 1 }
      } else {
        if text[place] != 0x30 { scan.isTruncated = true }
        if !seenPoint { shift += 1 }
      }
    }
    scan.mantissa = mantissa
    scan.exponent = exponent + shift
  }

  /// The double nearest to the number in `text`; infinite where it is too large.
  @inline(__always)
  package static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let scan = scan(text) else { return nil }
    return double(scan, text)
  }

  /// The double nearest to a number that was scanned.
  @inline(__always)
  package static func double(_ scan: Scan, _ text: UnsafeBufferPointer<UInt8>) -> Double {
    // Clinger 1990: both factors are exact, so that one rounding remains.
    if scan.mantissa <= 1 << 53, scan.exponent >= -22, scan.exponent <= 22, !scan.isTruncated {
      let value = Double(scan.mantissa)
      let power = exactPowersOfTen[abs(scan.exponent)]
      let result = scan.exponent < 0 ? value / power : value * power
      return scan.negative ? -result : result
    }
    return slowDouble(scan, text)
  }

  @inline(never)
  private static func slowDouble(_ scan: Scan, _ text: UnsafeBufferPointer<UInt8>) -> Double {
    let result = EiselLemire.double(mantissa: scan.mantissa, exponent: scan.exponent)
    if scan.isTruncated,
      result != EiselLemire.double(mantissa: scan.mantissa + 1, exponent: scan.exponent)
    {
      return viaC(text)
    }
    return scan.negative ? -result : result
  }

  /// C's own reading, for the few numbers of more than 19 digits that lie close to a midpoint.
  private static func viaC(_ text: UnsafeBufferPointer<UInt8>) -> Double {
    var bytes = text.map { CChar(bitPattern: $0) }
    bytes.append(0)
    return strtod(bytes, nil)
  }

  /// A whole number that fits 64 bits, wholly digits with perhaps a minus.
  @inline(__always)
  package static func int(_ scan: Scan, digits: Int) -> Int64? {
    guard scan.isInteger, digits <= 19, scan.exponent == 0 else { return nil }
    if scan.negative {
      return scan.mantissa <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- scan.mantissa) : nil
    }
    return Int64(exactly: scan.mantissa)
  }

  /// The words for values that are not finite numbers: `inf`, `-Infinity`, `NaN`, in any case.
  package static func word(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard text.count <= 9 else { return nil }
    var lower = text.map { $0 | 0x20 }
    var negative = false
    if let first = text.first, first == 0x2D || first == 0x2B {
      negative = first == 0x2D
      lower.removeFirst()
    }
    switch String(decoding: lower, as: UTF8.self) {
    case "inf", "infinity": return negative ? -.infinity : .infinity
    case "nan": return .nan
    default: return nil
    }
  }
}

private let exactPowersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
