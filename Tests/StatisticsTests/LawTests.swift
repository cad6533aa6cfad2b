import Basics
import Foundation
import Statistics
import Tables
import Testing

/// A shape of data and a seed.
struct LawData: Sendable, CustomTestStringConvertible {
  let shape: SeededNumbers.Shape
  let seed: UInt64

  var testDescription: String { "\(shape.rawValue) \(seed)" }

  static let all: [LawData] = SeededNumbers.Shape.allCases.flatMap { shape in
    (1...4).map { LawData(shape: shape, seed: $0) }
  }

  /// Columns of `counts` values.
  func columns(_ counts: Int...) -> [[Double]] {
    var numbers = SeededNumbers(seed)
    return counts.map { numbers.values(shape, $0) }
  }
}

@Suite("Answers obey the laws of their methods")
struct LawTests {
  private static let alternatives = ["two-sided", "less", "greater"]

  private func run(_ method: String, _ members: JSON, _ options: JSON = [:]) throws
    -> AnalysisResult
  {
    try Analysis.run(
      AnalysisRequest(json: members.with("method", .string(method)).with("options", options)))
  }

  private func samples(_ values: [Double]...) -> JSON {
    ["samples": .array(values.map { JSON($0) })]
  }

  private func pair(_ x: [Double], _ y: [Double]) -> JSON { ["x": JSON(x), "y": JSON(y)] }

  private func number(_ result: AnalysisResult, _ path: String) throws -> Double {
    try #require(result[path: path]?.doubleValue, "\(result.method) has no \(path)")
  }

  private func expectClose(
    _ a: Double?, _ b: Double?, digits: Double = 9, _ comment: String = "",
    _ location: SourceLocation = #_sourceLocation
  ) {
    guard let a, let b else {
      #expect(a == b, "\(comment)", sourceLocation: location)
      return
    }
    let scale = max(abs(a), abs(b))
    let attained = scale < 1e-9 ? 15 : AgreeingDigits.of(a / scale, b / scale)
    #expect(attained >= digits, "\(comment): \(a) and \(b)", sourceLocation: location)
  }

  private func mirrored(_ alternative: String) -> String {
    ["less": "greater", "greater": "less"][alternative] ?? alternative
  }

  @Test(
    "swapping the samples turns the estimate and mirrors the alternative", arguments: LawData.all)
  func swap(_ data: LawData) throws {
    let columns = data.columns(14, 11)
    for method in ["t-test", "mann-whitney", "permutation", "brunner-munzel", "ks"] {
      for alternative in Self.alternatives {
        let there = try run(
          method, samples(columns[0], columns[1]), ["alternative": .string(alternative)])
        let back = try run(
          method, samples(columns[1], columns[0]), ["alternative": .string(mirrored(alternative))])
        // Draws differ between the two orders.
        let digits = method == "permutation" ? 0.8 : 9
        expectClose(there.pValue, back.pValue, digits: digits, "\(method) \(alternative)")
        if method == "brunner-munzel" {
          expectClose(there.estimate?.value, back.estimate?.value.map { 1 - $0 }, method)
        } else if method != "ks" {
          expectClose(there.estimate?.value, back.estimate?.value.map { -$0 }, method)
        }
      }
    }
    let mixed = data.columns(16, 16)
    for method in ["pearson", "spearman", "kendall"] {
      let there = try run(method, pair(mixed[0], mixed[1]))
      let back = try run(method, pair(mixed[1], mixed[0]))
      expectClose(there.statistic?.value, back.statistic?.value, digits: 11, method)
      expectClose(there.pValue, back.pValue, method)
    }
    let there = try run("t-test-paired", pair(mixed[0], mixed[1]))
    let back = try run("t-test-paired", pair(mixed[1], mixed[0]))
    expectClose(there.statistic?.value, back.statistic?.value.map { -$0 })
    expectClose(there.pValue, back.pValue)
  }

