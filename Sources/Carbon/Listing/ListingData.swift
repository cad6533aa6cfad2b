internal import Foundation

/// A listing as the estimator needs it: reporters, candidates, and what is known of places and devices.
struct ListingData: Sendable {
  /// A run of pretraining: a reporter or a candidate.
  struct Run: Sendable {
    let model: ListedModel
    let logSize: Double
    /// 1, ln(N / 1e9), year − 2023, mixture or its probability.
    let features: [Double]
    /// Whether the mixture is to be drawn.
    let drawsMixture: Bool
    /// Cumulative weights of the devices.
    var devices: [Double]
    /// The position of a stated place.
    var place: Int?
    let author: Int
  }

  /// A fine-tune or adapter that reports.
  struct TunedReport: Sendable {
    /// ln kg − ln N, less e(d) where the device is stated.
    let value: Double
    /// Kind, device stated, place stated.
    let group: Int
    let place: Int?
  }

  let priors: ListingPriors
  var settings = ListingAssumption.Settings()
  /// Models with more downloads are summed.
  let threshold: Int
  let places: [String]
  let placeMeans: [Double]
  let placeSpreads: [Double]
  /// Devices of the listing and of the disclosures, as positions in the priors' list.
  let devices: [Int]
  let efficiency: [Double]
  /// Watts for each TFLOP/s of each device.
  let wattsPerRate: [Double]
  /// The mean of e(d) over what is observed.
  let meanEfficiency: Double
  let mixtureProbability: Double
  var reporters: [Run]
  let reporterAuthors: [String]
  var tuned: [TunedReport]
  /// Pretrained and unknown models over the threshold.
  var candidates: [Run]
  let candidateAuthors: [String]
  /// Fine-tunes and adapters over the threshold: ln N, and whether it is an adapter.
  let tunedCandidates: [(model: ListedModel, logSize: Double, isAdapter: Bool)]
  /// Of models of which nothing says what they are, those that state pretraining and fine-tuning.
  let unknownPretraining: Int
  let unknownFineTuning: Int
  /// The groups that totals are told by, and that of each candidate and each fine-tune.
  let groups: [String]
  let candidateGroups: [Int]
  let tunedGroups: [Int]
  /// The years of the candidates, and the position of each candidate's.
  let years: ClosedRange<Int>
  let candidateYears: [Int]
  /// Models over the threshold that are no runs of their own, or have no number of parameters.
  let others: [ListedModel]
  /// Models that would be summed if their number of parameters were known.
  let leftOut: Int

  /// How many models are summed.
  var summed: Int { candidates.count + tunedCandidates.count }

