import Statistics
import Tables
import Testing

@Suite struct ModelTests {
  private func table() throws -> Table {
    var random = SeededNumbers(31)
    let size = random.normals(40).map { $0 + 5 }
    let names = ["NLP", "Vision", "Audio"]
    let domain = (0..<40).map { names[$0 % 3] }
    let co2 = zip(size, domain).map { $0.0 * 0.7 + ($0.1 == "NLP" ? 1 : 0) + random.normal() * 0.3 }
    return try Table([
      ("co2", Column(.double(co2))), ("size", Column(.double(size))),
      ("domain", Column(texts: domain.map { $0 })),
    ])
  }

  @Test func factorsAreComparedWithTheFirstLevelOrTheNamedOne() throws {
    let table = try table()
    let plain = try Analysis.run(
      AnalysisRequest(method: "ols", table: table, formula: "co2 ~ size + domain"))
    #expect(
      plain.coefficients?.map(\.term)
        == ["(Intercept)", "size", "domain[NLP]", "domain[Vision]"])
    let named = try Analysis.run(
      AnalysisRequest(
        method: "ols", table: table, formula: "co2 ~ size + factor(domain, ref = 'NLP')"))
    #expect(
      named.coefficients?.map(\.term)
        == ["(Intercept)", "size", "domain[Audio]", "domain[Vision]"])
    let a = try #require(plain[path: "coefficients.domain[NLP].estimate"]?.doubleValue)
    let b = try #require(named[path: "coefficients.domain[Audio].estimate"]?.doubleValue)
    #expect(abs(a + b) < 1e-12)
    #expect(plain[path: "r_squared"] != nil)
  }

  @Test func withoutInterceptAllLevelsOfTheFirstFactorStand() throws {
    let result = try Analysis.run(
      AnalysisRequest(method: "ols", table: table(), formula: "co2 ~ domain + size - 1"))
    #expect(
      result.coefficients?.map(\.term)
        == ["domain[Audio]", "domain[NLP]", "domain[Vision]", "size"])
  }

  @Test func interactionsMultiply() throws {
    let result = try Analysis.run(
      AnalysisRequest(method: "ols", table: table(), formula: "co2 ~ size * domain"))
    #expect(
      result.coefficients?.map(\.term) == [
        "(Intercept)", "size", "domain[NLP]", "domain[Vision]", "size:domain[NLP]",
        "size:domain[Vision]",
      ])
  }

  @Test func expressionsStandInFormulasAndConditions() throws {
    let result = try Analysis.run(
      AnalysisRequest(
        method: "ols", table: table(), where: "domain <> 'Audio'",
        formula: "ln(co2) ~ ln(size) + I(size^2) + row_number()"))
    #expect(
      result.coefficients?.map(\.term)
        == ["(Intercept)", "ln(size)", "I(size^2)", "row_number()"])
    #expect(result.rowFlow.last?.step == "used")
  }

  @Test(arguments: [
    "co2", "~ size", "co2 ~", "co2 ~ size +", "co2 ~ size - domain", "co2 ~ poly(size)",
    "co2 ~ nothing", "domain ~ size", "co2 ~ factor(domain, ref = 'NPL')", "co2 ~ size(",
  ])
  func badFormulasAreNamedErrors(_ formula: String) throws {
    let table = try table()
    #expect(throws: StatisticsError.self) {
      try Analysis.run(AnalysisRequest(method: "ols", table: table, formula: formula))
    }
  }

  @Test func predictionsHoldTheirBandsAndTheFittedRows() throws {
    let table = try table()
    let result = try Analysis.run(
      AnalysisRequest(method: "ols", table: table, formula: "co2 ~ size + domain"))
    let model = try #require(result.model)
    let predictions = try model.predict(on: table, level: 0.9)
    for (prediction, fitted) in zip(predictions, model.fitted) {
      let fit = try #require(prediction.fit)
      let low = try #require(prediction.confidenceLow)
      let wide = try #require(prediction.predictionLow)
      #expect(abs(fit - fitted) < 1e-12)
      #expect(wide < low && low < fit)
    }
    let other = try Table([
      ("size", Column(doubles: [4, nil])), ("domain", Column(texts: ["Speech", "NLP"])),
    ])
    #expect(try model.predict(on: other).allSatisfy { $0.fit == nil })
  }

  @Test func clusterCovarianceOfSingleRowsIsHC1() throws {
    let table = try table()
    func errors(_ kind: String, _ group: String?) throws -> [Double?] {
      let result = try Analysis.run(
        AnalysisRequest(
          method: "ols", table: table, group: group, formula: "co2 ~ size",
          options: ["covariance": .string(kind)]))
      return (result.coefficients ?? []).map(\.standardError)
    }
    let hc1 = try errors("HC1", nil)
    let clustered = try errors("cluster", "size")
    // G/(G-1) (n-1)/(n-p) is n/(n-p) where every row is its own cluster.
    for (a, b) in zip(hc1, clustered) {
      let a = try #require(a)
      let b = try #require(b)
      #expect(abs(a / b - 1) < 1e-12)
    }
    let hc2 = try errors("HC2", nil)
    let reduced = try errors("CR2", "size")
    for (a, b) in zip(hc2, reduced) {
      let a = try #require(a)
      let b = try #require(b)
      #expect(abs(a / b - 1) < 1e-10)
    }
  }

  @Test func nonlinearModelsStartByThemselves() throws {
    let x = (1...12).map(Double.init)
    let y = x.map { 3 * Double($0 * $0.squareRoot()) }
    let frame = try Table([("x", Column(.double(x))), ("y", Column(.double(y)))])
    let result = try Analysis.run(
      AnalysisRequest(
        method: "nonlinear", table: frame, formula: "y ~ x", options: ["model": "power"]))
    let found = (result.coefficients ?? []).compactMap(\.estimate)
    #expect(abs(found[0] - 3) < 1e-10 && abs(found[1] - 1.5) < 1e-11)
  }
}
