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

  /// Results that have left the numbers.
  package func overflow(_ count: Int, of total: Int) -> Loss {
    Loss(results, LossWords.overflow, count: count, of: total)
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
