internal import Foundation

/// The distribution of the largest absolute value of t statistics that share their denominator and one sample, so that
/// statistics i and j have the correlation λᵢλⱼ.
///
/// Given the denominator and what is shared they are independent: two integrals by composite Gauss-Legendre quadrature, on the
/// upper tail directly; about 9 digits. Dunnett (1955), doi:10.1080/01621459.1955.10501294. Agrees with R's `mvtnorm::pmvt`.
public struct MaximumModulus: Sendable {
  /// The different loadings, and how many statistics have each.
  private let loadings: [(value: Double, count: Double)]
  /// Degrees of freedom of the shared denominator.
  public let df: Double

  /// The distribution of statistics with `loadings` in 0 ..< 1 and `df` > 0.
  public init(loadings: [Double], df: Double) {
    var counts: [Double: Double] = [:]
    for loading in loadings { counts[loading, default: 0] += 1 }
    self.loadings = counts.keys.sorted().map { ($0, counts[$0] ?? 0) }
    self.df = df
  }

  /// P(max |T| > t).
  public func survival(_ t: Double) -> Double {
    guard t > 0 else { return 1 }
    guard t < 1e100 else { return 0 }
    // s = e^u is the denominator: log density of u is c + df u - df e^2u / 2.
    let c = (df / 2) * log(df / 2) - SpecialFunctions.logGammaPositive(df / 2) + log(2.0)
    func density(_ u: Double) -> Double { exp(c + df * u - df * exp(2 * u) / 2) }
    // Far out the mass lies about this smaller s.
    let center = -log1p(t * t / df) / 2
    let high = log((1 + 12 / df.squareRoot() + 40 / df).squareRoot()) + 0.1
    let low = Swift.max(-42 / df - 1 / df.squareRoot(), -1000) - 8 / df.squareRoot() + center
    let negligible = 1e-20 * density(center) * normalSurvival(t * exp(center))
    let panels = Swift.min(24 * (1 - center / (high - low + center)), 400)
    let total = Quadrature.integrate(low, high, panels: Int(panels.rounded(.up))) { u in
      let density = density(u)
      return density <= negligible ? 0 : density * normalSurvival(t * exp(u))
    }
    return Swift.min(total, 1)
  }

  /// The t with P(max |T| > t) = p.
  public func upperQuantile(_ p: Double) -> Double? {
    var high = 4.0
    while survival(high) > p, high < 1e6 { high *= 2 }
    return Search.root(between: 1e-6, and: high, tolerance: 1e-10) { survival($0) - p }
  }

  /// P(max |Z| > w) of normal values with the same correlations.
  private func normalSurvival(_ w: Double) -> Double {
    if w > 40 { return 0 }
    let normal = StandardNormal()
    // Where one sample is much larger than the shared one, the integrand is steep.
    let steepness = loadings.last.map { $0.value / (1 - $0.value * $0.value).squareRoot() } ?? 1
    let panels = Int(Swift.min(Swift.max(14, 4 * steepness), 2000))
    return Quadrature.integrate(-9.5, 9.5, panels: panels) { z in
      var inside = 0.0
      for (loading, count) in loadings {
        let root = (1 - loading * loading).squareRoot()
        let (shift, bound) = (loading * z / root, w / root)
        let outside = normal.cumulative(shift - bound) + normal.cumulative(-shift - bound)
        inside += count * log1p(-Swift.min(outside, 1 - 1e-16))
      }
      return normal.density(z) * -expm1(inside)
    }
  }
}
