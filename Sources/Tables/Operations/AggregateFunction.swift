internal import Basics

/// Functions that make one value of the rows of a group. Missing values are passed over; without
/// any value the result is missing, and a count 0.
public enum AggregateFunction: String, Hashable, Sendable, CaseIterable {
  /// `count()` rows, `count(x)` values, `count(distinct x)` distinct values.
  case count
  /// Rows in which a condition holds.
  case countIf = "count_if"
  case sum, mean, median
  /// `quantile(x, p)`, by linear interpolation between order statistics (Hyndman and Fan's type 7).
  case quantile
  /// Standard deviation and variance of a sample, with n - 1.
  case sd, variance
  case min, max
  /// The first and last value in the order of rows.
  case first, last
  /// The most frequent value; of several, the one seen first.
  case mode
  /// The share of rows in which a condition holds, among those in which it is known.
  case share
  /// The exponential of the mean of logarithms; missing where a value is not positive.
  case geometricMean = "geometric_mean"
  /// `weighted_mean(x, w)`.
  case weightedMean = "weighted_mean"

  var argumentCount: ClosedRange<Int> {
    switch self {
    case .count: 0...1
    case .quantile, .weightedMean: 2...2
    default: 1...1
    }
  }

  /// What the first argument must be.
  var kind: ParameterKind {
    switch self {
    case .count, .min, .max, .first, .last, .mode: .any
    case .countIf, .share: .bool
    default: .number
    }
  }

  /// What its results are called where some are lost.
  var results: String {
    switch self {
    case .sum: "sums"
    case .mean: "means"
    case .geometricMean: "geometric means"
    case .weightedMean: "weighted means"
    case .variance: "variances"
    case .sd: "standard deviations"
    default: "results of \(rawValue)"
    }
  }

  func resultType(_ argument: ExpressionType?) -> ExpressionType {
    switch self {
    case .count, .countIf: ExpressionType(.int)
    case .share: ExpressionType(.double)
    case .sum: ExpressionType(argument?.type, unit: argument?.unit)
    case .min, .max, .first, .last, .mode: ExpressionType(argument?.type, unit: argument?.unit)
    case .variance: ExpressionType(.double, unit: argument?.unit?.raised(to: 2))
    default: ExpressionType(.double, unit: argument?.unit)
    }
  }
}

/// Quantiles of values.
package enum Quantile {
  /// Hyndman and Fan's type 7 of values in any order, none NaN; NaN without values.
  package static func linear(_ values: [Double], _ probability: Double) -> Double {
    sorted(values.sorted(), probability)
  }

  /// The same of ascending values, each of which `scaled` makes another one in the same order.
  package static func sorted(
    _ values: [Double], _ probability: Double, _ scaled: (Double) -> Double
  ) -> Double {
    guard !values.isEmpty else { return .nan }
    let place = Swift.max(0, Swift.min(1, probability)) * Double(values.count - 1)
    let below = Int(place.rounded(.down))
    return sorted(
      values[below...Swift.min(below + 1, values.count - 1)].map(scaled), place - Double(below))
  }

  /// The same of ascending values.
  package static func sorted(_ values: [Double], _ probability: Double) -> Double {
    guard let first = values.first, let last = values.last, !probability.isNaN else { return .nan }
    let place = Swift.max(0, Swift.min(1, probability)) * Double(values.count - 1)
    let below = Int(place.rounded(.down))
    guard below + 1 < values.count else { return below < 0 ? first : last }
    let fraction = place - Double(below)
    if fraction == 0 || values[below] == values[below + 1] { return values[below] }
    return values[below] + fraction * (values[below + 1] - values[below])
  }

  package static func median(_ values: [Double]) -> Double { linear(values, 0.5) }
}

/// Mean and spread without cancellation.
package struct Moments {
  /// How many values went in.
  package let count: Int
  /// The mean; NaN without values.
  package let mean: Double
  /// The variance of a sample; NaN below two values, and where it is beyond the doubles or so small that they lose its
  /// digits.
  package let variance: Double
  /// The standard deviation of a sample, which may be had where the variance may not.
  package let standardDeviation: Double

  package init(_ values: some Collection<Double>) {
    count = values.count
    let plain = Self.moments(values, scale: 1)
    // Squares of what is far from 1 leave the range of doubles: there the units are changed.
    guard count > 1, !((1e-280...1e280) ~= plain.variance) else {
      (mean, variance) = plain
      standardDeviation = plain.variance.squareRoot()
      return
    }
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0, largest.isFinite else {
      (mean, variance) = plain
      standardDeviation = plain.variance.squareRoot()
      return
    }
    // First so that the sum stays finite, then so that the deviations come near 1.
    let small = Double(sign: .plus, exponent: largest.exponent > 0 ? -500 : 0, significand: 1)
    let center = Self.moments(values, scale: small).mean
    let reach = values.reduce(0) { max($0, ($1 * small - center).magnitude) }
    mean = center / small
    guard reach > 0 else {
      (variance, standardDeviation) = (0, 0)
      return
    }
    let unit = Double(sign: .plus, exponent: min(1000, -reach.exponent), significand: 1)
    let scaled = Self.spread(values, scale: small, center: center, unit: unit)
    guard scaled > 0 else {
      (variance, standardDeviation) = (0, 0)
      return
    }
    let deviation = scaled.squareRoot() / unit / small
    standardDeviation = deviation.isFinite && deviation > 0 ? deviation : .nan
    let squared = scaled / unit / unit / small / small
    variance = squared.isFinite && squared.isNormal ? squared : .nan
  }

  /// Two passes: a compensated mean, then squared deviations less what the mean's rounding left in
  /// them (Chan, Golub and LeVeque 1983, doi:10.1080/00031305.1983.10483115).
  private static func moments(
    _ values: some Collection<Double>, scale: Double
  ) -> (mean: Double, variance: Double) {
    guard !values.isEmpty else { return (.nan, .nan) }
    var sum = CompensatedSum()
    for value in values { sum.add(value * scale) }
    let mean = sum.value / Double(values.count)
    return (mean, spread(values, scale: scale, center: mean, unit: 1))
  }

  /// The variance of `values * scale` about `center`, in units of which `unit` make one.
  private static func spread(
    _ values: some Collection<Double>, scale: Double, center: Double, unit: Double
  ) -> Double {
    guard values.count > 1 else { return .nan }
    var squares = CompensatedSum()
    var rest = CompensatedSum()
    for value in values {
      let deviation = (value * scale - center) * unit
      squares.add(deviation * deviation)
      rest.add(deviation)
    }
    return Swift.max(0, squares.value - rest.value * rest.value / Double(values.count))
      / Double(values.count - 1)
  }
}

extension Column {
  /// Doubles, of which NaN is missing.
  package init(doublesOrNaN values: [Double], metadata: ColumnMetadata = .init()) {
    var hasNaN = false
    values.withUnsafeBufferPointer { for value in $0 where value.isNaN { hasNaN = true } }
    guard hasNaN else {
      self.init(.double(values), metadata: metadata)
      return
    }
    let validity = Bitmap(count: values.count) { !values[$0].isNaN }
    self.init(.double(values.map { $0.isNaN ? 0 : $0 }), validity: validity, metadata: metadata)
  }
}
