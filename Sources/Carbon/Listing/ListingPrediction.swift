internal import Foundation
internal import Mathematics

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
      repeating: ListingTotal.Contribution(), count: data.summed)
    var draws: [ListingTotal.Draw] = []
    draws.reserveCapacity(range.count)
    for draw in range {
      draws.append(runs(draw, states[draw], &contributions))
    }
    addTuned(range, states, &draws, &contributions)
    return (draws, contributions)
  }

  // MARK: Pretraining

  /// What a draw's runs share.
  private struct Shared {
    let draw: Int
    let state: ListingSampler.State
    /// Cumulative weights of the places.
    let places: [Double]
    /// Place and effect of each author.
    let homes: [Int]
    let effects: [Double]
    /// What those who report may differ by from those who do not.
    let selection: Double
    /// The probability that a model of which nothing says what it is was pretrained.
    let unknown: Double
    /// The intensity of each place, in g/kWh.
    let intensity: [Double]
    let residual: Double
    let bound: Double
    /// Of twins those that count.
    let chosen: Set<Int>
  }

  private func shared(_ draw: Int, _ state: ListingSampler.State) -> Shared {
    let places = Self.cumulative(state.places)
    let (homes, effects) = authors(draw, state, places)
    var random = RandomSource(seed: seed, name: "shared \(draw)")
    return Shared(
      draw: draw, state: state, places: places, homes: homes, effects: effects,
      selection: data.settings.silent + 0.2 * random.normal(),
      unknown: data.settings.unknown
        ?? random.beta(
          1 + Double(data.unknownPretraining), 1 + Double(data.unknownFineTuning)),
      intensity: state.intensity.map { exp($0) }, residual: state.residual.squareRoot(),
      bound: log(10 * data.priors.largest) + data.priors.constant - log(6), chosen: chosen(draw))
  }

  /// ln of the kilograms of a candidate if it is a run, its place and device, and whether it is one.
  @inline(__always)
  private func outcome(
    of index: Int, _ shared: Shared, _ table: UnsafeBufferPointer<Double>
  ) -> (logKilograms: Double, site: Int, device: Int, isRun: Bool) {
    let run = data.candidates[index]
    let words = streams[index].words(shared.draw)
    let more = streams[index].words(shared.draw, 1)
    let deviate = NormalQuantiles.deviate(words.w, table)
    let isRun: Bool
    if isTwin[index] {
      isRun = shared.chosen.contains(index)
    } else {
      isRun = run.model.kind == .pretrained || NamedStream.uniform(more.y) < shared.unknown
    }
    var place = run.place
    if place == nil, NamedStream.uniform(words.x) < shared.state.habit {
      place = shared.homes[run.author]
    }
    var site = place ?? NamedStream.position(shared.places[...], NamedStream.uniform(words.y))
    let device = NamedStream.position(run.devices[...], NamedStream.uniform(words.z))
    var value: Double
    if let reporter = own[index] {
      site = shared.state.place[reporter]
      let shift = ListingSampler.shifts[shared.state.unit[reporter]]
      value = (run.model.report ?? 0) - shift + run.logSize + 0.1 * deviate
    } else {
      var mixture = run.features[3]
      if run.drawsMixture { mixture = NamedStream.uniform(more.x) < mixture ? 1 : 0 }
      let beta = shared.state.beta
      let fitted =
        beta[0] + beta[1] * run.features[1] + beta[2] * run.features[2] + beta[3] * mixture
      value = fitted + run.logSize + shared.effects[run.author] + shared.selection
      value += data.efficiency[device] + shared.state.intensity[site]
      value += shared.residual * deviate
    }
    let intensity = shared.state.intensity[site]
    let bound = shared.bound + data.efficiency[device] + intensity
    return (min(value, bound), site, device, isRun)
  }

  private func runs(
    _ draw: Int, _ state: ListingSampler.State, _ contributions: inout [ListingTotal.Contribution]
  ) -> ListingTotal.Draw {
    var result = ListingTotal.Draw(groups: data.groups.count, years: data.years.count)
    let shared = shared(draw, state)
    NormalQuantiles.table.withUnsafeBufferPointer { table in
      for index in data.candidates.indices {
        let (value, site, device, isRun) = outcome(of: index, shared, table)
        contributions[index].logSum += value
        contributions[index].logSquares += value * value
        guard isRun else { continue }
        let kilograms = exp(value)
        contributions[index].sum += kilograms
        result.kilograms[tiers[index].rawValue] += kilograms
        result.groups[data.candidateGroups[index]] += kilograms
        result.energy += kilograms * 1000 / shared.intensity[site]
        result.add(
          data.wattsPerRate[device] * shared.intensity[site], toYear: data.candidateYears[index])
        for multiple in 0..<reaches[index] { result.above[multiple] += kilograms }
      }
    }
    return result
  }

  /// ln of the kilograms of some candidates in each draw, drawn as in the total.
  func values(of indices: [Int], _ states: [ListingSampler.State]) -> [[Double]] {
    var values = [[Double]](repeating: [], count: indices.count)
    NormalQuantiles.table.withUnsafeBufferPointer { table in
      for (draw, state) in states.enumerated() {
        let shared = shared(draw, state)
        for (place, index) in indices.enumerated() {
          values[place].append(outcome(of: index, shared, table).logKilograms)
        }
      }
    }
    return values
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
    _ range: Range<Int>, _ states: [ListingSampler.State], _ draws: inout [ListingTotal.Draw],
    _ contributions: inout [ListingTotal.Contribution]
  ) {
    let energy = range.map { draw in
      zip(states[draw].places, states[draw].intensity).reduce(0) { $0 + $1.0 * exp(-$1.1) } * 1000
    }
    NormalQuantiles.table.withUnsafeBufferPointer { table in
      for (index, candidate) in data.tunedCandidates.enumerated() {
        let stream = tunedStreams[index]
        let (kind, group) = (candidate.isAdapter ? 4 : 0, data.tunedGroups[index])
        var words = SIMD4<UInt32>()
        var one = ListingTotal.Contribution()
        for (place, draw) in range.enumerated() {
          if place == 0 || draw & 3 == 0 { words = stream.words(draw >> 2, 2) }
          let value =
            candidate.logSize + states[draw].tunedMean[kind]
            + states[draw].tunedSpread[kind] * NormalQuantiles.deviate(words[draw & 3], table)
          let kilograms = exp(min(value, 40))
          one.add(value, kilograms)
          draws[place].kilograms[ListingTotal.Tier.tuned.rawValue] += kilograms
          draws[place].groups[group] += kilograms
          draws[place].energy += kilograms * energy[place]
          for multiple in 0..<tunedReaches[index] { draws[place].above[multiple] += kilograms }
        }
        contributions[data.candidates.count + index] = one
      }
    }
  }
}
