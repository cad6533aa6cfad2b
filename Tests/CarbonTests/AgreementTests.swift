import Carbon
import Foundation
import Tables
import Testing

@Suite struct AgreementTests {
  private func pairs(_ ratios: [Double], groups: [String]) -> [MethodAgreement.Pair] {
    zip(ratios, groups).enumerated().map { index, element in
      let reference = 10 * exp(Double(index))
      return MethodAgreement.Pair(
        reference: reference, prediction: reference * element.0, group: element.1)
    }
  }

  @Test func withOneRowAGroupTheErrorIsThatOfTheMean() throws {
    let ratios = [1.1, 0.9, 1.3, 0.8, 1.05, 1.2]
    let agreement = try #require(
      MethodAgreement(pairs(ratios, groups: ["a", "b", "c", "d", "e", "f"])))
    // The mean of six independent differences has 5 degrees of freedom.
    let logs = ratios.map { log($0) }
    let mean = logs.reduce(0, +) / 6
    let error = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 30).squareRoot()
    let t975 = 2.5705818356363146  // t(0.975, 5) of SciPy 1.x
    let interval = try #require(agreement.biasInterval)
    #expect(abs(interval.upperBound - (mean + t975 * error)) < 1e-9)
    #expect(abs(agreement.bias - mean) < 1e-14)
  }

  @Test func rowsOfOneOrganisationCountLessThanRowsOfMany() throws {
    let ratios = [1.5, 1.5, 1.5, 0.7, 0.7, 0.7]
    let many = try #require(
      MethodAgreement(pairs(ratios, groups: ["a", "b", "c", "d", "e", "f"]))?.biasInterval)
    let few = try #require(
      MethodAgreement(pairs(ratios, groups: ["a", "a", "a", "d", "d", "d"]))?.biasInterval)
    #expect(few.upperBound - few.lowerBound > 2 * (many.upperBound - many.lowerBound))
  }

  @Test func equivalenceHoldsForASmallBiasAndNotForALargeOne() throws {
    let groups = (0..<12).map { "g\($0)" }
    let near = (0..<12).map { $0 % 2 == 0 ? 1.1 : 0.95 }
    let far = near.map { $0 * 3 }
    #expect(try #require(MethodAgreement(pairs(near, groups: groups))?.equivalence) < 0.001)
    #expect(try #require(MethodAgreement(pairs(far, groups: groups))?.equivalence) > 0.999)
  }

  @Test func swappingReferenceAndPredictionTurnsTheBiasAndInvertsTheSlope() throws {
    let groups = ["a", "b", "c", "d", "e"]
    let forward = pairs([1.5, 0.9, 1.2, 2, 0.6], groups: groups)
    let back = forward.map {
      MethodAgreement.Pair(
        reference: $0.prediction, prediction: $0.reference, group: $0.group)
    }
    let (a, b) = (
      try #require(MethodAgreement(forward)), try #require(MethodAgreement(back))
    )
    #expect(abs(a.bias + b.bias) < 1e-12)
    #expect(abs(try #require(a.demingSlope) * #require(b.demingSlope) - 1) < 1e-9)
  }

  @Test func aForecastDoesNotUseTheRowsOfItsOwnGroup() {
    let groups = ["a", "b", "c", "d", "d"]
    let first = Recalibration(pairs([1.1, 0.9, 1.2, 1, 1], groups: groups))
    let second = Recalibration(pairs([1.1, 0.9, 1.2, 1, 50], groups: groups))
    #expect(first.forecasts[3] == second.forecasts[3])
    #expect(first.forecasts[0] != second.forecasts[0])
    #expect(Recalibration(pairs([1, 2], groups: ["a", "b"])).coverage == nil)
  }

  @Test(arguments: [-1, 0, 1, 1e11, .infinity, 2.5])
  func impossibleNumbersOfDrawsAreRefused(_ draws: Double) throws {
    for step in ["training-estimate", "training-agreement", "training-scenarios"] {
      #expect(throws: CarbonError.self) {
        try CarbonStep.named(step).run(
          Fixtures.disclosures.get(), parameters: ["draws": .double(draws)],
          references: Fixtures.references.get())
      }
    }
  }

  @Test func aTableOfSomethingElseIsRefused() throws {
    let table = try Table([(name: "colour", column: Column(texts: ["red"]))])
    #expect(throws: CarbonError.self) {
      try CarbonStep.named("training-estimate").run(
        table, parameters: .null, references: Fixtures.references.get())
    }
  }

  @Test func pairsWithFewRowsAreNotValidated() throws {
    let result = try CarbonStep.named("training-agreement").run(
      try Fixtures.disclosures.get(), parameters: ["minimum": 1000],
      references: try Fixtures.references.get(), draws: 100)
    let verdicts = try #require(result.table()?["verdict"])
    guard case .text(let texts) = verdicts.values else { return }
    #expect(texts.dictionary.strings == ["not validated"])
  }

  @Test func assumedPowerDoesNotValidateHardwareTime() throws {
    let references = try Fixtures.references.get()
    let result = try CarbonStep.named("training-agreement").run(
      try Fixtures.disclosures.get(), parameters: .null, references: references, draws: 100)
    let rows = try #require(result.table("rows"))
    guard case .text(let models) = try rows.column("model").values,
      case .text(let predicted) = try rows.column("predicted_tier").values,
      case .text(let reference) = try rows.column("reference_tier").values
    else { return }
    for row in 0..<rows.rowCount {
      let tier = reference.dictionary.string(reference.codes[row])
      if predicted.dictionary.string(predicted.codes[row]).hasPrefix("3"),
        tier.hasPrefix("1") || tier.hasPrefix("2")
      {
        #expect(!models.dictionary.string(models.codes[row]).hasPrefix("LLaMA"))
      }
    }
  }
}
