internal import Foundation
internal import Mathematics

/// Gibbs' sampler of the model of a listing's reports.
///
/// One sweep draws, each from its distribution given the rest: place and unit of each report, its device, whether it is a
/// mixture of experts, the place of each author, how often an author computes there, how common places are, the regression,
/// the authors' effects, the variances, the groups of fine-tunes, the shares of wrong units, and the intensity of places.
struct ListingSampler {
  /// The unknowns after a sweep.
  struct State: Sendable {
    var beta: [Double]
    var residual = 1.0
    var between = 0.3
    /// Of right reports, a thousand times too small, too large.
    var units = [0.9, 0.09, 0.01]
    var intensity: [Double]
    var habit = 0.65
    var places: [Double]
    /// The place of each author, and its effect.
    var home: [Int]
    var effect: [Double]
    /// Of each reporter.
    var place: [Int]
    var device: [Int]
    var unit: [Int]
    /// Mean and spread of each group of fine-tunes.
    var tunedMean: [Double]
    var tunedSpread: [Double]
  }

  static let shifts = [0, -log(1000.0), log(1000.0)]
  static let groups = 8

  private let data: ListingData
  private var random: RandomSource
  private var state: State
  private var features: [[Double]]
  private let reports: [Double]
  private let members: [[Int]]
  private let logDevices: [[Double]]
  private var tunedUnit: [Int]
  /// Stated places of fine-tunes, at most 60 in all.
  private let tunedPlaces: [Double]
  private let hasGroup: [Bool]

  /// A sampler of a stream of random numbers; it starts from what is known of the data, or from a state of another.
  init(_ data: ListingData, seed: UInt64, name: String, from earlier: State? = nil) {
    self.data = data
    var random = RandomSource(seed: seed, name: name)
    let runs = data.reporters
    features = runs.map(\.features)
    reports = runs.map { $0.model.report ?? 0 }
    var members = [[Int]](repeating: [], count: data.reporterAuthors.count)
    for (index, run) in runs.enumerated() { members[run.author].append(index) }
    self.members = members
    logDevices = runs.map { run in
      let total = run.devices.last ?? 1
      return run.devices.indices.map { d in
        let weight = run.devices[d] - (d > 0 ? run.devices[d - 1] : 0)
        return log(max(weight / total, 1e-300))
      }
    }
    tunedUnit = [Int](repeating: 0, count: data.tuned.count)
    var stated = [Double](repeating: 0, count: data.places.count)
    for report in data.tuned { if let place = report.place { stated[place] += 1 } }
    let scale = min(1, 60 / max(1, stated.reduce(0, +)))
    tunedPlaces = stated.map { $0 * scale }
    hasGroup = (0..<Self.groups).map { group in data.tuned.contains { $0.group == group } }
    state = Self.start(data, reports, logDevices, members.count, &random)
    if var earlier {
      // Groups of fine-tunes without reports stay at what public tables say.
      (earlier.tunedMean, earlier.tunedSpread) = (state.tunedMean, state.tunedSpread)
      state = earlier
    }
    self.random = random
  }

  private static func start(
    _ data: ListingData, _ reports: [Double], _ logDevices: [[Double]], _ authors: Int,
    _ random: inout RandomSource
  ) -> State {
    let places = data.places.count
    let meanIntensity = data.placeMeans.reduce(0, +) / Double(max(1, places))
    var beta = data.priors.coefficients
    if !reports.isEmpty {
      let residuals = zip(reports, data.reporters).map { report, run in
        report - dot(run.features, beta) - data.meanEfficiency - meanIntensity
      }
      beta[0] += median(residuals)
    }
    let constant = data.priors.constant
    let tunedMean = (0..<groups).map { group -> Double in
      let own = data.tuned.filter { $0.group == group }
      guard !own.isEmpty else {
        return log(1e8) + constant + (group & 2 == 0 ? data.meanEfficiency : 0)
          + (group & 1 == 0 ? meanIntensity : 0) + (group >= 4 ? log(4.0 / 6) : 0)
      }
      let stated = own.compactMap { $0.place.map { data.placeMeans[$0] } }
      return median(own.map(\.value)) - stated.reduce(0, +) / Double(max(1, stated.count))
    }
    return State(
      beta: beta, intensity: data.placeMeans,
      places: [Double](repeating: 1 / Double(places), count: places),
      home: (0..<authors).map { _ in Int(random.uniform() * Double(places)) },
      effect: [Double](repeating: 0, count: authors),
      place: data.reporters.map { $0.place ?? Int(random.uniform() * Double(places)) },
      device: logDevices.map { weights in
        weights.indices.max { weights[$0] < weights[$1] } ?? 0
      },
      unit: [Int](repeating: 0, count: reports.count), tunedMean: tunedMean,
      tunedSpread: [Double](repeating: 2, count: groups))
  }

