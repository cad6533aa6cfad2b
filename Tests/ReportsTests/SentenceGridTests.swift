import Basics
import Reports
import Tables
import Testing

/// Every kind of test × direction × p-value × sidedness × correction × level: the words of each claim are
/// read again by rules that know nothing of how they were written.
@Suite("Claims over a grid of results")
struct SentenceGridTests {
  /// A kind of test: what an estimate above its null says, and what one below it.
  private struct Kind: Sendable {
    let method: String
    let estimate: String
    let above: String
    let below: String
    var null = 0.0
    /// Whether the test has sides.
    var isSided = true
    /// Whether the claim of evidence names the direction in a two-sided test too.
    var isDirected = true
    var n: JSON = 40
  }

  private static let kinds: [Kind] = [
    .init(
      method: "t-test", estimate: "difference of means", above: "higher", below: "lower",
      n: [20, 20]),
    .init(
      method: "permutation", estimate: "difference of means", above: "higher", below: "lower",
      n: [20, 20]),
    .init(
      method: "mann-whitney", estimate: "hodges-lehmann", above: "higher", below: "lower",
      n: [20, 20]),
    .init(
      method: "brunner-munzel", estimate: "P(X<Y)+P(X=Y)/2", above: "lower", below: "higher",
      null: 0.5,
      n: [20, 20]),
    .init(method: "t-test-paired", estimate: "mean difference", above: "higher", below: "lower"),
    .init(method: "t-test-1samp", estimate: "mean difference", above: "higher", below: "lower"),
    .init(method: "wilcoxon", estimate: "pseudo-median", above: "higher", below: "lower"),
    .init(method: "pearson", estimate: "r", above: "positively", below: "negatively"),
    .init(method: "spearman", estimate: "rho", above: "positively", below: "negatively"),
    .init(method: "kendall", estimate: "tau-b", above: "positively", below: "negatively"),
    .init(method: "partial-correlation", estimate: "r", above: "positively", below: "negatively"),
    .init(method: "mann-kendall", estimate: "tau", above: "rose", below: "fell"),
    .init(
      method: "fisher", estimate: "odds-ratio", above: "above", below: "below", null: 1,
      isDirected: false),
    .init(
      method: "ks", estimate: "", above: "higher", below: "lower", isDirected: false, n: [20, 20]),
    .init(
      method: "runs", estimate: "", above: "more often", below: "less often", isDirected: false),
    .init(
      method: "proportion", estimate: "difference of proportions", above: "higher", below: "lower",
      n: [20, 20]),
    .init(
      method: "kruskal-wallis", estimate: "", above: "", below: "", isSided: false, n: [9, 9, 9]),
    .init(method: "anova", estimate: "", above: "", below: "", isSided: false, n: [9, 9, 9]),
    .init(method: "friedman", estimate: "", above: "", below: "", isSided: false, n: [9, 9, 9]),
    .init(method: "levene", estimate: "", above: "", below: "", isSided: false, n: [9, 9, 9]),
    .init(method: "shapiro-wilk", estimate: "", above: "", below: "", isSided: false),
    .init(method: "chi-square", estimate: "cramers-v", above: "", below: "", isSided: false),
    .init(method: "mcnemar", estimate: "", above: "", below: "", isSided: false),
    .init(
      method: "equivalence", estimate: "difference of means", above: "", below: "", isSided: false,
      n: [20, 20]),
    .init(method: "nested-f", estimate: "", above: "", below: "", isSided: false),
  ]

  private struct Case {
    let kind: Kind
    /// −1, 0 or 1.
    let sign: Double
    let p: Double?
    let alternative: String
    let adjusted: Double?
    let correction: String?
    let level: Double

