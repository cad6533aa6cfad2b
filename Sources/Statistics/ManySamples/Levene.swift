internal import Basics
internal import Tables
internal import Mathematics

/// Levene's test of equal variances, by default about medians (Brown and Forsythe).
///
/// Null hypothesis: the samples have one variance. F of a one-way analysis of variance of the absolute
/// deviations from each sample's median, mean, or 5 % trimmed mean. Agrees with `scipy.stats.levene`. O(n).
///
/// Levene (1960); Brown and Forsythe (1974), doi:10.1080/01621459.1974.10482955.
public struct Levene: Sendable {
  /// What deviations are taken from.
  public enum Center: String, Hashable, Sendable, CaseIterable {
    case median, mean, trimmed
  }

  /// The centre.
  public var center = Center.median

  /// A test with every option at its default.
  public init() {}

  /// Tests two or more samples.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    var result = AnalysisResult(
      method: "levene", title: "Levene test of equal variances (center: \(center.rawValue))")
    result.account(samples)
    try SquareRange.check("levene", samples.flatMap(\.values))
    guard let answer = Self.statistic(samples.map { RadixSort.sorted($0.values) }, center) else {
      throw StatisticsError(.constantInput, "levene: the deviations have no spread")
    }
    result.statistic = NamedValue("W", answer.f)
    result.degreesOfFreedom = [answer.df1, answer.df2]
    result.set(pValue: FDistribution(df1: answer.df1, df2: answer.df2).survival(answer.f), "F")
    if center != .median, samples.contains(where: { Moments($0.values).isSkewed }) {
      result.notes.append(
        "with skewed samples, deviations from the \(center == .mean ? "mean" : "trimmed mean") reject too often "
          + "(\(center == .mean ? "0.17" : "0.12") for 0.05 of three samples of 20 exponential values); those from the median do not"
      )
    }
    return result
  }

  /// An assumption of equal spread by the p-value of Brown and Forsythe's test of `count` values.
  static func assumption(_ name: String, _ pValue: Double?, count: Int) -> Assumption {
    pValue.map {
      Assumption(
        name, "Brown-Forsythe test of equal spread", pValue: $0, count: count, of: "equal spread")
    } ?? Assumption(name, .notChecked, "too few values to tell")
  }

  /// The p-value of Brown and Forsythe's test of ascending samples; `nil` where it is not defined.
  static func brownForsythe(sorted: [[Double]]) -> Double? {
    statistic(sorted, .median).map { FDistribution(df1: $0.df1, df2: $0.df2).survival($0.f) }
  }

  static func statistic(
    _ sorted: [[Double]], _ center: Center
  ) -> (f: Double, df1: Double, df2: Double)? {
    let deviations = sorted.map { values -> [Double] in
      guard !values.isEmpty else { return [] }
      let middle: Double
      switch center {
      case .median: middle = Quantile.median(sorted: values)
      case .mean: middle = DoubleDouble.mean(values).value
      case .trimmed:
        let cut = Int(0.05 * Double(values.count))
        middle = DoubleDouble.mean(Array(values[cut..<(values.count - cut)])).value
      }
      return values.map { abs($0 - middle) }
    }
    guard let table = VarianceTable(deviations), table.within > 0 else { return nil }
    return (table.f, table.df1, table.df2)
  }
}

extension Levene: Method {
  static let facts = MethodFacts(
    "levene", "Levene’s test of equal variances", .spread,
    "Whether the variances of several samples differ.",
    hypothesis: "equal variances", takes: .samples, least: 2, statistic: "W",
    claim: .difference(.spread),
    references: [
      .init("Levene", 1960, in: "Contributions to Probability and Statistics"),
      .init("Brown and Forsythe", 1974, doi: "10.1080/01621459.1974.10482955"),
    ],
    agreesWith: ["scipy.stats.levene", "R car::leveneTest"])

  init(_ options: inout Options) throws(StatisticsError) {
    center = try options.choice("center", else: .median, "What deviations are taken from.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(Self.facts))
  }
}

/// Sums of squares between and within samples, in two doubles.
struct VarianceTable {
  let between: Double
  let within: Double
  let df1: Double
  let df2: Double
  let means: [DoubleDouble]

  /// `nil` for fewer than two samples, an empty one, or no degrees of freedom within.
  init?(_ samples: [[Double]]) {
    let total = samples.reduce(0) { $0 + $1.count }
    guard samples.count > 1, total > samples.count, samples.allSatisfy({ !$0.isEmpty }) else {
      return nil
    }
    let sums = samples.map { DoubleDouble.sum($0) }
    let grand = sums.reduce(DoubleDouble.zero) { $0 + $1 } / Double(total)
    means = zip(sums, samples).map { $0.0 / Double($0.1.count) }
    var between = DoubleDouble.zero
    var within = DoubleDouble.zero
    for (mean, values) in zip(means, samples) {
      let shift = mean - grand
      between += shift * shift * Double(values.count)
      values.withUnsafeBufferPointer { values in
        for value in values {
          let deviation = DoubleDouble(value) + -mean
          within +=
            DoubleDouble.product(deviation.high, deviation.high)
            + 2 * deviation.high * deviation.low
        }
      }
    }
    self.between = between.value
    self.within = max(within.value, 0)
    df1 = Double(samples.count - 1)
    df2 = Double(total - samples.count)
  }

  var f: Double { between / df1 / (within / df2) }
}
