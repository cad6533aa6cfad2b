internal import Basics
internal import Tables

extension CarbonStep {
  /// The same training on other devices and in other places.
  static let trainingScenarios = CarbonStep(
    name: "training-scenarios",
    summary:
      "Estimates the same training compute on each device and in each place, unknowns shared.",
    parameters: [
      TrainingColumns.parameter, seriesParameter, drawsParameter,
      Parameter("models", .texts, "the models to compare; by default all with known compute"),
      Parameter(
        "devices", .texts, default: ["V100", "A100", "H100"],
        "the devices; the first is what ratios refer to"),
      Parameter(
        "places", .texts,
        default: ["United States", "France", "Sweden", "China", "India"],
        "the places; the first is what ratios refer to"),
      Parameter(
        "year", .integer(1950...2100), "the year of the grid figures; by default that of the model"),
    ],
    outputs: [
      Output(
        name: "scenarios", summary: "Estimate, limits and ratio to the first device and place.")
    ]
  ) { input in
    let (records, _) = try TrainingColumns.records(input)
    let wanted = Set(input.texts("models").map { NameKey($0) })
    let planner = TierPlanner(
      input.references, series: GridSeries(rawValue: input.text("series") ?? "") ?? .direct)
    let monteCarlo = MonteCarlo(
      seed: input.seed, draws: input.number("draws").map { Int($0) } ?? input.draws,
      threads: input.threads)
    var rows:
      [(model: String, device: String, place: String, sum: DrawSummary, ratio: DrawSummary)] =
        []
    for record in records where wanted.isEmpty || wanted.contains(NameKey(record.model)) {
      let clean = record.checked().record
      guard try planner.computeFactor(clean) != nil else { continue }
      var plans: [TierPlan?] = []
      var labels: [(String, String)] = []
      for device in input.texts("devices") {
        for place in input.texts("places") {
          let match = try input.references.devices.lookup(device)
          let grid = try input.references.grids.lookup(
            place, year: clean.year, series: planner.series)
          var scenario = clean
          scenario.hardware = match.device.name
          scenario.location = place
          scenario.intensity = nil
          scenario.utilisation = nil
          if let year = input.number("year") { scenario.year = Int(year) }
          plans.append(try planner.plans(for: scenario).plan(.compute))
          labels.append((match.device.name, grid.grid.region))
        }
      }
      // What is the model's own is the same in every scenario, so that only the scenario differs.
      let draws = monteCarlo.draws(
        of: plans, names: [String](repeating: record.model, count: plans.count))
      let base = draws.first ?? []
      for ((device, place), own) in zip(labels, draws) where !own.isEmpty {
        rows.append(
          (
            record.model, device, place, DrawSummary(own),
            DrawSummary(zip(own, base).map { $1 > 0 ? $0 / $1 : 0 })
          ))
      }
    }
    var result = TableBuilder(rows: rows.count)
    result.add("model", texts: rows.map(\.model), label: "Model")
    result.add("device", texts: rows.map(\.device), label: "Device")
    result.add("place", texts: rows.map(\.place), label: "Place")
    result.add("estimate_kg", doubles: rows.map(\.sum.median), unit: "kg", label: "Emissions")
    result.add("low_kg", doubles: rows.map(\.sum.low), unit: "kg", label: "5 % point")
    result.add("high_kg", doubles: rows.map(\.sum.high), unit: "kg", label: "95 % point")
    result.add("ratio", doubles: rows.map(\.ratio.median), label: "Ratio to the first")
    result.add("ratio_low", doubles: rows.map(\.ratio.low), label: "Ratio, 5 % point")
    result.add("ratio_high", doubles: rows.map(\.ratio.high), label: "Ratio, 95 % point")
    return CarbonStepResult(tables: [("scenarios", try result.table())], values: [])
  }

  /// The examples that papers print, against what the formulas give.
  static let workedExamples = CarbonStep(
    name: "worked-examples",
    summary: "Computes the worked examples of the reference tables; the input is not used.",
    parameters: [],
    outputs: [Output(name: "examples", summary: "Printed and computed value of each example.")]
  ) { input in
    let rows = input.references.examples
    var result = TableBuilder(rows: rows.count)
    result.add("id", texts: rows.map(\.id), label: "Example")
    result.add("model", texts: rows.map(\.model), label: "Model")
    result.add("quantity", texts: rows.map(\.quantity), label: "Quantity")
    result.add("unit", texts: rows.map(\.unit), label: "Unit")
    result.add(
      "printed", doubles: rows.map(\.printed), label: "Printed", provenance: .reported)
    result.add("computed", doubles: rows.map(\.value), label: "Computed", provenance: .derived)
    result.add(
      "difference_percent",
      doubles: rows.map { row in row.value.map { ($0 / row.printed - 1) * 100 } }, unit: "%",
      label: "Difference", provenance: .derived)
    result.add("agrees", flags: rows.map(\.agrees), label: "Agrees to the printed digits")
    result.add(
      "agreement",
      texts: rows.map {
        $0.agrees ? "to the digit" : $0.agreesWithinRounding ? "within rounding" : "prediction"
      }, label: "Agreement")
    result.add("note", texts: rows.map(\.note), label: "Why it differs")
    result.add("source_title", texts: rows.map(\.source.title), label: "Source")
    result.add("source_url", texts: rows.map(\.source.url), label: "Address")
    return CarbonStepResult(
      tables: [("examples", try result.table())],
      values: [
        .init(name: "examples", value: .int(Int64(rows.count)), unit: nil),
        .init(name: "agreeing", value: .int(Int64(rows.count { $0.agrees })), unit: nil),
      ])
  }

  /// One name for each organisation.
  static let organisationName = CarbonStep(
    name: "organisation-name",
    summary: "Adds the organisation's one name, its kind and country.",
    parameters: [
      Parameter("column", .column, default: "organization", "the column of names")
    ],
    outputs: [
      Output(
        name: "rows",
        summary: "The input with organisation_name, organisation_kind and organisation_country.")
    ]
  ) { input in
    let names = try input.column("column").cellTexts
    let found = names.map { $0.flatMap { input.references.organisations.lookup($0) } }
    var result = TableBuilder(input.table)
    result.add(
      "organisation_name", texts: zip(names, found).map { $1?.name ?? $0 }, label: "Organisation")
    result.add("organisation_kind", texts: found.map { $0?.kind }, label: "Kind of organisation")
    result.add("organisation_country", texts: found.map { $0?.country }, label: "Country")
    return CarbonStepResult(
      tables: [("rows", try result.table(rowFlow: input.table.rowFlow))], values: [])
  }
}
