internal import Basics
internal import Mathematics
internal import Foundation

/// Cochran, Mantel and Haenszel's test of association in two by two tables of several strata.
///
/// Null hypothesis: the odds ratio is 1 in every stratum. χ² = (|Σ (a - E)| - 1/2)² / Σ V with one degree of freedom; what is
/// below 1/2 is not corrected. The estimate is Mantel and Haenszel's common odds ratio with the interval of Robins, Breslow and Greenland. Agrees
/// with R's `mantelhaen.test`. O(strata).
///
/// Cochran (1954), doi:10.2307/3001616; Mantel and Haenszel (1959), doi:10.1093/jnci/22.4.719; Robins, Breslow and Greenland (1986),
/// doi:10.2307/2531052.
public struct CochranMantelHaenszel: Sendable {
  /// The level of the interval.
  public var level = 0.95
  /// Whether χ² is corrected for continuity.
  public var correctsContinuity = true

  /// A test with every option at its default.
  public init() {}

  /// Tests the tables of the strata.
  public func test(_ tables: [[[Double]]]) throws(StatisticsError) -> AnalysisResult {
    guard !tables.isEmpty, tables.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0.count == 2 } })
    else {
      throw StatisticsError(
        .badRequest, "cochran-mantel-haenszel needs a 2x2 table of counts for each stratum")
    }
    guard tables.joined().joined().allSatisfy({ !$0.isNaN }) else {
      throw StatisticsError(.badRequest, "cochran-mantel-haenszel: a table may miss no count")
    }
    guard tables.joined().joined().allSatisfy({ $0 >= 0 && $0 < 1e9 && $0 == $0.rounded() }) else {
      throw StatisticsError(
        .domainError, "cochran-mantel-haenszel: counts must be whole, not negative and below 1e9")
    }
    var (gap, variance, r, s, pr, both, qs) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var total = 0.0
    for table in tables {
      let (a, b, c, d) = (table[0][0], table[0][1], table[1][0], table[1][1])
      let n = a + b + c + d
      guard n > 1 else { continue }
      total += n
      gap += a - (a + b) * (a + c) / n
      variance += (a + b) * (c + d) / n * (a + c) / n * (b + d) / (n - 1)
      let (p, q, x, y) = ((a + d) / n, (b + c) / n, a * d / n, b * c / n)
      r += x
      s += y
      pr += p * x
      both += p * y + q * x
      qs += q * y
    }
    guard variance > 0 else {
      throw StatisticsError(
        .constantInput, "cochran-mantel-haenszel: no stratum has both rows and both columns")
    }
    let distance = abs(gap)
    let corrected = distance - (correctsContinuity && distance >= 0.5 ? 0.5 : 0)
    let statistic = corrected * corrected / variance
    var result = AnalysisResult(
      method: "cochran-mantel-haenszel", title: "Cochran-Mantel-Haenszel test")
    result.count = .one(WholeCount.of(total))
    result.statistic = NamedValue("chi-square", statistic)
    result.degreesOfFreedom = [1]
    result.set(pValue: ChiSquared(df: 1).survival(statistic), "chi-squared")
    var interval: Interval?
    if r > 0, s > 0 {
      let error = (pr / (2 * r * r) + both / (2 * r * s) + qs / (2 * s * s)).squareRoot()
      let margin = StandardNormal().upperQuantile((1 - level) / 2) * error
      interval = Interval(r / s * exp(-margin), r / s * exp(margin))
    } else {
      result.notes.append(
        s > 0 ? "the odds ratio is zero, and has no interval" : "the odds ratio is infinite")
    }
    result.estimate = Estimate("odds-ratio", s > 0 ? r / s : nil, interval, level: level)
    result.effectSizes = [EffectSize("odds-ratio", s > 0 ? r / s : nil, interval)]
    result.assumptions = [
      Assumption(
        "the odds ratio is the same in every stratum", .notChecked,
        "\(tables.count) strat\(tables.count == 1 ? "um" : "a"); where odds ratios differ, one number does not tell them"
      )
    ]
    return result
  }
}

extension CochranMantelHaenszel: Method {
  static let facts = MethodFacts(
    "cochran-mantel-haenszel", "Cochran–Mantel–Haenszel test", .counts,
    "Whether two categories are associated, within strata.",
    hypothesis: "the odds ratio is 1 in every stratum", takes: .strata, needs: .counts,
    statistic: "chi-square", estimate: "odds-ratio", claim: .oddsRatio,
    assumptions: ["the odds ratio is the same in every stratum"],
    references: [
      .init("Cochran", 1954, doi: "10.2307/3001616"),
      .init("Mantel and Haenszel", 1959, doi: "10.1093/jnci/22.4.719"),
      .init("Robins, Breslow and Greenland", 1986, doi: "10.2307/2531052"),
    ],
    agreesWith: ["R mantelhaen.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
    correctsContinuity = try options.flag(
      "yates", else: true, "Whether chi-square is corrected for continuity, by 1/2.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.tables ?? [])
  }
}
