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
  public func survival(_ q: Double) -> Double {
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
  private func rangeSurvival(_ w: Double) -> Double {
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