  /// So many states, each a sweep after the one before, once others are dropped.
  mutating func states(_ count: Int, dropped: Int) -> [State] {
    for _ in 0..<dropped { sweep() }
    return (0..<count).map { _ in
      sweep()
      return state
    }
  }

  /// One sweep over all unknowns.
  private mutating func sweep() {
    if reports.isEmpty {
      drawPriors()
    } else {
      drawReports()
      drawHomes()
      drawRegression()
    }
    drawTuned()
    var counts = [9, 1, 0.1]
    for unit in state.unit { counts[unit] += 1 }
    for unit in tunedUnit { counts[unit] += 1 }
    state.units = random.dirichlet(counts)
    drawIntensity()
  }

  private static let priorWeight = 10.0
  private var priorVariance: Double { data.priors.within + data.priors.utilisationVariance }

  /// Without a reporter the unknowns are those of the public tables.
  private mutating func drawPriors() {
    for k in state.beta.indices {
      state.beta[k] =
        data.priors.coefficients[k]
        + data.settings.spread * ListingPriors.spreads[k] * random.normal()
    }
    let within = data.priors.within
    state.between = random.inverseGamma(0.5, within / 2, atMost: data.priors.between)
    state.residual = random.inverseGamma(
      Self.priorWeight / 2, Self.priorWeight * priorVariance / 2, atMost: 4 * within)
    state.places = random.dirichlet(tunedPlaces.map { 1 + $0 })
    state.habit = random.beta(6.5, 3.5)
  }

  /// Place and unit, device, and mixture of each report.
  private mutating func drawReports() {
    let places = data.places.count
    let half = -0.5 / state.residual
    let logUnits = logUnits
    let logElse = state.places.map { log((1 - state.habit) * $0 + 1e-300) }
    let logHome = state.places.map { log(state.habit + (1 - state.habit) * $0) }
    var weights = [Double](repeating: 0, count: 3 * places)
    var deviceWeights = [Double](repeating: 0, count: data.devices.count)
    for i in reports.indices {
      let author = data.reporters[i].author
      let fitted = dot(features[i], state.beta) + state.effect[author]
      let rest = reports[i] - fitted - data.efficiency[state.device[i]]
      let stated = data.reporters[i].place
      for p in 0..<places {
        let prior =
          stated.map { $0 == p ? 0 : -1e9 } ?? (state.home[author] == p ? logHome[p] : logElse[p])
        for z in 0..<3 {
          let error = rest - state.intensity[p] - Self.shifts[z]
          weights[3 * p + z] = half * error * error + prior + logUnits[z]
        }
      }
      let chosen = draw(&weights)
      (state.place[i], state.unit[i]) = (chosen / 3, chosen % 3)
      let other =
        reports[i] - fitted - state.intensity[state.place[i]] - Self.shifts[state.unit[i]]
      for d in deviceWeights.indices {
        let error = other - data.efficiency[d]
        deviceWeights[d] = half * error * error + logDevices[i][d]
      }
      state.device[i] = draw(&deviceWeights)
      guard data.reporters[i].drawsMixture else { continue }
      let base = fitted - features[i][3] * state.beta[3]
      let dense = other + fitted - base - data.efficiency[state.device[i]]
      let mixed = dense - state.beta[3]
      let (p, q) = (data.mixtureProbability, 1 - data.mixtureProbability)
      let odds = log(q) + half * dense * dense - log(p) - half * mixed * mixed
      features[i][3] = random.uniform() < 1 / (1 + exp(odds)) ? 1 : 0
    }
  }

