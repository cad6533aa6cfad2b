import Foundation
import Statistics
import Tables
import Testing

/// Laws that hold for all data, over seeded random and nasty ones.
@Suite struct LawTests {
  private func close(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-11) -> Bool {
    switch (a, b) {
    case (nil, nil): true
    case (let a?, let b?):
      abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-300) || abs(a - b) < 1e-13
    default: false
    }
  }

  private static let nasty: [[Double]] = {
    var random = RandomValues(seed: 11)
    return [
      random.normals(12), random.tied(15), random.normals(9).map { $0 + 1e9 },
      random.normals(10).map { exp(3 * $0) }, [0, 0, 0, 0, 1], [-1e150, 1, 2, 1e150],
    ]
  }()

  @Test(arguments: ["mann-whitney", "t-test", "brunner-munzel", "ks", "permutation"])
  func swappingSamplesKeepsTheTwoSidedP(_ method: String) throws {
    for first in Self.nasty.prefix(4) {
      for second in Self.nasty.prefix(4) where first != second {
        guard let one = try? samples(method, [first, second]),
          let other = try? samples(method, [second, first])
        else { continue }
        // Random arrangements differ between the two orders.
        let tolerance = method == "permutation" ? 0.02 : 1e-9
        #expect(abs((one.pValue ?? 0) - (other.pValue ?? 0)) <= tolerance)
        if method != "ks", let a = one.estimate?.value, let b = other.estimate?.value {
          let sum = method == "brunner-munzel" ? 1.0 : 0
          #expect(abs(a + b - sum) <= 1e-9 * max(abs(a), 1))
        }
      }
    }
  }

  @Test(arguments: ["mann-whitney", "t-test"])
  func alternativesAreComplementsUnderASwap(_ method: String) throws {
    var random = RandomValues(seed: 3)
    let first = random.normals(11)
    let second = random.normals(14, shift: 0.5)
    let less = try samples(method, [first, second], ["alternative": "less"])
    let greater = try samples(method, [second, first], ["alternative": "greater"])
    #expect(close(less.pValue, greater.pValue))
  }

  @Test(arguments: ["pearson", "spearman", "kendall"])
  func correlationsIgnoreShiftAndScaleAndFlipWithTheSign(_ method: String) throws {
    var random = RandomValues(seed: 5)
    for x in [random.normals(20), random.tied(20)] {
      let y = zip(x, random.normals(20)).map { $0 + $1 }
      let plain = try pairs(method, x, y)
      let moved = try pairs(method, x.map { 8 * $0 + 64 }, y)
      let flipped = try pairs(method, x.map { -$0 }, y)
      #expect(close(plain.statistic?.value, moved.statistic?.value))
      #expect(close(plain.pValue, moved.pValue, 1e-9))
      #expect(close(plain.statistic?.value, flipped.statistic?.value.map { -$0 }))
      let swapped = try pairs(method, y, x)
      #expect(close(plain.statistic?.value, swapped.statistic?.value))
    }
  }

  @Test(arguments: ["spearman", "kendall"])
  func rankCorrelationsIgnoreMonotoneChanges(_ method: String) throws {
    var random = RandomValues(seed: 6)
    let x = random.normals(25)
    let y = random.normals(25)
    let plain = try pairs(method, x, y)
    let curved = try pairs(method, x.map { exp($0) }, y.map { $0 * $0 * $0 })
    #expect(plain.statistic == curved.statistic)
    #expect(plain.pValue == curved.pValue)
  }

  @Test func permutingRowsChangesNothing() throws {
    var random = RandomValues(seed: 8)
    let x = random.tied(30)
    let y = random.normals(30)
    let order = (0..<30).map { ($0 * 7) % 30 }
    for method in ["pearson", "spearman", "kendall", "theil-sen", "wilcoxon", "t-test-paired"] {
      let plain = try pairs(method, x, y)
      let shuffled = try pairs(method, order.map { x[$0] }, order.map { y[$0] })
      #expect(close(plain.pValue, shuffled.pValue), "\(method)")
      #expect(close(plain.estimate?.value, shuffled.estimate?.value), "\(method)")
    }
  }

  @Test func fIsTheSquareOfT() throws {
    var random = RandomValues(seed: 9)
    let a = random.normals(12)
    let b = random.normals(9, shift: 1)
    let t = try samples("t-test", [a, b], ["equal_variance": true])
    let f = try samples("anova", [a, b])
    let tValue = try #require(t.statistic?.value)
    #expect(close(tValue * tValue, f.statistic?.value))
    #expect(close(t.pValue, f.pValue))
    let welch = try samples("t-test", [a, b])
    let welchValue = try #require(welch.statistic?.value)
    #expect(close(welchValue * welchValue, try samples("welch-anova", [a, b]).statistic?.value))
  }

  @Test(arguments: [0.5, 0.9, 0.95, 0.999])
  func intervalHoldsTheNullValueExactlyWherePIsLarge(_ level: Double) throws {
    var random = RandomValues(seed: 10)
    for shift in stride(from: -1.5, through: 1.5, by: 0.25) {
      let x = random.normals(15, shift: shift)
      let result = try single("t-test-1samp", x, ["level": .double(level)])
      let interval = try #require(result.estimate?.interval)
      let low = try #require(interval.low)
      let high = try #require(interval.high)
      let p = try #require(result.pValue)
      #expect((low <= 0 && 0 <= high) == (p >= 1 - level))
    }
  }

  @Test func adjustedPValuesAreNeverSmallerAndKeepTheirOrder() throws {
    var random = RandomValues(seed: 12)
    let p = (0..<40).map { _ in random.uniform() * random.uniform() }
    for correction in PValueAdjustment.Correction.allCases {
      let adjusted = PValueAdjustment(correction).adjust(p)
      for (raw, value) in zip(p, adjusted) {
        let value = try #require(value)
        #expect(value >= raw && value <= 1)
      }
      let order = p.indices.sorted { p[$0] < p[$1] }
      let sorted = order.compactMap { adjusted[$0] }
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  @Test(arguments: 1...6)
  func threadsDoNotChangeTheAnswer(_ threads: Int) throws {
    var random = RandomValues(seed: 13)
    let x = random.normals(40)
    let options = { (count: Int) -> JSON in
      ["statistic": "median", "draws": 500, "threads": .int(Int64(count))]
    }
    let one = try single("bootstrap", x, options(1))
    let many = try single("bootstrap", x, options(threads))
    #expect(one.json == many.json)
  }

  @Test func seedsChangeTheDraws() throws {
    var random = RandomValues(seed: 14)
    let x = random.normals(30)
    let one = try single("bootstrap", x, ["seed": 1])
    let two = try single("bootstrap", x, ["seed": 2])
    #expect(one.estimate?.interval != two.estimate?.interval)
    #expect(one.estimate?.value == two.estimate?.value)
  }

  @Test func exactPermutationCountsEveryArrangement() throws {
    // Of the 20 arrangements of 6 values only the observed and its mirror are as extreme.
    let result = try samples("permutation", [[1, 2, 3], [10, 11, 12]])
    #expect(result.pValue == 0.1)
    #expect(result.pMethod == "exact")
  }

  @Test func theHodgesLehmannEstimateIsTheMedianOfDifferencesForLargeSamplesToo() throws {
    var random = RandomValues(seed: 15)
    let a = random.normals(150, shift: 1)
    let b = random.normals(90)
    let result = try samples("mann-whitney", [a, b])
    let all = a.flatMap { x in b.map { x - $0 } }.sorted()
    let median = (all[all.count / 2 - 1] + all[all.count / 2]) / 2
    #expect(close(result.estimate?.value, median))
  }

  @Test func theHodgesLehmannEstimateStandsAmongManyTies() throws {
    var random = RandomValues(seed: 18)
    let a = random.tied(120)
    let b = random.tied(130).map { $0 + 1 }
    let all = a.flatMap { x in b.map { x - $0 } }.sorted()
    let result = try samples("mann-whitney", [a, b])
    #expect(result.estimate?.value == (all[all.count / 2 - 1] + all[all.count / 2]) / 2)
  }

  @Test func kendallCountsPairsAsTheDefinitionDoes() throws {
    var random = RandomValues(seed: 16)
    let x = random.tied(60)
    let y = zip(x, random.tied(60)).map { ($0 + $1).rounded() }
    var (difference, tiedX, tiedY) = (0.0, 0.0, 0.0)
    for i in x.indices {
      for j in 0..<i {
        let product = (x[i] - x[j]) * (y[i] - y[j])
        difference += product > 0 ? 1 : (product < 0 ? -1 : 0)
        if x[i] == x[j] { tiedX += 1 }
        if y[i] == y[j] { tiedY += 1 }
      }
    }
    let total = 60.0 * 59 / 2
    let tau = difference / ((total - tiedX) * (total - tiedY)).squareRoot()
    #expect(close(try pairs("kendall", x, y).statistic?.value, tau))
  }

  @Test func quantileRegressionOfAConstantIsTheQuantile() throws {
    let y: [Double] = [3, 9, 1, 7, 5, 2, 8]
    let ones: JSON = .array(y.map { _ in 1 })
    let result = try answer([
      "method": "quantile-regression", "y": list(y), "x": ["one": ones],
      "options": ["intercept": false, "tau": 0.5],
    ])
    #expect(result.coefficients?.first?.estimate == 5)
  }

  @Test func ridgeWithoutPenaltyIsLeastSquares() throws {
    var random = RandomValues(seed: 17)
    let x = random.normals(20)
    let y = zip(x, random.normals(20)).map { 2 * $0 + $1 }
    let data: JSON = ["x": list(x)]
    let ridge = try answer([
      "method": "ridge", "y": list(y), "x": data, "options": ["lambda": 0],
    ])
    let plain = try answer(["method": "ols", "y": list(y), "x": data])
    for (a, b) in zip(ridge.coefficients ?? [], plain.coefficients ?? []) {
      #expect(close(a.estimate, b.estimate))
    }
    let strong = try answer([
      "method": "ridge", "y": list(y), "x": data, "options": ["lambda": 1e6],
    ])
    let slope = try #require(strong.coefficients?.last?.estimate)
    #expect(abs(slope) < 1e-4)
  }

  @Test(arguments: Analysis.methods)
  func nothingInAnyAnswerIsNaN(_ method: String) {
    for (first, second) in zip(Self.nasty, Self.nasty.reversed()) {
      let requests: [JSON] = [
        ["method": .string(method), "samples": [list(first), list(second)]],
        ["method": .string(method), "x": list(first), "y": list(second)],
      ]
      for request in requests {
        let text = StatisticsBatch.run(request.text()).line
        #expect(!text.contains("nan") && !text.contains("inf,"))
      }
    }
  }
}
