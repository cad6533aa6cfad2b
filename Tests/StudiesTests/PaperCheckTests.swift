import Basics
import Foundation
import Testing

@testable import Studies

@Suite("The numbers of a paper against the results")
struct PaperCheckTests {
  /// A study with a test, three values and a share.
  private static func results() throws -> ResultsFile {
    try ResultsFile(json: [
      "schema": 1, "tool": ["name": "almanac", "version": "0.2.0"],
      "study": ["id": "s", "title": "S", "parameters": .object([]), "seed": 1],
      "analyses": [
        "group-test": [
          "method": "t-test", "title": "Test", "label": "Scores by arm",
          "statistic": ["name": "t", "value": -2.504169], "df": 134.874,
          "p_value": 0.0134658, "p_method": "t", "alternative": "two-sided",
          "estimate": [
            "name": "difference of means", "value": -0.9033866, "ci": [-1.6168, -0.1899],
            "level": 0.95,
          ],
          "effect_sizes": [], "n": [69, 68], "n_missing": 0, "assumptions": [], "notes": [],
        ]
      ],
      "values": [
        "high-share": ["value": 0.3503649, "unit": .null],
        "mean-score": ["value": 4.2966861, "unit": .null],
        "people": ["value": 137, "unit": .null],
        "listed": ["value": 172_346, "unit": .null],
        "twin-one": ["value": 812, "unit": .null], "twin-two": ["value": 812, "unit": .null],
      ],
    ])
  }

  private static func check(_ manuscript: Manuscript) throws -> PaperCheck {
    PaperCheck(manuscript, called: "paper", against: try results())
  }

  private func markdown(_ text: String) throws -> PaperCheck {
    try Self.check(MarkdownManuscript.read(text))
  }

  private func status(_ sentence: String) throws -> [String] {
    try markdown(sentence).numbers.map { "\($0.text) \($0.status.rawValue)" }
  }

  @Test(
    "Each status follows from the number and its sentence",
    arguments: [
      ("We asked 137 people.", ["137 covered"]), ("The share is 35 %.", ["35 covered"]),
      ("The share is 35.04 per cent.", ["35.04 covered"]), ("It is 4.30.", ["4.30 covered"]),
      ("About 172,000 are listed.", ["172,000 covered"]),
      ("There are 812 of them.", ["812 ambiguous"]),
      ("Of twin one there are 812.", ["812 covered"]),
      ("The high share was 0.53.", ["0.53 differs"]),
      ("The mean score was 4.92.", ["4.92 differs"]), ("It weighs 77.3 kg.", ["77.3 uncovered"]),
      ("Scores by arm differed, p = 0.031.", ["0.031 differs"]),
      ("Scores by arm differed, *p* = .013.", [".013 covered"]),
      ("Scores were lower by 0.90.", ["0.90 covered"]),
      ("Scores rose by 0.90.", ["0.90 uncovered"]),
      ("The change is −0.90.", ["−0.90 covered"]),
      ("It is 0.31 <!-- almanac: high-share -->.", ["0.31 differs"]),
      ("It is 0.35 <!-- almanac: high-share -->.", ["0.35 covered"]),
      ("It is 3 <!-- almanac: nothing.here -->.", ["3 differs"]),
      ("Theirs is 0.53 <!-- almanac: quoted -->.", ["0.53 marked"]),
      ("Smith et al. (2020) reported 0.53.", ["0.53 marked"]),
    ])
  func statuses(_ sentence: String, _ expected: [String]) throws {
    #expect(try status(sentence) == expected)
  }

  @Test(
    "Digits that are no results are not counted",
    arguments: [
      "In 2023 and since May 2019, from 2001–2005, on 12 May 2024 or 2024-03-01 at 12:30.",
      "See Section 2.1, Fig. 3a, Table 4, Tables 1, 2 and 3, Eq. (7), p. 12 and pp. 3–5.",
      "With Python 3.11, version 1.2.3, R 4.2 and GPT-4 on a V100.",
      "As shown [12, 14], (Smith, 2020) and doi 10.1000/182 at https://example.org/12/34.",
      "A 95 % CI at α = 0.05, a 7-point scale, the 3rd of them, a 2 × 2 design, p < .05.",
      "1. First", "The seed was 42 [@smith2020, p. 12] and code `x = 5`.",
    ])
  func noResults(_ sentence: String) throws {
    #expect(try status(sentence) == [])
  }

