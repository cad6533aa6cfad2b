import Basics
import Foundation
import Statistics
import Tables
import Testing

@Suite("Few values, and numbers at the ends of their range, are answered as they deserve")
struct SmallSampleTests {
  @Test("three pairs in order have p = 1/3, and no p is zero up to ten pairs")
  func spearman() throws {
    #expect(try pairs("spearman", [1, 2, 3], [10, 20, 40]).pValue == 1.0 / 3)
    #expect(try pairs("spearman", [1, 2, 3], [10, 20, 20]).pValue == 2.0 / 3)
    for n in 3...10 {
      let x = (1...n).map(Double.init)
      let orders = (1...n).reduce(1.0) { $0 * Double($1) }
      let answer = try pairs("spearman", x, x)
      #expect(answer.pMethod == "exact")
      #expect(abs((answer.pValue ?? 0) * orders / 2 - 1) < 1e-12)
      #expect(answer[path: "df"] == .null)
    }
    let eleven = try pairs("spearman", (1...11).map(Double.init), (1...11).map { Double($0 % 4) })
    #expect(eleven.pMethod == "t")
  }

  @Test("the exact p of ties is that of all orders", arguments: 1...12)
  func spearmanTies(_ seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    let n = 3 + Int(seed % 5)
    let x = (0..<n).map { _ in Double(Int.random(in: 1...3, using: &numbers)) }
    let y = (0..<n).map { _ in Double(Int.random(in: 1...4, using: &numbers)) }
    guard Set(x).count > 1, Set(y).count > 1 else { return }
    func ranks(_ values: [Double]) -> [Double] {
      values.map { value in
        Double(values.count { $0 < value }) + (Double(values.count { $0 == value }) + 1) / 2
      }
    }
    let (a, b) = (ranks(x), ranks(y))
    let observed = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    var (less, greater, total) = (0.0, 0.0, 0.0)
    func permute(_ left: [Double], _ sum: Double) {
      guard !left.isEmpty else {
        total += 1
        if sum <= observed { less += 1 }
        if sum >= observed { greater += 1 }
        return
      }
      for i in left.indices {
        var rest = left
        let chosen = rest.remove(at: i)
        permute(rest, sum + chosen * a[a.count - left.count])
      }
    }
    permute(b, 0)
    func p(_ alternative: String) throws -> Double {
      try pairs("spearman", x, y, ["alternative": .string(alternative)]).pValue ?? -1
    }
    #expect(abs(try p("less") - less / total) < 1e-14)
    #expect(abs(try p("greater") - greater / total) < 1e-14)
    #expect(abs(try p("two-sided") - min(1, 2 * min(less, greater) / total)) < 1e-14)
  }

