internal import Mathematics

/// Mann and Whitney's U test, which is Wilcoxon's rank-sum test.
///
/// Null hypothesis: both samples have one distribution. U counts the pairs in which the first value is
/// the larger, ties for a half. p exact where the smaller sample has at most 8 values and nothing is
/// tied, else normal with tie-corrected variance and a correction of 1/2 for continuity. The estimate
/// is Hodges and Lehmann's median of all differences, its interval by the same distribution of U.
/// Agrees with `scipy.stats.mannwhitneyu`. O(N) for ranks, O(N log N) for the estimate.
///
/// Mann and Whitney (1947), doi:10.1214/aoms/1177730491; Hodges and Lehmann (1963),
/// doi:10.1214/aoms/1177704172; interval of Cliff's delta: Feng and Cliff (2004),
/// doi:10.22237/jmasm/1099267560.
public struct MannWhitneyTest: Sendable {
  /// The alternative hypothesis.
  public var alternative = Alternative.twoSided
  /// The level of the intervals.
  public var level = 0.95
  /// `exact` or `asymptotic`; `nil`: by the rule above.
  public var exactness: Exactness?
  /// Whether the normal approximation is corrected for continuity.
  public var correctsContinuity = true

  /// A test with every option at its default.
  public init() {}

  /// Tests two samples.
  public func test(_ first: Sample, _ second: Sample) throws(StatisticsError) -> AnalysisResult {
    let placement = TwoSampleRanks(first.values, second.values)
    var result = try bare(first, second, placement)
    let spread = Levene.brownForsythe(sorted: [placement.sortedFirst, placement.sortedSecond])
    result.assumptions = [
      Assumption.ofDesign("values are independent"),
      Levene.assumption(
        "distributions have one shape (for the estimate as a shift)", spread,
        count: first.count + second.count),
    ]
    if let robust = BrunnerMunzelTest(alternative: alternative, level: level).bare(
      first, second, placement)
    {
      result.robustAlternative = RobustAlternative(robust)
    }
    return result
  }

  func bare(
    _ first: Sample, _ second: Sample, _ placement: TwoSampleRanks
  ) throws(StatisticsError) -> AnalysisResult {
    let (m, n) = (Double(first.count), Double(second.count))
    var result = AnalysisResult(method: "mann-whitney", title: "Mann-Whitney U test")
    result.account([first, second])
    result.alternative = alternative
    let u = placement.u
    let total = m + n
    let variance = m * n / 12 * ((total + 1) - placement.tieSum / (total * (total - 1)))
    guard variance > 0 else {
      throw StatisticsError(
        .constantInput, "mann-whitney: all \(Int(total)) values are equal")
    }
    result.statistic = NamedValue("U", u)
    let hasTies = placement.tieSum > 0
    let small = min(first.count, second.count)
    let isCheap = small * first.count * second.count <= 400_000_000
    let method = exactness ?? (small <= 8 && !hasTies && isCheap ? .exact : .asymptotic)
    var exact: MannWhitneyDistribution?
    if method == .exact {
      guard isCheap else {
        throw StatisticsError(
          .badRequest,
          "an exact p-value of mann-whitney is too costly for \(first.count) and \(second.count) values"
        )
      }
      let distribution = MannWhitneyDistribution(first.count, second.count)
      exact = distribution
      if hasTies { result.notes.append("the exact p-value does not account for ties") }
      let upper = distribution.upper(Int(u.rounded(.down)))
      let lower = distribution.lower(Int(u.rounded(.up)))
      result.set(pValue: pValue(Tails(lower: lower, upper: upper)), "exact")
    } else {
      let deviation = variance.squareRoot()
      let mean = m * n / 2
      let half = correctsContinuity ? 0.5 : 0
      let normal = StandardNormal()
      let upper = normal.survival((u - mean - half) / deviation)
      let lower = normal.cumulative((u - mean + half) / deviation)
      result.set(pValue: pValue(Tails(lower: lower, upper: upper)), "asymptotic")
      if correctsContinuity { result.title += ", normal with continuity correction" }
    }
    let (estimate, interval, note) = hodgesLehmann(placement, exact, variance)
    result.estimate = Estimate("hodges-lehmann", estimate, interval, level: level)
    if let note { result.notes.append(note) }
    let delta = 2 * u / (m * n) - 1
    let deltaInterval = alternative.effectInterval(
      level: level, within: -1...1, placement.deltaInterval)
    result.effectSizes = [
      EffectSize("rank-biserial", delta, deltaInterval),
      EffectSize("cliffs-delta", delta, deltaInterval),
    ]
    return result
  }

