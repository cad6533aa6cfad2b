internal import Foundation
internal import Mathematics

/// How well predictions agree with a reference, on the logarithmic scale, where rows of one organisation
/// are not independent.
///
/// The difference of logarithms d = log(prediction) - log(reference) against their mean (Bland and Altman
/// 1986, doi 10.1016/S0140-6736(86)90837-8): bias with an interval by the cluster-robust variance CR2 and
/// Satterthwaite degrees of freedom (Bell and McCaffrey 2002; Pustejovsky and Tipton 2018, doi
/// 10.1080/07350015.2016.1247004), limits of agreement, and two one-sided tests (Schuirmann 1987) against a
/// factor stated beforehand.
public struct MethodAgreement: Hashable, Sendable {
  /// One row: both values positive, and the group it belongs to.
  public struct Pair: Hashable, Sendable {
    /// The better figure.
    public let reference: Double
    /// What the method gives.
    public let prediction: Double
    /// Rows of one group are not independent.
    public let group: String

    /// A row with both values.
    public init(reference: Double, prediction: Double, group: String) {
      self.reference = reference
      self.prediction = prediction
      self.group = group
    }

    var difference: Double { log(prediction) - log(reference) }
  }

  /// Rows and groups.
  public let rows: Int
  /// Distinct groups.
  public let groups: Int
  /// The mean difference of logarithms; its exponential is the ratio of prediction to reference.
  public let bias: Double
  /// The interval of the bias at 95 %; `nil` with fewer than two groups.
  public let biasInterval: ClosedRange<Double>?
  /// The interval of the bias at 90 %, which lies within the factor where the two one-sided tests at 5 %
  /// say so; `nil` with fewer than two groups.
  public let equivalenceInterval: ClosedRange<Double>?
  /// Standard deviation of the differences.
  public let spread: Double
  /// bias -/+ 1.96 spread: where 95 % of differences lie if they are normal.
  public let limits: ClosedRange<Double>
  /// p of the two one-sided tests that the mean ratio lies within the factor; `nil` with fewer than two
  /// groups.
  public let equivalence: Double?
  /// The slope of log prediction on log reference with equal errors in both.
  public let demingSlope: Double?
  /// Its 95 % interval by the jackknife over groups.
  public let demingInterval: ClosedRange<Double>?

  /// The agreement of rows that both figures have; `nil` for fewer than 3 rows.
  ///
  /// - Parameter factor: the ratio within which two methods are taken as equivalent.
  public init?(_ pairs: [Pair], factor: Double = 2) {
    let pairs = pairs.filter { $0.reference > 0 && $0.prediction > 0 }
    guard pairs.count >= 3, factor > 1 else { return nil }
    let differences = pairs.map(\.difference)
    let count = Double(pairs.count)
    let mean = differences.reduce(0, +) / count
    rows = pairs.count
    bias = mean
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    spread = variance.squareRoot()
    limits = (mean - 1.96 * spread)...(mean + 1.96 * spread)
    let members = Dictionary(grouping: pairs.indices) { pairs[$0].group }
      .sorted { $0.key < $1.key }.map(\.value)
    groups = members.count
    if members.count >= 2,
      let error = Self.clusterError(
        residuals: members.map { $0.reduce(0) { $0 + differences[$1] - mean } },
        sizes: members.map { Double($0.count) })
    {
      let t = StudentT(df: error.freedom)
      let half = t.upperQuantile(0.025) * error.standard
      biasInterval = (mean - half)...(mean + half)
      let narrow = t.upperQuantile(0.05) * error.standard
      equivalenceInterval = (mean - narrow)...(mean + narrow)
      let bound = log(factor)
      equivalence =
        error.standard > 0
        ? max(
          t.survival((mean + bound) / error.standard),
          t.cumulative((mean - bound) / error.standard))
        : (abs(mean) < bound ? 0 : 1)
    } else {
      biasInterval = nil
      equivalenceInterval = nil
      equivalence = nil
    }
    let x = pairs.map { log($0.reference) }
    let y = pairs.map { log($0.prediction) }
    demingSlope = Self.deming(x, y)
    demingInterval = Self.jackknife(members) { kept in
      Self.deming(kept.map { x[$0] }, kept.map { y[$0] })
    }.flatMap { estimate, error, groups in
      let half = StudentT(df: Double(groups - 1)).upperQuantile(0.025) * error
      return (estimate - half)...(estimate + half)
    }
  }

