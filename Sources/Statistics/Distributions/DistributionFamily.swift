internal import Basics
internal import Mathematics
internal import Foundation

/// A family of distributions of positive values, fitted by maximum likelihood.
package enum DistributionFamily: String, CaseIterable, Sendable {
  case lognormal, exponential, weibull, gamma, pareto
  case powerLaw = "power-law"

  /// The name in print.
  package var title: String {
    switch self {
    case .lognormal: "log-normal"
    case .exponential, .gamma: rawValue
    case .weibull: "Weibull"
    case .pareto: "Pareto"
    case .powerLaw: "power-law"
    }
  }

  /// How many parameters are estimated.
  var parameterCount: Int { self == .exponential ? 1 : 2 }
}

/// A fitted distribution of all values, or of those from a bound on.
struct FittedDistribution: Sendable {
  let family: DistributionFamily
  let parameters: [(name: String, value: Double)]
  /// ln of the density at a value.
  let logDensity: @Sendable (Double) -> Double
  /// P(X <= x).
  let cumulative: @Sendable (Double) -> Double

  /// The maximum of the likelihood of all values; `nil` where there is none.
  init?(_ family: DistributionFamily, _ x: [Double]) {
    self.family = family
    let n = Double(x.count)
    let logs = x.map { log($0) }
    let mean = DoubleDouble.mean(x).value
    let mu = DoubleDouble.mean(logs).value
    let normal = StandardNormal()
    switch family {
    case .lognormal:
      let sigma = (logs.reduce(0) { $0 + ($1 - mu) * ($1 - mu) } / n).squareRoot()
      guard sigma > 0 else { return nil }
      parameters = [("mu", mu), ("sigma", sigma)]
      logDensity = Self.logNormal(mu, sigma)
      cumulative = { normal.cumulative((log($0) - mu) / sigma) }
    case .exponential:
      let rate = 1 / mean
      parameters = [("rate", rate)]
      logDensity = { log(rate) - rate * $0 }
      cumulative = { -expm1(-rate * $0) }
    case .weibull:
      guard let (shape, scale) = Self.weibull(logs, mu) else { return nil }
      parameters = [("shape", shape), ("scale", scale)]
      logDensity = Self.logWeibull(shape, scale)
      cumulative = { -expm1(-pow($0 / scale, shape)) }
    case .gamma:
      guard let shape = Self.gammaShape(x, mean) else { return nil }
      let rate = shape / mean
      parameters = [("shape", shape), ("rate", rate)]
      logDensity = Self.logGamma(shape, rate)
      let distribution = Gamma(shape: shape, scale: 1 / rate)
      cumulative = { distribution.cumulative($0) }
    case .pareto:
      guard let low = x.min() else { return nil }
      let shape = n / logs.reduce(0) { $0 + ($1 - log(low)) }
      guard shape.isFinite else { return nil }
      parameters = [("shape", shape), ("scale", low)]
      logDensity = { log(shape / low) - (shape + 1) * log($0 / low) }
      cumulative = { -expm1(-shape * log($0 / low)) }
    case .powerLaw: return nil
    }
  }

  /// The same of values from `bound` on, with the distribution cut there.
  init?(_ family: DistributionFamily, _ x: [Double], from bound: Double) {
    self.family = family
    let n = Double(x.count)
    let mean = DoubleDouble.mean(x).value
    let normal = StandardNormal()
    /// Maximises Σ ln f - n ln P(X >= bound) over two parameters, of which the second is a logarithm.
    func best(
      _ start: [Double], _ density: ([Double]) -> (Double) -> Double, _ tail: ([Double]) -> Double
    ) -> [Double]? {
      Minimum.simplex(from: start, steps: [0.3 * max(abs(start[0]), 0.5), 0.3]) { place in
        let density = density(place)
        return n * tail(place) - x.reduce(0) { $0 + density($1) }
      }?.place
    }
    switch family {
    case .exponential:
      let rate = 1 / (mean - bound)
      guard rate.isFinite, rate > 0 else { return nil }
      parameters = [("rate", rate)]
      logDensity = { log(rate) - rate * ($0 - bound) }
    case .lognormal:
      func tail(_ p: [Double]) -> Double {
        Self.logTail(
          normal.survival((log(bound) - p[0]) / exp(p[1])), (log(bound) - p[0]) / exp(p[1]))
      }
      guard
        let p = best([log(bound), 0], { Self.logNormal($0[0], exp($0[1])) }, tail)
      else { return nil }
      let (density, cut) = (Self.logNormal(p[0], exp(p[1])), tail(p))
      parameters = [("mu", p[0]), ("sigma", exp(p[1]))]
      logDensity = { density($0) - cut }
    case .weibull:
      func tail(_ p: [Double]) -> Double { -pow(bound / exp(p[1]), exp(p[0])) }
      guard
        let p = best([0, log(mean)], { Self.logWeibull(exp($0[0]), exp($0[1])) }, tail)
      else { return nil }
      let (density, cut) = (Self.logWeibull(exp(p[0]), exp(p[1])), tail(p))
      parameters = [("shape", exp(p[0])), ("scale", exp(p[1]))]
      logDensity = { density($0) - cut }
    case .gamma:
      func tail(_ p: [Double]) -> Double {
        log(Gamma(shape: exp(p[0]), scale: exp(-p[1])).survival(bound))
      }
      guard
        let p = best([0, -log(mean)], { Self.logGamma(exp($0[0]), exp($0[1])) }, tail)
      else { return nil }
      let (density, cut) = (Self.logGamma(exp(p[0]), exp(p[1])), tail(p))
      parameters = [("shape", exp(p[0])), ("rate", exp(p[1]))]
      logDensity = { density($0) - cut }
    case .pareto, .powerLaw:
      let alpha = 1 + n / x.reduce(0) { $0 + log($1 / bound) }
      guard alpha.isFinite else { return nil }
      parameters = [("alpha", alpha), ("xmin", bound)]
      logDensity = { log((alpha - 1) / bound) - alpha * log($0 / bound) }
    }
    cumulative = { _ in .nan }
  }

