import Basics
import Charts
import Drawing
import Foundation
import Tables
import Testing

@Suite struct BadInputTests {
  private func draws(_ chart: Chart, _ data: ChartData) throws -> CompiledChart {
    let compiled = try chart.compile(data)
    #expect(escapes(compiled.scene).isEmpty)
    #expect(overlaps(compiled.scene).isEmpty, "\(overlaps(compiled.scene))")
    #expect(try compiled.png(dpi: 50).count > 100)
    #expect(try compiled.pdf().count > 100)
    #expect(!compiled.altText.isEmpty)
    return compiled
  }

  static let marks: [Mark] = [
    .line, .step, .point, .bar, .area, .boxplot, .violin, .density, .histogram, .ecdf, .hexbin,
    .tile,
    .qq, .smooth,
  ]

  @Test(
    arguments: marks, [[], [3], [3, 3, 3], [nil, nil, nil], [0, 0], [-1, -2], [1e300, -1e300]])
  func poorDataGivesASensibleFigure(_ mark: Mark, _ values: [Double?]) throws {
    let isBox = mark == .boxplot || mark == .violin
    let x = isBox ? texts(values.map { _ in "a" }) : numbers(values)
    let data = try table([("x", x), ("y", numbers(values))])
    for type in [ScaleSpecification.Kind.linear, .log, .sqrt, .symlog] {
      let scale = ScaleSpecification(type: type)
      var layer = Layer(mark, x: "x", y: "y")
      let isDistribution = [.histogram, .density, .ecdf, .qq].contains(mark)
      if mark == .qq { layer.x = nil } else if isDistribution { layer.y = nil }
      let chart = Chart(
        layers: [layer], scales: isBox ? Scales(y: scale) : Scales(x: scale, y: scale))
      // Bars have no base on a log axis.
      let stands = [.bar, .area, .histogram, .density].contains(mark)
      guard let compiled = try? draws(chart, data) else {
        #expect(stands && type == .log)
        continue
      }
      if values.isEmpty || values.allSatisfy({ $0 == nil }), !isBox, mark != .bar {
        #expect(compiled.scene.texts.contains { $0.text.string == "No data" })
      }
    }
  }

  @Test func fiveHundredCategoriesAreThinnedAndSaidSo() throws {
    let names = (0..<500).map { "category number \($0)" }
    let data = try table([
      ("x", texts(names)), ("y", numbers(names.indices.map { Double($0 % 17) })),
    ])
    let upright = try draws(Chart(layers: [Layer(.bar, x: "x", y: "y")]), data)
    #expect(upright.notes.contains { $0.hasPrefix("every") })
    _ = try draws(Chart(layers: [Layer(.bar, x: "y", y: "x")]), data)
  }

  @Test func longAndForeignLabelsStayOnTheSheet() throws {
    let long = String(repeating: "a very long label ", count: 17)
    let data = try table([
      ("x", texts([long, "العربية نص طويل", "日本語のラベル", String(repeating: "w", count: 300), ""])),
      ("y", numbers([1, 2, 3, 4, 5])),
    ])
    for chart in [
      Chart(layers: [Layer(.bar, x: "x", y: "y")], title: long, note: long),
      Chart(layers: [Layer(.bar, x: "y", y: "x")], subtitle: long),
      Chart(layers: [Layer(.point, x: "y", y: "y", color: "x")]),
      Chart(layers: [Layer(.point, x: "y", y: "y") { $0.label = "x" }]),
    ] { _ = try draws(chart, data) }
  }

  @Test func negativeValuesOnALogAxisAreCounted() throws {
    let data = try table([("x", numbers([1, 2, 3])), ("y", numbers([-1, 0, 10]))])
    let compiled = try draws(scatter(Scales(y: .init(type: .log))), data)
    #expect(compiled.notes.contains { $0.contains("1 zeros and 1 negative values") })
    #expect(compiled.scene.texts.contains { $0.text.string == "≤ 0" })
  }

