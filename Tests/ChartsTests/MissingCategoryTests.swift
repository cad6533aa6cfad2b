import Charts
import Drawing
import Foundation
import Tables
import Testing

@Suite("Rows without a category") struct MissingCategoryTests {
  private static let rows = 0..<48

  /// Two groups of sixteen rows, and sixteen rows without one.
  private static func data(_ groups: [String?] = ["north", "south", nil]) throws -> ChartData {
    try table([
      ("x", numbers(rows.map { Double($0 % 12) })),
      ("y", numbers(rows.map { Double($0 * 7 % 11 + 1) })),
      ("z", numbers(rows.map { Double($0 * 5 % 13 + 14) })),
      ("place", texts(rows.map { ["a", "b", "c", "d"][$0 / 12] })),
      ("group", texts(rows.map { groups[$0 % groups.count] })),
    ])
  }

  /// The least that draws each mark that reads `color`.
  private static let layers: [Layer] = [
    Layer(.point, x: "x", y: "y"), Layer(.line, x: "x", y: "y") { $0.summary = .mean },
    Layer(.step, x: "x", y: "y") { $0.summary = .mean }, Layer(.bar, x: "place", y: "y"),
    Layer(.bar, x: "place") { $0.position = .group },
    Layer(.bar, x: "place") { $0.position = .fill },
    Layer(.area, x: "x", y: "y") { $0.summary = .sum }, Layer(.boxplot, x: "place", y: "y"),
    Layer(.violin, x: "place", y: "y"), Layer(.density, x: "y"), Layer(.histogram, x: "y"),
    Layer(.ecdf, x: "y"), Layer(.pointrange, x: "place", y: "y") { $0.summary = .quartiles },
    Layer(.errorbar, x: "place", y: "y") { $0.summary = .meanInterval }, Layer(.qq, y: "y"),
    Layer(.smooth, x: "x", y: "y"), Layer(.dumbbell, x: "y", y: "place") { $0.xend = "z" },
    Layer(.segment, x: "x", y: "y") { ($0.xend, $0.yend) = ("z", "z") },
    Layer(.ribbon, x: "x") { ($0.ymin, $0.ymax) = ("y", "z") },
    Layer(.text, x: "x", y: "y") { $0.label = "place" }, Layer(.tile, x: "place", y: "x"),
  ]

  @Test("they are grey, and the legend names them, in every mark", arguments: layers)
  func everyMark(_ layer: Layer) throws {
    var layer = layer
    layer.color = "group"
    let chart = Chart(layers: [layer])
    do { try chart.check() } catch { return }  // a mark without colours
    let compiled = try chart.compile(Self.data())
    let shown = compiled.scene.texts.map(\.text.string)
    for name in ["north", "south", "missing"] {
      #expect(shown.contains(name), "\(layer.mark) \(name)")
    }
    let drawn = try #require(compiled.dataAsDrawn["series"])
    let series = Set(
      (0..<drawn.count).map { drawn.isValid($0) ? drawn.value(at: $0).description : "none" })
    #expect(series == ["north", "south", "missing"], "\(layer.mark)")
    // Without missing rows nothing of the kind is there.
    let whole = try chart.compile(Self.data(["north", "south"]))
    #expect(!whole.scene.texts.contains { $0.text.string == "missing" })
  }

  @Test("a category that is called so keeps its name")
  func namedMissing() throws {
    let chart = Chart(layers: [Layer(.point, x: "x", y: "y", color: "group")])
    let shown = try chart.compile(Self.data(["missing", nil])).scene.texts.map(\.text.string)
    #expect(shown.contains("missing") && shown.contains("no value"))
  }

  @Test("a colour that all rows lack is grey")
  func allMissing() throws {
    let chart = Chart(layers: [Layer(.bar, x: "place", y: "y", color: "group")])
    let compiled = try chart.compile(Self.data([nil]))
    let bars = fills(compiled.scene.nodes).map(\.fill.paint)
    #expect(!bars.contains(.series(0)) && bars.contains(.muted))
    #expect(compiled.scene.texts.contains { $0.text.string == "missing" })
  }

  @Test("six categories keep their colours, and the seventh is grey")
  func sixCategories() throws {
    let names = ["a", "b", "c", "d", "e", "f"]
    let chart = Chart(layers: [Layer(.bar, x: "place", y: "y", color: "group")])
    let paints = Set(
      fills(try chart.compile(Self.data(names + [nil])).scene.nodes).map(\.fill.paint))
    for index in 0..<6 { #expect(paints.contains(.series(index))) }
    #expect(paints.contains(.muted))
    var ordinal = chart
    ordinal.scales.color.type = .ordinal
    let steps = Set(
      fills(try ordinal.compile(Self.data(names + [nil])).scene.nodes).map(\.fill.paint))
    for index in 0..<6 { #expect(steps.contains(.level(index))) }
  }

  @Test("the name can be changed as that of any category")
  func renamed() throws {
    var chart = Chart(layers: [Layer(.point, x: "x", y: "y", color: "group")])
    chart.scales.color.labels = ["missing": "Not reported", "north": "North"]
    let shown = try chart.compile(Self.data()).scene.texts.map(\.text.string)
    #expect(shown.contains("Not reported") && !shown.contains("missing"))
  }

  @Test("a shape of their own where only shapes tell the groups apart")
  func shapes() throws {
    let chart = Chart(layers: [Layer(.point, x: "x", y: "y") { $0.shape = "group" }])
    let compiled = try chart.compile(Self.data())
    #expect(compiled.scene.texts.contains { $0.text.string == "missing" })
    #expect(compiled.longDescription.contains("Missing: 16 points"), "\(compiled.longDescription)")
  }

  @Test("rows without a panel, a size or a weight are left out and counted")
  func counted() throws {
    let data = try table([
      ("x", numbers([1, 2, 3, 4, 5])), ("y", numbers([1, 3, 2, 5, 4])),
      ("size", numbers([1, nil, 9, nil, 4])), ("side", texts(["l", "l", nil, "r", "r"])),
    ])
    var sized = Chart(layers: [Layer(.point, x: "x", y: "y") { $0.size = "size" }])
    let compiled = try sized.compile(data)
    #expect(compiled.notes == ["2 of 5 rows without a size are not shown"])
    #expect(compiled.dataAsDrawn.rowCount == 3)
    sized.layers[0].size = nil
    sized.facet = Facet(by: "side")
    #expect(try sized.compile(data).notes == ["1 of 5 rows without a panel are not shown"])
    sized.facet = Facet(rows: "side")
    #expect(try sized.compile(data).notes == ["1 of 5 rows without a panel are not shown"])
    let weighted = Chart(layers: [Layer(.histogram, x: "x") { ($0.weight, $0.bins) = ("size", 2) }])
    let bins = try weighted.compile(data)
    #expect(bins.notes == ["2 of 5 rows without a weight are not shown"])
    let counts = bins.dataAsDrawn["count"]?.doublesOrNaN ?? []
    #expect(counts.reduce(0, +) == 14)
  }
}
