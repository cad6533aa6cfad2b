import Basics
import Carbon
import Foundation
import Tables
import Testing

@Suite struct EstimateTests {
  let references: ReferenceTables

  init() throws { references = try Fixtures.references.get() }

  private func gpt3() -> TrainingRecord {
    var record = TrainingRecord()
    record.model = "GPT-3"
    record.organisation = "OpenAI"
    record.year = 2020
    record.hardware = "NVIDIA V100"
    record.deviceCount = 10_000
    record.trainingHours = 355.2
    record.pue = 1.1
    record.intensity = 429
    return record
  }

  @Test func hardwareTimeReproducesPattersonsGPT3() throws {
    let plan = try #require(try TierPlanner(references).plans(for: gpt3()).plans.first)
    #expect(plan.tier == .hardwareTime)
    // 10,000 x 355.2 h x 330 W x 1.1 x 429 g/kWh.
    #expect(abs(plan.central / 553_142.304 - 1) < 1e-12)
  }

  @Test func computeTierDividesByPeakAndUtilisation() throws {
    var record = gpt3()
    record.deviceCount = nil
    record.parameters = 175e9
    record.tokens = 300e9
    record.utilisation = 0.197
    let plan = try #require(try TierPlanner(references).plans(for: record).plans.first)
    #expect(plan.tier == .compute)
    let hours = 6 * 175e9 * 300e9 / (125e12 * 0.197) / 3600
    #expect(abs(plan.central / (hours * 330 * 1.1 * 429 / 1e6) - 1) < 1e-12)
  }

  @Test func energyBeforePUEIsMultipliedByItAndFacilityEnergyIsNot() throws {
    var record = TrainingRecord()
    record.energy = 433_196
    record.intensity = 57
    record.pue = 1.2
    record.energyBoundary = "it"
    let planner = TierPlanner(references)
    let it = try #require(try planner.plans(for: record).plan(.energy))
    record.energyBoundary = "facility"
    let facility = try #require(try planner.plans(for: record).plan(.energy))
    #expect(abs(facility.central - 24_692.172) < 1e-6)
    #expect(abs(it.central / facility.central - 1.2) < 1e-12)
  }

  @Test func aMixtureUsesActiveParametersAndAnEncoderDecoderHalfOfAll() throws {
    let planner = TierPlanner(references)
    var record = TrainingRecord()
    record.parameters = 100e9
    record.tokens = 1e12
    #expect(try planner.computeFactor(record)?.quantity.median == 6e23)
    record.architecture = "moe-transformer"
    #expect(try planner.computeFactor(record) == nil)
    record.activeParameters = 10e9
    #expect(try planner.computeFactor(record)?.quantity.median == 6e22)
    record.activeParameters = nil
    record.architecture = "encoder-decoder"
    #expect(try planner.computeFactor(record)?.quantity.median == 3e23)
    record.flop = 1e22
    #expect(try planner.computeFactor(record)?.quantity.median == 1e22)
  }

  @Test func vitAndDiffusionComputeIsThreeForwardPassesPerSample() throws {
    var record = TrainingRecord()
    record.samples = 1e9
    record.forwardFlop = 2e11
    let compute = try #require(try TierPlanner(references).computeFactor(record))
    #expect(abs(compute.quantity.median / 6e20 - 1) < 1e-12)
  }

  @Test func aMarketBasedReportGivesWayToALocationBasedEstimate() throws {
    var record = TrainingRecord()
    record.organisation = "Google"
    record.year = 2020
    record.location = "United States (Oklahoma)"
    record.emissions = 130
    record.emissionsBasis = "market-based"
    let planner = TierPlanner(references)
    #expect(try planner.plans(for: record).plans.map(\.tier) == [.reported])
    record.energy = 2800
    let plans = try planner.plans(for: record)
    #expect(plans.plans.map(\.tier) == [.energy, .reported])
    #expect(plans.plans[0].central > 1000)
  }

  @Test func aLifeCycleFigureIsNeverUsed() throws {
    var record = TrainingRecord()
    record.emissions = 20_400_000
    record.emissionsBoundary = "life-cycle"
    #expect(try TierPlanner(references).plans(for: record).plans.isEmpty)
  }

