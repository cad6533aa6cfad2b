import Foundation
import Statistics
import Tables
import Testing

/// Simulations with a fixed seed: how often intervals hold the truth, and tests reject it.
@Suite("Intervals cover and tests reject as often as they say")
struct ContractCoverageTests {
  private static let runs = 300

  /// Whether `hits` of `runs` is credible for probability `p`: within four standard deviations.
  private func isCredible(_ hits: Int, _ p: Double) -> Bool {
    let n = Double(Self.runs)
    return abs(Double(hits) - n * p) <= 4 * (n * p * (1 - p)).squareRoot()
  }

  private func answer(_ method: String, _ request: JSON) throws -> AnalysisResult {
    try Analysis.run(AnalysisRequest(json: request.with("method", .string(method))))
  }

  private func holds(_ interval: Interval?, _ truth: Double) -> Bool {
    guard let interval else { return false }
    return (interval.low ?? -.infinity) <= truth && truth <= (interval.high ?? .infinity)
  }

  @Test(
    "95 % intervals hold the truth in 95 % of samples",
    arguments: [
      "t-test", "t-test-1samp", "mann-whitney", "wilcoxon", "pearson", "ols", "theil-sen",
    ])
  func coverage(_ method: String) throws {
    var numbers = SeededNumbers(2024)
    var hits = 0
    for _ in 0..<Self.runs {
      let x = numbers.normals(15, mean: 1)
      let z = numbers.normals(15)
      let interval: Interval?
      let truth: Double
      switch method {
      case "t-test", "mann-whitney":
        let y = numbers.normals(8, mean: -1, sd: method == "t-test" ? 3 : 1)
        interval = try answer(method, ["samples": [JSON(x), JSON(y)]]).estimate?.interval
        truth = 2
      case "t-test-1samp", "wilcoxon":
        interval = try answer(method, ["x": JSON(x)]).estimate?.interval
        truth = 1
      case "pearson":
        let y = zip(x, z).map { 0.6 * ($0 - 1) + 0.8 * $1 }
        interval = try answer(method, ["x": JSON(x), "y": JSON(y)]).estimate?.interval
        truth = 0.6
      case "theil-sen":
        let y = zip(x, z).map { 2 * $0 + $1 }
        interval = try answer(method, ["x": JSON(x), "y": JSON(y)]).estimate?.interval
        truth = 2
      default:
        let y = zip(x, z).map { 2 * $0 + $1 }
        interval = try answer(method, ["y": JSON(y), "x": ["x": JSON(x)]]).coefficients?[1].interval
        truth = 2
      }
      if holds(interval, truth) { hits += 1 }
    }
    #expect(isCredible(hits, 0.95), "\(hits) of \(Self.runs)")
  }

  @Test("Wilson's interval covers near its level, order statistics at least at theirs")
  func proportionsAndMedians() throws {
    var numbers = SeededNumbers(7)
    var wilson = 0
    var median = 0
    for _ in 0..<Self.runs {
      let successes = (0..<40).count { _ in numbers.uniform() < 0.3 }
      let answer = try answer("proportion", ["successes": .int(Int64(successes)), "trials": 40])
      if holds(answer.estimate?.interval, 0.3) { wilson += 1 }
      let described = try self.answer("describe", ["x": JSON(numbers.values(.skewed, 25))])
      let ends = (described[path: "median_ci"]?.arrayValue ?? []).compactMap(\.doubleValue)
      if ends.count == 2, ends[0] <= 1, 1 <= ends[1] { median += 1 }
    }
    #expect(isCredible(wilson, 0.95), "\(wilson) of \(Self.runs)")
    #expect(Double(median) >= 0.92 * Double(Self.runs), "\(median) of \(Self.runs)")
  }

  @Test(
    "where the null hypothesis holds, p <= 0.1 in a tenth of samples",
    arguments: [
      "t-test", "mann-whitney", "brunner-munzel", "permutation", "anova", "welch-anova",
      "kruskal-wallis", "levene", "bartlett", "shapiro-wilk", "anderson-darling", "spearman",
      "mann-kendall",
    ])
  func size(_ method: String) throws {
    var numbers = SeededNumbers(99)
    var hits = 0
    for _ in 0..<Self.runs {
      let values = (0..<3).map { _ in numbers.normals(20) }
      let request: JSON =
        switch method {
        case "shapiro-wilk", "anderson-darling", "mann-kendall": ["x": JSON(values[0])]
        case "spearman": ["x": JSON(values[0]), "y": JSON(values[1])]
        case "permutation":
          ["samples": [JSON(values[0]), JSON(values[1])], "options": ["draws": 199]]
        case "t-test", "mann-whitney", "brunner-munzel":
          ["samples": [JSON(values[0]), JSON(values[1])]]
        default: ["samples": .array(values.map { JSON($0) })]
        }
      if let p = try answer(method, request).pValue, p <= 0.1 { hits += 1 }
    }
    #expect(isCredible(hits, 0.1), "\(hits) of \(Self.runs)")
  }
}
