import Carbon
import Foundation
import Tables
import Testing

@Suite("What metadata alone tell")
struct MetadataRegressionTests {
  let references: ReferenceTables

  init() throws { references = try Fixtures.references.get() }

  /// log E = 10 + 0.9 (log N - mean) + 0.3 (year - 2022) - 2 [fine-tuning], times `noise`.
  private func planted(noise: (Int) -> Double = { _ in 0 }) -> [TrainingRecord] {
    (0..<36).map { index in
      var record = TrainingRecord()
      record.model = "model \(index)"
      record.organisation = "maker \(index % 9)"
      record.year = 2019 + (index * 7) % 6
      record.modality = "text"
      record.trainingType = index % 4 == 0 ? "fine-tuning" : "pretraining"
      record.parameters = exp(log(1e9) + Double((index * 5) % 13 - 6) / 2)
      record.emissions = exp(
        10 + 0.9 * (log(record.parameters ?? 1) - log(1e9)) + 0.3
          * Double((record.year ?? 0) - 2022)
          - (record.isFineTuned ? 2 : 0) + noise(index))
      record.emissionsBoundary = "facility"
      record.energyBasis = "measured"
      return record
    }
  }

  private func unknown(parameters: Double? = 5e9, type: String = "pretraining") -> TrainingRecord {
    var record = TrainingRecord()
    record.model = "unknown"
    record.organisation = "elsewhere"
    record.year = 2024
    record.modality = "text"
    record.trainingType = type
    record.parameters = parameters
    return record
  }

  private func entry(
    _ record: TrainingRecord, among records: [TrainingRecord], draws: Int = 2000
  ) throws -> TrainingInventory.Entry {
    let inventory = try TrainingInventory(records + [record], references: references, draws: draws)
    return try #require(inventory.entries.last)
  }

  @Test("a planted relation is found again, and predicts what it should")
  func plantedRelation() throws {
    let entry = try entry(unknown(), among: planted())
    let plan = try #require(entry.plan)
    #expect(plan.tier == .metadata)
    let expected = exp(10 + 0.9 * log(5) + 0.3 * 2)
    #expect(abs(plan.central / expected - 1) < 1e-9)
    let tuned = try self.entry(unknown(type: "fine-tuning"), among: planted())
    #expect(abs(try #require(tuned.plan).central / (expected * exp(-2)) - 1) < 1e-9)
  }

  @Test("a single model's median is the exponential of the fit, with nothing smeared")
  func medianIsNotSmeared() throws {
    // Residuals of +1 and -1: a smeared estimate would lie a factor cosh(1) = 1.54 higher.
    let records = planted(noise: { ($0 / 4) % 2 == 0 ? 1 : -1 })
    let entry = try entry(unknown(), among: records, draws: 20_000)
    let plan = try #require(entry.plan)
    let summary = try #require(entry.summary)
    #expect(abs(summary.median / plan.central - 1) < 0.08)
    #expect(summary.mean > 1.3 * summary.median)
    #expect(log(summary.high / summary.median) > 1.5 && log(summary.high / summary.median) < 2.6)
    #expect(abs(log(summary.high / summary.median) + log(summary.low / summary.median)) < 0.4)
  }

  @Test("a model without a size is predicted by the fit without sizes, less surely")
  func withoutSize() throws {
    let records = planted()
    let sized = try #require(try entry(unknown(), among: records).summary)
    let unsized = try #require(try entry(unknown(parameters: nil), among: records).summary)
    #expect(unsized.high / unsized.low > 2 * sized.high / sized.low)
  }

  @Test("coefficients and their intervals are printed, and a term that never varies is left out")
  func table() throws {
    let models = planted(noise: { Double(($0 * 11) % 7 - 3) / 5 })
    let table = try Table([
      ("model", Column(texts: models.map { $0.model })),
      ("organization", Column(texts: models.map(\.organisation))),
      ("release_date", Column(texts: models.map { $0.year.map(String.init) })),
      ("modality", Column(texts: models.map(\.modality))),
      ("training_type", Column(texts: models.map(\.trainingType))),
      ("parameters", Column(doubles: models.map(\.parameters))),
      ("reported_co2e_kg", Column(doubles: models.map(\.emissions))),
      ("emissions_boundary", Column(texts: models.map(\.emissionsBoundary))),
      ("energy_basis", Column(texts: models.map(\.energyBasis))),
    ])
    let result = try CarbonStep.named("training-estimate").run(
      table, parameters: .object([]), references: references, draws: 2000)
    let printed = try #require(result.table("regression"))
    func values(_ name: String) throws -> [Value] {
      let column = try #require(printed[name])
      return (0..<5).map { column.value(at: $0) }
    }
    #expect(
      try values("term")
        == ["intercept", "log parameters", "year", "fine-tuning", "residual spread"].map(
          Value.text))
    let (lows, highs) = (try values("low"), try values("high"))
    let estimates = try values("estimate")
    for (row, truth) in zip(1..., [0.9, 0.3, -2]) {
      let low = try #require(lows[row].doubleValue)
      let high = try #require(highs[row].doubleValue)
      let estimate = try #require(estimates[row].doubleValue)
      #expect(low < truth && truth < high, "row \(row)")
      #expect(low < estimate && estimate < high, "row \(row)")
    }
  }

  @Test("too few models or makers leave a model without an estimate")
  func tooFew() throws {
    #expect(try entry(unknown(), among: Array(planted().prefix(7))).plan == nil)
    var few = planted()
    for index in few.indices { few[index].organisation = "maker \(index % 3)" }
    let entry = try entry(unknown(), among: few)
    #expect(entry.plan == nil && entry.rule == .notEstimated)
  }

  @Test("without a year nothing is predicted")
  func withoutYear() throws {
    var record = unknown()
    record.year = nil
    #expect(try entry(record, among: planted()).plan == nil)
  }
}

extension TrainingRecord {
  fileprivate var isFineTuned: Bool { trainingType == "fine-tuning" }
}
