internal import Basics
internal import Mathematics

/// A permutation test of the difference of two means.
///
/// Null hypothesis: both samples have one distribution. Counts the rearrangements whose difference is at
/// least as far from zero; all of them where they are no more than the draws, else 9,999 random ones with
/// seed 1 and p = (count + 1) / (draws + 1). O(N · draws).
///
/// Fisher (1935); Phipson and Smyth (2010), doi:10.2202/1544-6115.1585.
public struct PermutationTest: Sendable {
  /// The alternative hypothesis.
  public var alternative = Alternative.twoSided
  /// The level of the effect sizes' intervals.
  public var level = 0.95
  /// Number of draws, seed and threads.
  public var resampling = Resampling(draws: 9_999)

  /// The two-sided test.
  public init() {}

  /// Tests two samples.
  public func test(_ first: Sample, _ second: Sample) throws(StatisticsError) -> AnalysisResult {
    let m = first.count
    let values = first.values + second.values
    let total = values.count
    guard Set(values).count > 1 else {
      throw StatisticsError(.constantInput, "permutation: all \(total) values are equal")
    }
    try SquareRange.check("permutation", values)
    guard Double(total) * Double(resampling.draws) <= Double(AnalysisLimits.drawnRows) else {
      throw .beyond(
        AnalysisLimits.drawnRows,
        "permutation: \(resampling.draws) draws of \(total) values are \(total * resampling.draws) values",
        "Ask for fewer 'draws'")
    }
    // Centred, the sum of the first sample alone decides.
    let center = DoubleDouble.mean(values).value
    let centred = values.map { $0 - center }
    let scale = 1 / Double(m) + 1 / Double(total - m)
    let observed = centred[..<m].reduce(0, +) * scale
    let fuzz = 1e-12 * centred.reduce(0) { max($0, abs($1)) }
    let alternative = alternative
    func counts(_ difference: Double) -> Bool {
      switch alternative {
      case .twoSided: abs(difference) >= abs(observed) - fuzz
      case .less: difference <= observed + fuzz
      case .greater: difference >= observed - fuzz
      }
    }
    var result = AnalysisResult(
      method: "permutation", title: "Permutation test of the difference of means")
    result.account([first, second])
    result.alternative = alternative
    let difference = (DoubleDouble.mean(first.values) - DoubleDouble.mean(second.values)).value
    result.statistic = NamedValue("difference of means", difference)
    let arrangements = Self.arrangements(total, m, limit: resampling.draws)
    // The smaller sample decides: the sum of the other is its opposite.
    let small = min(m, total - m)
    let takesFirst = small == m
    if let arrangements {
      var hits = 0
      Self.combinations(centred, small) { sum in
        if counts((takesFirst ? sum : -sum) * scale) { hits += 1 }
      }
      result.set(pValue: Double(hits) / Double(arrangements), "exact")
    } else {
      let draws = resampling.each { _, stream in
        var pool = centred
        return pool.withUnsafeMutableBufferPointer { pool in
          var sum = 0.0
          for i in 0..<small {
            let j = i + Int(stream.below(UInt32(total - i)))
            let chosen = pool[j]
            pool[j] = pool[i]
            pool[i] = chosen
            sum += chosen
          }
          return (takesFirst ? sum : -sum) * scale
        }
      }
      let hits = draws.count { counts($0) }
      result.set(pValue: (Double(hits) + 1) / (Double(draws.count) + 1), "resampled")
      result.add(.draws, Double(draws.count))
      result.add(.seed, Double(resampling.seed))
    }
    result.estimate = Estimate("difference of means", difference, level: level)
    let a = Moments(first.values)
    let b = Moments(second.values)
    if total > 2 {
      let pooled = (a.sumOfSquares + b.sumOfSquares) / Double(total - 2)
      if pooled > 0 {
        result.effectSizes = StandardizedDifference.sizes(
          difference / pooled.squareRoot(), Double(m), Double(total - m), level: level, alternative)
      }
    }
    result.assumptions = [
      Assumption.ofDesign("values are exchangeable under the null hypothesis")
    ]
    return result
  }

  /// The number of ways to choose m of n, where it is at most `limit`.
  private static func arrangements(_ n: Int, _ m: Int, limit: Int) -> Int? {
    var count = 1.0
    for k in 0..<min(m, n - m) {
      count = (count * Double(n - k) / Double(k + 1)).rounded()
      if count > Double(limit) { return nil }
    }
    return Int(count)
  }

  /// Calls `visit` with the sum of each choice of `m` values.
  private static func combinations(_ values: [Double], _ m: Int, _ visit: (Double) -> Void) {
    var chosen = Array(0..<m)
    while true {
      visit(chosen.reduce(0) { $0 + values[$1] })
      guard let i = chosen.indices.last(where: { chosen[$0] < values.count - m + $0 }) else {
        return
      }
      chosen[i] += 1
      for j in (i + 1)..<max(m, i + 1) { chosen[j] = chosen[j - 1] + 1 }
    }
  }
}

extension PermutationTest: Method {
  static let facts = MethodFacts(
    "permutation", "permutation test", .location,
    "Whether the means of two samples differ, by rearranging the values.",
    hypothesis: "both samples have one distribution", takes: .samples, groups: 2...2,
    statistic: "difference of means", estimate: "difference of means", unit: .values,
    claim: .location(.mean), assumptions: ["values are exchangeable under the null hypothesis"],
    references: [
      .init("Fisher", 1935, in: "The Design of Experiments"),
      .init("Phipson and Smyth", 2010, doi: "10.2202/1544-6115.1585"),
    ],
    agreesWith: ["scipy.stats.permutation_test"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
    resampling = try options.resampling(draws: 9_999)
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let samples = try request.samples(Self.facts)
    return try test(samples[0], samples[1])
  }
}
