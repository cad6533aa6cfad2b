internal import Basics
internal import Tables
internal import Mathematics

/// The bootstrap of a statistic of one variable, or of pairs.
///
/// Percentile (default), basic or BCa interval from draws with replacement of rows, of whole clusters
/// (`groups`), or of overlapping blocks (`block`) for series. Reproducible: seed and replicate number
/// determine each draw, whatever the number of threads. BCa needs a smooth statistic, so that a median
/// with it is refused. O(n · draws).
///
/// Efron and Tibshirani (1993), An Introduction to the Bootstrap; Efron (1987), doi:10.2307/2289144.
public struct Bootstrap: Sendable {
  /// What is estimated.
  public enum Statistic: String, Hashable, Sendable, CaseIterable {
    case mean, median, sd
    /// Of pairs.
    case pearson, spearman, slope
    case theilSen = "theil-sen"

    /// As readers know it.
    var words: String {
      switch self {
      case .mean, .median, .slope: rawValue
      case .sd: "standard deviation"
      case .pearson: "Pearson correlation"
      case .spearman: "Spearman correlation"
      case .theilSen: "Theil-Sen slope"
      }
    }

    var needsPairs: Bool {
      switch self {
      case .mean, .median, .sd: false
      case .pearson, .spearman, .slope, .theilSen: true
      }
    }
  }

  /// How the interval follows from the replicates.
  public enum IntervalKind: String, Hashable, Sendable, CaseIterable {
    case percentile, basic, bca
  }

  /// The statistic.
  public var statistic = Statistic.mean
  /// The interval.
  public var interval = IntervalKind.percentile
  /// Its level.
  public var level = 0.95
  /// Number of draws, seed and threads.
  public var resampling = Resampling()
  /// What is drawn.
  public var unit = Resampling.Unit.rows

  /// The percentile bootstrap of the mean.
  public init() {}

