import Basics
import Foundation
import Statistics
import Tables
import Testing

/// A family of intervals: one simulated data set, the interval, and the truth that it is to hold.
struct IntervalFamily: Sendable, CustomTestStringConvertible {
  let name: String
  /// Whether the interval is exact for a discrete statistic, so that it covers at least at its level.
  var isConservative = false
  let draw: @Sendable (inout SeededNumbers) throws -> (interval: Interval?, truth: Double)

  var testDescription: String { name }
}

/// Simulations with a fixed seed: how often intervals hold the truth, and tests reject it.
@Suite("Intervals cover and tests reject as often as they say")
struct CoverageTests {
  private static let runs = 300

  /// Whether `hits` of `runs` is credible for probability `p`: within four standard deviations.
  private func isCredible(_ hits: Int, _ p: Double, orMore: Bool = false) -> Bool {
    let n = Double(Self.runs)
    let margin = 4 * (n * p * (1 - p)).squareRoot()
    return Double(hits) >= n * p - margin && (orMore || Double(hits) <= n * p + margin)
  }

  private static func answer(_ method: String, _ request: JSON) throws -> AnalysisResult {
    try Analysis.run(AnalysisRequest(json: request.with("method", .string(method))))
  }

  private static func holds(_ interval: Interval?, _ truth: Double) -> Bool {
    guard let interval else { return false }
    return (interval.low ?? -.infinity) <= truth && truth <= (interval.high ?? .infinity)
  }

  private static func interval(_ json: JSON?) -> Interval? {
    guard let ends = json?.arrayValue, ends.count == 2 else { return nil }
    return Interval(ends[0].doubleValue, ends[1].doubleValue)
  }

  /// Pairs of normal values with correlation 0.6.
  private static func correlated(_ numbers: inout SeededNumbers, _ count: Int) -> JSON {
    let x = numbers.normals(count)
    let y = x.map { 0.6 * $0 + 0.8 * numbers.normal() }
    return ["x": JSON(x), "y": JSON(y)]
  }

  /// A line of slope 2 with errors that `error` gives for each x and row.
  private static func line(
    _ numbers: inout SeededNumbers, _ count: Int, _ options: JSON = [:],
    _ error: (inout SeededNumbers, Double, Int) -> Double = { numbers, _, _ in numbers.normal() }
  ) -> JSON {
    let x = numbers.normals(count)
    let y = x.enumerated().map { 2 * $1 + error(&numbers, $1, $0) }
    return ["y": JSON(y), "x": ["x": JSON(x)], "options": options]
  }

  private static let means: [IntervalFamily] = [
    IntervalFamily(name: "Welch's t") { numbers in
      let samples: JSON = [
        JSON(numbers.normals(15, mean: 1)), JSON(numbers.normals(8, mean: -1, sd: 3)),
      ]
      return (try answer("t-test", ["samples": samples]).estimate?.interval, 2)
    },
    IntervalFamily(name: "one-sample t") { numbers in
      (
        try answer("t-test-1samp", ["x": JSON(numbers.normals(15, mean: 1))]).estimate?.interval, 1
      )
    },
    IntervalFamily(name: "Cohen's d") { numbers in
      let samples: JSON = [JSON(numbers.normals(20, mean: 0.8)), JSON(numbers.normals(16))]
      let result = try answer("t-test", ["samples": samples, "options": ["equal_variance": true]])
      return (result.effectSizes.first?.interval, 0.8)
    },
    IntervalFamily(name: "Hodges-Lehmann") { numbers in
      let samples: JSON = [JSON(numbers.normals(15, mean: 1)), JSON(numbers.normals(12, mean: -1))]
      return (try answer("mann-whitney", ["samples": samples]).estimate?.interval, 2)
    },
    IntervalFamily(name: "Cliff's delta") { numbers in
      // P(X > Y) of normals one apart is Φ(1/√2).
      let samples: JSON = [JSON(numbers.normals(30, mean: 1)), JSON(numbers.normals(25))]
      return (
        try answer("mann-whitney", ["samples": samples]).effectSizes.last?.interval, erf(0.5)
      )
    },
    IntervalFamily(name: "pseudo-median") { numbers in
      (try answer("wilcoxon", ["x": JSON(numbers.normals(15, mean: 1))]).estimate?.interval, 1)
    },
    IntervalFamily(name: "bootstrap of the mean, percentile") { numbers in
      let request: JSON = ["x": JSON(numbers.normals(40, mean: 1)), "options": ["draws": 400]]
      return (try answer("bootstrap", request).estimate?.interval, 1)
    },
    IntervalFamily(name: "bootstrap of the sd, bca") { numbers in
      let options: JSON = ["draws": 400, "statistic": "sd", "interval": "bca"]
      let request: JSON = ["x": JSON(numbers.normals(40)), "options": options]
      return (try answer("bootstrap", request).estimate?.interval, 1)
    },
    IntervalFamily(name: "bootstrap of the mean, by clusters") { numbers in
      var x: [Double] = []
      for _ in 0..<25 {
        let shared = numbers.normal()
        for _ in 0..<4 { x.append(1 + shared + numbers.normal()) }
      }
      let groups = JSON.array(x.indices.map { .int(Int64($0 / 4)) })
      let request: JSON = ["x": JSON(x), "groups": groups, "options": ["draws": 400]]
      return (try answer("bootstrap", request).estimate?.interval, 1)
    },
  ]

