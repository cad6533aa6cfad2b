internal import Basics
internal import Mathematics
internal import Foundation

/// The kind of an exponential smoothing model: error, trend and seasons.
struct SmoothingKind: Hashable, Sendable {
  enum Season: String { case none = "N", additive = "A", multiplicative = "M" }

  let isMultiplicative: Bool
  let hasTrend: Bool
  let isDamped: Bool
  let season: Season
  let period: Int

  /// `ETS(A,Ad,N)`.
  var name: String {
    "ETS(\(isMultiplicative ? "M" : "A"),\(hasTrend ? isDamped ? "Ad" : "A" : "N"),\(season.rawValue))"
  }

  /// The kinds that are tried, in order: no multiplicative seasons with additive errors, no multiplicative trends.
  static func all(period: Int, isPositive: Bool) -> [SmoothingKind] {
    var kinds: [SmoothingKind] = []
    for error in isPositive ? [false, true] : [false] {
      for trend in [false, true] {
        for season in period > 1 ? [Season.none, .additive, .multiplicative] : [.none] {
          for damped in trend ? [true, false] : [false] where error || season != .multiplicative {
            kinds.append(
              SmoothingKind(
                isMultiplicative: error, hasTrend: trend, isDamped: damped, season: season,
                period: season == .none ? 1 : period))
          }
        }
      }
    }
    return kinds
  }
}

/// A fitted model of exponential smoothing in its innovations form.
///
/// The likelihood's maximum over smoothing parameters, in the region where forecasts can be trusted, and first states. Hyndman, Koehler, Ord and Snyder
/// (2008), Forecasting with Exponential Smoothing. O(n) a step.
struct SmoothingFit: Sendable {
  let kind: SmoothingKind
  private let alpha: Double
  private let beta: Double
  private let gamma: Double
  private let phi: Double
  /// Level, slope and seasons after the last value, the latest season first.
  private let state: State
  private let variance: Double
  let aicc: Double

  private struct State {
    var level: Double
    var slope: Double
    var seasons: [Double]
  }

  private struct Parameters {
    var alpha = 0.0, beta = 0.0, gamma = 0.0, phi = 1.0
    var state: State
  }

  /// `nil` where there are too few values for the kind, or the likelihood has no value where it starts.
  init?(_ kind: SmoothingKind, _ y: [Double]) {
    let start = Self.start(kind, y)
    guard start.count < y.count - 1 else { return nil }
    func deviance(_ place: [Double]) -> Double {
      guard let parameters = Self.parameters(kind, place), Self.isAdmissible(kind, parameters)
      else {
        return .infinity
      }
      return Self.run(kind, parameters, y).deviance
    }
    guard let best = Polytope().minimum(from: start, deviance),
      let parameters = Self.parameters(kind, best.place)
    else { return nil }
    let end = Self.run(kind, parameters, y)
    let n = Double(y.count)
    let count = Double(start.count + 1)
    guard n > count + 1, best.value.isFinite else { return nil }
    self.kind = kind
    (alpha, beta, gamma, phi) = (
      parameters.alpha, parameters.beta, parameters.gamma, parameters.phi
    )
    state = end.state
    variance = end.squares / (n - Double(start.count))
    aicc = best.value + 2 * count + 2 * count * (count + 1) / (n - count - 1)
  }

  /// The model of least AICc.
  static func best(_ y: [Double], period: Int) -> SmoothingFit? {
    let kinds = SmoothingKind.all(period: period, isPositive: (y.min() ?? 0) > 0)
    let fits = Parallel.map(kinds) { SmoothingFit($0, y) }
    return fits.reduce(nil as SmoothingFit?) { best, fit in
      guard let fit, !fit.aicc.isNaN else { return best }
      return fit.aicc < best?.aicc ?? .infinity ? fit : best
    }
  }

  // MARK: Where the search starts

  private static func start(_ kind: SmoothingKind, _ y: [Double]) -> [Double] {
    let (low, high) = (1e-4, 0.9999)
    let alpha = low + 0.2 * (high - low) / Double(kind.period)
    var place = [alpha]
    if kind.hasTrend { place.append(low + 0.1 * (min(high, alpha) - low)) }
    if kind.season != .none { place.append(low + 0.05 * (min(high, 1 - alpha) - low)) }
    if kind.isDamped { place.append(0.8 + 0.99 * (0.98 - 0.8)) }
    return place + firstStates(kind, y)
  }

