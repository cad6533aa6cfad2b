import Basics
import Charts
import Drawing
import Foundation
import Tables
import Testing

/// Lines and areas without a fill, with their paint.
private func lines(_ nodes: [Scene.Node]) -> [(path: Path, paint: Paint)] {
  nodes.flatMap { node -> [(path: Path, paint: Paint)] in
    switch node {
    case .path(let path, nil, let line?): [(path, line.paint)]
    case .clip(_, let parts), .group(_, let parts): lines(parts)
    default: []
    }
  }
}

private func pieces(_ path: Path) -> Int {
  path.steps.filter { if case .move = $0 { true } else { false } }.count
}

@Suite("Fits of series and panels") struct PartialFitTests {
  /// Two groups on two sides, each with its own slope.
  private static func data(_ whole: FitCurve) throws -> ChartData {
    let rows = 0..<40
    var data = try table([
      ("x", numbers(rows.map { Double($0 / 4) })), ("y", numbers(rows.map { Double($0 * 7 % 10) })),
      ("g", texts(rows.map { $0 % 2 == 0 ? "even" : "odd" })),
      ("s", texts(rows.map { $0 / 2 % 2 == 0 ? "left" : "right" })),
      ("z", numbers(rows.map { Double($0) })),
    ])
    data.models["m"] = whole
    return data
  }

  /// A model that fits a constant: the number of its rows.
  private static let counting = FitCurve(
    name: "Counting", summary: nil, predictors: ["x"],
    part: { _, rows in
      FitCurve(name: "Counting", summary: nil, predictors: ["x"]) { grid, _ in
        (0..<grid.rowCount).map { _ in .init(fit: Double(rows.rowCount)) }
      }
    }, predict: { grid, _ in (0..<grid.rowCount).map { _ in .init(fit: -1) } })

  private static func fits(_ chart: Chart) throws -> Table {
    try chart.compile(data(counting)).dataAsDrawn
  }

  private static func drawn(_ table: Table, _ name: String) -> [String: Set<Double>] {
    var found: [String: Set<Double>] = [:]
    for row in 0..<table.rowCount where table["mark"]?.value(at: row).description == "fit" {
      let key = [name, "panel"].compactMap { column in
        table[column].flatMap { $0.isValid(row) ? $0.value(at: row).description : nil }
      }.joined(separator: ", ")
      if let y = table["y"]?.doublesOrNaN?[row] { found[key, default: []].insert(y) }
    }
    return found
  }

