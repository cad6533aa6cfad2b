internal import Basics

/// Turns what is known of a run into products of factors, one for each tier that the facts allow.
public struct TierPlanner: Sendable {
  /// The tables of public figures.
  public let references: ReferenceTables
  /// Which grid series is used.
  public let series: GridSeries
  /// Runs of this organisation are left out of default utilisation, for judging out of fold.
  public let heldOut: String?

  /// A planner over reference tables.
  public init(
    _ references: ReferenceTables, series: GridSeries = .direct, holdingOut heldOut: String? = nil
  ) {
    self.references = references
    self.series = series
    self.heldOut = heldOut
  }

  /// The plans of a run in order of preference, and what was assumed on the way.
  public struct Plans: Hashable, Sendable {
    /// The first is the one to use; `nil` tiers lack something.
    public var plans: [TierPlan] = []
    /// Names that are not in the tables, and other reasons why a better tier is not there.
    public var problems: [String] = []
    /// Those of the problems that are about a name.
    public var nameProblems: [String] = []

    /// The plan of a tier.
    public func plan(_ tier: Tier) -> TierPlan? { plans.first { $0.tier == tier } }

    mutating func add(nameProblem problem: String) {
      problems.append(problem)
      nameProblems.append(problem)
    }
  }

  /// Every tier from 1 to 4 that the record allows.
  ///
  /// A market-based figure is not comparable with location-based ones and comes after the tiers that can
  /// be: it is used where nothing else is known. A figure with hardware or use in it is never used.
  public func plans(for record: TrainingRecord) throws(CarbonError) -> Plans {
    var result = Plans()
    let context = try Context(record, self, &result)
    let reported = try reportedPlan(context, &result.problems)
    let isMarketBased = record.emissionsBasis == "market-based"
    if let reported, !isMarketBased { result.plans.append(reported) }
    if let plan = try energyPlan(context) { result.plans.append(plan) }
    if let plan = try hardwarePlan(context) { result.plans.append(plan) }
    if let plan = try computePlan(context) { result.plans.append(plan) }
    if let reported, isMarketBased {
      if let better = result.plans.first {
        result.problems.append(
          "the reported figure is market-based; tier \(better.tier.rawValue) gives a "
            + "location-based one")
      } else {
        result.problems.append("the reported figure is market-based and nothing else is known")
      }
      result.plans.append(reported)
    }
    return result
  }

  /// What the tiers of one record have in common.
  private struct Context {
    let record: TrainingRecord
    let organisation: Organisation?
    let match: DeviceMatch?
    let intensity: Factor
    let pue: Factor

    init(
      _ record: TrainingRecord, _ planner: TierPlanner, _ plans: inout Plans
    ) throws(CarbonError) {
      var record = record
      organisation = record.organisation.flatMap { planner.references.organisations.lookup($0) }
      var match: DeviceMatch?
      if let hardware = record.hardware {
        do {
          let read = try planner.references.devices.read(hardware)
          match = read.match
          record.deviceCount = record.deviceCount ?? read.count.map(Double.init)
          if let note = match?.note { plans.problems.append(note) }
        } catch {
          plans.add(nameProblem: error.description)
        }
      }
      self.match = match
      self.record = record
      intensity = try planner.intensityFactor(record, organisation, &plans)
      pue = try planner.pueFactor(record, organisation)
    }
  }

  // MARK: Factors

  private func intensityFactor(
    _ record: TrainingRecord, _ organisation: Organisation?, _ plans: inout Plans
  ) throws(CarbonError) -> Factor {
    if let stated = record.intensity, record.emissionsBasis != "market-based" {
      let spread = try assumption("stated_intensity")
      return Factor(
        .intensity, spread.quantity.around(stated), unit: "g/kWh", origin: .stated,
        source: record.source)
    }
    if let place = record.location {
      var match: GridMatch?
      do {
        match = try references.grids.lookup(place, year: record.year, series: series)
      } catch {
        plans.add(nameProblem: error.description + "; the place is treated as not stated")
      }
      if let match { return try gridFactor(match) }
    }
    let stand: GridMatch
    let reason: String
    if let country = organisation?.country,
      let match = try? references.grids.lookup(country, year: record.year, series: series)
    {
      stand = match
      reason = "place not stated: the organisation's country is used instead"
    } else {
      stand = try references.grids.lookup("World", year: record.year, series: series)
      reason = "place not stated: the world average is used instead"
    }
    let spread = try assumption("grid_spread_assumed")
    return Factor(
      .intensity, spread.quantity.around(stand.grid.gramsPerKilowattHour), unit: "g/kWh",
      shared: "grid not stated: \(stand.grid.region)", origin: .assumed,
      source: stand.grid.source, note: [reason, stand.note].joinedNotes)
  }

