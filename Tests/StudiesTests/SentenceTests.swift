import Basics
import Foundation
import Statistics
import Studies
import Tables
import Testing

/// One analysis for each method, each asked of the same forty rows.
@Suite("The sentence of each method")
struct SentenceTests {
  /// A method that none is written for is asked of these columns.
  private static func keys(_ facts: MethodFacts) -> String {
    facts.takes.ways[0].columns.map { column in
      switch column {
      case "group": "group: area"
      case "y": "y: noise"
      case "z": "z: [before]"
      case "block": "block: block"
      case "formula": "formula: co2 ~ size"
      default: "\(column): co2"
      }
    }.joined(separator: ", ")
  }

  private static let analyses: [(method: String, keys: String)] = {
    var all = written
    for facts in Methods.all.map(\.facts)
    where !written.contains(where: { $0.method == facts.name }) {
      all.append((method: facts.name, keys: keys(facts)))
    }
    return all
  }()

  private static let written: [(method: String, keys: String)] = [
    ("describe", "x: co2"), ("pearson", "x: size, y: co2"), ("spearman", "x: size, y: co2"),
    ("kendall", "x: size, y: noise"), ("partial-correlation", "x: size, y: co2, z: [noise]"),
    ("t-test", "x: co2, group: kind"), ("t-test-paired", "x: co2, y: before"),
    ("t-test-1samp", "x: noise"), ("mann-whitney", "x: co2, group: kind"),
    ("wilcoxon", "x: co2, y: before"), ("brunner-munzel", "x: co2, group: kind"),
    ("permutation", "x: noise, group: kind"), ("kruskal-wallis", "x: co2, group: area"),
    ("anova", "x: noise, group: area"), ("welch-anova", "x: co2, group: area"),
    ("friedman", "x: co2, group: area, block: block"), ("dunn", "x: co2, group: area"),
    ("tukey-hsd", "x: noise, group: area"), ("levene", "x: co2, group: area"),
    ("bartlett", "x: noise, group: area"), ("fligner", "x: co2, group: area"),
    ("ks", "x: co2, group: kind"), ("shapiro-wilk", "x: co2"), ("anderson-darling", "x: noise"),
    ("jarque-bera", "x: co2"), ("dagostino", "x: noise"),
    ("chi-square", "x: kind, y: area"), ("g-test", "x: kind, y: area"),
    ("fisher", "x: kind, y: open"), ("mcnemar", "x: open, y: tuned"),
    ("proportion", "x: open, group: kind"), ("mann-kendall", "x: co2"),
    ("theil-sen", "x: index, y: co2"), ("runs", "x: noise"),
    ("ols", "formula: ln(co2) ~ ln(size)"), ("wls", "formula: co2 ~ size, weights: index"),
    ("robust", "formula: co2 ~ size"), ("quantile-regression", "formula: co2 ~ size"),
    ("ridge", "formula: co2 ~ size + noise, options: { lambda: 1 }"),
    ("logistic", "formula: open ~ noise"), ("poisson", "formula: index ~ size"),
    ("negative-binomial", "formula: index ~ kind"),
    ("quasi-binomial", "formula: runs ~ size, successes: runs, trials: trials"),
    ("bootstrap", "x: co2, options: { statistic: median, draws: 200 }"),
    ("nonlinear", "formula: co2 ~ size, options: { model: power }"), ("adjust", "x: p"),
    ("correlation-matrix", "x: size, y: co2, z: [noise, before]"), ("gini", "x: co2"),
    ("acf", "x: co2, time: index"), ("seasonal-mann-kendall", "x: co2, options: { period: 4 }"),
    ("stl", "x: co2, options: { period: 4 }"),
    ("interrupted-series", "y: co2, options: { at: 21 }"),
    ("cochran-q", "x: [open, tuned]"),
    ("cochran-mantel-haenszel", "x: open, y: tuned, block: kind"),
    ("vargha-delaney", "x: co2, group: kind"),
    ("jonckheere-terpstra", "x: co2, group: area, levels: [text, image, sound, video]"),
    ("kaplan-meier", "options: { time: size, event: open, group: kind }"),
    ("log-rank", "options: { time: size, event: open, group: kind }"),
    ("cox", "formula: 'surv(size, open) ~ noise + kind'"),
    ("glm", "formula: index ~ noise + kind, options: { family: poisson, covariance: HC1 }"),
    ("anova-table", "formula: co2 ~ size * kind"),
    ("marginal-means", "formula: co2 ~ size + area, options: { of: [area] }"),
    ("equivalence", "x: noise, group: kind, options: { low: -4, high: 4 }"),
    ("nested-f", "formula: co2 ~ size + noise, options: { small: co2 ~ size }"),
    (
      "likelihood-ratio",
      "formula: open ~ size + noise, options: { small: open ~ size, model: logistic }"
    ),
  ]

