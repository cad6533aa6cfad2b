internal import Foundation
internal import Tables

extension CarbonStep {
  /// Whether the tiers agree where a model has more than one.
  static let trainingAgreement = CarbonStep(
    name: "training-agreement",
    summary: "Predicts models of a higher tier from each lower one, and judges the difference.",
    parameters: [
      TrainingColumns.parameter, seriesParameter, drawsParameter,
      Parameter(
        "factor", .number, default: 2, "the ratio within which two tiers count as equivalent"),
      Parameter("minimum", .integer(2...1_000_000), default: 8, "fewer rows are not validated"),
    ],
    outputs: [
      Output(name: "summary", summary: "Bias, limits, equivalence, slope and coverage by pair."),
      Output(name: "rows", summary: "Reference, prediction and forecast by model and pair."),
    ]
  ) { input in
    let comparison = try TierComparison(input)
    return CarbonStepResult(
      tables: [
        ("summary", try comparison.summary()), ("rows", try comparison.rowsTable()),
      ], values: [])
  }
}

/// Models that have a higher tier, predicted from each lower one.
struct TierComparison {
  struct Row {
    let record: TrainingRecord
    let organisation: String
    let reference: TierPlan
    let prediction: TierPlan
  }

  struct Judgement {
    let reference: Tier?
    let prediction: Tier
    let rows: [Row]
    let agreement: MethodAgreement?
    let recalibration: Recalibration
    /// Whether the uncalibrated interval holds the reference, by row.
    let isWithin: [Bool]
  }

  let judgements: [Judgement]
  let minimum: Int

  init(_ input: CarbonStepInput) throws {
    let (records, _) = try TrainingColumns.records(input)
    let series = GridSeries(rawValue: input.text("series") ?? "") ?? .direct
    let factor = input.number("factor") ?? 2
    minimum = input.number("minimum").map { Int($0) } ?? 8
    let monteCarlo = MonteCarlo(
      seed: input.seed, draws: min(input.number("draws").map { Int($0) } ?? input.draws, 2000),
      threads: input.threads)
    var models: [(record: TrainingRecord, organisation: String, plans: [TierPlan])] = []
    for record in records {
      let clean = record.checked().record
      guard clean.scope ?? "model" == "model", clean.emissionsBasis != "market-based" else {
        continue
      }
      let organisation =
        clean.organisation.map { input.references.organisationName($0) } ?? "not stated"
      // Default utilisation without the runs of the very organisation that is judged.
      let planner = TierPlanner(input.references, series: series, holdingOut: organisation)
      models.append((clean, organisation, try planner.plans(for: clean).plans))
    }
    var judgements: [Judgement] = []
    func judge(_ reference: Tier?, _ prediction: Tier, _ rows: [Row]) {
      guard !rows.isEmpty else { return }
      let pairs = rows.map {
        MethodAgreement.Pair(
          reference: $0.reference.central, prediction: $0.prediction.central,
          group: $0.organisation)
      }
      let draws = monteCarlo.draws(
        of: rows.map(\.prediction),
        names: rows.enumerated().map { "agreement \($0) \($1.record.model)" })
      let isWithin = zip(rows, draws).map { row, draws in
        let summary = DrawSummary(draws)
        return summary.low <= row.reference.central && row.reference.central <= summary.high
      }
      judgements.append(
        Judgement(
          reference: reference, prediction: prediction, rows: rows,
          agreement: MethodAgreement(pairs, factor: factor), recalibration: Recalibration(pairs),
          isWithin: isWithin))
    }
    let tiers: [Tier] = [.reported, .energy, .hardwareTime, .compute]
    for (index, reference) in tiers.enumerated() {
      for prediction in tiers[(index + 1)...] {
        judge(
          reference, prediction,
          models.compactMap { model in
            guard let better = model.plans.first(where: { $0.tier == reference }),
              let lower = model.plans.first(where: { $0.tier == prediction }),
              Self.isIndependent(model.record, reference, prediction)
            else { return nil }
            return Row(
              record: model.record, organisation: model.organisation, reference: better,
              prediction: lower)
          })
      }
    }
    judge(nil, .metadata, Self.leftOut(models, seed: input.seed))
    self.judgements = judgements
  }

  /// Energy that is hours times assumed watts does not validate hardware time, nor a stated utilisation
  /// the compute tier.
  private static func isIndependent(
    _ record: TrainingRecord, _ reference: Tier, _ prediction: Tier
  ) -> Bool {
    if prediction == .hardwareTime, reference <= .energy { return record.energyBasis == "measured" }
    if prediction == .compute { return record.utilisation == nil }
    return true
  }

  /// Tier 5 for each model with a better tier, fitted without its organisation.
  private static func leftOut(
    _ models: [(record: TrainingRecord, organisation: String, plans: [TierPlan])], seed: UInt64
  ) -> [Row] {
    let known = models.compactMap { model in
      model.plans.first.map { (model.record, model.organisation, $0) }
    }
    let one = MonteCarlo(seed: seed, draws: 1, threads: 1)
    var fits: [String: MetadataRegression?] = [:]
    return known.compactMap { record, organisation, plan in
      guard record.parameters != nil else { return nil }
      let fit =
        fits[organisation]
        ?? MetadataRegression(
          rows: known.filter { $0.1 != organisation }.map {
            MetadataRegression.Row(
              record: $0.0, organisation: $0.1, central: $0.2.central, logDraws: [])
          }, withSize: true, monteCarlo: one)
      fits[organisation] = fit
      guard let fit, let central = fit.predict(record)?.central else { return nil }
      let scatter = fit.residualSpread * UncertainQuantity.normal95
      return Row(
        record: record, organisation: organisation, reference: plan,
        prediction: TierPlan(
          tier: .metadata,
          factors: [
            Factor(
              .regression,
              UncertainQuantity(
                median: central, low: central * exp(-scatter), high: central * exp(scatter)),
              unit: "kg", origin: .derived,
              source: Source(title: "regression without the organisation", url: ""))
          ], unitConstant: 1))
    }
  }

