import Basics
import Statistics
import Tables
import Testing

@Suite("What would take time or memory without bound is refused, with the number that was met")
struct LimitTests {
  /// The error, which must come within two seconds.
  private static func error(
    _ code: StatisticsError.Code = .domainError, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) -> String {
    let clock = ContinuousClock()
    var message = ""
    let time = clock.measure {
      do {
        try body()
        Issue.record("no error", sourceLocation: sourceLocation)
      } catch let error as StatisticsError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        message = error.message
      } catch {
        Issue.record(error, sourceLocation: sourceLocation)
      }
    }
    #expect(time < .seconds(2), sourceLocation: sourceLocation)
    return message
  }

  private static func identifiers(_ n: Int) throws -> Table {
    var numbers = SeededNumbers(1)
    return try Table([
      ("v", Column(.double(numbers.normals(n)))),
      ("id", Column(texts: (0..<n).map { "model-\($0)" })),
      ("key", Column(texts: (0..<n).map { "k\(($0 * 7919) % n)" })),
      ("pair", Column(texts: (0..<n).map { "p\($0 / 2)" })),
    ])
  }

  @Test(
    "an identifier taken for a group",
    arguments: [
      "dunn", "tukey-hsd", "kruskal-wallis", "anova", "welch-anova", "levene", "bartlett",
      "fligner", "t-test", "mann-whitney", "ks", "permutation", "brunner-munzel", "proportion",
    ])
  func groups(_ method: String) throws {
    let table = try Self.identifiers(50_000)
    let message = Self.error {
      _ = try Analysis.run(
        AnalysisRequest(method: method, table: table, x: "v", group: "id"))
    }
    #expect(message.contains("50000 groups") && message.contains("10000"), "\(message)")
  }

  @Test("many groups that are compared in pairs", arguments: ["dunn", "tukey-hsd"])
  func pairs(_ method: String) throws {
    let table = try Self.identifiers(8_000)
    let message = Self.error {
      _ = try Analysis.run(
        AnalysisRequest(method: method, table: table, x: "v", group: "pair"))
    }
    #expect(message.contains("4000 groups make 7998000 comparisons"), "\(message)")
  }

  @Test("identifiers on both sides of a table", arguments: ["chi-square", "g-test", "mcnemar"])
  func counts(_ method: String) throws {
    let table = try Self.identifiers(50_000)
    let message = Self.error {
      _ = try AnalysisRequest(method: method, table: table, x: "id", y: "key")
    }
    #expect(message.contains("0000 by ") && message.contains("1000000"), "\(message)")
  }

  @Test(
    "an identifier taken for a factor, alone, crossed and hidden in a product",
    arguments: ["v ~ id", "v ~ id * key", "v ~ pair:key", "v ~ factor(id)", "v ~ id - 1"])
  func factors(_ formula: String) throws {
    let table = try Self.identifiers(50_000)
    for method in ["ols", "robust", "quantile-regression", "ridge", "poisson", "nested-f"] {
      var options: JSON = [:]
      if method == "nested-f" { options = ["small": "1"] }
      let message = Self.error {
        _ = try Analysis.run(
          AnalysisRequest(method: method, table: table, formula: formula, options: options))
      }
      #expect(message.contains("coefficients") && message.contains("1000"), "\(message)")
    }
  }

  @Test("columns by the thousand, as rows of a request")
  func manyColumns() throws {
    let columns = JSON.object((0..<5_000).map { .init("c\($0)", [1, 2, 4]) })
    let message = Self.error {
      _ = try answer(["method": "ols", "y": [1, 2, 3], "x": columns])
    }
    #expect(message.contains("5000 coefficients"))
    let matrix = Self.error {
      _ = try answer(["method": "correlation-matrix", "z": columns])
    }
    #expect(matrix.contains("5000 variables make 12497500 correlations"))
  }

  @Test("rows times coefficients")
  func cells() throws {
    let n = 150_000
    let table = try Table([
      ("y", Column(.double((0..<n).map { Double($0 % 7) }))),
      ("f", Column(texts: (0..<n).map { "f\($0 % 900)" })),
    ])
    let message = Self.error {
      _ = try Analysis.run(AnalysisRequest(method: "ols", table: table, formula: "y ~ f"))
    }
    #expect(message.contains("150000 rows of 900 coefficients are 135000000 values"), "\(message)")
  }

  @Test("a variable counts once in a term, and a term once in a model")
  func reduction() throws {
    let many = Array(repeating: "a", count: 26).joined(separator: "*")
    #expect(try ModelFormula(parsing: "b ~ \(many)").terms.map(\.label) == ["a"])
    #expect(
      try ModelFormula(parsing: "b ~ a:c + c:a + a:a:c + a*c").terms.map(\.label)
        == ["a", "c", "a:c"])
    #expect(
      try ModelFormula(parsing: "b ~ " + Array(repeating: "a", count: 9_000).joined(separator: "+"))
        .terms.count == 1)
    var numbers = SeededNumbers(2)
    let table = try Table([
      ("a", Column(.double(numbers.normals(30)))), ("b", Column(.double(numbers.normals(30)))),
    ])
    func fit(_ formula: String) throws -> [Double?] {
      try
        (Analysis.run(AnalysisRequest(method: "ols", table: table, formula: formula)).coefficients
        ?? []).map(\.estimate)
    }
    #expect(try fit("b ~ \(many)") == fit("b ~ a"))
  }

  @Test(
    "formulas that explode",
    arguments: [
      (1...26).map { "v\($0)" }.joined(separator: "*"),
      (1...40).map { "v\($0)" }.joined(separator: ":"),
      "poly(a, 30)*poly(b, 30)*poly(c, 30)", "poly(a, 30):poly(b, 30):poly(c, 30)",
      (1...5_000).map { "v\($0)" }.joined(separator: " + "),
      (1...60_000).map { "v\($0)" }.joined(separator: "*"),
      String(repeating: "a+", count: 60_000) + "a",
    ])
  func formulas(_ right: String) {
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect {
        try ModelFormula(parsing: "y ~ " + right)
      } throws: {
        "\($0)".contains("limit")
      }
    }
    #expect(time < .seconds(2))
  }

  @Test(
    "draws without end",
    arguments: [
      (#"{"method": "bootstrap", "options": {"draws": 10000000}}"#, "draws"),
      (#"{"method": "bootstrap", "options": {"interval": "bca"}}"#, "leaves out each"),
      (
        #"{"method": "bootstrap", "options": {"statistic": "theil-sen", "draws": 10000}}"#, "pairs"
      ),
      (#"{"method": "permutation", "options": {"draws": 10000000}}"#, "draws"),
    ])
  func draws(_ text: String, _ hint: String) throws {
    var numbers = SeededNumbers(3)
    var request = try JSON.parse(text)
    let values = JSON(numbers.normals(30_000))
    switch (request["method"]?.stringValue, request["options"]?["statistic"]) {
    case ("permutation", _): request = request.with("samples", [values, values])
    case (_, .some): request = request.with("x", values).with("y", values)
    default: request = request.with("x", values)
    }
    let message = Self.error { _ = try answer(request) }
    #expect(message.contains(hint) && message.contains("limit is"), "\(message)")
  }

  @Test("quantiles by the thousand")
  func quantiles() {
    let message = Self.error {
      _ = try single(
        "describe", [1, 2, 3],
        ["quantiles": .array((1..<2_000).map { .double(Double($0) / 2_000) })])
    }
    #expect(message.contains("1999 quantiles"))
  }

  @Test("where the exact test would cost too much the rule takes the other")
  func exactByRule() throws {
    let large = (0..<7_000_000).map { Double($0) + 0.5 }
    let small: [Double] = [1, 100, 7, 9, 20_000, 3_000_000, 5, 6_999_999]
    let answer = try MannWhitneyTest().test(Sample(small), Sample(large))
    #expect(answer.pMethod == "asymptotic")
  }

  @Test("what lies within the limits is answered")
  func within() throws {
    var numbers = SeededNumbers(5)
    let n = 3_000
    let table = try Table([
      ("v", Column(.double(numbers.normals(n)))),
      ("g", Column(texts: (0..<n).map { "g\($0 % 300)" })),
      ("f", Column(texts: (0..<n).map { "f\($0 % 40)" })),
    ])
    func run(_ method: String, _ group: String) throws -> AnalysisResult {
      try Analysis.run(AnalysisRequest(method: method, table: table, x: "v", group: group))
    }
    #expect(try run("dunn", "g").comparisons?.count == 44_850)
    #expect(try run("tukey-hsd", "f").comparisons?.count == 780)
    #expect(try run("tukey-hsd", "g").comparisons?.count == 44_850)
    #expect(try run("kruskal-wallis", "g").pValue != nil)
    let fit = try Analysis.run(AnalysisRequest(method: "ols", table: table, formula: "v ~ g"))
    #expect(fit.coefficients?.count == 300)
  }
}