  private static func firstStates(_ kind: SmoothingKind, _ y: [Double]) -> [Double] {
    var (rest, seasons) = (y, [Double]())
    if kind.season != .none {
      let m = kind.period
      let figure = seasonal(kind, y)
      seasons = (1..<m).reversed().map { figure[$0] }
      if kind.season == .multiplicative {
        seasons = seasons.map { max($0, 0.01) }
        let sum = seasons.reduce(0, +)
        if sum > Double(m) {
          let scale = seasons.reduce(0) { $0 + $1 + 0.01 }
          seasons = seasons.map { $0 / scale }
        }
        rest = y.indices.map { y[$0] / max(figure[$0], 0.01) }
      } else {
        rest = y.indices.map { y[$0] - figure[$0] }
      }
    }
    let few = Array(rest.prefix(min(max(10, 2 * kind.period), rest.count)))
    let mean = few.reduce(0, +) / Double(few.count)
    guard kind.hasTrend else { return [mean] + seasons }
    let middle = Double(few.count + 1) / 2
    var (top, bottom) = (0.0, 0.0)
    for (index, value) in few.enumerated() {
      let t = Double(index + 1) - middle
      top += t * (value - mean)
      bottom += t * t
    }
    var slope = bottom > 0 ? top / bottom : 0
    var level = mean - slope * middle
    if abs(level + slope) < 1e-8 {
      level *= 1 + 1e-3
      slope *= 1 - 1e-3
    }
    return [level, slope] + seasons
  }

  /// What belongs to the seasons of each value: by moving means where there are three periods, else by one wave.
  private static func seasonal(_ kind: SmoothingKind, _ y: [Double]) -> [Double] {
    let (m, n) = (kind.period, y.count)
    let isRatio = kind.season == .multiplicative
    guard n >= 3 * m else {
      var design = DesignMatrix(rowCount: n)
      let times = (1...n).map { Double($0) }
      let angles = times.map { 2 * Double.pi * $0 / Double(m) }
      _ = try? design.append(times.map { _ in 1 })
      _ = try? design.append(times)
      if m > 2 { _ = try? design.append(angles.map { sin($0) }) }
      _ = try? design.append(angles.map { cos($0) })
      let b = (try? LeastSquares(design, y))?.coefficients ?? [y.reduce(0, +) / Double(n), 0]
      return y.indices.map { index in
        let line = b[0] + b[1] * times[index]
        return isRatio ? y[index] / line : y[index] - line
      }
    }
    let half = m / 2
    var sums = [Double](repeating: 0, count: m)
    var counts = sums
    for t in half..<(n - half) {
      var mean = 0.0
      for k in -half...half {
        mean += (m % 2 == 0 && abs(k) == half ? 0.5 : 1) * y[t + k] / Double(m)
      }
      sums[t % m] += isRatio ? y[t] / mean : y[t] - mean
      counts[t % m] += 1
    }
    let figure = zip(sums, counts).map { $0 / max($1, 1) }
    let mean = figure.reduce(0, +) / Double(m)
    return y.indices.map { isRatio ? figure[$0 % m] / mean : figure[$0 % m] - mean }
  }

  // MARK: Likelihood

  private static func parameters(_ kind: SmoothingKind, _ place: [Double]) -> Parameters? {
    var rest = place[...]
    var parameters = Parameters(state: State(level: 0, slope: 0, seasons: []))
    func next() -> Double { rest.popFirst() ?? .nan }
    parameters.alpha = next()
    if kind.hasTrend { parameters.beta = next() }
    if kind.season != .none { parameters.gamma = next() }
    if kind.isDamped { parameters.phi = next() }
    parameters.state.level = next()
    if kind.hasTrend { parameters.state.slope = next() }
    guard kind.season != .none else { return parameters }
    let seasons = Array(rest)
    let total = kind.season == .multiplicative ? Double(kind.period) : 0
    parameters.state.seasons = seasons + [total - seasons.reduce(0, +)]
    guard kind.season == .additive || parameters.state.seasons.allSatisfy({ $0 >= 0 }) else {
      return nil
    }
    return parameters
  }

