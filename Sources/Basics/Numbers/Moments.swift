/// Central moments of values by two passes in two doubles: an offset of 1e12 costs nothing.
///
/// The one source of means and spreads for tables, statistics and charts. Squares of what is far from 1 leave
/// the range of doubles: there the units are changed, so that a standard deviation may be had where the variance
/// may not.
public struct Moments: Sendable {
  /// The number of values.
  public let count: Int
  /// The mean, to about 32 digits; NaN without values, and infinite where they are.
  public let preciseMean: DoubleDouble
  private let sums: PowerSums
  /// The power of two that the deviations were multiplied by.
  private let unit: Double

  /// The moments of `values`, none of which is NaN.
  public init(_ values: [Double]) {
    count = values.count
    let mean = DoubleDouble.mean(values)
    let plain = PowerSums(values, mean)
    if plain.squares > 1e-100, plain.squares < 1e100, mean.value.isFinite {
      (preciseMean, sums, unit) = (mean, plain, 1)
      return
    }
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    guard largest.isFinite, largest > 0 else {
      let sum = largest.isFinite ? mean : DoubleDouble(values.reduce(0, +))
      (preciseMean, sums, unit) = (sum, plain, 1)
      return
    }
    // First so that the sum stays finite, then so that the deviations come near 1.
    let small = Self.power(largest.exponent > 0 ? -500 : 0)
    let scaled = values.map { $0 * small }
    let center = DoubleDouble.mean(scaled)
    preciseMean = DoubleDouble(high: center.high / small, low: center.low / small)
    let reach = scaled.reduce(0) { max($0, (-center + $1).value.magnitude) }
    guard reach > 0 else {
      (sums, unit) = (PowerSums(), 1)
      return
    }
    let factor = Self.power(min(1000, -Int(reach.exponent)))
    sums = PowerSums(scaled, center, unit: factor)
    unit = factor * small
  }

  private static func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// The mean; NaN without values.
  public var mean: Double { preciseMean.value }
  /// Σ (x - mean)²; infinite or zero where it leaves the range of doubles.
  public var sumOfSquares: Double { sums.squares / unit / unit }
  /// The variance with n - 1; `nil` for one value, and where it leaves the range of doubles.
  public var variance: Double? {
    guard count > 1 else { return nil }
    let variance = sumOfSquares / Double(count - 1)
    return variance.isNormal || sums.squares == 0 ? variance : nil
  }
  /// The standard deviation with n - 1; `nil` for one value, and beyond the doubles.
  public var standardDeviation: Double? {
    guard count > 1 else { return nil }
    let deviation = (sums.squares / Double(count - 1)).squareRoot() / unit
    return deviation.isFinite ? deviation : nil
  }
  /// Whether all values are equal as far as doubles can tell.
  public var isConstant: Bool { sumOfSquares == 0 }
  /// Whether the skewness is 1 or more in size: so far from symmetry that intervals and tests for symmetric values suffer.
  public var isSkewed: Bool { abs(skewness ?? 0) >= 1 }
  /// m3 / m2^1.5, biased; `nil` for equal values.
  public var skewness: Double? {
    guard sumOfSquares > 0 else { return nil }
    let n = Double(count)
    let second = sums.squares / n
    return sums.cubes / n / (second * second.squareRoot())
  }
  /// m4 / m2² - 3, biased; `nil` for equal values.
  public var excessKurtosis: Double? {
    guard sumOfSquares > 0 else { return nil }
    let n = Double(count)
    let second = sums.squares / n
    return sums.fourths / n / (second * second) - 3
  }
}

/// Sums of the second, third and fourth powers of deviations.
private struct PowerSums: Sendable {
  private(set) var squares = 0.0
  private(set) var cubes = 0.0
  private(set) var fourths = 0.0

  init() {}

  /// Those of (x - mean) `unit`, four values side by side.
  init(_ values: [Double], _ mean: DoubleDouble, unit: Double = 1) {
    var lanes = DoubleDoubleLanes(high: .zero)
    var (cubeLanes, fourthLanes) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var rest = DoubleDouble.zero
    let minus = -mean
    let minusLanes = DoubleDoubleLanes(
      high: SIMD4(repeating: minus.high), low: SIMD4(repeating: minus.low))
    values.withUnsafeBufferPointer { values in
      let whole = values.count & ~3
      let bytes = UnsafeRawBufferPointer(values)
      var i = 0
      while i < whole {
        let four = bytes.loadUnaligned(
          fromByteOffset: i * MemoryLayout<Double>.stride, as: SIMD4<Double>.self)
        let deviation = minusLanes + four
        let high = deviation.high * unit
        let square = DoubleDoubleLanes(high: high, low: deviation.low * unit).square
        lanes = lanes + square
        cubeLanes += square.high * high
        fourthLanes += square.high * square.high
        i += 4
      }
      while i < values.count {
        let deviation = minus + values[i]
        let high = deviation.high * unit
        let square = DoubleDouble.product(high, high) + 2 * high * (deviation.low * unit)
        rest += square
        cubes += square.high * high
        fourths += square.high * square.high
        i += 1
      }
    }
    for lane in 0..<4 { rest += lanes[lane] }
    squares = rest.value
    cubes += cubeLanes.sum()
    fourths += fourthLanes.sum()
  }
}
