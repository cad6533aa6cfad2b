internal import Foundation

/// A continuous distribution with both tails, accurate far out, and quantiles.
public protocol ContinuousDistribution: Sendable {
  /// The density at `x`.
  func density(_ x: Double) -> Double
  /// What lies below and above `x`.
  func tails(_ x: Double) -> Tails
  /// Where the support begins.
  var infimum: Double { get }
  /// A value somewhere in the middle, from which quantiles are sought.
  var middle: Double { get }
}

extension ContinuousDistribution {
  /// P(X <= x).
  public func cumulative(_ x: Double) -> Double { tails(x).lower }

  /// P(X > x); stays right where it is 1e-300.
  public func survival(_ x: Double) -> Double { tails(x).upper }

  /// The `x` with P(X <= x) = p; infinite at 0 and 1 where the support is.
  public func quantile(_ p: Double) -> Double {
    p <= 0.5 ? solve(p, upper: false) : solve(1 - p, upper: true)
  }

  /// The `x` with P(X > x) = q.
  public func upperQuantile(_ q: Double) -> Double {
    q <= 0.5 ? solve(q, upper: true) : solve(1 - q, upper: false)
  }

  /// Newton steps on the logarithm of the tail, kept inside a bracket that only shrinks.
  private func solve(_ p: Double, upper: Bool) -> Double {
    if p.isNaN { return .nan }
    if p <= 0 { return upper ? .infinity : infimum }
    func tail(_ x: Double) -> Double { upper ? tails(x).upper : tails(x).lower }
    var low = infimum
    var high = Double.infinity
    var x = middle
    let target = log(p)
    for _ in 0..<400 {
      let value = tail(x)
      let ratio = log(value) - target
      // The tail falls with x on the upper side and rises on the lower one.
      if (ratio > 0) == upper { low = x } else { high = x }
      if ratio == 0 { return x }
      let slope = density(x) / value
      var next = upper ? x + ratio / slope : x - ratio / slope
      if !(next > low && next < high) || !next.isFinite {
        if high == .infinity {
          if x >= .greatestFiniteMagnitude { return .infinity }
          next =
            x > 2
            ? min(x * x, .greatestFiniteMagnitude) : (x > 0 ? x * 2 : (x == 0 ? 1 : x / 2))
        } else if low == -.infinity {
          next = x < 0 ? x * 2 : (x == 0 ? -1 : x / 2)
        } else {
          // A bracket over powers of ten is halved on their scale.
          next =
            low > 1 && high / low > 4
            ? low.squareRoot() * high.squareRoot() : low + (high - low) / 2
        }
      }
      if abs(next - x) <= 2e-16 * abs(next) || next == low || next == high { return next }
      x = next
    }
    return x
  }
}