  /// ln of the shares of right reports, a thousand times too small, too large.
  private var logUnits: [Double] {
    data.settings.drawsUnits ? state.units.map { log($0 + 1e-300) } : [0, -1e9, -1e9]
  }

  /// A position by logarithms of weights, which become cumulative weights.
  private mutating func draw(_ logWeights: inout [Double]) -> Int {
    let top = logWeights.max() ?? 0
    var sum = 0.0
    for k in logWeights.indices {
      // What is less than e^-40 of the largest is never drawn.
      let weight = logWeights[k] - top
      if weight > -40 { sum += exp(weight) }
      logWeights[k] = sum
    }
    return random.position(logWeights)
  }

  /// The place of each author, how often its runs are there, and how common places are.
  private mutating func drawHomes() {
    let places = data.places.count
    let logPlaces = state.places.map { log($0 + 1e-300) }
    var counts = tunedPlaces.map { 1 + $0 }
    var (habits, others) = (0.0, 0.0)
    for (author, runs) in members.enumerated() {
      var weights = logPlaces
      for i in runs {
        let p = state.place[i]
        let elsewhere = (1 - state.habit) * state.places[p]
        weights[p] += log(state.habit + elsewhere) - log(max(elsewhere, 1e-300))
      }
      let home = draw(&weights)
      state.home[author] = home
      counts[home] += 1
      for i in runs {
        let p = state.place[i]
        let elsewhere = (1 - state.habit) * state.places[p]
        if p == home, random.uniform() < state.habit / (state.habit + elsewhere) {
          habits += 1
        } else {
          others += 1
          counts[p] += 1
        }
      }
    }
    state.habit = random.beta(6.5 + habits, 3.5 + others)
    if places > 0 { state.places = random.dirichlet(counts) }
  }

  /// Coefficients, authors' effects, and both variances.
  private mutating func drawRegression() {
    let precision = 1 / state.residual
    let target = reports.indices.map { i in
      reports[i] - data.efficiency[state.device[i]] - state.intensity[state.place[i]]
        - Self.shifts[state.unit[i]]
    }
    var matrix = [Double](repeating: 0, count: 16)
    var right = [Double](repeating: 0, count: 4)
    for k in 0..<4 {
      let spread = data.settings.spread * ListingPriors.spreads[k]
      let prior = 1 / (spread * spread)
      matrix[5 * k] = prior
      right[k] = prior * data.priors.coefficients[k]
    }
    for i in reports.indices {
      let value = target[i] - state.effect[data.reporters[i].author]
      for a in 0..<4 {
        right[a] += precision * features[i][a] * value
        for b in 0..<4 { matrix[4 * a + b] += precision * features[i][a] * features[i][b] }
      }
    }
    if let drawn = normal(precision: matrix, right) { state.beta = drawn }
    let errors = reports.indices.map { target[$0] - dot(features[$0], state.beta) }
    var squares = 0.0
    for (author, runs) in members.enumerated() {
      let variance = 1 / (1 / state.between + Double(runs.count) * precision)
      let sum = runs.reduce(0) { $0 + errors[$1] }
      state.effect[author] = variance * precision * sum + variance.squareRoot() * random.normal()
      squares += state.effect[author] * state.effect[author]
    }
    let within = data.priors.within
    state.between = random.inverseGamma(
      (1 + Double(members.count)) / 2, (within + squares) / 2, atMost: data.priors.between)
    let rest = reports.indices.reduce(0) { sum, i in
      let error = errors[i] - state.effect[data.reporters[i].author]
      return sum + error * error
    }
    state.residual = random.inverseGamma(
      (Self.priorWeight + Double(reports.count)) / 2,
      (Self.priorWeight * priorVariance + rest) / 2, atMost: 4 * within)
  }

