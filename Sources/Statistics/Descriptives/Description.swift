internal import Basics
internal import Tables
internal import Mathematics

/// The shape of one variable in numbers.
///
/// Mean, standard deviation and variance (n - 1), quartiles and median (type 7 unless asked otherwise), skewness
/// g1 and excess kurtosis g2 (biased, as `scipy.stats.skew` and `kurtosis`), median absolute deviation
/// (unscaled), geometric mean, lag-1 autocorrelation. The mean has Student's interval, the median that
/// of the order statistics, whose level is exact whatever the distribution, as have all `quantiles` that
/// are asked for. Where the squares of the values leave the range of doubles there is no variance, and what
/// is based on it is missing. Sums run in two doubles: values like 1e9 + {1, 2, 3} have standard deviation exactly 1.
/// Missing values are dropped and counted; weighted values see ``describe(_:weights:)``. O(n).
///
/// Intervals of quantiles: Conover (1999), Practical Nonparametric Statistics, section 3.2. Agrees with
/// `scipy.stats.describe`, `scipy.stats.quantile_test(...).confidence_interval()` and R's `summary`.
public struct Description: Sendable {
  /// The definition of quantiles, 1 to 9.
  public var quantileType = 7
  /// The level of the intervals.
  public var level = 0.95
  /// Further quantiles to give, as probabilities, each with its exact binomial interval.
  public var quantiles: [Double] = []
  private var setsQuantiles = false

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
    let middle = Quantile.median(sorted: sorted)
    // Seven of the nine definitions have the middle of the values as their median.
    let median = [1, 3, 4].contains(quantileType) ? quantile(0.5) : middle
    let mad = Quantile.median(values.map { abs($0 - middle) })
    let isConstant = sorted.first == sorted.last
    // A sum of squares that left the range of doubles is not a spread, and least of all none.
    let hasSpread = isConstant || moments.sumOfSquares.isNormal
    result.add(.mean, moments.mean)
    result.add(.sd, hasSpread ? moments.standardDeviation : nil)
    result.add(.variance, hasSpread ? moments.variance : nil)
    result.add(.min, sorted.first)
    result.add(.q1, quantile(0.25))
    result.add(.median, median)
    result.add(.q3, quantile(0.75))
    result.add(.max, sorted.last)
    result.add(.skewness, moments.skewness)
    result.add(.kurtosis, moments.excessKurtosis)
    result.add(.mad, mad)
    let positive = sorted[0] > 0
    result.add(.geometricMean, positive ? GeometricMean.of(values) : nil)
    result.add(.lag1Autocorrelation, hasSpread ? Autocorrelation.lag1(values, moments) : nil)
    if values.count > 1, hasSpread, let deviation = moments.standardDeviation {
      let margin =
        StudentT(df: n - 1).upperQuantile((1 - level) / 2) * deviation / n.squareRoot()
      result.add(
        .meanInterval, .interval(Interval(moments.mean - margin, moments.mean + margin)))
    } else {
      result.add(.meanInterval, .interval(nil))
      if values.count == 1 {
        result.notes.append("one value has no spread: sd, variance and intervals do not exist")
      }
    }
    let interval = OrderStatistics.interval(sorted: sorted, probability: 0.5, level: level)
    result.add(.medianInterval, .interval(interval))
    if !quantiles.isEmpty {
      result.add(
        .quantiles,
        .quantiles(
          quantiles.map { p in
            QuantileEstimate(
              "\(p)", quantile(p),
              OrderStatistics.interval(sorted: sorted, probability: p, level: level))
          }))
    }
    result.add(.level, level)
    if !positive {
      result.notes.append("there is no geometric mean: the smallest value is not positive")
    }
    if values.count > 1, isConstant {
      result.notes.append(
        "all values are equal: skewness, kurtosis and autocorrelation do not exist")
    } else if !hasSpread {
      result.notes.append(
        "squares of the values leave the range of doubles: give them in another unit for their spread"
      )
    }
    if interval == nil, values.count > 1 {
      result.notes.append(
        "no interval for the median reaches the level with \(sample.count) values")
    }
    return result
  }
}

extension Description: Method {
  static let facts = MethodFacts(
    "describe", "description", .description,
    "The shape of one variable in numbers: mean, spread, quantiles, skewness, with intervals.",
    takes: .variable, weights: .taken("how often each value counts"), unit: .values,
    claim: .description,
    references: [.init("Conover", 1999, in: "Practical Nonparametric Statistics, section 3.2")],
    agreesWith: ["scipy.stats.describe", "scipy.stats.quantile_test", "R summary"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
    quantiles = try options.numbers(
      "quantiles", each: .between(0, 1), otherwise: "none",
      "Further quantiles to list, with intervals.")
    let type = try options.integer(
      "quantile_type", in: 1...9, otherwise: "7",
      "The definition of quantiles, by number in Hyndman and Fan (1996).")
    if let type {
      quantileType = type
      setsQuantiles = true
    }
    guard quantiles.count <= AnalysisLimits.quantiles else {
      throw .beyond(
        AnalysisLimits.quantiles, "describe was asked for \(quantiles.count) quantiles",
        "Name fewer"
      )
    }
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    if let weights = request.weights {
      guard let x = request.x else {
        throw StatisticsError(.badRequest, "describe needs 'x'")
      }
      guard quantiles.isEmpty, !setsQuantiles else {
        throw StatisticsError(
          .badRequest,
          "describe takes 'quantiles' and 'quantile_type' of values without weights only")
      }
      return try describe(
        weighted: request.completeCases([x, RequestVariable(weights)], atLeast: 1, "rows"))
    }
    var result = try describe(request.sample())
    if let whole = request.x?.whole { setOrder(of: whole.sorted(), in: &result) }
    return result
  }

  /// Whole numbers beyond 2^53 keep their digits where a value of the sample is asked for, or the middle of two.
  private func setOrder(of sorted: [Int64], in result: inout AnalysisResult) {
    guard let low = sorted.first, let high = sorted.last else { return }
    func set(_ key: Detail.Key, _ value: Int64) {
      guard let place = result.details.firstIndex(where: { $0.key == key }) else { return }
      // Others are numbers like any.
      let isLarge = abs(Double(value)) >= AnalysisRequest.largestCount
      result.details[place] = DetailPart(
        key: key, detail: isLarge ? .whole(value) : .number(Double(value)))
    }
    set(.min, low)
    set(.max, high)
    let (below, above) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
    // The middle of two whole numbers is one where their distance is even.
    let (distance, overflow) = above.subtractingReportingOverflow(below)
    switch quantileType {
    case 1, 3, 4: break
    default: if !overflow, distance % 2 == 0 { set(.median, below + distance / 2) }
    }
    guard quantileType == 7, (sorted.count - 1) % 4 == 0 else { return }
    set(.q1, sorted[(sorted.count - 1) / 4])
    set(.q3, sorted[(sorted.count - 1) / 4 * 3])
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
