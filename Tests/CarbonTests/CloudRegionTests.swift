import Carbon
import Testing

@Suite struct CloudRegionTests {
  let references: ReferenceTables

  init() throws { references = try Fixtures.references.get() }

  @Test(arguments: [
    ("us-east-1", "Virginia", "AWS"), ("us-east1", "gcp:us-east1 (South Carolina)", "Google Cloud"),
    ("us-west-1", "California", "AWS"), ("us-west1", "gcp:us-west1 (Oregon)", "Google Cloud"),
    ("us-west-2", "Oregon", "AWS"), ("us-west2", "gcp:us-west2 (Los Angeles)", "Google Cloud"),
    ("westus2", "Washington", "Azure"), ("West US 2", "Washington", "Azure"),
    ("US-EAST-1", "Virginia", "AWS"), ("us_west_2", "Oregon", "AWS"),
    ("us-east-1a", "Virginia", "AWS"),
    ("us-central1-b", "gcp:us-central1 (Iowa)", "Google Cloud"),
    ("AWS us-west 2", "Oregon", "AWS"), ("aws:us-east-2", "Ohio", "AWS"),
    ("GCP us-west-2", "gcp:us-west2 (Los Angeles)", "Google Cloud"),
    ("United States (Azure West US 2)", "Washington", "Azure"),
    ("us-east-1 (AWS)", "Virginia", "AWS"), ("Europe (Frankfurt)", "Germany", "AWS"),
    ("Amazon Web Services, eu-north-1", "Sweden", "AWS"),
  ])
  func aRegionIsFoundByTheExactNameThatItsProviderGivesIt(
    place: String, grid: String, provider: String
  ) throws {
    #expect(try references.grids.lookup(place, year: 2023).grid.region == grid)
    #expect(references.grids.provider(of: place) == provider)
  }

  @Test(arguments: ["useast1", "US East 1", "us west 2"])
  func aSpellingThatFitsTwoProvidersIsRefusedWithBoth(place: String) {
    let error = #expect(throws: CarbonError.self) {
      try references.grids.lookup(place, year: 2023)
    }
    guard case .ambiguousPlace(_, let meanings) = error else {
      Issue.record("\(place) is not refused as ambiguous")
      return
    }
    #expect(meanings.count == 2)
  }

  @Test(arguments: ["us-east-9", "us-east-5", "eu-west4", "AWS", "Google Cloud", "AWS us-east-9"])
  func whatIsNoRegionIsNoPlace(place: String) {
    #expect(throws: CarbonError.self) { try references.grids.lookup(place, year: 2023) }
  }

  @Test func everyRegionOfTheTableIsFoundByItsNamesAndByNoOther() throws {
    let rows = references.grids.cloudRegions.rows
    #expect(Set(rows.map(\.region)).count == rows.count)
    for row in rows {
      for name in [row.region, row.region.uppercased(), "\(row.provider) \(row.region)"] + row.names
      {
        if row.grid == nil {
          #expect(throws: CarbonError.self, "\(name)") {
            try references.grids.lookup(name, year: 2024)
          }
        } else {
          let match = try references.grids.lookup(name, year: 2024)
          #expect(match.cloudRegion == row, "\(name)")
          #expect(match.grid.region == row.grid, "\(name)")
        }
        #expect(references.grids.provider(of: name) == row.provider, "\(name)")
      }
    }
  }

  @Test func everyGridOfARegionIsInTheTableAndEveryGoogleRowHasItsRegion() {
    let grids = Set(references.grids.rows.map(\.region))
    let rows = references.grids.cloudRegions.rows
    for row in rows { #expect(row.grid.map(grids.contains) ?? true, "\(row.region)") }
    for grid in grids where grid.hasPrefix("gcp:") {
      let region = String(grid.dropFirst(4).prefix { $0 != " " })
      #expect(rows.contains { $0.provider == "Google Cloud" && $0.region == region }, "\(grid)")
    }
  }

  @Test("The operator of a cloud region gives the PUE, whoever trained there")
  func pueOfTheOperator() throws {
    let estimator = try Estimator(references, draws: 100)
    func pue(_ place: String, organisation: String? = nil) throws -> Factor? {
      var record = TrainingRecord()
      record.hardware = "A100"
      record.deviceHours = 1000
      record.location = place
      record.organisation = organisation
      record.year = 2023
      return try estimator.estimate(record).plan.factor(.pue)
    }
    #expect(try pue("us-east-1")?.sharedKey == "PUE: AWS")
    #expect(try pue("us-east1")?.sharedKey == "PUE: Google")
    #expect(try pue("eastus", organisation: "Meta")?.sharedKey == "PUE: Microsoft")
    #expect(try pue("France (Azure)")?.sharedKey == "PUE: Microsoft")
    #expect(try pue("France", organisation: "Meta")?.sharedKey == "PUE: Meta")
    #expect(try pue("France")?.sharedKey == "PUE: Unknown (default)")
  }

  @Test("A region of a card keeps its hyphens")
  func card() throws {
    let text = "- **Compute Region:** us-east1\n- **Hours used:** ~100\n- Hardware Type: `A100`\n"
    let record = try ModelCard(frontMatter: .null, text: text).record
    #expect(record.location == "us-east1")
    #expect(record.deviceHours == 100)
    #expect(record.hardware == "A100")
  }
}
