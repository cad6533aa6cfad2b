import Carbon
import Testing

@Suite struct ReferenceTests {
  let references: ReferenceTables

  init() throws { references = try Fixtures.references.get() }

  @Test(arguments: [
    ("V100", "NVIDIA V100 SXM2 32GB"), ("NVIDIA V100", "NVIDIA V100 SXM2 32GB"),
    ("NVIDIA V100 16GB", "NVIDIA V100 SXM2 16GB"), ("a100-sxm4 (80GB)", "NVIDIA A100 SXM4 80GB"),
    ("TPU v3 core", "Google TPU v3"), ("NVIDIA RTX 3060 Laptop", "NVIDIA GeForce RTX 3060 12GB"),
    ("TPU v4/v5e/v5p", "Google TPU v4"), ("NVIDIA H100", "NVIDIA H100 SXM5 80GB"),
  ])
  func aDeviceIsFoundByTheNamesPeopleWrite(name: String, device: String) throws {
    #expect(try references.devices.lookup(name).device.name == device)
  }

  @Test func aFamilyNameTakesItsCommonestVariantAndSaysSo() throws {
    let match = try references.devices.lookup("NVIDIA V100")
    #expect(match.note?.contains("most common variant") == true)
    #expect(try references.devices.lookup("NVIDIA V100 SXM2 16GB").note == nil)
  }

  @Test func aCoreOfATwoCoreChipIsHalfADevice() throws {
    #expect(try references.devices.lookup("TPU v3 core").unitShare == 0.5)
    #expect(try references.devices.lookup("TPU v3").unitShare == 1)
  }

  @Test func anUnknownDeviceIsAnErrorWithTheNearestName() {
    #expect(throws: CarbonError.unknownDevice(name: "A10O", nearest: "A10")) {
      try references.devices.lookup("A10O")
    }
    #expect(throws: CarbonError.self) { try references.devices.lookup("") }
    #expect(throws: CarbonError.self) { try references.devices.lookup("abacus") }
  }

  @Test func everyAliasOfTheTableFindsItsOwnDevice() throws {
    for device in references.devices.devices {
      for name in [device.name] + device.aliases {
        #expect(try references.devices.lookup(name).device.name == device.name, "\(name)")
      }
    }
  }

  @Test(arguments: [
    ("France", 2022, "France", 55.0), ("France (Paris)", 2022, "France", 55),
    ("United States (Georgia)", 2020, "Georgia (US)", 345.58),
    ("United States", 2023, "United States", 366.2), ("USA", 2021, "United States", 387.8),
    ("Canada (Ontario)", 2026, "Ontario", 30),
    ("United States (us-central1)", 2023, "gcp:us-central1 (Iowa)", 412.72),
    ("United States (AWS us-west-2)", 2023, "Oregon", 163.15),
    ("Netherlands (Azure westeurope)", 2025, "Netherlands", 318),
  ])
  func aPlaceIsFoundInTheDirectSeries(
    place: String, year: Int, region: String, intensity: Double
  ) throws {
    let match = try references.grids.lookup(place, year: year)
    #expect(match.grid.region == region)
    #expect(match.grid.gramsPerKilowattHour == intensity)
  }

  @Test func theTwoGridSeriesAreNeverMixed() throws {
    for row in references.grids.rows {
      guard let series = row.series else { continue }
      for year in [2018, 2020, 2023] {
        guard let match = try? references.grids.lookup(row.region, year: year, series: series)
        else { continue }
        #expect(match.grid.series == series)
      }
    }
  }

  @Test func aPlaceThatIsNoGridIsAnErrorWithTheNearestName() {
    #expect(throws: CarbonError.unknownPlace(name: "Frence", nearest: "France")) {
      try references.grids.lookup("Frence", year: 2022)
    }
    #expect(throws: CarbonError.self) { try references.grids.lookup("the moon", year: 2022) }
  }

  @Test func anOrganisationHasOneNameUnderAllItsAliases() {
    for name in ["Meta", "Meta AI", "FAIR", "Facebook AI", "Meta FAIR"] {
      #expect(references.organisationName(name) == "Meta")
    }
    #expect(references.organisationName("Somebody Else") == "Somebody Else")
  }

  @Test func everyOrganisationOfTheDisclosuresIsKnown() throws {
    let names = try #require(try Fixtures.disclosures.get()["organization"])
    guard case .text(let texts) = names.values else { return }
    for name in texts.dictionary.strings {
      #expect(references.organisations.lookup(name) != nil, "\(name)")
    }
  }

  @Test func everyPueProviderOfTheOrganisationsIsInTheTable() {
    for organisation in references.organisations.rows {
      #expect(
        references.overheads.lookup(organisation.pueProvider, year: 2023) != nil,
        "\(organisation.pueProvider)")
    }
  }

  @Test func holdingOutAnOrganisationChangesItsGenerationsDefaultUtilisation() throws {
    let all = try #require(references.utilisation.median(generation: "Hopper"))
    #expect(all.runs >= 3)
    #expect(references.utilisation.median(generation: "Hopper", holdingOut: "Meta") == nil)
    #expect(references.utilisation.median(generation: "Kepler") == nil)
  }

  @Test(arguments: [
    "patterson.evolved-transformer.energy", "patterson.t5.energy", "patterson.t5.gross",
    "patterson.meena.days", "patterson.gshard.net", "patterson.switch.days",
    "patterson.gpt-3.energy", "patterson.gpt-3.gross", "patterson.gpt-3.intensity",
    "llmcarbon.gpt-3.days", "llmcarbon.xlm.days", "llmcarbon.gpt-3.emissions", "bloom.energy",
    "bloom.emissions", "bloom.flop", "bloom.intensity",
  ])
  func aWorkedExampleIsReproducedToItsPrintedDigits(id: String) throws {
    let example = try #require(references.examples.first { $0.id == id })
    #expect(example.agrees, "\(example.value ?? .nan) against \(example.printed)")
  }

  @Test func everyWorkedExampleThatDiffersSaysWhyAndIsWithinTwelvePercent() throws {
    #expect(references.examples.count == 49)
    #expect(references.examples.count { $0.agrees } == 39)
    #expect(references.examples.count { $0.agreesWithinRounding } == 44)
    for example in references.examples {
      let value = try #require(example.value, "\(example.id)")
      #expect(abs(value / example.printed - 1) < 0.12, "\(example.id)")
      #expect(example.agrees || example.note != nil, "\(example.id)")
    }
  }
}
