import Basics
import Statistics
import Tables
import Testing

@Suite("Levels that occur only in dropped rows are dropped and counted")
struct UnusedLevelTests {
  /// Two groups with values and one with none, as a text column, a number column and a condition make them.
  private static func table() throws -> Table {
    var numbers = SeededNumbers(5)
    let n = 20
    let x: [Double?] = numbers.normals(n).enumerated().map { $0.offset % 10 < 8 ? $0.element : nil }
    let names = (0..<n).map { $0 % 10 < 4 ? "a" : ($0 % 10 < 8 ? "b" : "c") }
    let codes: [Double?] = names.map { $0 == "a" ? 1 : ($0 == "b" ? 2 : 3) }
    let flag: [Double?] = names.map { $0 == "a" ? 1 : ($0 == "b" ? 0 : nil) }
    let kinds: [String?] = (0..<n).map { row in
      names[row] == "c" ? nil : (row % 3 == 0 ? "p" : "q")
    }
    return try Table([
      ("x", Column(doubles: x)), ("g", Column(texts: names.map { $0 })),
      ("k", Column(doubles: codes)), ("flag", Column(doubles: flag)),
      ("kind", Column(texts: kinds)), ("half", Column(doubles: (0..<n).map { Double($0 / 10) })),
    ])
  }

  private static let sampleMethods = [
    "t-test", "equivalence", "mann-whitney", "brunner-munzel", "ks", "permutation",
    "kruskal-wallis", "anova", "welch-anova", "levene", "bartlett", "fligner", "dunn", "tukey-hsd",
  ]

  private static func options(_ method: String) -> JSON {
    method == "equivalence" ? ["low": -1, "high": 1] : [:]
  }

  /// The answer but for what tells what was dropped.
  private static func comparable(_ result: AnalysisResult) -> String {
    JSON.object(
      (result.json.members ?? []).filter {
        !["row_flow", "samples", "n_missing", "notes", "assumptions"].contains($0.key)
      }
    ).text().replacing("\"1\"", with: "\"a\"").replacing("\"2\"", with: "\"b\"")
  }

  @Test(
    "of samples, the answer is that without the level",
    arguments: sampleMethods, ["g", "k"])
  func ofSamples(_ method: String, _ group: String) throws {
    let table = try Self.table()
    let options = Self.options(method)
    let answer = try Analysis.run(
      AnalysisRequest(method: method, table: table, x: "x", group: group, options: options))
    let without = try Analysis.run(
      AnalysisRequest(
        method: method, table: table, x: "x", group: "g", where: "g <> 'c'", options: options))
    #expect(Self.comparable(answer) == Self.comparable(without))
    #expect(answer.missingCount == 4)
    #expect(without.missingCount == 0)
    let name = group == "g" ? "'c'" : "'3'"
    #expect(answer.notes.contains("\(name) has no value of x and is left out"))
  }

  @Test("a level whose values are all infinite has none to use")
  func infinite() throws {
    let table = try Table([
      ("x", Column(.double([1, 2, 3, 4, 6, 7, .infinity, -.infinity]))),
      ("g", Column(texts: ["a", "a", "a", "b", "b", "b", "c", "c"])),
    ])
    let answer = try Analysis.run(
      AnalysisRequest(method: "mann-whitney", table: table, x: "x", group: "g"))
    #expect(answer.nonFiniteCount == 2)
    #expect(answer.missingCount == 0)
  }

  @Test("a level that is asked for by name is not dropped")
  func named() throws {
    #expect {
      try Analysis.run(
        AnalysisRequest(
          method: "kruskal-wallis", table: Self.table(), x: "x", group: "g",
          levels: ["a", "b", "c"]))
    } throws: {
      ($0 as? StatisticsError)?.code == .tooFewObservations
    }
  }

  @Test("one level with values is one group only, which is the data's matter")
  func one() throws {
    let table = try Table([
      ("x", Column(doubles: [1, 2, nil])), ("g", Column(texts: ["a", "a", "b"])),
    ])
    #expect {
      _ = try AnalysisRequest(method: "anova", table: table, x: "x", group: "g")
    } throws: {
      ($0 as? StatisticsError)?.message == "'g' has one group only with values, 'a'"
    }
  }

  @Test(
    "of tables of counts, the answer is that of the complete rows",
    arguments: ["chi-square", "g-test", "fisher", "mcnemar"])
  func ofCounts(_ method: String) throws {
    let table = try Self.table()
    for (x, y) in [("g", "kind"), ("kind", "g")] where method != "mcnemar" {
      let answer = try Analysis.run(AnalysisRequest(method: method, table: table, x: x, y: y))
      let without = try Analysis.run(
        AnalysisRequest(method: method, table: table, x: x, y: y, where: "kind is not null"))
      #expect(Self.comparable(answer) == Self.comparable(without))
      #expect(answer.missingCount == 4)
      #expect(answer.notes.contains("'c' has no value of kind and is left out"))
      #expect(!without.notes.contains { $0.contains("left out") })
    }
    // Pairs have the same categories, whichever occur on each side.
    let before: [String?] = ["yes", "yes", "yes", "yes", "no", nil]
    let after: [String?] = ["yes", "no", "no", "no", "no", "maybe"]
    let pairs = try Table([("before", Column(texts: before)), ("after", Column(texts: after))])
    if method == "mcnemar" {
      let answer = try Analysis.run(
        AnalysisRequest(method: method, table: pairs, x: "after", y: "before"))
      #expect(answer.count == .one(5))
      // One row lacks 'before'; none went from no to yes.
      #expect(answer.missingCount == 1)
      #expect(answer.statistic?.value == 0)
      let always = try Table([
        ("before", Column(texts: ["yes", "yes", "yes"])),
        ("after", Column(texts: ["yes", "no", "no"])),
      ])
      let one = try Analysis.run(
        AnalysisRequest(method: method, table: always, x: "before", y: "after"))
      #expect(one.pValue == 0.5)
    }
  }

  @Test("of truth values only those that occur make a row")
  func truth() throws {
    let table = try Table([
      ("t", Column(doubles: [1, 1, 0, 1])),
      ("k", Column(texts: ["a", "b", nil, "a"])),
    ])
    #expect {
      try Analysis.run(AnalysisRequest(method: "chi-square", table: table, x: "t = 1", y: "k"))
    } throws: {
      ($0 as? StatisticsError)?.code == .constantInput
    }
  }

  @Test("of shares and of factors in models the level is dropped as well")
  func sharesAndModels() throws {
    let table = try Self.table()
    let share = try Analysis.run(
      AnalysisRequest(method: "proportion", table: table, x: "flag", group: "g"))
    #expect(share.count == .samples([8, 8]))
    #expect(share.missingCount == 4)
    for method in ["ols", "robust", "quantile-regression", "ridge"] {
      let fit = try Analysis.run(
        AnalysisRequest(method: method, table: table, formula: "x ~ g"))
      #expect(fit.coefficients?.map(\.term) == ["(Intercept)", "g[b]"])
      #expect(fit.missingCount == 4)
    }
  }
}
