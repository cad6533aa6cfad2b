import Basics
import Carbon
import Foundation
import Tables
import Testing

@Suite struct HubTests {
  let references: ReferenceTables

  init() throws { references = try Fixtures.references.get() }

  @Test(.enabled(if: Fixtures.hub != nil, "needs the authors' files: set ALMANAC_DATASETS"))
  func theLabelCountsAreThePublishedOnes() throws {
    let table = try Fixtures.table(try #require(Fixtures.hub))
    let result = try CarbonStep.named("efficiency-label").run(
      table, parameters: ["variant": "as-published"], references: references)
    // Castaño et al. 2023, replication package, RQ2 notebook, cell 44.
    #expect(result.value("label-a") == 37)
    #expect(result.value("label-b") == 486)
    #expect(result.value("label-c") == 826)
    #expect(result.value("label-d") == 55)
    #expect(result.value("label-e") == 15)
    let bounds = try #require(result.table("boundaries")?["lower_a"]?.doublesOrNaN)
    // Recomputed independently with NumPy's nanpercentile.
    #expect(abs(bounds[0] / 714.7319382763578 - 1) < 1e-12)
    #expect(abs(bounds[3] / 7.332691012337679e-05 - 1) < 1e-12)
  }

  @Test(.enabled(if: Fixtures.hub != nil, "needs the authors' files: set ALMANAC_DATASETS"))
  func theCorrectedLabelCountsAreThoseOfAnIndependentRecomputation() throws {
    let table = try Fixtures.table(try #require(Fixtures.hub))
    // Without the two merge artefacts, and with the zero emission restored.
    let kept = (0..<table.rowCount).filter { $0 != 374 && $0 != 1039 }
    func numbers(_ name: String) throws -> [Double?] {
      let column = try table.column(name)
      if let values = column.doublesOrNaN {
        return kept.map { values[$0].isNaN ? nil : values[$0] }
      }
      guard case .text(let text) = column.values else { return [] }
      return kept.map {
        column.isValid($0) ? Double(text.dictionary.string(text.codes[$0])) : nil
      }
    }
    var emissions = try numbers("co2_eq_emissions")
    let size = try numbers("size")
    let data = try numbers("datasets_size")
    for row in emissions.indices where emissions[row] == 0 { emissions[row] = 0.21 }
    func ratio(_ values: [Double?]) -> [Double?] {
      zip(values, emissions).map { value, grams in
        value.flatMap { value in grams.map { value / $0 } }
      }
    }
    let label = EfficiencyLabel(
      metrics: EfficiencyLabel.hubMetrics(scale: .index),
      values: [
        emissions, ratio(size), ratio(data), try numbers("downloads"),
        try numbers("performance_score"),
      ], referenceRow: 0)
    #expect(label.counts.map(\.models) == [14, 196, 549, 454, 204])
  }

  @Test(.enabled(if: Fixtures.hub != nil, "needs the authors' files: set ALMANAC_DATASETS"))
  func theReportingClassesAreThoseOfTheFile() throws {
    let result = try CarbonStep.named("reporting-class").run(
      try Fixtures.table(try #require(Fixtures.hub)), parameters: ["variant": "as-coded"],
      references: references)
    // Of 1,419 rows; 1,417 without the two merge artefacts are 1,334 and 83.
    #expect(result.value("basicenergyreporting") == 1334)
    #expect(result.value("energyawareness") == 85)
  }

  @Test func aTieOfGradesGoesToTheEvenOne() {
    // Two metrics of equal weight, grades 0 and 1: mean 0.5, rounded to 0; 1 and 2: 1.5, to 2.
    let metrics = [
      EfficiencyLabel.Metric(column: "a", weight: 0.5, percentiles: [50]),
      EfficiencyLabel.Metric(column: "b", weight: 0.5, percentiles: [50]),
    ]
    let label = EfficiencyLabel(
      metrics: metrics, values: [[1, 3], [3, 1]], referenceRow: 0)
    #expect(label.ratings.map(\.mean) == [0.5, 0.5])
    #expect(label.ratings.map(\.label) == ["A", "A"])
  }

  @Test func weightsOfMissingMetricsGoToTheOthersAndNoneGivesNoLabel() {
    let metrics = EfficiencyLabel.hubMetrics(scale: .index)
    let label = EfficiencyLabel(
      metrics: metrics, values: [[1, nil], [nil, nil], [nil, nil], [nil, nil], [nil, nil]],
      referenceRow: 0)
    #expect(label.ratings[0].mean != nil)
    #expect(label.ratings[1].label == nil)
  }

  @Test(arguments: [
    ("2.5 kg", 2500.0, 2.5), ("1,234", 1234, 1), ("1,234.5 g", 1234.5, 1),
    ("149.2kgCO2eq", 149_200, 149.2),
    ("0.0279", 0.0279, 0.0279), ("12 tonnes of CO2", 12e6, 12), ("3 lbs", 1360.77711, 3),
    ("1.2e3 g", 1200, 1.2), ("0,5 kg", 500, 0), ("7 metric tons", 7e6, 7), ("5", 5, 5),
    ("1 234 g", 1234, 1),
  ])
  func emissionTextIsReadWithUnitsAndAsPublished(
    text: String, grams: Double, published: Double
  ) throws {
    #expect(abs(try EmissionText(text).grams / grams - 1) < 1e-12)
    #expect(EmissionText.asPublished(text) == published)
  }

  @Test func textBeforeTheNumberIsReadWithUnitsAndDroppedAsPublished() throws {
    #expect(try EmissionText("about 42 kg of CO2").grams == 42_000)
    #expect(EmissionText.asPublished("about 42 kg of CO2") == nil)
    #expect(throws: EmissionText.Unreadable.self) { try EmissionText("CO2 unknown") }
    #expect(throws: EmissionText.Unreadable.self) { try EmissionText("") }
    #expect(try EmissionText("1,234").isAmbiguous)
  }

  @Test func domainsFollowTheMajorityOfTagsAndThenTheMapping() {
    let mapping = DomainMapping(references.taskDomains)
    #expect(mapping.domain(of: ["pytorch", "text-classification"]) == "NLP")
    #expect(mapping.domain(of: ["text-classification", "nlp", "image-classification"]) == "NLP")
    #expect(mapping.domain(of: ["image-classification", "nlp"]) == "Computer Vision")
    #expect(mapping.domain(of: ["nlp", "image-classification"]) == "Computer Vision")
    #expect(mapping.domain(of: ["pytorch"]) == nil)
  }

  @Test func trainingTypesAndSourcesHaveOneSpelling() {
    #expect(Harmonisation.trainingType("pretraining + fine-tuning") == .both)
    #expect(
      Harmonisation.trainingType("pretraining + fine-tuning", asPublished: true) == .fineTuning)
    #expect(Harmonisation.trainingType("Pre-training") == .pretraining)
    #expect(Harmonisation.trainingType("other") == nil)
    #expect(Harmonisation.source("MLCo2 Machine Learning Impact calculator") == "MLCO2")
    #expect(Harmonisation.source("code carbon") == "CodeCarbon")
    #expect(Harmonisation.location("East USA", grids: references.grids) == "United States")
    #expect(Harmonisation.location("South Korea", grids: references.grids) == "South Korea")
    #expect(Harmonisation.location("Northern Virginia", grids: references.grids) == "Virginia")
  }

  @Test func aTagOfItsOwnReachesTheHighestClassesOnlyWhenCorrected() {
    #expect(
      ReportingClass.corrected(hasEmissions: true, hasHardware: true, tags: ["EcoCard"])
        == .certified)
    #expect(
      ReportingClass.corrected(hasEmissions: true, hasHardware: false, tags: ["pruned"])
        == .optimization)
    #expect(
      ReportingClass.corrected(hasEmissions: false, hasHardware: true, tags: ["pruned"]) == .context
    )
    #expect(ReportingClass.asCoded(hasEmissions: true, hasHardware: true) == .awareness)
  }
}