  /// Bootstraps a sample.
  public func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    guard sample.count >= 2 else {
      throw StatisticsError(
        .tooFewObservations, "bootstrap needs at least 2 values; got \(sample.accounting)")
    }
    guard !statistic.needsPairs else {
      throw StatisticsError(.badRequest, "bootstrap of \(statistic.rawValue) needs 'x' and 'y'")
    }
    var result = try run(sample.values, nil)
    result.account(sample)
    return result
  }

  /// Bootstraps pairs: the second column on the first.
  public func test(_ cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    guard statistic.needsPairs else {
      throw StatisticsError(
        .badRequest, "bootstrap of \(statistic.rawValue) takes 'x' alone; leave 'y' out")
    }
    var result = try run(cases.columns[0], cases.columns[1])
    result.account(cases)
    return result
  }

  /// Refuses draws without end.
  private func checkWork(_ n: Int) throws(StatisticsError) {
    let isSlope = statistic == .theilSen
    let limit = isSlope ? AnalysisLimits.drawnPairs : AnalysisLimits.drawnRows
    let each = isSlope ? Double(n) * Double(n) / 2 : Double(n)
    guard each * Double(resampling.draws) <= Double(limit) else {
      throw .beyond(
        limit,
        "bootstrap: \(resampling.draws) draws of \(n) rows are "
          + "\(Rounded.scientific(each * Double(resampling.draws))) \(isSlope ? "pairs" : "values")",
        "Ask for fewer 'draws'")
    }
    guard interval != .bca || n <= AnalysisLimits.jackknifeRows else {
      throw .beyond(
        AnalysisLimits.jackknifeRows, "bootstrap: a bca interval leaves out each of \(n) rows once",
        "Ask for the interval percentile or basic")
    }
  }

  private func run(_ x: [Double], _ y: [Double]?) throws(StatisticsError) -> AnalysisResult {
    try checkWork(x.count)
    if interval == .bca {
      guard statistic != .median, statistic != .theilSen else {
        throw StatisticsError(
          .badRequest,
          "a bca interval of a quantile is not consistent; use interval percentile or basic")
      }
      guard case .rows = unit else {
        throw StatisticsError(
          .badRequest, "a bca interval is available only for draws of single rows")
      }
    }
    try SquareRange.check("bootstrap", x)
    if let y { try SquareRange.check("bootstrap", y) }
    let observed = Self.value(statistic, x, y)
    guard observed.isFinite else {
      throw StatisticsError(
        .constantInput, "bootstrap: the \(statistic.rawValue) of these data is not defined")
    }
    let replicates = distribution(x, y)
    let usable = replicates.filter(\.isFinite)
    var result = AnalysisResult(
      method: "bootstrap",
      title: "Bootstrap of the \(statistic.words), \(interval == .bca ? "BCa" : interval.rawValue)")
    if usable.count < replicates.count {
      result.notes.append(
        "\(replicates.count - usable.count) draws had no \(statistic.rawValue) and were left out")
    }
    guard usable.count >= 2 else {
      throw StatisticsError(.constantInput, "bootstrap: the draws have no spread")
    }
    let sorted = RadixSort.sorted(usable)
    let moments = Moments(usable)
    result.pMethod = "resampled"
    let interval = interval(sorted, observed, x, y)
    if interval == nil {
      result.notes.append("the draws have no spread about the estimate: there is no interval")
    }
    result.notes += coverageNotes(rows: x.count)
    result.estimate = Estimate(
      Quantity(named: statistic.rawValue), observed, interval, level: level)
    result.add(.standardError, moments.standardDeviation)
    result.add(.bias, moments.mean - observed)
    result.add(.draws, Double(resampling.draws))
    result.add(.seed, Double(resampling.seed))
    return result
  }

  /// Where the interval was measured to cover less than its level.
  private func coverageNotes(rows n: Int) -> [String] {
    var notes: [String] = []
    if interval == .bca, statistic == .mean, n < 50 {
      notes.append(
        "with fewer than 50 values a BCa interval of a mean covers less than its level (for 0.95, 0.92 of 20 normal and 0.88 of 20 "
          + "exponential values); Student's, by t-test-1samp, covers 0.95 and 0.93")
    }
    if statistic == .sd {
      notes.append(
        "bootstrap intervals of a standard deviation cover less than their level (for 0.95, 0.89 of 30 normal and 0.76 of 30 exponential "
          + "values): treat them as a lower bound of the uncertainty")
    } else if interval == .basic, [.median, .pearson, .spearman].contains(statistic) {
      notes.append(
        "basic intervals of the \(statistic.words) cover less than their level (for 0.95, 0.87 to 0.92 of 30 normal rows); percentile "
          + "intervals cover more")
    }
    if n < 50, statistic == .slope || statistic == .pearson && interval != .basic {
      notes.append(
        "with fewer than 50 rows bootstrap intervals of the \(statistic.words) cover less than their level (for 0.95, 0.91 to 0.93 of "
          + "30 rows)" + (statistic == .slope ? "; those of ols with HC3 cover it" : ""))
    }
    switch unit {
    case .rows: break
    case .blocks:
      notes.append(
        "drawn in blocks, intervals of few values cover less than their level (for 0.95, 0.91 to 0.93 of 120 values that remember 0.4 of "
          + "the one before, in blocks of 6)")
    case .clusters(let codes):
      let count = Set(codes).subtracting([-1]).count
      guard count < 40 else { break }
      notes.append(
        "with \(counted(count, "cluster")) the interval covers less than its level (for 0.95, 0.90 to 0.94 of 20 clusters)"
      )
    }
    return notes
  }

  /// The statistic of each replicate.
  public func distribution(_ x: [Double], _ y: [Double]?) -> [Double] {
    let statistic = statistic
    let n = x.count
    if case .rows = unit, y == nil, n < 1 << 31 {
      return fastReplicates(x)
    }
    return resampling.replicates(count: n, unit: unit) { drawn in
      Self.value(
        statistic, drawn.map { x[Int($0)] }, y.map { y in drawn.map { y[Int($0)] } })
    }
  }

  /// Rows of one variable: the draws are counted at sorted positions, so that no replicate is sorted.
  private func fastReplicates(_ x: [Double]) -> [Double] {
    let sorted = RadixSort.sorted(x)
    let n = sorted.count
    let bound = UInt32(n)
    let statistic = statistic
    let center = DoubleDouble.mean(x).value
    return resampling.each { _, stream in
      if statistic == .median {
        return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: n) { counts in
          counts.initialize(repeating: 0)
          // A position drawn more than 65,535 times would wrap; its chance is nil.
          stream.draw(n, below: bound) { counts[$0] &+= 1 }
          return sorted.withUnsafeBufferPointer { sorted in
            let lower = (n + 1) / 2
            var seen = 0
            var i = 0
            while seen + Int(counts[i]) < lower {
              seen += Int(counts[i])
              i += 1
            }
            if n % 2 == 1 { return sorted[i] }
            var j = i
            var upper = seen + Int(counts[i])
            while upper < n / 2 + 1 {
              j += 1
              upper += Int(counts[j])
            }
            return sorted[i] / 2 + sorted[j] / 2
          }
        }
      }
      return sorted.withUnsafeBufferPointer { sorted in
        var sum = 0.0
        var squares = 0.0
        stream.draw(n, below: bound) {
          let value = sorted[$0] - center
          sum += value
          squares += value * value
        }
        let count = Double(n)
        if statistic == .mean { return center + sum / count }
        return (max(squares - sum * sum / count, 0) / (count - 1)).squareRoot()
      }
    }
  }

  private static func value(_ statistic: Statistic, _ x: [Double], _ y: [Double]?) -> Double {
    switch statistic {
    case .mean: return DoubleDouble.mean(x).value
    case .median: return Quantile.median(x)
    case .sd: return Moments(x).standardDeviation ?? .nan
    case .pearson, .spearman, .slope, .theilSen:
      guard let y, x.count > 1 else { return .nan }
      switch statistic {
      case .pearson: return (try? Correlation.coefficient(x, y, "bootstrap")) ?? .nan
      case .spearman:
        return (try? Spearman().coefficient(RankedPair(RankedVariable(x), RankedVariable(y))))
          ?? .nan
      case .slope:
        let a = Moments(x)
        let b = Moments(y)
        guard !a.isConstant else { return .nan }
        return Covariance.sum(x, y, a.preciseMean, b.preciseMean) / a.sumOfSquares
      default: return TheilSen.slope(x, y) ?? .nan
      }
    }
  }

  private func interval(
    _ sorted: [Double], _ observed: Double, _ x: [Double], _ y: [Double]?
  ) -> Interval? {
    let tail = (1 - level) / 2
    func quantile(_ p: Double) -> Double { Quantile.of(sorted: sorted, p) }
    switch interval {
    case .percentile: return Interval(quantile(tail), quantile(1 - tail))
    case .basic:
      return Interval(2 * observed - quantile(1 - tail), 2 * observed - quantile(tail))
    case .bca:
      let below = sorted.count { $0 < observed }
      let equal = sorted.count { $0 == observed }
      let share = (Double(below) + Double(equal) / 2) / Double(sorted.count)
      guard share > 0, share < 1 else { return nil }
      let normal = StandardNormal()
      let z0 = normal.quantile(share)
      let jackknife = (0..<x.count).map { left -> Double in
        var xs = x
        xs.remove(at: left)
        var ys = y
        ys?.remove(at: left)
        return Self.value(statistic, xs, ys)
      }
      let mean = jackknife.reduce(0, +) / Double(jackknife.count)
      let squares = jackknife.reduce(0) { $0 + (mean - $1) * (mean - $1) }
      let cubes = jackknife.reduce(0) { $0 + (mean - $1) * (mean - $1) * (mean - $1) }
      guard squares > 0, squares.isFinite else { return nil }
      let a = cubes / (6 * squares * squares.squareRoot())
      func adjusted(_ z: Double) -> Double {
        normal.cumulative(z0 + (z0 + z) / (1 - a * (z0 + z)))
      }
      let z = normal.quantile(tail)
      return Interval(quantile(adjusted(z)), quantile(adjusted(-z)))
    }
  }
}

