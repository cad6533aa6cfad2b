internal import Basics
internal import Tables

/// Which column of a table plays which part in an estimate.
struct TrainingColumns {
  /// The parts, with the column that plays each unless the study says otherwise.
  static let roles: [(role: String, column: String)] = [
    ("model", "model"), ("organisation", "organization"), ("released", "release_date"),
    ("modality", "modality"), ("architecture", "architecture"),
    ("training-type", "training_type"), ("parameters", "parameters"),
    ("active-parameters", "active_parameters"), ("tokens", "training_tokens"),
    ("samples", "training_samples"), ("forward-flop", "forward_flop"),
    ("flop", "training_flop"), ("device", "hardware"), ("device-count", "hardware_count"),
    ("device-hours", "device_hours"), ("hours", "training_hours"),
    ("utilisation", "utilisation"), ("energy", "energy_kwh"), ("pue", "pue"),
    ("intensity", "carbon_intensity_g_per_kwh"), ("place", "location"),
    ("emissions", "reported_co2e_kg"), ("emissions-basis", "co2e_basis"),
    ("energy-boundary", "energy_boundary"), ("emissions-boundary", "emissions_boundary"),
    ("energy-basis", "energy_basis"), ("scope", "scope"), ("counted-in", "counted_in"),
    ("source", "source_title"), ("source-url", "source_url"),
  ]

  static let parameter = CarbonStep.Parameter(
    "columns", .columns(roles: roles.map(\.role)),
    "which column plays which part; by default the names of training-disclosures")

  /// The records of the rows, and text that should have been a number.
  static func records(
    _ input: CarbonStepInput
  ) throws(CarbonError) -> (records: [TrainingRecord], flags: [RecordFlag]) {
    let mapping = input.parameters["columns"]
    let standards = roles.map(\.column)
    if mapping == nil, !input.table.names.contains(where: standards.contains) {
      throw CarbonError.missingColumn(
        step: input.step.name, name: standards[0],
        nearest: standards[0].nearest(in: input.table.names))
    }
    var records = [TrainingRecord](repeating: TrainingRecord(), count: input.table.rowCount)
    var flags: [RecordFlag] = []
    func flag(_ row: Int, _ role: String, _ problem: String) {
      flags.append(
        RecordFlag(
          row: row, model: records[row].model, quantity: role, problem: problem,
          action: "the value is taken as missing"))
    }
    for (role, standard) in roles {
      let given = mapping?[role]?.stringValue
      if let given, input.table[given] == nil {
        throw CarbonError.missingColumn(
          step: input.step.name, name: given, nearest: given.nearest(in: input.table.names))
      }
      guard let column = input.table[given ?? standard] else { continue }
      if let path = numberPaths[role] {
        let numbers = column.cellNumbers
        let texts = numbers == nil ? column.cellTexts : []
        for row in records.indices {
          if let numbers {
            records[row][keyPath: path] = numbers[row]
          } else if let text = texts[row], !text.trimmed.isEmpty {
            let number = WrittenToken.number(text)
            records[row][keyPath: path] = number
            if number == nil { flag(row, role, "'\(text)' is no number") }
          }
        }
      } else {
        for (row, text) in column.cellTexts.enumerated() {
          guard let text = text?.trimmed, !text.isEmpty else { continue }
          records[row].set(role, to: text)
          if role == "released", records[row].year == nil {
            flag(row, role, "'\(text)' does not begin with a year")
          }
        }
      }
    }
    return (records, flags)
  }

  private static var numberPaths: [String: WritableKeyPath<TrainingRecord, Double?>] {
    [
      "parameters": \.parameters, "active-parameters": \.activeParameters, "tokens": \.tokens,
      "samples": \.samples, "forward-flop": \.forwardFlop, "flop": \.flop,
      "device-count": \.deviceCount, "device-hours": \.deviceHours, "hours": \.trainingHours,
      "utilisation": \.utilisation, "energy": \.energy, "pue": \.pue,
      "intensity": \.intensity, "emissions": \.emissions,
    ]
  }
}

extension TrainingRecord {
  /// Sets the part that holds text.
  mutating func set(_ role: String, to text: String) {
    switch role {
    case "model": model = text
    case "organisation": organisation = text
    case "released":
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      year = digits.count == 4 || digits.count == 8 ? Int(digits.prefix(4)) : nil
    case "modality": modality = text
    case "architecture": architecture = text
    case "training-type": trainingType = text
    case "device": hardware = text
    case "place": location = text
    case "emissions-basis": emissionsBasis = text
    case "energy-boundary": energyBoundary = text
    case "emissions-boundary": emissionsBoundary = text
    case "energy-basis": energyBasis = text
    case "scope": scope = text
    case "counted-in": countedIn = text
    case "source": source = Source(title: text, url: source.url)
    case "source-url": source = Source(title: source.title, url: text)
    default: break
    }
  }
}
