internal import Foundation

/// Estimates for a list of models, with the unknowns that they share drawn once a draw for all.
public struct TrainingInventory: Sendable {
  /// One model of the list.
  public struct Entry: Sendable {
    /// What is known, without impossible values.
    public let record: TrainingRecord
    /// The organisation's one name.
    public let organisation: String
    /// What the estimate is, where there is one.
    public let plan: TierPlan?
    /// Every other tier that the facts allow.
    public let alternatives: [TierPlan]
    /// Draws' median and limits in kg, where there is an estimate.
    public let summary: DrawSummary?
    /// Whether it is part of totals.
    public let isCounted: Bool
    /// The rule that says so.
    public let rule: CountingRule
    /// What was assumed, in words.
    public let notes: [String]
  }

  /// The models in the order of the list.
  public let entries: [Entry]
  /// Impossible and implausible values.
  public let flags: [RecordFlag]
  /// Draws in kg of each model; empty if there is no estimate.
  let draws: [[Double]]
  /// Tier 5 with and without the size of the model, where it was needed and could be fitted.
  let regressions: (withSize: MetadataRegression?, withoutSize: MetadataRegression?)
  let monteCarlo: MonteCarlo
  /// Distinct names of the entries, which name the streams of what is a model's own.
  private let names: [String]

  /// Estimates every record of a list.
  ///
  /// - Parameters:
  ///   - background: models that tier 5 is fitted on beside those of the list, and that are in no result.
  ///   - replicate: another set of draws of the same seed.
  ///   - threads: changes the time only, never the answer.
  public init(
    _ records: [TrainingRecord], background: [TrainingRecord] = [], references: ReferenceTables,
    series: GridSeries = .direct,
    seed: UInt64 = 1, replicate: Int = 0, draws count: Int = 10_000,
    threads: Int? = nil
  ) throws(CarbonError) {
    let streamSeed = seed &+ UInt64(bitPattern: Int64(replicate)) &* 0x9E37_79B9_7F4A_7C15
    let monteCarlo = MonteCarlo(seed: streamSeed, draws: count, threads: threads)
    let planner = TierPlanner(references, series: series)
    var flags: [RecordFlag] = []
    var checked: [TrainingRecord] = []
    var plans: [TierPlanner.Plans] = []
    let listed = records.indices
    for (row, record) in (records + background).enumerated() {
      let (clean, errors) = record.checked()
      flags += (listed.contains(row) ? errors : []).map {
        RecordFlag(
          row: row, model: record.model, quantity: $0.quantity, problem: $0.description,
          action: "the value is treated as missing")
      }
      checked.append(clean)
      plans.append(try planner.plans(for: clean))
    }
    let names = Self.distinctNames(checked)
    let organisations = checked.map { record in
      record.organisation.map { references.organisationName($0) } ?? "not stated"
    }
    let rules = CountingRule.rules(for: checked, plans: plans)
    var draws = monteCarlo.draws(
      of: zip(plans, rules).map { $1 == .withoutTraining ? nil : $0.plans.first }, names: names)
    var chosen = zip(plans, rules).map { $1 == .withoutTraining ? nil : $0.plans.first }

    let fitted = checked.indices.filter {
      chosen[$0] != nil && checked[$0].scope ?? "model" == "model"
    }
    let estimated = draws
    let logs = monteCarlo.parallel(fitted.count) { estimated[fitted[$0]].map { log($0) } }
    let fitRows = zip(fitted, logs).map { row, logs in
      MetadataRegression.Row(
        record: checked[row], organisation: organisations[row],
        central: chosen[row]?.central ?? 0, logDraws: logs)
    }
    let needed = checked.indices.filter { chosen[$0] == nil && rules[$0] != .withoutTraining }
    let withSize = MetadataRegression(rows: fitRows, withSize: true, monteCarlo: monteCarlo)
    // Only where a model's size is unknown.
    let withoutSize =
      needed.contains { checked[$0].parameters == nil }
      ? MetadataRegression(rows: fitRows, withSize: false, monteCarlo: monteCarlo) : nil
    for row in needed {
      for fit in [withSize, withoutSize] {
        guard let fit, let (central, logs) = fit.predict(checked[row]) else { continue }
        chosen[row] = Self.regressionPlan(fit, central: central, logDraws: logs)
        let own = monteCarlo.deviates(Self.metadataStream(names[row]))
        draws[row] = zip(logs, own).map { exp($0 + $1 * fit.residualSpread) }
        break
      }
    }
    regressions = (withSize, withoutSize)
    self.names = Array(names.prefix(records.count))
    self.monteCarlo = monteCarlo
    self.draws = Array(draws.prefix(records.count))
    for row in listed {
      flags += Self.doubts(checked[row], row: row, plans: plans[row])
      flags += plans[row].nameProblems.map {
        RecordFlag(
          row: row, model: checked[row].model, quantity: "name", problem: $0,
          action: "the next tier or default is used")
      }
    }
    self.flags = flags.enumerated()
      .sorted { ($0.element.row, $0.offset) < ($1.element.row, $1.offset) }.map(\.element)
    // Names that the tables do not know are among the problems of the plans already.
    let doubts = Dictionary(grouping: self.flags.filter { $0.quantity != "name" }, by: \.row)
    entries = listed.map { row in
      let rule = chosen[row] == nil && rules[row] == .ownRun ? .notEstimated : rules[row]
      return Entry(
        record: checked[row], organisation: organisations[row], plan: chosen[row],
        alternatives: plans[row].plans.filter { $0.tier != chosen[row]?.tier },
        summary: draws[row].isEmpty ? nil : DrawSummary(draws[row]),
        isCounted: chosen[row] != nil && rule.counts, rule: rule,
        notes: ((doubts[row] ?? []).map { "\($0.problem); \($0.action)" } + plans[row].problems
          + (chosen[row]?.factors.compactMap(\.note) ?? [])).uniqued())
    }
  }