  private static var study: String {
    let columns = """
      co2: { unit: g, label: Reported emissions }, before: { unit: g, label: Emissions before },
            size: { unit: byte, label: Model size }, noise: { label: Noise }, area: { label: Area },
            kind: { label: Kind of model }, open: { label: Open models }, tuned: { label: Tuned models },
            index: { label: Runs so far }, runs: { label: Runs that failed }
      """
    return """
      study: methods
      title: Methods
      sources:
        rows:
          path: rows.csv
          columns: { \(columns) }
      analyses:

      """
        + analyses.map { "  a-\($0.method): { method: \($0.method), table: rows, \($0.keys) }\n" }
        .joined()
  }

  /// Forty rows by a small generator, so that nothing depends on a library's random numbers.
  private static var rows: String {
    var state: UInt32 = 7
    func draw() -> Double {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Double(state >> 8) / Double(1 << 24)
    }
    var lines = ["index,kind,area,size,co2,before,noise,open,tuned,runs,trials,p,block"]
    for row in 0..<40 {
      let size = 10.0 * Double(row + 1)
      let co2 = ((0.5 + draw()) * size * (row % 2 == 0 ? 1.6 : 1)).rounded()
      let before = (co2 * (1.05 + 0.2 * draw())).rounded()
      let noise = (draw() * 1000).rounded() / 100
      let fields: [Any] = [
        row + 1, row % 2 == 0 ? "large" : "small", ["text", "image", "sound", "video"][row % 4],
        Int(size), Int(co2), Int(before), noise, draw() < 0.5 ? 1 : 0, draw() < 0.6 ? 1 : 0,
        Int(draw() * Double(row) / 4), 12, (draw() * 100).rounded() / 1000, row / 4,
      ]
      lines.append(fields.map { "\($0)" }.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test("every method has one here")
  func complete() {
    #expect(Self.analyses.map(\.method).sorted() == Methods.names.sorted())
  }

  @Test("each is good English with readers' names, and stays as it is")
  func golden() throws {
    let report =
      "# Methods\n"
      + Self.analyses.map { "\n\($0.method): {{sentence(a-\($0.method))}}\n" }.joined()
    let markdown = try TemporaryStudy.use(
      study: Self.study, report: report, files: ["rows.csv": Self.rows]
    ) { study in
      let out = study.folder.appendingPathComponent("out")
      _ = try study.builder {
        $0.documents = [.md]
        $0.figures = []
      }.build(to: out.path)
      return try String(contentsOf: out.appendingPathComponent("report.md"), encoding: .utf8)
    }
    let sentences = markdown.split(separator: "\n").filter {
      $0.contains(": ") && !$0.hasPrefix("- ")
    }.map(String.init)
    for name in ["co2", "ln(", "p_value", " was higher", "The slope for", "differs", "Optional"] {
      let offending = sentences.filter {
        $0.contains(name) && !($0.contains("The mean of") && name == " was higher")
      }
      #expect(offending == [], "\(name)")
    }
    try compare(sentences.joined(separator: "\n") + "\n", "sentences.md")
  }

  /// The methods that take an alternative, and their words for more and less.
  private static let sided: [(method: String, keys: String, greater: String, less: String)] = [
    ("pearson", "x: size, y: co2", "positively", "negatively"),
    ("spearman", "x: size, y: co2", "positively", "negatively"),
    ("kendall", "x: size, y: noise", "positively", "negatively"),
    ("partial-correlation", "x: size, y: co2, z: [noise]", "positively", "negatively"),
    ("t-test", "x: co2, group: kind", "higher", "lower"),
    ("t-test-paired", "x: co2, y: before", "higher", "lower"),
    ("t-test-1samp", "x: noise, options: { mu: 5 }", "higher than 5", "lower than 5"),
    ("mann-whitney", "x: co2, group: kind", "higher", "lower"),
    ("wilcoxon", "x: co2, y: before", "higher", "lower"),
    ("brunner-munzel", "x: co2, group: kind", "higher", "lower"),
    ("permutation", "x: noise, group: kind", "higher", "lower"),
    ("ks", "x: co2, group: kind", "higher", "lower"),
    ("fisher", "x: kind, y: open", "above 1", "below 1"),
    ("proportion", "x: open, group: kind", "higher", "lower"),
    ("mann-kendall", "x: co2", "rose", "fell"), ("runs", "x: noise", "more often", "less often"),
  ]

  @Test("a one-sided test is reported by what it asked, with evidence or without")
  func alternatives() throws {
    let head = try #require(Self.study.components(separatedBy: "analyses:").first)
    let cases = Self.sided.flatMap { one in ["less", "greater"].map { (one, $0) } }
    let analyses = cases.map { one, side in
      "  a-\(one.method)-\(side): { method: \(one.method), table: rows, alternative: \(side), \(one.keys) }\n"
    }
    let report = cases.map { "\n{{sentence(a-\($0.method)-\($1))}}\n" }.joined()
    let (markdown, json) = try TemporaryStudy.use(
      study: head + "analyses:\n" + analyses.joined(), report: "# M\n" + report,
      files: ["rows.csv": Self.rows]
    ) { study in
      let out = study.folder.appendingPathComponent("out")
      _ = try study.builder {
        $0.documents = [.md]
        $0.figures = []
      }.build(to: out.path)
      return (
        try String(contentsOf: out.appendingPathComponent("report.md"), encoding: .utf8),
        try JSON.parse(
          String(contentsOf: out.appendingPathComponent("results.json"), encoding: .utf8))
      )
    }
    let sentences = markdown.split(separator: "\n").filter { $0.contains("(one-sided)") }
      .map { $0.replacing("\u{A0}", with: " ") }
    try #require(sentences.count == cases.count)
    for ((one, side), sentence) in zip(cases, sentences) {
      let result = json["analyses"]?["a-\(one.method)-\(side)"]
      let p = try #require(result?["p_value"]?.doubleValue)
      let claim = sentence.prefix { $0 != ":" && $0 != "(" }
      let (asked, other) = side == "less" ? (one.less, one.greater) : (one.greater, one.less)
      #expect(claim.contains(asked) && !claim.contains(other), "\(sentence)")
      #expect(claim.hasPrefix("There was no evidence that") == (p >= 0.05), "\(sentence)")
    }
  }

  private func compare(_ text: String, _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/reports/\(name)")
    let environment = ProcessInfo.processInfo.environment
    if environment["UPDATE_GOLDEN"] == "1" && environment["CI"] == nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    let differing = zip(text.split(separator: "\n"), expected.split(separator: "\n"))
      .first { $0 != $1 }
    #expect(text == expected, "\(differing.map { "\($0.0)\n\($0.1)" } ?? "length")")
  }
}
