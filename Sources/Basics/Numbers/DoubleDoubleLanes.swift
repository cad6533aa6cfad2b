/// Four `DoubleDouble`s side by side: sums that do not depend on each other wait for each other's
/// additions no more. Each lane does what a `DoubleDouble` does, operation by operation, so that the
/// bits are the same.
public struct DoubleDoubleLanes: Sendable {
  /// The values rounded to double.
  public var high: SIMD4<Double>
  /// What the rounding left.
  public var low: SIMD4<Double>

  /// high + low, where |low| is at most half an ulp of `high`.
  @inlinable @inline(__always)
  public init(high: SIMD4<Double>, low: SIMD4<Double> = .zero) {
    self.high = high
    self.low = low
  }

  /// One lane.
  @inlinable
  public subscript(lane: Int) -> DoubleDouble {
    get { DoubleDouble(high: high[lane], low: low[lane]) }
    set {
      high[lane] = newValue.high
      low[lane] = newValue.low
    }
  }

  @inlinable @inline(__always)
  static func sum(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Self {
    let s = a + b
    let v = s - a
    return Self(high: s, low: (a - (s - v)) + (b - v))
  }

  @inlinable @inline(__always)
  static func quickSum(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Self {
    let s = a + b
    return Self(high: s, low: b - (s - a))
  }

  @inlinable @inline(__always)
  static func product(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Self {
    let p = a * b
    let splitter = SIMD4(repeating: 134_217_729.0)
    let ta = splitter * a
    let ah = ta - (ta - a)
    let al = a - ah
    let tb = splitter * b
    let bh = tb - (tb - b)
    let bl = b - bh
    let low = ((ah * bh - p) + ah * bl + al * bh) + al * bl
    // Infinite less infinite is not a number, and that equals nothing.
    return Self(high: p, low: low.replacing(with: 0, where: low - low .!= 0))
  }

  /// The sum.
  @inlinable @inline(__always)
  public static func + (a: Self, b: Self) -> Self {
    let s = sum(a.high, b.high)
    let t = sum(a.low, b.low)
    let first = quickSum(s.high, s.low + t.high)
    return quickSum(first.high, first.low + t.low)
  }

  /// The sum with doubles.
  @inlinable @inline(__always)
  public static func + (a: Self, b: SIMD4<Double>) -> Self {
    let s = sum(a.high, b)
    return quickSum(s.high, s.low + a.low)
  }

  /// The square.
  @inlinable @inline(__always)
  public var square: Self {
    let p = Self.product(high, high)
    return Self.quickSum(p.high, p.low + 2 * high * low)
  }

  /// The product.
  @inlinable @inline(__always)
  public static func * (a: Self, b: Self) -> Self {
    let p = product(a.high, b.high)
    return quickSum(p.high, p.low + (a.high * b.low + a.low * b.high))
  }

  /// The product with doubles.
  @inlinable @inline(__always)
  public static func * (a: Self, b: SIMD4<Double>) -> Self {
    let p = product(a.high, b)
    return quickSum(p.high, p.low + a.low * b)
  }
}
