import Charts
import Drawing
import Foundation
import Statistics
import Tables
import Testing

/// What a reader of a figure would stumble over.
@Suite struct LookTests {
  private func symbols(_ nodes: [Scene.Node]) -> [Scene.Symbols] {
    nodes.flatMap { node -> [Scene.Symbols] in
      switch node {
      case .symbols(let symbols): [symbols]
      case .clip(_, let parts), .group(_, let parts): symbols(parts)
      default: []
      }
    }
  }

  private func text(_ string: String, _ scene: Scene) throws -> Scene.Text {
    try #require(scene.texts.first { $0.text.string == string }, "no text '\(string)'")
  }

  @Test func topTickLabelKeepsOffTheTitleOfItsAxis() throws {
    let data = try table([("x", numbers([1, 2])), ("y", numbers([0, 100]))])
    var chart = scatter(
      Scales(y: .init(type: .linear) { ($0.title, $0.min, $0.max) = ("Share", 0, 100) }))
    chart.size = FigureSize(.single)
    let scene = try chart.compile(data).scene
    let (title, label) = (try text("Share", scene), try text("100", scene))
    #expect(label.bounds.y - title.bounds.maxY >= 1.5)
  }

  @Test(arguments: [Mark.boxplot, .violin])
  func whiskersThatEndAtZeroReachTheStripOfZeros(_ mark: Mark) throws {
    let values = [0, 0, 1, 10, 20, 30, 50, 80]
    let data = try table([
      ("g", texts(values.map { _ in "a" })), ("y", numbers(values.map(Double.init))),
    ])
    let chart = Chart(
      layers: [Layer(mark, x: "g", y: "y") { $0.on = .data }],
      scales: Scales(y: .init(type: .log)))
    let scene = try chart.compile(data).scene
    let zero = try text("0", scene)
    let lowest = lines(scene.group("panel-1") ?? []).filter { $0.bounds?.width ?? 99 < 60 }
      .compactMap(\.bounds?.maxY).max()
    #expect(try #require(lowest) > zero.bounds.y + 1)
  }

  @Test func pointsOfALayerAreEquallyLargeInAllPanelsAndSeries() throws {
    let rows = 0..<400
    let data = try table([
      ("x", numbers(rows.map { Double($0 % 37) })), ("y", numbers(rows.map { Double($0 % 41) })),
      ("g", texts(rows.map { $0 < 390 ? "many" : "few" })),
    ])
    var facets = Chart(layers: [Layer(.point, x: "x", y: "y")])
    facets.facet = Facet(by: "g")
    let series = Chart(layers: [Layer(.point, x: "x", y: "y", color: "g")])
    for chart in [facets, series] {
      let panels = try chart.compile(data).scene.nodes.filter {
        if case .group("legend", _) = $0 { false } else { true }
      }
      #expect(Set(symbols(panels).flatMap(\.radii)).count == 1)
    }
  }

