import Studies
import Tables
import Testing

@Suite("Agreement of a recomputed value with a published one")
struct AgreementTests {
  @Test(
    "a tolerance of zero compares after rounding to the printed digits, half to even in binary",
    arguments: [
      ("3.12", 3.125, true),  // exactly representable, so the tie goes to even
      ("3.13", 3.125, false),
      ("2.68", 2.675, false),  // 2.675 is below the tie in binary: prints as 2.67
      ("2.67", 2.675, true),
      ("69376", 69376.0, true),
      ("69376", 69376.4, true),
      ("69376", 69376.6, false),
      ("69376.0", 69376.04, true),
      ("1.10e-15", 1.0951e-15, true),
      ("1.10e-15", 1.0949e-15, false),
      ("0.03", 0.0291, true),
    ])
  func printedDigits(text: String, value: Double, agrees: Bool) {
    #expect(Agreement(tolerance: 0).holds(text, value) == agrees)
  }

  @Test("a positive tolerance is relative, and zero agrees with nothing but zero")
  func relative() {
    let agreement = Agreement(tolerance: 1e-9)
    #expect(agreement.holds("1e15", 1e15 + 1e5))
    #expect(!agreement.holds("1e-15", 1.001e-15))
    #expect(agreement.holds("0", 0))
    #expect(!agreement.holds("0", 1e-300))
    #expect(agreement.holds("79", 79))
  }
}
