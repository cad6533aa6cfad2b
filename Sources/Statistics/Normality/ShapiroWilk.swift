internal import Basics
internal import Tables
internal import Mathematics
internal import Foundation

/// Shapiro and Wilk's test of normality.
///
/// Null hypothesis: the sample is drawn from a normal distribution. W = (Σ aᵢ x₍ᵢ₎)² / Σ(x - x̄)², with
/// Royston's approximation of the weights and of the p-value, for 3 to 5,000 values. Agrees with
/// `scipy.stats.shapiro` (W to 1e-7, its weights being single precision) and R's `shapiro.test`. Also gives
/// the line of the normal probability plot (``ProbabilityPlot``).
///
/// Royston (1995), algorithm AS R94, doi:10.2307/2986146.
public struct ShapiroWilk: Sendable {
  /// A test with every option at its default.
  public init() {}

  /// Tests a sample.
  public func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    let n = sample.count
    guard n >= 3 else {
      throw StatisticsError(
        .tooFewObservations, "shapiro-wilk needs at least 3 values; got \(sample.accounting)")
    }
    guard n <= 5000 else {
      throw StatisticsError(
        .domainError, "shapiro-wilk is defined up to 5000 values; got \(n): use anderson-darling")
    }
    try SquareRange.check("shapiro-wilk", sample.values)
    let sorted = RadixSort.sorted(sample.values)
    let (w, p) = try Self.statistic(sorted: sorted)
    var result = AnalysisResult(method: "shapiro-wilk", title: "Shapiro-Wilk test of normality")
    result.account(sample)
    result.statistic = NamedValue("W", w)
    result.set(pValue: p, "royston")
    if let plot = ProbabilityPlot(sorted: sorted) {
      result.add(.qqSlope, plot.slope)
      result.add(.qqIntercept, plot.intercept)
      result.add(.qqCorrelation, plot.correlation)
    }
    return result
  }

  /// W and its p-value of 3 to 5,000 ascending values.
  static func statistic(sorted x: [Double]) throws(StatisticsError) -> (w: Double, p: Double) {
    let n = x.count
    let range = x[n - 1] - x[0]
    guard range > 0 else {
      throw StatisticsError(.constantInput, "shapiro-wilk: all \(n) values are equal")
    }
    let half = n / 2
    var a = [Double](repeating: 0, count: half)
    if n == 3 {
      a[0] = 0.5.squareRoot()
    } else {
      let normal = StandardNormal()
      let m = (0..<half).map { normal.quantile((Double($0) + 1 - 0.375) / (Double(n) + 0.25)) }
      let squares = 2 * m.reduce(0) { $0 + $1 * $1 }
      let root = squares.squareRoot()
      let u = 1 / Double(n).squareRoot()
      let first =
        polynomial([0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], u) - m[0] / root
      let start: Int
      let factor: Double
      if n > 5 {
        let second =
          -m[1] / root + polynomial([0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], u)
        factor =
          ((squares - 2 * m[0] * m[0] - 2 * m[1] * m[1])
          / (1 - 2 * first * first - 2 * second * second)).squareRoot()
        a[1] = second
        start = 2
      } else {
        factor = ((squares - 2 * m[0] * m[0]) / (1 - 2 * first * first)).squareRoot()
        start = 1
      }
      a[0] = first
      for i in start..<max(half, start) { a[i] = -m[i] / factor }
    }
    let mean = DoubleDouble.mean(x).value
    var numerator = 0.0
    for i in 0..<half { numerator += a[i] * (x[n - 1 - i] - x[i]) / range }
    let squares = x.reduce(0.0) { $0 + (($1 - mean) / range) * (($1 - mean) / range) }
    // 1 - W by the residuals of the regression on the weights, which keeps digits for W near 1.
    let scale = numerator
    var rest = 0.0
    for i in 0..<n {
      let weight = i < half ? -a[i] : (i >= n - half ? a[n - 1 - i] : 0)
      let residual = (x[i] - mean) / range - weight * scale
      rest += residual * residual
    }
    let w1 = min(max(rest / squares, 0), 1)
    let w = 1 - w1
    if n == 3 {
      let p = 6 / Double.pi * (asin(w.squareRoot()) - asin(0.75.squareRoot()))
      return (w, max(p, 0))
    }
    var y = log(w1)
    let logN = log(Double(n))
    let m: Double
    let s: Double
    if n <= 11 {
      let gamma = polynomial([-2.273, 0.459], Double(n))
      if y >= gamma { return (w, 1e-99) }
      y = -log(gamma - y)
      m = polynomial([0.544, -0.39978, 0.025054, -6.714e-4], Double(n))
      s = exp(polynomial([1.3822, -0.77857, 0.062767, -0.0020322], Double(n)))
    } else {
      m = polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], logN)
      s = exp(polynomial([-0.4803, -0.082676, 0.0030302], logN))
    }
    return (w, StandardNormal().survival((y - m) / s))
  }

  /// c₀ + c₁ x + c₂ x² + ...
  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
  }
}

extension ShapiroWilk: Method {
  static let facts = MethodFacts(
    "shapiro-wilk", "Shapiro–Wilk test of normality", .spread,
    "Whether values depart from a normal distribution; for 3 to 5,000 values.",
    hypothesis: "the values are normal", takes: .variable, least: 3, statistic: "W",
    claim: .normality,
    references: [.init("Royston", 1995, doi: "10.2307/2986146")],
    agreesWith: ["scipy.stats.shapiro", "R shapiro.test"])

  init(_ options: inout Options) throws(StatisticsError) {}

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.sample())
  }
}

/// Normality as an assumption of other methods.
enum NormalityCheck {
  /// Shapiro-Wilk up to 5,000 values, the moments beyond.
  ///
  /// `moments` where they are known.
  static func assumption(
    _ name: String, _ values: [Double], moments known: Moments? = nil
  ) -> Assumption {
    if values.count < 3 {
      return Assumption(name, .notChecked, "too few values to tell")
    }
    if values.count <= 5000 {
      guard let (w, p) = try? ShapiroWilk.statistic(sorted: RadixSort.sorted(values)) else {
        return Assumption(name, .violated, "all values are equal")
      }
      var evidence = "Shapiro-Wilk, W = \(rounded(w))"
      if values.count > 500 {
        evidence +=
          "; with \(NumberFormat.integer.text(Double(values.count))) values it detects trivial departures"
      }
      return Assumption(name, evidence, pValue: p, count: values.count, of: "normality")
    }
    let moments = known ?? Moments(values)
    guard let skewness = moments.skewness, let kurtosis = moments.excessKurtosis else {
      return Assumption(name, .violated, "all values are equal")
    }
    let verdict: Assumption.Verdict =
      abs(skewness) > 1 || abs(kurtosis) > 3
      ? .violated : (abs(skewness) > 0.5 || abs(kurtosis) > 1 ? .doubtful : .holds)
    return Assumption(
      name, verdict,
      "skewness \(rounded(skewness)), excess kurtosis \(rounded(kurtosis)); "
        + "\(values.count) values are so many that a test detects even trivial departures")
  }

  private static func rounded(_ value: Double) -> String { Rounded.text(value) }
}
