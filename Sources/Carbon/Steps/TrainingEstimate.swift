internal import Basics
internal import Foundation
internal import Statistics
internal import Tables

extension CarbonStep {
  static let drawsParameter = Parameter(
    "draws", .integer(2...200_000), "Monte Carlo draws; by default those of the run")
  static let seriesParameter = Parameter(
    "series", .choice(GridSeries.allCases.map(\.rawValue)), default: "direct",
    "which grid series: stack emissions, or also fuel supply and construction")

  /// Emissions of each model by the best tier that its facts allow, and what follows for the list.
  static let trainingEstimate = CarbonStep(
    name: "training-estimate",
    summary:
      "Estimates training emissions of each model by tier, with intervals, factors and totals.",
    parameters: [
      TrainingColumns.parameter, seriesParameter, drawsParameter,
      Parameter(
        "background", .flag, default: false,
        "fit tier 5 on training-disclosures as well as on the list"),
      Parameter(
        "replicate", .integer(0...1_000_000), default: 0, "another set of draws of the same seed"),
    ],
    outputs: [
      Output(
        name: "estimates", summary: "The input with tier, estimate, limits and rule by model."),
      Output(name: "factors", summary: "Each factor of each estimate with its source."),
      Output(name: "totals", summary: "Totals by tier, year, modality and organisation."),
      Output(name: "rules", summary: "What counts and what does not, with the rows concerned."),
      Output(name: "flags", summary: "Impossible and implausible values."),
      Output(name: "concentration", summary: "The Lorenz curve of the models that count."),
      Output(name: "emissions-per-compute", summary: "g per PFLOP by model, decomposed."),
      Output(
        name: "emissions-per-compute-by-year", summary: "Geometric means of the parts by year."),
      Output(name: "regression", summary: "Coefficients of tier 5."),
      Output(name: "assumptions", summary: "What is assumed where nothing is published."),
      Output(
        name: "uncertainty", summary: "The unknowns that the interval of the total comes from."),
    ]
  ) { input in
    let (records, textFlags) = try TrainingColumns.records(input)
    let background =
      input.parameters["background"] == .bool(true)
      ? try TrainingColumns.disclosures(input) : []
    let inventory = try TrainingInventory(
      records, background: background, references: input.references,
      series: GridSeries(rawValue: input.text("series") ?? "") ?? .direct, seed: input.seed,
      replicate: input.number("replicate").map { Int($0) } ?? 0,
      draws: input.number("draws").map { Int($0) } ?? input.draws, threads: input.threads)
    let planner = TierPlanner(input.references)
    var computes: [Factor?] = []
    for entry in inventory.entries { computes.append(try planner.computeFactor(entry.record)) }
    let intensities = zip(inventory.entries, computes).map {
      EmissionsPerCompute($0, compute: $1, references: input.references)
    }
    let report = InventoryTables(
      inventory: inventory, computes: computes, intensities: intensities,
      references: input.references)
    return CarbonStepResult(
      tables: [
        ("estimates", try report.estimates(input.table)),
        ("factors", try report.factors()),
        ("totals", try report.totals()),
        ("rules", try report.rules()),
        ("flags", try report.flags(textFlags + inventory.flags)),
        ("concentration", try report.concentration()),
        ("emissions-per-compute", try report.emissionsPerCompute()),
        ("emissions-per-compute-by-year", try report.emissionsPerComputeByYear()),
        ("regression", try report.regression()),
        ("assumptions", try report.assumptions()),
        ("uncertainty", try UncertaintySources(inventory).table()),
      ], values: report.values())
  }
}

/// An inventory as tables.
struct InventoryTables {
  let inventory: TrainingInventory
  let computes: [Factor?]
  let intensities: [EmissionsPerCompute?]
  let references: ReferenceTables

  private var entries: [TrainingInventory.Entry] { inventory.entries }

