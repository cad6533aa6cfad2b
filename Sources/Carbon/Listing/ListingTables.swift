internal import Basics
internal import Foundation
internal import Tables

/// The tables of a listing's total.
struct ListingTables {
  let total: ListingTotal
  private var data: ListingData { total.data }

  init(_ total: ListingTotal) { self.total = total }

  /// One row a draw.
  func draws() throws -> Table {
    var result = TableBuilder(rows: total.draws.count)
    func column(
      _ name: String, _ unit: String, _ label: String, _ value: (ListingTotal.Draw) -> Double
    ) {
      result.add(name, doubles: total.draws.map(value), unit: unit, label: label)
    }
    result.add("draw", ints: total.draws.indices.map { $0 + 1 }, label: "Draw")
    column("total_kg", "kg", "Emissions of training") { $0.total }
    column("energy_kwh", "kWh", "Energy of training") { $0.energy }
    for tier in ListingTotal.Tier.allCases {
      column("\(tier)_kg", "kg", "Emissions: \(tier.label)") { $0.kilograms[tier.rawValue] }
    }
    return try result.table()
  }

  private typealias Limits = ListingTotal.Limits

  private static let leftOut = "left out: no size"

  /// Runs and share of the expected total by what the estimate rests on.
  func tiers() throws -> Table {
    let whole = total.draws.reduce(0) { $0 + $1.total }
    let rows = ListingTotal.Tier.allCases.map { tier in
      let values = total.draws.map { $0.kilograms[tier.rawValue] }
      let models =
        tier == .tuned ? data.tunedCandidates.count : total.tiers.count { $0 == tier }
      return (tier.label, models, Limits(values), whole > 0 ? values.reduce(0, +) / whole : 0)
    }
    var result = TableBuilder(rows: rows.count + 1)
    result.add("tier", texts: rows.map(\.0) + [Self.leftOut], label: "Based on")
    result.add("models", ints: rows.map(\.1) + [data.leftOut], label: "Models")
    func limits(_ name: String, _ label: String, _ value: (Limits) -> Double) {
      result.add(name, doubles: rows.map { value($0.2) } + [nil], unit: "kg", label: label)
    }
    limits("estimate_kg", "Median") { $0.median }
    limits("low_kg", "5 % point") { $0.low }
    limits("high_kg", "95 % point") { $0.high }
    result.add(
      "share", doubles: rows.map(\.3) + [nil], label: "Share of the expected total")
    return try result.table()
  }

  /// The total by group, from the same draws, the largest first.
  func groups() throws -> Table {
    let whole = total.draws.reduce(0) { $0 + $1.total }
    var models = [Int](repeating: 0, count: data.groups.count)
    for group in data.candidateGroups + data.tunedGroups { models[group] += 1 }
    let limits = data.groups.indices.map { group in
      Limits(total.draws.map { $0.groups[group] })
    }
    let shares = data.groups.indices.map { group -> Double in
      whole > 0 ? total.draws.reduce(0) { $0 + $1.groups[group] } / whole : 0
    }
    let order = data.groups.indices.sorted { a, b in
      shares[a] != shares[b] ? shares[a] > shares[b] : data.groups[a] < data.groups[b]
    }
    var result = TableBuilder(rows: order.count)
    result.add("group", texts: order.map { data.groups[$0] }, label: "Group")
    result.add("models", ints: order.map { models[$0] }, label: "Models")
    result.add("estimate_kg", doubles: order.map { limits[$0].median }, unit: "kg", label: "Median")
    result.add("low_kg", doubles: order.map { limits[$0].low }, unit: "kg", label: "5 % point")
    result.add("high_kg", doubles: order.map { limits[$0].high }, unit: "kg", label: "95 % point")
    result.add("share", doubles: order.map { shares[$0] }, label: "Share of the expected total")
    return try result.table()
  }

