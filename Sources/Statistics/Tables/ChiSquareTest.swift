internal import Mathematics
internal import Foundation

/// Pearson's chi-squared test and the likelihood-ratio (G) test of independence in a table of counts.
///
/// Null hypothesis: rows and columns are independent. χ² = Σ (O - E)² / E, G = 2 Σ O ln(O / E), with
/// (r - 1)(c - 1) degrees of freedom. The chi-squared test of a 2x2 table takes Yates's correction,
/// min(1/2, |O - E|), unless `yates: false`; Cramér's V is always of the uncorrected χ², its interval by
/// the non-central chi-squared distribution. Agrees with `scipy.stats.chi2_contingency`. O(r c).
///
/// Yates (1934), doi:10.2307/2983604; Cramér (1946), chapter 21; Smithson (2003) for the interval.
public struct ChiSquareTest: Sendable {
  /// The level of the intervals.
  public var level = 0.95
  /// Whether 2x2 tables are corrected for continuity.
  public var yates = true
  /// Whether the statistic is G.
  public var isLikelihoodRatio = false

  /// Pearson's test.
  public init() {}

  /// Tests a table of counts, rows of equal length.
  public func test(_ table: [[Double]]) throws(StatisticsError) -> AnalysisResult {
    let name = isLikelihoodRatio ? "g-test" : "chi-square"
    let width = table.first?.count ?? 0
    guard width > 0, table.allSatisfy({ $0.count == width }) else {
      throw StatisticsError(.badRequest, "\(name) needs a table of equally long rows")
    }
    let rowSums = table.map { $0.reduce(0, +) }
    let columnSums = (table.first ?? []).indices.map { column in
      table.reduce(0) { $0 + $1[column] }
    }
    let total = rowSums.reduce(0, +)
    guard total > 0, !rowSums.contains(0), !columnSums.contains(0) else {
      throw StatisticsError(
        .domainError, "\(name): a row or column of the table sums to zero; leave it out")
    }
    guard table.count > 1, columnSums.count > 1 else {
      throw StatisticsError(
        .constantInput, "\(name): a table of one row or one column has nothing to compare")
    }
    let df = Double((table.count - 1) * (columnSums.count - 1))
    var plain = 0.0
    var statistic = 0.0
    var smallest = Double.infinity
    var low = 0
    for (i, row) in table.enumerated() {
      for (j, observed) in row.enumerated() {
        let expected = rowSums[i] * columnSums[j] / total
        smallest = min(smallest, expected)
        if expected < 5 { low += 1 }
        let difference = expected - observed
        plain += difference * difference / expected
        let corrected =
          yates && df == 1 && !isLikelihoodRatio
          ? abs(difference) - min(0.5, abs(difference)) : difference
        if isLikelihoodRatio {
          if observed > 0 { statistic += 2 * observed * log(observed / expected) }
        } else {
          statistic += corrected * corrected / expected
        }
      }
    }
    let isCorrected = yates && df == 1 && !isLikelihoodRatio
    var result = AnalysisResult(
      method: name,
      title: isLikelihoodRatio
        ? "G test of independence"
        : "Chi-squared test of independence" + (isCorrected ? ", Yates-corrected" : ""))
    result.count = .one(WholeCount.of(total))
    result.statistic = NamedValue(isLikelihoodRatio ? "G" : "chi-square", statistic)
    result.degreesOfFreedom = [df]
    result.set(pValue: ChiSquared(df: df).survival(statistic), "chi-squared")
    let smaller = Double(min(table.count, columnSums.count) - 1)
    func cramersV(_ chi: Double) -> Double { min((chi / (total * smaller)).squareRoot(), 1) }
    let limits = NoncentralMixture.limits(level: level, scale: plain) {
      NoncentralMixture.chiSquared(plain, df: df, lambda: $0)
    }
    let v = cramersV(plain)
    let interval = Interval(
      limits.0 == 0 ? 0 : cramersV(limits.0 + df), max(v, cramersV(limits.1 + df)))
    result.estimate = Estimate("cramers-v", v, interval, level: level)
    result.effectSizes = [EffectSize("cramers-v", v, interval)]
    if df == 1 {
      result.effectSizes += TwoByTwo(table).effectSizes(level: level, .twoSided)
    } else if plain < 10 * df, v < 0.5 {
      // Measured where V is 0.20: 0.87 with χ² of 3 df, 0.92 of 9, 0.93 of 20.
      result.notes.append(
        "Cramér's V overstates a weak association in a table larger than 2 by 2, and its interval covers less than its level (0.84 "
          + "for 0.95 of 150 observations in 3 by 4 cells where V is 0.20)")
    }
    let cells = Double(table.count * columnSums.count)
    result.assumptions = [
      Assumption(
        "expected counts are large enough",
        smallest >= 5
          ? .holds : (smallest >= 1 && Double(low) <= 0.2 * cells ? .doubtful : .violated),
        "the smallest expected count is \(Rounded.text(smallest)); \(low) of \(Int(cells)) are below 5"
      ),
      Assumption.ofDesign("observations are independent"),
    ]
    // Where counts are large the exact test says the same, slowly.
    if df == 1, smallest < 5 || total <= 1_000, let exact = try? FisherTest().test(table) {
      result.robustAlternative = RobustAlternative(exact)
    }
    return result
  }
}

