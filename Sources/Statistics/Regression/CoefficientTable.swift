internal import Basics
internal import Mathematics
internal import Tables

/// The table of coefficients of any fit.
enum CoefficientTable {
  static func rows(
    _ names: [String], _ estimates: [Double], _ covariance: [Double], level: Double,
    degreesOfFreedom: (Int) -> Double, showsDegreesOfFreedom: Bool = false
  ) -> [Coefficient] {
    let p = names.count
    return (0..<p).map { j in
      let error = max(covariance[j * p + j], 0).squareRoot()
      let distribution = StudentT(df: degreesOfFreedom(j))
      // Without an error there is nothing to compare with.
      guard error.isFinite, error > 0 else {
        return bare(names[j], estimates[j], error.isFinite ? error : nil)
      }
      let t = estimates[j] / error
      let margin = distribution.upperQuantile((1 - level) / 2) * error
      return Coefficient(
        term: names[j], estimate: estimates[j], standardError: error,
        statistic: t.isFinite ? t : nil,
        degreesOfFreedom: showsDegreesOfFreedom ? distribution.df : nil,
        pValue: t.isFinite ? distribution.twoSided(t) : nil,
        interval: margin.isFinite ? Interval(estimates[j] - margin, estimates[j] + margin) : nil)
    }
  }

  /// The coefficients of a model that leaves no residual to judge them by.
  ///
  /// What adds no more than rounding errors to the response is not known to be there: it has no error either.
  static func exact(
    _ names: [String], _ estimates: [Double], columns: [[Double]], response: [Double]
  ) -> [Coefficient] {
    let noise = 1e-14 * ExactFit.size(response)
    return names.indices.map { j in
      let part = j < columns.count ? abs(estimates[j]) * ExactFit.size(columns[j]) : noise
      return bare(names[j], estimates[j], part > noise || j >= columns.count ? 0 : nil)
    }
  }

  private static func bare(_ name: String, _ estimate: Double, _ error: Double?) -> Coefficient {
    Coefficient(
      term: name, estimate: estimate.isFinite ? estimate : nil, standardError: error,
      statistic: nil,
      degreesOfFreedom: nil, pValue: nil, interval: nil)
  }
}

/// Whether what a fit leaves is rounding error.
///
/// Statistics of rounding errors are numbers without meaning, of as many digits as one likes: an exact fit
/// has none, and a note says so.
enum ExactFit {
  static let note =
    "the model fits exactly: the residuals are zero or rounding error, so that standard errors are zero and "
    + "there are no tests and no diagnostics"

  /// Whether residuals with this sum of squares are rounding error beside values of this size.
  static func holds(_ rss: Double, rows: Int, size: Double) -> Bool {
    let noise = 4 * Double.ulpOfOne * size
    return rss <= Double(rows) * noise * noise
  }

  /// The same of a linear model: beside the response and the terms that add up to it.
  static func holds(
    _ residuals: [Double], _ response: [Double], _ design: DesignMatrix, _ coefficients: [Double]
  ) -> Bool {
    let (rss, rows) = (residuals.reduce(0) { $0 + $1 * $1 }, residuals.count)
    let size = size(response)
    if holds(rss, rows: rows, size: size) { return true }
    // Only residuals that are small beside the response can be errors of terms that cancel.
    guard holds(rss, rows: rows, size: 1e6 * size) else { return false }
    let largest = zip(design.columns, coefficients).reduce(size) {
      max($0, Self.size($1.0) * abs($1.1))
    }
    return holds(rss, rows: rows, size: largest / 4)
  }

  /// The largest absolute value.
  static func size(_ values: [Double]) -> Double { values.reduce(0) { max($0, abs($1)) } }
}

/// Wald's test of the slopes of a model together.
struct WaldTest {
  /// How many there are.
  let count: Int
  /// b'V⁻¹b; `nil` where the covariance has no inverse.
  private let square: Double?

  init(_ coefficients: [Double], _ covariance: [Double], slopes: Range<Int>) {
    let p = coefficients.count
    count = slopes.count
    var part: [Double] = []
    for i in slopes { for j in slopes { part.append(covariance[i * p + j]) } }
    let b = Array(coefficients[slopes])
    square = SymmetricMatrix.solve(part, count, b).map { solved in
      zip(b, solved).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// F by a sandwich: with `df` residual degrees of freedom, with those of the clusters, or Hotelling's.
  func test(_ sandwich: SandwichCovariance, df: Double, slopeDegreesOfFreedom: Double?)
    -> JointTest?
  {
    guard count > 0, let square else { return nil }
    let q = Double(count)
    guard let eta = sandwich.wishart else {
      // Of one slope F is the square of its t, on the same degrees of freedom.
      if count == 1 { return Self.test(square, 1, slopeDegreesOfFreedom ?? df) }
      guard let clusters = sandwich.clusterCount else { return Self.test(square / q, q, df) }
      guard !sandwich.isReduced else { return nil }
      return Self.test(square / q, q, Double(clusters - 1))
    }
    guard eta > q - 1 else { return nil }
    return Self.test((eta - q + 1) / (eta * q) * square, q, eta - q + 1)
  }

  static func test(_ value: Double, _ df1: Double, _ df2: Double) -> JointTest? {
    guard df1 > 0 else { return nil }
    return JointTest(
      value, df: [df1, df2],
      pValue: value.isFinite ? FDistribution(df1: df1, df2: df2).survival(max(value, 0)) : nil)
  }
}