  /// The total over further thresholds, from the same draws.
  func thresholds() throws -> Table {
    let multiples = data.threshold == 0 ? [1] : ListingTotal.multiples
    let limits = multiples.indices.map { k in Limits(total.draws.map { $0.above[k] }) }
    let downloads = multiples.map { $0 * data.threshold }
    var result = TableBuilder(rows: multiples.count)
    result.add("downloads", ints: downloads, label: "More downloads in 30 days than")
    result.add(
      "models",
      ints: downloads.map { least in
        data.candidates.count { $0.model.downloads > least }
          + data.tunedCandidates.count { $0.model.downloads > least }
      }, label: "Models")
    result.add("estimate_kg", doubles: limits.map(\.median), unit: "kg", label: "Median")
    result.add("low_kg", doubles: limits.map(\.low), unit: "kg", label: "5 % point")
    result.add("high_kg", doubles: limits.map(\.high), unit: "kg", label: "95 % point")
    return try result.table()
  }

  private struct Row {
    let model: ListedModel
    let tier: String
    var limits: Limits?
    var sum = 0.0
  }

  /// Each model over the threshold with the middle of its estimates, those that add most first. An unknown one is told as if
  /// it were a run; what is no run of its own has no estimate.
  func models() throws -> Table {
    let whole = total.draws.reduce(0) { $0 + $1.total }
    func estimated(_ model: ListedModel, _ tier: ListingTotal.Tier, _ index: Int) -> Row {
      let one = total.contributions[index]
      return Row(
        model: model, tier: tier.label, limits: one.limits(of: total.draws.count), sum: one.sum)
    }
    let candidates = data.candidates.indices.map { index in
      estimated(data.candidates[index].model, total.tiers[index], index)
    }
    let tuned = data.tunedCandidates.indices.map { index in
      estimated(data.tunedCandidates[index].model, .tuned, data.candidates.count + index)
    }
    let others = data.others.map { model in
      Row(
        model: model,
        tier: model.isCandidate || model.isTuned ? Self.leftOut : "no run of its own")
    }
    let rows = (candidates + tuned + others).sorted { a, b in
      a.sum != b.sum ? a.sum > b.sum : a.model.id < b.model.id
    }
    var result = TableBuilder(rows: rows.count)
    result.add("id", texts: rows.map(\.model.id), label: "Model")
    result.add("author", texts: rows.map(\.model.author), label: "Author")
    result.add("year", ints: rows.map { Int($0.model.year) }, label: "Year")
    result.add("downloads", ints: rows.map(\.model.downloads), label: "Downloads in 30 days")
    result.add("kind", texts: rows.map(\.model.kind.rawValue), label: "Kind")
    result.add("evidence", texts: rows.map(\.model.evidence), label: "Evidence")
    result.add("counted", flags: rows.map(\.model.kind.isRun), label: "Counted as a run")
    result.add("tier", texts: rows.map(\.tier), label: "Based on")
    result.add(
      "parameters", doubles: rows.map(\.model.parameters), label: "Parameters")
    result.add("emissions", doubles: rows.map { $0.limits?.median }, unit: "kg", label: "Median")
    result.add("low", doubles: rows.map { $0.limits?.low }, unit: "kg", label: "5 % point")
    result.add("high", doubles: rows.map { $0.limits?.high }, unit: "kg", label: "95 % point")
    result.add(
      "share", doubles: rows.map { whole > 0 ? $0.sum / whole : 0 },
      label: "Share of the expected total")
    return try result.table()
  }

  /// What one disclosure more would tell, for the ten models that add most.
  func disclosures() throws -> Table {
    let indices = total.draws.isEmpty ? [] : total.largest(10)
    let limits = total.knowing(indices)
    let now = Limits(total.draws.map(\.total))
    var result = TableBuilder(rows: indices.count)
    result.add("id", texts: indices.map { data.candidates[$0].model.id }, label: "Model")
    result.add("low_kg", doubles: limits.map(\.low), unit: "kg", label: "5 % point")
    result.add("high_kg", doubles: limits.map(\.high), unit: "kg", label: "95 % point")
    result.add("ends", doubles: limits.map { $0.high / $0.low }, label: "Times apart")
    result.add(
      "ends_now", doubles: limits.map { _ in now.high / now.low }, label: "Times apart now")
    return try result.table()
  }