  private func gridFactor(_ match: GridMatch) throws(CarbonError) -> Factor {
    let grid = match.grid
    let isWide = ["country", "supranational", "world"].contains(grid.kind)
    let spread = try assumption(isWide ? "grid_spread_country" : "grid_spread_region").quantity
    let value = grid.gramsPerKilowattHour
    let around = spread.around(value)
    return Factor(
      .intensity,
      UncertainQuantity(
        median: value, low: min(around.low, grid.low ?? .infinity),
        high: max(around.high, grid.high ?? 0)),
      unit: "g/kWh", shared: "grid: \(grid.region) \(grid.year.map(String.init) ?? "")".trimmed,
      origin: .reference, source: grid.source, note: match.note)
  }

  private func pueFactor(
    _ record: TrainingRecord, _ organisation: Organisation?
  ) throws(CarbonError) -> Factor {
    // No facility has a PUE of 1; a stated 1 means that the tool applied none.
    if let stated = record.pue, stated > 1 {
      let spread = try assumption("stated_pue")
      return Factor(
        .pue, spread.quantity.aroundOverhead(of: stated), unit: "ratio", origin: .stated,
        source: record.source)
    }
    // Who runs the machines decides, where the place says so; otherwise who trained.
    let host = (record.provider ?? record.location.flatMap { references.grids.provider(of: $0) })
      .flatMap { references.organisations.lookup($0) }
    let provider = (host ?? organisation)?.pueProvider ?? "Unknown (default)"
    guard
      let row = references.overheads.lookup(provider, year: record.year)
        ?? references.overheads.unknown
    else {
      throw CarbonError.reference(
        file: "pue.csv", problem: "the row 'Unknown (default)' is missing")
    }
    let spread = try assumption("pue_spread")
    return Factor(
      .pue, spread.quantity.aroundOverhead(of: row.pue), unit: "ratio",
      shared: "PUE: \(row.provider)", origin: .reference, source: row.source,
      note: row.provider == "Unknown (default)"
        ? "PUE not stated and operator not known: a default is used instead"
        : "PUE not stated: that of \(row.provider) (\(row.site)) is used instead")
  }

  private func powerFactors(
    _ device: Device
  ) throws(CarbonError) -> [Factor]? {
    if let system = device.systemPower {
      let spread = try assumption("system_power_spread")
      return [
        Factor(
          .systemPower, spread.quantity.around(system), unit: "W",
          shared: "power: \(device.generation)", origin: .reference, source: device.source,
          note: "measured mean power with its share of the server")
      ]
    }
    guard let rated = device.ratedPower else { return nil }
    let load = try assumption("accelerator_load")
    let host = try assumption("host_overhead")
    return [
      Factor(
        .ratedPower, .exact(rated), unit: "W", origin: .reference, source: device.source),
      Factor(
        .load, load.quantity, unit: load.unit, shared: "load: \(device.generation)",
        origin: .assumed, source: load.source),
      Factor(
        .hostOverhead,
        UncertainQuantity(
          median: host.quantity.median, low: host.quantity.low, high: host.quantity.high, floor: 1),
        unit: host.unit, shared: "host overhead: \(device.generation)", origin: .assumed,
        source: host.source),
    ]
  }

  private func assumed(
    _ kind: Factor.Kind, _ id: String, shared key: String? = nil
  ) throws(CarbonError) -> Factor {
    let assumption = try assumption(id)
    return Factor(
      kind, assumption.quantity, unit: assumption.unit, shared: key, origin: .assumed,
      source: assumption.source)
  }

