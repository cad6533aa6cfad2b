internal import Tables
internal import Foundation
internal import Mathematics

/// The two-sample Kolmogorov-Smirnov test.
///
/// Null hypothesis: both samples have one distribution. D is the largest distance of the empirical
/// distribution functions F and G. One-sided alternatives are about the values, as in every test here:
/// `greater` says that the first sample tends to be larger, F < G somewhere, which SciPy, speaking of
/// the functions, calls `less`. Exact up to 10,000 values
/// in the larger sample, counting lattice paths as if nothing were tied, else asymptotic. Agrees with
/// `scipy.stats.ks_2samp`. O(N log N + m n).
///
/// Hodges (1958), doi:10.1007/BF02589501; Simard and L'Ecuyer (2011), doi:10.18637/jss.v039.i11.
public struct KolmogorovSmirnovTest: Sendable {
  /// The alternative hypothesis.
  public var alternative = Alternative.twoSided
  /// `exact` or `asymptotic`; `nil`: by the rule above.
  public var exactness: Exactness?

  /// The two-sided test.
  public init() {}

  /// Tests two samples.
  public func test(_ first: Sample, _ second: Sample) throws(StatisticsError) -> AnalysisResult {
    let a = RadixSort.sorted(first.values)
    let b = RadixSort.sorted(second.values)
    let (m, n) = (a.count, b.count)
    // F - G as whole multiples of 1 / lcm: exact.
    let divisor = Self.gcd(m, n)
    let (stepA, stepB) = (n / divisor, m / divisor)
    var (i, j) = (0, 0)
    var largest = 0
    var smallest = 0
    var tied = false
    while i < m || j < n {
      let value = i < m && (j >= n || a[i] <= b[j]) ? a[i] : b[j]
      let (startA, startB) = (i, j)
      while i < m, a[i] == value { i += 1 }
      while j < n, b[j] == value { j += 1 }
      if i - startA + j - startB > 1 { tied = true }
      let gap = i * stepA - j * stepB
      largest = max(largest, gap)
      smallest = min(smallest, gap)
    }
    let gap: Int =
      switch alternative {
      case .twoSided: max(largest, -smallest)
      case .less: largest
      case .greater: -smallest
      }
    let multiple = Double(m) * Double(stepA)
    let d = Double(gap) / multiple
    var result = AnalysisResult(method: "ks", title: "Kolmogorov-Smirnov test")
    result.account([first, second])
    result.alternative = alternative
    result.statistic = NamedValue("D", d)
    let method = exactness ?? (max(m, n) <= 10_000 ? .exact : .asymptotic)
    guard method == .asymptotic || m * n <= 400_000_000 else {
      throw StatisticsError(
        .badRequest, "an exact p-value of ks is too costly for \(m) and \(n) values")
    }
    if method == .exact {
      let p: Double =
        alternative == .greater
        ? KolmogorovSmirnov.exact(n, m, gap: gap, twoSided: false)
        : KolmogorovSmirnov.exact(m, n, gap: gap, twoSided: alternative == .twoSided)
      result.set(pValue: p, "exact")
      if tied {
        result.notes.append("there are ties; p is computed as if there were none, and is too large")
      }
    } else {
      let (large, small) = (Double(max(m, n)), Double(min(m, n)))
      let effective = large * small / (large + small)
      if alternative == .twoSided {
        result.set(
          pValue: KolmogorovSmirnov.asymptotic(d, count: effective.rounded(.toNearestOrEven)),
          "asymptotic")
      } else {
        let z = effective.squareRoot() * d
        let exponent =
          -2 * z * z
          - 2 * z * (large + 2 * small) / (large * small * (large + small)).squareRoot() / 3
        result.set(pValue: exp(exponent), "asymptotic")
      }
    }
    result.effectSizes = [EffectSize("ks-distance", d)]
    return result
  }

  private static func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }
}

extension KolmogorovSmirnovTest: Method {
  static let facts = MethodFacts(
    "ks", "Kolmogorov–Smirnov test", .spread,
    "Whether two independent samples differ in distribution, in whatever way.",
    hypothesis: "both samples have one distribution", takes: .samples, groups: 2...2,
    statistic: "D", claim: .distribution,
    references: [
      .init("Hodges", 1958, doi: "10.1007/BF02589501"),
      .init("Simard and L'Ecuyer", 2011, doi: "10.18637/jss.v039.i11"),
    ],
    agreesWith: ["scipy.stats.ks_2samp"])

  init(_ options: inout Options) throws(StatisticsError) {
    alternative = try options.alternative()
    exactness = try options.exactness()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let samples = try request.samples(Self.facts)
    return try test(samples[0], samples[1])
  }
}
