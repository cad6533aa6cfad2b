internal import Basics
internal import Foundation
internal import Tables

/// What the models of a listing over a threshold took to train: draws of the total, by what they are based on.
struct ListingTotal: Sendable {
  /// What an estimate is based on.
  enum Tier: Int, Sendable, CaseIterable {
    /// The model's own report.
    case reported
    /// A report of another model of its author.
    case author
    /// Neither.
    case metadata
    /// The group of fine-tunes and adapters.
    case tuned

    var label: String {
      switch self {
      case .reported: "own report"
      case .author: "reports of its author"
      case .metadata: "size and date alone"
      case .tuned: "fine-tunes and adapters"
      }
    }
  }

  /// What the draws say of one candidate.
  struct Contribution: Sendable {
    var sum = 0.0
    var logSum = 0.0
    var logSquares = 0.0
  }

  /// One draw.
  struct Draw: Sendable {
    var kilograms = [Double](repeating: 0, count: Tier.allCases.count)
    var energy = 0.0
    /// Emissions of the models over each multiple of the threshold.
    var above = [Double](repeating: 0, count: ListingTotal.multiples.count)
    var total: Double { kilograms.reduce(0, +) }
  }

  let data: ListingData
  let tiers: [Tier]
  let draws: [Draw]
  let contributions: [Contribution]
  let states: [ListingSampler.State]

  static let dropped = 400
  /// Thresholds that are told beside the one that was asked for, as multiples of it.
  static let multiples = [1, 2, 5, 10, 20, 50, 100]

  /// How many multiples of the threshold a model is over.
  static func reach(_ downloads: Int, threshold: Int) -> Int {
    multiples.count { downloads / $0 >= threshold }
  }

  init(_ data: ListingData, seed: UInt64, draws count: Int, threads: Int?) {
    self.data = data
    var sampler = ListingSampler(data, seed: seed)
    for _ in 0..<(count > 0 ? Self.dropped : 0) { sampler.sweep() }
    var states: [ListingSampler.State] = []
    states.reserveCapacity(count)
    for _ in 0..<count {
      sampler.sweep()
      states.append(sampler.state)
    }
    self.states = states
    let prediction = ListingPrediction(data, seed: seed)
    tiers = prediction.tiers
    let width = max(4, (count / (4 * Parallel.workers(threads)) + 3) / 4 * 4)
    let chunks = stride(from: 0, to: count, by: width).map { $0..<min(count, $0 + width) }
    let kept = states
    let parts = Parallel.map(chunks, threads: threads) { prediction.predict($0, kept) }
    self.draws = parts.flatMap(\.draws)
    var contributions = [Contribution](repeating: Contribution(), count: data.candidates.count)
    for part in parts {
      for (index, one) in part.contributions.enumerated() {
        contributions[index].sum += one.sum
        contributions[index].logSum += one.logSum
        contributions[index].logSquares += one.logSquares
      }
    }
    self.contributions = contributions
  }
}

/// Draws of what is summed, given the unknowns.
struct ListingPrediction: Sendable {
  private let data: ListingData
  private let seed: UInt64
  private let streams: [NamedStream]
  private let authorStreams: [NamedStream]
  private let tunedStreams: [NamedStream]
  /// The author's position among those who report; the candidate's among the reporters.
  private let reporting: [Int?]
  private let own: [Int?]
  /// Candidates of which exactly one counts, in the order of their ids.
  private let twins: [(name: NamedStream, members: [Int], share: Double)]
  private let isTwin: [Bool]
  /// Over how many multiples of the threshold each candidate is.
  private let reaches: [Int]
  private let tunedReaches: [Int]
  let tiers: [ListingTotal.Tier]

