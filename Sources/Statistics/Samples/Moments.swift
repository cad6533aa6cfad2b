public import Mathematics

/// Central moments of values by two passes in two doubles: an offset of 1e12 costs nothing.
public struct Moments: Sendable {
  /// The number of values.
  public let count: Int
  /// The mean, to about 32 digits.
  public let preciseMean: DoubleDouble
  /// Σ (x - mean)².
  public let sumOfSquares: Double
  private let scaled: (squares: Double, cubes: Double, fourths: Double)

  /// The moments of finite `values`, of which there is at least one.
  public init(_ values: [Double]) {
    count = values.count
    let mean = DoubleDouble.mean(values)
    preciseMean = mean
    let plain = Self.sums(values, mean, scale: 1)
    sumOfSquares = plain.squares
    // Far from 1, cubes and fourth powers leave the range of doubles: the units are changed.
    if plain.squares > 1e-100, plain.squares < 1e100 {
      scaled = plain
    } else {
      let largest = values.reduce(0) { max($0, abs((DoubleDouble($1) + -mean).value)) }
      let usable = largest > 1e-300 && largest < 1e300
      let unit = Double(sign: .plus, exponent: usable ? -largest.exponent : 0, significand: 1)
      scaled = usable ? Self.sums(values, mean, scale: unit) : plain
    }
  }

  private static func sums(
    _ values: [Double], _ mean: DoubleDouble, scale: Double
  ) -> (squares: Double, cubes: Double, fourths: Double) {
    var squares = DoubleDouble.zero
    var cubes = 0.0
    var fourths = 0.0
    values.withUnsafeBufferPointer { values in
      for value in values {
        let deviation = (DoubleDouble(value) + -mean)
        let high = deviation.high * scale
        let square = DoubleDouble.product(high, high) + 2 * high * (deviation.low * scale)
        squares += square
        cubes += square.high * high
        fourths += square.high * square.high
      }
    }
    return (squares.value, cubes, fourths)
  }

  /// The mean.
  public var mean: Double { preciseMean.value }
  /// The variance with n - 1; `nil` for one value.
  public var variance: Double? { count > 1 ? sumOfSquares / Double(count - 1) : nil }
  /// The standard deviation with n - 1; `nil` for one value.
  public var standardDeviation: Double? { variance?.squareRoot() }
  /// Whether all values are equal as far as doubles can tell.
  public var isConstant: Bool { sumOfSquares == 0 }
  /// m3 / m2^1.5, biased; `nil` for equal values.
  public var skewness: Double? {
    guard sumOfSquares > 0, scaled.squares > 0 else { return nil }
    let n = Double(count)
    let second = scaled.squares / n
    return scaled.cubes / n / (second * second.squareRoot())
  }
  /// m4 / m2² - 3, biased; `nil` for equal values.
  public var excessKurtosis: Double? {
    guard sumOfSquares > 0, scaled.squares > 0 else { return nil }
    let n = Double(count)
    let second = scaled.squares / n
    return scaled.fourths / n / (second * second) - 3
  }
}

/// Sums of products about the means, in two doubles.
enum Covariance {
  /// Σ (x - mean x)(y - mean y).
  static func sum(_ x: [Double], _ y: [Double], _ meanX: DoubleDouble, _ meanY: DoubleDouble)
    -> Double
  {
    var total = DoubleDouble.zero
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        for i in x.indices {
          let a = DoubleDouble(x[i]) + -meanX
          let b = DoubleDouble(y[i]) + -meanY
          total += DoubleDouble.product(a.high, b.high) + (a.high * b.low + a.low * b.high)
        }
      }
    }
    return total.value
  }
}
