internal import Foundation

/// A positive quantity known by its median and its 5 % and 95 % points.
///
/// Its logarithm above `floor` is normal on either side of the median, with a spread of its own on
/// each: a two-piece log-normal, whose three points are exactly those given. One form for every factor
/// keeps products simple and never gives a negative value.
public struct UncertainQuantity: Hashable, Sendable {
  /// The 50 % point.
  public let median: Double
  /// The 5 % point.
  public let low: Double
  /// The 95 % point.
  public let high: Double
  /// No value lies below; 1 for a ratio such as PUE, else 0.
  public let floor: Double
  /// No value lies above; 1 for a share.
  public let ceiling: Double

  /// A quantity by its three points, in any order of the outer two.
  public init(
    median: Double, low: Double, high: Double, floor: Double = 0, ceiling: Double = .infinity
  ) {
    self.median = median
    self.low = min(low, median, high)
    self.high = max(low, median, high)
    self.floor = floor
    self.ceiling = ceiling
  }

  /// A quantity without uncertainty.
  public static func exact(_ value: Double) -> Self { Self(median: value, low: value, high: value) }

  /// This spread (median 1) around `value`.
  public func around(_ value: Double) -> Self {
    Self(
      median: value * median, low: value * low, high: value * high, floor: 0, ceiling: ceiling)
  }

  /// This spread (median 1) of the part of `ratio` above 1.
  public func aroundOverhead(of ratio: Double) -> Self {
    let overhead = ratio - 1
    return Self(
      median: 1 + overhead * median, low: 1 + overhead * low, high: 1 + overhead * high, floor: 1)
  }

  /// Whether every draw is the median.
  public var isExact: Bool { low == high }

  /// Prepared for sampling: the spreads on the logarithmic scale.
  var sampler: Sampler {
    let base = median - floor
    guard base > 0, !isExact else {
      return Sampler(offset: median, base: 0, below: 0, above: 0, ceiling: ceiling)
    }
    let smallest = base * 1e-9
    return Sampler(
      offset: floor, base: base, below: log(base / max(low - floor, smallest)) / Self.normal95,
      above: log(max(high - floor, base) / base) / Self.normal95, ceiling: ceiling)
  }

  /// The 95 % point of the standard normal distribution.
  static let normal95 = 1.644853626951472714863848907991632136083195744275

  /// One value a standard normal deviate.
  struct Sampler: Sendable {
    let offset: Double
    let base: Double
    let below: Double
    let above: Double
    let ceiling: Double

    func callAsFunction(_ z: Double) -> Double {
      guard base > 0 else { return offset }
      return min(offset + base * exp(z * (z < 0 ? below : above)), ceiling)
    }

    /// Whether the logarithm is linear in the deviate on each side, so that `exp` can wait.
    var isLogLinear: Bool { base > 0 && offset == 0 && ceiling == .infinity }

    /// Standard normal deviates turned in place into deviations of the logarithm from that of the median
    /// where it is linear in them, else into values.
    func transform(_ deviates: UnsafeMutableBufferPointer<Double>) {
      if isLogLinear {
        for draw in 0..<deviates.count {
          let z = deviates[draw]
          deviates[draw] = z * (z < 0 ? below : above)
        }
      } else {
        for draw in 0..<deviates.count { deviates[draw] = self(deviates[draw]) }
      }
    }
  }
}
