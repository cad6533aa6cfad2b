internal import Mathematics
internal import Foundation

/// One proportion, or the difference of two.
///
/// One: z against `p0` (default 1/2) by the score test, Wilson's interval. Two: the pooled z test,
/// Newcombe's interval for the difference. Agrees with `statsmodels` `proportion_confint(method=
/// "wilson")` and `confint_proportions_2indep(method="newcomb")`. O(1).
///
/// Wilson (1927), doi:10.1080/01621459.1927.10502953; Newcombe (1998),
/// doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
public struct Proportion: Sendable {
  /// The alternative hypothesis.
  public var alternative = Alternative.twoSided
  /// The level of the interval.
  public var level = 0.95
  /// The proportion under the null hypothesis, for one sample.
  public var p0 = 0.5
  private var setsShare = false

  /// A test with every option at its default.
  public init() {}

  /// The interval of Cohen's h, a difference of arcsines whose variance is `variance`.
  private func arcsine(_ h: Double, _ variance: Double) -> Interval {
    alternative.interval(h, variance.squareRoot(), level: level, StandardNormal())
  }

  /// Tests one proportion, or two.
  public func test(
    successes: [Double], trials: [Double]
  ) throws(StatisticsError) -> AnalysisResult {
    guard successes.count == trials.count, (1...2).contains(successes.count) else {
      throw StatisticsError(
        .badRequest, "proportion needs 'successes' and 'trials' of one or two groups")
    }
    for (x, n) in zip(successes, trials) {
      guard n > 0 else {
        throw StatisticsError(.tooFewObservations, "proportion needs at least 1 trial; got 0")
      }
      guard x >= 0, x <= n, x.isFinite, n.isFinite else {
        throw StatisticsError(
          .domainError, "proportion: successes must be between 0 and the trials")
      }
      guard n <= AnalysisRequest.largestCount else {
        throw StatisticsError(
          .domainError,
          "proportion: trials exceed 2^53, beyond which not every whole number has a double")
      }
    }
    let normal = StandardNormal()
    let z = normal.upperQuantile(alternative == .twoSided ? (1 - level) / 2 : 1 - level)
    var result = AnalysisResult(method: "proportion", title: "One proportion, Wilson interval")
    result.alternative = alternative
    if successes.count == 1 {
      let (x, n) = (successes[0], trials[0])
      let p = x / n
      guard p0 > 0, p0 < 1 else {
        throw StatisticsError(.badRequest, "option 'p0' of proportion must be between 0 and 1")
      }
      let statistic = (p - p0) / (p0 * (1 - p0) / n).squareRoot()
      result.count = .one(WholeCount.of(n))
      result.statistic = NamedValue("z", statistic)
      result.set(pValue: alternative.pValue(normal.tails(statistic)), "asymptotic")
      let both = Self.wilson(x, n, z)
      let interval =
        switch alternative {
        case .twoSided: Interval(both.0, both.1)
        case .less: Interval(0, both.1)
        case .greater: Interval(both.0, 1)
        }
      result.estimate = Estimate("proportion", p, interval, level: level)
      let h = 2 * asin(p.squareRoot()) - 2 * asin(p0.squareRoot())
      result.effectSizes = [EffectSize("cohens-h", h, arcsine(h, 1 / n))]
    } else {
      let (x, m) = (successes[0], trials[0])
      let (y, n) = (successes[1], trials[1])
      let (p, q) = (x / m, y / n)
      result.title = "Difference of two proportions, Newcombe interval"
      result.count = .samples([WholeCount.of(m), WholeCount.of(n)])
      let pooled = (x + y) / (m + n)
      let error = (pooled * (1 - pooled) * (1 / m + 1 / n)).squareRoot()
      if error > 0 {
        let statistic = (p - q) / error
        result.statistic = NamedValue("z", statistic)
        result.set(pValue: alternative.pValue(normal.tails(statistic)), "asymptotic")
      } else {
        result.statistic = NamedValue("z", nil)
        result.pMethod = "asymptotic"
        result.notes.append("every trial is a success, or every trial a failure: z is not defined")
      }
      let first = Self.wilson(x, m, z)
      let second = Self.wilson(y, n, z)
      let low =
        p - q - ((p - first.0) * (p - first.0) + (second.1 - q) * (second.1 - q)).squareRoot()
      let high =
        p - q + ((first.1 - p) * (first.1 - p) + (q - second.0) * (q - second.0)).squareRoot()
      let interval =
        switch alternative {
        case .twoSided: Interval(low, high)
        case .less: Interval(-1, high)
        case .greater: Interval(low, 1)
        }
      result.estimate = Estimate("difference of proportions", p - q, interval, level: level)
      let h = 2 * asin(p.squareRoot()) - 2 * asin(q.squareRoot())
      result.effectSizes =
        [EffectSize("cohens-h", h, arcsine(h, 1 / m + 1 / n))]
        + TwoByTwo([[x, m - x], [y, n - y]]).effectSizes(level: level, alternative)
    }
    let smallest = zip(successes, trials).map { min($0, $1 - $0) }.min() ?? 0
    result.assumptions = [
      Assumption(
        "counts are large enough for the normal test",
        smallest >= 10 ? .holds : (smallest >= 5 ? .doubtful : .violated),
        "the smallest count of successes or failures is \(Rounded.text(smallest))"),
      Assumption.ofDesign("trials are independent"),
    ]
    return result
  }

  /// Wilson's interval.
  static func wilson(_ x: Double, _ n: Double, _ z: Double) -> (Double, Double) {
    let p = x / n
    let square = z * z
    let center = (p + square / (2 * n)) / (1 + square / n)
    let margin = z / (1 + square / n) * (p * (1 - p) / n + square / (4 * n * n)).squareRoot()
    return (x == 0 ? 0 : max(center - margin, 0), x == n ? 1 : min(center + margin, 1))
  }
}

extension Proportion: Method {
  static let facts = MethodFacts(
    "proportion", "test of proportions", .counts,
    "How large a share is, or whether two shares differ.",
    hypothesis: "the share is p0, or both shares are equal", takes: .proportion, groups: 1...2,
    needs: .counts, statistic: "z", estimate: "proportion, or difference of proportions",
    claim: .share,
    assumptions: ["counts are large enough for the normal test", "trials are independent"],
    references: [
      .init("Wilson", 1927, doi: "10.1080/01621459.1927.10502953"),
      .init(
        "Newcombe", 1998,
        doi: "10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I"),
    ],
    agreesWith: ["statsmodels proportion_confint", "statsmodels confint_proportions_2indep"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
    let share = try options.number(
      "p0", in: .between(0, 1), otherwise: "0.5",
      "The share under the null hypothesis, of one share.")
    if let share {
      p0 = share
      setsShare = true
    }
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    guard let successes = request.successes, let trials = request.trials else {
      throw StatisticsError(.badRequest, "proportion needs 'successes' and 'trials'")
    }
    guard (successes + trials).allSatisfy(\.isFinite) else {
      throw StatisticsError(.badRequest, "proportion: 'successes' and 'trials' must not be missing")
    }
    guard successes.count != 2 || !setsShare else {
      throw StatisticsError(
        .badRequest, "option 'p0' applies to one proportion; two are compared with each other")
    }
    return try test(successes: successes, trials: trials)
  }
}

/// Counts that came as doubles.
enum WholeCount {
  /// The whole number nearest to `value`, within what an `Int` holds.
  static func of(_ value: Double) -> Int { Int(min(max(value.rounded(), 0), 9e15)) }
}
