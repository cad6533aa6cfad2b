/// What is known of one training run. Blank: not known.
public struct TrainingRecord: Hashable, Sendable {
  /// The model's name.
  public var model = ""
  /// Who trained it, as the source writes it.
  public var organisation: String?
  /// The year of release.
  public var year: Int?
  /// Text, code, vision, ...
  public var modality: String?
  /// Dense or mixture transformer, encoder-decoder, diffusion, ...
  public var architecture: String?
  /// `pretraining`, `fine-tuning` or `adapter`.
  public var trainingType: String?
  /// Number of parameters.
  public var parameters: Double?
  /// Parameters active on a token of a mixture of experts.
  public var activeParameters: Double?
  /// Tokens seen in training.
  public var tokens: Double?
  /// Samples seen in training, for vision and diffusion.
  public var samples: Double?
  /// FLOP of one forward pass over a sample.
  public var forwardFlop: Double?
  /// Published training FLOP.
  public var flop: Double?
  /// The device, by any of its names.
  public var hardware: String?
  /// How many devices.
  public var deviceCount: Double?
  /// Device-hours.
  public var deviceHours: Double?
  /// Wall-clock hours.
  public var trainingHours: Double?
  /// Achieved share of dense peak, between 0 and 1.
  public var utilisation: Double?
  /// Energy in kWh.
  public var energy: Double?
  /// Stated power usage effectiveness.
  public var pue: Double?
  /// Stated grid intensity, g/kWh.
  public var intensity: Double?
  /// Who runs the machines, where that is not the organisation.
  public var provider: String?
  /// The place of training.
  public var location: String?
  /// Reported emissions, kg CO2e.
  public var emissions: Double?
  /// `location-based`, `market-based`, `with-embodied` or `unknown`.
  public var emissionsBasis: String?
  /// `facility`, `it` or `unknown`: whether the energy holds PUE.
  public var energyBoundary: String?
  /// The same for the emissions; `life-cycle` where hardware or use is in them.
  public var emissionsBoundary: String?
  /// `measured`, `assumed-power` or `unknown`.
  public var energyBasis: String?
  /// `model`, `family` or `project`.
  public var scope: String?
  /// The model whose figure already holds this one.
  public var countedIn: String?
  /// Where the row comes from.
  public var source = Source(title: "input", url: "")

  /// A record of which nothing is known.
  public init() {}

  var isFineTuning: Bool { trainingType.map { NameKey($0).text.contains("fine") } ?? false }
  /// Whether only an adapter is trained: frozen weights need no gradient.
  var isAdapter: Bool {
    let key = trainingType.map { NameKey($0).text } ?? ""
    return ["adapter", "lora", "peft"].contains { key.contains($0) }
  }
  /// By the words of the architecture, or since not all parameters act on each token.
  var isMixture: Bool {
    if let active = activeParameters, active < parameters ?? .infinity { return true }
    let key = architecture.map { NameKey($0).text } ?? ""
    return key.contains("moe") || key.contains("mixture")
  }
  var isEncoderDecoder: Bool {
    architecture.map { NameKey($0).text.contains("encoderdecoder") } ?? false
  }
}

/// A value of a row that cannot be, or can hardly be, and what was done about it.
public struct RecordFlag: Hashable, Sendable {
  /// The position of the row, from 0.
  public let row: Int
  /// The model.
  public let model: String
  /// Which quantity.
  public let quantity: String
  /// What is wrong.
  public let problem: String
  /// What was done.
  public let action: String
}

extension TrainingRecord {
  /// The record without impossible values, and what was impossible about each.
  ///
  /// Impossible: a count, energy, time or compute that is not positive, is too small to be a run or more
  /// than there is in the world; a PUE below 1 or above 4; a grid intensity above 2000 g/kWh; a
  /// utilisation above 1; a year outside 1950 to 2100.
  func checked() -> (record: TrainingRecord, errors: [CarbonError]) {
    var record = self
    var errors: [CarbonError] = []
    if let year = record.year, !(1950...2100).contains(year) {
      errors.append(
        .impossibleValue(
          quantity: "year", value: Double(year), unit: "",
          reason: "it must be between 1950 and 2100"))
      record.year = nil
    }
    errors += TrainingField.all.compactMap { $0.check(&record) }
    if let active = record.activeParameters, let all = record.parameters, active > all {
      errors.append(
        .impossibleValue(
          quantity: "active parameters", value: active, unit: "",
          reason: "the model has \(all.formatted) in all"))
      record.activeParameters = nil
    }
    return (record, errors)
  }
}
