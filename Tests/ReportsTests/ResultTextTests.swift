import Basics
import Reports
import Statistics
import Tables
import Testing

@Suite("Results in words")
struct ResultTextTests {
  private func text(_ content: [Inline]) -> String {
    content.plainText.replacing("\u{A0}", with: " ")
  }

  @Test("A difference without evidence is not called no difference")
  func noEvidence() {
    let result = ResultText(
      Results.welch,
      context: ResultContext(
        id: "sleep", outcome: "extra sleep", groups: ["drug 1", "drug 2"], unit: "h"))
    #expect(
      text(result.sentence)
        == "There was no evidence that the mean of extra sleep differed between drug 1 and drug 2: difference "
        + "of means −1.6 h, 95 % CI [−3.4, 0.2] (t(17.8) = −1.86, p = 0.079; Cohen’s d = −0.83 [−1.74, "
        + "0.10]; n = 10 and 10).")
  }

  @Test("Without a result nothing is claimed, and the reason is said")
  func noResult() {
    let result = ResultText(
      method: "spearman", failure: "spearman needs at least 3 pairs",
      context: ResultContext(id: "ranks", title: "Size and cost", outcome: "size"))
    #expect(text(result.sentence) == "Size and cost: no result (spearman needs at least 3 pairs).")
  }

  @Test("A slope says its direction, with estimate, interval, test and fit")
  func slope() {
    let result = ResultText(
      Results.trend,
      context: ResultContext(
        id: "trend", outcome: "the monthly median", predictor: "time", unit: "g", pAdjusted: 0.0113,
        correction: "holm", familySize: 14))
    #expect(
      text(result.sentence)
        == "The monthly median fell with time: b = −0.69 g, 95 % CI [−1.06, −0.33], t(15) = −4.06, "
        + "p = 0.001; Holm over 14 tests: p = 0.011 (R² = 0.52, F(1, 15) = 16.48, p = 0.001; n = 17)."
    )
    #expect(
      result.sentence.contains(
        .value(
          Value(
            "−0.69", unit: "g", address: "trend.coefficients[row_number()].estimate",
            numbers: [-0.692]))))
  }

  @Test("The adjusted p-value decides where there is a family")
  func family() {
    let alone = ResultText(
      Results.chiSquare, context: ResultContext(id: "a", outcome: "gear", predictor: "cylinders"))
    let inFamily = ResultText(
      Results.chiSquare,
      context: ResultContext(
        id: "a", outcome: "gear", predictor: "cylinders", pAdjusted: 0.08, correction: "holm",
        familySize: 66))
    #expect(text(alone.sentence).hasPrefix("Cylinders and gear were associated: Cramér’s V = 0.53"))
    #expect(text(inFamily.sentence).hasPrefix("There was no evidence that cylinders and gear were"))
    #expect(text(alone.statistics) == "χ²(4, N = 32) = 18.04, p = 0.001")
  }

  @Test("Correlations and groups")
  func others() {
    #expect(
      text(
        ResultText(
          Results.spearman,
          context: ResultContext(id: "c", outcome: "weight", predictor: "consumption")
        ).sentence)
        == "Consumption and weight were negatively correlated (ρ(30) = −0.886, 95 % CI [−0.94, −0.77], "
        + "p < 0.001; n = 32).")
    #expect(
      text(ResultText(Results.kruskal, context: ResultContext(id: "k", outcome: "ozone")).sentence)
        == "Ozone differed between the 5 groups (H(4) = 29.27, p < 0.001; ε² = 0.25; n = 26, 9, 26, 26 "
        + "and 29).")
  }

  @Test("A block has the estimate first and says whether the robust method agrees")
  func block() {
    let block = TestBlock(Results.welch, context: ResultContext(id: "sleep", unit: "h"))
    #expect(
      block.entries.map(\.label) == [
        "Estimate", "Test", "Effect size", "Rows", "Assumptions", "Robust",
      ])
    #expect(text(block.entries[0].content) == "−1.6 h, 95 % CI [−3.4, 0.2] (difference of means)")
    #expect(
      text(block.entries[4].content).hasPrefix(
        "first sample is normal: nothing against it (Shapiro-Wilk, W = 0.926, p = 0.408)"))
    #expect(text(block.entries[5].content).hasSuffix("p = 0.069; it agrees"))
    #expect(text(block.title) == "Welch's t test")
  }

  @Test("Coefficients are rounded by their standard errors")
  func coefficients() throws {
    let table = try #require(
      ResultText(Results.trend, context: ResultContext(id: "t")).table(id: "coefficients"))
    let csv = CSVWriter().write(table)
    #expect(
      csv.split(whereSeparator: \.isNewline).map(String.init) == [
        "Term,b,SE,95\u{A0}% CI,t,p", "Intercept,12.3,1.7,\"[8.5, 16.0]\",7.03,4.15e-6",
        "row_number(),-0.69,0.17,\"[−1.06, −0.33]\",-4.06,0.001",
      ])
  }

  @Test("Results without fields give words all the same")
  func empty() {
    for json: JSON in [
      ["method": ""], ["method": "ols", "coefficients": []], ["method": "describe"],
      ["method": "t-test", "p_value": .null],
    ] {
      let result = ResultText(json, context: ResultContext(id: "x"))
      let block = TestBlock(json, context: ResultContext(id: "x"))
      let all = text(result.sentence) + block.entries.map { text($0.content) }.joined()
      #expect(!all.contains("nil") && !all.contains("Optional"))
      #expect(text(result.sentence).hasSuffix("."))
    }
  }

  @Test("The methods section lists what ran")
  func methods() throws {
    let section = MethodsSection(
      analyses: Results.all.map { (name: $0.name, result: AnalysisResult(sample: $0.json)) },
      families: [.init(name: "published", correction: "holm", size: 14)],
      repairs: [.init(description: "Two rows are artefacts of a merge", rows: 2)], seed: 1,
      software: ["almanac 0.1.0", "GSL 2.7.1"])
    let markdown = try MarkdownWriter().write(Document(title: ["M"], blocks: section.blocks))
    #expect(markdown.contains("The report is based on 5 analyses with 5 methods:"))
    #expect(markdown.contains("- **Welch's t test** (1): welch."))
    #expect(markdown.contains("“published” (14 tests, Holm)"))
    #expect(markdown.contains("Computed by almanac 0.1.0 and GSL 2.7.1."))
    #expect(!markdown.contains("seed"))
  }
}