  @Test("both one-sided p-values of a continuous statistic sum to one", arguments: LawData.all)
  func sidesSumToOne(_ data: LawData) throws {
    let columns = data.columns(14, 14)
    for (method, request) in [
      ("t-test", samples(columns[0], columns[1])),
      ("brunner-munzel", samples(columns[0], columns[1])),
      ("pearson", pair(columns[0], columns[1])), ("spearman", pair(columns[0], columns[1])),
      ("t-test-paired", pair(columns[0], columns[1])),
    ] {
      let less = try run(method, request, ["alternative": "less"])
      let greater = try run(method, request, ["alternative": "greater"])
      let both = try run(method, request)
      let (p, q) = (try number(less, "p_value"), try number(greater, "p_value"))
      expectClose(p + q, 1, digits: 11, method)
      expectClose(both.pValue, 2 * min(p, q), digits: 10, method)
    }
  }

  @Test("a shift of all values leaves tests of differences alone", arguments: LawData.all)
  func shift(_ data: LawData) throws {
    let columns = data.columns(13, 12, 15)
    let moved = columns.map { $0.map { $0 + 4096 } }
    for method in [
      "t-test", "mann-whitney", "ks", "brunner-munzel",
    ] {
      let before = try run(method, samples(columns[0], columns[1]))
      let after = try run(method, samples(moved[0], moved[1]))
      expectClose(before.statistic?.value, after.statistic?.value, method)
      expectClose(before.pValue, after.pValue, digits: 8, method)
      if method == "t-test" || method == "mann-whitney" {
        expectClose(before.estimate?.value, after.estimate?.value, method)
      }
    }
    for method in ["anova", "welch-anova", "kruskal-wallis", "levene", "bartlett", "fligner"] {
      let before = try run(method, samples(columns[0], columns[1], columns[2]))
      let after = try run(method, samples(moved[0], moved[1], moved[2]))
      expectClose(before.statistic?.value, after.statistic?.value, digits: 8, method)
      expectClose(before.pValue, after.pValue, digits: 7, method)
    }
    for method in ["shapiro-wilk", "anderson-darling", "jarque-bera", "dagostino", "describe"] {
      let path = method == "describe" ? "sd" : "statistic"
      let before = try number(try run(method, ["x": JSON(columns[0])]), path)
      let after = try number(try run(method, ["x": JSON(moved[0])]), path)
      expectClose(before, after, digits: 8, method)
    }
  }

  @Test("another unit, a power of two, leaves every statistic alone", arguments: LawData.all)
  func scale(_ data: LawData) throws {
    let columns = data.columns(13, 12, 15)
    let scaled = columns.map { $0.map { $0 * 0.0009765625 } }
    for method in ["t-test", "mann-whitney", "ks", "brunner-munzel", "permutation"] {
      let before = try run(method, samples(columns[0], columns[1]))
      let after = try run(method, samples(scaled[0], scaled[1]))
      expectClose(before.pValue, after.pValue, digits: 11, method)
      if method == "t-test" || method == "mann-whitney" {
        expectClose(before.estimate?.value.map { $0 * 0.0009765625 }, after.estimate?.value, method)
        for (a, b) in zip(before.effectSizes, after.effectSizes) {
          expectClose(a.value, b.value, "\(method) \(a.name)")
        }
      }
    }
    for method in ["anova", "welch-anova", "kruskal-wallis", "levene", "bartlett", "fligner"] {
      let before = try run(method, samples(columns[0], columns[1], columns[2]))
      let after = try run(method, samples(scaled[0], scaled[1], scaled[2]))
      expectClose(before.statistic?.value, after.statistic?.value, method)
      expectClose(before.pValue, after.pValue, method)
    }
  }