  func estimates(_ table: Table) throws -> Table {
    var result = TableBuilder(table)
    result.add(
      "organisation_name", texts: entries.map(\.organisation), label: "Organisation")
    result.add("year", ints: entries.map(\.record.year), label: "Year of release")
    result.add("tier", ints: entries.map { $0.plan?.tier.rawValue }, label: "Tier")
    result.add("tier_label", texts: entries.map { $0.plan?.tier.label }, label: "Estimated from")
    result.add(
      "estimate_kg", doubles: entries.map { $0.summary?.median }, unit: "kg",
      label: "Estimated emissions")
    result.add(
      "low_kg", doubles: entries.map { $0.summary?.low }, unit: "kg", label: "5 % point")
    result.add(
      "high_kg", doubles: entries.map { $0.summary?.high }, unit: "kg", label: "95 % point")
    result.add(
      "compute_flop", doubles: computes.map { $0?.quantity.median }, unit: "FLOP",
      label: "Training compute, published or by rule", provenance: .derived)
    result.add(
      "emissions_per_compute", doubles: intensities.map { $0?.total }, unit: "g/PFLOP",
      label: "Emissions per compute")
    result.add("counted", flags: entries.map(\.isCounted), label: "Counted in totals")
    result.add("rule", texts: entries.map(\.rule.rawValue), label: "Rule")
    result.add("how", texts: entries.map { $0.plan?.explanation }, label: "How it came about")
    result.add(
      "notes", texts: entries.map { $0.notes.isEmpty ? nil : $0.notes.joined(separator: "; ") },
      label: "Assumed")
    return try result.table(
      rowFlow: table.rowFlow + [
        RowFlowStep(step: "estimated", rows: entries.count { $0.plan != nil })
      ])
  }

  func factors() throws -> Table {
    let rows = entries.flatMap { entry in (entry.plan?.factors ?? []).map { (entry, $0) } }
    var result = TableBuilder(rows: rows.count)
    result.add("model", texts: rows.map(\.0.record.model), label: "Model")
    result.add("organisation_name", texts: rows.map(\.0.organisation), label: "Organisation")
    result.add("tier", ints: rows.map { $0.0.plan?.tier.rawValue }, label: "Tier")
    result.add("factor", texts: rows.map(\.1.kind.rawValue), label: "Factor")
    result.add("operation", texts: rows.map { $0.1.divides ? "÷" : "×" }, label: "Operation")
    result.add("value", doubles: rows.map(\.1.quantity.median), label: "Value")
    result.add("low", doubles: rows.map(\.1.quantity.low), label: "5 % point")
    result.add("high", doubles: rows.map(\.1.quantity.high), label: "95 % point")
    result.add("unit", texts: rows.map(\.1.unit), label: "Unit")
    result.add("origin", texts: rows.map(\.1.origin.rawValue), label: "Origin")
    result.add("shared", texts: rows.map(\.1.sharedKey), label: "Shared with others by")
    result.add("note", texts: rows.map(\.1.note), label: "Note")
    result.add("source_title", texts: rows.map(\.1.source.title), label: "Source")
    result.add("source_url", texts: rows.map(\.1.source.url), label: "Address")
    return try result.table()
  }

  func totals() throws -> Table {
    var rows: [(grouping: String, group: String, models: Int, sum: DrawSummary)] = []
    let counted = inventory.countedRows
    func add(_ grouping: String, _ key: (TrainingInventory.Entry) -> String) {
      for (group, members) in Self.groups(counted, by: { key(entries[$0]) }) {
        rows.append(
          (grouping, group, members.count, DrawSummary(inventory.drawsOfSum(members))))
      }
    }
    let all = DrawSummary(inventory.drawsOfSum(counted))
    if !counted.isEmpty { rows.append(("all", "all models that count", counted.count, all)) }
    add("tier") { "\($0.plan?.tier.rawValue ?? 0) \($0.plan?.tier.label ?? "")" }
    add("energy basis") { $0.isMeasured ? "measured" : "not measured" }
    add("year") { $0.record.year.map(String.init) ?? "not stated" }
    add("modality") { $0.record.modality ?? "not stated" }
    add("training type") { $0.record.trainingType ?? "not stated" }
    add("organisation") { $0.organisation }
    var result = TableBuilder(rows: rows.count)
    result.add("grouping", texts: rows.map(\.grouping), label: "Grouping")
    result.add("group", texts: rows.map(\.group), label: "Group")
    result.add("models", ints: rows.map(\.models), label: "Models")
    result.add("total_kg", doubles: rows.map(\.sum.median), unit: "kg", label: "Total")
    result.add("low_kg", doubles: rows.map(\.sum.low), unit: "kg", label: "5 % point")
    result.add("high_kg", doubles: rows.map(\.sum.high), unit: "kg", label: "95 % point")
    result.add(
      "share", doubles: rows.map { all.mean > 0 ? $0.sum.mean / all.mean : nil },
      label: "Share of the expected total")
    return try result.table()
  }

