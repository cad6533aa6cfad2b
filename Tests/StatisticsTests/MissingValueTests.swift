import Statistics
import Tables
import Testing

/// One table for all methods: the answer over data with holes is that over the data without them, and
/// the holes are counted.
@Suite struct MissingValueTests {
  private static let x: [Double?] = {
    var random = RandomValues(seed: 21)
    return random.normals(24).map { $0 }
  }()
  private static let y: [Double?] = {
    var random = RandomValues(seed: 22)
    return random.normals(24).map { $0 }
  }()

  private func holes(_ values: [Double?], at positions: [Int]) -> [Double?] {
    values.enumerated().map { positions.contains($0.offset) ? nil : $0.element }
  }

  @Test(arguments: [
    "pearson", "spearman", "kendall", "t-test-paired", "wilcoxon", "theil-sen",
  ])
  func pairedMethodsDropIncompleteRowsAndCountThem(_ method: String) throws {
    let holed = try pairs(
      method, holes(Self.x, at: [2, 5]), holes(Self.y, at: [5, 9]))
    let kept = Self.x.indices.filter { ![2, 5, 9].contains($0) }
    let clean = try pairs(method, kept.map { Self.x[$0] }, kept.map { Self.y[$0] })
    #expect(holed.missingCount == 3)
    #expect(holed.count == .one(21))
    #expect(holed.statistic == clean.statistic)
    #expect(holed.pValue == clean.pValue)
    #expect(holed.estimate == clean.estimate)
  }

  @Test(arguments: [
    "describe", "shapiro-wilk", "anderson-darling", "jarque-bera", "dagostino", "t-test-1samp",
    "mann-kendall", "runs", "bootstrap",
  ])
  func oneSampleMethodsDropTheValueAndCountIt(_ method: String) throws {
    let holed = try single(method, holes(Self.x, at: [0, 7, 23]))
    let clean = try single(method, [1, 2, 3, 4, 5, 6].map { Self.x[$0] } + Array(Self.x[8..<23]))
    #expect(holed.missingCount == 3)
    #expect(holed.count == clean.count)
    #expect(holed.statistic == clean.statistic)
    #expect(holed.estimate == clean.estimate)
    #expect(holed.fields == clean.fields)
  }

  @Test(arguments: [
    "t-test", "mann-whitney", "brunner-munzel", "ks", "permutation", "kruskal-wallis", "anova",
    "welch-anova", "levene", "bartlett", "fligner", "dunn", "tukey-hsd",
  ])
  func sampleMethodsDropTheValueAndCountIt(_ method: String) throws {
    let holed = try samples(method, [holes(Self.x, at: [1]), holes(Self.y, at: [3, 4])])
    let clean = try samples(
      method, [[Self.x[0]] + Array(Self.x[2...]), Array(Self.y[..<3]) + Array(Self.y[5...])])
    #expect(holed.missingCount == 3)
    #expect(holed.count == .samples([23, 22]))
    #expect(holed.statistic == clean.statistic)
    #expect(holed.pValue == clean.pValue)
    #expect(holed.comparisons == clean.comparisons)
  }

  @Test(arguments: ["ols", "robust", "quantile-regression", "ridge"])
  func fitsDropIncompleteRowsAndCountThem(_ method: String) throws {
    func fit(_ x: [Double?], _ y: [Double?]) throws -> AnalysisResult {
      try answer(["method": .string(method), "y": list(y), "x": ["size": list(x)]])
    }
    let holed = try fit(holes(Self.x, at: [2, 5]), holes(Self.y, at: [5, 9]))
    let kept = Self.x.indices.filter { ![2, 5, 9].contains($0) }
    let clean = try fit(kept.map { Self.x[$0] }, kept.map { Self.y[$0] })
    #expect(holed.missingCount == 3)
    #expect(holed.coefficients == clean.coefficients)
  }

  @Test func friedmanDropsWholeBlocks() throws {
    let a = Self.x
    let b = Self.y
    let c = Self.x.reversed().map { $0 }
    let holed = try samples("friedman", [holes(a, at: [3]), holes(b, at: [3, 8]), c])
    let kept = a.indices.filter { ![3, 8].contains($0) }
    let clean = try samples(
      "friedman", [kept.map { a[$0] }, kept.map { b[$0] }, kept.map { c[$0] }])
    #expect(holed.missingCount == 2)
    #expect(holed.statistic == clean.statistic)
  }

  @Test func infiniteValuesAreDroppedAndNamed() throws {
    let table = try Table([
      ("x", Column(.double([1, 2, .infinity, 4, 6]))), ("y", Column(.double([2, 1, 5, 3, 8]))),
    ])
    let result = try Analysis.run(
      AnalysisRequest(method: "spearman", table: table, x: "x", y: "y"))
    #expect(result.nonFiniteCount == 1)
    #expect(result.count == .one(4))
    #expect(result.notes.contains { $0.contains("infinite") })
  }

  @Test func missingPValuesStayMissing() {
    #expect(PValueAdjustment(.bonferroni).adjust([0.01, nil, 0.3]) == [0.02, nil, 0.6])
  }
}
