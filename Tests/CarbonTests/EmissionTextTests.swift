import Carbon
import Tables
import Testing

/// Grams of what people write; the expected values are worked out by hand.
@Suite struct EmissionTextTests {
  @Test(arguments: [
    ("10 kg", 10_000.0), ("~10 kg", 10_000), ("≈ 10 kg", 10_000), ("ca. 10 kg", 10_000),
    ("10 kg CO2eq", 10_000), ("10 kgCO2eq", 10_000), ("10 kg CO2-eq", 10_000),
    ("10 kg CO₂", 10_000),
    ("10 kg CO 2", 10_000), ("10 kg CO$_2$eq", 10_000), ("CO<sub>2</sub>: 10 kg", 10_000),
    ("kg CO2eq: 10", 10_000), ("CO2 emissions (kg): 10", 10_000), ("emissions_kg = 10", 10_000),
    ("10 CO2eq kg", 10_000), ("10 (kg)", 10_000), ("10_kg", 10_000), ("<b>10 kg</b>", 10_000),
    ("1,234 g", 1234), ("1.234,5 kg", 1_234_500), ("1,234.5 kg", 1_234_500),
    ("1 234,5 g", 1234.5), ("1\u{202F}234 g", 1234), ("1'234.5 g", 1234.5), ("1_000 g", 1000),
    ("12,34 g", 12.34), ("12,34,567 g", 1_234_567), ("0,123 kg", 123), (".5 kg", 500),
    ("5. kg", 5000), ("1.2e3 g", 1200), ("1.2E-3 kg", 1.2), ("1.2 x 10^3 g", 1200),
    ("1.2 × 10³ g", 1200), ("10^3 g", 1000), ("1 mg", 1e-3), ("3 µg", 3e-6), ("2 t", 2e6),
    ("2 metric tons", 2e6), ("2 tonnes CO2 equivalent", 2e6), ("2 short tons", 1_814_369.48),
    ("25 Mt CO2", 25e12), ("10 lbs CO2", 4535.9237), ("3 oz", 85.048569375),
    ("1.2 thousand kg", 1.2e6), ("149.2 kg eq. CO2 (8 V100 for 90 h)", 149_200),
    ("149200 (8 GPUs)", 149_200), ("10 kg on 8 GPUs", 10_000), ("1.5 kg (1500 g)", 1500),
    ("10 kg (22 lb)", 10_000), ("10 kg / 22 lbs", 10_000), ("10 ± 2 kg", 10_000),
    ("10 (± 2) kg", 10_000), ("10 kg (95% CI: 8-12)", 10_000), ("10 kg (8-12 kg)", 10_000),
    ("2022-03-01: 10 kg", 10_000), ("10 kg per training run", 10_000),
    ("total 10 kg for 3 epochs (3.3 kg per epoch)", 10_000), ("Emissions - 3 kg", 3000),
    ("149200.0", 149_200), ("5e-05", 5e-5), ("0", 0), ("10 CO2eq", 10),
    ("San Francisco 2 kg", 2000),
  ])
  func theNumberThatIsMeantIsRead(text: String, grams: Double) throws {
    let read = try EmissionText(text).grams
    #expect(abs(read - grams) <= 1e-12 * grams, "\(text): \(read)")
  }

  @Test(arguments: [
    ("10-20 kg", "a range, not a single number"), ("10–20 kg", "a range, not a single number"),
    ("10 kg - 20 kg", "a range, not a single number"), ("10~20 kg", "a range, not a single number"),
    ("between 10 and 20 kg", "a range, not a single number"),
    ("10 kg CO2eq to 20 kg CO2eq", "a range, not a single number"),
    ("-3", "a negative number"), ("−3 kg", "a negative number"),
    ("Emissions: -3 kg", "a negative number"), ("<10 kg", "a bound, not a value"),
    ("&lt; 10 kg", "a bound, not a value"), (">= 5 g", "a bound, not a value"),
    ("up to 10 kg", "a bound, not a value"), ("less than about 10 kg", "a bound, not a value"),
    ("10+ kg", "a bound, not a value"), ("3 kg max", "a bound, not a value"),
    ("3 kg or less", "a bound, not a value"), ("10 kg per epoch", "a rate, not a total"),
    ("0.5 g/epoch", "a rate, not a total"), ("400 gCO2/kWh", "a rate, not a total"),
    ("per epoch: 10 g", "a rate, not a total"), ("3 kg a year", "a rate, not a total"),
    ("10 g/1000 tokens", "a rate, not a total"), ("10, 20", "several numbers"),
    ("10 and 20 kg", "several numbers"), ("10 kg and 20 kg", "several numbers"),
    ("10 g + 5 g", "several numbers"), ("1/2 kg", "several numbers"),
    ("5 x 10 kg", "several numbers"),
    ("1.2.3", "separators that do not fit a number"), ("1e400 g", "a number that is too large"),
    ("10 kWh", "'kWh' is not a unit of mass"), ("10%", "'%' is not a unit of mass"),
    ("25 MT", "'MT' may mean two units"), ("unknown", "no number"), ("", "no number"),
    ("ten kg", "no number"), ("nan", "no number"),
  ])
  func whatIsNoSingleAmountIsRefusedWithTheReason(text: String, reason: String) {
    let error = #expect(throws: EmissionText.Unreadable.self, "\(text)") {
      try EmissionText(text)
    }
    #expect(error?.description == reason, "\(text)")
  }

  @Test("Any text is read or refused, none crashes, and what is read is a finite number of grams")
  func anyText() {
    let pieces = [
      "10", "1,5", "-", "–", " ", "kg", "CO2", "CO", "2", "e", "^", "×", "10^", "±", "/", "per",
      ".",
      ",", "(", ")", "<", "~", "to", "+", "metric", "tons", "%", "'", "\u{301}", "🙂", "١٢", "1e999",
      "_",
    ]
    var state: UInt64 = 7
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<(state >> 60) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int((state >> 33) % UInt64(pieces.count))]
      }
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      guard let grams = try? EmissionText(text).grams else { continue }
      #expect(grams.isFinite && grams >= 0, "\(text)")
    }
  }

  @Test("The step gives grams, unit and reason of each row, and refuses numbers below 0")
  func step() throws {
    let references = try Fixtures.references.get()
    let step = try CarbonStep.named("parse-emissions")
    let texts = try Table([("co2_eq_emissions", Column(texts: ["2 kg", "10-20 kg", nil, ""]))])
    let rows = try #require(
      try step.run(texts, parameters: .null, references: references).table())
    #expect(rows["emissions_g"]?.doublesOrNaN?[0] == 2000)
    #expect(rows["emissions_g"]?.missingCount == 3)
    let problems = try rows.column("emissions_g_problem")
    #expect(problems.value(at: 1).description == "a range, not a single number")
    #expect(problems.missingCount == 3)
    let numbers = try Table([("co2_eq_emissions", Column(doubles: [3, -3, .infinity]))])
    let result = try step.run(numbers, parameters: .null, references: references)
    #expect(result.table()?["emissions_g"]?.missingCount == 2)
    #expect(result.value("refused") == 2)
  }
}