  @Test func theSeriesOfTheGridIsTheOneAskedForAndTheTwoAreNeverMixed() throws {
    var record = TrainingRecord()
    record.energy = 1000
    record.energyBoundary = "facility"
    record.year = 2022
    record.location = "France"
    let direct = try #require(
      try TierPlanner(references, series: .direct).plans(for: record).plan(.energy))
    let lifeCycle = try #require(
      try TierPlanner(references, series: .lifeCycle).plans(for: record).plan(.energy))
    let grids = references.grids.rows.filter { $0.region == "France" }
    let series = { (value: Double?) in grids.first { $0.gramsPerKilowattHour == value }?.series }
    #expect(series(direct.factor(.intensity)?.quantity.median) == .direct)
    #expect(series(lifeCycle.factor(.intensity)?.quantity.median) == .lifeCycle)
    #expect(lifeCycle.central > direct.central)
  }

  @Test func withLifeCycleFiguresEveryEstimateThatRestsOnAGridRisesOrStays() throws {
    let step = try CarbonStep.named("training-estimate")
    let table = try Fixtures.disclosures.get()
    func run(_ series: String) throws -> (tiers: [Double], values: [Double], total: Double) {
      let result = try step.run(
        table, parameters: ["series": .string(series)], references: references, draws: 500)
      let total = result.value("total")?.doubleValue ?? 0
      return (
        result.table()?["tier"]?.doublesOrNaN ?? [],
        result.table()?["estimate_kg"]?.doublesOrNaN ?? [], total
      )
    }
    let (direct, lifeCycle) = (try run("direct"), try run("life-cycle"))
    #expect(direct.tiers == lifeCycle.tiers)
    #expect(lifeCycle.total > direct.total)
    for (row, tier) in direct.tiers.enumerated() where tier == 1 {
      #expect(abs(direct.values[row] / lifeCycle.values[row] - 1) < 1e-12)
    }
  }

  @Test func halvingASharedFactorHalvesTheTotal() throws {
    let records = (0..<5).map { index in
      var record = gpt3()
      record.model = "run \(index)"
      return record
    }
    let full = try TrainingInventory(records, references: references, draws: 2000).total()
    let half = try TrainingInventory(
      records.map { record in
        var record = record
        record.intensity = 214.5
        return record
      }, references: references, draws: 2000
    ).total()
    #expect(abs(half.median / full.median - 0.5) < 1e-12)
    #expect(abs(half.low / full.low - 0.5) < 1e-12)
  }

  @Test func theIntervalOfASumDoesNotShrinkAsTheRootOfItsSize() throws {
    func spread(_ count: Int) throws -> Double {
      let records = (0..<count).map { index in
        var record = TrainingRecord()
        record.model = "run \(index)"
        record.organisation = "OpenAI"
        record.year = 2020
        record.hardware = "NVIDIA V100"
        record.deviceHours = 1e6
        return record
      }
      let total = try TrainingInventory(records, references: references, draws: 4000).total()
      return log(total.high / total.low)
    }
    let (one, hundred) = (try spread(1), try spread(100))
    // Independent errors would leave a tenth of the width; nearly all here is shared.
    #expect(hundred > 0.9 * one)
    #expect(hundred <= one * 1.02)
  }

  @Test func theAnswerIsTheSameForAnyNumberOfThreadsAndAnyOrderOfRows() throws {
    let table = try Fixtures.disclosures.get()
    let step = try CarbonStep.named("training-estimate")
    let one = try step.run(
      table, parameters: .null, references: references, draws: 400, threads: 1)
    let eight = try step.run(
      table, parameters: .null, references: references, draws: 400, threads: 8)
    #expect(one.values == eight.values)
    #expect(
      one.table()?["estimate_kg"]?.doublesOrNaN?.map(\.bitPattern)
        == eight.table()?["estimate_kg"]?.doublesOrNaN?.map(\.bitPattern))
    let seeded = try step.run(
      table, parameters: .null, references: references, seed: 2, draws: 400)
    #expect(seeded.value("total") != one.value("total"))
  }

  @Test func impossibleValuesAreFlaggedAndTakenAsMissing() throws {
    var record = gpt3()
    record.tokens = -5
    record.parameters = 175e9
    record.utilisation = 3
    record.pue = 0.5
    record.hardware = "abacus"
    record.location = "the moon"
    record.intensity = nil
    let inventory = try TrainingInventory([record], references: references, draws: 10)
    let text = inventory.flags.map(\.problem).joined(separator: "\n")
    for word in ["training tokens of -5", "utilisation of 3", "PUE of 0.5", "abacus", "the moon"] {
      #expect(text.contains(word), "\(word)")
    }
    let notes = inventory.entries[0].notes.joined(separator: "\n")
    #expect(notes.contains("training tokens of -5") && notes.contains("treated as missing"))
    #expect(inventory.entries[0].plan == nil)
    #expect(inventory.entries[0].rule == .notEstimated)
  }

  @Test func kilogramsWhereGramsArePlausibleAreFlagged() throws {
    var record = gpt3()
    record.emissions = 553_142_304
    let inventory = try TrainingInventory([record], references: references, draws: 10)
    #expect(inventory.flags.contains { $0.problem.contains("grams and kilograms") })
    record.emissions = 553_142
    #expect(try TrainingInventory([record], references: references, draws: 10).flags.isEmpty)
  }

  @Test func rowsThatAnotherRowHoldsAndDuplicatesAreNotCountedTwice() throws {
    var family = gpt3()
    family.model = "Family"
    family.scope = "family"
    var member = gpt3()
    member.model = "Member"
    member.countedIn = "Family"
    let again = family
    var merged = TrainingRecord()
    merged.model = "Merge"
    merged.trainingType = "merge"
    merged.year = 2023
    let inventory = try TrainingInventory(
      [family, member, again, merged], references: references, draws: 100)
    #expect(
      inventory.entries.map(\.rule) == [.family, .countedElsewhere, .duplicate, .withoutTraining])
    #expect(inventory.total().median == inventory.total { $0.record.model == "Family" }.median)
  }

  @Test func namesThatDifferInADecimalPointAreTwoModels() throws {
    var small = gpt3()
    small.model = "Cerebras-GPT 1.3B"
    var large = gpt3()
    large.model = "Cerebras-GPT 13B"
    let inventory = try TrainingInventory([small, large], references: references, draws: 10)
    #expect(inventory.entries.allSatisfy { $0.rule == .ownRun })
  }

  @Test func theDisclosuresAreEstimatedWholeWithinOrderedLimits() throws {
    let result = try CarbonStep.named("training-estimate").run(
      try Fixtures.disclosures.get(), parameters: .null, references: references, draws: 1000)
    let estimates = try #require(result.table())
    #expect(estimates.rowCount == 220)
    let low = try #require(estimates["low_kg"]?.doublesOrNaN)
    let middle = try #require(estimates["estimate_kg"]?.doublesOrNaN)
    let high = try #require(estimates["high_kg"]?.doublesOrNaN)
    for row in 0..<220 where !middle[row].isNaN {
      #expect(low[row] <= middle[row] && middle[row] <= high[row])
    }
  }
}