  private func assumption(_ id: String) throws(CarbonError) -> Assumption {
    try references.assumptions.value(id)
  }

  // MARK: Tiers

  private func reportedPlan(
    _ context: Context, _ problems: inout [String]
  ) throws(CarbonError) -> TierPlan? {
    let record = context.record
    guard let emissions = record.emissions else { return nil }
    if record.emissionsBoundary == "life-cycle" || record.emissionsBasis == "with-embodied" {
      problems.append("the reported figure includes hardware or use and is not comparable")
      return nil
    }
    var factors = [
      Factor(
        .emissions, .exact(emissions), unit: "kg", origin: .stated, source: record.source)
    ]
    let isSure = record.emissionsBoundary == "facility" && record.energyBasis == "measured"
    factors.append(try assumed(.accuracy, isSure ? "reported_facility" : "reported_other"))
    if record.emissionsBoundary == "it" { factors.append(context.pue) }
    factors.append(try assumed(.sharedBias, "tier_bias_reported", shared: "bias: tier 1"))
    return TierPlan(tier: .reported, factors: factors, unitConstant: 1)
  }

  private func energyPlan(_ context: Context) throws(CarbonError) -> TierPlan? {
    let record = context.record
    guard let energy = record.energy else { return nil }
    let spread = try assumption(
      record.energyBasis == "measured" ? "measured_energy" : "assumed_energy")
    var factors = [
      Factor(
        .energy, spread.quantity.around(energy), unit: "kWh", origin: .stated,
        source: record.source)
    ]
    switch record.energyBoundary {
    case "facility": break
    case "it": factors.append(context.pue)
    default:
      let pue = context.pue.quantity
      factors.append(
        Factor(
          .pue,
          UncertainQuantity(median: 1 + (pue.median - 1) / 2, low: 1, high: pue.high, floor: 1),
          unit: "ratio", origin: .assumed, source: context.pue.source,
          note: "whether the energy includes PUE is not stated: half of it is assumed"))
    }
    factors.append(context.intensity)
    factors.append(try assumed(.sharedBias, "tier_bias_energy", shared: "bias: tier 2"))
    return TierPlan(tier: .energy, factors: factors, unitConstant: 1e-3)
  }

  private func hardwarePlan(_ context: Context) throws(CarbonError) -> TierPlan? {
    let record = context.record
    guard let match = context.match, let power = try powerFactors(match.device) else { return nil }
    let hours: Factor
    if let stated = record.deviceHours {
      let spread = try assumption("stated_hours")
      hours = Factor(
        .deviceHours, spread.quantity.around(stated * match.unitShare), unit: "h",
        origin: .stated, source: record.source, note: match.note)
    } else if let count = record.deviceCount, let wall = record.trainingHours {
      let spread = try assumption("product_hours")
      hours = Factor(
        .deviceHours, spread.quantity.around(count * wall * match.unitShare), unit: "h",
        origin: .derived, source: record.source,
        note: ["count x hours", match.note].joinedNotes)
    } else {
      return nil
    }
    let bias = try assumed(.sharedBias, "tier_bias_hardware", shared: "bias: tier 3")
    return TierPlan(
      tier: .hardwareTime,
      factors: [hours] + power + [context.pue, context.intensity, bias], unitConstant: 1e-6)
  }

  private func computePlan(_ context: Context) throws(CarbonError) -> TierPlan? {
    guard let compute = try computeFactor(context.record) else { return nil }
    var factors = [compute]
    let device: Device
    if let match = context.match, match.device.peakTeraflops != nil,
      match.device.ratedPower != nil || match.device.systemPower != nil
    {
      device = match.device
    } else {
      guard let (stand, key) = try defaultDevice(context) else { return nil }
      device = stand
      let spread = try assumption("assumed_device")
      factors.append(
        Factor(
          .accuracy, spread.quantity, unit: spread.unit, shared: key, origin: .assumed,
          source: spread.source,
          note: "device not stated or without a published peak: \(stand.name) is used instead"))
    }
    guard let peak = device.peakTeraflops, let power = try powerFactors(device) else { return nil }
    factors.append(
      Factor(
        .peakRate, .exact(peak), unit: "TFLOP/s", divides: true, origin: .reference,
        source: device.source, note: device.name))
    factors.append(try utilisationFactor(context.record, device))
    factors += power
    factors += [context.pue, context.intensity]
    factors.append(try assumed(.sharedBias, "tier_bias_compute", shared: "bias: tier 4"))
    // FLOP / (TFLOP/s) / 3600 = device-hours; x W x g/kWh / 1e6 = kg.
    return TierPlan(
      tier: .compute, factors: factors, unitConstant: 1e-12 / 3600 * 1e-6)
  }

