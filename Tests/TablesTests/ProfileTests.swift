import Basics
import Tables
import TestSupport
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
    #expect(x.distribution?.median == .double(2.5))
    #expect(x.distribution?.firstQuartile == .double(1.75))
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

  /// What the profile says, by counting each value of each row.
  private func counted(_ column: Column) -> (distinct: Int, top: [(Value, Int)]) {
    var order: [Value] = []
    var counts: [Value: Int] = [:]
    for row in 0..<column.count where column.isValid(row) {
      let value = column.value(at: row)
      if counts[value] == nil { order.append(value) }
      counts[value, default: 0] += 1
    }
    let ranked = order.enumerated().sorted { a, b in
      let (first, second) = (counts[a.element] ?? 0, counts[b.element] ?? 0)
      return first == second ? a.offset < b.offset : first > second
    }
    return (order.count, ranked.prefix(10).map { ($0.element, counts[$0.element] ?? 0) })
  }

  @Test func distinctAndFrequentValuesAreThoseOfAPlainCount() throws {
    var random = PhiloxGenerator(seed: 71)
    for rows in [0, 1, 9, 40, 700, 3000] {
      for span in [2, 7, 30, 900, 1_000_000] {
        func cells() -> [Int64?] {
          (0..<rows).map { _ in
            Int.random(in: 0..<20, using: &random) == 0
              ? nil : Int64.random(in: -3..<Int64(span), using: &random)
          }
        }
        let columns = [
          Column(ints: cells()), Column(doubles: cells().map { $0.map { Double($0) / 4 } }),
          Column(type: .date, cells().map { $0.map { .date(Int32($0)) } ?? .missing }),
          Column(texts: cells().map { $0.map { "t\($0)" } }),
          Column(type: .bool, cells().map { $0.map { .bool($0 % 2 == 0) } ?? .missing }),
        ]
        for column in columns {
          let profile = ColumnProfile(name: "x", column)
          let expected = counted(column)
          #expect(profile.distinct == expected.distinct)
          let isUnique = (expected.top.first?.1 ?? 0) < 2
          if column.type.isNumeric && isUnique {
            #expect(profile.mostFrequent.isEmpty)
          } else {
            #expect(profile.mostFrequent.map(\.value) == expected.top.map(\.0))
            #expect(profile.mostFrequent.map(\.rows) == expected.top.map(\.1))
          }
        }
      }
    }
  }

  /// Text that hardly repeats is held without codes when it comes from a CSV file, and with them when
  /// it comes from JSON Lines.
  @Test func textWithoutCodesIsTheSameText() throws {
    var random = PhiloxGenerator(seed: 72)
    var csv = "name,n\n"
    var lines = ""
    for row in 0..<4000 {
      let name =
        row % 13 == 0
        ? "" : "n\(Int.random(in: 0..<3500, using: &random))\(row % 5 == 0 ? ", \"é\"" : "")"
      csv += "\"\(name.replacingOccurrences(of: "\"", with: "\"\""))\",\(row)\n"
      lines +=
        JSON.object([.init("name", .string(name)), .init("n", .int(Int64(row)))]).text() + "\n"
    }
    let plain = try withFile(csv.utf8) { try CSVReader.read(path: $0) }
    let coded = try withFile(lines.utf8, name: "data.jsonl") { try TableFile.read($0) }
    #expect(TableProfile(plain).json.text() == TableProfile(coded).json.text())
    let condition = try Expression.parse("n % 7 = 1 and name is not null")
    for (a, b) in [
      (plain, coded), (try plain.filtered(condition), try coded.filtered(condition)),
      (
        try plain.sorted(by: [SortKey("name"), SortKey("n")]),
        try coded.sorted(by: [SortKey("name"), SortKey("n")])
      ),
      (try plain.union(plain), try coded.union(coded)),
      (
        try plain.grouped(by: ["name"], summarise: [Summary("rows", .parse("count()"))]),
        try coded.grouped(by: ["name"], summarise: [Summary("rows", .parse("count()"))])
      ),
    ] {
      #expect(a.rowCount == b.rowCount)
      for name in a.names {
        let (first, second) = (try a.column(name), try b.column(name))
        #expect((0..<a.rowCount).allSatisfy { first.value(at: $0) == second.value(at: $0) })
      }
    }
  }
}
