import Basics
import Statistics
import Tables
import Testing

@Suite("A fit without residuals has coefficients, and no statistics of rounding errors")
struct ExactFitTests {
  private static let x: [Double] = (1...12).map { Double($0) }

  /// Responses that a straight line, or the columns, meet to the last digits.
  private static let exact: [(name: String, request: JSON)] = {
    let decimals = x.map { 0.1 * $0 + 0.3 }
    let thirds = x.map { $0 / 3 - 7 }
    let other = x.map { ($0 * 5).truncatingRemainder(dividingBy: 7) }
    let far = zip(x, other).map { 1e6 * $0 + 0.1 * $1 }
    let cancelling = zip(far, x).map { $0 - 1e6 * $1 + $1 }
    return [
      ("whole", ["y": JSON(x.map { 2 * $0 + 1 }), "x": ["x": JSON(x)]]),
      ("decimal", ["y": JSON(decimals), "x": ["x": JSON(x)]]),
      ("thirds", ["y": JSON(thirds), "x": ["x": JSON(x)]]),
      ("large", ["y": JSON(decimals.map { $0 * 1e12 }), "x": ["x": JSON(x)]]),
      ("small", ["y": JSON(decimals.map { $0 * 1e-12 }), "x": ["x": JSON(x)]]),
      (
        "two columns",
        [
          "y": JSON(zip(x, other).map { 0.7 * $0 - 0.2 * $1 }),
          "x": ["x": JSON(x), "z": JSON(other)],
        ]
      ),
      ("terms that cancel", ["y": JSON(cancelling), "x": ["x": JSON(x), "far": JSON(far)]]),
    ]
  }()

  @Test(
    "neither t nor p nor verdict, whatever the covariance",
    arguments: ["nonrobust", "HC0", "HC1", "HC2", "HC3", "cluster", "CR2"])
  func linear(_ covariance: String) throws {
    for (name, base) in Self.exact {
      var request = base.with("method", "ols").with("options", ["covariance": .string(covariance)])
      if ["cluster", "CR2"].contains(covariance) {
        request = request.with("groups", [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
      }
      let fit = try answer(request)
      for coefficient in fit.coefficients ?? [] {
        #expect(coefficient.estimate != nil)
        #expect(
          coefficient.statistic == nil && coefficient.pValue == nil
            && (coefficient.standardError ?? 0) == 0 && coefficient.interval == nil, "\(name)")
      }
      #expect(fit[path: "f"] == .null, "\(name)")
      #expect(fit[path: "aic"] == .null)
      #expect(fit.assumptions.allSatisfy { $0.verdict == .notChecked })
      #expect(fit.notes.contains { $0.contains("fits exactly") })
      #expect(fit[path: "cr2"] == nil)
      #expect((fit[path: "r_squared"]?.doubleValue ?? 0) > 1 - 1e-9)
    }
  }

  @Test("noise that the digits can show is not an exact fit", arguments: [1e-3, 1e-6, 1e-9, 1e-11])
  func noise(_ size: Double) throws {
    var numbers = SeededNumbers(3)
    let y = Self.x.map { 2 * $0 + 1 + size * numbers.normal() }
    let fit = try answer(["method": "ols", "y": JSON(y), "x": ["x": JSON(Self.x)]])
    #expect(fit.coefficients?.allSatisfy { $0.statistic != nil } == true)
  }

  @Test("other fits say the same")
  func others() throws {
    let y = Self.x.map { 0.1 * $0 + 0.3 }
    let power = Self.x.map { 3 * $0 * $0.squareRoot() }
    for request: JSON in [
      ["method": "robust", "y": JSON(y), "x": ["x": JSON(Self.x)]],
      ["method": "quantile-regression", "y": JSON(y), "x": ["x": JSON(Self.x)]],
      ["method": "nonlinear", "y": JSON(power), "x": JSON(Self.x), "options": ["model": "power"]],
      ["method": "wls", "y": JSON(y), "x": ["x": JSON(Self.x)], "weights": JSON(Self.x)],
      [
        "method": "quasi-binomial", "successes": [2, 2, 2, 2], "trials": [4, 4, 4, 4],
        "x": ["x": [1, 2, 3, 5]],
      ],
    ] {
      let fit = try answer(request)
      #expect(
        fit.coefficients?.allSatisfy { $0.statistic == nil && $0.pValue == nil } == true,
        "\(fit.method): \(fit.json.text())")
      #expect(!fit.notes.isEmpty, "\(fit.method)")
    }
    for method in ["nested-f", "likelihood-ratio"] {
      var options: JSON = ["small": "1"]
      if method == "likelihood-ratio" { options = options.with("model", "ols") }
      #expect {
        try answer([
          "method": .string(method), "y": JSON(y), "x": ["x": JSON(Self.x)], "options": options,
        ])
      } throws: {
        ($0 as? StatisticsError)?.code == .domainError
      }
    }
  }

  @Test("equal differences of decimals are equal")
  func pairedDifferences() throws {
    let y = Self.x.map { $0 / 10 }
    #expect {
      try pairs("t-test-paired", y.map { $0 + 0.1 }, y)
    } throws: {
      ($0 as? StatisticsError)?.code == .constantInput
    }
  }

  @Test("no number of a result has more digits than it means")
  func digits() throws {
    for (name, base) in Self.exact {
      let fit = try answer(base.with("method", "ols"))
      // Of columns that are nearly dependent the diagnostics are large by right.
      let numbers = Self.numbers(
        .object((fit.json.members ?? []).filter { $0.key != "diagnostics" }))
      #expect(numbers.allSatisfy { abs($0) < 1e14 }, "\(name): \(fit.json.text())")
    }
  }

  private static func numbers(_ json: JSON) -> [Double] {
    switch json {
    case .object(let members): members.flatMap { numbers($0.value) }
    case .array(let items): items.flatMap(numbers)
    default: json.doubleValue.map { [$0] } ?? []
    }
  }
}
