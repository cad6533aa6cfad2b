internal import Basics

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