  /// Groups of positions by key, keys ascending.
  static func groups(
    _ positions: [Int], by key: (Int) -> String
  ) -> [(key: String, members: [Int])] {
    Dictionary(grouping: positions, by: key).sorted { $0.key < $1.key }
      .map { (key: $0.key, members: $0.value) }
  }

  func rules() throws -> Table {
    let rules = CountingRule.allCases
    var result = TableBuilder(rows: rules.count)
    result.add("rule", texts: rules.map(\.rawValue), label: "Rule")
    result.add("counted", flags: rules.map(\.counts), label: "Counted")
    result.add(
      "models", ints: rules.map { rule in entries.count { $0.rule == rule } }, label: "Models")
    result.add("meaning", texts: rules.map(\.explanation), label: "Meaning")
    result.add(
      "examples",
      texts: rules.map { rule in
        let names = entries.filter { $0.rule == rule }.map(\.record.model)
        guard !rule.counts || rule == .family, !names.isEmpty else { return nil }
        return names.prefix(6).joined(separator: "; ")
          + (names.count > 6 ? " and \(names.count - 6) more" : "")
      }, label: "Rows")
    return try result.table()
  }

  func flags(_ flags: [RecordFlag]) throws -> Table {
    var result = TableBuilder(rows: flags.count)
    result.add("row", ints: flags.map { $0.row + 1 }, label: "Row")
    result.add("model", texts: flags.map(\.model), label: "Model")
    result.add("quantity", texts: flags.map(\.quantity), label: "Quantity")
    result.add("problem", texts: flags.map(\.problem), label: "Problem")
    result.add("action", texts: flags.map(\.action), label: "What was done")
    return try result.table()
  }

  func concentration() throws -> Table {
    let curve = LorenzCurve(countedMedians)
    var result = TableBuilder(rows: curve.units.count)
    result.add("share_of_models", doubles: curve.units, label: "Share of models")
    result.add("share_of_emissions", doubles: curve.shares, label: "Share of emissions")
    return try result.table()
  }

  private var countedMedians: [Double] {
    inventory.countedRows.compactMap { entries[$0].summary?.median }
  }

  func emissionsPerCompute() throws -> Table {
    let rows = zip(entries, intensities).compactMap { entry, own in own.map { (entry, $0) } }
    var result = TableBuilder(rows: rows.count)
    result.add("model", texts: rows.map(\.0.record.model), label: "Model")
    result.add("organisation_name", texts: rows.map(\.0.organisation), label: "Organisation")
    result.add("year", ints: rows.map(\.0.record.year), label: "Year of release")
    result.add("device", texts: rows.map(\.0.record.hardware), label: "Device")
    result.add(
      "generation",
      texts: rows.map { row in
        row.0.record.hardware.flatMap { try? references.devices.lookup($0).device.generation }
      }, label: "Device generation")
    result.add("location", texts: rows.map(\.0.record.location), label: "Place")
    result.add("country", texts: rows.map { Self.country($0.0.record) }, label: "Country")
    result.add("tier", ints: rows.map { $0.0.plan?.tier.rawValue }, label: "Tier")
    result.add(
      "emissions_per_compute", doubles: rows.map(\.1.total), unit: "g/PFLOP",
      label: "Emissions per compute")
    Self.addParts(to: &result, rows.map { ($0.1, 1) })
    return try result.table()
  }

