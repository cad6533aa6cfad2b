internal import Tables
internal import Mathematics
internal import Foundation

/// Kendall's tau-b.
///
/// Null hypothesis: no monotone association. τ = (C - D) / √((P - Tx)(P - Ty)) over the P pairs of
/// observations, Tx and Ty of them tied. p exact without ties where n <= 33 or hardly a pair is out of
/// order, else normal with the variance of C - D under ties. The interval is Fisher's with variance
/// 0.437 / (n - 4), Fieller, Hartley and Pearson (1957), doi:10.1093/biomet/44.3-4.470. Agrees with
/// `scipy.stats.kendalltau`. O(n log n), Knight (1966), doi:10.1080/01621459.1966.10480879.
public struct Kendall: Sendable {
  /// The alternative hypothesis.
  public var alternative = Alternative.twoSided
  /// The level of the interval.
  public var level = 0.95
  /// `exact` or `asymptotic`; `nil`: by the rule above.
  public var exactness: Exactness?

  /// A test with every option at its default.
  public init() {}

  /// Tests complete pairs of finite values.
  public func test(_ cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    var result = try bare(cases)
    result.assumptions = [
      Assumption.ofDesign("pairs are independent")
    ]
    return result
  }

  func bare(_ cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    let counts = PairCounts(cases.columns[0], cases.columns[1])
    for (name, tied) in [("x", counts.tiedX), ("y", counts.tiedY)] where tied == counts.pairs {
      throw StatisticsError(
        .constantInput, "kendall: all \(cases.count) values of '\(name)' are equal")
    }
    var result = AnalysisResult(method: "kendall", title: "Kendall rank correlation")
    result.account(cases)
    result.alternative = alternative
    let tau = counts.tauB
    result.statistic = NamedValue("tau-b", tau)
    let hasTies = counts.tiedX > 0 || counts.tiedY > 0
    let extreme = min(counts.discordant, counts.pairs - counts.discordant)
    let method =
      exactness ?? (!hasTies && (cases.count <= 33 || extreme <= 1) ? .exact : .asymptotic)
    if method == .exact {
      guard !hasTies else {
        throw StatisticsError(
          .badRequest, "an exact p-value of kendall is available only without ties")
      }
      let work = Double(cases.count) * Double(extreme)
      guard work <= Double(AnalysisLimits.kendallWork) else {
        throw .beyond(
          AnalysisLimits.kendallWork,
          "an exact p-value of kendall of \(cases.count) pairs takes \(Rounded.text(work)) steps",
          "p_method asymptotic is as good with so many")
      }
      let distribution = KendallDistribution(count: cases.count)
      // Few discordant pairs speak for a positive tau.
      let tails = (
        lower: distribution.upper(counts.discordant), upper: distribution.lower(counts.discordant)
      )
      let p: Double =
        switch alternative {
        case .twoSided: min(1, 2 * min(tails.lower, tails.upper))
        case .less: tails.lower
        case .greater: tails.upper
        }
      result.set(pValue: p, "exact")
    } else {
      let z = counts.concordantMinusDiscordant / counts.variance.squareRoot()
      result.set(pValue: alternative.pValue(StandardNormal().tails(z)), "asymptotic")
    }
    let n = Double(cases.count)
    let interval =
      n > 4
      ? Correlation.fisherInterval(
        tau, standardError: (0.437 / (n - 4)).squareRoot(), level, alternative) : nil
    result.estimate = Estimate("tau-b", tau, interval, level: level)
    result.effectSizes = [EffectSize("tau-b", tau, interval)]
    // Measured of rounded normal pairs: 0.95 with 3 or 6 % of them tied, 0.92 with 11 %, 0.87 with 27 %.
    let tied = Double(max(counts.tiedX, counts.tiedY)) / (n * (n - 1) / 2)
    if interval != nil, tied > 0.08 {
      result.notes.append(
        "with so many ties this interval covers less than its level (0.89 for 0.95 of 40 pairs in five classes); that of Spearman's "
          + "rho covers it")
    } else if interval != nil, n < 20 {
      result.notes.append(
        "with fewer than 20 pairs this interval covers less than its level (0.93 for 0.95 of 12 pairs); that of Spearman's rho covers it"
      )
    }
    return result
  }
}

/// Whether a p-value is counted or approximated.
public enum Exactness: String, Hashable, Sendable, CaseIterable {
  case exact
  case asymptotic
}

/// The option `p_method`: by the method's rule, exact, or asymptotic.
enum ExactnessOption: String, CaseIterable {
  case auto, exact, asymptotic

  var exactness: Exactness? { Exactness(rawValue: rawValue) }
}

