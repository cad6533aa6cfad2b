import Basics
import Carbon
import Foundation
import Tables
import Testing

@Suite struct EstimatorTests {
  let references: ReferenceTables
  let estimator: Estimator

  init() throws {
    references = try Fixtures.references.get()
    estimator = try Estimator(
      references, background: try Fixtures.disclosures.get(), draws: 1000)
  }

  @Test func parametersTokensDeviceAndPlaceGiveAComputeEstimate() throws {
    var record = TrainingRecord()
    record.parameters = 7e9
    record.tokens = 2e12
    record.hardware = "A100"
    record.location = "France"
    record.year = 2023
    let estimate = try estimator.estimate(record)
    #expect(estimate.plan.tier == .compute)
    #expect(estimate.summary.low < estimate.summary.median)
    #expect(estimate.compute == 8.4e22)
    // 8.4e22 FLOP / (312 TFLOP/s x 0.3473) / 3600 = 215,000 h; x 432 W x 1.56 x 55 g/kWh: about 8 t.
    #expect(estimate.summary.median > 5000 && estimate.summary.median < 12_000)
    #expect(estimate.notes.contains { $0.contains("most common variant") })
    #expect(estimate.json["emissions"]?["unit"] == "kg")
    #expect(estimate.json["factors"]?.arrayValue?.allSatisfy { $0["source"] != nil } == true)
  }

  @Test func sizeAndYearAloneFallBackOnTheRegression() throws {
    var record = TrainingRecord()
    record.parameters = 7e9
    record.year = 2023
    let estimate = try estimator.estimate(record)
    #expect(estimate.plan.tier == .metadata)
    #expect(estimate.summary.high / estimate.summary.low > 10)
    let alone = try Estimator(references, draws: 10)
    #expect(throws: CarbonError.self) { try alone.estimate(record) }
  }

  @Test func sizeAndTokensAloneTakeTheNewestDeviceThatStandsIn() throws {
    var record = TrainingRecord()
    record.parameters = 7e9
    record.tokens = 1e12
    let estimate = try estimator.estimate(record)
    #expect(estimate.plan.tier == .compute)
    #expect(estimate.notes.contains { $0.contains("H100 SXM5 80GB is used instead") })
  }

  @Test(arguments: [
    ("8 x H100 80GB", 8.0, "H100 80GB"), ("1 x A100-SXM4-80GB", 1, "A100-SXM4-80GB"),
    ("TPU v4-512", 256, "TPU v4"), ("4x V100", 4, "V100"),
  ])
  func aDeviceWithItsCountIsThatManyDevices(_ text: String, _ count: Double, _ name: String) throws
  {
    var written = TrainingRecord()
    (written.hardware, written.trainingHours, written.location) = (text, 100, "France")
    var plain = written
    (plain.hardware, plain.deviceCount) = (name, count)
    let (a, b) = (try estimator.estimate(written), try estimator.estimate(plain))
    #expect(a.plan.tier == .hardwareTime)
    #expect(abs(a.plan.central / b.plan.central - 1) < 1e-12)
  }

  @Test func anAdapterTakesFourOperationsForEachParameterAndToken() throws {
    var record = TrainingRecord()
    (record.parameters, record.tokens, record.trainingType) = (7e9, 1e8, "LoRA adapter")
    #expect(try estimator.estimate(record).compute == 4 * 7e9 * 1e8)
    record.trainingType = "fine-tuning"
    #expect(try estimator.estimate(record).compute == 6 * 7e9 * 1e8)
  }

  @Test func countsAreReadWithTheirMagnitude() {
    #expect(Estimator.count("7B") == 7e9)
    #expect(Estimator.count("1.4 trillion") == 1.4e12)
    #expect(Estimator.count("350M") == 3.5e8)
    #expect(Estimator.count("7e9") == 7e9)
    #expect(Estimator.count("seven") == nil)
    #expect(Estimator.count("7B or 8B") == nil)
  }