  init(_ models: [ListedModel], priors: ListingPriors, grids: GridTable, downloads: Int) {
    self.priors = priors
    threshold = downloads
    let named = Set(models.compactMap(\.place)).sorted()
      .compactMap { place -> (String, (mean: Double, spread: Double))? in
        ListingPriors.intensity(place, grids).map { (place, $0) }
      }
    let known: [(String, (mean: Double, spread: Double))] =
      named.isEmpty
      ? [("World", ListingPriors.intensity("World", grids) ?? (mean: log(480), spread: 0.5))]
      : named
    places = known.map(\.0)
    placeMeans = known.map(\.1.mean)
    placeSpreads = known.map(\.1.spread)
    let placeOf = Dictionary(
      places.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let weights = DeviceWeights(models, priors)
    devices = weights.devices
    efficiency = weights.devices.map { priors.efficiency[$0] }
    wattsPerRate = efficiency.map { exp($0) }
    meanEfficiency = weights.mean
    let recent = models.filter {
      $0.isCandidate && $0.isConfigured && $0.year >= 2023 && $0.isMixture != nil
    }
    let probability =
      Double(1 + recent.count { $0.isMixture == true }) / Double(10 + recent.count)
    mixtureProbability = probability

    func runs(_ chosen: [ListedModel]) -> (runs: [Run], authors: [String]) {
      let authors = Set(chosen.map(\.author)).sorted()
      let position = Dictionary(
        authors.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      let runs = chosen.compactMap { model -> Run? in
        guard let size = model.logSize else { return nil }
        let isOpen = model.isMixture == nil && model.year >= 2023.5
        let mixture = model.isMixture.map { $0 ? 1 : 0 } ?? (isOpen ? probability : 0)
        return Run(
          model: model, logSize: size,
          features: [1, size - log(1e9), model.year - 2023, mixture], drawsMixture: isOpen,
          devices: weights.cumulative(model.device, year: model.year, logSize: size),
          place: model.place.flatMap { placeOf[$0] }, author: position[model.author] ?? 0)
      }
      return (runs, authors)
    }
    (reporters, reporterAuthors) = runs(models.filter(\.reportsPretraining))
    let over = models.filter { $0.downloads > downloads }
    (candidates, candidateAuthors) = runs(over.filter { $0.isCandidate && $0.logSize != nil })
    others = over.filter { !($0.isCandidate || $0.isTuned) || $0.logSize == nil }
    leftOut = others.count { $0.isCandidate || $0.isTuned }
    tunedCandidates = over.compactMap { model in
      guard model.isTuned, let size = model.logSize else { return nil }
      return (model, size, model.kind == .adapter)
    }
    let groups = Set(candidates.map(\.model.group) + tunedCandidates.map(\.model.group)).sorted()
    let groupOf = Dictionary(
      groups.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    self.groups = groups
    candidateGroups = candidates.map { groupOf[$0.model.group] ?? 0 }
    let candidateYears = candidates.map { Int($0.model.year) }
    let years = (candidateYears.min() ?? 2021)...(candidateYears.max() ?? 2021)
    self.years = years
    self.candidateYears = candidateYears.map { $0 - years.lowerBound }
    tunedGroups = tunedCandidates.map { groupOf[$0.model.group] ?? 0 }
    tuned = models.compactMap { model in
      guard model.isTuned, let report = model.report else { return nil }
      let device = model.device.flatMap { priors.positions[$0] }
      let place = model.place.flatMap { placeOf[$0] }
      let group =
        (model.kind == .adapter ? 4 : 0) + (device == nil ? 0 : 2) + (place == nil ? 0 : 1)
      return TunedReport(
        value: report - (device.map { priors.efficiency[$0] } ?? 0), group: group, place: place)
    }
    let unsure = models.filter {
      $0.report != nil && $0.trainingType != nil
        && ($0.kind == .unknown || $0.kind == .pretrained && $0.evidence == "author")
    }
    unknownPretraining = unsure.count(where: \.saysPretraining)
    unknownFineTuning = unsure.count - unknownPretraining
  }
}

/// P(device | year, size): a kernel over the devices that the listing and the disclosures state.
struct DeviceWeights: Sendable {
  private struct Observed {
    let device: Int
    let year: Double
    let logSize: Double
    let weight: Double
  }

  /// Positions in the priors' list.
  let devices: [Int]
  private let observed: [Observed]
  private let releases: [Double]
  private let isSmall: [Bool]
  private let overall: [Double]
  /// The mean of e(d).
  let mean: Double
  private let positions: [String: Int]

  init(_ models: [ListedModel], _ priors: ListingPriors) {
    let stated = models.compactMap { model -> (device: Int, model: ListedModel, size: Double)? in
      guard model.isCandidate || model.isTuned, let size = model.logSize,
        let device = model.device.flatMap({ priors.positions[$0] })
      else { return nil }
      return (device, model, size)
    }
    let devices = Set(stated.map(\.device) + priors.disclosed.map(\.device)).sorted()
    self.devices = devices
    let place = Dictionary(
      devices.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    positions = Dictionary(
      devices.enumerated().map { (priors.devices[$1].name, $0) },
      uniquingKeysWith: { first, _ in first })
    let observed =
      stated.map {
        Observed(
          device: place[$0.device] ?? 0, year: $0.model.year, logSize: $0.size,
          weight: $0.model.isCandidate ? 1 : 0.15)
      }
      + priors.disclosed.map {
        Observed(device: place[$0.device] ?? 0, year: $0.year, logSize: $0.logSize, weight: 0.3)
      }
    self.observed = observed
    releases = devices.map { priors.devices[$0].release ?? 2015 }
    isSmall = devices.map { (priors.devices[$0].memory ?? .infinity) < 32 }
    var overall = [Double](repeating: 0, count: devices.count)
    for one in observed { overall[one.device] += one.weight }
    self.overall = overall
    let sum = overall.reduce(0, +)
    mean =
      zip(overall, devices).map { $0 * priors.efficiency[$1] }.reduce(0, +) / max(sum, 1e-300)
  }

  /// Cumulative weights for a run of a year and size; a stated device is kept.
  func cumulative(_ stated: String?, year: Double, logSize: Double) -> [Double] {
    var weights = [Double](repeating: 0, count: devices.count)
    if let own = stated.flatMap({ positions[$0] }) {
      weights[own] = 1
    } else {
      for one in observed {
        let (time, size) = ((year - one.year) / 0.75, (logSize - one.logSize) / 1.5)
        weights[one.device] += one.weight * exp(-(time * time + size * size) / 2)
      }
      for device in weights.indices {
        if releases[device] > year + 0.25 { weights[device] = 0 }
        if logSize > log(1e9), isSmall[device] { weights[device] /= 50 }
      }
      if weights.reduce(0, +) < 1e-9 { weights = overall }
    }
    var sum = 0.0
    return weights.map { weight in
      sum += weight
      return sum
    }
  }
}
