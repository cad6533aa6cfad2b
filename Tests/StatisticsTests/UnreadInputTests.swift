import Basics
import Statistics
import Tables
import Testing

@Suite("What a method does not read is refused, and nothing is swallowed")
struct UnreadInputTests {
  /// The answer of a line, or its error message.
  private static func answer(_ request: JSON) -> (text: String, isResult: Bool) {
    let (line, succeeded) = StatisticsBatch.run(request.text())
    return (line, succeeded)
  }

  /// A request of each method from the middle of its reference rows, which is neither tiny nor odd.
  private static let typical: [ReferenceRow] = Methods.names.compactMap { method in
    let rows = ReferenceRow.all.filter { $0.method == method && $0.expectedError == nil }
      .sorted { $0.request.text().utf8.count < $1.request.text().utf8.count }
    return rows.isEmpty ? nil : rows[rows.count / 2]
  }

  private static let fields: [(name: String, value: JSON)] = [
    ("x", [3, 1, 4, 1.5, 9, 2, 6]), ("y", [2, 7, 1, 8, 2.5, 8, 1]),
    ("z", ["k": [1, 4, 2, 5, 7, 3, 9]]),
    ("samples", [[1, 5, 2, 8], [2, 9, 4, 1], [4, 4, 7, 2]]),
    ("table", [[12, 7], [3, 9]]), ("successes", [3, 8]), ("trials", [9, 14]),
    ("weights", [1, 2, 1, 3, 2, 1, 4]), ("groups", ["a", "a", "b", "b", "c", "c", "c"]),
    ("p_values", [0.01, 0.3]), ("formula", "y ~ 1"),
  ]