/// `chi-square`.
extension ChiSquareTest: Method {
  static let facts = MethodFacts(
    "chi-square", "chi-squared test", .counts,
    "Whether two categories are associated.",
    hypothesis: "rows and columns are independent", takes: .counts, needs: .counts,
    statistic: "chi-square", estimate: "cramers-v", claim: .association,
    assumptions: ["expected counts are large enough", "observations are independent"],
    references: [
      .init("Yates", 1934, doi: "10.2307/2983604"),
      .init("Cramér", 1946, in: "Mathematical Methods of Statistics, chapter 21"),
    ],
    agreesWith: ["scipy.stats.chi2_contingency", "R chisq.test"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
    yates = try options.flag(
      "yates", else: true, "Whether a 2x2 table is corrected for continuity.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.contingencyTable())
  }
}

/// `g-test`.
struct GTest: Method {
  static let facts = MethodFacts(
    "g-test", "G test", .counts,
    "Whether two categories are associated, by the likelihood ratio.",
    hypothesis: "rows and columns are independent", takes: .counts, needs: .counts,
    statistic: "G", estimate: "cramers-v", claim: .association,
    assumptions: ["expected counts are large enough", "observations are independent"],
    references: [.init("Wilks", 1938, doi: "10.1214/aoms/1177732360")],
    agreesWith: ["scipy.stats.chi2_contingency(lambda_='log-likelihood')"])

  private var test = ChiSquareTest()

  init(_ options: inout Options) throws(StatisticsError) {
    test.level = try options.level()
    test.isLikelihoodRatio = true
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test.test(request.contingencyTable())
  }
}

/// The measures of a 2x2 table.
struct TwoByTwo {
  let a, b, c, d: Double

  init(_ table: [[Double]]) {
    (a, b) = (table[0][0], table[0][1])
    (c, d) = (table[1][0], table[1][1])
  }

  /// Odds ratio (Woolf's interval), risk ratio (Katz's) and risk difference (Newcombe's).
  func effectSizes(level: Double, _ alternative: Alternative) -> [EffectSize] {
    var sizes: [EffectSize] = []
    func ratio(_ quantity: Quantity, _ value: Double, _ variance: Double) {
      guard value > 0, value.isFinite, variance.isFinite else {
        sizes.append(EffectSize(quantity, value.isFinite ? value : nil))
        return
      }
      let logs = alternative.interval(0, variance.squareRoot(), level: level, StandardNormal())
      // A ratio ends at 0, whose logarithm has no bound.
      sizes.append(
        EffectSize(
          quantity, value,
          Interval(logs.low.map { value * exp($0) } ?? 0, logs.high.map { value * exp($0) })))
    }
    ratio("odds-ratio", a * d / (b * c), 1 / a + 1 / b + 1 / c + 1 / d)
    let (m, n) = (a + b, c + d)
    ratio("risk-ratio", a / m / (c / n), 1 / a - 1 / m + 1 / c - 1 / n)
    let (p, q) = (a / m, c / n)
    let interval = alternative.effectInterval(level: level, within: -1...1) { level in
      let z = StandardNormal().upperQuantile((1 - level) / 2)
      let first = Proportion.wilson(a, m, z)
      let second = Proportion.wilson(c, n, z)
      return Interval(
        p - q - ((p - first.0) * (p - first.0) + (second.1 - q) * (second.1 - q)).squareRoot(),
        p - q + ((first.1 - p) * (first.1 - p) + (q - second.0) * (q - second.0)).squareRoot())
    }
    sizes.append(EffectSize("risk-difference", p - q, interval))
    return sizes
  }
}