  @Test("each series and each panel has a line of its own rows, in its own colour")
  func parts() throws {
    var chart = Chart(layers: [
      Layer(.point, x: "x", y: "y", color: "g"),
      Layer(.fit, x: "x", y: "y", color: "g") { $0.model = "m" },
    ])
    #expect(try Self.drawn(Self.fits(chart), "series") == ["even": [20], "odd": [20]])
    chart.facet = Facet(by: "s")
    #expect(
      try Self.drawn(Self.fits(chart), "series") == [
        "even, left": [10], "odd, left": [10], "even, right": [10], "odd, right": [10],
      ])
    let compiled = try chart.compile(Self.data(Self.counting))
    let paints = Set(lines(compiled.scene.nodes).map(\.paint))
    #expect(paints.contains(.series(0)) && paints.contains(.series(1)))
  }

  @Test("a line through all rows beside coloured series is neutral, and the legend names it")
  func neutral() throws {
    for (layer, name) in [
      (Layer(.fit, x: "x", y: "y") { $0.model = "m" }, "Counting"),
      (Layer(.smooth, x: "x", y: "y"), "Loess curve"),
      (Layer(.smooth, x: "x", y: "y") { $0.method = .spline }, "Smoothing spline"),
      (Layer(.smooth, x: "x", y: "y") { $0.name = "All" }, "All"),
    ] {
      let chart = Chart(layers: [Layer(.point, x: "x", y: "y", color: "g"), layer])
      let scene = try chart.compile(Self.data(Self.counting)).scene
      #expect(scene.texts.contains { $0.text.string == name }, "\(name)")
      let curves = lines(scene.nodes).filter { $0.path.steps.count > 30 && $0.paint != .grid }
      #expect(!curves.isEmpty && curves.allSatisfy { $0.paint == .ink }, "\(name)")
    }
  }

  @Test("beside numbers as colours there is one line")
  func numbersAsColours() throws {
    let chart = Chart(layers: [
      Layer(.point, x: "x", y: "y", color: "z"),
      Layer(.fit, x: "x", y: "y", color: "z") { $0.model = "m" },
    ])
    #expect(try Self.drawn(Self.fits(chart), "series") == ["": [40]])
  }

  @Test("a part that cannot be fitted is reported, and the others are drawn")
  func failing() throws {
    struct TooFew: Error, CustomStringConvertible { var description: String { "too few rows" } }
    let model = FitCurve(
      name: "m", summary: nil, predictors: ["x"],
      part: { name, rows in
        if name == "odd" { throw TooFew() }
        return try Self.counting.part?(name, rows) ?? Self.counting
      }, predict: { _, _ in [] })
    let chart = Chart(layers: [Layer(.fit, x: "x", y: "y", color: "g") { $0.model = "m" }])
    let compiled = try chart.compile(Self.data(model))
    #expect(compiled.warnings == ["no line is drawn for odd: too few rows"])
    #expect(Self.drawn(compiled.dataAsDrawn, "series") == ["even": [20]])
  }
}

@Suite("Names, bases, gaps and bounds") struct FairAxisTests {
  private static let long = (0..<6).map {
    "a-very-long-organisation-name/with-a-very-long-repository-name-and-version-\($0)"
  }

  @Test("long names that begin alike are distinguished wherever they are written")
  func longNames() throws {
    let rows = 0..<36
    let data = try table([
      ("n", texts(rows.map { Self.long[$0 % 6] })), ("x", numbers(rows.map { Double($0 / 6) })),
      ("y", numbers(rows.map { Double($0 * 5 % 17 + 1) })),
    ])
    var charts = [
      Chart(layers: [Layer(.bar, x: "n", y: "y")]), Chart(layers: [Layer(.bar, x: "y", y: "n")]),
      Chart(layers: [Layer(.point, x: "x", y: "y", color: "n")]),
      Chart(layers: [Layer(.line, x: "x", y: "y", color: "n")]),
      Chart(layers: [Layer(.point, x: "x", y: "y")], facet: Facet(by: "n")),
      Chart(layers: [Layer(.point, x: "x", y: "y")], facet: Facet(rows: "n")),
    ]
    for index in charts.indices { charts[index].size = FigureSize(.single) }
    for (index, chart) in charts.enumerated() {
      let scene = try chart.compile(data).scene
      let shown = scene.texts.map(\.text.string)
      for end in 0..<6 {
        #expect(shown.contains { $0.hasSuffix("\(end)") && $0.count > 1 }, "\(index): \(shown)")
      }
      #expect(overlaps(scene).isEmpty, "\(index)")
    }
  }

  @Test("names that stay alike are warned of")
  func alike() throws {
    let middle = String(repeating: "m", count: 300)
    let names = (0..<3).map { "a\(middle)\($0)\(middle)z" }
    let data = try table([("n", texts(names)), ("y", numbers([1, 2, 3]))])
    let compiled = try Chart(layers: [Layer(.bar, x: "y", y: "n")]).compile(data)
    #expect(compiled.warnings.contains { $0.contains("look like others") }, "\(compiled.warnings)")
  }