  /// Whether the parameters lie in their usual range, and old values are forgotten.
  private static func isAdmissible(_ kind: SmoothingKind, _ p: Parameters) -> Bool {
    let (low, high) = (1e-4, 0.9999)
    guard p.alpha >= low, p.alpha <= high else { return false }
    if kind.hasTrend, p.beta < low || p.beta > p.alpha || p.beta > high { return false }
    if kind.isDamped, p.phi < 0.8 || p.phi > 0.98 { return false }
    guard kind.season != .none else {
      return !kind.hasTrend
        || (p.beta >= p.alpha * (p.phi - 1) && p.beta <= (1 + p.phi) * (2 - p.alpha))
    }
    if p.gamma < low || p.gamma > 1 - p.alpha || p.gamma > high { return false }
    let (m, phi) = (Double(kind.period), p.phi)
    guard p.gamma >= max(1 - 1 / phi - p.alpha, 0), p.gamma <= 1 + 1 / phi - p.alpha,
      p.alpha >= 1 - 1 / phi - p.gamma * (1 - m + phi + phi * m) / (2 * phi * m),
      p.beta >= -(1 - phi) * (p.gamma / m + p.alpha)
    else { return false }
    let middle = p.alpha + p.beta - p.alpha * phi
    return hasStableRoots(
      [phi * (1 - p.alpha - p.gamma), middle + p.gamma - 1]
        + [Double](repeating: middle, count: kind.period - 2) + [p.alpha + p.beta - phi, 1])
  }

  /// Whether all roots of a polynomial, constant first, lie in the unit circle or on it: Schur and Cohn's recursion, a hair wider.
  private static func hasStableRoots(_ coefficients: [Double]) -> Bool {
    var (a, power) = ([Double](), 1.0)
    for value in coefficients {
      a.append(value * power)
      power *= 1 + 1e-7
    }
    while a.count > 1, let last = a.last {
      let ratio = a[0] / last
      guard abs(ratio) < 1 else { return false }
      let reversed = Array(a.reversed())
      a = Array(zip(a, reversed).map { $0 - ratio * $1 }.dropFirst())
    }
    return true
  }

  /// One walk along the series: twice the negative logarithm of the likelihood, and the states at its end.
  private static func run(
    _ kind: SmoothingKind, _ p: Parameters, _ y: [Double]
  ) -> (deviance: Double, squares: Double, state: State) {
    var (level, slope) = (p.state.level, p.state.slope)
    // The next season to use stands at `at`, counted backwards.
    var seasons = p.state.seasons
    var at = seasons.count - 1
    var (squares, logs) = (0.0, 0.0)
    let share = p.beta / p.alpha
    for value in y {
      let drift = kind.hasTrend ? p.phi * slope : 0
      let expected = level + drift
      let season = kind.season == .none ? 0 : seasons[at]
      let forecast =
        switch kind.season {
        case .none: expected
        case .additive: expected + season
        case .multiplicative: expected * season
        }
      if kind.isMultiplicative {
        let error = (value - forecast) / (abs(forecast) < 1e-10 ? forecast + 1e-10 : forecast)
        squares += error * error
        logs += log(abs(forecast))
      } else {
        squares += (value - forecast) * (value - forecast)
      }
      let clean =
        switch kind.season {
        case .none: value
        case .additive: value - season
        case .multiplicative: abs(season) < 1e-10 ? 1e10 : value / season
        }
      let next = expected + p.alpha * (clean - expected)
      if kind.hasTrend { slope = drift + share * (next - level - drift) }
      switch kind.season {
      case .none: break
      case .additive: seasons[at] = season + p.gamma * (value - expected - season)
      case .multiplicative:
        let part = abs(expected) < 1e-10 ? 1e10 : value / expected
        seasons[at] = season + p.gamma * (part - season)
      }
      if kind.season != .none { at = at == 0 ? seasons.count - 1 : at - 1 }
      level = next
    }
    let n = Double(y.count)
    var deviance = n * log(squares) + (kind.isMultiplicative ? 2 * logs : 0)
    if deviance < -1e10 { deviance = -1e10 }
    // The latest season first again.
    let ordered = seasons.indices.map { seasons[(at + 1 + $0) % seasons.count] }
    return (
      deviance.isNaN ? .infinity : deviance, squares,
      State(level: level, slope: slope, seasons: ordered)
    )
  }

  // MARK: Forecasts