    var json: JSON {
      var members: [JSON.Member] = [
        .init("method", .string(kind.method)),
        .init("p_value", p.map(JSON.double) ?? .null), .init("n", kind.n),
        .init("alternative", .string(kind.method == "equivalence" ? "greater" : alternative)),
        .init("bound_low", -4), .init("bound_high", 4),
      ]
      if !kind.estimate.isEmpty {
        let value = kind.null + sign * 0.3
        let ends: JSON =
          switch alternative {
          case "less": [.null, .double(value + 0.1)]
          case "greater": [.double(value - 0.1), .null]
          default: [.double(value - 0.1), .double(value + 0.1)]
          }
        members.append(
          .init(
            "estimate",
            [
              "name": .string(kind.estimate), "value": .double(value), "ci": ends,
              "level": .double(level),
            ]))
        if ["r", "rho", "tau-b"].contains(kind.estimate) {
          members.append(
            .init("statistic", ["name": .string(kind.estimate), "value": .double(value)]))
        }
        members.append(
          .init(
            "effect_sizes",
            [["name": "cohens-d", "value": .double(sign * 0.2), "ci": [-0.51, 0.67]]]))
      }
      return .object(members)
    }

    var context: ResultContext {
      ResultContext(
        id: "a", outcome: "cost",
        predictor: [
          "pearson", "spearman", "kendall", "partial-correlation", "fisher", "chi-square",
        ]
        .contains(kind.method) ? "size" : nil,
        groups: kind.n.arrayValue?.count == 2 ? ["A", "B"] : [], level: level, pAdjusted: adjusted,
        correction: correction, familySize: adjusted == nil ? nil : 7)
    }
  }

  private static var cases: [Case] {
    var cases: [Case] = []
    for kind in kinds {
      // A trend test of no trend at all has no small p-value.
      let hasZero = kind.method != "mann-kendall"
      for sign in kind.estimate.isEmpty ? [1.0] : hasZero ? [-1, 0, 1] : [-1, 1] {
        for p in [0.0004, 0.049, 0.05, 0.089, 0.6, nil] {
          for alternative in kind.isSided ? ["two-sided", "less", "greater"] : ["two-sided"] {
            for (adjusted, correction) in [(nil, nil), (0.3, "holm"), (0.02, "bh"), (p, "none")]
            where p != nil || correction == nil {
              for level in [0.8, 0.95, 0.99] {
                cases.append(
                  Case(
                    kind: kind, sign: sign, p: p, alternative: alternative, adjusted: adjusted,
                    correction: correction, level: level))
              }
            }
          }
        }
      }
    }
    return cases
  }

  /// What comes before the numbers.
  private func claim(_ sentence: String) -> String {
    String(sentence.prefix { $0 != ":" && $0 != "(" })
  }

  /// What is wrong with the sentence of a case; `nil` where nothing is.
  private func fault(_ one: Case, _ sentence: String) -> String? {
    let claim = claim(sentence)
    let denies = claim.hasPrefix("There was no evidence")
    let untested = claim.hasPrefix("Whether") && claim.contains("not tested")
    guard let decisive = one.adjusted ?? one.p else {
      return untested ? nil : "claims or denies without a test"
    }
    if untested { return "calls a test none" }
    if denies != (decisive >= 0.05) { return "p = \(decisive) is on the other side of 0.05" }
    let words = [one.kind.above, one.kind.below].filter { !$0.isEmpty }
    let said = words.filter { claim.contains($0) }
    let asked: String? =
      switch (one.alternative, one.kind.method) {
      // The probability is that of the second sample being larger.
      case ("greater", "brunner-munzel"): one.kind.below
      case ("less", "brunner-munzel"): one.kind.above
      case ("greater", _): one.kind.above
      case ("less", _): one.kind.below
      default: nil
      }
    if let asked {
      if said != [asked] { return "was asked for \(asked), and says \(said)" }
    } else if denies {
      if !said.isEmpty { return "denies a side that was not asked" }
    } else if one.kind.isDirected, one.kind.isSided, one.sign != 0 {
      let wanted = one.sign > 0 ? one.kind.above : one.kind.below
      if said != [wanted] { return "points to \(said), the estimate to \(wanted)" }
    }
    let isOneSided = one.alternative != "two-sided" || one.kind.method == "equivalence"
    if sentence.contains("(one-sided)") != isOneSided { return "hides the sides of its p-value" }
    // The effect size here always has an interval of both sides.
    if one.kind.isSided, !one.kind.estimate.isEmpty,
      sentence.contains("[−0.51, 0.67] (two-sided)") != isOneSided
    {
      return "hides the sides of its effect size"
    }
    let corrected = one.correction.map { $0 != "none" } ?? false
    if sentence.contains("over 7 tests") != corrected { return "corrected or not?" }
    if !one.kind.estimate.isEmpty, !sentence.contains("\(Int((one.level * 100).rounded())) % CI") {
      return "misstates the level of its interval"
    }
    return nil
  }

