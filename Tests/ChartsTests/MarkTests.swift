import Charts
import Drawing
import Foundation
import Tables
import Testing

/// Slopes, highlighted lines and calendars.
@Suite struct MarkTests {
  private static let rows: [(String, String, Double?)] = [
    ("before", "up", 1), ("after", "up", 3), ("before", "down", 4), ("after", "down", 2.5),
    ("before", "level", 2), ("after", "level", 2),
  ]

  private static func slopes(_ rows: [(String, String, Double?)]) throws -> CompiledChart {
    try Chart(
      layers: [Layer(.slope, x: "when", y: "v") { $0.group = "who" }],
      scales: Scales(x: .init { $0.order = ["before", "after"] })
    ).compile(
      table([
        ("when", texts(rows.map(\.0))), ("who", texts(rows.map(\.1))),
        ("v", numbers(rows.map(\.2))),
      ]))
  }

  private func paints(_ nodes: [Scene.Node]) -> Set<Paint> {
    Set(
      nodes.flatMap { node -> [Paint] in
        switch node {
        case .symbols(let symbols): [symbols.fill?.paint].compactMap { $0 }
        case .clip(_, let parts), .group(_, let parts): Array(paints(parts))
        default: []
        }
      })
  }

  @Test func slopesTellUpFromDownAndNameTheirLines() throws {
    let compiled = try Self.slopes(Self.rows)
    let shown = Set(compiled.scene.texts.map(\.text.string))
    #expect(shown.isSuperset(of: ["up", "down", "level", "1.0", "3.0", "4.0", "2.5", "2.0"]))
    #expect(paints(compiled.scene.nodes) == [.series(0), .series(1), .muted])
    #expect(compiled.altText.contains("3 lines"))
    #expect(compiled.altText.contains("the largest increase is that of up, from 1 to 3"))
    #expect(compiled.altText.contains("the largest decrease is that of down, from 4 to 2.5"))
    #expect(overlaps(compiled.scene).isEmpty)
  }

