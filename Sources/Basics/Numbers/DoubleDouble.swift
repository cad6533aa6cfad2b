/// An unevaluated sum of two doubles, about 32 digits: for residuals and sums in which a double would
/// cancel.
///
/// Dekker (1971), Numerische Mathematik 18; Hida, Li and Bailey (2001), "Algorithms for quad-double
/// precision floating point arithmetic". Finite input only.
@frozen
public struct DoubleDouble: Hashable, Sendable {
  /// The value rounded to double.
  public var high: Double
  /// What the rounding left.
  public var low: Double

  /// The double `value`, exactly.
  @inlinable @inline(__always)
  public init(_ value: Double) {
    high = value
    low = 0
  }

  /// high + low, where |low| is at most half an ulp of `high`.
  @inlinable @inline(__always)
  public init(high: Double, low: Double) {
    self.high = high
    self.low = low
  }

  /// Zero.
  @inlinable @inline(__always)
  public static var zero: DoubleDouble { DoubleDouble(0) }

  /// The exact sum of two doubles.
  @inlinable @inline(__always)
  public static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let s = a + b
    let v = s - a
    return DoubleDouble(high: s, low: (a - (s - v)) + (b - v))
  }

  /// The exact sum of two doubles, |a| >= |b|.
  @inlinable @inline(__always)
  static func quickSum(_ a: Double, _ b: Double) -> DoubleDouble {
    let s = a + b
    return DoubleDouble(high: s, low: b - (s - a))
  }

  /// The exact product of two doubles.
  ///
  /// Splits its factors: the instruction set that every x86-64 machine has no fused multiply-add,
  /// and a call of the C library's costs more than these operations.
  @inlinable @inline(__always)
  public static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let p = a * b
    let splitter = 134_217_729.0
    let ta = splitter * a
    let ah = ta - (ta - a)
    let al = a - ah
    let tb = splitter * b
    let bh = tb - (tb - b)
    let bl = b - bh
    let low = ((ah * bh - p) + ah * bl + al * bh) + al * bl
    // A factor above 1e300 overflows in the split; the plain product is then all there is.
    return DoubleDouble(high: p, low: low.isFinite ? low : 0)
  }

  /// The sum.
  @inlinable @inline(__always)
  public static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let s = sum(a.high, b.high)
    let t = sum(a.low, b.low)
    let first = quickSum(s.high, s.low + t.high)
    return quickSum(first.high, first.low + t.low)
  }

  /// The sum with a double.
  @inlinable @inline(__always)
  public static func + (a: DoubleDouble, b: Double) -> DoubleDouble {
    let s = sum(a.high, b)
    return quickSum(s.high, s.low + a.low)
  }

  /// Adds in place.
  @inlinable @inline(__always)
  public static func += (a: inout DoubleDouble, b: DoubleDouble) { a = a + b }

  /// Adds in place.
  @inlinable @inline(__always)
  public static func += (a: inout DoubleDouble, b: Double) { a = a + b }

  /// The negative.
  @inlinable @inline(__always)
  public static prefix func - (a: DoubleDouble) -> DoubleDouble {
    DoubleDouble(high: -a.high, low: -a.low)
  }

  /// The difference.
  @inlinable @inline(__always)
  public static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + -b }

  /// The product.
  @inlinable @inline(__always)
  public static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let p = product(a.high, b.high)
    return quickSum(p.high, p.low + (a.high * b.low + a.low * b.high))
  }

  /// The product with a double.
  @inlinable @inline(__always)
  public static func * (a: DoubleDouble, b: Double) -> DoubleDouble {
    let p = product(a.high, b)
    return quickSum(p.high, p.low + a.low * b)
  }

  /// The quotient.
  public static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let q1 = a.high / b.high
    guard q1.isFinite else { return DoubleDouble(q1) }
    var rest = a - b * q1
    let q2 = rest.high / b.high
    rest = rest - b * q2
    let q3 = rest.high / b.high
    return quickSum(q1, q2) + q3
  }

  /// The quotient by a double.
  public static func / (a: DoubleDouble, b: Double) -> DoubleDouble { a / DoubleDouble(b) }

  /// The square root of a value >= 0.
  public var squareRoot: DoubleDouble {
    guard high > 0 else { return .zero }
    let estimate = high.squareRoot()
    let rest = self - DoubleDouble.product(estimate, estimate)
    return DoubleDouble.quickSum(estimate, rest.high / (2 * estimate))
  }

  /// The value rounded to double.
  @inlinable
  public var value: Double { high + low }
}

extension DoubleDouble {
  /// The sum of `values`.
  public static func sum(_ values: [Double]) -> DoubleDouble {
    values.withUnsafeBufferPointer { values in
      // Eight running sums hide the latency of the additions.
      var lanes = (DoubleDoubleLanes(high: .zero), DoubleDoubleLanes(high: .zero))
      let whole = values.count & ~7
      let bytes = UnsafeRawBufferPointer(values)
      let four = MemoryLayout<SIMD4<Double>>.size
      for offset in stride(from: 0, to: whole * MemoryLayout<Double>.stride, by: 2 * four) {
        lanes.0 = lanes.0 + bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
        lanes.1 =
          lanes.1 + bytes.loadUnaligned(fromByteOffset: offset + four, as: SIMD4<Double>.self)
      }
      var total = DoubleDouble.zero
      for value in values[whole...] { total += value }
      let all = lanes.0 + lanes.1
      for lane in 0..<4 { total += all[lane] }
      return total
    }
  }

  /// The mean of `values`, of which there is at least one.
  public static func mean(_ values: [Double]) -> DoubleDouble {
    sum(values) / DoubleDouble(Double(values.count))
  }
}
