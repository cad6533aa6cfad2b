internal import Basics
internal import Tables
internal import Foundation
internal import Mathematics

/// Anderson and Darling's test of normality, mean and variance estimated.
///
/// Null hypothesis: normal. A² = -n - Σ (2i - 1)(ln Φ(zᵢ) + ln(1 - Φ(z₍ₙ₊₁₋ᵢ₎))) / n; p from A²(1 + 0.75/n + 2.25/n²)
/// by D'Agostino and Stephens, which ends at 3.7e-24. At least 8 values. Agrees with R's
/// `nortest::ad.test`. O(n log n).
///
/// Anderson and Darling (1954); D'Agostino and Stephens (1986), Goodness-of-Fit Techniques, table 4.9.
public struct AndersonDarling: Sendable {
  /// A test with every option at its default.
  public init() {}

  /// Tests a sample.
  public func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    guard sample.count >= 8 else {
      throw StatisticsError(
        .tooFewObservations, "anderson-darling needs at least 8 values; got \(sample.accounting)")
    }
    try SquareRange.check("anderson-darling", sample.values)
    let moments = Moments(sample.values)
    guard let deviation = moments.standardDeviation, deviation > 0 else {
      throw StatisticsError(
        .constantInput, "anderson-darling: all \(sample.count) values are equal")
    }
    let mean = moments.preciseMean
    let normal = StandardNormal()
    let tails = RadixSort.sorted(sample.values).map {
      normal.tails((DoubleDouble($0) + -mean).value / deviation)
    }
    let n = tails.count
    var sum = 0.0
    for i in 0..<n {
      sum += Double(2 * i + 1) * (log(tails[i].lower) + log(tails[n - 1 - i].upper))
    }
    let count = Double(n)
    let statistic = -count - sum / count
    let a = statistic * (1 + 0.75 / count + 2.25 / (count * count))
    let p: Double
    switch a {
    case ..<0.2: p = 1 - exp(-13.436 + 101.14 * a - 223.73 * a * a)
    case ..<0.34: p = 1 - exp(-8.318 + 42.796 * a - 59.938 * a * a)
    case ..<0.6: p = exp(0.9177 - 4.279 * a - 1.38 * a * a)
    case ..<10: p = exp(1.2937 - 5.709 * a + 0.0186 * a * a)
    default: p = 3.7e-24
    }
    var result = AnalysisResult(
      method: "anderson-darling", title: "Anderson-Darling test of normality")
    result.account(sample)
    result.statistic = NamedValue("A2", statistic)
    result.set(pValue: p, "approximate")
    if !(a < 10) { result.notes.append("the p-value is an upper bound") }
    return result
  }
}

extension AndersonDarling: Method {
  static let facts = MethodFacts(
    "anderson-darling", "Anderson–Darling test of normality", .spread,
    "Whether values depart from a normal distribution, in the tails above all.",
    hypothesis: "the values are normal", takes: .variable, least: 8, statistic: "A2",
    claim: .normality,
    references: [
      .init("Anderson and Darling", 1954, doi: "10.1080/01621459.1954.10501232"),
      .init("D'Agostino and Stephens", 1986, in: "Goodness-of-Fit Techniques, table 4.9"),
    ],
    agreesWith: ["R nortest::ad.test"])

  init(_ options: inout Options) throws(StatisticsError) {}

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.sample())
  }
}
