internal import Basics
internal import Mathematics
internal import Foundation

/// A generalised linear model by Fisher's scoring, with an offset and weights.
///
/// Steps on the deviance, halved where it does not fall; of the negative binomial alternately with Newton's steps on the dispersion's likelihood.
/// O(n p²) a step. McCullagh and Nelder (1989), Generalized Linear Models.
struct ScoringFit {
  /// What is modelled.
  struct Data {
    let family: ResponseFamily
    var columns: [[Double]]
    let y: [Double]
    let weights: [Double]
    let offset: [Double]
    let method: String
  }

  let data: Data
  private(set) var beta: [Double]
  private(set) var mean: [Double]
  private(set) var deviance: Double
  /// 1/θ of the negative binomial.
  private(set) var alpha: Double

  /// - Parameter alpha: That of a negative binomial, where it is known.
  init(_ data: Data, alpha known: Double? = nil) throws(StatisticsError) {
    self.data = data
    beta = []
    mean = []
    deviance = .infinity
    alpha = known ?? 0
    guard data.family == .negativeBinomial, known == nil else {
      try iterate()
      return
    }
    // Poisson's means first, and θ by moments.
    var poisson = data
    poisson = Data(
      family: .poisson, columns: data.columns, y: data.y, weights: data.weights,
      offset: data.offset, method: data.method)
    let first = try ScoringFit(poisson)
    var excess = 0.0
    for (y, mu) in zip(data.y, first.mean) { excess += ((y - mu) * (y - mu) - y) / (mu * mu) }
    beta = first.beta
    alpha = max(excess / Double(data.y.count), 1e-3)
    for _ in 0..<200 {
      try iterate()
      let next = try dispersion()
      let change = abs(next - alpha) / alpha
      alpha = next
      if change < 1e-13 { break }
    }
    try iterate()
  }

  private func predictor(_ beta: [Double]) -> [Double] {
    var eta = data.offset
    for (column, b) in zip(data.columns, beta) {
      for row in eta.indices { eta[row] += b * column[row] }
    }
    return eta
  }

  private func deviance(_ mean: [Double]) -> Double {
    var sum = DoubleDouble.zero
    for row in mean.indices {
      sum += data.weights[row] * data.family.deviance(data.y[row], mean[row], alpha: alpha)
    }
    return sum.value
  }

  private var diverged: StatisticsError {
    StatisticsError(
      .didNotConverge,
      "\(data.method): the likelihood has no maximum that was reached; a combination of the columns may separate "
        + "the outcomes")
  }

  /// Scoring until the steps are rounding error.
  private mutating func iterate() throws(StatisticsError) {
    let p = data.columns.count
    let family = data.family
    if beta.isEmpty {
      let average = data.y.reduce(0, +) / Double(data.y.count)
      let start = data.y.indices.map { family.start(data.y[$0], among: average) - data.offset[$0] }
      var design = DesignMatrix(rowCount: data.y.count)
      for column in data.columns { _ = try? design.append(column) }
      guard p > 0, let first = try? LeastSquares(design, start) else {
        if p > 0 {
          throw StatisticsError(.singularDesign, "\(data.method): the columns depend on each other")
        }
        (mean, beta) = (predictor([]).map { family.mean($0) }, [])
        deviance = deviance(mean)
        return
      }
      beta = first.coefficients
    }
    mean = predictor(beta).map { family.mean($0) }
    deviance = deviance(mean)
    guard p > 0 else { return }
    for step in 0..<100 {
      let (gradient, information) = scores()
      guard var change = SymmetricMatrix.solve(information, p, gradient),
        change.allSatisfy(\.isFinite)
      else { throw diverged }
      var (nextBeta, nextMean, next) = (beta, mean, Double.infinity)
      for _ in 0..<40 {
        nextBeta = zip(beta, change).map { $0 + $1 }
        nextMean = predictor(nextBeta).map { family.mean($0) }
        next = deviance(nextMean)
        if next <= deviance + 1e-12 * max(abs(deviance), 1) { break }
        change = change.map { $0 / 2 }
      }
      guard next.isFinite, nextBeta.allSatisfy({ abs($0) < 1e6 }) || family == .gaussian else {
        throw diverged
      }
      (beta, mean, deviance) = (nextBeta, nextMean, next)
      let largest = zip(change, beta).reduce(0.0) { max($0, abs($1.0) / max(abs($1.1), 1e-3)) }
      if largest < 1e-11 || (largest < 1e-8 && step > 60) {
        let bound = 1e-9
        if family == .binomial, mean.allSatisfy({ $0 < bound || $0 > 1 - bound }) { throw diverged }
        return
      }
    }
    throw diverged
  }

