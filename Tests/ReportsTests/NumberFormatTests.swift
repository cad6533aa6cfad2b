import Basics
import Foundation
import Reports
import Testing

@Suite("Number formats")
struct NumberFormatTests {
  @Test(
    "Numbers print as people write them",
    arguments: [
      (170_462, "170,462"), (0, "0"), (-0.0, "0"), (3, "3"), (3.51234, "3.51"),
      (0.00831, "0.00831"),
      (-0.692, "−0.692"), (1234.56, "1,235"), (-1234.5, "−1,234"), (0.1 + 0.2, "0.300"),
      (4.04e-25, "4.04 × 10⁻²⁵"), (1e300, "1.00 × 10³⁰⁰"), (-2e-9, "−2.00 × 10⁻⁹"),
      (123_456_789.9, "123,456,790"), (999.96, "1,000"), (99.96, "100"), (1e15, "1.00 × 10¹⁵"),
    ] as [(Double, String)])
  func number(value: Double, text: String) {
    #expect(NumberFormat.number.text(value) == text.replacing(" ", with: "\u{A0}"))
  }

  @Test("Missing, NaN and infinite values have names, and nothing prints minus zero")
  func special() {
    #expect(NumberFormat.number.text(nil) == "–")
    #expect(NumberFormat.number.text(.nan) == "–")
    #expect(NumberFormat.number.text(.infinity) == "∞")
    #expect(NumberFormat.number.text(-.infinity) == "−∞")
    #expect(NumberFormat.fixed(2).text(-0.0049) == "0.00")
    #expect(NumberFormat.integer.text(-0.4) == "0")
    #expect(NumberFormat.number.machineText(.nan) == "")
    for style in NumberFormat.Style.allCases {
      let format = NumberFormat(style)
      for value in [
        0, -0.0, 1e308, -1e308, .leastNonzeroMagnitude, Double.nan, .infinity, -.infinity,
      ] {
        let text = format.text(value) + format.machineText(value)
        #expect(!text.contains("-0") || text.contains("e-0") == false && style != .number)
        #expect(!text.lowercased().contains("nan") && !text.lowercased().contains("inf"))
      }
    }
  }

  @Test(
    "p-values print as people print them",
    arguments: [
      (0.029, "p = 0.029"), (0.00042, "p < 0.001"), (0, "p < 0.001"), (1, "p > 0.999"),
      (0.65, "p = 0.650"), (0.05, "p = 0.050"), (0.0498, "p = 0.0498"), (0.04999, "p = 0.04999"),
      (0.0501, "p = 0.0501"), (0.001, "p = 0.001"),
    ] as [(Double, String)])
  func p(value: Double, text: String) {
    #expect(NumberFormat.p.statement("p", value) == text)
  }

  @Test(
    "Percentages are of a share of 1",
    arguments: [
      (0.00831, "0.83"), (0.121, "12.1"), (1, "100"), (0, "0"), (0.5, "50.0"), (0.0333, "3.3"),
      (0.000012, "0.0012"), (-0.25, "−25.0"),
    ] as [(Double, String)])
  func percent(value: Double, text: String) {
    let value = NumberFormat.percent.value(value)
    #expect(value.text == text)
    #expect(value.unit == "%")
  }

  @Test("Quantities come in the prefix in which they read best")
  func quantities() {
    let grams = NumberFormat.quantity("g", scaled: true)
    #expect(grams.value(1_540_000).printed == "1.54\u{A0}t")
    #expect(grams.value(999.6).printed == "1.00\u{A0}kg")
    #expect(grams.value(0.25).printed == "250\u{A0}mg")
    #expect(grams.value(0).printed == "0\u{A0}g")
    #expect(NumberFormat.quantity("byte", scaled: true).value(438_000_000).printed == "438\u{A0}MB")
    #expect(
      NumberFormat.quantity("FLOP").value(3.1e23).printed == "3.10\u{A0}×\u{A0}10²³\u{A0}FLOP")
  }

  @Test("An uncertainty sets the digits: two of its own")
  func uncertainty() {
    let format = NumberFormat.number.matching(uncertainty: 0.363)
    #expect(format.text(-0.6921) == "−0.69")
    #expect(format.interval(-1.0551, -0.3291) == "[−1.06, −0.33]")
    #expect(NumberFormat.number.matching(uncertainty: 1234).text(98765.4) == "98,765")
    #expect(
      NumberFormat.number.matching(uncertainty: 1e-12).text(3.2e-11) == "3.20\u{A0}×\u{A0}10⁻¹¹")
    #expect(NumberFormat.number.matching(uncertainty: nil) == .number)
  }

  @Test("Days are dates of the Gregorian calendar")
  func dates() {
    #expect(NumberFormat.date.text(0) == "1\u{A0}January 1970")
    #expect(NumberFormat.date.text(19417) == "1\u{A0}March 2023")
    #expect(NumberFormat.date.text(-719_468) == "1\u{A0}March 0")
    #expect(NumberFormat.date.machineText(11016) == "2000-02-29")
    #expect(NumberFormat(.month).text(19417) == "March 2023")
  }

  @Test("A format is read from its name and options, and a slip is named")
  func parse() throws {
    let format = try NumberFormat.parse(
      "quantity", options: [.init("unit", "kg"), .init("digits", "2"), .init("abs", "true")])
    #expect(format.value(-12.345).printed == "12\u{A0}kg")
    #expect(throws: NumberFormatError.unknownStyle("precent", nearest: "percent")) {
      try NumberFormat.parse("precent")
    }
    #expect(throws: NumberFormatError.unknownOption("digit", nearest: "digits")) {
      try NumberFormat.parse("number", options: [.init("digit", "2")])
    }
    #expect(throws: NumberFormatError.self) {
      try NumberFormat.parse("number", options: [.init("digits", "99")])
    }
  }

  @Test("Rounding to significant digits keeps the value within half a unit of the last digit")
  func rounding() throws {
    var state: UInt64 = 7
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let mantissa = Double(state >> 11) / Double(1 << 53) * 9 + 1
      let value = mantissa * pow(10, Double(Int(state % 24)) - 8)
      let digits = Int(state >> 32 % 7) % 7 + 1
      let text = NumberFormat(.number, digits: digits).machineText(value)
      let back = try #require(Double(text))
      let step = pow(10, (log10(value)).rounded(.down) - Double(digits) + 1)
      #expect(abs(back - value) <= step * 0.5000001, "\(value) to \(digits): \(text)")
    }
  }
}
