internal import Tables
internal import Mathematics
internal import Foundation

/// Adjustment of p-values for the number of tests in a family.
///
/// Holm, Hochberg, Bonferroni and Šidák bound the chance of any false rejection; Benjamini and Hochberg
/// (`bh`) and Benjamini and Yekutieli (`by`) the expected share of false ones. Missing p-values stay
/// missing and do not count. Agrees with `statsmodels.stats.multitest.multipletests` and R's `p.adjust`.
/// O(m log m).
///
/// Holm (1979); Hochberg (1988), doi:10.1093/biomet/75.4.800; Benjamini and Hochberg (1995),
/// doi:10.1111/j.2517-6161.1995.tb02031.x; Benjamini and Yekutieli (2001), doi:10.1214/aos/1013699998.
public struct PValueAdjustment: Sendable {
  /// The corrections.
  public enum Correction: String, Hashable, Sendable, CaseIterable {
    case bonferroni, holm, hochberg, sidak, bh, by
    case none

    /// The name in print.
    public var title: String {
      switch self {
      case .bonferroni: "Bonferroni"
      case .holm: "Holm"
      case .hochberg: "Hochberg"
      case .sidak: "Šidák"
      case .bh: "Benjamini–Hochberg"
      case .by: "Benjamini–Yekutieli"
      case .none: "no correction"
      }
    }
  }

  /// The correction.
  public var correction = Correction.holm

  /// Holm's correction.
  public init(_ correction: Correction = .holm) { self.correction = correction }

  /// The adjusted p-values, in the order given; `nil` stays `nil`.
  public func adjust(_ pValues: [Double?]) -> [Double?] {
    let present = pValues.indices.filter { pValues[$0] != nil }
    let sorted = present.sorted {
      let (a, b) = (pValues[$0] ?? 0, pValues[$1] ?? 0)
      return a < b || (a == b && $0 < $1)
    }
    let m = Double(sorted.count)
    let p = sorted.map { pValues[$0] ?? 1 }
    var adjusted = p
    func factor(_ i: Int) -> Double { m - Double(i) }
    switch correction {
    case .none: break
    case .bonferroni: adjusted = p.map { $0 * m }
    case .sidak: adjusted = p.map { -expm1(m * log1p(-$0)) }
    case .holm:
      var largest = 0.0
      for i in p.indices {
        largest = max(largest, p[i] * factor(i))
        adjusted[i] = largest
      }
    case .hochberg:
      var smallest = Double.infinity
      for i in p.indices.reversed() {
        smallest = min(smallest, p[i] * factor(i))
        adjusted[i] = smallest
      }
    case .bh, .by:
      let harmonic =
        correction == .by
        ? stride(from: 1, through: sorted.count, by: 1).reduce(0) { $0 + 1 / Double($1) } : 1
      var smallest = Double.infinity
      for i in p.indices.reversed() {
        smallest = min(smallest, p[i] * harmonic * m / Double(i + 1))
        adjusted[i] = smallest
      }
    }
    var result = [Double?](repeating: nil, count: pValues.count)
    for (position, value) in zip(sorted, adjusted) { result[position] = min(value, 1) }
    return result
  }
}

extension PValueAdjustment: Method {
  static let facts = MethodFacts(
    "adjust", "adjustment of p-values", .multiplicity,
    "P-values corrected for their number.",
    takes: .pValues, claim: .adjustment,
    references: [
      .init("Holm", 1979, in: "Scandinavian Journal of Statistics 6"),
      .init("Hochberg", 1988, doi: "10.1093/biomet/75.4.800"),
      .init("Benjamini and Hochberg", 1995, doi: "10.1111/j.2517-6161.1995.tb02031.x"),
      .init("Benjamini and Yekutieli", 2001, doi: "10.1214/aos/1013699998"),
    ],
    agreesWith: ["statsmodels multipletests", "R p.adjust"])

  init(_ options: inout Options) throws(StatisticsError) {
    correction = try options.correction()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    guard let values = request.pValues ?? request.x?.values else {
      throw StatisticsError(.badRequest, "adjust needs 'p_values'")
    }
    guard values.allSatisfy({ $0.isNaN || (0...1).contains($0) }) else {
      throw StatisticsError(.domainError, "adjust: p-values must be between 0 and 1")
    }
    guard !values.allSatisfy(\.isNaN) else {
      throw StatisticsError(.tooFewObservations, "adjust needs at least 1 p-value; got none")
    }
    let raw = values.map { $0.isNaN ? nil : $0 }
    var result = AnalysisResult(
      method: "adjust", title: "Adjusted p-values (\(correction.rawValue))")
    result.count = .one(raw.count { $0 != nil })
    result.missingCount = raw.count { $0 == nil }
    result.add(.correction, .text(correction.rawValue))
    result.add(.pValues, .numbers(raw.map { $0?.finite }))
    result.add(.adjusted, .numbers(adjust(raw).map { $0?.finite }))
    return result
  }
}
