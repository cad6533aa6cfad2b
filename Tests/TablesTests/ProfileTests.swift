import Tables
import Testing

@Suite struct ProfileTests {
  @Test func profilesNumbersTextAndDates() throws {
    let table = try Table([
      ("x", Column(doubles: [1, 2, 3, 4, nil, .infinity])),
      ("t", Column(texts: ["b", "a", "b", nil, "a", "c"])),
      ("d", Column(type: .date, [.date(3), .date(1), .missing, .date(2), .date(1), .date(1)])),
    ])
    let profile = TableProfile(table)
    let x = profile.columns[0]
    #expect(x.missing == 1)
    #expect(x.distinct == 5)
    #expect(x.distribution?.median == 2.5)
    #expect(x.distribution?.firstQuartile == 1.75)
    #expect(x.distribution?.infinite == 1)
    #expect(x.mostFrequent.isEmpty)
    #expect(profile.columns[1].mostFrequent.map(\.value) == [.text("b"), .text("a"), .text("c")])
    #expect(profile.columns[2].earliest == .date(1))
    #expect(profile.json["columns"]?.arrayValue?.count == 3)
    #expect(profile.json.text() == TableProfile(table).json.text())
  }

  @Test func findsWhatIsOdd() throws {
    let rows = 40
    let mass = (0..<rows).map { 2 + Double($0 % 10) / 10 }
    let table = try Table([
      ("same", Column(texts: Array(repeating: "1", count: rows))),
      ("empty", Column(doubles: Array(repeating: nil, count: rows))),
      (
        "mass",
        Column(doubles: mass.enumerated().map { $0.offset < 6 ? $0.element / 1000 : $0.element })
      ),
      ("mixed", Column(texts: (0..<rows).map { $0 == 7 ? "15M" : "\($0)" })),
      ("when", Column(type: .date, (0..<rows).map { .date($0 == 3 ? 20_000 : 10_000) })),
      (
        "gpu",
        Column(
          texts: (0..<rows).map { $0 % 2 == 0 ? "RTX 3060" : $0 % 3 == 0 ? "rtx  3060" : "V100" })
      ),
      ("far", Column(doubles: (0..<rows).map { $0 == 5 ? -900 : Double($0) })),
    ])
    let profile = TableProfile(table, newestPlausibleDate: CalendarDate(daysSinceEpoch: 15_000))
    let found = Dictionary(grouping: profile.findings, by: { $0.column ?? "" }).mapValues {
      $0.map(\.kind)
    }
    #expect(
      found == [
        "same": [.constant], "empty": [.allMissing], "mass": [.outliers, .thousandfold],
        "mixed": [.textInNumbers],
        "when": [.futureDates], "gpu": [.spellingVariants], "far": [.outliers],
      ])
    #expect(profile.findings.first { $0.kind == .textInNumbers }?.rows == [7])
    #expect(profile.findings.first { $0.kind == .thousandfold }?.rows == Array(0..<6))
    let twice = try table.union(try table.limited(to: 2))
    #expect(TableProfile(twice).findings.first?.rows == [40, 41])
  }
}