  @Test("Front matter, code, comments and references are left out, and lines keep their numbers")
  func lines() throws {
    let check = try markdown(
      """
      ---
      mean: 4.92
      ---

      ## 2 Results

      We asked
      137 people. <!-- 77.7
      88.8 -->

      ```
      x = 66.6
      ```

      The mean score was 4.92.

      # References

      Smith, 2020, 55.5.
      """)
    #expect(check.numbers.map { "\($0.line) \($0.text)" } == ["8 137", "15 4.92"])
  }

  @Test("LaTeX and Typst are read with their comments and without their commands")
  func otherFormats() throws {
    let tex = try Self.check(
      LaTeXManuscript.read(
        #"""
        \documentclass[12pt]{article} % 77
        \begin{document}
        \section{Results}\label{sec:2} We asked 137 people, see Fig.~3 \cite[p.~9]{a2020}.
        The share was 36.0\,\%. % almanac: high-share
        Theirs was 12\,\% % almanac: quoted
        \begin{verbatim}
        y = 55.5
        \end{verbatim}
        \includegraphics[width=0.5\textwidth]{f2}
        It is 172{,}346 or $1.7\times10^{5}$.
        \end{document}
        99.9
        """#))
    #expect(
      tex.numbers.map { "\($0.line) \($0.text) \($0.status.rawValue)" } == [
        "3 137 covered", "4 36.0 differs", "5 12 marked", "10 172,346 covered",
        "10 1.7×10^5 covered",
      ])
    let typ = try Self.check(
      TypstManuscript.read(
        """
        #set page(margin: 2.5cm)
        = 2 Results <res>
        We asked 137 people @a2020. // 88.8
        The share was 0.36 // almanac: high-share
        #figure(image("a.png", width: 80%), caption: [Of 137 people.])
        /* 3.3
        4.4 */
        """))
    #expect(
      typ.numbers.map { "\($0.line) \($0.text) \($0.status.rawValue)" } == [
        "3 137 covered", "4 0.36 differs", "5 137 covered",
      ])
  }

  // The p-values are R 4.2's: 2 * pt(-abs(t), df), pf, pchisq, pnorm.
  @Test(
    "Statistics that cannot be right are found, and those that can are not",
    arguments: [
      ("We found t(10) = 2.0, p = 0.90.", "p of t(10) = 2.0 is 0.073", false),
      ("We found t(28) = 2.20, p = .36.", "p of t(28) = 2.20 is 0.036", true),
      ("We found t(28) = 2.20, p = .036.", nil, false),
      ("We found t(28) = 2.20, p = .018, one-tailed.", nil, false),
      ("F(2, 45) = 3.20, p = .050.", nil, false),
      ("F(2, 45) = 3.20, p = .50.", "p of F(2, 45) = 3.20 is 0.050", true),
      ("χ²(1, N = 90) = 0.89, p = .35.", nil, false),
      ("χ²(2) = 10.5, p < .001.", "p of χ2(2) = 10.5 is 0.0052", false),
      ("z = 1.96, p = .05.", nil, false), ("r(45) = .32, p = .03.", nil, false),
      ("Of these, 45 of 120 (37.5%) agreed.", nil, false),
      ("Of these, 45 of 120 (38.5%) agreed.", "45 of 120 is 37.5 %", false),
      ("Of these, 26% (30/120) agreed.", "30 of 120 is 25 %", false),
      (
        "The mean rating was 3.47 (SD = 1.1, n = 20).", "no 20 whole numbers have the mean 3.47",
        false
      ),
      ("The mean rating was 3.45 (SD = 1.1, n = 20).", nil, false),
      ("The mean weight was 3.47 (SD = 1.1, n = 20).", nil, false),
      ("b = 0.50, 95% CI [0.60, 0.90].", "the estimate lies outside its interval", false),
      (
        "b = 0.50, 95% CI [0.10, 0.90], p = .20.", "the interval excludes 0, and p is above 0.05",
        true
      ),
      (
        "OR = 1.50, 95% CI [0.90, 2.40], p = .01.", "the interval holds 1, and p is below 0.05",
        true
      ),
      ("F(1, 40) = 8.00, p = .007, partial η² = 0.17.", nil, false),
      (
        "F(1, 40) = 8.00, p = .007, partial η² = 0.27.", "F and df give a partial η² of 0.167",
        false
      ),
    ] as [(String, String?, Bool)])
  func statistics(_ sentence: String, _ problem: String?, _ isDecision: Bool) throws {
    let found = try markdown(sentence).statistics
    #expect(!found.isEmpty || sentence.contains("weight"))
    #expect(found.compactMap(\.problem) == [problem].compactMap(\.self))
    #expect(found.contains(where: \.isDecisionError) == isDecision)
  }

  @Test("A statistic that is broken over lines is read whole, and one of others is left alone")
  func brokenLines() throws {
    #expect(try markdown("We found t(10) = 2.0,\np = 0.90.").statistics.map(\.line) == [1])
    #expect(try markdown("> They found t(10) = 2.0, p = 0.90.").statistics.isEmpty)
    #expect(
      try markdown("They have t(10) = 2.0, p = 0.90. <!-- almanac: quoted -->").statistics.isEmpty)
  }

  @Test("Every planted error of a page is found, and what is right raises at most one false alarm")
  func plantedErrors() throws {
    let right = """
      # Abstract

      Ratings of courses are said to follow the arm that students are in (Brown & Green, 2019). In spring 2022 we
      asked 137 people in two arms. Scores by arm differed, *t*(134.9) = −2.50, *p* = .013: the mean score was 4.30,
      and the high share 35 %. Jones et al. (2017) reported a difference of 1.75 in version 2.1 of the survey.

      ## 2.1 Methods

      We used R 4.3 and a 7-point scale (see Table 2 and Appendix 1). Two-sided tests at α = 0.05 were planned on
      12 March 2021. Of the 137, the mean score of 4.30 is above the middle; the interval is [−1.62, −0.19].
      """
    let clean = try markdown(right)
    let alarms = clean.numbers.filter { ![.covered, .marked].contains($0.status) }
    #expect(alarms.count <= 1, "\(alarms)")
    #expect(clean.statistics.allSatisfy { $0.problem == nil })
    let planted = [
      ("137 people", "173 people"), ("= −2.50", "= −2.05"), (".013", ".031"),
      ("mean score was 4.30", "mean score was 4.03"), ("35 %", "53 %"),
      ("score of 4.30", "score of 3.40"),
      ("−1.62", "−1.26"),
    ]
    for (good, bad) in planted {
      let check = try markdown(right.replacingOccurrences(of: good, with: bad))
      let found =
        check.numbers.filter { [.differs, .uncovered].contains($0.status) }.count
        + check.statistics.count { $0.problem != nil }
      #expect(found > alarms.count, "\(bad)")
    }
  }

  @Test("Text of any kind is read without harm", arguments: 0..<40)
  func anyText(_ seed: Int) throws {
    var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
    let pieces = [
      "t(", "10", ")", " = ", "2.0", ", p ", "<!-- almanac:", " high-share", "-->", "\n", "%", "\\",
      "{", "}", "$",
      "[", "]", "@", "|", "&", "#", "1e999", "−", "×10^", "999999999999999999999", "\u{E000}",
      "\u{E001}", "é", "\r\n", "`",
      "```", "/*", "//", "\\begin{verbatim}", "\\begin{document}", ".", ",", "χ²", "95% CI [", "e5",
      "(n = ", "M = 0.5",
    ]
    let text = (0..<200).map { _ in pieces[next(pieces.count)] }.joined()
    for manuscript in [
      MarkdownManuscript.read(text), LaTeXManuscript.read(text), TypstManuscript.read(text),
      PlainManuscript.read(text),
    ] {
      let check = try Self.check(manuscript)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count + 80
      #expect(check.numbers.allSatisfy { $0.line >= 1 && $0.line <= lines })
      #expect(try JSON.parse(check.json.text(.canonical))["schema"] == 1)
    }
  }
}
