import Basics
import Carbon
import Foundation
import Tables
import Testing

@Suite struct ListingTotalTests {
  let references: ReferenceTables

  init() throws { references = try Fixtures.references.get() }

  @Test func thePriorsAreThoseOfTheDisclosures() throws {
    let priors = try ListingPriors(references)
    // The full restricted likelihood in NumPy, by Nelder and Mead, of the same 106 rows gives 6.648, -0.885, 0.481; 0.699 within, 2.294 between.
    #expect(abs(priors.coefficients[0] - priors.constant - log(1e9) - 6.648) < 0.01)
    #expect(abs(priors.coefficients[1] - (1 - 0.885)) < 0.005)
    #expect(abs(priors.coefficients[2] - 0.481) < 0.005)
    #expect(abs(priors.coefficients[3] + 2.072) < 0.005)
    #expect(abs(priors.within - 0.699) < 0.005)
    #expect(abs(priors.between - 2.294) < 0.03)
    #expect(abs(priors.constant + 46.360) < 0.005)
  }

  @Test func randomNumbersHaveTheMomentsOfTheirDistributions() {
    var random = RandomSource(seed: 3, name: "moments")
    let count = 40_000.0
    func mean(_ draw: () -> Double) -> Double {
      (0..<Int(count)).reduce(0) { sum, _ in sum + draw() } / count
    }
    // Five standard errors.
    #expect(abs(mean { random.uniform() } - 0.5) < 5 * 0.289 / count.squareRoot())
    #expect(abs(mean { random.normal() }) < 5 / count.squareRoot())
    for shape in [0.1, 0.5, 1, 6.5, 40] {
      let tolerance = 5 * shape.squareRoot() / count.squareRoot()
      #expect(abs(mean { random.gamma(shape) } - shape) < tolerance)
    }
    #expect(abs(mean { random.beta(6.5, 3.5) } - 0.65) < 0.005)
    #expect(abs(mean { random.dirichlet([9, 1, 0.1])[1] } - 1 / 10.1) < 0.003)
    #expect(random.inverseGamma(1, 1000, atMost: 2) == 2)
  }

  /// A made-up hub: runs of 1 kg for each 1e6 parameters, of which every other one reports.
  private func listing(reversed: Bool = false) throws -> Table {
    var lines = (0..<60).map { i in
      let size = 1_000_000.0 * Double(20 + i * i)
      let report =
        i % 2 == 0
        ? #","cardData":{"co2_eq_emissions":{"emissions":\#(size / 1000 * (1 + Double(i % 5) / 5)),"training_type":"pre-training","geographical_location":"France"}}"#
        : ""
      return
        #"{"id":"a\#(i % 12)/net\#(i)","createdAt":"2024-0\#(1 + i % 8)-10T00:00:00.000Z","downloads":\#(i % 3 == 0 ? 9000 : 6000),"tags":[],"safetensors":{"total":\#(Int(size))}\#(report)}"#
    }
    if reversed { lines.reverse() }
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).jsonl")
    defer { try? FileManager.default.removeItem(at: url) }
    try lines.joined(separator: "\n").write(to: url, atomically: true, encoding: .utf8)
    let result = try CarbonStep.named("hub-records").run(
      JSONLinesReader.read(path: url.path), parameters: [:], references: references)
    return try #require(result.table())
  }

  private func totals(_ table: Table, threads: Int? = 2, downloads: JSON = 5000) throws -> [Double]
  {
    let result = try CarbonStep.named("listing-total").run(
      table, parameters: ["downloads": downloads, "draws": 400], references: references,
      threads: threads)
    return try #require(result.table("draws")?["total_kg"]?.doublesOrNaN)
  }

  @Test func neitherTheOrderOfRowsNorThreadsChangeTheTotal() throws {
    let draws = try totals(listing())
    #expect(draws.count == 400)
    #expect(try totals(listing(reversed: true)) == draws)
    #expect(try totals(listing(), threads: 1) == draws)
  }

  @Test func theTotalOfAListingWhoseReportsAgreeIsNearTheirs() throws {
    let kilograms = (0..<60).map { i -> Double in
      let millions = Double(20 + i * i)
      return millions * (1 + Double(i % 5) / 5)
    }
    let sum = kilograms.reduce(0, +)
    let sorted = try totals(listing()).sorted()
    let median = Quantile.of(sorted: sorted, 0.5)
    #expect(median > sum / 2 && median < sum * 2)
  }

  @Test func aHigherThresholdSumsFewerModels() throws {
    let table = try listing()
    let (low, high) = (try totals(table), try totals(table, downloads: 8000))
    #expect(zip(low, high).allSatisfy { $0 > $1 })
    #expect(try totals(table, downloads: 1_000_000).allSatisfy { $0 == 0 })
  }

  @Test func oneAssumptionChangedMovesTheTotalItsWay() throws {
    let result = try CarbonStep.named("listing-total").run(
      listing(), parameters: ["downloads": 5000, "draws": 800], references: references)
    let table = try #require(result.table("sensitivity"))
    let ratios = try #require(table["ratio"]?.doublesOrNaN)
    #expect(table.rowCount == 11)
    #expect(ratios[0] == 1)
    // No model of unknown kind, every one; half, twice.
    #expect(ratios[7] < ratios[8])
    #expect(ratios[9] < ratios[10] && ratios[10] < 2.2 && ratios[9] > 0.45)
    let years = try #require(result.table("years"))
    let intensity = try #require(years["intensity"]?.doublesOrNaN)
    // 1 kg for 10^18 operations is 0.4 kg/kWh on a device of 0.4 W for each GFLOP/s at full use.
    #expect(intensity.allSatisfy { $0 > 1e-3 && $0 < 10 })
  }

  @Test func furtherThresholdsSumNoMoreThanTheFirst() throws {
    let result = try CarbonStep.named("listing-total").run(
      listing(), parameters: ["downloads": 5000, "draws": 400], references: references)
    let thresholds = try #require(result.table("thresholds"))
    let medians = try #require(thresholds["estimate_kg"]?.doublesOrNaN)
    #expect(zip(medians, medians.dropFirst()).allSatisfy { $0 >= $1 })
    let tiers = try #require(result.table("draws")?["total_kg"]?.doublesOrNaN).sorted()
    #expect(abs(medians[0] / Quantile.of(sorted: tiers, 0.5) - 1) < 1e-9)
    let disclosures = try #require(result.table("disclosures"))
    #expect(disclosures.rowCount == 10)
    #expect(try #require(disclosures["ends"]?.doublesOrNaN).allSatisfy { $0 >= 1 })
  }
}
