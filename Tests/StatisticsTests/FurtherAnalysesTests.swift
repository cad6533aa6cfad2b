import Basics
import Foundation
import Statistics
import Tables
import Testing

@Suite("Matrices, equivalence, nested models and concentration")
struct FurtherAnalysesTests {
  @Test(
    "an entry of a matrix is the answer to its pair", arguments: CorrelationMatrix.Kind.allCases)
  func matrixEntries(_ kind: CorrelationMatrix.Kind) throws {
    var numbers = SeededNumbers(41)
    let a = numbers.normals(30)
    var b = zip(a, numbers.normals(30)).map { $0 + $1 }
    b[4] = .nan
    let c = numbers.tied(30)
    let matrix = try CorrelationMatrix(kind).test([("a", a), ("b", b), ("c", c)])
    let entries = try #require(matrix.comparisons)
    #expect(entries.map(\.groups) == [["a", "b"], ["a", "c"], ["b", "c"]])
    #expect(entries.map(\.missingCount) == [1, 0, 1])
    #expect(entries.map(\.count) == [29, 30, 29])
    #expect(matrix.count == .one(29))
    #expect(
      matrix.notes.contains { $0.contains("from 29 to 30; n counts the rows that hold all 3") })
    let pair = try pairs(kind.rawValue, a, c)
    #expect(entries[1].statistic == pair.statistic?.value)
    #expect(entries[1].pValue == pair.pValue)
    #expect(entries[1].estimate == pair.estimate)
    let adjusted = PValueAdjustment().adjust(entries.map(\.pValue))
    #expect(entries.map(\.adjustedPValue) == adjusted)
    #expect(matrix[path: "comparisons.a - c.statistic"]?.doubleValue == pair.statistic?.value)
  }

  @Test("ranks in a matrix are those of the rows of each pair")
  func matrixRanks() throws {
    var numbers = SeededNumbers(44)
    let n = 900
    func gaps(_ values: [Double], every: Int) -> [Double] {
      values.enumerated().map { $0.offset % every == 1 ? .nan : $0.element }
    }
    let variables = [
      ("whole", numbers.tied(n)), ("most", gaps(numbers.normals(n), every: 5)),
      ("half", gaps(numbers.tied(n), every: 2)),
      ("few", numbers.normals(n).enumerated().map { $0.offset % 40 == 0 ? $0.element : .nan }),
    ]
    let matrix = try CorrelationMatrix(.spearman).test(
      variables.map { (name: $0.0, values: $0.1) })
    let values = Dictionary(uniqueKeysWithValues: variables)
    for entry in try #require(matrix.comparisons) {
      let pair = try pairs(
        "spearman", try #require(values[entry.groups[0]]), try #require(values[entry.groups[1]]))
      #expect(entry.statistic == pair.statistic?.value)
      #expect(entry.estimate == pair.estimate)
    }
  }

  @Test(
    "ranks of few and of many distinct values, of gaps and infinities, are those of their rows",
    arguments: [(900, 7.0), (40_000, 7.0), (40_000, 1e6), (40_000, 9_000)])
  func rankedPairs(_ n: Int, _ spread: Double) throws {
    var numbers = SeededNumbers(46)
    func variable(gaps: Int, infinite: Int) -> [Double] {
      numbers.normals(n).enumerated().map { row, value in
        if row % gaps == 3 { return .nan }
        if row % infinite == 5 { return row % 2 == 0 ? .infinity : -.infinity }
        return (value * spread).rounded()
      }
    }
    let (x, y) = (variable(gaps: 11, infinite: 170), variable(gaps: 7, infinite: 1300))
    let cases = CompleteCases([x, y])
    let (a, b) = (Ranking(cases.columns[0]), Ranking(cases.columns[1]))
    let pair = RankedPair(RankedVariable(x), RankedVariable(y))
    #expect(pair.count == cases.count)
    #expect(pair.missingCount == cases.missingCount)
    #expect(pair.nonFiniteCount == cases.nonFiniteCount)
    #expect(pair.tieSums == (a.tieSum, b.tieSum))
    let mean = Double(cases.count + 1) / 2
    let product = zip(a.ranks, b.ranks).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    #expect(pair.product == product)
  }

  @Test("estimates without each group are those of the rows that are left")
  func leavingOut() throws {
    var numbers = SeededNumbers(45)
    var x: [Double] = numbers.tied(60)
    let noise: [Double] = numbers.normals(60)
    let y: [Double] = zip(x, noise).map { $0 + $1 }
    for row in stride(from: 3, to: 60, by: 7) { x[row] = .nan }
    // Group 4 has only rows that lack x, group 5 none, and some rows belong to no group.
    let group: [Int32] = (0..<60).map { row in
      if row % 7 == 3 { return 4 }
      return row % 11 == 0 ? -1 : Int32(row % 4)
    }
    var request = AnalysisRequest(method: "spearman")
    request.x = RequestVariable(x)
    request.y = RequestVariable(y)
    let estimates = try #require(
      try Analysis.estimates(request, leavingOut: group, groups: 6))
    for (left, estimate) in estimates.enumerated() {
      let kept = group.indices.filter { group[$0] != Int32(left) }
      let direct = try pairs("spearman", kept.map { x[$0] }, kept.map { y[$0] })
      #expect(estimate == direct.estimate)
    }
    request = AnalysisRequest(method: "pearson")
    #expect(try Analysis.estimates(request, leavingOut: group, groups: 6) == nil)
    request = AnalysisRequest(method: "spearman")
    request.x = RequestVariable(x)
    request.y = RequestVariable(y)
    #expect(throws: StatisticsError.self) {
      try Analysis.estimates(request, leavingOut: [0, 1], groups: 2)
    }
  }

  @Test("a constant variable of a matrix has no correlation, and a note says why")
  func constantVariable() throws {
    let result = try CorrelationMatrix().test([
      ("a", [1, 2, 4, 3]), ("b", [5, 5, 5, 5]), ("c", [2, 1, 3, 5]),
    ])
    #expect(result.comparisons?.map { $0.statistic == nil } == [true, false, true])
    #expect(result.notes.count == 2)
  }

  @Test("equivalence stands exactly where the interval lies within the bounds")
  func equivalenceAndInterval() throws {
    var numbers = SeededNumbers(42)
    var decisions: Set<Bool> = []
    for shift in stride(from: -1.0, through: 1, by: 0.25) {
      let first = Sample(numbers.normals(25, mean: shift))
      let second = Sample(numbers.normals(30))
      let result = try EquivalenceTest(low: -0.8, high: 0.8).test(first, second)
      let interval = try #require(result.estimate?.interval)
      let p = try #require(result.pValue)
      let inside = (interval.low ?? -9) > -0.8 && (interval.high ?? 9) < 0.8
      #expect(inside == (p < 0.05))
      decisions.insert(inside)
      // The robust alternative estimates the same difference.
      let plain = try MannWhitneyTest().test(first, second)
      let moved = try #require(result.robustAlternative?.estimate?.value)
      #expect(abs(moved - (plain.estimate?.value ?? 9)) < 1e-12)
    }
    #expect(decisions.count == 2)
  }

  @Test("F of one term is the square of its t, and R² gives F")
  func nestedF() throws {
    var numbers = SeededNumbers(43)
    let x = numbers.normals(30)
    let z = numbers.normals(30)
    let y = zip(x, numbers.normals(30)).map { $0 + $1 }
    let table = try Table([
      ("x", Column(.double(x))), ("z", Column(.double(z))), ("y", Column(.double(y))),
    ])
    func fit(_ formula: String) throws -> AnalysisResult {
      try Analysis.run(AnalysisRequest(method: "ols", table: table, formula: formula))
    }
    let large = try fit("y ~ x + z")
    let test = try NestedModels.fTest(fit("y ~ x"), large)
    let t = try #require(large.coefficients?.last?.statistic)
    let f = try #require(test.statistic?.value)
    #expect(abs(f / (t * t) - 1) < 1e-11)
    #expect(throws: StatisticsError.self) { try NestedModels.fTest(large, large) }
    let asked = try Analysis.run(
      AnalysisRequest(
        method: "nested-f", table: table, formula: "y ~ x + z", options: ["small": "y ~ x"]))
    #expect(asked.statistic == test.statistic)
    #expect(asked.pValue == test.pValue)
    // Against the intercept alone it is the overall test.
    let overall = try Analysis.run(
      AnalysisRequest(
        method: "nested-f", table: table, formula: "y ~ x + z", options: ["small": "1"]))
    let expected = try #require(large[path: "f"]?.doubleValue)
    #expect(abs((overall.statistic?.value ?? 0) / expected - 1) < 1e-11)
  }

  @Test(
    "models that are not nested, or rest on other rows, are refused",
    arguments: ["w", "x + z", "x + z + w", "x +", "nothing"])
  func notNested(_ small: String) throws {
    var numbers = SeededNumbers(44)
    let columns = ["y", "x", "z", "w"].map { ($0, Column(.double(numbers.normals(20)))) }
    let table = try Table(columns)
    #expect { () throws in
      try Analysis.run(
        AnalysisRequest(
          method: "nested-f", table: table, formula: "y ~ x + z",
          options: ["small": .string(small)]))
    } throws: {
      ($0 as? StatisticsError)?.code == .badRequest
    }
  }

  @Test("Gini's coefficient is half the relative mean difference", arguments: 1...5)
  func gini(_ seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    let x = numbers.values(.skewed, 30)
    var differences = 0.0
    for a in x { for b in x { differences += abs(a - b) } }
    let expected = differences / (2 * 30 * x.reduce(0, +))
    let result = try GiniCoefficient().test(Sample(x))
    #expect(abs((result.estimate?.value ?? 0) / expected - 1) < 1e-13)
    // Another unit, and every value twice, change nothing.
    let other = try GiniCoefficient().test(Sample((x + x).map { $0 * 8 }))
    #expect(abs((other.estimate?.value ?? 0) / expected - 1) < 1e-13)
  }

  @Test("the Lorenz curve lies below the diagonal, rises, and is convex")
  func lorenz() {
    var numbers = SeededNumbers(6)
    let curve = LorenzCurve(numbers.values(.skewed, 40))
    #expect(curve.shares.first == 0)
    #expect(abs((curve.shares.last ?? 0) - 1) < 1e-14)
    let steps = zip(curve.shares, curve.shares.dropFirst()).map { $1 - $0 }
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 <= $1 + 1e-15 })
    #expect(zip(curve.units, curve.shares).allSatisfy { $1 <= $0 + 1e-15 })
    #expect(LorenzCurve([2, 2, 2, 2]).gini == 0)
    #expect(LorenzCurve([0, 0, 0, 8]).gini == 0.75)
    #expect(LorenzCurve([1, 3]).shares == [0, 0.25, 1])
    #expect(LorenzCurve([5]).gini == nil)
    #expect(LorenzCurve([1, 3]).share(of: 0.75) == 0.625)
  }
}
