public import Basics
public import Tables

/// Training emissions of one model: `almanac estimate`.
///
/// What cannot be is an error here, where a table would flag it: a person is there to correct it.
public struct Estimator: Sendable {
  /// The tables of public figures.
  public let references: ReferenceTables
  /// Which grid series is used.
  public let series: GridSeries
  /// Of everything random.
  public let seed: UInt64
  /// Monte Carlo draws.
  public let draws: Int
  private let background: [TrainingRecord]

  /// An estimator over reference tables.
  ///
  /// - Parameter background: models with the columns of training-disclosures, on which tier 5 is fitted;
  ///   without them a model of which only size and year are known gets no estimate.
  public init(
    _ references: ReferenceTables, background: Table? = nil, series: GridSeries = .direct,
    seed: UInt64 = 1, draws: Int = 10_000
  ) throws(CarbonError) {
    self.references = references
    self.series = series
    self.seed = seed
    self.draws = draws
    guard let background else {
      self.background = []
      return
    }
    let input = CarbonStepInput(
      step: .trainingEstimate, table: background, parameters: .object([]), references: references,
      seed: seed, draws: draws, threads: nil)
    self.background = try TrainingColumns.records(input).records
  }

  /// The number of things that a text is: `7e9`, `7B`, `1.4 trillion`.
  public static func count(_ text: String) -> Double? {
    Double(text.trimmed) ?? WrittenToken.count(text)
  }

  /// Whether a table is a listing of a hub and not one of training runs.
  public static func isListing(_ table: Table) -> Bool {
    !table.names.contains(where: TrainingField.names.filter { $0 != "parameters" }.contains)
      && (RecordColumns.sources["id"] ?? []).contains { table[$0] != nil }
  }

  /// Which columns of the records of a listing play which part.
  public static let listingColumns: JSON = [
    "model": "id", "organisation": "author", "released": "created", "parameters": "parameters",
    "active-parameters": "active_parameters", "device": "device", "device-count": "device_count",
    "place": "place", "training-type": "kind", "emissions": "emissions",
  ]

  /// The estimate by the best tier that the facts allow.
  ///
  /// - Throws: the first impossible value, unknown device or unknown place; `insufficientInput` with what
  ///   is missing where no tier is possible.
  public func estimate(_ record: TrainingRecord) throws(CarbonError) -> TrainingEstimate {
    if let error = record.checked().errors.first { throw error }
    if let hardware = record.hardware { _ = try references.devices.read(hardware) }
    if let place = record.location {
      _ = try references.grids.lookup(place, year: record.year, series: series)
    }
    let planner = TierPlanner(references, series: series)
    let needsBackground = try planner.plans(for: record).plans.isEmpty
    guard !needsBackground || draws <= Limits.fittedDraws else {
      throw CarbonError.impossibleValue(
        quantity: "draws", value: Double(draws), unit: "",
        reason: "tier 5 is fitted anew for each draw, at most \(Limits.fittedDraws) times; "
          + "ask for fewer, or give device hours, compute, or parameters and tokens")
    }
    let inventory = try TrainingInventory(
      (needsBackground ? background : []) + [record], references: references, series: series,
      seed: seed, draws: draws)
    guard let entry = inventory.entries.last, let plan = entry.plan, let summary = entry.summary
    else {
      throw CarbonError.insufficientInput(
        reason: "give emissions, or energy, or device and device-hours, or training FLOP, or "
          + "parameters and tokens"
          + (background.isEmpty ? "" : ", or at least the year of release"))
    }
    let compute = try planner.computeFactor(entry.record)
    // More than the world emits in a year is not an estimate but a slip in what was given.
    guard summary.median < 5e13 else {
      throw CarbonError.impossibleValue(
        quantity: "estimate", value: summary.median, unit: "kg",
        reason: "the world emits less in a year; check the input")
    }
    var idle: [String] = []
    for fact in TrainingField.facts where fact.removed(from: record) != nil {
      let isUsed =
        plan.tier == .metadata && Self.isMetadata(fact)
        ? inventory.metadataCentral(entry.record)
          != fact.removed(from: entry.record).flatMap { inventory.metadataCentral($0) }
        : try planner.uses(fact, in: entry.record)
      if !isUsed { idle.append(fact.name) }
    }
    let told =
      idle.isEmpty
      ? []
      : [
        "not used by this estimate, which is of tier \(plan.tier.rawValue) (\(plan.tier.label)): "
          + idle.joined(separator: ", ")
      ]
    return TrainingEstimate(
      record: entry.record, plan: plan, alternatives: entry.alternatives, summary: summary,
      compute: compute?.quantity.median,
      intensity: EmissionsPerCompute(entry, compute: compute, references: references),
      equivalents: references.equivalents,
      notes: entry.notes + told)
  }
}