  init(_ data: ListingData, seed: UInt64) {
    self.data = data
    self.seed = seed
    streams = data.candidates.map { NamedStream(seed: seed, name: "model \($0.model.id)") }
    authorStreams = data.candidateAuthors.map { NamedStream(seed: seed, name: "author \($0)") }
    tunedStreams = data.tunedCandidates.map {
      NamedStream(seed: seed, name: "model \($0.model.id)")
    }
    let authors = Dictionary(
      data.reporterAuthors.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let reporters = Dictionary(
      data.reporters.enumerated().map { ($1.model.id, $0) },
      uniquingKeysWith: { first, _ in first })
    let reporting = data.candidateAuthors.map { authors[$0] }
    let own = data.candidates.map { reporters[$0.model.id] }
    self.reporting = reporting
    self.own = own
    tiers = data.candidates.indices.map { i in
      if own[i] != nil { return .reported }
      return reporting[data.candidates[i].author] != nil ? .author : .metadata
    }
    var groups: [String: [Int]] = [:]
    for (index, run) in data.candidates.enumerated() {
      if let name = run.model.twins { groups[name, default: []].append(index) }
    }
    twins = groups.sorted { $0.key < $1.key }.map { name, members in
      (
        NamedStream(seed: seed, name: "twins \(name)"), members,
        data.candidates[members[0]].model.share ?? 1
      )
    }
    isTwin = data.candidates.map { $0.model.twins != nil }
    let threshold = data.threshold
    reaches = data.candidates.map {
      ListingTotal.reach($0.model.downloads, threshold: threshold)
    }
    tunedReaches = data.tunedCandidates.map {
      ListingTotal.reach($0.model.downloads, threshold: threshold)
    }
  }

  func predict(
    _ range: Range<Int>, _ states: [ListingSampler.State]
  ) -> (draws: [ListingTotal.Draw], contributions: [ListingTotal.Contribution]) {
    var contributions = [ListingTotal.Contribution](
      repeating: ListingTotal.Contribution(), count: data.candidates.count)
    var draws: [ListingTotal.Draw] = []
    draws.reserveCapacity(range.count)
    for draw in range {
      draws.append(runs(draw, states[draw], &contributions))
    }
    addTuned(range, states, &draws)
    return (draws, contributions)
  }

  // MARK: Pretraining

  private func runs(
    _ draw: Int, _ state: ListingSampler.State, _ contributions: inout [ListingTotal.Contribution]
  ) -> ListingTotal.Draw {
    var result = ListingTotal.Draw()
    let cumulative = Self.cumulative(state.places)
    let (homes, effects) = authors(draw, state, cumulative)
    let counted = chosen(draw)
    var random = RandomSource(seed: seed, name: "shared \(draw)")
    let shared = 0.2 * random.normal()
    let share = random.beta(
      1 + Double(data.unknownPretraining), 1 + Double(data.unknownFineTuning))
    let residual = state.residual.squareRoot()
    let bound = log(10 * data.priors.largest) + data.priors.constant - log(6)
    NormalQuantiles.table.withUnsafeBufferPointer { table in
      for (index, run) in data.candidates.enumerated() {
        let words = streams[index].words(draw)
        let more = streams[index].words(draw, 1)
        let isHome = NamedStream.uniform(words.x) < state.habit
        var place =
          run.place
          ?? (isHome
            ? homes[run.author]
            : NamedStream.position(cumulative[...], NamedStream.uniform(words.y)))
        let device = NamedStream.position(run.devices[...], NamedStream.uniform(words.z))
        let limit = bound + data.efficiency[device] + state.intensity[place]
        var value: Double
        if let reporter = own[index] {
          place = state.place[reporter]
          value =
            (run.model.report ?? 0) - ListingSampler.shifts[state.unit[reporter]] + run.logSize
            + 0.1 * NormalQuantiles.deviate(words.w, table)
        } else {
          var mixture = run.features[3]
          if run.drawsMixture { mixture = NamedStream.uniform(more.x) < mixture ? 1 : 0 }
          value =
            state.beta[0] + state.beta[1] * run.features[1] + state.beta[2] * run.features[2]
            + state.beta[3] * mixture + run.logSize + effects[run.author]
            + data.efficiency[device] + state.intensity[place]
            + residual * NormalQuantiles.deviate(words.w, table) + shared
        }
        value = min(value, limit)
        contributions[index].logSum += value
        contributions[index].logSquares += value * value
        let isOn: Bool
        if isTwin[index] {
          isOn = counted.contains(index)
        } else {
          isOn = run.model.kind == .pretrained || NamedStream.uniform(more.y) < share
        }
        guard isOn else { continue }
        let kilograms = exp(value)
        contributions[index].sum += kilograms
        result.kilograms[tiers[index].rawValue] += kilograms
        result.energy += kilograms * 1000 / exp(state.intensity[place])
        for multiple in 0..<reaches[index] { result.above[multiple] += kilograms }
      }
    }
    return result
  }

  /// Place and effect of each author: those of the state where it reports.
  private func authors(
    _ draw: Int, _ state: ListingSampler.State, _ cumulative: [Double]
  ) -> (homes: [Int], effects: [Double]) {
    var homes: [Int] = []
    var effects: [Double] = []
    let spread = state.between.squareRoot()
    NormalQuantiles.table.withUnsafeBufferPointer { table in
      for (author, stream) in authorStreams.enumerated() {
        if let known = reporting[author] {
          homes.append(state.home[known])
          effects.append(state.effect[known])
        } else {
          let words = stream.words(draw)
          homes.append(NamedStream.position(cumulative[...], NamedStream.uniform(words.x)))
          effects.append(spread * NormalQuantiles.deviate(words.y, table))
        }
      }
    }
    return (homes, effects)
  }

  /// Of each group of twins the one that counts, where it is over the threshold.
  private func chosen(_ draw: Int) -> Set<Int> {
    var chosen: Set<Int> = []
    for (stream, members, share) in twins {
      let position = Int(NamedStream.uniform(stream.words(draw).x) / share)
      if position < members.count { chosen.insert(members[position]) }
    }
    return chosen
  }

  private static func cumulative(_ weights: [Double]) -> [Double] {
    var sum = 0.0
    return weights.map { weight in
      sum += weight
      return sum
    }
  }

  // MARK: Fine-tunes

  /// Adds fine-tunes and adapters, whose place and device are in their group's spread. A block of random words serves
  /// four draws.
  private func addTuned(
    _ range: Range<Int>, _ states: [ListingSampler.State], _ draws: inout [ListingTotal.Draw]
  ) {
    let energy = range.map { draw in
      zip(states[draw].places, states[draw].intensity).reduce(0) { $0 + $1.0 * exp(-$1.1) } * 1000
    }
    NormalQuantiles.table.withUnsafeBufferPointer { table in
      for (index, candidate) in data.tunedCandidates.enumerated() {
        let stream = tunedStreams[index]
        let group = candidate.isAdapter ? 4 : 0
        var words = SIMD4<UInt32>()
        for (place, draw) in range.enumerated() {
          if place == 0 || draw & 3 == 0 { words = stream.words(draw >> 2, 2) }
          let value =
            candidate.logSize + states[draw].tunedMean[group]
            + states[draw].tunedSpread[group] * NormalQuantiles.deviate(words[draw & 3], table)
          let kilograms = exp(min(value, 40))
          draws[place].kilograms[ListingTotal.Tier.tuned.rawValue] += kilograms
          draws[place].energy += kilograms * energy[place]
          for multiple in 0..<tunedReaches[index] { draws[place].above[multiple] += kilograms }
        }
      }
    }
  }
}
