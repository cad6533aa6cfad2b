import Basics
import Foundation
import Statistics
import Tables
import TestSupport
import Testing

/// One source of means, spreads and quantiles for tables and statistics.
@Suite("Tables and statistics have the same moments and quantiles, to the last bit")
struct MomentTests {
  @Test(arguments: 0..<40)
  func agreement(_ seed: Int) throws {
    var generator = PhiloxGenerator(seed: 21, stream: UInt64(seed))
    let size = pow(10, Double.random(in: -12...12, using: &generator))
    let offset = Double.random(in: -1e3...1e3, using: &generator) * size
    let values = (0..<Int.random(in: 2...200, using: &generator)).map { _ in
      offset + size * Double.random(in: -1...1, using: &generator)
    }
    let described = try Description().describe(Sample(values))
    func answer(_ name: String) -> Double? {
      Detail.Key(rawValue: name).flatMap { described.number($0) }
    }
    let table = try Table([("x", Column(doubles: values))])
    for (call, name) in [
      ("mean(x)", "mean"), ("sd(x)", "sd"), ("variance(x)", "variance"), ("median(x)", "median"),
      ("quantile(x, 0.25)", "q1"), ("quantile(x, 0.75)", "q3"), ("min(x)", "min"),
    ] {
      let one = try table.grouped(
        by: [], summarise: [Tables.Summary("s", try Tables.Expression.parse(call))])
      #expect(one["s"]?.doublesOrNaN?.first == answer(name), "\(call) of \(values.count)")
    }
    let profile = try #require(TableProfile(table).columns[0].distribution)
    #expect(profile.mean == answer("mean"))
    #expect(profile.standardDeviation == answer("sd"))
    #expect(profile.median == answer("median").map { .double($0) })
  }

  @Test("A deviation exists where its square leaves the range of doubles")
  func extremes() {
    for size in [1e-300, 1e-160, 1e160, 1e300] {
      let moments = Moments([1, 2, 3].map { $0 * size })
      #expect(abs((moments.standardDeviation ?? 0) / size - 1) < 1e-15)
      #expect(moments.variance == nil)
      #expect(moments.mean == 2 * size)
    }
    let largest = Moments([Double](repeating: .greatestFiniteMagnitude, count: 9))
    #expect(largest.mean == .greatestFiniteMagnitude && largest.standardDeviation == 0)
    let opposite = Moments([-.greatestFiniteMagnitude, .greatestFiniteMagnitude])
    #expect(opposite.mean == 0)
    #expect(Moments([1, .infinity]).mean == .infinity)
    #expect(Moments([1, .infinity]).standardDeviation == nil)
    #expect(Moments([]).mean.isNaN && Moments([]).variance == nil)
    #expect(Moments([7]).mean == 7 && Moments([7]).standardDeviation == nil)
    #expect(Moments([0, 0]).standardDeviation == 0 && Moments([0, 0]).variance == 0)
  }

  @Test(
    "Moments of values far from zero are those of the values without the offset", arguments: 1...19)
  func offsets(_ count: Int) {
    let values = (0..<count).map { Double(($0 * 7) % 11) }
    let (near, far) = (Moments(values), Moments(values.map { $0 + 1e12 }))
    #expect(near.sumOfSquares == far.sumOfSquares)
    #expect(near.skewness == far.skewness && near.excessKurtosis == far.excessKurtosis)
  }

  @Test("Quantiles lie between their neighbours and rise with the probability", arguments: 1...9)
  func quantiles(_ type: Int) {
    var generator = PhiloxGenerator(seed: 22, stream: UInt64(type))
    for count in 1...40 {
      let sorted = (0..<count).map { _ in Double.random(in: -5...5, using: &generator) }.sorted()
      let answers = stride(from: 0.0, through: 1, by: 1 / 128.0).map {
        Quantile.of(sorted: sorted, $0, type: type)
      }
      #expect(answers == answers.sorted())
      #expect(answers.first == sorted.first && answers.last == sorted.last)
      // The same from the other side, of all definitions but those that take the lower of two values.
      guard type > 4 || type == 2 else { continue }
      let mirrored = sorted.reversed().map { -$0 }
      for (p, answer) in zip(stride(from: 0.0, through: 1, by: 1 / 128.0), answers) {
        let other = -Quantile.of(sorted: mirrored, 1 - p, type: type)
        #expect(abs(other - answer) <= 1e-14 * max(1, abs(answer)), "\(p) of \(count)")
      }
    }
    #expect(Quantile.of(sorted: [Double](), 0.5, type: type).isNaN)
    #expect(Quantile.of(sorted: [1.0], 1.5, type: type).isNaN)
    #expect(Quantile.of(sorted: [1.0], .nan, type: type).isNaN)
    #expect(Quantile.median(sorted: [-1e308, 1.5e308]) == 0.25e308)
  }
}