  /// CR2 for a mean: each group's sum of residuals over the root of 1 - n_g / n, and the degrees of freedom
  /// (tr A)^2 / tr(A^2) of its quadratic form under independent errors.
  private static func clusterError(
    residuals: [Double], sizes: [Double]
  ) -> (standard: Double, freedom: Double)? {
    let count = sizes.reduce(0, +)
    guard sizes.allSatisfy({ $0 < count }) else { return nil }
    let weights = sizes.map { 1 / (count * (1 - $0 / count).squareRoot()) }
    let variance = zip(residuals, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }
    var trace = 0.0
    var square = 0.0
    for (g, (size, weight)) in zip(sizes, weights).enumerated() {
      for (h, (other, otherWeight)) in zip(sizes, weights).enumerated() {
        let cell =
          (g == h ? size * weight * weight : 0)
          - size * weight * other * otherWeight / count
        if g == h { trace += cell }
        square += cell * cell
      }
    }
    guard square > 0 else { return nil }
    return (variance.squareRoot(), trace * trace / square)
  }

  /// The slope of the line with the least squared distances at a right angle (Deming 1943, ratio of error
  /// variances 1); `nil` where x and y do not vary together.
  static func deming(_ x: [Double], _ y: [Double]) -> Double? {
    let count = Double(x.count)
    guard count >= 2 else { return nil }
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (sxx, syy, sxy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      sxx += (a - meanX) * (a - meanX)
      syy += (b - meanY) * (b - meanY)
      sxy += (a - meanX) * (b - meanY)
    }
    guard sxy != 0 else { return nil }
    return (syy - sxx + ((syy - sxx) * (syy - sxx) + 4 * sxy * sxy).squareRoot()) / (2 * sxy)
  }

  private static func jackknife(
    _ members: [[Int]], _ statistic: ([Int]) -> Double?
  ) -> (estimate: Double, error: Double, groups: Int)? {
    guard members.count >= 3, let estimate = statistic(members.flatMap(\.self)) else { return nil }
    var values: [Double] = []
    for left in members.indices {
      guard
        let value = statistic(members.indices.filter { $0 != left }.flatMap { members[$0] })
      else { return nil }
      values.append(value)
    }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let sum = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (estimate, ((count - 1) / count * sum).squareRoot(), values.count)
  }
}

/// Bias and spread taken from all other groups, and what they foresee for the group left out.
public struct Recalibration: Hashable, Sendable {
  /// The interval at 90 % for one row, from the rows of the other groups.
  public struct Forecast: Hashable, Sendable {
    /// Lower end, in the unit of the reference.
    public let low: Double
    /// Upper end.
    public let high: Double
    /// Whether the reference lies within.
    public let isCovered: Bool
  }

  /// One forecast a row; `nil` where fewer than three rows of other groups are left.
  public let forecasts: [Forecast?]

  /// Forecasts each row from the bias and spread of the rows of other groups: the prediction over
  /// exp(bias), within t(n - 1) spread sqrt(1 + 1/n).
  public init(_ pairs: [MethodAgreement.Pair]) {
    forecasts = pairs.map { pair in
      let others = pairs.filter { $0.group != pair.group }.map(\.difference)
      guard others.count >= 3 else { return nil }
      let count = Double(others.count)
      let bias = others.reduce(0, +) / count
      let spread =
        (others.reduce(0) { $0 + ($1 - bias) * ($1 - bias) } / (count - 1)).squareRoot()
      let half =
        StudentT(df: count - 1).upperQuantile(0.05) * spread * (1 + 1 / count).squareRoot()
      let centre = log(pair.prediction) - bias
      let (low, high) = (exp(centre - half), exp(centre + half))
      return Forecast(
        low: low, high: high, isCovered: low <= pair.reference && pair.reference <= high)
    }
  }

  /// Rows covered, of how many, and the exact interval of that share at 95 % (Clopper and Pearson 1934);
  /// `nil` without a forecast.
  public var coverage: (covered: Int, rows: Int, share: ClosedRange<Double>)? {
    let known = forecasts.compactMap(\.self)
    guard !known.isEmpty else { return nil }
    return Self.share(known.count(where: \.isCovered), of: known.count)
  }

  static func share(
    _ successes: Int, of trials: Int
  ) -> (covered: Int, rows: Int, share: ClosedRange<Double>) {
    let (k, n) = (Double(successes), Double(trials))
    let low = successes == 0 ? 0 : Beta(a: k, b: n - k + 1).quantile(0.025)
    let high = successes == trials ? 1 : Beta(a: k + 1, b: n - k).quantile(0.975)
    return (successes, trials, low...max(low, high))
  }
}