  /// The total with one assumption changed at a time.
  func sensitivity(_ varied: [(label: String, limits: ListingTotal.Limits)]) throws -> Table {
    let now = Limits(total.draws.map(\.total))
    let rows = [(label: "as in the report", limits: now)] + varied
    var result = TableBuilder(rows: rows.count)
    result.add("assumption", texts: rows.map(\.label), label: "Assumption")
    result.add("estimate_kg", doubles: rows.map(\.limits.median), unit: "kg", label: "Median")
    result.add("low_kg", doubles: rows.map(\.limits.low), unit: "kg", label: "5 % point")
    result.add("high_kg", doubles: rows.map(\.limits.high), unit: "kg", label: "95 % point")
    result.add(
      "ratio", doubles: rows.map { now.median > 0 ? $0.limits.median / now.median : nil },
      label: "Times the report's")
    return try result.table()
  }

  /// Emissions for each operation, the mean of the runs of a year.
  func years() throws -> Table {
    // From watts for each TFLOP/s and g/kWh to kilograms for 10^18 operations.
    let factor = exp(data.priors.constant - log(6) + log(1e18))
    let count = total.draws.isEmpty ? 0 : data.years.count
    let limits = (0..<count).map { year in
      Limits(
        total.draws.compactMap { draw in
          draw.runs[year] > 0 ? factor * draw.intensities[year] / draw.runs[year] : nil
        })
    }
    let models = (0..<count).map { year in data.candidateYears.count { $0 == year } }
    let kept = models.indices.filter { models[$0] > 0 }
    var result = TableBuilder(rows: kept.count)
    result.add("year", ints: kept.map { data.years.lowerBound + $0 }, label: "Year")
    result.add("models", ints: kept.map { models[$0] }, label: "Models")
    result.add(
      "intensity", doubles: kept.map { limits[$0].median }, unit: "kg/EFLOP", label: "Median")
    result.add("low", doubles: kept.map { limits[$0].low }, unit: "kg/EFLOP", label: "5 % point")
    result.add("high", doubles: kept.map { limits[$0].high }, unit: "kg/EFLOP", label: "95 % point")
    return try result.table()
  }

  /// Reports that are more likely in another unit than not.
  func suspects() throws -> Table {
    let count = Double(max(1, total.states.count))
    var rows: [(id: String, grams: Double, probability: Double)] = []
    for (index, run) in data.reporters.enumerated() {
      let wrong = total.states.count { $0.unit[index] != 0 }
      let probability = Double(wrong) / count
      guard probability > 0.5 else { continue }
      rows.append((run.model.id, exp((run.model.report ?? 0) + run.logSize) * 1000, probability))
    }
    var result = TableBuilder(rows: rows.count)
    result.add("id", texts: rows.map(\.id), label: "Model")
    result.add(
      "emissions", doubles: rows.map(\.grams), unit: "g", label: "As written", provenance: .reported
    )
    result.add("probability", doubles: rows.map(\.probability), label: "Probability")
    return try result.table()
  }

