internal import Tables
internal import Numerics

/// The shape of one variable in numbers.
///
/// Mean, standard deviation and variance (n - 1), quartiles (type 7 unless asked otherwise), skewness
/// g1 and excess kurtosis g2 (biased, as `scipy.stats.skew` and `kurtosis`), median absolute deviation
/// (unscaled), geometric mean, lag-1 autocorrelation. The mean has Student's interval, the median that
/// of the order statistics, whose level is exact whatever the distribution. Sums run in two doubles:
/// values like 1e9 + {1, 2, 3} have standard deviation exactly 1. With weights: weighted mean,
/// variance by reliability weights, and quartiles of the weighted distribution. O(n).
public struct Description: Sendable {
  /// The definition of quantiles, 1 to 9.
  public var quantileType = 7
  /// The level of the intervals.
  public var level = 0.95

  /// The default description.
  public init() {}

  /// Describes a sample.
  public func describe(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    guard sample.count > 0 else {
      throw StatisticsError(
        .tooFewObservations, "describe needs at least 1 value; got \(sample.accounting)")
    }
    var result = AnalysisResult(method: "describe", title: "Description")
    result.account(sample)
    let values = sample.values
    let n = Double(values.count)
    let moments = Moments(values)
    let sorted = RadixSort.sorted(values)
    func quantile(_ p: Double) -> Double { Quantile.of(sorted: sorted, p, type: quantileType) }
    let median = Quantile.median(sorted: sorted)
    let mad = Quantile.median(values.map { abs($0 - median) })
    result.add("mean", moments.mean)
    result.add("sd", moments.standardDeviation)
    result.add("variance", moments.variance)
    result.add("min", sorted.first)
    result.add("q1", quantile(0.25))
    result.add("median", median)
    result.add("q3", quantile(0.75))
    result.add("max", sorted.last)
    result.add("skewness", moments.skewness)
    result.add("kurtosis", moments.excessKurtosis)
    result.add("mad", mad)
    let positive = sorted[0] > 0
    result.add("geometric_mean", positive ? GeometricMean.of(values) : nil)
    result.add("lag1_autocorrelation", Autocorrelation.lag1(values, moments))
    if values.count > 1, let deviation = moments.standardDeviation {
      let margin =
        StudentT(df: n - 1).upperQuantile((1 - level) / 2) * deviation / n.squareRoot()
      result.fields.append(
        .init("mean_ci", Interval(moments.mean - margin, moments.mean + margin).json))
    } else {
      result.fields.append(.init("mean_ci", .null))
      result.notes.append("one value has no spread: sd, variance and intervals do not exist")
    }
    let interval = OrderStatistics.interval(sorted: sorted, probability: 0.5, level: level)
    result.fields.append(.init("median_ci", interval?.json ?? .null))
    result.add("level", level)
    if !positive {
      result.notes.append("there is no geometric mean: the smallest value is not positive")
    }
    if moments.isConstant && values.count > 1 {
      result.notes.append(
        "all values are equal: skewness, kurtosis and autocorrelation do not exist")
    }
    if interval == nil, values.count > 1 {
      result.notes.append(
        "no interval for the median reaches the level with \(sample.count) values")
    }
    return result
  }