  /// Expectations and variances of the next values.
  func forecast(_ horizon: Int) -> [(mean: Double, variance: Double)] {
    if kind.season == .multiplicative { return products(horizon) }
    let m = kind.period
    var (damping, power) = (0.0, 1.0)
    var means: [Double] = []
    var responses: [Double] = []
    for h in 1...horizon {
      power *= phi
      damping += power
      var mean = state.level + (kind.hasTrend ? damping * state.slope : 0)
      if kind.season == .additive { mean += state.seasons[m - 1 - (h - 1) % m] }
      means.append(mean)
      responses.append(
        alpha + (kind.hasTrend ? beta * damping : 0)
          + (kind.season == .additive && h % m == 0 ? gamma : 0))
    }
    guard kind.isMultiplicative else {
      var sum = 0.0
      return means.indices.map { index in
        defer { sum += responses[index] * responses[index] }
        return (means[index], variance * (1 + sum))
      }
    }
    var theta: [Double] = []
    for h in means.indices {
      var sum = 0.0
      for j in 0..<h { sum += responses[j] * responses[j] * theta[h - 1 - j] }
      theta.append(means[h] * means[h] + variance * sum)
    }
    return means.indices.map { (means[$0], (1 + variance) * theta[$0] - means[$0] * means[$0]) }
  }

  /// Those of multiplicative errors and seasons: the moments of the products of level and seasons, step by step. A damped slope enters the
  /// level as it is and is damped from then on, as in R's `forecast`.
  private func products(_ horizon: Int) -> [(mean: Double, variance: Double)] {
    let m = kind.period
    let p = kind.hasTrend ? 2 : 1
    let n = p * m
    let f1 = kind.hasTrend ? [1, 1, 0, phi] : [1]
    let g1 = kind.hasTrend ? [alpha, alpha, beta, beta] : [alpha]
    func kron(_ season: (Int, Int) -> Double, _ level: [Double]) -> [Double] {
      (0..<n * n).map { cell in
        let (row, column) = (cell / n, cell % n)
        return season(row / p, column / p) * level[row % p * p + column % p]
      }
    }
    func shift(_ i: Int, _ j: Int) -> Double { (i == 0 && j == m - 1) || i == j + 1 ? 1 : 0 }
    func change(_ i: Int, _ j: Int) -> Double { i == 0 && j == m - 1 ? gamma : 0 }
    let f = kron(shift, f1)
    let g = kron(change, g1)
    let k = zip(kron(change, f1), kron(shift, g1)).map { $0 + $1 }
    let h = (0..<n).map { $0 / p == m - 1 ? 1.0 : 0 }
    func apply(_ a: [Double], _ v: [Double]) -> [Double] {
      (0..<n).map { row in (0..<n).reduce(0.0) { $0 + a[row * n + $1] * v[$1] } }
    }
    func transposed(_ a: [Double]) -> [Double] { (0..<n * n).map { a[$0 % n * n + $0 / n] } }
    func between(_ a: [Double], _ v: [Double], _ b: [Double]) -> [Double] {
      SymmetricMatrix.multiply(SymmetricMatrix.multiply(a, v, n), transposed(b), n)
    }
    var mean = state.seasons.flatMap { season in
      (kind.hasTrend ? [state.level, state.slope] : [state.level]).map { $0 * season }
    }
    var spread = [Double](repeating: 0, count: n * n)
    return (0..<horizon).map { _ in
      let mu = zip(h, mean).reduce(0) { $0 + $1.0 * $1.1 }
      let inner = zip(h, apply(spread, h)).reduce(0) { $0 + $1.0 * $1.1 }
      let outer = (0..<n * n).map { mean[$0 / n] * mean[$0 % n] }
      let both = zip(spread, outer).map { $0 + $1 }
      let three = zip(spread, outer).map { 3 * $0 + 2 * $1 }
      let own = between(f, spread, f)
      let cross = between(f, spread, g)
      let back = transposed(cross)
      let product = between(k, both, k)
      let last = between(g, three, g)
      spread = (0..<n * n).map {
        own[$0] + variance * (cross[$0] + back[$0] + product[$0] + variance * last[$0])
      }
      let moved = apply(f, mean)
      mean = zip(moved, apply(g, mean)).map { $0 + variance * $1 }
      return (mu, (1 + variance) * inner + variance * mu * mu)
    }
  }
}