  /// Lines of one colour would be told apart by no legend.
  @Test func linesOfASlopeChartAreNamedAtTheirEndsAtEveryWidthAndInPanels() throws {
    let rows = Self.rows.map { ($0.0, "a name of " + $0.1, $0.2) }
    let data = try table([
      ("when", texts(rows.map(\.0))), ("who", texts(rows.map(\.1))), ("v", numbers(rows.map(\.2))),
      ("g", texts(rows.map { $0.1.hasSuffix("up") ? "one" : "other" })),
    ])
    var chart = Chart(layers: [Layer(.slope, x: "when", y: "v") { $0.group = "who" }])
    chart.size = FigureSize(.single)
    let narrow = try chart.compile(data).scene
    #expect(narrow.group("legend") == nil)
    #expect(
      narrow.texts.filter { $0.role == .legend && $0.text.string.hasPrefix("a n") }.count == 3)
    chart.size = FigureSize(.double)
    chart.facet = Facet(by: "g")
    let panels = try chart.compile(data).scene
    #expect(panels.group("legend") == nil)
    #expect(panels.texts.contains { $0.text.string == "a name of down 2.5" })
  }

  @Test func slopesDoNotDependOnTheOrderOfRows() throws {
    let first = try Self.slopes(Self.rows)
    let other = try Self.slopes(Array(Self.rows.reversed()))
    #expect(paints(first.scene.nodes) == paints(other.scene.nodes))
    #expect(first.dataAsDrawn.rowCount == other.dataAsDrawn.rowCount)
  }

  @Test func aSlopeWithOneValueIsAPointAndOneWithoutIsNothing() throws {
    let compiled = try Self.slopes([
      ("before", "whole", 1), ("after", "whole", 2), ("before", "half", 5), ("after", "half", nil),
      ("before", "none", nil), ("after", "none", nil),
    ])
    let shown = compiled.scene.texts.map(\.text.string)
    #expect(shown.contains("half"))
    #expect(!shown.contains("none"))
  }

  @Test func slopesAreRefusedWithoutNamesOrCategories() throws {
    let data = try table([
      ("x", numbers([1, 2])), ("y", numbers([1, 2])), ("g", texts(["a", "a"])),
    ])
    #expect(throws: ChartError.missingMapping(layer: 0, mark: "slope", channel: "group")) {
      try Chart(layers: [Layer(.slope, x: "g", y: "y")]).compile(data)
    }
    #expect(throws: ChartError.self) {
      try Chart(layers: [Layer(.slope, x: "x", y: "y") { $0.group = "g" }]).compile(data)
    }
  }

  @Test func eachPanelHasItsLineBeforeTheOthersInGrey() throws {
    let rows = 0..<12
    let data = try table([
      ("x", numbers(rows.map { Double($0 / 3) })), ("y", numbers(rows.map { Double($0 * 7 % 5) })),
      ("g", texts(rows.map { ["a", "b", "c"][$0 % 3] })),
    ])
    let chart = Chart(layers: [Layer(.highlight, x: "x", y: "y")], facet: Facet(by: "g"))
    let compiled = try chart.compile(data)
    func lines(_ nodes: [Scene.Node]) -> [Paint] {
      nodes.flatMap { node -> [Paint] in
        switch node {
        case .path(let path, nil, let line?) where path.steps.count == 4: [line.paint]
        case .clip(_, let parts), .group(_, let parts): lines(parts)
        default: []
        }
      }
    }
    for panel in 1...3 {
      let found = lines(compiled.scene.group("panel-\(panel)") ?? [])
      #expect(found.filter { $0 == .muted }.count == 2)
      #expect(found.last == .series(0), "its own line is in front")
    }
    // Each row once, in words too.
    #expect(compiled.dataAsDrawn.rowCount == 12)
    #expect(compiled.longDescription.components(separatedBy: "begins at").count == 4)
    #expect(throws: ChartError.self) {
      try Chart(layers: [Layer(.highlight, x: "x", y: "y")]).compile(data)
    }
  }

  private static func days(_ days: [Int32], _ values: [Double?]?) throws -> ChartData {
    try table(
      [("day", Column(.date(days)))] + (values.map { [("v", numbers($0))] } ?? []))
  }

  @Test func aCalendarHasATileForEachDay() throws {
    // 30 December 2022 to 3 January 2023: a Friday to a Tuesday.
    let data = try Self.days([19356, 19357, 19358, 19359, 19360], [1, 2, 3, 4, 50])
    let compiled = try Chart(layers: [Layer(.calendar, x: "day", color: "v")]).compile(data)
    #expect(compiled.dataAsDrawn.rowCount == 5)
    let shown = compiled.scene.texts.map(\.text.string)
    #expect(shown.filter { $0 == "2022" }.count == 1 && shown.filter { $0 == "2023" }.count == 1)
    #expect(!shown.contains("2001"), "the year of the frame is nobody's")
    #expect(compiled.altText.contains("The highest is 50 on 3"))
    #expect(compiled.altText.contains("5 days"))
    #expect(escapes(compiled.scene).isEmpty && strays(compiled.scene).isEmpty)
  }

  @Test func valuesOfOneDayAreAddedAndRowsCounted() throws {
    let twice = try Self.days([19360, 19360, 19362], [1, 2, 4])
    let sums = try Chart(layers: [Layer(.calendar, x: "day", color: "v")]).compile(twice)
    #expect(sums.dataAsDrawn["value"]?.doublesOrNaN == [3, 4])
    let counts = try Chart(layers: [Layer(.calendar, x: "day")]).compile(twice)
    // A day without a row between two others is zero.
    #expect(counts.dataAsDrawn["value"]?.doublesOrNaN == [2, 0, 1])
  }

  @Test func leapYearsAndWeeksAtTheTurnOfAYearHaveTheirPlaces() throws {
    // Every day of 1999 to 2028 once.
    let all = (10592..<21549).map { Int32($0) }
    let data = try Self.days(all, all.map { Double($0 % 17) })
    let compiled = try Chart(layers: [Layer(.calendar, x: "day", color: "v")]).compile(data)
    #expect(compiled.dataAsDrawn.rowCount == all.count)
    #expect(strays(compiled.scene).isEmpty)
  }

  @Test func aCalendarOfNothingOrOfTextIsRefused() throws {
    let empty = try Self.days([], [])
    #expect(throws: ChartError.self) {
      try Chart(layers: [Layer(.calendar, x: "day", color: "v")]).compile(empty)
    }
    let words = try table([("day", texts(["Monday"])), ("v", numbers([1]))])
    #expect(throws: ChartError.self) {
      try Chart(layers: [Layer(.calendar, x: "day", color: "v")]).compile(words)
    }
    let far = try Self.days([.min, .max], [1, 2])
    _ = try? Chart(layers: [Layer(.calendar, x: "day", color: "v")]).compile(far)
  }
}