  private func verdict(_ judgement: Judgement) -> String {
    guard judgement.rows.count >= minimum, let agreement = judgement.agreement,
      let p = agreement.equivalence, let interval = agreement.biasInterval
    else { return "not validated" }
    if p < 0.05 { return "equivalent" }
    return interval.contains(0) ? "inconclusive" : "biased"
  }

  private static func name(_ tier: Tier?) -> String {
    tier.map { "\($0.rawValue) \($0.label)" } ?? "best of 1 to 4"
  }

  func summary() throws -> Table {
    let rows = judgements
    var result = TableBuilder(rows: rows.count)
    result.add("reference_tier", texts: rows.map { Self.name($0.reference) }, label: "Reference")
    result.add("predicted_tier", texts: rows.map { Self.name($0.prediction) }, label: "Predicted")
    result.add("models", ints: rows.map(\.rows.count), label: "Models")
    result.add(
      "organisations", ints: rows.map { Set($0.rows.map(\.organisation)).count },
      label: "Organisations")
    func ratio(_ name: String, _ label: String, _ value: (MethodAgreement) -> Double?) {
      result.add(
        name, doubles: rows.map { $0.agreement.flatMap(value).map { exp($0) } }, label: label)
    }
    ratio("ratio", "Mean ratio") { $0.bias }
    ratio("ratio_low", "Mean ratio, 5 % point") { $0.equivalenceInterval?.lowerBound }
    ratio("ratio_high", "Mean ratio, 95 % point") { $0.equivalenceInterval?.upperBound }
    ratio("limit_low", "Lower limit of agreement") { $0.limits.lowerBound }
    ratio("limit_high", "Upper limit of agreement") { $0.limits.upperBound }
    result.add(
      "p_equivalence", doubles: rows.map { $0.agreement?.equivalence }, label: "p, equivalence")
    result.add(
      "deming_slope", doubles: rows.map { $0.agreement?.demingSlope }, label: "Deming slope")
    result.add(
      "deming_low", doubles: rows.map { $0.agreement?.demingInterval?.lowerBound },
      label: "Slope, 2.5 % point")
    result.add(
      "deming_high", doubles: rows.map { $0.agreement?.demingInterval?.upperBound },
      label: "Slope, 97.5 % point")
    result.add(
      "within_prior",
      doubles: rows.map { Double($0.isWithin.count { $0 }) / Double($0.rows.count) },
      label: "Within the interval as estimated")
    let coverage = rows.map(\.recalibration.coverage)
    result.add("calibrated_rows", ints: coverage.map { $0?.rows }, label: "Models forecast")
    result.add(
      "coverage", doubles: coverage.map { $0.map { Double($0.covered) / Double($0.rows) } },
      label: "Coverage after recalibration")
    result.add(
      "coverage_low", doubles: coverage.map { $0?.share.lowerBound },
      label: "Coverage, 2.5 % point")
    result.add(
      "coverage_high", doubles: coverage.map { $0?.share.upperBound },
      label: "Coverage, 97.5 % point")
    result.add("verdict", texts: rows.map(verdict), label: "Verdict")
    return try result.table()
  }

  func rowsTable() throws -> Table {
    let rows = judgements.flatMap { judgement in
      judgement.rows.indices.map { (judgement, $0) }
    }
    var result = TableBuilder(rows: rows.count)
    result.add("model", texts: rows.map { $0.0.rows[$0.1].record.model }, label: "Model")
    result.add(
      "organisation_name", texts: rows.map { $0.0.rows[$0.1].organisation }, label: "Organisation")
    result.add(
      "pair", texts: rows.map { "\(Self.name($0.0.reference)) from \(Self.name($0.0.prediction))" },
      label: "Pair")
    result.add("reference_tier", texts: rows.map { Self.name($0.0.reference) }, label: "Reference")
    result.add(
      "predicted_tier", texts: rows.map { Self.name($0.0.prediction) }, label: "Predicted")
    result.add(
      "reference_kg", doubles: rows.map { $0.0.rows[$0.1].reference.central }, unit: "kg",
      label: "Reference")
    result.add(
      "predicted_kg", doubles: rows.map { $0.0.rows[$0.1].prediction.central }, unit: "kg",
      label: "Predicted")
    result.add(
      "mean_kg",
      doubles: rows.map {
        ($0.0.rows[$0.1].reference.central * $0.0.rows[$0.1].prediction.central).squareRoot()
      }, unit: "kg", label: "Geometric mean of the two")
    result.add(
      "ratio",
      doubles: rows.map { $0.0.rows[$0.1].prediction.central / $0.0.rows[$0.1].reference.central },
      label: "Predicted over reference")
    result.add(
      "forecast_low_kg", doubles: rows.map { $0.0.recalibration.forecasts[$0.1]?.low }, unit: "kg",
      label: "Recalibrated, 5 % point")
    result.add(
      "forecast_high_kg", doubles: rows.map { $0.0.recalibration.forecasts[$0.1]?.high },
      unit: "kg",
      label: "Recalibrated, 95 % point")
    return try result.table()
  }
}