  @Test func keyOfOverlaidHistogramsLooksAsTheirBars() throws {
    let rows = 0..<60
    let data = try table([
      ("x", numbers(rows.map { Double($0 % 17) })),
      ("g", texts(rows.map { $0 % 3 == 0 ? "b" : "a" })),
    ])
    let scene = try Chart(layers: [Layer(.histogram, x: "x", color: "g")]).compile(data).scene
    let keys = fills(try #require(scene.group("legend"))).map(\.fill)
    let bars = fills(try #require(scene.group("panel-1"))).map(\.fill)
    #expect(keys.count == 2)
    for key in keys { #expect(bars.contains(key)) }
  }

  @Test func smallTilesLeaveNoSeams() throws {
    let data = try table([("a", numbers((0..<413).map(Double.init)))])
    let compiled = try Chart(layers: [Layer(.missingMap)], theme: .report).compile(data)
    let picture = try #require(Raster(png: try compiled.png(dpi: 150)))
    let scale = Double(picture.width) / compiled.scene.width
    let tiles = fills(try #require(compiled.scene.group("panel-1"))).compactMap(\.path.bounds)
      .filter { $0.width < 8 }
    let (left, right) = (tiles.map(\.x).min() ?? 0, tiles.map(\.maxX).max() ?? 0)
    let row = Int((try #require(tiles.first?.midY) * scale).rounded())
    let reds = (Int(left * scale) + 3..<Int(right * scale) - 3).map { x in
      Int(picture.bytes[4 * (row * picture.width + x)])
    }
    #expect(tiles.count > 100)
    // One step of 255 is rounding; the ground is 41 away.
    #expect((reds.max() ?? 0) - (reds.min() ?? 0) <= 2)
  }

  @Test func countOfAStripKeepsOffItsPoints() throws {
    let rows = 0..<12
    let data = try table([
      ("x", numbers(rows.map(Double.init))),
      ("y", numbers(rows.map { $0 > 8 ? 0 : Double($0) + 1 })),
    ])
    let scene = try scatter(Scales(y: .init(type: .log))).compile(data).scene
    let count = try text("n = 3", scene)
    let inStrip = symbols(scene.nodes).flatMap(\.centers).filter {
      $0.y > count.bounds.y && $0.y < count.bounds.maxY
    }
    #expect(inStrip.count == 3)
    #expect(inStrip.allSatisfy { !count.bounds.inset(-1.5, 0).contains($0) })
  }

  @Test func labelsKeepOffTheAxis() throws {
    let data = try table([
      ("x", numbers([1, 2, 3, 4, 5, 6, 7, 8])), ("y", numbers([0, 0, 0, 0, 0, 0, 0, 90])),
      ("n", texts((0..<8).map { "longer model name \($0)" })),
    ])
    let chart = Chart(layers: [
      Layer(.line, x: "x", y: "y"), Layer(.point, x: "x", y: "y") { $0.label = "n" },
    ])
    let scene = try chart.compile(data).scene
    let axis = try #require(
      lines(scene.nodes).compactMap(\.bounds).filter { $0.width > 200 }.map(\.y).max())
    for text in scene.texts where text.role == .label { #expect(text.bounds.maxY < axis - 0.9) }
  }

  @Test func rowsOfAGridWithoutTitlesLeaveNoRoomForThem() throws {
    let rows = 0..<24
    let data = try table([
      ("x", numbers(rows.map { Double($0 % 5) })), ("y", numbers(rows.map { Double($0 % 7) })),
      ("r", texts(rows.map { "r\($0 % 2)" })), ("c", texts(rows.map { "c\($0 % 3)" })),
    ])
    var chart = Chart(layers: [Layer(.point, x: "x", y: "y")], size: FigureSize(.double))
    chart.facet = Facet(rows: "r", columns: "c")
    let scene = try chart.compile(data).scene
    func clip(_ name: String) throws -> Rect {
      for case .clip(let rect, _) in try #require(scene.group(name)) { return rect }
      throw CancellationError()
    }
    let titles = scene.texts.filter { $0.text.string == "c0" }
    #expect(titles.count == 1)
    #expect(try clip("panel-4").y - clip("panel-1").maxY < 10)
  }

  @Test func labelsOfOneSetHaveEquallyManyDecimals() throws {
    let data = try table([
      ("x", numbers([1, 2, 3])), ("y", numbers([12.24, 9.84, 10])),
      ("wide", numbers([0.0123, 9.84, 4571.2])),
    ])
    func labels(_ column: Mapping) throws -> [String] {
      try Chart(layers: [Layer(.text, x: "x", y: "y") { $0.label = column }]).compile(data)
        .scene.texts.filter { $0.role == .label }.map(\.text.string).sorted()
    }
    #expect(try labels("y") == ["10.0", "12.2", "9.8"])
    #expect(try labels("wide") == ["0.0123", "4,571", "9.84"])
  }

  @Test func monthsOfACategoryAxisShowTheirYearOnce() throws {
    let data = try table([
      ("x", texts(["2021-11", "2021-12", "2022-01", "2022-02"])), ("y", numbers([1, 2, 3, 4])),
    ])
    let shown = try Chart(layers: [Layer(.bar, x: "x", y: "y")]).compile(data).scene.texts
      .filter { $0.role == .tick && $0.anchor == .middle }.map(\.text.string)
    #expect(Set(shown) == ["Nov", "Dec", "Jan", "Feb", "2021", "2022"])
    #expect(shown.count == 6)
  }

  @Test func ticksOfThePaperThemeStandOnTheLineOfTheirAxis() throws {
    let data = try table([("x", numbers([0, 1, 10, 100])), ("y", numbers([1, 2, 3, 4]))])
    var chart = scatter(Scales(x: .init(type: .log)))
    chart.theme = .paper
    let scene = try chart.compile(data).scene
    var (upright, ticks) = ([Double](), [Double]())
    for path in lines(scene.nodes) {
      for (a, b) in zip(path.steps, path.steps.dropFirst()) {
        guard case .move(let from) = a, case .line(let to) = b else { continue }
        if from.x == to.x, abs(from.y - to.y) > 100 { upright.append(from.x) }
        if from.y == to.y, abs(from.x - to.x) < 4 { ticks.append(max(from.x, to.x)) }
      }
    }
    #expect(upright.count == 1 && !ticks.isEmpty)
    #expect(ticks.allSatisfy { $0 == upright[0] })
  }

  @Test func lineWithoutACategoryHasNoColourOfACategory() throws {
    let data = try table([
      ("x", numbers([1, 2, 3, 4])), ("y", numbers([1, 3, 2, 4])),
      ("g", texts(["a", "b", "a", "b"])),
    ])
    let chart = Chart(layers: [
      Layer(.line, x: "x", y: "y") { $0.name = "all" }, Layer(.point, x: "x", y: "y", color: "g"),
    ])
    let scene = try chart.compile(data).scene
    func paints(_ nodes: [Scene.Node]) -> [Paint] {
      nodes.flatMap { node -> [Paint] in
        switch node {
        case .path(_, nil, let line?): line.stroke.isRound ? [line.paint] : []
        case .clip(_, let parts), .group(_, let parts): paints(parts)
        default: []
        }
      }
    }
    #expect(paints(scene.nodes) == [.ink])
  }

  @Test func panelsOneAboveTheOtherBeginAtOneEdge() throws {
    let data = try table([
      ("y", texts(["short", "a much longer name"])), ("z", texts(["a", "b"])),
      ("x", numbers([1, 2])),
    ])
    var chart = Chart(panels: [
      Chart(layers: [Layer(.point, x: "x", y: "y")]),
      Chart(layers: [Layer(.point, x: "x", y: "z")]),
    ])
    chart.columns = 1
    let edges = clips(try chart.compile(data).scene.nodes).map(\.x)
    #expect(edges.count == 2 && abs(edges[0] - edges[1]) < 0.01)
  }

  private func clips(_ nodes: [Scene.Node]) -> [Rect] {
    nodes.flatMap { node -> [Rect] in
      switch node {
      case .clip(let rect, _): [rect]
      case .group(_, let parts): clips(parts)
      default: []
      }
    }
  }

  @Test func thinSegmentsOfAStackAreNotHiddenByTheGapsBetweenSegments() throws {
    let data = try table([
      ("x", texts(["a", "a"])), ("g", texts(["most", "rest"])), ("y", numbers([998, 2])),
    ])
    let chart = Chart(layers: [
      Layer(.bar, x: "x", y: "y", color: "g") { $0.position = .fill }
    ])
    let scene = try chart.compile(data).scene
    let gaps = clipped(scene.nodes).filter {
      if case .path(_, nil, let line?) = $0 {
        line.paint == .background && line.opacity == 1
      } else {
        false
      }
    }
    #expect(gaps.isEmpty)
  }

  private func clipped(_ nodes: [Scene.Node]) -> [Scene.Node] {
    nodes.flatMap { node -> [Scene.Node] in
      switch node {
      case .clip(_, let parts): parts
      case .group(_, let parts): clipped(parts)
      default: []
      }
    }
  }

  @Test func segmentsThatLieOnEachOtherAreDrawnOnce() throws {
    let data = try table([("x", numbers((0..<50).map(Double.init)))])
    let layer = Layer(.segment, x: 0, y: 0) { ($0.xend, $0.yend) = (10, 10) }
    let scene = try Chart(layers: [layer]).compile(data).scene
    let drawn = clipped(scene.nodes).filter { if case .path = $0 { true } else { false } }
    #expect(drawn.count == 1)
  }

  @Test func labelsLeaveEachOtherRoomAndThePointsInSight() throws {
    // Three names above a flat line, the points closer than the names are long.
    let data = try table([
      ("x", numbers((0..<60).map(Double.init))), ("y", numbers((0..<60).map { $0 < 55 ? 0 : 9 })),
      (
        "n",
        texts((0..<60).map { [20: "bert-base-uncased", 23: "gpt2", 32: "xlm-roberta-base"][$0] })
      ),
    ])
    let chart = Chart(
      layers: [
        Layer(.line, x: "x", y: "y"),
        Layer(.point, x: "x", y: "y") { ($0.label, $0.where) = ("n", "n is not null") },
      ], size: FigureSize(.single))
    let compiled = try chart.compile(data)
    let labels = compiled.scene.texts.filter { $0.role == .label }
    #expect(labels.count == 3 && compiled.notes.isEmpty)
    let centers = symbols(compiled.scene.nodes).flatMap(\.centers)
    for label in labels {
      #expect(!centers.contains { label.bounds.contains($0) })
      let nearest = centers.map {
        hypot($0.x - min(max($0.x, label.bounds.x), label.bounds.maxX), $0.y - label.bounds.maxY)
      }.min()
      #expect(try #require(nearest) < 40, "\(label.text.string)")
    }
  }

  @Test func legendAtTheSideNeverCutsNames() throws {
    let data = try table([
      ("x", numbers([1, 2])), ("y", numbers([1, 2])),
      ("g", texts(["Reinforcement learning and planning", "b"])),
    ])
    var chart = Chart(layers: [Layer(.point, x: "x", y: "y", color: "g")])
    (chart.size, chart.guides.legend) = (FigureSize(.single), .right)
    let shown = try chart.compile(data).scene.texts.map(\.text.string)
    #expect(shown.contains("Reinforcement learning and planning"))
  }

  @Test func yearOfAMonthThatHasNoRoomMovesOn() throws {
    let months = (0..<18).map {
      "\(2021 + (9 + $0) / 12)-\($0 % 12 < 3 ? "1\($0 % 12)" : "0\($0 % 12 - 2)")"
    }
    let data = try table([("x", texts(months)), ("y", numbers(months.map { _ in 1 }))])
    var chart = Chart(layers: [Layer(.bar, x: "x", y: "y")])
    chart.size = FigureSize(.single)
    let shown = try chart.compile(data).scene.texts.map(\.text.string)
    for year in ["2021", "2022", "2023"] { #expect(shown.contains(year), "\(year)") }
  }

  @Test func cardSetsThousandsApart() throws {
    let data = try table([
      ("m", texts(["Downloads", "Bytes per gram", "Weight", "Overall"])),
      ("v", texts(["47449", "1234567.5", "12 g", "10000"])), ("r", texts(["A", "B", "C", "B"])),
    ])
    let layer = ["mark": "label-card", "x": "v", "y": "r", "label": "m"]
    let compiled = try studyChart(["layers": [layer]]).compile(data)
    let shown = compiled.scene.texts.map(\.text.string)
    for value in ["47,449", "1,234,567.5", "12 g", "10000"] { #expect(shown.contains(value)) }
    #expect(compiled.altText.contains("47,449"))
  }
}