  @Test func columnsMayBeCalledAsTheOptionsAre() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: url) }
    try """
    model,parameters,tokens,year,device,hours,emissions
    a,7B,1T,2024,,,
    b,350M,,2024,,,
    c,,,2024,8 x H100 80GB,24,
    d,,,,,,3
    """.write(to: url, atomically: true, encoding: .utf8)
    let result = try CarbonStep.named("training-estimate").run(
      CSVReader.read(path: url.path), parameters: ["background": true], references: references,
      draws: 200)
    let estimates = try #require(result.table())
    #expect(estimates.rowCount == 4)
    let tiers = try #require(estimates["tier"]?.doublesOrNaN)
    #expect(tiers == [4, 5, 3, 1])
    #expect(estimates["compute_flop"]?.doublesOrNaN?[0] == 6 * 7e9 * 1e12)
  }

  @Test func sentencesOfACardTellDevicesAndHours() throws {
    func record(_ text: String) throws -> TrainingRecord {
      try ModelCard(frontMatter: .null, text: text).record
    }
    let cumulative = try record(
      "Training utilized a cumulative of **39.3M GPU hours** of computation on H100-80GB hardware of type H100-80GB (TDP of 700W)."
    )
    #expect(cumulative.deviceHours == 39.3e6)
    #expect(cumulative.hardware == "H100-80GB")
    let run = try record("We trained on 512 A100-80GB GPUs for about 21 days.")
    #expect(run.deviceCount == 512)
    #expect(run.hardware == "A100-80GB")
    #expect(run.trainingHours == 504)
    #expect(try estimator.estimate(run).plan.tier == .hardwareTime)
    #expect(try record("It runs on 8 GPUs for days.").trainingHours == nil)
  }

  @Test func impossibleInputIsANamedError() throws {
    var record = TrainingRecord()
    record.tokens = -1
    #expect(throws: CarbonError.self) { try estimator.estimate(record) }
    record.tokens = 1e12
    record.parameters = 1e9
    record.hardware = "Z9000"
    #expect(throws: CarbonError.self) { try estimator.estimate(record) }
    record.hardware = "H100"
    record.location = "Atlantis"
    #expect(throws: CarbonError.self) { try estimator.estimate(record) }
    record.location = nil
    record.utilisation = 3
    #expect(throws: CarbonError.self) { try estimator.estimate(record) }
  }

  @Test("Active parameters make a mixture, whatever the architecture is called")
  func activeParameters() throws {
    func compute(_ architecture: String?, active: Double?) throws -> Double? {
      var record = TrainingRecord()
      record.parameters = 671e9
      record.activeParameters = active
      record.tokens = 14.8e12
      record.architecture = architecture
      record.year = 2024
      return try estimator.estimate(record).compute
    }
    // 6 x 37e9 x 14.8e12.
    for name in [nil, "moe-transformer", "MoE", "Mixture of Experts", "dense-transformer"] {
      #expect(try compute(name, active: 37e9) == 3.2856e24, "\(name ?? "none")")
    }
    #expect(try compute(nil, active: nil) == 6 * 671e9 * 14.8e12)
    #expect(try compute(nil, active: 671e9) == 6 * 671e9 * 14.8e12)
  }

  @Test("What is not part of an estimate is reported by name")
  func unusedFacts() throws {
    var record = TrainingRecord()
    record.emissions = 5
    record.energy = 100
    record.pue = 1.2
    record.modality = "text"
    let notes = try estimator.estimate(record).notes
    #expect(
      notes.last
        == "not used by this estimate, which is of tier 1 (reported): modality, energy, PUE")
    var used = TrainingRecord()
    used.hardware = "A100"
    used.deviceHours = 100
    used.location = "France"
    used.year = 2023
    #expect(try !estimator.estimate(used).notes.contains { $0.hasPrefix("not part") })
    used.deviceCount = 8
    #expect(
      try estimator.estimate(used).notes.last
        == "not used by this estimate, which is of tier 3 (hardware time): device count")
  }

  @Test("No quantity at its extremes crashes: a finite estimate or a named error")
  func extremes() throws {
    let values = [
      0, -0.0, -1, .leastNonzeroMagnitude, 1e-308, 1e-300, 1e-12, 1e15, 1e300, 1e308, .infinity,
      -.infinity, .nan,
      Double(Int64.min), Double(Int64.max), .greatestFiniteMagnitude,
    ]
    let paths: [WritableKeyPath<TrainingRecord, Double?>] = [
      \.parameters, \.activeParameters, \.tokens, \.samples, \.forwardFlop, \.flop, \.deviceCount,
      \.deviceHours, \.trainingHours, \.utilisation, \.energy, \.pue, \.intensity, \.emissions,
    ]
    let alone = try Estimator(references, draws: 10)
    var base = TrainingRecord()
    base.hardware = "A100"
    base.deviceHours = 1000
    base.flop = 1e20
    for start in [TrainingRecord(), base] {
      for path in paths {
        for value in values {
          var record = start
          record[keyPath: path] = value
          guard let estimate = try? alone.estimate(record) else { continue }
          #expect(estimate.summary.median.isFinite && estimate.summary.median > 0)
          #expect(!estimate.json.text().contains("inf"), "\(value)")
        }
      }
      for year in [Int.min, -1, 0, 1949, 2101, 9999, Int.max] {
        var record = base
        record.year = year
        record.location = "France"
        #expect(throws: CarbonError.self) { try alone.estimate(record) }
      }
    }
  }

  @Test func aCardIsReadFromItsFrontMatterAndItsText() throws {
    let (matter, text) = ModelCard.split(
      """
      ---
      co2_eq_emissions: 149200
      ---
      # DistilGPT2
      A model with 82 million parameters, trained on 3.5B tokens.
      - **Hardware Type:** 8 x V100 16GB
      - **Hours used:** 168
      - **Compute Region:** East US
      - **Carbon Emitted:** [More Information Needed]
      """)
    #expect(matter == "co2_eq_emissions: 149200")
    let card = try ModelCard(
      frontMatter: ["co2_eq_emissions": ["emissions": 149200, "source": "code carbon"]], text: text,
      year: 2019)
    #expect(card.record.model == "DistilGPT2")
    #expect(card.record.emissions == 149.2)
    #expect(card.record.energyBasis == "measured")
    #expect(card.record.hardware == "V100 16GB")
    #expect(card.record.deviceCount == 8)
    #expect(card.record.trainingHours == 168)
    #expect(card.record.location == "East US")
    #expect(card.record.parameters == 82e6)
    #expect(card.record.tokens == 3.5e9)
    #expect(try estimator.estimate(card.record).plan.tier == .reported)
  }

  @Test func aCardWithoutFrontMatterOrFactsGivesNoEstimateAndNoCrash() throws {
    let card = try ModelCard(frontMatter: .null, text: "no numbers, 3 parameters: tokens")
    #expect(card.record.parameters == nil)
    #expect(throws: CarbonError.self) { try estimator.estimate(card.record) }
    #expect(throws: CarbonError.self) { try ModelCard(frontMatter: [1], text: "") }
    #expect(ModelCard.split("---\nunclosed").frontMatter == nil)
  }
}
