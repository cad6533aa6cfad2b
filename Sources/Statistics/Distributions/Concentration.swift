internal import Basics
internal import Mathematics
internal import Tables
internal import Foundation

/// How concentrated values are, by several measures with intervals.
///
/// Gini's coefficient; Herfindahl's index Σ sᵢ² of shares; Theil's index Σ (xᵢ / x̄) ln(xᵢ / x̄) / n, to which a zero adds nothing; the share of the total
/// that the largest values hold. None is corrected for the number of values. Intervals are the quantiles of bootstrap samples; of heavy tails
/// they cover less than their level. Missing values are dropped and counted. Agrees with R's `ineq`. O(draws · n).
///
/// Gini (1912); Hirschman (1964), The American Economic Review 54; Theil (1967), Economics and Information Theory.
public struct Concentration: Sendable {
  private let level: Double
  private let tops: [Double]
  private let resampling: Resampling

  /// The measures of ascending values: Gini, Herfindahl, Theil, then the top shares.
  private static func measures(_ sorted: [Double], _ tops: [Int]) -> [Double] {
    let n = Double(sorted.count)
    let total = DoubleDouble.sum(sorted).value
    guard total > 0 else { return [Double](repeating: .nan, count: 3 + tops.count) }
    let mean = total / n
    var (spread, squares, theil) = (0.0, 0.0, 0.0)
    for (index, value) in sorted.enumerated() {
      let share = value / total
      spread += (2 * Double(index + 1) - n - 1) * share
      squares += share * share
      if value > 0 { theil += value / mean * log(value / mean) }
    }
    return [spread / n, squares, theil / n]
      + tops.map { DoubleDouble.sum(Array(sorted.suffix($0))).value / total }
  }

  func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    let name = Self.facts.name
    guard sample.count >= Self.facts.least else {
      throw StatisticsError(
        .tooFewObservations, "\(name) needs at least 1 value; got \(sample.accounting)")
    }
    guard sample.values.allSatisfy({ $0 >= 0 }) else {
      throw StatisticsError(.domainError, "\(name): the values must not be negative")
    }
    let sorted = RadixSort.sorted(sample.values)
    guard let largest = sorted.last, largest > 0 else {
      throw StatisticsError(
        .constantInput, "\(name): all values are zero, so that there are no shares")
    }
    guard largest < 1e300 / Double(sorted.count) else {
      throw StatisticsError(
        .domainError,
        "\(name): the total leaves the range of doubles; give the values in another unit")
    }
    let n = sorted.count
    let work = n.multipliedReportingOverflow(by: resampling.draws)
    guard !work.overflow, work.partialValue <= AnalysisLimits.drawnRows / 10 else {
      throw .beyond(
        AnalysisLimits.drawnRows / 10, "\(name): \(n) values times \(resampling.draws) draws",
        "Ask for fewer draws")
    }
    let counts = tops.map { Int(($0 * Double(n)).rounded(.toNearestOrEven)) }
    let observed = Self.measures(sorted, counts)
    var result = AnalysisResult(method: name, title: "Concentration")
    result.account(sample)
    let intervals = intervals(sorted, counts, observed.count)
    func cell(_ index: Int) -> JSON {
      .row(["estimate": .cell(observed[index]), "ci": .cell(intervals[index])])
    }
    result.add(.gini, .parts(cell(0)))
    result.add(.herfindahl, .parts(cell(1)))
    result.add(.theil, .parts(cell(2)))
    result.add(
      .top,
      .parts(
        .array(
          tops.indices.map {
            .row(["share": .cell(tops[$0]), "n": .int(Int64(counts[$0])), "of_total": cell(3 + $0)])
          })))
    result.add(.draws, Double(resampling.draws))
    result.add(.seed, Double(resampling.seed))
    if n < 2000 {
      result.notes.append(
        "with fewer than 2,000 skewed values these intervals cover less than their level (for 0.95, of 400 lognormal values: Gini "
          + "0.89, top shares 0.89, Theil 0.86, Herfindahl 0.73)")
    }
    for (top, count) in zip(tops, counts) where count == 0 {
      result.notes.append("the top \(Rounded.text(top)) of \(n) values is less than half a value")
    }
    return result
  }

  /// The quantiles of bootstrap samples; one measure after the other draws the same samples.
  private func intervals(_ sorted: [Double], _ counts: [Int], _ measures: Int) -> [Interval?] {
    let n = sorted.count
    guard n > 1 else { return [Interval?](repeating: nil, count: measures) }
    let source = Philox4x32(seed: resampling.seed)
    let lots = stride(from: 0, to: resampling.draws, by: 16).map {
      $0..<min($0 + 16, resampling.draws)
    }
    let draws = Parallel.map(lots, threads: resampling.threads > 0 ? resampling.threads : nil) {
      lot in
      lot.map { replicate -> [Double] in
        var stream = WordStream(source, stream: UInt64(replicate))
        // Counted at sorted places, so that no sample is sorted.
        var times = [Int32](repeating: 0, count: n)
        for _ in 0..<n { times[Int(stream.below(UInt32(n)))] += 1 }
        var drawn: [Double] = []
        drawn.reserveCapacity(n)
        for (place, count) in times.enumerated() {
          for _ in 0..<count { drawn.append(sorted[place]) }
        }
        return Self.measures(drawn, counts)
      }
    }.flatMap { $0 }
    let tail = (1 - level) / 2
    return (0..<measures).map { index in
      let values = RadixSort.sorted(draws.map { $0[index] }.filter(\.isFinite))
      guard values.count > 1 else { return nil }
      return Interval(Quantile.of(sorted: values, tail), Quantile.of(sorted: values, 1 - tail))
    }
  }
}

extension Concentration: Method {
  static let facts = MethodFacts(
    "concentration", "concentration", .description,
    "How much of the total the largest values hold, by several measures.",
    takes: .variable, claim: .parts,
    references: [
      .init("Hirschman", 1964, in: "The American Economic Review 54"),
      .init("Theil", 1967, in: "Economics and Information Theory"),
    ],
    agreesWith: ["R ineq::Gini, ineq::Herfindahl, ineq::Theil"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
    let given = try options.numbers(
      "tops", each: .between(0, 1), otherwise: "0.01, 0.1",
      "The shares of the largest values whose part of the total is told.")
    tops = given.isEmpty ? [0.01, 0.1] : given
    resampling = try options.resampling(draws: 2_000)
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.sample())
  }
}