  private static let quantiles: [IntervalFamily] = [
    IntervalFamily(name: "median, order statistics", isConservative: true) { numbers in
      let result = try answer("describe", ["x": JSON(numbers.values(.skewed, 25))])
      return (interval(result[path: "median_ci"]), 1)
    },
    IntervalFamily(name: "upper quartile, order statistics", isConservative: true) { numbers in
      let request: JSON = [
        "x": JSON((0..<60).map { _ in numbers.uniform() }), "options": ["quantiles": [0.75]],
      ]
      return (interval(try answer("describe", request)[path: "quantiles.0.75.ci"]), 0.75)
    },
    IntervalFamily(name: "mean with weights") { numbers in
      let x = numbers.normals(30, mean: 1)
      let weights = x.map { _ in 0.5 + numbers.uniform() }
      let result = try answer("describe", ["x": JSON(x), "weights": JSON(weights)])
      return (interval(result[path: "mean_ci"]), 1)
    },
    IntervalFamily(name: "Gini") { numbers in
      // Of exponential values G is a half.
      let x = (0..<200).map { _ in -log(numbers.uniform()) }
      return (try answer("gini", ["x": JSON(x)]).estimate?.interval, 0.5)
    },
    IntervalFamily(name: "Wilson") { numbers in
      let successes = (0..<40).count { _ in numbers.uniform() < 0.3 }
      let request: JSON = ["successes": .int(Int64(successes)), "trials": 40]
      return (try answer("proportion", request).estimate?.interval, 0.3)
    },
    IntervalFamily(name: "Newcombe") { numbers in
      let first = (0..<50).count { _ in numbers.uniform() < 0.6 }
      let second = (0..<40).count { _ in numbers.uniform() < 0.3 }
      let request: JSON = [
        "successes": [.int(Int64(first)), .int(Int64(second))], "trials": [50, 40],
      ]
      return (try answer("proportion", request).estimate?.interval, 0.3)
    },
    IntervalFamily(name: "odds ratio", isConservative: true) { numbers in
      let a = (0..<30).count { _ in numbers.uniform() < 0.6 }
      let b = (0..<30).count { _ in numbers.uniform() < 0.4 }
      let table: JSON = [
        [.int(Int64(a)), .int(Int64(30 - a))], [.int(Int64(b)), .int(Int64(30 - b))],
      ]
      return (try answer("fisher", ["table": table]).estimate?.interval, 2.25)
    },
  ]

  private static let associations: [IntervalFamily] = [
    IntervalFamily(name: "Pearson") { numbers in
      (try answer("pearson", correlated(&numbers, 30)).estimate?.interval, 0.6)
    },
    IntervalFamily(name: "Spearman") { numbers in
      (
        try answer("spearman", correlated(&numbers, 40)).estimate?.interval,
        6 / Double.pi * asin(0.3)
      )
    },
    IntervalFamily(name: "Kendall") { numbers in
      (
        try answer("kendall", correlated(&numbers, 40)).estimate?.interval,
        2 / Double.pi * asin(0.6)
      )
    },
    IntervalFamily(name: "Theil-Sen") { numbers in
      let x = numbers.normals(15)
      let y = x.map { 2 * $0 + numbers.normal() }
      return (try answer("theil-sen", ["x": JSON(x), "y": JSON(y)]).estimate?.interval, 2)
    },
  ]