  private static func metadataStream(_ name: String) -> String { "own tier 5 \(name)" }

  /// The stream of the scatter of a tier 5 estimate around the fit.
  func metadataStream(of row: Int) -> String { Self.metadataStream(names[row]) }

  /// The stream of what is the model's own in one of its factors.
  func ownStream(of row: Int, factor index: Int) -> String {
    guard let factor = entries[row].plan?.factors[index] else { return "" }
    return MonteCarlo.ownStream(factor, index, names[row])
  }

  /// What tier 5 gives for a record, in kg; `nil` if it gives nothing.
  func metadataCentral(_ record: TrainingRecord) -> Double? {
    [regressions.withSize, regressions.withoutSize].lazy
      .compactMap { $0?.predict(record)?.central }.first
  }

  /// Draws of the sum over the entries at `rows`, in kg.
  func drawsOfSum(_ rows: [Int]) -> [Double] {
    var sum = [Double](repeating: 0, count: monteCarlo.draws)
    sum.withUnsafeMutableBufferPointer { sum in
      for row in rows where !draws[row].isEmpty {
        draws[row].withUnsafeBufferPointer { own in
          for draw in 0..<sum.count { sum[draw] += own[draw] }
        }
      }
    }
    return sum
  }

  /// The positions of the entries that count.
  var countedRows: [Int] { entries.indices.filter { entries[$0].isCounted } }

  /// The total over the entries that count and that `include` lets through, in kg.
  public func total(where include: (Entry) -> Bool = { _ in true }) -> DrawSummary {
    DrawSummary(drawsOfSum(countedRows.filter { include(entries[$0]) }))
  }

