/// One thing that may be known of a run, and a record without it: what a fact changes is found by leaving
/// it out.
struct TrainingFact {
  /// In words, for messages.
  let name: String
  /// The part that its column plays in a table.
  let role: String
  private let isKnown: (TrainingRecord) -> Bool
  private let remove: (inout TrainingRecord) -> Void

  private init(
    _ name: String, _ role: String, isKnown: @escaping (TrainingRecord) -> Bool,
    remove: @escaping (inout TrainingRecord) -> Void
  ) {
    self.name = name
    self.role = role
    self.isKnown = isKnown
    self.remove = remove
  }

  private init<Value>(
    _ name: String, _ role: String, _ path: WritableKeyPath<TrainingRecord, Value?>
  ) {
    self.init(
      name, role, isKnown: { $0[keyPath: path] != nil }, remove: { $0[keyPath: path] = nil })
  }

  /// The record without the fact; `nil` where it does not hold it.
  func removed(from record: TrainingRecord) -> TrainingRecord? {
    guard isKnown(record) else { return nil }
    var record = record
    remove(&record)
    return record
  }

  /// Everything that can change an estimate. What only names a run, or says whether it counts, is not
  /// among them.
  static var all: [TrainingFact] {
    [
      Self("parameters", "parameters", \.parameters),
      Self("active parameters", "active-parameters", \.activeParameters),
      Self("training tokens", "tokens", \.tokens), Self("training samples", "samples", \.samples),
      Self("forward FLOP", "forward-flop", \.forwardFlop), Self("training FLOP", "flop", \.flop),
      Self("device", "device", \.hardware), Self("device count", "device-count", \.deviceCount),
      Self("device-hours", "device-hours", \.deviceHours),
      Self("hours of training", "hours", \.trainingHours),
      Self("utilisation", "utilisation", \.utilisation), Self("energy", "energy", \.energy),
      Self("PUE", "pue", \.pue), Self("grid intensity", "intensity", \.intensity),
      Self("place", "place", \.location), Self("emissions", "emissions", \.emissions),
      Self("year", "released", \.year), Self("modality", "modality", \.modality),
      Self("architecture", "architecture", \.architecture),
      Self("basis of the emissions", "emissions-basis", \.emissionsBasis),
      Self("boundary of the energy", "energy-boundary", \.energyBoundary),
      Self("boundary of the emissions", "emissions-boundary", \.emissionsBoundary),
      Self("basis of the energy", "energy-basis", \.energyBasis),
    ]
  }
}

extension TierPlanner {
  /// Whether a fact is part of what is estimated: without it the plan or the compute is another.
  func uses(_ fact: TrainingFact, in record: TrainingRecord) throws(CarbonError) -> Bool {
    guard let without = fact.removed(from: record) else { return false }
    let (own, other) = (try plans(for: record), try plans(for: without))
    if own.plans.first != other.plans.first { return true }
    // The year chooses rows of the tables, be they the ones that stand in without it.
    let isChosenByYear = own.plans.first?.factors.contains {
      [.pue, .intensity].contains($0.kind) && $0.origin != .stated
    }
    if fact.role == "released", isChosenByYear == true { return true }
    let (compute, rest) = (try computeFactor(record), try computeFactor(without))
    return compute?.quantity != rest?.quantity
  }
}