  @Test(
    "bars and areas on a log axis are refused with the way out, or stand on a base that is named")
  func logBars() throws {
    let data = try table([
      ("c", texts(["a", "b", "c"])), ("y", numbers([10, 200, 3000])), ("x", numbers([1, 2, 3])),
    ])
    let layers = [
      Layer(.bar, x: "c", y: "y"), Layer(.bar, x: "c"), Layer(.area, x: "x", y: "y"),
      Layer(.histogram, x: "x"), Layer(.density, x: "x"),
    ]
    for layer in layers {
      var chart = Chart(layers: [layer])
      chart.scales.y.type = .log
      let error = #expect(throws: ChartError.self) { try chart.compile(data) }
      #expect(error?.description.contains("draw points, or give the axis a 'min'") == true)
      chart.scales.y.min = 0.1
      #expect(throws: Never.self) { try chart.compile(data) }
    }
    var lying = Chart(layers: [Layer(.bar, x: "y", y: "c")])
    lying.scales.x.type = .log
    #expect(throws: ChartError.self) { try lying.compile(data) }
    var points = Chart(layers: [Layer(.point, x: "c", y: "y")])
    points.scales.y.type = .log
    #expect(throws: Never.self) { try points.compile(data) }
  }

  private static func days(_ dates: [(Int, Int, Int)]) -> Column {
    // Days since 1970 by the civil calendar.
    Column(
      .date(
        dates.map { year, month, day in
          let y = month <= 2 ? year - 1 : year
          let era = y / 400
          let yoe = y - era * 400
          let doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
          return Int32(era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468)
        }))
  }

  @Test(
    "a line breaks where a period is missing",
    arguments: [
      // months without May and September; every other quarter whole; days; years as numbers
      ("months", [1, 2, 3, 4, 6, 7, 8, 10, 11].map { (2023, $0, 1) }, 3),
      ("whole months", (1...12).map { (2023, $0, 1) }, 1),
      ("quarters", [(2021, 1, 1), (2021, 4, 1), (2021, 7, 1), (2022, 1, 1), (2022, 4, 1)], 2),
      ("years", [2015, 2016, 2017, 2019, 2020].map { ($0, 1, 1) }, 2),
      ("days", [1, 2, 3, 4, 5, 6, 9, 10, 11, 12].map { (2024, 2, $0) }, 2),
      ("working days", [1, 2, 3, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17].map { (2023, 11, $0) }, 1),
      ("irregular days", [1, 3, 4, 9, 10, 17, 18, 28].map { (2024, 2, $0) }, 1),
    ])
  func gaps(_ name: String, _ dates: [(Int, Int, Int)], _ expected: Int) throws {
    let values = numbers(dates.indices.map { Double($0 * 3 % 7) })
    let data = try table([("t", Self.days(dates)), ("y", values)])
    for mark in [Mark.line, .step] {
      let scene = try Chart(layers: [Layer(mark, x: "t", y: "y")]).compile(data).scene
      let drawn = lines(scene.nodes).filter { $0.paint == .series(0) }
      #expect(drawn.map { pieces($0.path) } == [expected], "\(name) \(mark)")
    }
    let rows = try Chart(layers: [Layer(.line, x: "t", y: "y")]).compile(data).dataAsDrawn
    #expect(rows.rowCount == dates.count)
  }