  /// X'W(y - μ)/μ' and X'WX.
  private func scores() -> (gradient: [Double], information: [Double]) {
    let p = data.columns.count
    let n = data.y.count
    var (score, weight) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    for row in 0..<n {
      let slope = data.family.slope(mean[row])
      let variance = max(data.family.variance(mean[row], alpha: alpha), .leastNormalMagnitude)
      score[row] = data.weights[row] * slope / variance * (data.y[row] - mean[row])
      weight[row] = data.weights[row] * slope * slope / variance
    }
    var gradient = [Double](repeating: 0, count: p)
    var information = [Double](repeating: 0, count: p * p)
    for a in 0..<p {
      var sum = DoubleDouble.zero
      for row in 0..<n { sum += DoubleDouble.product(data.columns[a][row], score[row]) }
      gradient[a] = sum.value
      for b in 0...a {
        var sum = 0.0
        for row in 0..<n { sum += data.columns[a][row] * data.columns[b][row] * weight[row] }
        information[a * p + b] = sum
        information[b * p + a] = sum
      }
    }
    return (gradient, information)
  }

  /// Weights and residuals of the last step: W = w μ'² / V, and √W (y - μ) / μ'.
  var working: (roots: [Double], residuals: [Double]) {
    var (roots, residuals) = (mean, mean)
    for row in mean.indices {
      let slope = data.family.slope(mean[row])
      let variance = max(data.family.variance(mean[row], alpha: alpha), .leastNormalMagnitude)
      roots[row] = (data.weights[row] / variance).squareRoot() * abs(slope)
      residuals[row] =
        (data.weights[row] / variance).squareRoot() * (data.y[row] - mean[row])
    }
    return (roots, residuals)
  }

  /// Σ w (y - μ)² / V.
  var pearson: Double {
    working.residuals.reduce(0) { $0 + $1 * $1 }
  }

  // MARK: The dispersion of the negative binomial

  /// The 1/θ of the largest likelihood at these means.
  private func dispersion() throws(StatisticsError) -> Double {
    var theta = 1 / alpha
    for _ in 0..<200 {
      let (first, second) = thetaDerivatives(theta)
      // Newton on ln θ.
      let slope = first * theta
      let curve = second * theta * theta + slope
      let step = curve < 0 ? -slope / curve : (slope > 0 ? 0.5 : -0.5)
      theta *= exp(max(min(step, 2), -2))
      guard theta < 1e8 else {
        throw StatisticsError(
          .didNotConverge,
          "\(data.method): the counts vary no more than Poisson counts; use the family poisson")
      }
      if abs(step) < 1e-14 { break }
    }
    return 1 / theta
  }

  /// First and second derivative of the log-likelihood by θ.
  private func thetaDerivatives(_ theta: Double) -> (Double, Double) {
    var (first, second) = (0.0, 0.0)
    for row in data.y.indices {
      let (y, mu, w) = (data.y[row], mean[row], data.weights[row])
      let (d1, d2) = Self.gammaDerivatives(y, theta)
      first += w * (d1 - log1p(mu / theta) + 1 - (y + theta) / (theta + mu))
      second +=
        w * (d2 + 1 / theta - 2 / (theta + mu) + (y + theta) / ((theta + mu) * (theta + mu)))
    }
    return (first, second)
  }