  @Test("in a matrix few rows have the exact p of their pair")
  func spearmanMatrix() throws {
    var numbers = SeededNumbers(8)
    let variables = (0..<6).map { index in
      (
        name: "v\(index)",
        values: (0..<30).map { row in
          row < 6 + index
            ? (index % 2 == 0 ? numbers.normal() : (numbers.normal() * 2).rounded()) : .nan
        }
      )
    }
    let matrix = try CorrelationMatrix(.spearman).test(variables)
    let values = Dictionary(uniqueKeysWithValues: variables.map { ($0.name, $0.values) })
    for entry in try #require(matrix.comparisons) {
      let pair = try pairs(
        "spearman", (values[entry.groups[0]] ?? []).map { $0.isNaN ? nil : $0 },
        (values[entry.groups[1]] ?? []).map { $0.isNaN ? nil : $0 })
      #expect(entry.pValue == pair.pValue)
    }
  }

  @Test("the correction of Wilcoxon's test speaks against the alternative on both sides")
  func wilcoxon() throws {
    var numbers = SeededNumbers(4)
    for _ in 0..<20 {
      let x = numbers.normals(20, mean: 0.2)
      for alternative in ["less", "greater", "two-sided"] {
        func p(_ continuity: Bool) throws -> Double {
          try single(
            "wilcoxon", x,
            [
              "alternative": .string(alternative), "p_method": "asymptotic",
              "continuity": .bool(continuity),
            ]
          ).pValue ?? -1
        }
        #expect(try p(true) >= p(false), "\(alternative)")
      }
    }
  }

  @Test("as many pairs one way as the other are no evidence at all", arguments: [1, 12, 13, 500])
  func mcnemar(_ count: Int) throws {
    for method in ["exact", "asymptotic"] {
      let answer = try Analysis.run(
        AnalysisRequest(json: [
          "method": "mcnemar",
          "table": [[7, .int(Int64(count))], [.int(Int64(count)), 9]],
          "options": ["p_method": .string(method)],
        ]))
      #expect(answer.pValue == 1)
      if method == "asymptotic" { #expect(answer.statistic?.value == 0) }
    }
  }

  @Test(
    "a variance that leaves the range of doubles is missing, never zero",
    arguments: [
      [1e-200, 2e-200, 3e-200], [1e-162, 2e-162, 4e-162], [1e200, -1e200, 3e200],
      [1e308, -1e308, 1e308], [.leastNonzeroMagnitude, 0, 2 * .leastNonzeroMagnitude],
      [1e-160, 2e-160, 3.5e-160],
    ])
  func range(_ values: [Double]) throws {
    for weights in [nil, [1, 2, 1]] as [[Double]?] {
      var request: JSON = ["method": "describe", "x": JSON(values)]
      if let weights { request = request.with("weights", JSON(weights)) }
      let found = try answer(request)
      for field in ["sd", "variance", "mean_ci"] {
        #expect(found[path: field] == .null, "\(field) of \(values): \(found.json.text())")
      }
      #expect(found[path: "min"]?.doubleValue == values.min())
      if weights == nil {
        #expect(found[path: "lag1_autocorrelation"] == .null)
        #expect(found.notes.contains { $0.contains("range of doubles") })
      }
    }
    let constant = try single("describe", [1e-200, 1e-200])
    #expect(constant[path: "variance"]?.doubleValue == 0)
  }

  @Test("the median follows the definition of quantiles", arguments: 1...9)
  func median(_ type: Int) throws {
    var numbers = SeededNumbers(2)
    for n in 1...9 {
      let x = numbers.normals(n)
      let answer = try single(
        "describe", x, ["quantile_type": .int(Int64(type)), "quantiles": [0.5]])
      let median = try #require(answer[path: "median"]?.doubleValue)
      let quantile = try #require(answer[path: "quantiles.0.5"]?.doubleValue)
      #expect(abs(median - quantile) <= 1e-15 * max(abs(median), 1), "type \(type), \(n) values")
    }
  }

  @Test("equivalence is claimed below 0.05, whatever the level of the interval")
  func equivalence() throws {
    var numbers = SeededNumbers(42)
    var decisions: Set<Bool> = []
    for shift in stride(from: -1.0, through: 1, by: 0.05) {
      let first = Sample(numbers.normals(25, mean: shift))
      let second = Sample(numbers.normals(30))
      for level in [0.5, 0.9, 0.95] {
        var test = EquivalenceTest(low: -0.8, high: 0.8)
        test.level = level
        let answer = try test.test(first, second)
        let p = try #require(answer.pValue)
        #expect(answer[path: "equivalent"] == .bool(p < 0.05))
        #expect(answer[path: "alpha"]?.doubleValue == 0.05)
        #expect(answer.notes.contains { $0.contains("two-sided") })
        decisions.insert(p < 0.05)
      }
    }
    #expect(decisions == [true, false])
  }

  @Test(
    "beside a one-sided p effect sizes have one-sided intervals, or a note says that they have not")
  func oneSidedEffects() throws {
    var numbers = SeededNumbers(6)
    let (x, y) = (numbers.normals(14, mean: 0.4), numbers.normals(14))
    let requests: [JSON] = [
      ["method": "t-test", "samples": [JSON(x), JSON(y)]],
      ["method": "t-test-paired", "x": JSON(x), "y": JSON(y)],
      ["method": "t-test-1samp", "x": JSON(x)],
      ["method": "mann-whitney", "samples": [JSON(x), JSON(y)]],
      ["method": "wilcoxon", "x": JSON(x), "y": JSON(y)],
      ["method": "brunner-munzel", "samples": [JSON(x), JSON(y)]],
      ["method": "permutation", "samples": [JSON(x), JSON(y)]],
      ["method": "pearson", "x": JSON(x), "y": JSON(y)],
      ["method": "spearman", "x": JSON(x), "y": JSON(y)],
      ["method": "kendall", "x": JSON(x), "y": JSON(y)],
      [
        "method": "partial-correlation", "x": JSON(x), "y": JSON(y), "z": JSON(numbers.normals(14)),
      ],
      ["method": "proportion", "successes": 7, "trials": 20],
      ["method": "proportion", "successes": [7, 11], "trials": [20, 23]],
      ["method": "fisher", "table": [[7, 13], [11, 9]]], ["method": "mann-kendall", "x": JSON(x)],
    ]
    for request in requests {
      let both = try answer(request)
      // The end of a one-sided interval is that of the two-sided one at level 0.9.
      let wide = try answer(request.with("options", ["level": 0.9]))
      for (alternative, end) in [("less", 1), ("greater", 0)] {
        let one = try answer(request.with("options", ["alternative": .string(alternative)]))
        for size in one.effectSizes {
          guard let interval = size.interval, size.name != "r-squared" else { continue }
          let open = end == 1 ? interval.low : interval.high
          let bound = open ?? (end == 1 ? -.infinity : .infinity)
          #expect(
            bound == (end == 1 ? -.infinity : .infinity) || abs(bound) == 1 || bound == 0,
            "\(one.method) \(alternative): \(size.name) \(interval)")
          let closed = try #require(end == 1 ? interval.high : interval.low)
          let same = wide.effectSizes.first { $0.name == size.name }?.interval
          let expected = try #require(end == 1 ? same?.high : same?.low)
          // Fisher's exact limits take the tail itself.
          #expect(
            abs(closed - expected) < 1e-9 * max(abs(expected), 1), "\(one.method) \(size.name)")
        }
      }
      #expect(both.alternative == .twoSided)
    }
  }

  @Test("few values that pass a check are nothing against it, and no proof")
  func fewValues() throws {
    let five = try samples("t-test", [[1, 2, 4, 3, 5.5], [2, 4, 3, 6, 5]])
    #expect(five.assumptions[0].verdict == .unopposed)
    #expect(
      five.assumptions[0].evidence.hasPrefix("nothing against normality; 5 values can show little"))
    var numbers = SeededNumbers(9)
    let many = try samples("t-test", [numbers.normals(60), numbers.normals(60)])
    #expect(many.assumptions[0].verdict == .holds)
    // Few values can still speak against it.
    let skewed = try single("t-test-1samp", [1, 1.1, 1.2, 1.05, 1.15, 90])
    #expect(skewed.assumptions[0].verdict == .violated)
    for row in ReferenceRow.smallest {
      let answer = try Analysis.run(AnalysisRequest(json: row.request))
      for assumption in answer.assumptions where answer.count.total < 20 && assumption.pValue != nil
      {
        #expect(assumption.verdict != .holds, "\(row.method): \(assumption.name)")
      }
    }
  }
}
