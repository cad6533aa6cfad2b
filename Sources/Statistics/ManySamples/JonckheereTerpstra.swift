internal import Basics
internal import Mathematics
internal import Tables

/// Jonckheere and Terpstra's test of samples in order: whether values grow from one sample to the next.
///
/// Null hypothesis: all samples have one distribution; `greater`: values grow with the order of the samples. J counts, over every two samples,
/// the pairs of which the later is the larger, ties for a half. Exact without ties up to 50 values, else normal with the variance under
/// ties and without continuity correction. The estimate is Somers' D, 2 J / pairs - 1, with the interval of its influence on each
/// value. Missing values are dropped and counted. Agrees with R's `clinfun::jonckheere.test` and `DescTools`. O(N log N · k).
///
/// Terpstra (1952); Jonckheere (1954), doi:10.2307/2333011; Hollander and Wolfe (1999), Nonparametric Statistical Methods (ties).
public struct JonckheereTerpstra: Sendable {
  /// The alternative hypothesis: `greater` is growing with the order of the samples.
  public var alternative = Alternative.twoSided
  /// The level of the interval.
  public var level = 0.95
  /// `exact` or `asymptotic`; `nil`: by the rule above.
  public var exactness: Exactness?

  /// A test with every option at its default.
  public init() {}

  /// Tests samples in their order.
  public func test(_ samples: [Sample]) throws(StatisticsError) -> AnalysisResult {
    let name = Self.facts.name
    let sorted = samples.map { RadixSort.sorted($0.values) }
    let sizes = sorted.map { Double($0.count) }
    let n = sizes.reduce(0, +)
    let ranking = Ranking(samples.flatMap(\.values))
    let ties = ranking.tieSizes.map { Double($0) }
    guard ties.first != n else {
      throw StatisticsError(.constantInput, "\(name): all \(Int(n)) values are equal")
    }
    var influence = sorted.map { [Double](repeating: 0, count: $0.count) }
    var j = 0.0
    for a in sorted.indices {
      for b in sorted.indices.dropFirst(a + 1) {
        let ranks = TwoSampleRanks(sorted[b], sorted[a])
        j += ranks.u
        for (index, below) in ranks.placementsFirst.enumerated() { influence[b][index] += below }
        for (index, below) in ranks.placementsSecond.enumerated() {
          influence[a][index] += sizes[b] - below
        }
      }
    }
    let pairs = (n * n - sizes.reduce(0) { $0 + $1 * $1 }) / 2
    var result = AnalysisResult(method: name, title: "Jonckheere-Terpstra test")
    result.account(samples)
    result.alternative = alternative
    result.statistic = NamedValue("J", j)
    let method = exactness ?? (ties.isEmpty && n <= 50 ? .exact : .asymptotic)
    if method == .exact {
      guard ties.isEmpty, n <= 300 else {
        throw StatisticsError(
          .badRequest,
          "an exact p-value of \(name) is available without ties and up to 300 values; there are \(Int(n))"
        )
      }
      let tails = Self.tails(j, sizes.map { Int($0) })
      result.set(pValue: alternative.pValue(tails), "exact")
    } else {
      func sum(_ counts: [Double], _ term: (Double) -> Double) -> Double {
        counts.reduce(0) { $0 + term($1) }
      }
      let first: (Double) -> Double = { $0 * ($0 - 1) * (2 * $0 + 5) }
      let second: (Double) -> Double = { $0 * ($0 - 1) * ($0 - 2) }
      let third: (Double) -> Double = { $0 * ($0 - 1) }
      var variance = (first(n) - sum(sizes, first) - sum(ties, first)) / 72
      if n > 2 { variance += sum(sizes, second) * sum(ties, second) / (36 * second(n)) }
      variance += sum(sizes, third) * sum(ties, third) / (8 * third(n))
      let z = (j - pairs / 2) / variance.squareRoot()
      result.set(pValue: alternative.pValue(StandardNormal().tails(z)), "asymptotic")
    }
    // J without each value in turn: what the values of a sample differ by.
    let spread = influence.reduce(0.0) { sum, values in
      guard values.count > 1, let variance = Moments(values).variance else { return sum }
      return sum + Double(values.count) * variance
    }
    let estimate = 2 * j / pairs - 1
    let interval =
      sizes.allSatisfy { $0 > 1 } && abs(estimate) < 1
      ? Correlation.fisherInterval(
        estimate,
        standardError: 2 * spread.squareRoot() / pairs / ((1 - estimate) * (1 + estimate)), level,
        alternative) : nil
    result.estimate = Estimate("somers-d", estimate, interval, level: level)
    return result
  }

  /// The exact tails of J: the product of Gaussian binomials, one for each sample beside those before it.
  private static func tails(_ j: Double, _ sizes: [Int]) -> Tails {
    var mass = [1.0]
    var before = sizes.first ?? 0
    for size in sizes.dropFirst() {
      let (small, large) = (min(size, before), max(size, before))
      mass += [Double](repeating: 0, count: size * before)
      for i in stride(from: 1, through: small, by: 1) {
        let up = large + i
        for u in stride(from: mass.count - 1, through: up, by: -1) { mass[u] -= mass[u - up] }
        for u in stride(from: i, to: mass.count, by: 1) { mass[u] += mass[u - i] }
        let scale = Double(i) / Double(up)
        for u in mass.indices { mass[u] *= scale }
      }
      before += size
    }
    // The distribution is symmetric: the smaller half is added up, which keeps the digits of small tails.
    let total = mass.count - 1
    func lower(_ u: Int) -> Double {
      if u < 0 { return 0 }
      if u >= total { return 1 }
      if 2 * u >= total { return 1 - lower(total - u - 1) }
      return min(max(mass[0...u].reduce(0, +), 0), 1)
    }
    let place = Int(j)
    return Tails(lower: lower(place), upper: lower(total - place))
  }
}

extension JonckheereTerpstra: Method {
  static let facts = MethodFacts(
    "jonckheere-terpstra", "Jonckheere–Terpstra test", .location,
    "Whether values grow, or fall, from one sample to the next in their order.",
    hypothesis: "all samples have one distribution", takes: .samples, needs: .ranks,
    statistic: "J", estimate: "somers-d", claim: .trend,
    references: [
      .init("Terpstra", 1952, in: "Indagationes Mathematicae 14"),
      .init("Jonckheere", 1954, doi: "10.2307/2333011"),
      .init("Hollander and Wolfe", 1999, in: "Nonparametric Statistical Methods"),
    ],
    agreesWith: ["R clinfun::jonckheere.test", "R DescTools::JonckheereTerpstraTest"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
    exactness = try options.choice(
      "method", else: ExactnessOption.auto, "How the p-value is computed."
    ).exactness
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.samples(Self.facts))
  }
}