  @Test("the order of the rows says nothing", arguments: LawData.all)
  func permute(_ data: LawData) throws {
    let columns = data.columns(15, 15, 15)
    var numbers = SeededNumbers(data.seed + 100)
    let order = (0..<15).shuffled(using: &numbers)
    let mixed = columns.map { column in order.map { column[$0] } }
    for method in ["pearson", "spearman", "kendall", "theil-sen", "t-test-paired", "wilcoxon"] {
      let before = try run(method, pair(columns[0], columns[1]))
      let after = try run(method, pair(mixed[0], mixed[1]))
      expectClose(before.statistic?.value, after.statistic?.value, method)
      expectClose(before.estimate?.value, after.estimate?.value, method)
      expectClose(before.pValue, after.pValue, method)
    }
    for method in ["t-test", "mann-whitney", "ks", "kruskal-wallis", "anova", "levene"] {
      let before = try run(method, samples(columns[0], columns[1]))
      let after = try run(method, samples(mixed[0], mixed[1]))
      expectClose(before.statistic?.value, after.statistic?.value, method)
      expectClose(before.pValue, after.pValue, method)
    }
    for method in ["ols", "robust", "quantile-regression", "ridge"] {
      func request(_ c: [[Double]]) -> JSON {
        ["y": JSON(c[0]), "x": ["a": JSON(c[1]), "b": JSON(c[2])]]
      }
      guard let before = try? run(method, request(columns)) else { continue }
      let after = try run(method, request(mixed))
      // The median plane of tied values is not unique.
      if method == "quantile-regression", data.shape == .ties { continue }
      for (a, b) in zip(before.coefficients ?? [], after.coefficients ?? []) {
        expectClose(a.estimate, b.estimate, digits: 6, "\(method) \(a.term)")
      }
    }
  }

  @Test("order-preserving transformations leave rank methods alone", arguments: LawData.all)
  func ranks(_ data: LawData) throws {
    let columns = data.columns(12, 12)
    func warped(_ values: [Double]) -> [Double] { values.map { $0 * $0 * $0 } }
    for method in ["spearman", "kendall"] {
      let before = try run(method, pair(columns[0], columns[1]))
      let after = try run(method, pair(warped(columns[0]), columns[1]))
      #expect(before.statistic?.value == after.statistic?.value)
      #expect(before.pValue == after.pValue)
    }
    for method in ["mann-whitney", "ks", "kruskal-wallis", "brunner-munzel"] {
      let before = try run(method, samples(columns[0], columns[1]))
      let after = try run(method, samples(warped(columns[0]), warped(columns[1])))
      #expect(before.statistic?.value == after.statistic?.value)
      #expect(before.pValue == after.pValue)
    }
  }

  @Test("two groups: F = t², Kruskal-Wallis's H = z², chi-squared = z²", arguments: LawData.all)
  func twoGroups(_ data: LawData) throws {
    let columns = data.columns(14, 11)
    let request = samples(columns[0], columns[1])
    for (many, options) in [("anova", ["equal_variance": true] as JSON), ("welch-anova", [:])] {
      let t = try run("t-test", request, options)
      let f = try run(many, request)
      expectClose(
        f.statistic?.value, try number(t, "statistic") * (try number(t, "statistic")), many)
      expectClose(f.pValue, t.pValue, digits: 8, many)
    }
    let u = try run("mann-whitney", request, ["p_method": "asymptotic", "continuity": false])
    expectClose(u.pValue, try run("kruskal-wallis", request).pValue, digits: 8)
    let table: JSON = ["table": [[17, 8], [9, 21]]]
    let chi = try run("chi-square", table, ["yates": false])
    let z = try number(
      try run("proportion", ["successes": [17, 9], "trials": [25, 30]]), "statistic")
    expectClose(chi.statistic?.value, z * z, digits: 11)
  }