  /// Names with a number where a name comes again, so that streams differ and row order does not matter.
  private static func distinctNames(_ records: [TrainingRecord]) -> [String] {
    var seen: [String: Int] = [:]
    return records.map { record in
      let name = "\(record.organisation ?? "") / \(record.model)"
      seen[name, default: 0] += 1
      return seen[name] == 1 ? name : "\(name) \(seen[name] ?? 0)"
    }
  }

  private static func regressionPlan(
    _ fit: MetadataRegression, central: Double, logDraws: [Double]
  ) -> TierPlan {
    let range = DrawSummary(logDraws)
    let scatter = fit.residualSpread * UncertainQuantity.normal95
    return TierPlan(
      tier: .metadata,
      factors: [
        Factor(
          .regression,
          UncertainQuantity(median: central, low: exp(range.low), high: exp(range.high)),
          unit: "kg", shared: "tier 5 coefficients", origin: .derived,
          source: Source(title: "regression on the models of tiers 1 to 4", url: ""),
          note: "log emissions on \(fit.terms.dropFirst().joined(separator: ", ")); "
            + "\(fit.models) models of \(fit.organisations) organisations"),
        Factor(
          .accuracy, UncertainQuantity(median: 1, low: exp(-scatter), high: exp(scatter)),
          unit: "ratio", origin: .derived,
          source: Source(title: "regression on the models of tiers 1 to 4", url: ""),
          note: "scatter of models around the fit"),
      ], unitConstant: 1)
  }

  /// Values that are possible and yet hard to believe: a factor of a thousand between a report and the
  /// next tier (kilograms where grams are meant, or the reverse), more compute than the devices can do,
  /// more energy than they can draw.
  private static func doubts(
    _ record: TrainingRecord, row: Int, plans: TierPlanner.Plans
  ) -> [RecordFlag] {
    var flags: [RecordFlag] = []
    func flag(_ quantity: String, _ problem: String) {
      flags.append(
        RecordFlag(
          row: row, model: record.model, quantity: quantity, problem: problem,
          action: "kept as reported; check the source"))
    }
    if let reported = plans.plan(.reported),
      let other = plans.plans.first(where: { $0.tier != .reported })
    {
      let gap = log10(reported.central / other.central)
      if abs(abs(gap) - 3) < 0.5 {
        flag(
          "emissions",
          "reported emissions are a factor of about 1000 \(gap > 0 ? "above" : "below") the estimate "
            + "of tier \(other.tier.rawValue): grams and kilograms may be mixed up")
      } else if abs(gap) > 1 {
        flag(
          "emissions",
          "reported emissions are more than ten times \(gap > 0 ? "above" : "below") the estimate of "
            + "tier \(other.tier.rawValue)")
      }
    }
    if let hardware = plans.plan(.hardwareTime), let hours = hardware.factor(.deviceHours),
      let compute = plans.plan(.compute), let flop = compute.factor(.compute),
      let peak = compute.factor(.peakRate)
    {
      let implied =
        flop.quantity.median / (hours.quantity.median * 3600 * peak.quantity.median * 1e12)
      if implied > 1 {
        flag(
          "utilisation",
          "compute and device-hours imply \((implied * 100).rounded().formatted) % of the device's peak"
        )
      }
    }
    if let energy = record.energy, let hardware = plans.plan(.hardwareTime),
      let hours = hardware.factor(.deviceHours)
    {
      let watts = energy * 1000 / hours.quantity.median
      let rated =
        hardware.factor(.ratedPower)?.quantity.median
        ?? hardware.factor(.systemPower)?.quantity.median ?? .infinity
      if watts > 4 * rated || watts < rated / 20 {
        flag(
          "energy",
          "energy and device-hours imply \(watts.rounded().formatted) W per device, rated "
            + "\(rated.rounded().formatted) W")
      }
    }
    return flags
  }
}

extension CarbonError {
  /// The quantity that an impossible value is of.
  var quantity: String {
    if case .impossibleValue(let quantity, _, _, _) = self { quantity } else { "input" }
  }
}
