internal import Basics
internal import Mathematics
internal import Foundation

/// Fisher's exact test of a 2x2 table.
///
/// Null hypothesis: odds ratio 1, given the margins. Two-sided by probability: all tables at most as
/// likely as the observed one. The estimate is the conditional maximum-likelihood odds ratio with the
/// exact interval of the non-central hypergeometric distribution. Agrees with R's `fisher.test`, and in
/// p with `scipy.stats.fisher_exact`. O(smaller margin).
///
/// Fisher (1935), doi:10.2307/2342435; Cornfield (1956).
public struct FisherTest: Sendable {
  /// The alternative hypothesis about the odds ratio.
  public var alternative = Alternative.twoSided
  /// The level of the interval.
  public var level = 0.95

  /// The two-sided test.
  public init() {}

  /// Tests a 2x2 table of whole counts.
  public func test(_ table: [[Double]]) throws(StatisticsError) -> AnalysisResult {
    let cells = table.flatMap { $0 }
    guard cells.count == 4, cells.allSatisfy({ $0 == $0.rounded() && $0 >= 0 && $0 < 1e9 }) else {
      throw StatisticsError(.badRequest, "fisher needs a 2x2 table of whole counts")
    }
    let (a, b, c, d) = (cells[0], cells[1], cells[2], cells[3])
    guard min(min(a + b, c + d), min(a + c, b + d)) <= 1_000_000 else {
      throw StatisticsError(
        .domainError, "fisher lists every table, with margins up to 1000000; use chi-square")
    }
    guard a + b + c + d > 0 else {
      throw StatisticsError(.tooFewObservations, "fisher: the table is empty")
    }
    guard a + b > 0, c + d > 0, a + c > 0, b + d > 0 else {
      throw StatisticsError(
        .domainError, "fisher: a row or column of the table sums to zero; there is one table only")
    }
    let null = NoncentralHypergeometric(row: a + b, otherRow: c + d, column: a + c)
    let weights = null.probabilities(logOdds: 0)
    let observed = Int(a - null.low)
    let p: Double
    switch alternative {
    case .less: p = weights[...observed].reduce(0, +)
    case .greater: p = weights[observed...].reversed().reduce(0, +)
    case .twoSided:
      let bound = weights[observed] * (1 + 1e-7)
      p = weights.filter { $0 <= bound }.sorted().reduce(0, +)
    }
    var result = AnalysisResult(method: "fisher", title: "Fisher's exact test")
    result.count = .one(Int(a + b + c + d))
    result.alternative = alternative
    result.set(pValue: p, "exact")
    let odds = null.estimate(a)
    if odds == nil { result.notes.append("the odds ratio is infinite") }
    let tail = alternative == .twoSided ? (1 - level) / 2 : 1 - level
    let low = alternative == .less ? 0 : null.limit(a, tail: tail, isLower: true)
    let high = alternative == .greater ? nil : null.limit(a, tail: tail, isLower: false)
    result.estimate = Estimate("odds-ratio", odds, Interval(low, high), level: level)
    result.effectSizes = [EffectSize("odds-ratio", odds, Interval(low, high))]
    result.assumptions = [
      Assumption.ofDesign("observations are independent")
    ]
    return result
  }
}

extension FisherTest: Method {
  static let facts = MethodFacts(
    "fisher", "Fisher’s exact test", .counts,
    "Whether two categories of two kinds each are associated, exactly.",
    hypothesis: "the odds ratio is 1", takes: .counts, needs: .counts, estimate: "odds-ratio",
    claim: .oddsRatio, assumptions: ["observations are independent"],
    references: [
      .init("Fisher", 1935, doi: "10.2307/2342435"),
      .init("Cornfield", 1956, in: "Third Berkeley Symposium 4"),
    ],
    agreesWith: ["R fisher.test", "scipy.stats.fisher_exact"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.contingencyTable(rows: 2, columns: 2))
  }
}

/// The distribution of the first cell of a 2x2 table given its margins and the odds ratio.
struct NoncentralHypergeometric {
  /// The smallest and the largest value of the cell.
  let low: Double
  let high: Double
  private let logs: [Double]

  init(row m: Double, otherRow n: Double, column k: Double) {
    low = max(0, k - n)
    high = min(k, m)
    let start = low
    // Logarithms relative to the smallest value: ratios of neighbours, no ln Γ to cancel.
    var log0 = DoubleDouble.zero
    var logs = [0.0]
    var x = start
    while x < high {
      let up: Double = (m - x) * (k - x)
      let down: Double = (x + 1) * (n - k + x + 1)
      log0 += log(up / down)
      logs.append(log0.value)
      x += 1
    }
    self.logs = logs
  }

  func probabilities(logOdds: Double) -> [Double] {
    let shifted = logs.enumerated().map { $0.element + Double($0.offset) * logOdds }
    let largest = shifted.max() ?? 0
    let weights = shifted.map { exp($0 - largest) }
    let total = weights.sorted().reduce(0, +)
    return weights.map { $0 / total }
  }

  private func mean(_ logOdds: Double) -> Double {
    probabilities(logOdds: logOdds).enumerated().reduce(0) {
      $0 + (low + Double($1.offset)) * $1.element
    }
  }

  /// The odds ratio under which `x` is expected; `nil`: infinite.
  func estimate(_ x: Double) -> Double? {
    if x == low { return x == high ? nil : 0 }
    if x == high { return nil }
    return Search.root(between: -700, and: 700, tolerance: 1e-14) { mean($0) - x }.map(exp)
  }

  /// The odds ratio at which the tail beyond `x` has probability `tail`; `nil`: infinite.
  func limit(_ x: Double, tail: Double, isLower: Bool) -> Double? {
    if isLower, x == low { return 0 }
    if !isLower, x == high { return nil }
    let index = Int(x - low)
    let root = Search.root(between: -700, and: 700, tolerance: 1e-14) { logOdds in
      let p = probabilities(logOdds: logOdds)
      let mass = isLower ? p[index...].reduce(0, +) : p[...index].reduce(0, +)
      return mass - tail
    }
    return root.map(exp)
  }
}
