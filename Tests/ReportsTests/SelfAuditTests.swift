import Reports
import Testing

@Suite("Self-audit")
struct SelfAuditTests {
  private func audit(_ markdown: String) -> SelfAudit.Report {
    SelfAudit(Tails.distributions).check(markdown: markdown)
  }

  @Test(
    "A p-value that its statistic and degrees of freedom give is accepted",
    arguments: [
      // R 4.2: 2*pt(-4.06,15) = 0.00103; pf(16.5,1,15,lower=F) = 0.00102; pchisq(9.49,4,lower=F) =
      // 0.0499; 2*pnorm(-2.5) = 0.0124; rho = 0.562 on 1302 df: below 1e-100.
      "*t*(15) = −4.06, *p* = 0.001", "*F*(1, 15) = 16.50, *p* = 0.001",
      "χ²(4, N = 1,417) = 9.49, *p* = 0.0499", "*z* = 2.50, *p* = 0.012",
      "*H*(4) = 9.49, *p* = 0.0499",
      "ρ(1,302) = 0.562, *p* \\< 0.001", "*t*(15) = −4.06, *p* = 0.001 (one-sided)",
      "*t*(33.3) = 0.01, *p* = 0.992", "*t*(33.3) = 0.00, *p* \\> 0.999",
    ])
  func right(text: String) {
    let report = audit(text)
    #expect(report.checked == 1)
    #expect(report.mismatches == [])
  }

  @Test(
    "A statement that cannot be right is found",
    arguments: [
      "*t*(15) = −4.06, *p* = 0.010", "*t*(15) = 1.06, *p* \\< 0.001",
      "*F*(1, 15) = 16.50, *p* = 0.010",
      "χ²(4, N = 1,417) = 9.49, *p* = 0.060", "*z* = 2.50, *p* = 0.006",
      "*r*(20) = 0.300, *p* = 0.010",
      "*t*(15) = 2.50, *p* = 0.500 (one-sided)", "12 of 40 models (31 %)", "31.0 % (12 of 40)",
      "0.60 g, 95 % CI \\[0.70, 0.90\\]", "1,419 read → 1,368 dated; *n* = 1,367",
      "*b* = 1.00, 95 % CI \\[0.50, 1.50\\], *t*(15) = 2.00, *p* = 0.064",
      "| Term | *b* | SE | *t* |\n| --- | --: | --: | --: |\n| x | 1.00 | 0.50 | 3.00 |",
      // Each is the sound row of `agreeing` with one number changed.
      "| Term | *b* | SE | 95 % CI | *z* | *p* |\n| --- | --: | --: | --: | --: | --: |\n"
        + "| x | 1.00 | 0.50 | [0.12, 1.98] | 2.00 | 0.046 |",
      "| Term | *b* | SE | 95 % CI | *z* | *p* |\n| --- | --: | --: | --: | --: | --: |\n"
        + "| x | 1.00 | 0.50 | [−0.38, 2.38] | 2.00 | 0.046 |",
      "| Term | *b* | SE | 95 % CI | *z* | *p* |\n| --- | --: | --: | --: | --: | --: |\n"
        + "| x | 1.00 | 0.50 | [0.02, 1.98] | 2.00 | 0.146 |",
      "| Term | *b* | SE | 95 % CI | *t* | *p* |\n| --- | --: | --: | --: | --: | --: |\n"
        + "| x | 1.00 | 0.50 | [0.51, 1.49] | 2.00 | 0.046 |",
      "| Test | *p* | *p*, adjusted |\n| --- | --: | --: |\n| a | 0.040 | 0.020 |",
      "*r*(20) = 1.30", "*R*² = 1.20", "ρ = −1.40", "*p* = 1.200",
      "**Size**\n\n- **Rows**: 220 read → 62 used; *n* = 62\n\n- 220 read → 61 used: Size; Age",
      "*ρ*(60) = 0.300, 95 % CI \\[0.20, 0.40\\], *p* = 0.500",
    ])
  func wrong(text: String) {
    let report = audit("First line\n\n" + text)
    #expect(report.mismatches.count == 1, "\(report)")
    #expect(report.mismatches.first?.line ?? 0 >= 3)
  }