  /// What is before the brackets of a place: `United States (Iowa)` is in the United States.
  private static func country(_ record: TrainingRecord) -> String? {
    guard let place = record.location else { return nil }
    return place.firstIndex(of: "(").map { place[..<$0].trimmed } ?? place
  }

  private static func addParts(
    to result: inout TableBuilder, _ parts: [(EmissionsPerCompute, Int)]
  ) {
    result.add(
      "intensity", doubles: parts.map(\.0.intensity), unit: "g/kWh", label: "Grid intensity")
    result.add("pue", doubles: parts.map(\.0.pue), label: "PUE")
    result.add(
      "power_per_peak", doubles: parts.map(\.0.powerPerPeak), unit: "W per TFLOP/s",
      label: "Power per peak")
    result.add("utilisation", doubles: parts.map(\.0.utilisation), label: "Utilisation")
    result.add(
      "explained", doubles: parts.map(\.0.explained), unit: "g/PFLOP",
      label: "Explained by the four")
    result.add("residual", doubles: parts.map(\.0.residual), label: "Left over")
  }

  func emissionsPerComputeByYear() throws -> Table {
    let full = intensities.indices.filter {
      intensities[$0]?.explained != nil && entries[$0].record.year != nil
    }
    let groups = Self.groups(full) { String(entries[$0].record.year ?? 0) }
    func mean(_ members: [Int], _ part: (EmissionsPerCompute) -> Double?) -> Double? {
      let logs = members.compactMap { intensities[$0].flatMap(part).map { log($0) } }
      return logs.count == members.count && !logs.isEmpty
        ? exp(logs.reduce(0, +) / Double(logs.count)) : nil
    }
    var result = TableBuilder(rows: groups.count)
    result.add("year", ints: groups.map { Int($0.key) }, label: "Year of release")
    result.add("models", ints: groups.map(\.members.count), label: "Models")
    for (name, unit, label, part) in Self.parts {
      result.add(
        name, doubles: groups.map { mean($0.members, part) }, unit: unit, label: label)
    }
    return try result.table()
  }

  private static let parts:
    [(String, String?, String, @Sendable (EmissionsPerCompute) -> Double?)] = [
      ("emissions_per_compute", "g/PFLOP", "Emissions per compute", { $0.total }),
      ("intensity", "g/kWh", "Grid intensity", { $0.intensity }),
      ("pue", nil, "PUE", { $0.pue }),
      ("power_per_peak", "W per TFLOP/s", "Power per peak", { $0.powerPerPeak }),
      ("utilisation", nil, "Utilisation", { $0.utilisation }),
      ("residual", nil, "Left over", { $0.residual }),
    ]

  func regression() throws -> Table {
    typealias Row = (fit: String, term: String, value: Double, low: Double?, high: Double?, n: Int)
    var rows: [Row] = []
    for (name, fit) in [
      ("with size", inventory.regressions.withSize),
      ("without size", inventory.regressions.withoutSize),
    ] {
      guard let fit else { continue }
      for (index, term) in fit.terms.enumerated() {
        rows.append(
          (
            name, term, fit.coefficients[index], fit.ranges[index].low, fit.ranges[index].high,
            fit.models
          ))
      }
      rows.append((name, "residual spread", fit.residualSpread, nil, nil, fit.models))
    }
    var result = TableBuilder(rows: rows.count)
    result.add("fit", texts: rows.map(\.fit), label: "Fit")
    result.add("term", texts: rows.map(\.term), label: "Term")
    result.add("estimate", doubles: rows.map(\.value), label: "Coefficient")
    result.add("low", doubles: rows.map(\.low), label: "5 % point")
    result.add("high", doubles: rows.map(\.high), label: "95 % point")
    result.add("models", ints: rows.map(\.n), label: "Models")
    return try result.table()
  }

