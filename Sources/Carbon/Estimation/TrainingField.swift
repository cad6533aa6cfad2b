internal import Tables

/// One thing that may be known of a training run: the part that its column plays in a table, how messages call it,
/// and what it may hold. Reading, checking and leaving out a fact all follow from this list.
struct TrainingField {
  typealias Path<Value> = WritableKeyPath<TrainingRecord, Value>

  /// What a field holds.
  enum Content {
    /// A positive number; beyond its range it is impossible, for this reason.
    case number(Path<Double?>, unit: String, ClosedRange<Double>, String)
    case text(Path<String?>)
    /// The name of the model, which is never missing.
    case name
    /// The first four digits of a date or a year.
    case year
    case sourceTitle, sourceAddress
  }

  /// The part that its column plays, a key of `columns`.
  let role: String
  /// The column that plays it unless a study says otherwise.
  let column: String
  /// Other names that it may have, those of the options of `estimate` among them.
  let others: [String]
  /// In words, for messages.
  let name: String
  /// Whether it can change an estimate. What only names a run, or says whether it counts, cannot.
  let isFact: Bool
  let content: Content

  private init(
    _ role: String, column: String? = nil, also others: [String] = [], name: String? = nil,
    isFact: Bool = true, _ content: Content
  ) {
    self.role = role
    self.column = column ?? role
    self.others = others
    self.name = name ?? role
    self.isFact = isFact
    self.content = content
  }

  private static let least = 1e-12

  /// All of them, in the order in which a table is read and checked.
  // Key paths are not Sendable by their type. These are of stored properties, hold nothing, and never change, so that any
  // thread may read them.
  nonisolated(unsafe) static let all: [TrainingField] = [
    Self("model", isFact: false, .name),
    Self(
      "organisation", column: "organization", also: ["organisation"], isFact: false,
      .text(\.organisation)),
    Self("released", column: "release_date", also: ["year", "released"], name: "year", .year),
    Self("modality", .text(\.modality)),
    Self("architecture", .text(\.architecture)),
    Self("training-type", column: "training_type", isFact: false, .text(\.trainingType)),
    Self("parameters", .number(\.parameters, unit: "", 1...1e16, "no model has that many")),
    Self(
      "active-parameters", column: "active_parameters", name: "active parameters",
      .number(\.activeParameters, unit: "", 1...1e16, "no model has that many")),
    Self(
      "tokens", column: "training_tokens", also: ["tokens"], name: "training tokens",
      .number(\.tokens, unit: "", 1...1e17, "no text is that long")),
    Self(
      "samples", column: "training_samples", name: "training samples",
      .number(\.samples, unit: "", 1...1e17, "no data set is that large")),
    Self(
      "forward-flop", column: "forward_flop", name: "forward FLOP",
      .number(\.forwardFlop, unit: "FLOP", 1...1e24, "no model needs that much")),
    Self(
      "flop", column: "training_flop", also: ["flop"], name: "training compute",
      .number(\.flop, unit: "FLOP", 1...1e30, "no run is that large")),
    Self("device", column: "hardware", also: ["device"], .text(\.hardware)),
    Self(
      "device-count", column: "hardware_count", also: ["count", "device_count"],
      name: "device count",
      .number(\.deviceCount, unit: "", 1e-3...1e9, "there are not that many")),
    Self(
      "device-hours", column: "device_hours",
      .number(\.deviceHours, unit: "h", least...1e13, "there are not that many devices")),
    Self(
      "hours", column: "training_hours", also: ["hours"], name: "training time",
      .number(\.trainingHours, unit: "h", least...876_000, "it is more than a century")),
    Self(
      "utilisation",
      .number(\.utilisation, unit: "", 1e-6...1, "it is a share of peak, at most 1")),
    Self(
      "energy", column: "energy_kwh", also: ["energy"],
      .number(
        \.energy, unit: "kWh", least...4e13, "the world makes less electricity in a year")),
    Self("pue", name: "PUE", .number(\.pue, unit: "", 1...4, "it must be between 1 and 4")),
    Self(
      "intensity", column: "carbon_intensity_g_per_kwh", also: ["intensity"],
      name: "grid intensity",
      .number(\.intensity, unit: "g/kWh", 1e-3...2000, "no grid emits above 2000 g/kWh")),
    Self("place", column: "location", also: ["place"], .text(\.location)),
    Self("provider", .text(\.provider)),
    Self(
      "emissions", column: "reported_co2e_kg", also: ["emissions"],
      .number(\.emissions, unit: "kg", least...5e13, "the world emits less in a year")),
    Self(
      "emissions-basis", column: "co2e_basis", name: "basis of the emissions",
      .text(\.emissionsBasis)),
    Self(
      "energy-boundary", column: "energy_boundary", name: "boundary of the energy",
      .text(\.energyBoundary)),
    Self(
      "emissions-boundary", column: "emissions_boundary", name: "boundary of the emissions",
      .text(\.emissionsBoundary)),
    Self("energy-basis", column: "energy_basis", name: "basis of the energy", .text(\.energyBasis)),
    Self("scope", isFact: false, .text(\.scope)),
    Self("counted-in", column: "counted_in", isFact: false, .text(\.countedIn)),
    Self("source", column: "source_title", isFact: false, .sourceTitle),
    Self("source-url", column: "source_url", isFact: false, .sourceAddress),
  ]

  /// What can change an estimate; as for `all`, any thread may read it.
  nonisolated(unsafe) static let facts = all.filter(\.isFact)

  /// The column of a table that plays the part.
  func column(in table: Table) -> Column? {
    table[column] ?? others.lazy.compactMap { table[$0] }.first
  }

  /// All names that the column may have.
  static let names = all.flatMap { [$0.column] + $0.others }

  /// Sets what is not a number from a text.
  func set(_ text: String, in record: inout TrainingRecord) {
    switch content {
    case .number: break
    case .text(let path): record[keyPath: path] = text
    case .name: record.model = text
    case .year:
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      record.year = digits.count == 4 || digits.count == 8 ? Int(digits.prefix(4)) : nil
    case .sourceTitle: record.source = Source(title: text, url: record.source.url)
    case .sourceAddress: record.source = Source(title: record.source.title, url: text)
    }
  }

  /// The record without the fact; `nil` if it does not hold it. What a fact changes is found by leaving it out.
  func removed(from record: TrainingRecord) -> TrainingRecord? {
    var other = record
    switch content {
    case .number(let path, _, _, _): other[keyPath: path] = nil
    case .text(let path): other[keyPath: path] = nil
    case .year: other.year = nil
    case .name, .sourceTitle, .sourceAddress: return nil
    }
    return other == record ? nil : other
  }

  /// Takes an impossible number out of a record; the answer says what is impossible about it.
  func check(_ record: inout TrainingRecord) -> CarbonError? {
    guard case .number(let path, let unit, let range, let beyond) = content,
      let value = record[keyPath: path]
    else { return nil }
    if value.isFinite, value > 0, range.contains(value) { return nil }
    record[keyPath: path] = nil
    let reason =
      !value.isFinite || value <= 0
      ? "it must be a positive number"
      : value < range.lowerBound ? "it must be at least \(range.lowerBound.formatted)" : beyond
    return .impossibleValue(quantity: name, value: value, unit: unit, reason: reason)
  }
}

extension TierPlanner {
  /// Whether a fact is part of what is estimated: without it the plan or the compute is another.
  func uses(_ fact: TrainingField, in record: TrainingRecord) throws(CarbonError) -> Bool {
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