  @Test func moreSeriesThanColoursIsANamedError() throws {
    let names = (0..<7).map { "s\($0)" }
    let data = try table([
      ("x", numbers(names.indices.map(Double.init))),
      ("y", numbers(names.indices.map(Double.init))),
      ("s", texts(names)),
    ])
    let chart = Chart(layers: [Layer(.line, x: "x", y: "y", color: "s")])
    #expect(throws: ChartError.tooManySeries(count: 7, limit: 6, channel: "color")) {
      try chart.compile(data)
    }
  }

  @Test func errorsNameTheNearestName() throws {
    let data = ChartData(
      tables: [
        "models": try Table([("size", numbers([1])), ("emissions", numbers([2]))]),
        "others": try Table([("size", numbers([1]))]),
      ])
    #expect(throws: ChartError.unknownTable(name: "model", nearest: "models")) {
      try Chart(table: "model", layers: [Layer(.point, x: "size", y: "emissions")]).compile(data)
    }
    do {
      _ = try Chart(table: "models", layers: [Layer(.point, x: "size", y: "emisions")])
        .compile(data)
      Issue.record("drawn without its column")
    } catch {
      #expect("\(error)".contains("emissions"))
    }
    #expect(throws: ChartError.missingMapping(layer: 0, mark: "point", channel: "y")) {
      try Chart(table: "models", layers: [Layer(.point, x: "size")]).compile(data)
    }
  }

  @Test func tinyFiguresAreRefusedByName() throws {
    var chart = scatter()
    chart.size = FigureSize(width: 30, height: 20)
    chart.title = "A title"
    let data = try table([("x", numbers([1, 2])), ("y", numbers([1, 2]))])
    #expect(throws: ChartError.tooSmall(width: 30, height: 20)) { try chart.compile(data) }
  }

  @Test func characterWithoutGlyphIsWarnedAbout() throws {
    let data = try table([("x", texts(["a\u{10FFFD}"])), ("y", numbers([1]))])
    let compiled = try Chart(layers: [Layer(.bar, x: "x", y: "y")]).compile(data)
    let warning = try #require(compiled.warnings.first)
    #expect(warning.contains("U+10FFFD") && warning.contains("\u{10FFFD}"))
    #expect(warning.contains(ThemeFont.installed))
    #expect(compiled.warnings.count == 1)
    var titled = Chart(layers: [Layer(.bar, x: "x", y: "y")])
    titled.title = "Figure of a box"
    #expect(try titled.compile(data).warnings.first?.contains("'Figure of a box'") == true)
  }

  @Test(arguments: [Mark.correlation, .forest, .missingMap, .residuals])
  func compositesOfPoorDataAreDrawnOrRefusedByName(_ mark: Mark) throws {
    for values in [[], [3], [3, 3, 3], [nil, nil, nil]] as [[Double?]] {
      let data = try table([
        ("x", numbers(values)), ("y", numbers(values)), ("name", texts(values.map { _ in "a" })),
      ])
      var layer = Layer(mark, x: "x", y: "name")
      (layer.xmin, layer.xmax, layer.label) = ("x", "y", "name")
      if mark == .correlation { layer.columns = ["x", "y"] }
      do {
        _ = try draws(Chart(layers: [layer]), data)
      } catch let error as ChartError {
        #expect(error.description.count > 20)
      }
    }
  }

  @Test(arguments: ["row-flow", "label-card"])
  func picturesOfPoorDataAreDrawnOrRefusedByName(_ name: String) throws {
    for values in [[], [3], [3, 3, 3], [nil, nil, nil]] as [[Double?]] {
      let data = try table([
        ("x", numbers(values)), ("name", texts(values.map { _ in "a" })),
      ])
      let mappings = ["mark": name, "x": "x", "label": "name"]
      let own = name == "label-card" ? ["y": "name"] : [:]
      do {
        _ = try draws(studyChart(["layers": [mappings.merging(own) { $1 }]]), data)
      } catch let error as ChartError {
        #expect(error.description.count > 20)
      }
    }
  }

  @Test func picturesStandAloneAndReadNoPartsOfCharts() throws {
    let flow = ["mark": "row-flow"]
    let refused: [([String: Any], String)] = [
      (["layers": [flow, ["mark": "point", "x": "x", "y": "y"]]], "fills a chart of its own"),
      (["layers": [["mark": "point", "x": "x", "y": "y"], flow]], "fills a chart of its own"),
      (["layers": [flow], "facet": ["by": "x"]], "the picture 'row-flow' does not read 'facet'"),
      (["layers": [flow], "guides": ["legend": "none"]], "does not read 'guides'"),
      (["layers": [flow], "annotations": [["text": "t"]]], "does not read 'annotations'"),
      (
        ["layers": [["mark": "row-flow", "color": "x"]]], "does not read 'color'; it reads x, label"
      ),
      (["layers": [["mark": "row-flow", "colour": "x"]]], "did you mean 'color'?"),
      (["layers": [["mark": "row-flow", "x": "x"]]], "takes both 'label' and 'x', or neither"),
      (["layers": [["mark": "label-cart"]]], "did you mean 'label-card'?"),
      (["layers": [["mark": "label-card", "x": 1e301]]], "between ±1e300"),
    ]
    for (json, words) in refused {
      let error = #expect(throws: YAMLError.self) { try studyChart(json) }
      #expect(error?.description.contains(words) == true, "\(error as Any)")
    }
    // Where the domain's pictures are not told, they are not known.
    #expect(throws: DecodingError.self) { try decode(#"{"layers": [{"mark": "label-card"}]}"#) }
  }

  @Test func picturesSayWhatTheyReadOfATable() throws {
    let chart = try studyChart([
      "table": "t",
      "layers": [["mark": "label-card", "label": "m", "x": "v", "y": "r", "where": "m > 1"]],
    ])
    #expect(
      Set(chart.reading(of: "t"))
        == [.mapping("m"), .mapping("v"), .mapping("r"), .condition("m > 1")])
    #expect(chart.reading(of: "u").isEmpty)
    #expect(try studyChart(["layers": [["mark": "row-flow", "table": "u"]]]).tableNames == ["u"])
  }

  @Test func oneMillionPointsAreAnImageOfBoundedSize() throws {
    var state: UInt64 = 88_172_645_463_325_252
    func next() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) / Double(1 << 53)
    }
    let values = (0..<200_000).map { _ in (next() + next(), next() * next()) }
    let data = try table([
      ("x", Column(.double(values.map(\.0)))), ("y", Column(.double(values.map(\.1)))),
    ])
    let compiled = try scatter().compile(data)
    #expect(compiled.svg(id: "many").count < 1_000_000)
    #expect(try compiled.pdf().count < 1_000_000)
    let counts = try #require(compiled.dataAsDrawn["count"]?.doublesOrNaN)
    #expect(counts.reduce(0, +) == 200_000)
  }
}