  private func pValue(_ tails: Tails) -> Double { alternative.pValue(tails) }

  /// The median of all differences with its interval.
  private func hodgesLehmann(
    _ ranks: TwoSampleRanks, _ exact: MannWhitneyDistribution?, _ variance: Double
  ) -> (Double, Interval?, String?) {
    let differences = Differences(ranks.sortedFirst, ranks.sortedSecond)
    let total = differences.count
    let tail = alternative == .twoSided ? (1 - level) / 2 : 1 - level
    let rank: Int?
    if let exact {
      // D_(c) with the largest c that has P(U <= c - 1) <= tail.
      rank = exact.lowerQuantile(tail).map { min($0 + 1, total) }
    } else {
      let z = StandardNormal().upperQuantile(tail)
      let c = (Double(total) / 2 - z * variance.squareRoot()).rounded(.down)
      // At levels near 0 the quantile is infinite, and the bound the outermost difference.
      rank = c >= 1 ? Int(min(c, Double(total))) : nil
    }
    var wanted = [(total + 1) / 2, total / 2 + 1]
    if let rank { wanted += [rank, total + 1 - rank] }
    let found = differences.select(wanted)
    let estimate = found[0] / 2 + found[1] / 2
    guard rank != nil else {
      let ends = differences.ends
      guard let exact else {
        return (
          estimate, nil, "the samples are too small for an interval of level \(level)"
        )
      }
      let reached =
        alternative == .twoSided ? 1 - 2 * exact.lower(0) : 1 - exact.lower(0)
      return (
        estimate, nil,
        "no interval reaches level \(level) with \(ranks.sortedFirst.count) and "
          + "\(ranks.sortedSecond.count) values; the widest, [\(Rounded.text(ends.0)), "
          + "\(Rounded.text(ends.1))], has level \(Rounded.text(reached))"
      )
    }
    switch alternative {
    case .twoSided: return (estimate, Interval(found[2], found[3]), nil)
    case .less: return (estimate, Interval(nil, found[3]), nil)
    case .greater: return (estimate, Interval(found[2], nil), nil)
    }
  }
}

extension MannWhitneyTest: Method {
  static let facts = MethodFacts(
    "mann-whitney", "Mann–Whitney test", .location,
    "Whether one of two independent samples tends to be larger, by ranks.",
    hypothesis: "both samples have one distribution", takes: .samples, groups: 2...2,
    needs: .ranks, statistic: "U", estimate: "hodges-lehmann", unit: .values,
    claim: .location(.values),
    assumptions: [
      "values are independent", "distributions have one shape (for the estimate as a shift)",
    ],
    references: [
      .init("Mann and Whitney", 1947, doi: "10.1214/aoms/1177730491"),
      .init("Hodges and Lehmann", 1963, doi: "10.1214/aoms/1177704172"),
      .init("Feng and Cliff", 2004, doi: "10.22237/jmasm/1099267560"),
    ],
    agreesWith: ["scipy.stats.mannwhitneyu", "R wilcox.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
    exactness = try options.exactness()
    correctsContinuity = try options.flag(
      "continuity", else: true, "Whether the normal approximation is corrected for continuity.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let samples = try request.samples(Self.facts)
    return try test(samples[0], samples[1])
  }
}
