internal import Basics
internal import Tables
internal import Mathematics

/// Theil and Sen's slope: the median of the slopes between all pairs of points.
///
/// The interval by Sen's normal approximation of Kendall's statistic with ties; the intercept is
/// median(y) - slope · median(x). Bears up to 29 % of wild points. Agrees with
/// `scipy.stats.theilslopes(y, x)`. O(n log n), by slope selection.
///
/// Theil (1950); Sen (1968), doi:10.1080/01621459.1968.10480934; Matoušek (1991), doi:10.1016/0020-0190(91)90177-J.
public struct TheilSen: Sendable {
  /// The level of the interval.
  public var level = 0.95

  /// The default estimate.
  public init() {}

  /// Estimates the slope of the second column on the first.
  public func estimate(
    _ cases: CompleteCases, names: (x: String, y: String) = ("x", "y")
  ) throws(StatisticsError) -> AnalysisResult {
    let x = cases.columns[0]
    let y = cases.columns[1]
    let slopes = PairSlopes(x, y)
    guard slopes.count > 0 else {
      throw StatisticsError(
        .constantInput, "theil-sen: all \(cases.count) values of 'x' are equal")
    }
    guard slopes.count <= 4_096 || (slopes.ends.0.isFinite && slopes.ends.1.isFinite) else {
      throw StatisticsError(
        .domainError,
        "theil-sen: some slopes leave the range of doubles; give x or y in another unit")
    }
    let slope = slopes.median
    let intercept = Quantile.median(y) - slope * Quantile.median(x)
    var result = AnalysisResult(method: "theil-sen", title: "Theil-Sen slope")
    result.account(cases)
    let n = Double(cases.count)
    func ties(_ values: [Double]) -> Double {
      Ranking(values).tieSizes.reduce(0) {
        let t = Double($1)
        return $0 + t * (t - 1) * (2 * t + 5)
      }
    }
    let variance = (n * (n - 1) * (2 * n + 5) - ties(x) - ties(y)) / 18
    var interval: Interval?
    if variance > 0 {
      let z = StandardNormal().quantile((1 - level) / 2)
      let total = Double(slopes.count)
      let sigma = variance.squareRoot()
      let upper = min(
        Int(((total - z * sigma) / 2).rounded(.toNearestOrEven)), slopes.count - 1)
      let lower = max(Int(((total + z * sigma) / 2).rounded(.toNearestOrEven)) - 1, 0)
      let ends = slopes.select([lower + 1, upper + 1])
      interval = Interval(ends[0], ends[1])
    }
    result.estimate = Estimate("slope", slope, interval, level: level)
    result.add(.slope, slope)
    result.add(.intercept, intercept)
    result.notes.append(
      contentsOf: interval == nil ? ["the values of y do not give an interval"] : [])
    result.assumptions = [
      Assumption.ofDesign("points are independent")
    ]
    result.model = FittedModel.line(
      intercept: intercept, slope: slope, x: names.x, y: names.y, cases: cases)
    return result
  }
}

extension TheilSen {
  /// The slopes between all pairs of points with different x, ascending.
  private static func sortedSlopes(_ x: [Double], _ y: [Double]) -> [Double] {
    var slopes: [Double] = []
    slopes.reserveCapacity(x.count * (x.count - 1) / 2)
    for i in x.indices {
      for j in 0..<i where x[i] != x[j] { slopes.append((y[i] - y[j]) / (x[i] - x[j])) }
    }
    return RadixSort.sorted(slopes)
  }

  /// The median slope; `nil` where all x are equal.
  static func slope(_ x: [Double], _ y: [Double]) -> Double? {
    let slopes = sortedSlopes(x, y)
    return slopes.isEmpty ? nil : Quantile.median(sorted: slopes)
  }
}

extension TheilSen: Method {
  static let facts = MethodFacts(
    "theil-sen", "Theil–Sen slope", .order,
    "How steeply y rises with x, by the median slope of all pairs of points.",
    takes: .pair, least: 2, estimate: "slope", unit: .slope, claim: .slope,
    assumptions: ["points are independent"],
    references: [
      .init("Theil", 1950, in: "Indagationes Mathematicae 12"),
      .init("Sen", 1968, doi: "10.1080/01621459.1968.10480934"),
      .init("Matoušek", 1991, doi: "10.1016/0020-0190(91)90177-J"),
    ],
    agreesWith: ["scipy.stats.theilslopes"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try estimate(
      request.pairs(atLeast: Self.facts.least),
      names: (request.x?.name ?? "x", request.y?.name ?? "y"))
  }
}