  @Test("no claim says more, less or other than its numbers")
  func grid() {
    var faults: [String] = []
    let cases = Self.cases
    for one in cases {
      let sentence = ResultText(one.json, context: one.context).sentence.plainText
        .replacing("\u{A0}", with: " ")
      if let fault = fault(one, sentence) {
        faults.append("\(one.kind.method), \(one.alternative), \(one.sign): \(fault): \(sentence)")
      }
    }
    #expect(cases.count > 3000)
    #expect(faults.isEmpty, "\(faults.count) of \(cases.count), as \(faults.prefix(5))")
  }

  // MARK: Models

  private func model(_ terms: [(p: Double?, adjusted: Double?)], f: Double?) -> JSON {
    var coefficients: [JSON] = [["term": "(Intercept)", "estimate": 1, "p_value": 0.5]]
    for (index, term) in terms.enumerated() {
      var members: [JSON.Member] = [
        .init("term", .string("x\(index)")), .init("estimate", -0.4), .init("statistic", -2.5),
        .init("std_error", 0.16), .init("ci", [-0.7, -0.1]),
        .init("p_value", term.p.map(JSON.double) ?? .null),
      ]
      if let adjusted = term.adjusted { members.append(.init("p_adjusted", .double(adjusted))) }
      coefficients.append(.object(members))
    }
    var members: [JSON.Member] = [
      .init("method", "ols"), .init("coefficients", .array(coefficients)), .init("r_squared", 0.9),
      .init("df_residual", 37), .init("n", 40),
    ]
    if let f {
      members.append(.init("f", ["value": 174.6, "df1": 2, "df2": 37, "p_value": .double(f)]))
    }
    return .object(members)
  }

