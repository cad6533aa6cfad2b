public import Numerics

/// Central moments of values by two passes in two doubles: an offset of 1e12 costs nothing.
public struct Moments: Sendable {
  /// The number of values.
  public let count: Int
  /// The mean, to about 32 digits.
  public let preciseMean: DoubleDouble
  /// Σ (x - mean)², Σ (x - mean)³ and Σ (x - mean)⁴.
  public let sumOfSquares: Double
  private let sumOfCubes: Double
  private let sumOfFourths: Double

  /// The moments of finite `values`, of which there is at least one.
  public init(_ values: [Double]) {
    count = values.count
    let mean = DoubleDouble.mean(values)
    preciseMean = mean
    var squares = DoubleDouble.zero
    var cubes = 0.0
    var fourths = 0.0
    values.withUnsafeBufferPointer { values in
      for value in values {
        let deviation = (DoubleDouble(value) + -mean)
        let high = deviation.high
        let square = DoubleDouble.product(high, high) + 2 * high * deviation.low
        squares += square
        cubes += square.high * high
        fourths += square.high * square.high
      }
    }
    sumOfSquares = squares.value
    sumOfCubes = cubes
    sumOfFourths = fourths
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
    guard sumOfSquares > 0 else { return nil }
    let n = Double(count)
    let second = sumOfSquares / n
    return sumOfCubes / n / (second * second.squareRoot())
  }
  /// m4 / m2² - 3, biased; `nil` for equal values.
  public var excessKurtosis: Double? {
    guard sumOfSquares > 0 else { return nil }
    let n = Double(count)
    let second = sumOfSquares / n
    return sumOfFourths / n / (second * second) - 3
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