  /// The training compute: published, or from the size of model and data by the rule of the
  /// architecture; `nil` if neither is known.
  public func computeFactor(_ record: TrainingRecord) throws(CarbonError) -> Factor? {
    func factor(
      _ value: Double, _ id: String, _ origin: Factor.Origin, _ note: String?
    ) throws(CarbonError) -> Factor {
      let rule = try assumption(id)
      // The rule's median is part of the value: 0.5 of the parameters, three forward passes.
      return Factor(
        .compute, rule.quantity.around(value), unit: "FLOP", origin: origin,
        source: origin == .stated ? record.source : rule.source, note: note)
    }
    if let published = record.flop {
      return try factor(published, "published_flop", .stated, nil)
    }
    if let samples = record.samples, let forward = record.forwardFlop {
      return try factor(
        samples * forward, "sample_flop_rule", .derived, "3 x forward FLOP x samples")
    }
    guard let tokens = record.tokens else { return nil }
    // Two operations forward, two for the gradient of what passes through, two for that of the weights.
    let each: Double = record.isAdapter ? 4 : 6
    if record.isMixture {
      guard let active = record.activeParameters else { return nil }
      return try factor(
        each * active * tokens, "mixture_flop_rule", .derived,
        "\(each.formatted) x active parameters x tokens")
    }
    guard let parameters = record.parameters else { return nil }
    if record.isEncoderDecoder {
      return try factor(
        each * parameters * tokens, "encoder_decoder_share", .derived,
        "\(each.formatted) x half of the parameters x tokens")
    }
    return try factor(
      each * parameters * tokens, "dense_flop_rule", .derived,
      "\(each.formatted) x parameters x tokens"
        + (record.isAdapter ? ": the weights are frozen" : ""))
  }

  private func utilisationFactor(
    _ record: TrainingRecord, _ device: Device
  ) throws(CarbonError) -> Factor {
    if let stated = record.utilisation {
      return Factor(
        .utilisation, .exact(stated), unit: "share of peak", divides: true, origin: .stated,
        source: record.source)
    }
    let general = try assumption("utilisation_default")
    let found = references.utilisation.median(
      generation: device.generation, holdingOut: heldOut)
    let value = found?.value ?? general.quantity.median
    let scale = value / general.quantity.median
    return Factor(
      .utilisation,
      UncertainQuantity(
        median: value, low: general.quantity.low * scale, high: general.quantity.high * scale,
        ceiling: 1),
      unit: "share of peak", divides: true, shared: "utilisation: \(device.generation)",
      origin: .assumed, source: general.source,
      note: found?.note ?? "fewer than 3 published runs on \(device.generation): general default")
  }

  private func defaultDevice(
    _ context: Context
  ) throws(CarbonError) -> (device: Device, sharedKey: String)? {
    // Without a year the newest generation stands in.
    let year = context.record.year ?? .max
    let provider = context.organisation?.name ?? "any"
    for wanted in [provider, "any"] {
      let rows = references.defaultDevices.filter {
        NameKey($0.provider) == NameKey(wanted) && $0.fromYear <= year
      }
      guard let row = rows.max(by: { $0.fromYear < $1.fromYear }) else { continue }
      let device = try references.devices.lookup(row.device).device
      return (device, "device not stated: \(row.device)")
    }
    return nil
  }
}

extension [String?] {
  /// The notes that are there, in one line; `nil` for none.
  var joinedNotes: String? {
    let notes = compactMap(\.self)
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }
}
