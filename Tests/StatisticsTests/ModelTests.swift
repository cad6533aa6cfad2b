import Basics
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

  /// R 4.2.2: `predict(lm(y ~ x), n, interval = "confidence" or "prediction", level = 0.9)`; statsmodels
  /// 0.15.0: `get_prediction(n).summary_frame(alpha=0.1)`; the logistic rows by R's `predict(glm, se.fit = TRUE)`
  /// with normal limits of the link.
  @Test func bandsAreThoseOfOtherPrograms() throws {
    let data = try Table([
      ("x", Column(doubles: [1, 2, 3, 4, 5, 6, 7, 8])),
      ("y", Column(doubles: [1.2, 2.9, 3.1, 5.4, 4.8, 7.7, 8.1, 9.9])),
      ("z", Column(doubles: [0, 0, 1, 0, 1, 1, 0, 1])),
    ])
    let next = try Table([("x", Column(doubles: [2.5, 10]))])
    func rows(_ method: String, _ formula: String) throws -> [[Double?]] {
      let fit = try Analysis.run(AnalysisRequest(method: method, table: data, formula: formula))
      return try #require(fit.model).predict(on: next, level: 0.9).map {
        [$0.fit, $0.confidenceLow, $0.confidenceHigh, $0.predictionLow, $0.predictionHigh]
      }
    }
    let expected: [(found: [[Double?]], values: [[Double?]])] = [
      (
        try rows("ols", "y ~ x"),
        [
          [
            3.004166666666668, 2.389508948171257, 3.618824385162078, 1.557363641767468,
            4.450969691565867,
          ],
          [
            11.941666666666666, 10.737527591590343, 13.14580574174299, 10.162513555189985,
            13.720819778143348,
          ],
        ]
      ),
      (
        try rows("logistic", "z ~ x"),
        [
          [0.2960033234259452, 0.06578803261752535, 0.7151357237535202, nil, nil],
          [0.9154914352534451, 0.22324543428809801, 0.9975569668642862, nil, nil],
        ]
      ),
    ]
    for (found, values) in expected {
      for (a, b) in zip(found.joined(), values.joined()) {
        #expect((a == nil) == (b == nil))
        if let a, let b { #expect(abs(a / b - 1) < 1e-11, "\(a) for \(b)") }
      }
    }
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