  func assumptions() throws -> Table {
    let rows = references.assumptions.rows
    var result = TableBuilder(rows: rows.count)
    result.add(
      "assumption", texts: rows.map { $0.id.split(separator: "_").joined(separator: " ") },
      label: "Assumption")
    result.add("value", doubles: rows.map(\.quantity.median), label: "Value")
    result.add("low", doubles: rows.map(\.quantity.low), label: "5 % point")
    result.add("high", doubles: rows.map(\.quantity.high), label: "95 % point")
    result.add("unit", texts: rows.map(\.unit), label: "Unit")
    result.add("basis", texts: rows.map(\.basis), label: "Basis")
    result.add("source_title", texts: rows.map(\.source.title), label: "Reason or source")
    result.add("source_url", texts: rows.map(\.source.url), label: "Address")
    return try result.table()
  }

  func values() -> [CarbonStepResult.Value] {
    let counted = inventory.countedRows
    let all = inventory.drawsOfSum(counted)
    let expected = DrawSummary(all).mean
    var values: [CarbonStepResult.Value] = []
    func add(_ name: String, _ value: Double?, _ unit: String? = nil) {
      values.append(.init(name: name, value: .number(value), unit: unit))
    }
    func add(_ name: String, _ summary: DrawSummary, _ unit: String? = nil) {
      add(name, summary.median, unit)
      add(name + "-low", summary.low, unit)
      add(name + "-high", summary.high, unit)
    }
    add("models", Double(entries.count))
    add("estimated", Double(entries.count { $0.plan != nil }))
    add("counted", Double(counted.count))
    add("total", DrawSummary(all), "kg")
    // Of the expected total, as in the table of totals; the limits are those of the share over the draws.
    func addShare(_ name: String, _ include: (TrainingInventory.Entry) -> Bool) {
      let part = inventory.drawsOfSum(counted.filter { include(entries[$0]) })
      let shares = DrawSummary(zip(part, all).map { $1 > 0 ? $0 / $1 : 0 })
      add(name, expected > 0 ? DrawSummary(part).mean / expected : nil)
      add(name + "-low", shares.low)
      add(name + "-high", shares.high)
    }
    addShare("share-measured", \.isMeasured)
    addShare("share-reported") { $0.plan?.tier == .reported }
    add("gini", LorenzCurve(countedMedians).gini)
    // Every tenth draw is enough for the limits of one coefficient.
    let ginis = stride(from: 0, to: inventory.monteCarlo.draws, by: 10).compactMap { draw in
      LorenzCurve(counted.map { inventory.draws[$0][draw] }).gini
    }
    let gini = DrawSummary(ginis)
    add("gini-low", ginis.isEmpty ? nil : gini.low)
    add("gini-high", ginis.isEmpty ? nil : gini.high)
    let largest = countedMedians.sorted(by: >)
    let sum = largest.reduce(0, +)
    add("share-of-largest-10", sum > 0 ? largest.prefix(10).reduce(0, +) / sum : nil)
    let modelled = counted.filter { entries[$0].plan?.tier == .metadata }
    if let fit = inventory.regressions.withSize, !modelled.isEmpty {
      let smear =
        fit.residuals.reduce(0) { $0 + exp($1) } / Double(max(fit.residuals.count, 1))
      let smeared = modelled.reduce(0) { $0 + (entries[$1].plan?.central ?? 0) * smear }
      add("tier-5-smeared", smeared, "kg")
      add("tier-5-mean", DrawSummary(inventory.drawsOfSum(modelled)).mean, "kg")
      add("tier-5-undetermined-draws", Double(fit.undetermined))
    }
    return values
  }
}

extension TrainingInventory.Entry {
  /// Whether the estimate is based on a metered quantity of this very run.
  var isMeasured: Bool {
    record.energyBasis == "measured" && (plan?.tier == .reported || plan?.tier == .energy)
  }
}