  @Test(
    "Counts, percentages, intervals and coefficients that agree are accepted",
    arguments: [
      "12 of 40 models (30 %)", "30.0 % (12 of 40)", "1,417 of 170,462 models (0.83 %)",
      "−0.69 g a month, 95 % CI \\[−1.05, −0.33\\]",
      "1,419 read → 1,368 dated; *n* = 1,304; 64 missing",
      "1,419 read → 171 with a type; *n* = 87 and 84",
      "4.04 × 10⁻²⁵, 95 % CI \\[3.90 × 10⁻²⁵, 4.20 × 10⁻²⁵\\]",
      "12,345, 95 % CI \\[11,000, 13,000\\]",
      "*b* = 1.00, 95 % CI \\[0.33, 1.67\\], *t*(15) = 3.18, *p* = 0.006",
      "| Term | *b* | SE | *t* |\n| --- | --: | --: | --: |\n| x | 1.00 | 0.50 | 2.00 |",
      "| Term | *b* | SE | 95 % CI | *z* | *p* |\n| --- | --: | --: | --: | --: | --: |\n"
        + "| x | 1.00 | 0.50 | [0.02, 1.98] | 2.00 | 0.046 |",
      "| Term | *b* | SE | 95 % CI | *t* | *p* |\n| --- | --: | --: | --: | --: | --: |\n"
        + "| x | 1.00 | 0.50 | [−0.07, 2.07] | 2.00 | 0.064 |",
      "| Test | *p* | *p*, adjusted |\n| --- | --: | --: |\n| a | 0.040 | 0.080 |",
      "| Test | *p* | *p*, adjusted |\n| --- | --: | --: |\n| a | 0.824 | 0.824 |",
      "**Size**\n\n- **Rows**: 220 read → 62 used; *n* = 62\n\n- 220 read → 62 used: Size; Age",
      "*ρ*(60) = 0.300, 95 % CI \\[0.20, 0.40\\], *p* = 0.018",
    ])
  func agreeing(text: String) {
    let report = audit(text)
    #expect(report.checked > 0)
    #expect(report.mismatches == [])
  }

  @Test("A statistic whose distribution needs more than the page says is left alone")
  func unknown() {
    #expect(audit("*W* = 0, *p* \\< 0.001; *U* = 0, *p* = 0.020") == SelfAudit.Report())
    #expect(audit("partial η² = 1.91 × 10⁻⁵, *r* = 4.00 × 10⁻³").mismatches == [])
  }

  @Test("Code and text without statements are left alone")
  func nothing() {
    let report = audit("```\nt(15) = 9, p = 0.9\n```\n\nSee t(15) and [0, 1]; 12 of them.")
    #expect(report == SelfAudit.Report())
  }

  @Test("Every numeric claim of generated results survives the audit, until one digit is changed")
  func generated() throws {
    let blocks = Results.all.flatMap { name, json -> [Block] in
      let text = ResultText(json, context: ResultContext(id: name, unit: "g"))
      return [.paragraph(text.sentence), .test(TestBlock(json, context: ResultContext(id: name)))]
    }
    let markdown = try MarkdownWriter().write(Document(title: ["All"], blocks: blocks))
    let report = audit(markdown)
    #expect(report.mismatches == [])
    #expect(report.checked >= 12)
    let spoilt = markdown.replacing("*t*(15)\u{A0}=\u{A0}−4.06", with: "*t*(15)\u{A0}=\u{A0}−1.06")
    #expect(spoilt != markdown)
    #expect(!audit(spoilt).mismatches.isEmpty)
  }
}
