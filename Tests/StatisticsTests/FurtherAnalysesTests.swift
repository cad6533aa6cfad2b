import Statistics
import Tables
import Testing

@Suite struct FurtherAnalysesTests {
  @Test func matrixEntriesAreThoseOfTheSinglePairs() throws {
    var random = RandomValues(seed: 41)
    let a = random.normals(30)
    var b = zip(a, random.normals(30)).map { $0 + $1 }
    b[4] = .nan
    let c = random.tied(30)
    for kind in CorrelationMatrix.Kind.allCases {
      let matrix = try CorrelationMatrix([("a", a), ("b", b), ("c", c)], kind: kind)
      #expect(matrix.entries.count == 3)
      #expect(matrix.entries.map(\.missingCount) == [1, 0, 1])
      let pair = try pairs(kind.rawValue, a, c)
      #expect(matrix.entries[1].coefficient == pair.statistic?.value)
      #expect(matrix.entries[1].pValue == pair.pValue)
    }
  }

  @Test func ranksOfAMatrixAreThoseOfTheRowsOfEachPair() throws {
    var random = RandomValues(seed: 44)
    func gaps(_ values: [Double], _ share: Int) -> [Double] {
      values.enumerated().map { $0.offset % share == 1 ? .nan : $0.element }
    }
    let n = 900
    let variables = [
      ("whole", random.tied(n)), ("most", gaps(random.normals(n), 5)),
      ("half", gaps(random.tied(n), 2)),
      ("few", random.normals(n).enumerated().map { $0.offset % 40 == 0 ? $0.element : .nan }),
    ]
    let matrix = try CorrelationMatrix(
      variables.map { (name: $0.0, values: $0.1) }, kind: .spearman)
    for entry in matrix.entries {
      let pair = try pairs("spearman", variables[entry.first].1, variables[entry.second].1)
      let rho = try #require(pair.statistic?.value)
      #expect(abs(try #require(entry.coefficient) - rho) < 1e-14)
      #expect(entry.missingCount == pair.missingCount)
    }
  }

  @Test func equivalenceStandsWhereTheIntervalLiesWithinTheBounds() throws {
    var random = RandomValues(seed: 42)
    for shift in stride(from: -1.0, through: 1, by: 0.25) {
      let first = Sample(random.normals(25, shift: shift))
      let second = Sample(random.normals(30))
      let result = try EquivalenceTest(low: -0.8, high: 0.8).test(first, second)
      let interval = try #require(result.estimate?.interval)
      let p = try #require(result.pValue)
      let inside = (interval.low ?? -9) > -0.8 && (interval.high ?? 9) < 0.8
      #expect(inside == (p < 0.05))
    }
  }

  @Test func nestedFOfOneTermIsTheSquareOfItsT() throws {
    var random = RandomValues(seed: 43)
    let x = random.normals(30)
    let z = random.normals(30)
    let y = zip(x, random.normals(30)).map { $0 + $1 }
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
  }
}
