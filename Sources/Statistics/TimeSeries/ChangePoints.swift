internal import Basics
internal import Mathematics
internal import Foundation

/// The places where the mean of a series changes, as many as are worth their penalty.
///
/// Minimises Σ (x - mean of its segment)² + β σ² ln(n) for each change, exactly, by pruned dynamic programming (PELT); segments have at
/// least 2 values. σ = 1.4826 · MAD of the differences / √2, which changes of level hardly move. The interval of each place is Bai's,
/// with a variance for each segment; there is none where the change is too small for one. Agrees with `ruptures.Pelt(model="l2",
/// jump=1, min_size=2)` and R's `strucchange::confint`. O(n) where changes are many, O(n²) where there are none.
///
/// Killick, Fearnhead and Eckley (2012), doi:10.1080/01621459.2012.737745; Bai (1997), doi:10.1162/003465397557132.
public struct ChangePoints: Sendable {
  /// β: what a change must gain, in units of σ² ln(n).
  public var penalty = 2.0
  /// The level of the intervals.
  public var level = 0.95

  /// A penalty of 2.
  public init() {}

  /// The changes of a series.
  public func test(_ series: Sample) throws(StatisticsError) -> AnalysisResult {
    let n = series.count
    guard n <= AnalysisLimits.changedValues else {
      throw .beyond(
        AnalysisLimits.changedValues, "change-points: the series has \(n) values",
        "Use means of several values each")
    }
    let x = SeriesCorrelation.deviations(series.values)
    let differences = zip(x.dropFirst(), x).map { $0 - $1 }
    let middle = Quantile.median(differences)
    let sigma = 1.4826 * Quantile.median(differences.map { abs($0 - middle) }) / 2.0.squareRoot()
    guard sigma > 0 else {
      throw StatisticsError(
        .constantInput,
        "change-points: more than half of the steps between values are equal, so that their noise has no size"
      )
    }
    let price = penalty * sigma * sigma * log(Double(n))
    let cuts = Self.cuts(x, price)
    let edges = [0] + cuts + [n]
    let segments = zip(edges, edges.dropFirst()).map { Segment(series.values, $0..<$1) }
    var result = AnalysisResult(method: "change-points", title: "Changes of the mean")
    result.account(series)
    result.add(
      .changePoints,
      .parts(
        .array(
          zip(cuts, zip(segments, segments.dropFirst())).map { cut, sides in
            let interval = interval(cut, sides.0, sides.1, n)
            if interval == nil {
              result.notes.append("the change after value \(cut) is too small for an interval")
            }
            return .row(["index": .int(Int64(cut)), "ci": .cell(interval)])
          })))
    result.add(
      .segments,
      .parts(
        .array(
          segments.map {
            .row([
              "from": .int(Int64($0.rows.lowerBound + 1)), "to": .int(Int64($0.rows.upperBound)),
              "mean": .cell($0.mean),
            ])
          })))
    result.add(.sigma, sigma)
    result.add(.penalty, price)
    if segments.count > 1 {
      result.notes.append(
        "intervals of small changes cover less than their level (for 0.95, 0.91 to 0.92 of steps of 1 to 1.5 standard deviations)"
      )
    }
    return result
  }

  private struct Segment {
    let rows: Range<Int>
    let mean: Double
    let variance: Double

    init(_ values: [Double], _ rows: Range<Int>) {
      self.rows = rows
      let moments = Moments(Array(values[rows]))
      mean = moments.mean
      variance = moments.sumOfSquares / Double(rows.count)
    }
  }

  /// The last place before each change.
  private static func cuts(_ x: [Double], _ price: Double) -> [Int] {
    let n = x.count
    var sums = [0.0]
    var squares = [0.0]
    for value in x {
      sums.append(sums[sums.count - 1] + value)
      squares.append(squares[squares.count - 1] + value * value)
    }
    var best = [-price] + [Double](repeating: .infinity, count: n)
    var back = [Int](repeating: 0, count: n + 1)
    // A start that is beaten now is beaten wherever a segment may begin here.
    var starts: [(place: Int, until: Int)] = [(0, .max)]
    for t in stride(from: 2, through: n, by: 1) {
      if t >= 4 { starts.append((t - 2, .max)) }
      starts.removeAll { $0.until <= t }
      var costs = [Double](repeating: 0, count: starts.count)
      for (index, start) in starts.enumerated() {
        let s = start.place
        let sum = sums[t] - sums[s]
        costs[index] = best[s] + squares[t] - squares[s] - sum * sum / Double(t - s)
        if costs[index] + price < best[t] { (best[t], back[t]) = (costs[index] + price, s) }
      }
      for index in starts.indices where costs[index] > best[t] {
        starts[index].until = min(starts[index].until, t + 2)
      }
    }
    var cuts: [Int] = []
    var t = back[n]
    while t > 0 {
      cuts.append(t)
      t = back[t]
    }
    return cuts.reversed()
  }

