import Basics
import Foundation
import Statistics
import Tables
import Testing

/// Tables of two columns, a time and a value.
enum LawTable {
  static func make(_ t: [Double], _ v: [Double]) throws -> Table {
    try Table([("t", Column(doubles: t.map { $0 })), ("v", Column(doubles: v.map { $0 }))])
  }
}

@Suite("Laws of survival, distributions and models with factors")
struct ModelLawTests {
  private static func data(_ seed: UInt64, _ n: Int = 48) -> JSON {
    var numbers = SeededNumbers(seed)
    let groups = (0..<n).map { JSON.string(["a", "b", "c"][($0 * 5 + $0 / 7) % 3]) }
    let kinds = (0..<n).map { JSON.string(["new", "old"][($0 * 3 + $0 / 5) % 2]) }
    let x = numbers.normals(n).map { (64 * $0).rounded() / 64 }
    let y = (0..<n).map { 10 + x[$0] + Double($0 % 3) + (64 * numbers.normal()).rounded() / 64 }
    let counts = (0..<n).map { Double(Int(abs(3 * numbers.normal())) + $0 % 3) }
    return [
      "y": JSON(y), "x": JSON(x), "g": .array(groups), "k": .array(kinds), "c": JSON(counts),
      "t": JSON((0..<n).map { Double(($0 * 17) % n) + 0.5 }),
      "e": .array((0..<n).map { .int($0 % 4 == 0 ? 0 : 1) }),
    ]
  }

  private func run(_ method: String, _ formula: String?, _ options: JSON, _ data: JSON) throws
    -> AnalysisResult
  {
    var request: JSON = ["method": .string(method), "data": data, "options": options]
    if let formula { request = request.with("formula", .string(formula)) }
    return try answer(request)
  }

  private func close(_ a: Double?, _ b: Double?, _ digits: Double = 8) -> Bool {
    guard let a, let b else { return a == b }
    return a == b || AgreeingDigits.of(a, b) >= digits || abs(a - b) < 1e-12
  }