  // MARK: Densities

  private static func logNormal(_ mu: Double, _ sigma: Double) -> @Sendable (Double) -> Double {
    let constant = log(sigma) + log(2 * Double.pi) / 2
    return { value in
      let l = log(value)
      let z = (l - mu) / sigma
      return -l - constant - z * z / 2
    }
  }

  private static func logWeibull(_ shape: Double, _ scale: Double) -> @Sendable (Double) -> Double {
    { value in
      let ratio = log(value / scale)
      return log(shape / scale) + (shape - 1) * ratio - exp(shape * ratio)
    }
  }

  private static func logGamma(_ shape: Double, _ rate: Double) -> @Sendable (Double) -> Double {
    let constant = shape * log(rate) - SpecialFunctions.logGammaPositive(shape)
    return { constant + (shape - 1) * log($0) - rate * $0 }
  }

  /// ln of a normal tail, also where it leaves the range of doubles.
  private static func logTail(_ tail: Double, _ z: Double) -> Double {
    tail > 1e-300 ? log(tail) : -z * z / 2 - log(z) - log(2 * Double.pi) / 2
  }

  // MARK: Equations of the maximum

  private static func weibull(_ logs: [Double], _ mu: Double) -> (shape: Double, scale: Double)? {
    guard let largest = logs.max() else { return nil }
    let n = Double(logs.count)
    let sd = (logs.reduce(0) { $0 + ($1 - mu) * ($1 - mu) } / n).squareRoot()
    guard sd > 0 else { return nil }
    // About the largest, so that no power overflows.
    let scaled = logs.map { $0 - largest }
    let mean = scaled.reduce(0, +) / n
    func equation(_ u: Double) -> Double {
      let k = exp(u)
      var (top, bottom) = (0.0, 0.0)
      for value in scaled {
        let power = exp(k * value)
        top += power * value
        bottom += power
      }
      return top / bottom - 1 / k - mean
    }
    let start = log(Double.pi / 6.0.squareRoot() / sd)
    guard let u = Search.root(between: start - 6, and: start + 6, tolerance: 1e-15, equation)
    else { return nil }
    let k = exp(u)
    let sum = scaled.reduce(0) { $0 + exp(k * $1) }
    return (k, exp(largest + log(sum / n) / k))
  }

  private static func gammaShape(_ x: [Double], _ mean: Double) -> Double? {
    let s = -x.reduce(0) { $0 + log($1 / mean) } / Double(x.count)
    guard s > 0 else { return nil }
    let start = log((3 - s + ((s - 3) * (s - 3) + 24 * s).squareRoot()) / (12 * s))
    return Search.root(between: start - 2, and: start + 2, tolerance: 1e-15) { u in
      (try? SpecialFunctions.digamma(exp(u))).map { u - $0 - s } ?? .nan
    }.map { exp($0) }
  }

  /// The largest distance between the shares of the values and the distribution, ties included.
  func distance(_ sorted: [Double]) -> Double {
    let n = Double(sorted.count)
    var (largest, start) = (0.0, 0)
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
      let share = cumulative(sorted[start])
      largest = max(largest, Double(end) / n - share, share - Double(start) / n)
      start = end
    }
    return largest
  }
}