  @Test("a model gives evidence for the terms below 0.05, and never contradicts its F test")
  func models() {
    let values: [(p: Double?, adjusted: Double?)] = [
      (0.001, nil), (0.05, nil), (0.3, nil), (nil, nil), (0.01, 0.2), (0.04, 0.04),
    ]
    for first in values {
      for second in values {
        for f in [0.0001, 0.05, 0.4, nil] {
          let text = ResultText(
            model([first, second], f: f),
            context: ResultContext(id: "m", outcome: "cost", correction: "holm", familySize: 3)
          ).sentence.plainText
          let decided = [first, second].map { $0.adjusted ?? $0.p }
          let found = decided.map { ($0 ?? 1) < 0.05 }
          for (index, isFound) in found.enumerated() {
            #expect(text.contains("x\(index) (") == isFound, "\(text)")
          }
          let isTested = decided.contains { $0 != nil }
          #expect(text.contains("does not test") == !isTested, "\(text)")
          guard isTested else { continue }
          let together = f.map { $0 < 0.05 }
          #expect(
            text.contains("not for any single term")
              == (!found.contains(true) && together == true),
            "\(text)")
          #expect(
            text.contains("gave no evidence that any")
              == (!found.contains(true) && together != true),
            "\(text)")
          #expect(
            text.contains("together gave none") == (found.contains(true) && together == false),
            "\(text)")
        }
      }
    }
  }

  @Test("a slope among others is judged and named with its own corrected p-value")
  func slopeInFamily() {
    let text = ResultText(
      model([(0.04, 0.2), (0.001, nil)], f: 0.01),
      context: ResultContext(id: "m", outcome: "cost", correction: "holm", familySize: 3)
    ).sentence.plainText
    #expect(!text.contains("x0 ("))
    #expect(text.contains("x1 ("))
  }

  @Test("an exact fit prints no test of its rounding errors")
  func exact() throws {
    let json: JSON = [
      "method": "ols",
      "coefficients": [
        [
          "term": "(Intercept)", "estimate": 1, "std_error": 4e-30, "statistic": 2.4e29,
          "p_value": 0,
        ],
        [
          "term": "x", "estimate": 2, "std_error": 6e-31, "statistic": 3e30, "p_value": 1e-241,
          "ci": [2, 2],
        ],
        [
          "term": "z", "estimate": -9.8e-31, "std_error": 3e-31, "statistic": -3.3, "p_value": 0.01,
          "ci": [-2e-30, -1e-31],
        ],
      ],
      "r_squared": 1, "f": ["value": 9e60, "df1": 2, "df2": 7, "p_value": 1e-200], "n": 10,
      "diagnostics": ["durbin_watson": 0.1, "jarque_bera": ["p_value": 0.7]],
      "assumptions": [
        [
          "name": "residuals are normal", "verdict": "holds", "evidence": "Shapiro-Wilk, W = 0.95",
          "p_value": 0.7,
        ]
      ],
    ]
    let context = ResultContext(id: "m", outcome: "cost")
    let result = ResultText(json, context: context)
    let block = TestBlock(json, context: context)
    let table = try #require(result.table())
    let all =
      result.sentence.plainText + block.entries.map(\.content.plainText).joined(separator: "|")
      + CSVWriter().write(table)
    let plain = all.replacing("\u{A0}", with: " ")
    #expect(plain.contains("fitted exactly"))
    #expect(plain.contains("b = 2"))
    for word in ["e-", "10⁻", "10³", "000,000", "p <", "p =", "z (", "Shapiro", "0.70"] {
      #expect(!plain.contains(word), "\(word) in \(plain)")
    }
    #expect(try result.trendWords(term: "x") == "rises")
    #expect(try result.trendWords(term: "z") == "shows no clear trend")
  }

  @Test("differences that vary by nothing but rounding are estimated and not tested")
  func rounding() {
    let json: JSON = [
      "method": "t-test-paired", "statistic": ["name": "t", "value": -4.14e14], "df": 11,
      "p_value": 1e-150, "alternative": "two-sided", "n": 12,
      "estimate": [
        "name": "mean difference", "value": -0.1, "ci": [-0.1000000000000001, -0.1], "level": 0.95,
      ],
      "effect_sizes": [["name": "cohens-d", "value": -1.19e14, "ci": [-1.7e14, -6.9e13]]],
      "assumptions": [
        [
          "name": "differences are normal", "verdict": "violated", "evidence": "W",
          "p_value": 0.001,
        ]
      ],
    ]
    let context = ResultContext(id: "m", outcome: "cost", predictor: "price")
    let sentence = ResultText(json, context: context).sentence.plainText.replacing(
      "\u{A0}", with: " ")
    #expect(
      sentence
        == "The values differed only by rounding, so there was nothing to test: "
        + "mean difference −0.100 (n = 12).")
    let block = TestBlock(json, context: context).entries.map(\.content.plainText).joined(
      separator: "|")
    for word in ["000,000", "10¹", "p\u{A0}<", "violated", "Cohen"] {
      #expect(!block.contains(word), "\(word) in \(block)")
    }
  }

  // MARK: Trends

  @Test("a trend of several slopes needs a term, and a method without slope has none")
  func trends() throws {
    let two = ResultText(
      model([(0.001, nil), (0.3, nil)], f: 0.01), context: ResultContext(id: "m"))
    #expect(throws: SlopeError.slopes(id: "m", ["x0", "x1"])) { try two.trendWords() }
    #expect(try two.trendWords(term: "x0") == "falls")
    #expect(try two.trendWords(term: "x1") == "shows no clear trend")
    #expect(throws: SlopeError.unknownTerm(id: "m", term: "x2", nearest: "x0")) {
      try two.trendWords(term: "x2")
    }
    let test = ResultText(Results.welch, context: ResultContext(id: "w"))
    #expect(throws: SlopeError.noTrend(id: "w", method: "t-test")) { try test.trendWords() }
    let rank = ResultText(Results.spearman, context: ResultContext(id: "s"))
    #expect(try rank.trendWords() == "falls")
    #expect(throws: SlopeError.noModel(id: "s", method: "spearman")) {
      try rank.trendWords(term: "x")
    }
  }

  @Test("a slope without a p-value is judged by its interval as far as its level reaches")
  func intervals() throws {
    func words(_ low: Double, _ level: Double) throws -> String {
      try ResultText(
        [
          "method": "theil-sen",
          "estimate": [
            "name": "slope", "value": 1, "ci": [.double(low), 2], "level": .double(level),
          ],
        ], context: ResultContext(id: "t")
      ).trendWords()
    }
    #expect(try words(0.1, 0.95) == "rises")
    #expect(try words(-0.1, 0.95) == "shows no clear trend")
    #expect(try words(0.1, 0.99) == "rises")
    #expect(try words(-0.1, 0.99) == "was not tested for a trend")
    #expect(try words(0.1, 0.8) == "was not tested for a trend")
    #expect(try words(-0.1, 0.8) == "shows no clear trend")
  }

  // MARK: Lists

  @Test("pairs are corrected only where they were")
  func pairs() {
    func text(_ adjusted: Double, _ method: String, count: Int = 3) -> String {
      let pair: JSON = [
        "groups": ["a", "b"], "p_value": 0.01, "p_adjusted": .double(adjusted),
      ]
      return ResultText(
        ["method": .string(method), "comparisons": .array(Array(repeating: pair, count: count))],
        context: ResultContext(id: "c", outcome: "cost")
      ).sentence.plainText
    }
    #expect(text(0.03, "correlation-matrix") == "3 of 3 pairs were correlated after correction.")
    #expect(text(0.01, "correlation-matrix") == "3 of 3 pairs were correlated.")
    #expect(text(0.01, "correlation-matrix", count: 1) == "1 of 1 pair was correlated.")
    #expect(text(0.03, "dunn").contains("(adjusted p"))
    #expect(!text(0.01, "dunn").contains("adjusted"))
    #expect(text(0.05, "dunn").hasPrefix("There was no evidence"))
    let adjust = ResultText(
      ["method": "adjust", "adjusted": [0.05, 0.01]],
      context: ResultContext(id: "j", correction: "none"))
    #expect(
      adjust.sentence.plainText == "Without correction, 1 of 2 p-values lay below 0.05.")
  }

  @Test("a test of one sample names what it compares with, and which way")
  func reference() {
    let json: JSON = [
      "method": "t-test-1samp", "p_value": 0.001, "n": 5, "alternative": "two-sided",
      "estimate": ["name": "mean difference", "value": -2, "ci": [-3, -1], "level": 0.95],
    ]
    let text = ResultText(
      json, context: ResultContext(id: "a", outcome: "cost", unit: "g", reference: 5)
    ).sentence.plainText.replacing("\u{A0}", with: " ")
    #expect(text.hasPrefix("The mean of cost was lower than 5 g: mean difference −2.0 g"))
    let plain = ResultText(json, context: ResultContext(id: "a", outcome: "cost")).sentence
      .plainText
    #expect(plain.hasPrefix("The mean of cost was lower than 0: "))
  }

  @Test("a check that finds nothing says how little it can see")
  func assumptions() throws {
    let json: JSON = [
      "method": "t-test-1samp", "p_value": 0.001, "n": 5,
      "assumptions": [
        [
          "name": "values are normal", "verdict": "nothing against",
          "evidence":
            "nothing against normality; 5 values can show little (Shapiro-Wilk, W = 0.95)",
          "p_value": 0.7,
        ],
        ["name": "variances are equal", "verdict": "holds", "evidence": "Levene", "p_value": 0.4],
        [
          "name": "counts are large enough for the normal test", "verdict": "holds",
          "evidence": "the smallest is 12", "p_value": .null,
        ],
      ],
    ]
    let block = TestBlock(json, context: ResultContext(id: "a"))
    let entry = try #require(block.entries.first { $0.label == "Assumptions" })
    #expect(
      entry.content.plainText
        == "values are normal: nothing against normality; 5 values can show little (Shapiro-Wilk, W = 0.95, "
        + "p = 0.700); variances are equal: nothing against it (Levene, p = 0.400); "
        + "counts are large enough for the normal test: holds (the smallest is 12)")
  }
}