@Suite struct StepTests {
  @Test func everyStepWorksOnATableWithoutRowsThatHasItsColumns() throws {
    let references = try Fixtures.references.get()
    let columns = [
      "organization", "modelId", "co2_eq_emissions", "size_efficency", "datasets_size_efficency",
      "downloads", "performance_score", "environment", "tags", "accuracy", "f1", "rouge1", "rougeL",
    ]
    let empty = try Table(columns.map { ($0, Column(texts: [])) })
    // A total of a listing works on what the records are made into.
    let records = try #require(
      try CarbonStep.named("hub-records").run(empty, parameters: .null, references: references)
        .table())
    for step in CarbonStep.all {
      let needsColumn = step.parameters.contains { $0.name == "column" && $0.defaultValue == nil }
      let result = try step.run(
        step.name == "listing-total" ? records : empty,
        parameters: needsColumn ? ["column": "tags"] : JSON.null, references: references,
        draws: 10
      )
      #expect(result.tables.map(\.name) == step.outputs.map(\.name), "\(step.name)")
    }
  }

  @Test func unknownNamesAndWrongKindsAreErrorsWithTheNearestName() throws {
    #expect(throws: CarbonError.unknownStep(name: "efficency-label", nearest: "efficiency-label")) {
      try CarbonStep.named("efficency-label")
    }
    let step = try CarbonStep.named("efficiency-label")
    #expect(
      step.problems(in: ["varient": "x", "variant": "y", "step": "efficiency-label"]) == [
        .unknownParameter(step: "efficiency-label", name: "varient", nearest: "variant"),
        .invalidParameter(
          step: "efficiency-label", name: "variant", expected: "one of as-published, corrected"),
      ])
    #expect(step.problems(in: ["table": "counts"]).isEmpty)
    #expect(!step.problems(in: ["table": "count"]).isEmpty)
    #expect(throws: CarbonError.self) {
      try step.run(
        Table([("x", Column(texts: []))]), parameters: .null,
        references: try Fixtures.references.get())
    }
  }

  @Test func scenariosShareTheirUnknownsSoThatOnlyTheScenarioDiffers() throws {
    let references = try Fixtures.references.get()
    let result = try CarbonStep.named("training-scenarios").run(
      try Fixtures.disclosures.get(),
      parameters: ["models": ["GPT-3 175B"], "places": ["United States", "France"]],
      references: references, draws: 500)
    let table = try #require(result.table())
    #expect(table.rowCount == 6)
    #expect(try #require(table["ratio"]?.doublesOrNaN)[0] == 1)
  }
}
