/// Why a row is part of a total or not: each ton once.
public enum CountingRule: String, Hashable, Sendable, CaseIterable {
  case ownRun = "own run"
  case fineTuning = "fine-tuning"
  case family = "family"
  case countedElsewhere = "counted in another row"
  case duplicate = "duplicate"
  case withoutTraining = "no training of its own"
  case notEstimated = "not estimated"

  /// Whether rows under this rule are part of totals.
  public var counts: Bool {
    switch self {
    case .ownRun, .fineTuning, .family: true
    case .countedElsewhere, .duplicate, .withoutTraining, .notEstimated: false
    }
  }

  /// The rule in a sentence.
  public var explanation: String {
    switch self {
    case .ownRun: "A training run of its own: counted."
    case .fineTuning:
      "Fine-tuning, continued pretraining or reinforcement learning: its own run is counted, the base "
        + "model's emissions are not inherited."
    case .family: "One figure for several models or a whole project: counted once."
    case .countedElsewhere: "Its emissions are part of another row's figure: not counted again."
    case .duplicate: "The same model of the same organisation occurs again: the first row counts."
    case .withoutTraining:
      "Quantised or merged from trained models without a run of its own: nothing is inherited."
    case .notEstimated:
      "Too little is known for any tier: left out, so that the total is a lower bound."
    }
  }

  /// The rule of each record.
  static func rules(
    for records: [TrainingRecord], plans: [TierPlanner.Plans]
  ) -> [CountingRule] {
    let models = Set(records.map { NameKey($0.model) })
    var seen: Set<String> = []
    return zip(records, plans).map { record, plans in
      let identity = NameKey(record.model).text + "/" + NameKey(record.organisation ?? "").text
      let isNew = seen.insert(identity).inserted || record.model.isEmpty
      if let other = record.countedIn, models.contains(NameKey(other)) { return .countedElsewhere }
      if !isNew { return .duplicate }
      let type = record.trainingType?.lowercased() ?? ""
      let hasOwnRun = plans.plans.contains { $0.tier <= .hardwareTime } || record.flop != nil
      if ["quanti", "merg", "mirror"].contains(where: type.contains), !hasOwnRun {
        return .withoutTraining
      }
      if record.scope == "family" || record.scope == "project" { return .family }
      return record.isFineTuning ? .fineTuning : .ownRun
    }
  }
}
