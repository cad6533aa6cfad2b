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

  /// What the draws say of one model.
  struct Contribution: Sendable {
    var sum = 0.0
    var logSum = 0.0
    var logSquares = 0.0

    mutating func add(_ logKilograms: Double, _ kilograms: Double) {
      logSum += logKilograms
      logSquares += logKilograms * logKilograms
      sum += kilograms
    }

    /// The middle and the limits of a log-normal distribution with the moments of the draws.
    func limits(of count: Int) -> Limits? {
      guard count > 0 else { return nil }
      let mean = logSum / Double(count)
      let spread = max(0, logSquares / Double(count) - mean * mean).squareRoot()
      return Limits(
        low: exp(mean - 1.645 * spread), median: exp(mean), high: exp(mean + 1.645 * spread))
    }
  }

  /// A median between the 5 % and 95 % points.
  struct Limits: Sendable {
    let low: Double
    let median: Double
    let high: Double
  }

  /// One draw.
  struct Draw: Sendable {
    var kilograms = [Double](repeating: 0, count: Tier.allCases.count)
    var energy = 0.0
    /// Emissions of the models over each multiple of the threshold.
    var above = [Double](repeating: 0, count: ListingTotal.multiples.count)
    /// Emissions by group.
    var groups: [Double]
    /// Of the runs of each year: how many, and the sum of watts for each TFLOP/s times g/kWh.
    private(set) var runs: [Double]
    private(set) var intensities: [Double]
    var total: Double { kilograms.reduce(0, +) }

    init(groups: Int, years: Int) {
      self.groups = [Double](repeating: 0, count: groups)
      runs = [Double](repeating: 0, count: years)
      intensities = runs
    }

    mutating func add(_ intensity: Double, toYear year: Int) {
      runs[year] += 1
      intensities[year] += intensity
    }
  }

  let data: ListingData
  let tiers: [Tier]
  let draws: [Draw]
  /// Of the candidates, then of the fine-tunes and adapters.
  let contributions: [Contribution]
  let states: [ListingSampler.State]
  private let prediction: ListingPrediction

  static let dropped = 400
  /// Thresholds that are told beside the one that was asked for, as multiples of it.
  static let multiples = [1, 2, 5, 10, 20, 50, 100]

  /// How many multiples of the threshold a model is over.
  static func reach(_ downloads: Int, threshold: Int) -> Int {
    multiples.count { downloads > $0 * threshold }
  }

  init(_ data: ListingData, seed: UInt64, draws count: Int, threads: Int?) {
    // Two chains, whatever the number of threads.
    let lengths = count > 0 ? [(count + 1) / 2, count / 2] : []
    let chains = Parallel.map(Array(lengths.enumerated()), threads: threads) { chain in
      var sampler = ListingSampler(data, seed: seed, name: "listing \(chain.offset)")
      return sampler.states(chain.element, dropped: Self.dropped)
    }
    self.init(data, seed: seed, states: chains.flatMap(\.self), threads: threads)
  }

  /// The total by states of the unknowns.
  private init(
    _ data: ListingData, seed: UInt64, states: [ListingSampler.State], threads: Int?
  ) {
    self.data = data
    self.states = states
    let count = states.count
    let prediction = ListingPrediction(data, seed: seed)
    self.prediction = prediction
    tiers = prediction.tiers
    // Chunks of one size, so that sums do not depend on the number of threads.
    let chunks = stride(from: 0, to: count, by: 64).map { $0..<min(count, $0 + 64) }
    let kept = states
    let parts = Parallel.map(chunks, threads: threads) { prediction.predict($0, kept) }
    self.draws = parts.flatMap(\.draws)
    var contributions = [Contribution](repeating: Contribution(), count: data.summed)
    for part in parts {
      for (index, one) in part.contributions.enumerated() {
        contributions[index].sum += one.sum
        contributions[index].logSum += one.logSum
        contributions[index].logSquares += one.logSquares
      }
    }
    self.contributions = contributions
  }

  /// The totals with one assumption changed, from fewer draws. What changes the predictions alone takes the states as they are;
  /// what changes the unknowns is sampled anew, from the last state on.
  func varied(seed: UInt64, draws count: Int, threads: Int?) -> [(label: String, limits: Limits)] {
    guard let last = states.last else { return [] }
    return Parallel.map(ListingAssumption.all, threads: threads) { assumption in
      var changed = data
      assumption.change(&changed)
      var states = Array(states.suffix(count))
      if assumption.isOfUnknowns {
        var sampler = ListingSampler(
          changed, seed: seed, name: "listing: \(assumption.label)", from: last)
        states = sampler.states(count, dropped: Self.dropped / 4)
      }
      let total = ListingTotal(changed, seed: seed, states: states, threads: 1)
      return (assumption.label, Limits(total.draws.map(\.total)))
    }
  }

  /// The candidates that add most to the expected total.
  func largest(_ count: Int) -> [Int] {
    let order = data.candidates.indices.sorted { a, b in
      contributions[a].sum != contributions[b].sum
        ? contributions[a].sum > contributions[b].sum
        : data.candidates[a].model.id < data.candidates[b].model.id
    }
    return Array(order.prefix(count))
  }

  /// The total's limits if a run were known: of the tenth of the draws in which the run is nearest to its median.
  func knowing(_ indices: [Int]) -> [(low: Double, high: Double)] {
    prediction.values(of: indices, states).map { values in
      let middle = Quantile.of(sorted: values.sorted(), 0.5)
      let near = values.indices.sorted { a, b in
        let (x, y) = (abs(values[a] - middle), abs(values[b] - middle))
        return x != y ? x < y : a < b
      }
      let totals = near.prefix(max(1, values.count / 10)).map { draws[$0].total }.sorted()
      return (Quantile.of(sorted: totals, 0.05), Quantile.of(sorted: totals, 0.95))
    }
  }
}

extension ListingTotal.Limits {
  init(_ values: [Double]) {
    let sorted = values.sorted()
    low = Quantile.of(sorted: sorted, 0.05)
    median = Quantile.of(sorted: sorted, 0.5)
    high = Quantile.of(sorted: sorted, 0.95)
  }
}
