import Foundation
import Testing

@Suite struct EstimateCommandTests {
  @Test(
    "A numeric option at its extremes gives a result or a message",
    arguments: [
      "--device-hours", "--energy", "--emissions", "--parameters", "--year", "--draws", "--seed",
    ])
  func extremes(option: String) throws {
    let place = try Workplace()
    for value in [
      "0", "-1", "1e-300", "1e308", "nan", "inf", "-9223372036854775808", "9223372036854775807",
    ] {
      var arguments = ["estimate", "--device", "A100", "--json", "\(option)=\(value)"]
      if option != "--device-hours" { arguments += ["--device-hours", "10"] }
      let run = try place.start(arguments).wait()
      #expect([0, 1, 2].contains(run.status), "\(option)=\(value): \(run.status)")
      #expect(run.status == 0 || run.errors.contains("rror: "), "\(option)=\(value)")
    }
  }

  @Test("Options for one model are refused beside a file, by name")
  func optionsBesideAFile() throws {
    let place = try Workplace()
    try place.write("model,energy_kwh\na,10\n", to: "m.csv")
    let run = try place.run("estimate", "m.csv", "--pue", "1.2", "--location", "France")
    #expect(run.status == 2)
    #expect(run.errors.contains("--pue, --location cannot be given together with a file"))
  }

  @Test("Draws of a regression on all models are limited, and those of one model are not")
  func manyDraws() throws {
    let place = try Workplace()
    let fitted = try place.run("estimate", "--year", "2024", "--draws", "1000000")
    #expect(fitted.status == 1)
    #expect(fitted.errors.contains("at most 100000 times"), "\(fitted.errors)")
    #expect(try place.run("estimate", "--energy", "5", "--draws", "1000000").status == 0)
  }

  @Test(
    "Columns that no estimate rests on are told on standard error, the nearest name beside them")
  func unreadColumns() throws {
    let place = try Workplace()
    try place.write(
      "model,reported_co2e_kg,pue,locaton\na,10,1.2,France\nb,20,1.3,Spain\n", to: "m.csv")
    let run = try place.run("estimate", "m.csv", "--draws", "100")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("not read: 'locaton' (did you mean 'location'?)"), "\(run.errors)")
    #expect(run.errors.contains("no estimate uses: 'pue'"), "\(run.errors)")
    #expect(run.output.hasPrefix("Model,"))
  }

  @Test("The model of a label is said once")
  func labelModel() throws {
    let place = try Workplace()
    let run = try place.run("label", "bloom", "--set", "card_model=distilgpt2")
    #expect(run.status == 2 && run.errors.contains("card_model cannot be combined"))
  }

  @Test("Hostile cells of a file are flagged rows and no crash")
  func hostileCells() throws {
    let place = try Workplace()
    let values = [
      "0", "-0", "-1", "1e-320", "1e308", "1e400", "nan", "inf", "-9223372036854775808", "1,5",
      "1,234.5", "10-20", "=1+1", "\u{1}", "🙂",
    ]
    for column in [
      "energy_kwh", "device_hours", "reported_co2e_kg", "parameters", "release_date", "pue",
    ] {
      let rows = values.map { "x,A100,10,\"\($0)\"" }.joined(separator: "\n")
      let other = column == "device_hours" ? "hardware_count" : "device_hours"
      try place.write("model,hardware,\(other),\(column)\n\(rows)\n", to: "m.csv")
      let run = try place.run("estimate", "m.csv", "--draws", "100", "--json")
      #expect(run.status == 0, "\(column): \(run.status) \(run.errors)")
      #expect(!run.output.contains("inf,"), "\(column)")
    }
  }

  @Test("A card is read within limits, and what is not YAML is reported with file and line")
  func cards() throws {
    let place = try Workplace()
    var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    for level in 1...9 {
      let aliases = [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    try place.write("---\n\(bomb)---\n", to: "bomb.md")
    let run = try place.run("estimate", "--card", "bomb.md")
    #expect(run.status == 1 && run.errors.contains("values"), "\(run.errors)")
    try place.write("---\nx: 1\nx: 2\n---\n", to: "twice.md")
    let twice = try place.run("estimate", "--card", "twice.md")
    #expect(twice.status == 1 && twice.errors.contains("twice.md:"), "\(twice.errors)")
    for value in ["-9223372036854775808", "9223372036854775807", ".inf", ".nan", "1e400", "-3"] {
      try place.write("---\nco2_eq_emissions: \(value)\n---\n", to: "c.md")
      let card = try place.run("estimate", "--card", "c.md")
      #expect(card.status == 1 && card.errors.hasPrefix("Error: "), "\(value): \(card.errors)")
    }
    try place.write("---\nco2_eq_emissions: '10-20 kg'\n---\n# M\nHours used: 10\n", to: "r.md")
    let range = try place.run("estimate", "--card", "r.md", "--energy", "5")
    #expect(range.output.contains("'10-20 kg' is not read: a range, not a single number"))
  }
}