  /// The unknowns of the regression beside what the public tables said of them.
  func unknowns() throws -> Table {
    let priors = data.priors
    var rows: [(String, Double?, Double?, Limits)] = []
    let names = ["intercept", "ln(parameters / 1e9)", "year - 2023", "mixture of experts"]
    for (k, name) in names.enumerated() {
      rows.append(
        (
          name, priors.coefficients[k], ListingPriors.spreads[k],
          Limits(total.states.map { $0.beta[k] })
        ))
    }
    rows.append(
      ("spread within authors", nil, nil, Limits(total.states.map { $0.residual.squareRoot() })))
    rows.append(
      ("spread between authors", nil, nil, Limits(total.states.map { $0.between.squareRoot() })))
    rows.append(("runs at the author's place", 0.65, nil, Limits(total.states.map(\.habit))))
    rows.append(
      ("reports a thousand times too small", 0.09, nil, Limits(total.states.map { $0.units[1] })))
    rows.append(
      ("reports a thousand times too large", 0.01, nil, Limits(total.states.map { $0.units[2] })))
    for (p, place) in data.places.enumerated() {
      rows.append(
        (
          "share of runs: \(place)", 1 / Double(data.places.count), nil,
          Limits(total.states.map { $0.places[p] })
        ))
    }
    var result = TableBuilder(rows: rows.count)
    result.add("unknown", texts: rows.map(\.0), label: "Unknown")
    result.add("prior", doubles: rows.map(\.1), label: "Before the listing")
    result.add("prior_spread", doubles: rows.map(\.2), label: "Spread before the listing")
    result.add("estimate", doubles: rows.map(\.3.median), label: "Median")
    result.add("low", doubles: rows.map(\.3.low), label: "5 % point")
    result.add("high", doubles: rows.map(\.3.high), label: "95 % point")
    return try result.table()
  }
}

extension CarbonStep {
  /// What a listing's models took to train.
  static let listingTotal = CarbonStep(
    name: "listing-total",
    summary:
      "Estimates what it took to train a listing's models over a threshold of downloads, calibrated on the listing's own reporters.",
    parameters: [
      Parameter(
        "downloads", .integer(0...1_000_000_000), default: 5000,
        "models with more downloads are summed"),
      Parameter("by", .column, default: "domain", "the column that totals are told by"),
      Parameter("draws", .integer(100...20_000), default: 2000, "draws that are kept"),
    ],
    outputs: [
      Output(name: "draws", summary: "Draws of the total and of its energy."),
      Output(name: "tiers", summary: "Models and total by what the estimate rests on."),
      Output(name: "groups", summary: "The total by the column of `by`."),
      Output(name: "thresholds", summary: "The total over further thresholds of downloads."),
      Output(name: "models", summary: "Each model over the threshold."),
      Output(name: "disclosures", summary: "The interval if one run more were known."),
      Output(name: "sensitivity", summary: "The total with one assumption changed at a time."),
      Output(name: "years", summary: "Emissions for each operation by year."),
      Output(name: "suspects", summary: "Reports that are likely in another unit."),
      Output(name: "unknowns", summary: "The unknowns before and after the listing."),
    ]
  ) { input in
    let models = try ListedModel.models(input)
    let downloads = Int(input.number("downloads") ?? 5000)
    // Without rows only the columns are asked for.
    let count = models.isEmpty ? 0 : Int(input.number("draws") ?? 2000)
    let priors = try ListingPriors(input.references)
    let data = ListingData(
      models, priors: priors, grids: input.references.grids, downloads: downloads)
    let total = ListingTotal(data, seed: input.seed, draws: count, threads: input.threads)
    let varied =
      total.varied(seed: input.seed, draws: max(100, count / 5), threads: input.threads)
    let tables = ListingTables(total)
    func whole(_ name: String, _ value: Int) -> CarbonStepResult.Value {
      .init(name: name, value: .int(Int64(value)), unit: nil)
    }
    return CarbonStepResult(
      tables: [
        ("draws", try tables.draws()), ("tiers", try tables.tiers()),
        ("groups", try tables.groups()), ("thresholds", try tables.thresholds()),
        ("models", try tables.models()), ("disclosures", try tables.disclosures()),
        ("sensitivity", try tables.sensitivity(varied)), ("years", try tables.years()),
        ("suspects", try tables.suspects()), ("unknowns", try tables.unknowns()),
      ],
      values: [
        whole("reporters", data.reporters.count), whole("tuned-reporters", data.tuned.count),
        whole("candidates", data.candidates.count),
        whole("tuned-candidates", data.tunedCandidates.count), whole("left-out", data.leftOut),
      ])
  }
}
