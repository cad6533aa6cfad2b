internal import Foundation

/// One assumption of the total changed, to see what rests on it.
struct ListingAssumption: Sendable {
  let label: String
  /// Whether it changes what the listing teaches, not only what is made of it.
  var isOfUnknowns = true
  let change: @Sendable (inout ListingData) -> Void

  /// What the settings of an estimate are, apart from its data.
  struct Settings: Sendable {
    /// How many times as wide the prior of each coefficient is.
    var spread = 1.0
    /// Whether a report may be in another unit than grams.
    var drawsUnits = true
    /// The share of models that count as runs of those of which nothing says what they are; `nil` where it is drawn.
    var unknown: Double?
    /// ln of how many times as much the models emit that do not report.
    var silent = 0.0
  }

  static let all = [
    ListingAssumption(label: "what public tables say counts half as much") {
      $0.settings.spread = 2
    },
    ListingAssumption(label: "what public tables say counts twice as much") {
      $0.settings.spread = 0.5
    },
    ListingAssumption(label: "every report is in the unit that it states") {
      $0.settings.drawsUnits = false
    },
    ListingAssumption(label: "a device that is not stated is the likeliest") { data in
      data.reporters = data.reporters.map(\.withLikeliestDevice)
      data.candidates = data.candidates.map(\.withLikeliestDevice)
    },
    ListingAssumption(label: "a place that is not stated is the commonest") { data in
      let place = data.commonestPlace
      data.reporters = data.reporters.map { $0.at(place) }
      data.candidates = data.candidates.map { $0.at(place) }
    },
    ListingAssumption(label: "reports of fine-tunes and adapters are left out") { $0.tuned = [] },
    ListingAssumption(label: "no model of unknown kind is a run", isOfUnknowns: false) {
      $0.settings.unknown = 0
    },
    ListingAssumption(label: "every model of unknown kind is a run", isOfUnknowns: false) {
      $0.settings.unknown = 1
    },
    ListingAssumption(label: "models that do not report emit half as much", isOfUnknowns: false) {
      $0.settings.silent = -log(2)
    },
    ListingAssumption(label: "models that do not report emit twice as much", isOfUnknowns: false) {
      $0.settings.silent = log(2)
    },
  ]
}

extension ListingData.Run {
  /// The run with its likeliest device as if it were stated.
  fileprivate var withLikeliestDevice: Self {
    let weights = devices.indices.map { devices[$0] - ($0 > 0 ? devices[$0 - 1] : 0) }
    guard let likeliest = weights.indices.max(by: { weights[$0] < weights[$1] }) else {
      return self
    }
    var run = self
    run.devices = devices.indices.map { $0 < likeliest ? 0 : 1 }
    return run
  }

  /// The run at a place, unless it states another.
  fileprivate func at(_ place: Int) -> Self {
    var run = self
    run.place = run.place ?? place
    return run
  }
}

extension ListingData {
  /// The place that most reports state; of equals the first.
  fileprivate var commonestPlace: Int {
    var counts = [Int](repeating: 0, count: places.count)
    for place in reporters.compactMap(\.place) + tuned.compactMap(\.place) { counts[place] += 1 }
    let most = counts.max() ?? 0
    return counts.firstIndex(of: most) ?? 0
  }
}