  /// A draw of a normal vector with a precision matrix W and mean W⁻¹ b.
  private mutating func normal(precision: [Double], _ right: [Double]) -> [Double]? {
    let n = right.count
    guard let covariance = SymmetricMatrix.inverse(precision, n) else { return nil }
    let scale = (0..<n).map { covariance[$0 * n + $0].squareRoot() }
    var correlation = covariance
    for a in 0..<n { for b in 0..<n { correlation[a * n + b] /= scale[a] * scale[b] } }
    guard let lower = SymmetricMatrix.cholesky(correlation, n) else { return nil }
    let deviates = (0..<n).map { _ in random.normal() }
    return (0..<n).map { a in
      var value = 0.0
      for b in 0..<n { value += covariance[a * n + b] * right[b] }
      for b in 0...a { value += scale[a] * lower[a * n + b] * deviates[b] }
      return value
    }
  }

  /// Units of the reports of fine-tunes, and mean and spread of each group.
  private mutating func drawTuned() {
    let logUnits = logUnits
    var sums = [Double](repeating: 0, count: Self.groups)
    var counts = sums
    var values = [Double](repeating: 0, count: data.tuned.count)
    var weights = [0.0, 0, 0]
    for (i, report) in data.tuned.enumerated() {
      let spread = state.tunedSpread[report.group]
      let rest = report.value - (report.place.map { state.intensity[$0] } ?? 0)
      for z in 0..<3 {
        let error = (rest - state.tunedMean[report.group] - Self.shifts[z]) / spread
        weights[z] = -error * error / 2 + logUnits[z]
      }
      tunedUnit[i] = draw(&weights)
      values[i] = rest - Self.shifts[tunedUnit[i]]
      sums[report.group] += values[i]
      counts[report.group] += 1
    }
    for group in 0..<Self.groups where hasGroup[group] {
      state.tunedMean[group] =
        sums[group] / counts[group]
        + state.tunedSpread[group] / counts[group].squareRoot() * random.normal()
    }
    var squares = [Double](repeating: 0, count: Self.groups)
    for (i, report) in data.tuned.enumerated() {
      let error = values[i] - state.tunedMean[report.group]
      squares[report.group] += error * error
    }
    for group in 0..<Self.groups where hasGroup[group] {
      state.tunedSpread[group] = random.inverseGamma(
        (6 + counts[group]) / 2, (24 + squares[group]) / 2, atMost: 16
      ).squareRoot()
    }
  }

  /// ln of the intensity of each place.
  private mutating func drawIntensity() {
    var precision = data.placeSpreads.map { 1 / ($0 * $0) }
    var sums = zip(data.placeMeans, precision).map { $0 * $1 }
    for i in reports.indices {
      let p = state.place[i]
      let rest =
        reports[i] - dot(features[i], state.beta) - state.effect[data.reporters[i].author]
        - data.efficiency[state.device[i]] - Self.shifts[state.unit[i]]
      precision[p] += 1 / state.residual
      sums[p] += rest / state.residual
    }
    for (i, report) in data.tuned.enumerated() {
      guard let p = report.place else { continue }
      let weight = 1 / (state.tunedSpread[report.group] * state.tunedSpread[report.group])
      precision[p] += weight
      sums[p] +=
        weight * (report.value - Self.shifts[tunedUnit[i]] - state.tunedMean[report.group])
    }
    for p in precision.indices {
      state.intensity[p] = sums[p] / precision[p] + random.normal() / precision[p].squareRoot()
    }
  }
}

/// The sum of products of two short lists of one length.
@inline(__always)
func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for k in 0..<min(a.count, b.count) { sum += a[k] * b[k] }
  return sum
}

/// The median; NaN of nothing.
private func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  let upper = sorted[sorted.count / 2]
  return sorted.count % 2 == 1 ? upper : (upper + sorted[sorted.count / 2 - 1]) / 2
}