  @Test("a normal model is least squares, with every covariance", arguments: 1...3)
  func normal(_ seed: Int) throws {
    let data = Self.data(UInt64(seed))
    let columns: JSON = ["x": data["x"] ?? .null, "t": data["t"] ?? .null]
    for covariance in ["nonrobust", "HC0", "HC1", "HC2", "HC3"] {
      let options: JSON = ["covariance": .string(covariance)]
      let glm = try run("glm", "y ~ x + t", options.with("family", "gaussian"), data)
      let ols = try answer([
        "method": "ols", "y": data["y"] ?? .null, "x": columns, "options": options,
      ])
      for term in ["(Intercept)", "x", "t"] {
        for field in ["estimate", "std_error", "p_value"] {
          let path = "coefficients.\(term).\(field)"
          #expect(
            close(glm[path: path]?.doubleValue, ols[path: path]?.doubleValue),
            "\(covariance) \(path)")
        }
      }
    }
  }

  @Test("a Poisson model is that of its own method; frequencies are rows repeated")
  func poisson() throws {
    let data = Self.data(4)
    let glm = try run("glm", "c ~ x", ["family": "poisson"], data)
    let own = try answer([
      "method": "poisson", "y": data["c"] ?? .null, "x": ["x": data["x"] ?? .null],
    ])
    #expect(
      close(
        glm[path: "coefficients.x.std_error"]?.doubleValue,
        own[path: "coefficients.x.std_error"]?.doubleValue))
    let twice = data.with("w", JSON((0..<48).map { _ in 2.0 }))
    let weighted = try run(
      "glm", "c ~ x", ["family": "poisson", "weights": "w", "weights_kind": "frequency"], twice)
    #expect(
      close(
        weighted[path: "coefficients.x.std_error"]?.doubleValue,
        glm[path: "coefficients.x.std_error"]?.doubleValue.map { $0 / 2.0.squareRoot() }))
  }

  @Test(
    "one factor alone is an analysis of variance, its means those of the groups, compared by Tukey")
  func oneFactor() throws {
    let data = Self.data(5)
    var groups: [[Double?]] = [[], [], []]
    for (g, y) in zip(data["g"]?.arrayValue ?? [], data["y"]?.arrayValue ?? []) {
      guard let index = ["a", "b", "c"].firstIndex(of: g.stringValue ?? "") else { continue }
      groups[index].append(y.doubleValue)
    }
    let plain = try samples("anova", groups)
    let order: JSON = ["levels": ["g": ["a", "b", "c"]]]
    for type in 1...3 {
      let table = try run("anova-table", "y ~ g", order.with("type", .int(Int64(type))), data)
      #expect(close(table[path: "terms.g.statistic"]?.doubleValue, plain.statistic?.value))
      #expect(close(table[path: "terms.g.p_value"]?.doubleValue, plain.pValue))
    }
    let means = try run("marginal-means", "y ~ g", order.with("of", "g"), data)
    let tukey = try samples("tukey-hsd", groups)
    for index in 0..<3 {
      let values = groups[index].compactMap { $0 }
      #expect(
        close(
          means[path: "means.\(index).estimate"]?.doubleValue,
          values.reduce(0, +) / Double(values.count)))
      #expect(
        close(
          means.comparisons?[index].adjustedPValue, tukey.comparisons?[index].adjustedPValue, 6))
      #expect(
        close(
          means.comparisons?[index].estimate?.interval?.low,
          tukey.comparisons?[index].estimate?.interval?.low, 5))
    }
  }

  @Test(
    "without censoring the curve is the share that is left; groups in another order test the same")
  func survival() throws {
    let data = Self.data(6)
    let all = data.with("e", .array((0..<48).map { _ in 1 }))
    let curve = try run("kaplan-meier", nil, ["time": "t", "event": "e"], all)
    let survival = curve[path: "curves.0.survival"]?.arrayValue ?? []
    for (index, value) in survival.enumerated() {
      #expect(close(value.doubleValue, 1 - Double(index + 1) / 48, 12))
    }
    let options: JSON = ["time": "t", "event": "e", "group": "k"]
    let there = try run("log-rank", nil, options, data)
    let swapped = data.with(
      "k", .array((data["k"]?.arrayValue ?? []).map { $0 == "new" ? "z" : "a" }))
    #expect(
      close(there.statistic?.value, try run("log-rank", nil, options, swapped).statistic?.value))
    // Without ties the score test of one group against another is the log-rank test.
    let cox = try run("cox", "surv(t, e) ~ k", [:], data)
    #expect(close(cox[path: "tests.score.value"]?.doubleValue, there.statistic?.value, 7))
    let scaled = data.with(
      "x", JSON((data["x"]?.arrayValue ?? []).map { ($0.doubleValue ?? 0) * 8 }))
    let one = try run("cox", "surv(t, e) ~ x", [:], data)
    let eight = try run("cox", "surv(t, e) ~ x", [:], scaled)
    #expect(
      close(
        one[path: "coefficients.x.estimate"]?.doubleValue,
        eight[path: "coefficients.x.estimate"]?.doubleValue.map { $0 * 8 }, 9))
    #expect(
      close(one[path: "concordance"]?.doubleValue, eight[path: "concordance"]?.doubleValue, 12))
  }

  @Test("another unit scales what it must and changes nothing else")
  func distributions() throws {
    var numbers = SeededNumbers(7)
    let x = (0..<80).map { _ in exp(numbers.normal()) }
    let options: JSON = ["families": ["lognormal", "weibull", "gamma", "exponential", "pareto"]]
    let (a, b) = (
      try single("fit-distribution", x, options),
      try single("fit-distribution", x.map { $0 * 4 }, options)
    )
    for index in 0..<5 {
      #expect(
        close(a[path: "fits.\(index).ks"]?.doubleValue, b[path: "fits.\(index).ks"]?.doubleValue))
    }
    #expect(
      close(
        a[path: "fits.1.parameters.scale"]?.doubleValue,
        b[path: "fits.1.parameters.scale"]?.doubleValue.map { $0 / 4 }))
    for index in 0..<10 {
      #expect(close(a.comparisons?[index].statistic, b.comparisons?[index].statistic, 6))
    }
    let law = try single(
      "fit-distribution", (1...400).map { pow(Double($0) / 401, -1 / 1.5) },
      ["families": ["power-law"], "gof_draws": 20])
    #expect(abs((law[path: "fits.0.parameters.alpha"]?.doubleValue ?? 0) - 2.5) < 0.05)
    #expect((law[path: "fits.0.gof_p_value"]?.doubleValue ?? 0) > 0.1)
    let shares = try single("concentration", x, ["draws": 100])
    let same = try single("concentration", x.map { $0 * 1024 }, ["draws": 100])
    #expect(
      close(
        shares[path: "gini.estimate"]?.doubleValue, same[path: "gini.estimate"]?.doubleValue, 12))
    let gini = try single("gini", x).estimate?.value
    #expect(close(shares[path: "gini.estimate"]?.doubleValue, gini, 12))
  }

  @Test("the companions of rank tests agree with what they are companions of")
  func companions() throws {
    var numbers = SeededNumbers(9)
    let first = numbers.tied(20).map { Optional($0) }
    let second = numbers.tied(17).map { Optional($0) }
    let a = try samples("vargha-delaney", [first, second]).estimate?.value
    let delta = try samples("mann-whitney", [first, second]).effectSizes
      .first { $0.name == "cliffs-delta" }?.value
    #expect(close(a, delta.map { ($0 + 1) / 2 }, 12))
    // Of two samples J is U.
    let j = try samples("jonckheere-terpstra", [first, second], ["method": "asymptotic"])
    let u = try samples(
      "mann-whitney", [second, first], ["continuity": false, "p_method": "asymptotic"])
    #expect(close(j.statistic?.value, u.statistic?.value, 12))
    #expect(close(j.pValue, u.pValue, 9))
    let yes = (0..<30).map { _ in Optional(numbers.uniform() < 0.4 ? 1.0 : 0) }
    let no = (0..<30).map { _ in Optional(numbers.uniform() < 0.7 ? 1.0 : 0) }
    let q = try samples("cochran-q", [yes, no])
    let b = zip(yes, no).count { $0 == 1 && $1 == 0 }
    let c = zip(yes, no).count { $0 == 0 && $1 == 1 }
    #expect(close(q.statistic?.value, Double((b - c) * (b - c)) / Double(b + c), 10))
    let one = try answer([
      "method": "cochran-mantel-haenszel", "tables": [[[12, 5], [7, 16]]],
    ])
    #expect(close(one.estimate?.value, 12 * 16 / (5 * 7.0), 12))
  }
}