  /// Describes weighted values; rows without value or with a weight that is missing are dropped.
  func describe(_ cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    let values = cases.columns[0]
    let weights = cases.columns[1]
    guard weights.allSatisfy({ $0 >= 0 }) else {
      throw StatisticsError(.domainError, "describe: weights must not be negative")
    }
    let total = DoubleDouble.sum(weights).value
    guard total > 0 else {
      throw StatisticsError(
        .tooFewObservations, "describe needs at least 1 value with weight; got \(cases.accounting)")
    }
    var result = AnalysisResult(method: "describe", title: "Weighted description")
    result.account(cases)
    var sum = DoubleDouble.zero
    for (value, weight) in zip(values, weights) { sum += DoubleDouble.product(value, weight) }
    let mean = (sum / total).value
    var squares = DoubleDouble.zero
    var squaredWeights = 0.0
    for (value, weight) in zip(values, weights) {
      squares += DoubleDouble.product(value - mean, value - mean) * weight
      squaredWeights += weight * weight
    }
    let effective = total * total / squaredWeights
    let variance = effective > 1 ? squares.value / (total - squaredWeights / total) : nil
    let order = RadixSort.order(values).map { Int($0) }.filter { weights[$0] > 0 }
    func quantile(_ p: Double) -> Double {
      var running = 0.0
      for (index, position) in order.enumerated() {
        running += weights[position]
        if running > p * total * (1 + 1e-14) { return values[position] }
        if abs(running - p * total) <= p * total * 1e-14, index + 1 < order.count {
          return (values[position] + values[order[index + 1]]) / 2
        }
      }
      return values[order[order.count - 1]]
    }
    result.add("mean", mean)
    result.add("sd", variance?.squareRoot())
    result.add("variance", variance)
    result.add("min", values[order[0]])
    result.add("q1", quantile(0.25))
    result.add("median", quantile(0.5))
    result.add("q3", quantile(0.75))
    result.add("max", values[order[order.count - 1]])
    result.add("effective_n", effective)
    result.add("sum_of_weights", total)
    if let variance {
      let margin =
        StudentT(df: effective - 1).upperQuantile((1 - level) / 2)
        * (variance / effective).squareRoot()
      result.fields.append(.init("mean_ci", Interval(mean - margin, mean + margin).json))
    } else {
      result.fields.append(.init("mean_ci", .null))
    }
    result.add("level", level)
    return result
  }
}

extension Description: RequestedMethod {
  init(_ options: inout OptionReader) throws(StatisticsError) {
    quantileType = try options.integer("quantile_type", in: 1...9) ?? 7
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    if let weights = request.weights {
      guard let x = request.x else {
        throw StatisticsError(.badRequest, "describe needs 'x'")
      }
      return try describe(
        request.completeCases([x, RequestVariable(weights)], atLeast: 1, "rows"))
    }
    return try describe(request.sample())
  }
}

/// The geometric mean of positive values.
enum GeometricMean {
  /// Products in a running significand and exponent: no logarithm's rounding grows with n.
  static func of(_ values: [Double]) -> Double {
    var logs = DoubleDouble.zero
    for value in values { logs += Logarithm.natural(value) }
    return Logarithm.exponential(logs.value / Double(values.count))
  }
}

/// Autocorrelation of values in their order.
enum Autocorrelation {
  /// Σ (xₜ - m)(xₜ₊₁ - m) / Σ (xₜ - m)²; `nil` for equal values.
  static func lag1(_ values: [Double], _ moments: Moments) -> Double? {
    guard moments.sumOfSquares > 0 else { return nil }
    let deviations = values.map { (DoubleDouble($0) + -moments.preciseMean) }
    var sum = DoubleDouble.zero
    for i in deviations.indices.dropLast() { sum += deviations[i] * deviations[i + 1] }
    return sum.value / moments.sumOfSquares
  }
}

/// Intervals for quantiles whose level holds for every continuous distribution.
enum OrderStatistics {
  /// The narrowest symmetric-in-probability interval of two order statistics of at least `level`.
  static func interval(sorted: [Double], probability: Double, level: Double) -> Interval? {
    let n = sorted.count
    let binomial = Binomial(trials: n, probability: probability)
    let tail = (1 - level) / 2
    // Lower end x_(l): P(B < l) <= tail; upper end x_(u): P(B >= u) <= tail.
    guard n > 0, binomial.cumulative(0) <= tail, binomial.survival(n - 1) <= tail else {
      return nil
    }
    var low = 0
    var high = n
    while high - low > 1 {
      let middle = (low + high) / 2
      if binomial.cumulative(middle) <= tail { low = middle } else { high = middle }
    }
    let lower = low + 1
    low = 0
    high = n - 1
    while high - low > 0 {
      let middle = (low + high) / 2
      if binomial.survival(middle) <= tail { high = middle } else { low = middle + 1 }
    }
    let upper = low + 1
    guard lower <= n, upper <= n, lower <= upper else { return nil }
    return Interval(sorted[lower - 1], sorted[upper - 1])
  }
}
