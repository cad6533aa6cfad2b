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
  /// The variance of a sample; NaN below two values.
  package let variance: Double

  /// Two passes: a compensated mean, then squared deviations less what the mean's rounding left in
  /// them (Chan, Golub and LeVeque 1983, doi:10.1080/00031305.1983.10483115).
  package init(_ values: some Collection<Double>) {
    count = values.count
    var sum = CompensatedSum()
    for value in values { sum.add(value) }
    let mean = count == 0 ? .nan : sum.value / Double(count)
    self.mean = mean
    guard count > 1 else {
      variance = .nan
      return
    }
    var squares = CompensatedSum()
    var rest = CompensatedSum()
    for value in values {
      let deviation = value - mean
      squares.add(deviation * deviation)
      rest.add(deviation)
    }
    variance =
      Swift.max(0, squares.value - rest.value * rest.value / Double(count)) / Double(count - 1)
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
