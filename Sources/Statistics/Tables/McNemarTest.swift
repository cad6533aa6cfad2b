internal import Mathematics

/// McNemar's test of marginal homogeneity in a 2x2 table of pairs.
///
/// Null hypothesis: both kinds of discordant pairs are equally likely. With b + c < 25 exact, binomial
/// about min(b, c); else χ² = (|b - c| - min(1, |b - c|))² / (b + c) with one degree of freedom, so that b = c,
/// also where both are 0, gives 0 and p = 1. Agrees with `statsmodels.stats.contingency_tables.mcnemar`, which corrects b = c by 1
/// all the same, and with R's `mcnemar.test`. O(b + c).
///
/// McNemar (1947), doi:10.1007/BF02295996.
public struct McNemarTest: Sendable {
  /// The level of the interval.
  public var level = 0.95
  /// `exact` or `asymptotic`; `nil`: by the rule above.
  public var exactness: Exactness?
  /// Whether χ² is corrected for continuity.
  public var correctsContinuity = true

  /// A test with every option at its default.
  public init() {}

  /// Tests a 2x2 table of counts.
  public func test(_ table: [[Double]]) throws(StatisticsError) -> AnalysisResult {
    guard table.count == 2, table.allSatisfy({ $0.count == 2 }) else {
      throw StatisticsError(.badRequest, "mcnemar needs a 2x2 table of whole counts")
    }
    let (b, c) = (table[0][1], table[1][0])
    let total = table.flatMap { $0 }.reduce(0, +)
    guard table.allSatisfy({ $0.allSatisfy { $0 == $0.rounded() && $0 < 1e9 } }) else {
      throw StatisticsError(.badRequest, "mcnemar needs a 2x2 table of whole counts")
    }
    var result = AnalysisResult(method: "mcnemar", title: "McNemar test")
    result.count = .one(WholeCount.of(total))
    let method = exactness ?? (b + c < 25 ? .exact : .asymptotic)
    if method == .exact {
      let binomial = Binomial(trials: Int(b + c), probability: 0.5)
      result.statistic = NamedValue("b", min(b, c))
      result.set(pValue: min(1, 2 * binomial.cumulative(Int(min(b, c)))), "exact")
      result.title += ", exact"
    } else {
      let distance = abs(b - c)
      let difference = distance - (correctsContinuity ? min(1, distance) : 0)
      let statistic = b + c > 0 ? difference * difference / (b + c) : 0
      result.statistic = NamedValue("chi-square", statistic)
      result.degreesOfFreedom = [1]
      result.set(pValue: ChiSquared(df: 1).survival(statistic), "chi-squared")
    }
    // b / (b + c) is binomial: its exact interval gives that of the odds ratio b / c.
    let tail = (1 - level) / 2
    let low = b > 0 ? Beta(a: b, b: c + 1).quantile(tail) : 0
    let high = c > 0 ? Beta(a: b + 1, b: c).quantile(1 - tail) : 1
    let interval = b + c > 0 ? Interval(low / (1 - low), high < 1 ? high / (1 - high) : nil) : nil
    result.estimate = Estimate("odds-ratio", c > 0 ? b / c : nil, interval, level: level)
    if b + c == 0 {
      result.notes.append("no pair changed, so there is no odds ratio")
    } else if c == 0 {
      result.notes.append("the odds ratio is infinite")
    }
    result.effectSizes = [EffectSize("odds-ratio", c > 0 ? b / c : nil, interval)]
    result.assumptions = [
      Assumption.ofDesign("pairs are independent")
    ]
    return result
  }
}

extension McNemarTest: Method {
  static let facts = MethodFacts(
    "mcnemar", "McNemar’s test", .counts,
    "Whether two shares of the same things differ.",
    hypothesis: "both kinds of change are equally likely", takes: .pairedCounts, needs: .counts,
    statistic: "chi-square, or b", estimate: "odds-ratio", claim: .pairedShares,
    assumptions: ["pairs are independent"],
    references: [.init("McNemar", 1947, doi: "10.1007/BF02295996")],
    agreesWith: ["statsmodels mcnemar", "R mcnemar.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
    exactness = try options.exactness()
    correctsContinuity = try options.flag(
      "continuity", else: true, "Whether chi-square is corrected for continuity.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.contingencyTable(rows: 2, columns: 2))
  }
}