extension Bootstrap: Method {
  static let facts = MethodFacts(
    "bootstrap", "bootstrap", .description,
    "A statistic of one variable or of pairs, with an interval from drawing the rows again.",
    takes: .oneOrTwo, least: 2, takesClusters: true, estimate: "the statistic", unit: .values,
    claim: .estimate,
    references: [
      .init("Efron and Tibshirani", 1993, in: "An Introduction to the Bootstrap"),
      .init("Efron", 1987, doi: "10.2307/2289144"),
      .init("Künsch", 1989, doi: "10.1214/aos/1176347265"),
    ],
    agreesWith: ["scipy.stats.bootstrap", "R boot::boot.ci"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
    statistic = try options.choice("statistic", else: .mean, "What is estimated.")
    interval = try options.choice(
      "interval", else: .percentile, "How the interval follows from the draws.")
    resampling = try options.resampling(draws: 2_000)
    let length = try options.integer(
      "block", in: 1...1_000_000, otherwise: "single rows",
      "For series: how many successive rows are drawn together.")
    if let length { unit = .blocks(length) }
    try options.clusters()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    var bootstrap = self
    if request.groups != nil, case .blocks = unit {
      throw StatisticsError(
        .badRequest, "bootstrap draws whole clusters, or blocks of rows ('block'), not both")
    }
    if statistic.needsPairs {
      let cases = try request.pairs(atLeast: 3)
      if let groups = request.groups {
        bootstrap.unit = try Self.clusters(groups, rows: cases.rows, of: request.x)
      }
      return try bootstrap.test(cases)
    }
    if request.y != nil {
      throw StatisticsError(
        .badRequest, "bootstrap of \(statistic.rawValue) takes 'x' alone; leave 'y' out")
    }
    if let groups = request.groups, let x = request.x {
      let cases = CompleteCases([x.values])
      bootstrap.unit = try Self.clusters(groups, rows: cases.rows, of: x)
    }
    return try bootstrap.test(request.sample())
  }

  private static func clusters(
    _ groups: [Int], rows: [Int], of x: RequestVariable?
  ) throws(StatisticsError) -> Resampling.Unit {
    guard groups.count == x?.values.count else {
      throw StatisticsError(.badRequest, "bootstrap: 'groups' and 'x' differ in length")
    }
    let codes = rows.map { groups[$0] }
    guard !codes.contains(-1) else {
      throw StatisticsError(.badRequest, "bootstrap: 'groups' must not be missing")
    }
    return .clusters(codes)
  }
}