  @Test("one column: the slope's p-value is that of r, and R² = r²", arguments: LawData.all)
  func slopeAndCorrelation(_ data: LawData) throws {
    let columns = data.columns(18, 18)
    let fit = try run("ols", ["y": JSON(columns[0]), "x": ["x": JSON(columns[1])]])
    let r = try run("pearson", pair(columns[1], columns[0]))
    expectClose(try number(fit, "coefficients.x.p_value"), r.pValue, digits: 7)
    let value = try number(r, "statistic")
    expectClose(try number(fit, "r_squared"), value * value, digits: 7)
    expectClose(try number(fit, "f.p_value"), r.pValue, digits: 7)
  }

  @Test("an interval leaves out the null value exactly when p <= 1 - level", arguments: LawData.all)
  func intervalAndPValue(_ data: LawData) throws {
    for level in [0.5, 0.8, 0.95, 0.99] {
      for alternative in Self.alternatives {
        let options: JSON = ["level": .double(level), "alternative": .string(alternative)]
        var columns = data.columns(12, 12)
        columns[1] = columns[1].map { $0 + 0.5 }
        var answers = [
          try run("t-test", samples(columns[0], columns[1]), options),
          try run("t-test-paired", pair(columns[0], columns[1]), options),
        ]
        if data.shape == .normal {
          // Without ties the exact test and the interval invert each other.
          answers.append(
            try run("mann-whitney", samples(Array(columns[0].prefix(8)), columns[1]), options))
          answers.append(try run("wilcoxon", pair(columns[0], columns[1]), options))
        }
        for answer in answers {
          guard let interval = answer.estimate?.interval else { continue }
          let holdsZero = (interval.low ?? -.infinity) <= 0 && 0 <= (interval.high ?? .infinity)
          let p = try number(answer, "p_value")
          #expect(holdsZero == (p > 1 - level), "\(answer.method) \(alternative) \(level): p \(p)")
        }
        if alternative == "two-sided" {
          let fit = try run(
            "ols", ["y": JSON(columns[0]), "x": ["x": JSON(columns[1])]], ["level": .double(level)])
          for coefficient in fit.coefficients ?? [] {
            guard let p = coefficient.pValue, let low = coefficient.interval?.low,
              let high = coefficient.interval?.high
            else { continue }
            #expect((low <= 0 && 0 <= high) == (p > 1 - level), "\(coefficient.term) \(level)")
          }
        }
      }
    }
  }

  @Test("a wider level gives a wider interval that holds the narrower one", arguments: LawData.all)
  func nestedIntervals(_ data: LawData) throws {
    let columns = data.columns(16, 16)
    let requests: [(String, JSON)] = [
      ("t-test", samples(columns[0], columns[1])),
      ("mann-whitney", samples(columns[0], columns[1])),
      ("wilcoxon", ["x": JSON(columns[0])]), ("pearson", pair(columns[0], columns[1])),
      ("kendall", pair(columns[0], columns[1])), ("theil-sen", pair(columns[0], columns[1])),
      ("proportion", ["successes": 7, "trials": 19]), ("fisher", ["table": [[9, 4], [3, 11]]]),
    ]
    for (method, request) in requests {
      var last: Interval?
      for level in [0.5, 0.8, 0.9, 0.95, 0.99] {
        guard let interval = try run(method, request, ["level": .double(level)]).estimate?.interval
        else { continue }
        if let last {
          #expect((interval.low ?? -.infinity) <= (last.low ?? -.infinity), "\(method) \(level)")
          #expect((interval.high ?? .infinity) >= (last.high ?? .infinity), "\(method) \(level)")
        }
        last = interval
      }
    }
  }

