import Foundation
import Statistics
import Studies
import Testing

@Suite("Keys of an analysis that its method does not read are problems of the study")
struct AnalysisKeyTests {
  private static let rows = """
    u,v,w,g,h,n
    1,5,2,a,j1,4
    2,3,1,b,j1,5
    3,8,4,a,j2,3
    5,1,3,b,j2,6
    4,2,7,a,j3,4
    6,9,5,b,j3,5

    """

  private func problems(_ analyses: String) throws -> [String] {
    let study = """
      study: demo
      title: Demo
      sources: { rows: { path: rows.csv } }
      analyses:
      \(analyses)
      """
    return try TemporaryStudy.use(study: study, files: ["rows.csv": Self.rows]) {
      try $0.builder().lint().map(\.description).filter { $0.contains("error") }
    }
  }

  /// The least that a method asks for, by what it reads.
  private static func keys(_ method: String) -> String {
    switch method {
    case "equivalence": "x: u, group: g, options: { low: -1, high: 1 }"
    case "friedman", "correlation-matrix", "cochran-q": "x: [u, v, w]"
    case "seasonal-mann-kendall", "stl": "x: u, options: { period: 2 }"
    case "interrupted-series": "y: u, options: { at: 3 }"
    case "cochran-mantel-haenszel": "x: g, y: h, block: v"
    case "kaplan-meier", "log-rank": "options: { time: u, event: v, group: g }"
    case "cox": "formula: 'surv(u, v) ~ w'"
    case "anova-table": "formula: u ~ g"
    case "marginal-means": "formula: u ~ g, options: { of: g }"
    case "glm": "formula: u ~ v, options: { family: gaussian }"
    case "partial-correlation": "x: u, y: v, z: w"
    case "t-test-paired", "pearson", "spearman", "kendall", "theil-sen": "x: u, y: v"
    case "chi-square", "g-test", "fisher", "mcnemar": "x: g, y: h"
    case "ols", "robust", "quantile-regression", "ridge", "logistic", "poisson",
      "negative-binomial":
      "formula: u ~ v"
    case "nested-f": "formula: u ~ v, options: { small: '1' }"
    case "likelihood-ratio": "formula: u ~ v, options: { small: '1', model: ols }"
    case "nonlinear": "formula: u ~ v, options: { model: power }"
    case "wls": "formula: u ~ v, weights: n"
    case "quasi-binomial": "formula: u ~ v, successes: u, trials: n"
    case let method where Methods[method]?.facts.takes == .samples: "x: u, group: g"
    default: "x: u"
    }
  }

  /// Which methods read each key, by its meaning and not by the table in the code.
  private static let readers: [(key: String, value: String, methods: Set<String>)] = {
    let samples = Set(Methods.all.map(\.facts).filter { $0.takes == .samples }.map(\.name))
    let sided: Set = [
      "pearson", "spearman", "kendall", "partial-correlation", "t-test", "t-test-paired",
      "t-test-1samp", "mann-whitney", "wilcoxon", "brunner-munzel", "ks", "permutation", "fisher",
      "proportion", "mann-kendall", "runs", "jonckheere-terpstra", "seasonal-mann-kendall",
    ]
    let withoutLevel: Set = [
      "adjust", "bartlett", "fligner", "levene", "dunn", "shapiro-wilk", "anderson-darling",
      "jarque-bera", "dagostino", "ks", "runs", "ridge", "likelihood-ratio", "ljung-box", "adf",
      "kpss", "pettitt", "stl", "log-rank", "fit-distribution", "anova-table",
    ]
    let series: Set = [
      "acf", "ljung-box", "adf", "kpss", "pettitt", "seasonal-mann-kendall", "change-points",
      "stl", "growth-rate", "interrupted-series", "forecast",
    ]
    return [
      ("levels", "[a, b]", samples),
      ("block", "h", []), ("time", "w", series),
      ("cluster", "h", ["bootstrap", "ols", "wls"]),
      (
        "weights", "n",
        ["describe", "wls", "nested-f", "likelihood-ratio"]
      ),
      ("successes", "u", ["quasi-binomial"]), ("trials", "n", ["quasi-binomial"]),
      ("alternative", "less", sided),
      ("level", "0.8", Set(Methods.names).subtracting(withoutLevel)),
      (
        "formula", "u ~ w",
        [
          "ols", "wls", "robust", "quantile-regression", "ridge", "logistic", "poisson",
          "negative-binomial", "quasi-binomial", "nested-f", "likelihood-ratio", "nonlinear",
        ]
      ),
      ("z", "w", ["correlation-matrix", "friedman", "partial-correlation", "cochran-q"]),
      ("options", "{ nonsense: 1 }", []),
    ]
  }()

  @Test("all methods with all keys", arguments: Methods.names)
  func allKeys(_ method: String) throws {
    let own = Self.keys(method)
    let plain = try problems("  a: { method: \(method), table: rows, \(own) }")
    #expect(plain == [], "\(method)")
    for (key, value, methods) in Self.readers where !own.contains("\(key):") {
      let found = try problems("  a: { method: \(method), table: rows, \(own), \(key): \(value) }")
      #expect(found.isEmpty == methods.contains(method), "\(method), \(key): \(found)")
    }
  }

  @Test("a key that takes one column is not given two")
  func several() throws {
    for keys in ["x: [u, v]", "x: u, group: [g, h]", "x: u, y: [v, w]"] {
      let found = try problems("  a: { method: t-test, table: rows, \(keys) }")
      #expect(found.count == 1 && found[0].contains("takes one"), "\(found)")
    }
  }

  @Test("an option stands under its key or under 'options', not under both")
  func twice() throws {
    let found = try problems(
      "  a: { method: t-test, table: rows, x: u, group: g, level: 0.9, options: { level: 0.8 } }")
    #expect(found.count == 1 && found[0].contains("twice"), "\(found)")
  }

  @Test("'leave-out' follows an estimate, which the method must have")
  func leaveOut() throws {
    #expect(
      try problems("  a: { method: spearman, table: rows, x: u, y: v, leave-out: h }") == [])
    let found = try problems("  a: { method: ols, table: rows, formula: u ~ v, leave-out: h }")
    #expect(found.count == 1 && found[0].contains("leave-out"), "\(found)")
  }

  @Test("a block pairs the groups of a study as it does on the command line")
  func blocks() throws {
    #expect(
      try problems("  a: { method: friedman, table: rows, x: u, group: g, block: h }") == [])
    let found = try problems("  a: { method: wilcoxon, table: rows, x: u, group: g }")
    #expect(found.count == 1 && found[0].contains("'block'"), "\(found)")
  }

  @Test("levels that have no values do not stop a build")
  func unusedLevels() throws {
    let study = """
      study: demo
      title: Demo
      sources: { rows: { path: rows.csv } }
      analyses:
        a: { method: mann-whitney, table: rows, x: u, group: g }
        b: { method: fisher, table: rows, x: g, y: k }
      """
    try TemporaryStudy.use(
      study: study, report: "# R\n\n{{test a}}\n\n{{test b}}\n",
      files: ["rows.csv": "u,g,k\n1,a,p\n2,a,q\n3,b,p\n5,b,p\n,c,\n,c,\n"]
    ) { place in
      let out = place.folder.appendingPathComponent("out")
      _ = try place.builder { $0.figures = [] }.build(to: out.path)
      let text = try String(contentsOf: out.appendingPathComponent("report.md"), encoding: .utf8)
      #expect(text.contains("2 missing"), "\(text)")
      #expect(!text.contains("no result"))
    }
  }
}