  /// ψ(y + θ) - ψ(θ) and the same of ψ', which of counts are sums.
  private static func gammaDerivatives(_ y: Double, _ theta: Double) -> (Double, Double) {
    if y < 200 {
      var (first, second, k) = (0.0, 0.0, 0.0)
      while k < y {
        let q = 1 / (theta + k)
        first += q
        second -= q * q
        k += 1
      }
      return (first, second)
    }
    guard let a = try? SpecialFunctions.digamma(y + theta),
      let b = try? SpecialFunctions.digamma(theta),
      let c = try? SpecialFunctions.trigamma(y + theta),
      let d = try? SpecialFunctions.trigamma(theta)
    else { return (.nan, .nan) }
    return (a - b, c - d)
  }

  /// The covariance of the coefficients by the observed information of them and θ; `nil` where it is singular.
  var jointCovariance: [Double]? {
    let p = data.columns.count
    let size = p + 1
    let theta = 1 / alpha
    var information = [Double](repeating: 0, count: size * size)
    for row in data.y.indices {
      let (y, mu, w) = (data.y[row], mean[row], data.weights[row])
      let both = mu + theta
      let own = w * theta * mu * (y + theta) / (both * both)
      let cross = -w * mu * (y - mu) / (both * both)
      for a in 0..<p {
        let x = data.columns[a][row]
        information[a * size + p] += cross * x
        for b in 0...a { information[a * size + b] += own * x * data.columns[b][row] }
      }
    }
    for a in 0..<p {
      information[p * size + a] = information[a * size + p]
      for b in 0..<a { information[b * size + a] = information[a * size + b] }
    }
    information[size * size - 1] = -thetaDerivatives(theta).1
    guard let inverse = SymmetricMatrix.inverse(information, size) else { return nil }
    return (0..<p).flatMap { a in (0..<p).map { inverse[a * size + $0] } }
  }

  // MARK: Likelihood

  /// ln of the likelihood as R takes it, with the number of parameters; `nil` where weights leave none.
  var logLikelihood: Double? {
    let y = data.y
    let w = data.weights
    let isWeighted = w.contains { $0 != 1 }
    let n = Double(y.count)
    var sum = DoubleDouble.zero
    switch data.family {
    case .gaussian:
      let logs = w.reduce(0) { $0 + log($1) }
      return (-n * (log(2 * Double.pi * deviance / n) + 1) + logs) / 2
    case .gamma:
      let total = w.reduce(0, +)
      let shape = total / deviance
      for row in y.indices {
        let rate = shape / mean[row]
        let value: Double = shape * log(rate) - SpecialFunctions.logGammaPositive(shape)
        sum += w[row] * (value + (shape - 1) * log(y[row]) - rate * y[row])
      }
    case .poisson:
      for row in y.indices {
        guard w[row] == w[row].rounded() || !isWeighted else { return nil }
        sum +=
          w[row]
          * (y[row] * log(mean[row]) - mean[row] - SpecialFunctions.logGammaPositive(y[row] + 1))
      }
    case .negativeBinomial:
      let theta = 1 / alpha
      for row in y.indices {
        let gammas: Double =
          SpecialFunctions.logGammaPositive(y[row] + theta)
          - SpecialFunctions.logGammaPositive(theta) - SpecialFunctions.logGammaPositive(y[row] + 1)
        let counts: Double = y[row] > 0 ? y[row] * log(alpha * mean[row]) : 0
        sum += w[row] * (gammas + counts - (y[row] + theta) * log1p(alpha * mean[row]))
      }
    case .binomial:
      for row in y.indices {
        let successes = (w[row] * y[row]).rounded()
        guard w[row] == w[row].rounded(), abs(successes - w[row] * y[row]) < 1e-6 else {
          return nil
        }
        let eta = log(mean[row]) * successes + log1p(-mean[row]) * (w[row] - successes)
        sum += eta.isNaN ? 0 : eta
        sum += SpecialFunctions.logBinomial(w[row], successes)
      }
    }
    return sum.value
  }
}
