import Carbon
import Foundation
import Tables
import Testing

@Suite("Random draws")
struct MonteCarloTests {
  @Test("deviates are standard normal")
  func normal() {
    let draws = NormalStream(seed: 3, name: "test").normals(200_000)
    let count = Double(draws.count)
    let mean = draws.reduce(0, +) / count
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let fourth = draws.reduce(0) { $0 + pow($1 - mean, 4) } / count
    // Five standard errors of each.
    #expect(abs(mean) < 5 / count.squareRoot())
    #expect(abs(variance - 1) < 5 * (2 / count).squareRoot())
    #expect(abs(fourth - 3) < 5 * (96 / count).squareRoot())
    // The share below quantiles of the normal distribution (R 4.2: qnorm), far tails included.
    for (p, z) in [
      (0.0001, -3.7190164854557), (0.005, -2.5758293035489), (0.05, -1.6448536269515),
      (0.25, -0.6744897501961), (0.5, 0), (0.9, 1.2815515655446), (0.999, 3.0902323061678),
    ] {
      let share = Double(draws.count { $0 < z }) / count
      #expect(abs(share - p) < 5 * (p * (1 - p) / count).squareRoot(), "\(p)")
    }
  }

  @Test("a deviate depends on seed, name and position, and on nothing else")
  func addressed() {
    let stream = NormalStream(seed: 1, name: "a")
    #expect(stream.normals(7) == Array(stream.normals(1001).prefix(7)))
    #expect(stream.normals(5) != NormalStream(seed: 2, name: "a").normals(5))
    #expect(stream.normals(5) != NormalStream(seed: 1, name: "b").normals(5))
    #expect(stream.normals(0).isEmpty)
  }

  @Test("whole numbers are even over their range")
  func indices() {
    let picks = NormalStream(seed: 9, name: "picks").indices(below: 7, count: 70_001)
    #expect(picks.count == 70_001)
    for value in 0..<7 {
      let count = picks.count { $0 == value }
      #expect(abs(count - 10_000) < 5 * 93, "\(value): \(count)")
    }
  }

  @Test("the interval of a total is traced to the unknowns that models share")
  func uncertainty() throws {
    let references = try Fixtures.references.get()
    let runs = 40
    let table = try Table(
      [
        ("model", Column(texts: (0..<runs).map { "run \($0)" })),
        ("organization", Column(texts: [String](repeating: "OpenAI", count: runs))),
        ("release_date", Column(texts: [String](repeating: "2020", count: runs))),
        ("hardware", Column(texts: [String](repeating: "NVIDIA V100", count: runs))),
        ("device_hours", Column(doubles: (0..<runs).map { 1_000_000 + Double($0) })),
      ], rowCount: runs)
    let result = try CarbonStep.named("training-estimate").run(
      table, parameters: ["table": "uncertainty"], references: references, draws: 4000)
    let sources = try #require(result.table("uncertainty"))
    let shares = try #require(sources["share"]?.doublesOrNaN)
    #expect(abs(shares.reduce(0, +) - 1) < 0.1)
    guard case .text(let kinds) = try sources.column("kind").values else { return }
    let names = (0..<sources.rowCount).map { kinds.dictionary.string(kinds.codes[$0]) }
    // The place is not stated, which is by far the widest factor of these runs.
    #expect(names.first == "grid")
    #expect(names.last == "everything else")
    #expect(try #require(shares.last) < 0.05)
  }
}