  private static let models: [IntervalFamily] = [
    IntervalFamily(name: "least squares") { numbers in
      (try answer("ols", line(&numbers, 15)).coefficients?.last?.interval, 2)
    },
    IntervalFamily(name: "HC3 under unequal variances") { numbers in
      let request = line(&numbers, 50, ["covariance": "HC3"]) { numbers, x, _ in
        numbers.normal() * (0.5 + abs(x))
      }
      return (try answer("ols", request).coefficients?.last?.interval, 2)
    },
    IntervalFamily(name: "CR2 with twelve clusters") { numbers in
      // x and error both vary between clusters, where plain standard errors cover a third.
      var (x, y): ([Double], [Double]) = ([], [])
      for _ in 0..<12 {
        let (level, shared) = (numbers.normal(), numbers.normal())
        for _ in 0..<5 {
          x.append(level + 0.3 * numbers.normal())
          y.append(2 * (x.last ?? 0) + shared + 0.3 * numbers.normal())
        }
      }
      let groups = JSON.array(x.indices.map { .int(Int64($0 / 5)) })
      let request: JSON = [
        "y": JSON(y), "x": ["x": JSON(x)], "groups": groups, "options": ["covariance": "CR2"],
      ]
      return (try answer("ols", request).coefficients?.last?.interval, 2)
    },
    IntervalFamily(name: "prediction of a new observation") { numbers in
      let x = (0..<12).map(Double.init)
      let y = x.map { 2 + 0.5 * $0 + numbers.normal() }
      let table = try Table([("x", Column(.double(x))), ("y", Column(.double(y)))])
      let next = try Table([("x", Column(.double([5.5])))])
      let model = try Analysis.run(
        AnalysisRequest(method: "ols", table: table, formula: "y ~ x")
      ).model
      let prediction = try model?.predict(on: next).first
      return (
        Interval(prediction?.predictionLow, prediction?.predictionHigh),
        2 + 0.5 * 5.5 + numbers.normal()
      )
    },
    IntervalFamily(name: "expectation of a fit") { numbers in
      let x = (0..<12).map(Double.init)
      let y = x.map { 2 + 0.5 * $0 + numbers.normal() }
      let table = try Table([("x", Column(.double(x))), ("y", Column(.double(y)))])
      let next = try Table([("x", Column(.double([9])))])
      let model = try Analysis.run(
        AnalysisRequest(method: "ols", table: table, formula: "y ~ x")
      ).model
      let prediction = try model?.predict(on: next).first
      return (Interval(prediction?.confidenceLow, prediction?.confidenceHigh), 6.5)
    },
    IntervalFamily(name: "Huber under outliers") { numbers in
      let request = line(&numbers, 50) { numbers, _, _ in
        numbers.uniform() < 0.1 ? 8 * numbers.normal() : numbers.normal()
      }
      return (try answer("robust", request).coefficients?.last?.interval, 2)
    },
    IntervalFamily(name: "logistic") { numbers in
      let x = numbers.normals(120)
      let y = x.map { numbers.uniform() < 1 / (1 + exp(-$0)) ? 1.0 : 0 }
      return (
        try answer("logistic", ["y": JSON(y), "x": ["x": JSON(x)]]).coefficients?.last?.interval, 1
      )
    },
  ]

  @Test("95 % intervals hold the truth in 95 % of samples", arguments: means + quantiles)
  func coverage(_ family: IntervalFamily) throws { try expectCoverage(family) }

  @Test(
    "95 % intervals of associations and models hold the truth", arguments: associations + models)
  func coverageOfModels(_ family: IntervalFamily) throws { try expectCoverage(family) }

  private func expectCoverage(_ family: IntervalFamily) throws {
    var numbers = SeededNumbers(2024)
    var hits = 0
    for _ in 0..<Self.runs {
      let (interval, truth) = try family.draw(&numbers)
      if Self.holds(interval, truth) { hits += 1 }
    }
    #expect(
      isCredible(hits, 0.95, orMore: family.isConservative), "\(hits) of \(Self.runs)")
  }

  @Test(
    "where the null hypothesis holds, p <= 0.1 in a tenth of samples",
    arguments: [
      "t-test", "mann-whitney", "brunner-munzel", "permutation", "anova", "welch-anova",
      "kruskal-wallis", "levene", "bartlett", "shapiro-wilk", "anderson-darling", "spearman",
      "mann-kendall", "nested-f", "equivalence",
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
        case "equivalence":
          // At the bound itself.
          [
            "samples": [JSON(values[0].map { $0 + 2 }), JSON(values[1])],
            "options": ["low": -2, "high": 2],
          ]
        case "nested-f":
          [
            "y": JSON(values[0]), "x": ["a": JSON(values[1]), "b": JSON(values[2])],
            "options": ["small": "a"],
          ]
        case "t-test", "mann-whitney", "brunner-munzel":
          ["samples": [JSON(values[0]), JSON(values[1])]]
        default: ["samples": .array(values.map { JSON($0) })]
        }
      if let p = try Self.answer(method, request).pValue, p <= 0.1 { hits += 1 }
    }
    #expect(isCredible(hits, 0.1), "\(hits) of \(Self.runs)")
  }
}