extension Kendall: Method {
  static let facts = MethodFacts(
    "kendall", "Kendall’s rank correlation", .association,
    "How often two variables rise together rather than apart, over all pairs of rows.",
    hypothesis: "no monotone association", takes: .pair, least: 2, needs: .ranks,
    statistic: "tau-b", estimate: "tau-b", claim: .correlation(),
    assumptions: ["pairs are independent"],
    references: [
      .init("Kendall", 1938, doi: "10.1093/biomet/30.1-2.81"),
      .init("Knight", 1966, doi: "10.1080/01621459.1966.10480879"),
    ],
    agreesWith: ["scipy.stats.kendalltau"])

  init(_ options: inout Options) throws(StatisticsError) {
    (alternative, level) = try options.common()
    exactness = try options.exactness()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.pairs(atLeast: Self.facts.least))
  }
}

/// Concordant, discordant and tied pairs among observations of two variables. O(n log n).
struct PairCounts {
  let count: Int
  let pairs: Int
  let discordant: Int
  let tiedX: Int
  let tiedY: Int
  let tiedBoth: Int
  private let tiesX: [Int]
  private let tiesY: [Int]

  init(_ x: [Double], _ y: [Double]) {
    count = x.count
    pairs = count * (count - 1) / 2
    // Two stable sorts put the rows in order of x, and of y among equal x.
    let byY = RadixSort.order(y)
    let then = RadixSort.order(byY.map { x[Int($0)] })
    let order = then.map { Int(byY[Int($0)]) }
    tiesX = Self.runs(order.map { x[$0] })
    tiesY = Self.runs(byY.map { y[Int($0)] })
    var both = 0
    var run = 1
    for i in stride(from: 1, to: count, by: 1) {
      if x[order[i]] == x[order[i - 1]], y[order[i]] == y[order[i - 1]] {
        run += 1
      } else {
        both += run * (run - 1) / 2
        run = 1
      }
    }
    both += run * (run - 1) / 2
    tiedBoth = both
    tiedX = tiesX.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
    tiedY = tiesY.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
    discordant = Self.inversions(order.map { y[$0] })
  }

  /// Sizes of the runs of equal values.
  private static func runs(_ sorted: [Double]) -> [Int] {
    var sizes: [Int] = []
    var run = 1
    for i in stride(from: 1, through: sorted.count, by: 1) {
      if i < sorted.count, sorted[i] == sorted[i - 1] {
        run += 1
      } else {
        if run > 1 { sizes.append(run) }
        run = 1
      }
    }
    return sizes
  }

  /// Pairs i < j with values[i] > values[j], by merging from the bottom up.
  static func inversions(_ values: [Double]) -> Int {
    var a = values
    var b = values
    var total = 0
    var width = 1
    let n = values.count
    while width < n {
      a.withUnsafeBufferPointer { a in
        b.withUnsafeMutableBufferPointer { b in
          var start = 0
          while start < n {
            let middle = min(start + width, n)
            let end = min(start + 2 * width, n)
            var (i, j, k) = (start, middle, start)
            while i < middle, j < end {
              if a[i] <= a[j] {
                b[k] = a[i]
                i += 1
              } else {
                b[k] = a[j]
                j += 1
                total += middle - i
              }
              k += 1
            }
            while i < middle {
              b[k] = a[i]
              i += 1
              k += 1
            }
            while j < end {
              b[k] = a[j]
              j += 1
              k += 1
            }
            start = end
          }
        }
      }
      swap(&a, &b)
      width *= 2
    }
    return total
  }

  var concordantMinusDiscordant: Double {
    Double(pairs - tiedX - tiedY + tiedBoth - 2 * discordant)
  }

  var tauB: Double {
    let tau =
      concordantMinusDiscordant
      / Correlation.geometricMean(Double(pairs - tiedX), Double(pairs - tiedY))
    return min(max(tau, -1), 1)
  }

  /// The variance of C - D under independence, with ties.
  var variance: Double {
    func sum(_ sizes: [Int], _ term: (Double) -> Double) -> Double {
      sizes.reduce(0) { $0 + term(Double($1)) }
    }
    let n = Double(count)
    let m = n * (n - 1)
    let x0 = sum(tiesX) { $0 * ($0 - 1) * ($0 - 2) }
    let y0 = sum(tiesY) { $0 * ($0 - 1) * ($0 - 2) }
    let x1 = sum(tiesX) { $0 * ($0 - 1) * (2 * $0 + 5) }
    let y1 = sum(tiesY) { $0 * ($0 - 1) * (2 * $0 + 5) }
    let third = count > 2 ? x0 * y0 / (9 * m * (n - 2)) : 0
    return (m * (2 * n + 5) - x1 - y1) / 18 + 2 * Double(tiedX) * Double(tiedY) / m + third
  }
}