/// What a number of kilograms compares to.
public struct Equivalent: Hashable, Sendable {
  /// In words, e.g. `litres of petrol burned`.
  public let label: String
  /// kg CO2e of one.
  public let kilograms: Double
  /// Where the figure comes from.
  public let source: Source
}

/// The estimate of one model with everything that it is based on.
public struct TrainingEstimate: Sendable {
  /// What was known.
  public let record: TrainingRecord
  /// The tier and its factors.
  public let plan: TierPlan
  /// What the other tiers would give.
  public let alternatives: [TierPlan]
  /// 5 %, 50 % and 95 % points in kg CO2e.
  public let summary: DrawSummary
  /// Training FLOP, where known.
  public let compute: Double?
  /// Emissions per compute and its parts, where both sides are known.
  public let intensity: EmissionsPerCompute?
  /// What one kilogram compares to.
  public let equivalents: [Equivalent]
  /// What was assumed, and what is hard to believe.
  public let notes: [String]

  /// Energy in kWh at the facility, where the tier has it.
  public var energy: Double? {
    guard plan.tier != .reported, plan.tier != .metadata,
      let intensity = plan.factor(.intensity)?.quantity.median
    else { return nil }
    let bias = plan.factor(.sharedBias)?.quantity.median ?? 1
    return plan.central / intensity * 1000 / bias
  }

  /// g CO2e per PFLOP.
  public var emissionsPerCompute: Double? {
    intensity?.total ?? compute.map { summary.median * 1000 / ($0 / 1e15) }
  }

  /// Everything, for `--json`: stable keys, null where not known.
  public var json: JSON {
    func number(_ value: Double?) -> JSON { .number(value) }
    func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
    let factors = plan.factors.map { factor -> JSON in
      [
        "factor": .string(factor.kind.rawValue),
        "operation": factor.divides ? "divide" : "multiply",
        "value": number(factor.quantity.median), "low": number(factor.quantity.low),
        "high": number(factor.quantity.high), "unit": .string(factor.unit),
        "origin": .string(factor.origin.rawValue), "shared": text(factor.sharedKey),
        "note": text(factor.note), "source": .string(factor.source.title),
        "source_url": .string(factor.source.url),
      ]
    }
    return [
      "model": .string(record.model),
      "tier": .int(Int64(plan.tier.rawValue)), "tier_label": .string(plan.tier.label),
      "emissions": [
        "estimate": number(summary.median), "conf_low": number(summary.low),
        "conf_high": number(summary.high), "level": 0.9, "unit": "kg",
      ],
      "energy_kwh": number(energy), "training_flop": number(compute),
      "emissions_per_compute_g_per_pflop": number(emissionsPerCompute),
      "factors": .array(factors),
      "other_tiers": .array(
        alternatives.map {
          ["tier": .int(Int64($0.tier.rawValue)), "estimate_kg": number($0.central)]
        }),
      "equivalents": .array(
        equivalents.map {
          [
            "what": .string($0.label), "value": number(summary.median / $0.kilograms),
            "source": .string($0.source.title), "source_url": .string($0.source.url),
          ]
        }),
      "notes": .array(notes.map { .string($0) }),
    ]
  }
}

extension Array where Element: Hashable {
  /// The elements, each once, in the order of their first coming.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
