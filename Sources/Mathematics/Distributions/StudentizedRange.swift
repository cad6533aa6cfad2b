internal import CGSL
internal import Foundation

/// The distribution of the range of k normal values over an independent standard deviation.
///
/// Both integrals by composite Gauss-Legendre quadrature, on the upper tail directly and about where its
/// mass lies: about 10 digits also where the tail is 1e-200. Copenhaver and Holland (1988),
/// doi:10.1080/00949658808811082. Agrees with R's `ptukey` and SciPy's `studentized_range` where those
/// have digits.
public struct StudentizedRange: Sendable {
  /// The number of values.
  public let groups: Int
  /// Degrees of freedom of the standard deviation.
  public let df: Double

  /// The distribution for `groups` >= 2 and `df` > 0.
  public init(groups: Int, df: Double) {
    self.groups = groups
    self.df = df
  }

  /// P(Q > q).
  public func survival(_ q: Double) -> Double { survival(q, rangeSurvival) }

  /// The same with the distribution of the range given.
  fileprivate func survival(_ q: Double, _ rangeSurvival: (Double) -> Double) -> Double {
    guard q > 0 else { return 1 }
    // Beyond, squares leave the range of doubles.
    guard q < 1e100 else { return 0 }
    if df > 1e5 { return rangeSurvival(q) }
    // s = e^u: log density of s is c + df u - df e^2u / 2.
    let c =
      (df / 2) * log(df / 2) - SpecialFunctions.logGammaPositive(df / 2) + log(2.0)
    func density(_ u: Double) -> Double { exp(c + df * u - df * exp(2 * u) / 2) }
    // The range beyond w has about exp(-w²/4): far out the mass lies about this smaller s.
    let center = -log1p(q * q / (2 * df)) / 2
    let high = log((1 + 12 / df.squareRoot() + 40 / df).squareRoot()) + 0.1
    let low = Swift.max(-42 / df - 1 / df.squareRoot(), -1000) - 8 / df.squareRoot()
    let negligible = 1e-25 * density(center) * rangeSurvival(q * exp(center))
    let panels = Swift.min(24 * (1 - center / (high - low)), 400)
    let total = Quadrature.integrate(low + center, high, panels: Int(panels.rounded(.up))) { u in
      let density = density(u)
      return density <= negligible ? 0 : density * rangeSurvival(q * exp(u))
    }
    return Swift.min(total, 1)
  }

  /// The q with P(Q > q) = p.
  public func upperQuantile(_ p: Double) -> Double? {
    var high = 10.0
    while survival(high) > p, high < 1e6 { high *= 2 }
    return Search.root(between: 1e-6, and: high, tolerance: 1e-10) { survival($0) - p }
  }

  /// P(range of k standard normal values > w).
  fileprivate func rangeSurvival(_ w: Double) -> Double {
    if w <= 0 { return 1 }
    if w > 60 { return 0 }
    let m = Double(groups - 1)
    let normal = StandardNormal()
    // The largest value is z: all others lie below it, and not all within w of it.
    let low = Swift.max(w / 2 - 12, -8.5)
    let high = w > 17 ? w / 2 + 12 : Swift.min(w, 8.5) + 8.5
    let answer = Quadrature.integrate(low, high, panels: 12) { z in
      let below = normal.cumulative(z)
      guard below > 0 else { return 0 }
      let far = normal.cumulative(z - w) / below
      let share = far >= 1 ? 1 : -expm1(m * log1p(-far))
      return normal.density(z) * pow(below, m) * share
    }
    return Swift.min(Double(groups) * answer, 1)
  }
}

/// The upper tail of one studentised range at many places, by polynomials for its logarithm.
///
/// The distribution of the range itself, which the outer integral asks for some hundred times a place, is one set of
/// polynomials, the tail another. Where a piece does not agree with the integrals to 1e-11 it is cut further; where that
/// fails there is no table. So thousands of comparisons cost little more than a few hundred.
public struct StudentizedRangeTable: Sendable {
  private let tail: PiecewisePolynomial
  private let low: Double
  private let high: Double
  private let distribution: StudentizedRange
  private static let tolerance = 1e-11
  /// Beyond it the logarithm of the range's tail is not tabulated.
  private static let widest = 50.0

  /// The tail of `distribution` between the smallest and the largest of `places`; `nil` where it is not met by polynomials.
  public init?(_ distribution: StudentizedRange, at places: [Double]) {
    let used = places.filter { $0 > 0 && $0 < 1e100 }
    guard let least = used.min(), let most = used.max(), most > least else { return nil }
    let widest = Self.widest
    guard
      let range = PiecewisePolynomial(
        from: 0, to: widest, pieces: 40, tolerance: Self.tolerance,
        { log(max(distribution.rangeSurvival($0), .leastNormalMagnitude)) })
    else { return nil }
    func tail(_ q: Double) -> Double {
      distribution.survival(q) { w in
        w <= 0 ? 1 : w < widest ? min(exp(range.value(w)), 1) : distribution.rangeSurvival(w)
      }
    }
    // Polynomials of a tail that leaves the range of doubles have nothing to be of.
    var end = most
    while tail(end) < 1e-280, end > least * 1.01 { end = max(end / 1.25, least * 1.01) }
    low = log(least) - 1e-9
    high = log(end) + 1e-9
    guard
      let table = PiecewisePolynomial(
        from: low, to: high, pieces: 6, tolerance: Self.tolerance * 10,
        { log(max(tail(exp($0)), .leastNormalMagnitude)) })
    else { return nil }
    self.tail = table
    self.distribution = distribution
    // Against the integrals themselves, without any table.
    for part in [0.07, 0.31, 0.55, 0.83] {
      let q = exp(low + (high - low) * part)
      let exact = distribution.survival(q)
      guard abs(survival(q) - exact) <= 1e-9 * exact else { return nil }
    }
  }

  /// P(Q > q).
  public func survival(_ q: Double) -> Double {
    guard q > 0 else { return 1 }
    let place = log(q)
    guard place >= low, place <= high else { return distribution.survival(q) }
    return min(exp(tail.value(place)), 1)
  }
}

/// Composite Gauss-Legendre quadrature with 16 points a panel, whose places and weights are GSL's.
enum Quadrature {
  /// Half the points of the interval from -1 to 1, which mirror the other half.
  private static let points: [(place: Double, weight: Double)] = {
    let count = 16
    guard let table = gsl_integration_glfixed_table_alloc(count) else { return [(.nan, .nan)] }
    defer { gsl_integration_glfixed_table_free(table) }
    return (count / 2..<count).map { index in
      var (place, weight) = (Double.nan, Double.nan)
      gsl_integration_glfixed_point(-1, 1, index, &place, &weight, table)
      return (place, weight)
    }
  }()

  static func integrate(
    _ low: Double, _ high: Double, panels: Int, _ function: (Double) -> Double
  ) -> Double {
    let half = (high - low) / Double(2 * panels)
    let points = points
    var sum = 0.0
    for panel in 0..<panels {
      let middle = low + half * Double(2 * panel + 1)
      for (place, weight) in points {
        sum += weight * (function(middle - half * place) + function(middle + half * place))
      }
    }
    return sum * half
  }
}