  @Test("so does a line over periods as texts and over years, of one series alone")
  func gapsOfCategories() throws {
    let months = ["2023-01", "2023-02", "2023-03", "2023-04", "2023-06", "2023-07"]
    let data = try table([
      ("m", texts(months + months.filter { $0 != "2023-03" })),
      ("g", texts(months.map { _ in "all" } + months.dropLast().map { _ in "some" })),
      ("y", numbers((0..<11).map { Double($0 % 4) })),
    ])
    let scene = try Chart(layers: [Layer(.line, x: "m", y: "y", color: "g")]).compile(data).scene
    func count(_ paint: Paint) -> [Int] {
      lines(scene.nodes).filter { $0.paint == paint && $0.path.steps.count > 3 }
        .map { pieces($0.path) }
    }
    #expect(count(.series(0)) == [2] && count(.series(1)) == [3])
    let years = try table([
      ("year", Column(ints: [2015, 2016, 2017, 2020, 2021])), ("y", numbers([1, 2, 3, 4, 5])),
    ])
    let drawn = try Chart(layers: [Layer(.line, x: "year", y: "y")]).compile(years).scene
    #expect(lines(drawn.nodes).filter { $0.paint == .series(0) }.map { pieces($0.path) } == [2])
    // Years beyond all calendars are joined, and end nothing.
    let far = try table([
      ("year", Column(ints: [.min, 0, 1, 2, .max])), ("y", numbers([1, 2, 3, 4, 5])),
    ])
    #expect(throws: Never.self) {
      try Chart(layers: [Layer(.line, x: "year", y: "y")]).compile(far)
    }
    // Numbers that are not periods are joined.
    let sizes = try table([
      ("size", numbers([1, 2, 3, 8, 9])), ("y", numbers([1, 2, 3, 4, 5])),
    ])
    let joined = try Chart(layers: [Layer(.line, x: "size", y: "y")]).compile(sizes).scene
    #expect(lines(joined.nodes).filter { $0.paint == .series(0) }.map { pieces($0.path) } == [1])
  }

  private static func axisNumbers(_ scene: Scene) -> [String] {
    scene.texts.filter { $0.role == .tick }.map(\.text.string)
  }

  @Test(
    "axes of what cannot be negative do not go below zero",
    arguments: [
      Layer(.density, x: "count"), Layer(.violin, x: "g", y: "count"),
      Layer(.line, x: "k", y: "count") { $0.summary = .meanInterval },
      Layer(.errorbar, x: "g", y: "count") { $0.summary = .meanInterval },
      Layer(.fit, x: "k", y: "count") { $0.model = "m" }, Layer(.qq, y: "count"),
      Layer(.ridgeline, x: "count", y: "g"), Layer(.point, x: "k", y: "nothing"),
    ])
  func bounds(_ layer: Layer) throws {
    let rows = 0..<40
    func data(_ shift: Double) throws -> ChartData {
      var data = try table([
        ("count", numbers(rows.map { shift + ($0 % 10 == 0 ? 90 : Double($0 % 3)) })),
        ("k", numbers(rows.map { Double($0 % 8) })), ("nothing", numbers(rows.map { _ in shift })),
        ("g", texts(rows.map { $0 % 2 == 0 ? "a" : "b" })),
      ])
      data.models["m"] = FitCurve(name: "m", summary: nil, predictors: ["k"]) { grid, _ in
        (0..<grid.rowCount).map { _ in .init(fit: 10 + shift, low: shift - 40, high: 60 + shift) }
      }
      return data
    }
    let chart = Chart(layers: [layer])
    let shown = try Self.axisNumbers(chart.compile(data(0)).scene)
    let negative = shown.filter { $0.hasPrefix("−") || $0.hasPrefix("-") }
    // The horizontal axis of a Q-Q plot is one of normal quantiles, from −3 to 3.
    let quantiles = negative.filter {
      layer.mark == .qq && (Double("-\($0.dropFirst())") ?? -9) >= -3
    }
    #expect(negative.count == quantiles.count, "\(shown)")
    // Values below zero have their place.
    let below = try Self.axisNumbers(chart.compile(data(-50)).scene)
    #expect(below.contains { $0.hasPrefix("−") || $0.hasPrefix("-") }, "\(below)")
  }

  @Test("degrees may be negative whatever the data are")
  func degrees() throws {
    let rows = 0..<30
    let column = numbers(rows.map { Double($0 % 10) }).with(
      metadata: ColumnMetadata(unit: Basics.Unit(symbol: "°C")))
    let scene = try Chart(layers: [Layer(.density, x: "t")]).compile(table([("t", column)])).scene
    #expect(Self.axisNumbers(scene).contains { $0.hasPrefix("−") || $0.hasPrefix("-") })
  }
}