  /// Bai's interval of a place between two segments.
  private func interval(_ cut: Int, _ before: Segment, _ after: Segment, _ n: Int) -> Interval? {
    let change = after.mean - before.mean
    let scale = before.variance / (change * change)
    let phi = after.variance / before.variance
    let tail = (1 - level) / 2
    guard scale.isFinite, phi.isFinite, phi > 0 else { return nil }
    func below(_ x: Double) -> Double { Self.distribution(x, phi) }
    let middle = below(0)
    guard middle >= tail, middle <= 1 - tail else { return nil }
    var (high, low) = (1.0, -1.0)
    while below(high) < 1 - tail, high < 1e9 { high *= 2 }
    while below(low) > tail, low > -1e9 { low *= 2 }
    guard
      let upper = Search.root(between: 0, and: high, tolerance: 1e-9, { below($0) - (1 - tail) }),
      let lower = Search.root(between: low, and: 0, tolerance: 1e-9, { below($0) - tail })
    else { return nil }
    return Interval(
      Double(cut) - (upper * scale).rounded(.up), Double(cut) - (lower * scale).rounded(.down))
  }

  /// P(argmax V <= x) of a two-sided Brownian motion with drift whose variances have the ratio `phi` after the change.
  private static func distribution(_ place: Double, _ phi: Double) -> Double {
    let x = abs(place)
    let root = x.squareRoot()
    let normal = StandardNormal()
    // exp(a) P(Z < -b), whose first factor alone may leave the range.
    func tail(_ a: Double, _ b: Double) -> Double {
      let q = normal.survival(b)
      return q > 0 ? exp(a + log(q)) : exp(a - b * b / 2) / (b * (2 * Double.pi).squareRoot())
    }
    let bell = root / (2 * Double.pi).squareRoot()
    if place < 0 {
      let f = 1 / phi
      let first = bell * exp(-x / 8)
      let second = phi * (phi + 2) / (phi + 1) * tail(f * (1 + f) * x / 2, (0.5 + f) * root)
      let third = (x / 2 - 2 + (phi + 2) * (phi + 2) / (phi + 1)) * normal.survival(root / 2)
      return third - first - second
    }
    let f = 1 / phi
    let first = f.squareRoot() * bell * exp(-f * x / 8)
    let second =
      f * (2 * phi + 1) / (phi + 1) * tail((phi + 1) * x / 2, (phi + 0.5) / phi.squareRoot() * root)
    let third =
      ((2 * phi + 1) * (2 * phi + 1) / ((phi + 1) * phi) - 2 + f * x / 2)
      * normal.survival(f.squareRoot() * root / 2)
    return 1 + first + second - third
  }
}

extension ChangePoints: Method {
  static let facts = MethodFacts(
    "change-points", "changes of the mean", .series,
    "Where the mean of a series changes, and how often.",
    takes: .series, least: 4, claim: .parts,
    references: [
      .init("Killick, Fearnhead and Eckley", 2012, doi: "10.1080/01621459.2012.737745"),
      .init("Bai", 1997, doi: "10.1162/003465397557132"),
    ],
    agreesWith: [
      "ruptures.Pelt(model=\"l2\", jump=1, min_size=2)", "R strucchange::confint",
    ])

  init(_ options: inout Options) throws(StatisticsError) {
    penalty = try options.number(
      "penalty", in: .atLeast(0), else: 2,
      "What a change must gain, in units of the variance of the noise times ln(n).")
    level = try options.level()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let series = try request.series(atLeast: Self.facts.least)
    try request.checkVaries(series)
    return try test(series)
  }
}