  @Test(
    "adjusted p-values are no smaller than raw ones and keep their order", arguments: LawData.all)
  func adjustment(_ data: LawData) throws {
    var numbers = SeededNumbers(data.seed)
    var raw = (0..<20).map { _ in pow(numbers.uniform(), 3) }
    if data.shape == .ties { raw = raw.map { ($0 * 10).rounded() / 10 } }
    if data.shape == .heavyTails { raw = raw.map { pow($0, 30) } }
    func adjusted(_ correction: String) throws -> [Double] {
      let answer = try run(
        "adjust", ["p_values": JSON(raw)], ["correction": .string(correction)])
      return (answer[path: "adjusted"]?.arrayValue ?? []).compactMap(\.doubleValue)
    }
    var by: [String: [Double]] = [:]
    for correction in ["bonferroni", "holm", "hochberg", "sidak", "bh", "by"] {
      let values = try adjusted(correction)
      #expect(values.count == raw.count)
      for (p, q) in zip(raw, values) { #expect(q >= p * (1 - 1e-15) && q <= 1, "\(correction)") }
      let order = raw.indices.sorted { raw[$0] < raw[$1] }
      for (i, j) in zip(order, order.dropFirst()) {
        #expect(values[i] <= values[j], "\(correction)")
        if raw[i] == raw[j] { #expect(values[i] == values[j], "\(correction)") }
      }
      by[correction] = values
    }
    for (stricter, milder) in [
      ("bonferroni", "holm"), ("holm", "hochberg"), ("hochberg", "bh"),
      ("by", "bh"), ("bonferroni", "sidak"),
    ] {
      for (p, q) in zip(by[stricter] ?? [], by[milder] ?? []) {
        #expect(p >= q * (1 - 1e-14), "\(stricter) and \(milder)")
      }
    }
  }

  @Test("weights of two fit as rows that occur twice", arguments: LawData.all)
  func weightsAndRows(_ data: LawData) throws {
    let columns = data.columns(14, 14)
    let weights = (0..<14).map { $0 % 3 == 0 ? 2.0 : 1 }
    func doubled(_ values: [Double]) -> [Double] {
      zip(values, weights).flatMap { [Double](repeating: $0.0, count: Int($0.1)) }
    }
    let weighted = try run(
      "wls",
      ["y": JSON(columns[0]), "x": ["x": JSON(columns[1])], "weights": JSON(weights)])
    let repeated = try run(
      "ols", ["y": JSON(doubled(columns[0])), "x": ["x": JSON(doubled(columns[1]))]])
    for (a, b) in zip(weighted.coefficients ?? [], repeated.coefficients ?? []) {
      expectClose(a.estimate, b.estimate, digits: 7, a.term)
    }
    expectClose(try number(weighted, "r_squared"), try number(repeated, "r_squared"), digits: 7)
  }

  @Test(
    "an offset and a unit of a column change its coefficient by the unit alone",
    arguments: [
      "ols", "robust", "quantile-regression", "logistic", "poisson", "negative-binomial",
    ])
  func columnUnits(_ method: String) throws {
    var numbers = SeededNumbers(12)
    let x = (0..<60).map { _ in Double(Int.random(in: 1...40, using: &numbers)) }
    let y = x.map { value -> Double in
      switch method {
      case "logistic": numbers.uniform() < 1 / (1 + exp(2 - value / 10)) ? 1 : 0
      case "poisson", "negative-binomial":
        (exp(value / 20 + 1) * -log(numbers.uniform())).rounded()
      default: value / 4 + numbers.normal()
      }
    }
    let plain = try run(method, ["y": JSON(y), "x": ["x": JSON(x)]])
    let slope = try #require(plain.coefficients?.last)
    for (offset, unit) in [(1e10, 1.0), (0, 1e-100), (0, 1e100), (-1e6, 1024)] {
      let moved = try run(method, ["y": JSON(y), "x": ["x": JSON(x.map { ($0 + offset) * unit })]])
      let coefficient = try #require(moved.coefficients?.last)
      let digits = offset == 0 ? 9.0 : 5
      expectClose(
        coefficient.estimate.map { $0 * unit }, slope.estimate, digits: digits, "\(offset) \(unit)")
      expectClose(coefficient.pValue, slope.pValue, digits: digits - 1, "\(offset) \(unit)")
    }
  }

  @Test("a straight line has correlation one, exactly", arguments: LawData.all)
  func perfectCorrelation(_ data: LawData) throws {
    let x = data.columns(15)[0]
    for method in ["pearson", "spearman", "kendall"] {
      for sign in [4.0, -4] {
        let answer = try run(method, pair(x, x.map { sign * $0 }))
        #expect(answer.statistic?.value == (sign > 0 ? 1 : -1), "\(method)")
      }
    }
  }

  @Test("a table and its transpose, or with its rows exchanged, have one answer")
  func tableSymmetry() throws {
    let table: JSON = ["table": [[12, 5, 8], [7, 15, 3]]]
    let transposed: JSON = ["table": [[12, 7], [5, 15], [8, 3]]]
    let exchanged: JSON = ["table": [[7, 15, 3], [12, 5, 8]]]
    for method in ["chi-square", "g-test"] {
      let answer = try run(method, table)
      for other in [transposed, exchanged] {
        expectClose(answer.statistic?.value, try run(method, other).statistic?.value, digits: 12)
        expectClose(answer.pValue, try run(method, other).pValue, digits: 12)
      }
    }
    let two = try run("fisher", ["table": [[12, 5], [7, 16]]])
    expectClose(two.pValue, try run("fisher", ["table": [[12, 7], [5, 16]]]).pValue, digits: 12)
    let turned = try run("fisher", ["table": [[7, 16], [12, 5]]])
    expectClose(two.pValue, turned.pValue, digits: 12)
    expectClose(try number(two, "estimate"), 1 / (try number(turned, "estimate")), digits: 9)
  }

  @Test("exchanging what counts as success turns the signs of a logistic fit")
  func logisticSymmetry() throws {
    var numbers = SeededNumbers(5)
    let x = numbers.normals(60)
    let y = x.map { numbers.uniform() < 1 / (1 + exp(-$0)) ? 1.0 : 0 }
    let fit = try run("logistic", ["y": JSON(y), "x": ["x": JSON(x)]])
    let other = try run("logistic", ["y": JSON(y.map { 1 - $0 }), "x": ["x": JSON(x)]])
    for (a, b) in zip(fit.coefficients ?? [], other.coefficients ?? []) {
      expectClose(a.estimate, b.estimate.map { -$0 }, a.term)
      expectClose(a.pValue, b.pValue, a.term)
    }
  }

  @Test("the number of threads does not change an answer; the seed does")
  func threads() throws {
    var numbers = SeededNumbers(6)
    let (x, y) = (numbers.values(.skewed, 40), numbers.values(.skewed, 35))
    for (method, request) in [
      ("bootstrap", ["x": JSON(x)] as JSON), ("permutation", samples(x, y)),
    ] {
      let one = try run(method, request, ["threads": 1, "draws": 1500]).json
      for threads in [2, 3, 8] {
        let many = try run(method, request, ["threads": .int(Int64(threads)), "draws": 1500]).json
        #expect(many == one, "\(method) on \(threads) threads")
      }
      let again = try run(method, request, ["draws": 1500, "seed": 2]).json
      #expect(again != one, "\(method) with another seed")
    }
  }

  private static let nasty: [[Double]] = {
    var random = SeededNumbers(11)
    return [
      random.normals(12), random.tied(15), random.normals(9).map { $0 + 1e9 },
      random.normals(10).map { exp(3 * $0) }, [0, 0, 0, 0, 1], [-1e150, 1, 2, 1e150],
    ]
  }()

  @Test("no answer to nasty values holds a NaN or an infinity", arguments: Methods.names)
  func nothingIsNaN(_ method: String) {
    for (first, second) in zip(Self.nasty, Self.nasty.reversed()) {
      let requests: [JSON] = [
        ["method": .string(method), "samples": [JSON(first), JSON(second)]],
        ["method": .string(method), "x": JSON(first), "y": JSON(second)],
      ]
      for request in requests {
        let text = StatisticsBatch.run(request.text()).line
        #expect(!text.contains("nan") && !text.contains("inf,"))
      }
    }
  }
}