  @Test(
    "a field added to a request changes the answer or is an error", arguments: typical
  )
  func fields(_ row: ReferenceRow) {
    let plain = Self.answer(row.request)
    #expect(plain.isResult)
    for field in Self.fields where row.request[field.name] == nil {
      // The right side of this formula is empty, and an expression is in its place.
      if row.method == "nonlinear", field.name == "formula" { continue }
      let changed = Self.answer(row.request.with(field.name, field.value))
      #expect(
        !changed.isResult || changed.text != plain.text, "\(row.method) swallows '\(field.name)'")
    }
  }

  /// Every option of every method, each with a value that is not a default.
  private static let options: [(name: String, value: JSON)] = [
    ("alternative", "less"), ("level", 0.5), ("quantile_type", 1), ("quantiles", [0.1]),
    ("p_method", "asymptotic"), ("continuity", false), ("equal_variance", true), ("mu", 0.25),
    ("kind", "kendall"), ("correction", "bonferroni"), ("low", -9), ("high", 9), ("yates", false),
    ("p0", 0.25), ("center", "mean"), ("covariance", "HC3"), ("intercept", false),
    ("groups", ["a", "a", "b", "b", "c", "c", "c"]), ("loss", "bisquare"), ("leverage", true),
    ("tau", 0.25), ("lambda", 3), ("small", "1"), ("model", "ols"), ("start", ["a": 1]),
    ("statistic", "sd"), ("interval", "basic"), ("draws", 77), ("seed", 9), ("threads", 1),
    ("block", 2), ("nonsense", 1),
  ]
  /// What a method may read without another answer on given data: it draws nothing, corrects nothing,
  /// or takes another way to the same.
  private static let quiet: Set = [
    "threads", "draws", "seed", "continuity", "p_method", "yates", "start", "leverage", "loss",
  ]

  @Test(
    "an option added to a request changes the answer or is an error",
    arguments: typical)
  func options(_ row: ReferenceRow) {
    let plain = Self.answer(row.request)
    let own = row.request["options"] ?? [:]
    for option in Self.options where own[option.name] == nil {
      let changed = Self.answer(row.request.with("options", own.with(option.name, option.value)))
      if changed.isResult, changed.text == plain.text {
        #expect(Self.quiet.contains(option.name), "\(row.method) swallows '\(option.name)'")
      }
    }
  }

  @Test(
    "a value that no method knows is refused wherever the option is read",
    arguments: typical)
  func nonsense(_ row: ReferenceRow) {
    for (name, value) in [("alternative", JSON.string("nonsense")), ("level", 7)] {
      let changed = Self.answer(
        row.request.with("options", (row.request["options"] ?? [:]).with(name, value)))
      #expect(!changed.isResult, "\(row.method) answers to \(name) \(value.text())")
      #expect(changed.text.contains("bad-request"))
    }
  }

  @Test("a key that is given twice is refused, in a request and among its options")
  func twice() {
    for line in [
      #"{"method": "describe", "x": [1, 2], "x": [3, 4]}"#,
      #"{"method": "describe", "x": [1, 2], "options": {"level": 0.5, "level": 0.9}}"#,
      #"{"method": "bootstrap", "x": [1, 2, 4], "groups": [1, 1, 2], "options": {"groups": [1, 2, 2]}}"#,
    ] {
      let (text, succeeded) = StatisticsBatch.run(line)
      #expect(!succeeded && text.contains("bad-request"), "\(text)")
    }
  }

  @Test(
    "what contradicts another field is refused",
    arguments: [
      #"{"method": "t-test", "samples": [[1, 2], [3, 5]], "x": [1, 2], "y": [2, 3]}"#,
      #"{"method": "quasi-binomial", "successes": [1, 2, 3, 1], "y": [1, 2, 2, 1], "trials": [4, 5, 6, 5], "x": {"a": [1, 2, 3, 4]}}"#,
      #"{"method": "quasi-binomial", "successes": [1, 2, 3, 1], "weights": [4, 5, 6, 5], "trials": [4, 5, 6, 5], "x": {"a": [1, 2, 3, 4]}}"#,
      #"{"method": "ols", "y": [1, 3, 2], "x": {"a": [1, 2, 3], "b": [3, 5, 9]}, "formula": "b ~ a"}"#,
      #"{"method": "ols", "y": [1, 3, 2], "x": [1, 2, 3], "formula": "y ~ x"}"#,
      #"{"method": "ols", "y": [1, 3, 2, 5], "x": {"a": [1, 2, 3, 4]}, "groups": [1, 1, 2, 2], "options": {"covariance": "HC1"}}"#,
      #"{"method": "bootstrap", "x": [1, 2, 4, 3], "groups": [1, 1, 2, 2], "options": {"block": 2}}"#,
      #"{"method": "describe", "x": [1, 2, 4], "weights": [1, 1, 2], "options": {"quantile_type": 3}}"#,
      #"{"method": "proportion", "successes": [1, 2], "trials": [4, 5], "options": {"p0": 0.2}}"#,
    ])
  func contradictions(_ line: String) {
    let (text, succeeded) = StatisticsBatch.run(line)
    #expect(!succeeded && text.contains("bad-request"), "\(text)")
  }

  // MARK: Columns of a table

  private struct Call {
    var x: String?
    var y: String?
    var z: [String] = []
    var group: String?
    var levels: [String]?
    var block: String?
    var cluster: String?
    var formula: String?
    var weights: String?
    var successes: String?
    var trials: String?

    mutating func add(_ role: String) -> Bool {
      switch role {
      case "x" where x == nil: x = "u"
      case "y" where y == nil: y = "v"
      case "z" where z.isEmpty: z = ["w"]
      case "group" where group == nil: group = "g"
      case "levels" where levels == nil: levels = ["b", "a"]
      case "block" where block == nil: block = "h"
      case "cluster" where cluster == nil: cluster = "h"
      case "formula" where formula == nil: formula = "v ~ w"
      case "weights" where weights == nil: weights = "n"
      case "successes" where successes == nil: successes = "s"
      case "trials" where trials == nil: trials = "n"
      default: return false
      }
      return true
    }
  }

  private static let roles = [
    "x", "y", "z", "group", "levels", "block", "cluster", "formula", "weights", "successes",
    "trials",
  ]

  private static func table() throws -> Table {
    var numbers = SeededNumbers(77)
    let n = 24
    func column(_ value: (Int) -> Double) -> Column { Column(.double((0..<n).map(value))) }
    let names: [String] = (0..<n).map { $0 % 3 == 0 ? "a" : "b" }
    return try Table([
      ("u", Column(.double(numbers.normals(n)))), ("v", Column(.double(numbers.normals(n)))),
      ("w", Column(.double(numbers.normals(n)))), ("g", Column(texts: names.map { $0 })),
      ("h", column { Double($0 / 2) }), ("n", column { Double($0 % 5 + 3) }),
      ("s", column { Double($0 % 3 + 1) }), ("e", column { Double(($0 * 5) % 7 < 3 ? 1 : 0) }),
      ("f", column { Double(($0 * 3) % 5 < 2 ? 1 : 0) }),
      ("p", column { Double($0 + 1) / 40 }),
    ])
  }

  /// The least that each method needs from a table.
  private static func calls(_ method: String) -> (calls: [Call], options: JSON) {
    var options: JSON = [:]
    switch method {
    case "equivalence": options = ["low": -1, "high": 1]
    case "nested-f": options = ["small": "1"]
    case "likelihood-ratio": options = ["small": "1", "model": "ols"]
    case "nonlinear": options = ["model": "logistic", "start": ["a": 1, "b": 1, "c": 0]]
    case "ridge": options = ["lambda": 1]
    case "seasonal-mann-kendall", "stl": options = ["period": 4]
    case "interrupted-series": options = ["at": 10]
    case "kaplan-meier", "log-rank": options = ["time": "n", "event": "e", "group": "g"]
    case "glm": options = ["family": "gaussian"]
    case "marginal-means": options = ["of": "g"]
    default: break
    }
    switch method {
    case "pearson", "spearman", "kendall", "theil-sen", "t-test-paired":
      return ([Call(x: "u", y: "v")], options)
    case "wilcoxon": return ([Call(x: "u"), Call(x: "u", y: "v")], options)
    case "correlation-matrix": return ([Call(x: "u", y: "v")], options)
    case "partial-correlation": return ([Call(x: "u", y: "v", z: ["w"])], options)
    case "friedman": return ([Call(x: "u", y: "v", z: ["w"])], options)
    case "chi-square", "g-test", "fisher", "mcnemar": return ([Call(x: "e", y: "f")], options)
    case "proportion": return ([Call(x: "e"), Call(x: "e", group: "g")], options)
    case "adjust": return ([Call(x: "p")], options)
    case "logistic": return ([Call(formula: "e ~ u")], options)
    case "poisson", "negative-binomial": return ([Call(formula: "n ~ u")], options)
    case "quasi-binomial": return ([Call(formula: "s ~ u", successes: "s", trials: "n")], options)
    case "wls": return ([Call(formula: "v ~ u", weights: "n")], options)
    case "ols", "robust", "quantile-regression", "ridge", "nested-f", "likelihood-ratio":
      return ([Call(formula: "v ~ u"), Call(x: "u", y: "v")], options)
    case "nonlinear": return ([Call(formula: "e ~ u")], options)
    case "gini", "concentration", "fit-distribution", "growth-rate":
      return ([Call(x: "n")], options)
    case "cochran-q": return ([Call(x: "e", y: "f")], options)
    case "cochran-mantel-haenszel": return ([Call(x: "e", y: "f", block: "h")], options)
    case "interrupted-series": return ([Call(y: "v")], options)
    case "kaplan-meier", "log-rank": return ([Call()], options)
    case "cox": return ([Call(formula: "surv(n, e) ~ u")], options)
    case "glm": return ([Call(formula: "v ~ u")], options)
    case "anova-table", "marginal-means": return ([Call(formula: "v ~ g")], options)
    default:
      return (
        ReferenceRow.all.contains { $0.method == method && $0.request["samples"] != nil }
          ? [Call(x: "u", group: "g"), Call(x: "u", y: "v")] : [Call(x: "u")], options
      )
    }
  }

  private static func run(_ method: String, _ call: Call, _ options: JSON) throws -> String {
    let request = try AnalysisRequest(
      method: method, table: table(), x: call.x, y: call.y, z: call.z, group: call.group,
      levels: call.levels, block: call.block, cluster: call.cluster, formula: call.formula,
      weights: call.weights, successes: call.successes, trials: call.trials, options: options)
    return try Analysis.run(request).json.text()
  }

  @Test("a column added to a call changes the answer or is an error", arguments: Methods.names)
  func columns(_ method: String) throws {
    let (calls, options) = Self.calls(method)
    for call in calls {
      let plain: String?
      do {
        plain = try Self.run(method, call, options)
      } catch let error as StatisticsError {
        // What the data do not allow is answered for by the data: the columns were read.
        #expect(
          ["did-not-converge", "domain-error"].contains(error.code.rawValue), "\(method): \(error)")
        plain = nil
      }
      for role in Self.roles {
        var more = call
        guard more.add(role) else { continue }
        do {
          let changed = try Self.run(method, more, options)
          #expect(changed != plain, "\(method) swallows '\(role)'")
        } catch {
          guard let error = error as? StatisticsError else { throw error }
          #expect(
            plain == nil || error.message.contains("'\(role)'") || error.message.contains("cluster")
              || error.code != .badRequest,
            "\(method) with '\(role)': \(error)")
        }
      }
    }
  }

  @Test("levels that name a group twice are refused")
  func levelsTwice() throws {
    #expect {
      _ = try AnalysisRequest(
        method: "t-test", table: Self.table(), x: "u", group: "g", levels: ["a", "a"])
    } throws: {
      ($0 as? StatisticsError)?.code == .badRequest
    }
  }

  @Test("columns and options are judged without data as with them", arguments: Methods.names)
  func withoutData(_ method: String) throws {
    let (calls, options) = Self.calls(method)
    for call in calls {
      for role in Self.roles {
        var more = call
        guard more.add(role) else { continue }
        let given = Self.roles.filter { role in
          var copy = more
          return !copy.add(role)
        }
        let problem = Analysis.problem(
          inOptions: options, roles: given.map { ($0, 1) }, of: method)
        var message: String?
        do {
          _ = try Self.run(method, more, options)
        } catch let error as StatisticsError where error.code == .badRequest {
          message = error.message
        } catch {}
        if let problem { #expect(problem.message == message, "\(method) with '\(role)'") }
      }
      #expect(
        Analysis.problem(inOptions: options, roles: [("x", 2)], of: method) != nil
          || ["cochran-q", "correlation-matrix", "friedman"].contains(method))
    }
  }

  @Test("an analysis without an estimate cannot follow it")
  func leaveOut() throws {
    for row in ReferenceRow.smallest {
      let hasEstimate = try Analysis.run(AnalysisRequest(json: row.request)).estimate != nil
      let problem = Analysis.problem(
        inOptions: row.request["options"] ?? [:], roles: [], leavesOut: true, of: row.method)
      #expect((problem == nil) == hasEstimate, "\(row.method)")
    }
  }
}
