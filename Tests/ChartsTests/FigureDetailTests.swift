import Basics
import Charts
import Drawing
import Foundation
import Tables
import Testing

/// Small things that a reader of a figure relies on.
@Suite struct FigureDetailTests {
  private func symbols(_ nodes: [Scene.Node]) -> [Scene.Symbols] {
    nodes.flatMap { node -> [Scene.Symbols] in
      switch node {
      case .symbols(let symbols): [symbols]
      case .clip(_, let parts), .group(_, let parts): symbols(parts)
      default: []
      }
    }
  }

  private func shown(_ scene: Scene) -> [String] { scene.texts.map(\.text.string) }

  private func stack(_ position: Position = .fill, last: [String] = ["a", "b", "c"]) throws
    -> (Chart, ChartData)
  {
    let rows = ["2021", "2022", "2023"].flatMap { year in
      (year == "2023" ? last : ["a", "b", "c"]).map { (year, $0) }
    }
    let data = try table([
      ("year", texts(rows.map(\.0))), ("part", texts(rows.map(\.1))),
      ("n", numbers(rows.indices.map { Double($0 % 4) + 1 })),
    ])
    let chart = Chart(
      layers: [Layer(.bar, x: "year", y: "n", color: "part") { $0.position = position }],
      scales: Scales(color: .init(title: "")))
    return (chart, data)
  }

  @Test(arguments: [Position.stack, .fill])
  func partsOfAStackAreNamedBesideItsLastBar(_ position: Position) throws {
    let (chart, data) = try stack(position)
    let scene = try chart.compile(data).scene
    #expect(scene.group("legend") == nil)
    let names = scene.texts.filter { $0.role == .legend }
    #expect(Set(names.map(\.text.string)) == ["a", "b", "c"])
    let right = fills(scene.group("panel-1") ?? []).compactMap(\.path.bounds?.maxX).max() ?? 0
    for name in names { #expect(name.bounds.x > right) }
    // From top to bottom in the order of the stack.
    #expect(names.sorted { $0.bounds.y < $1.bounds.y }.map(\.text.string) == ["c", "b", "a"])
  }

  @Test func aStackWhoseLastBarLacksAPartHasALegend() throws {
    let (chart, data) = try stack(last: ["a", "b"])
    let scene = try chart.compile(data).scene
    #expect(scene.group("legend") != nil)
  }

  @Test func partsWithATitleHaveALegend() throws {
    var (chart, data) = try stack()
    chart.scales.color.title = "Kind"
    let scene = try chart.compile(data).scene
    #expect(scene.group("legend") != nil)
    #expect(shown(scene).contains("Kind"))
  }

  @Test(arguments: Theme.Name.allCases)
  func patternsAreForPrintAlone(_ theme: Theme.Name) throws {
    var (chart, data) = try stack()
    chart.theme = theme
    let scene = try chart.compile(data).scene
    let hatches = lines(scene.group("panel-1") ?? []).filter { $0.steps.count > 12 }
    #expect(hatches.isEmpty == (theme != .paper))
  }

  @Test(arguments: [5, 40])
  func fewBarsTellTheirValues(_ count: Int) throws {
    let data = try table([
      ("k", texts((0..<count).map { "k\($0)" })),
      ("v", numbers((0..<count).map { Double($0) * 10 + 7 })),
    ])
    var chart = Chart(layers: [Layer(.bar, x: "v", y: "k")])
    #expect(shown(try chart.compile(data).scene).contains("47") == (count == 5))
    chart.layers[0].values = false
    #expect(!shown(try chart.compile(data).scene).contains("47"))
  }

  @Test func barsThatCarryIntervalsHaveNoValuesInTheirWay() throws {
    let data = try table([
      ("k", texts(["a", "b"])), ("v", numbers([17, 27])), ("l", numbers([11, 21])),
      ("h", numbers([19, 33])),
    ])
    let chart = Chart(layers: [
      Layer(.bar, x: "v", y: "k"), Layer(.errorbar, y: "k") { ($0.xmin, $0.xmax) = ("l", "h") },
    ])
    #expect(!shown(try chart.compile(data).scene).contains("17"))
  }

  @Test func pointRangesTellTheirMiddlesWhereAskedFor() throws {
    let data = try table([
      ("k", texts(["a", "b"])), ("v", numbers([1234, -27])), ("l", numbers([1100, -41])),
      ("h", numbers([1900, 33])),
    ])
    var chart = Chart(layers: [
      Layer(.pointrange, x: "v", y: "k") { ($0.xmin, $0.xmax) = ("l", "h") }
    ])
    #expect(!shown(try chart.compile(data).scene).contains("1,230"))
    chart.layers[0].values = true
    let scene = try chart.compile(data).scene
    // To the three digits that an interval is worth.
    #expect(shown(scene).contains("1,230"))
    #expect(shown(scene).contains("−27"))
    #expect(overlaps(scene).isEmpty)
  }

  @Test func linesTellTheirPeakAndTheirEnd() throws {
    let data = try table([
      ("x", numbers([1, 2, 3, 4, 5])), ("y", numbers([3.1, 18.5, 7, nil, 4.2])),
    ])
    let chart = Chart(layers: [Layer(.line, x: "x", y: "y") { $0.values = true }])
    let scene = try chart.compile(data).scene
    #expect(shown(scene).contains("18.5"))
    #expect(shown(scene).contains("4.2"))
    #expect(!shown(scene).contains("3.1"))
  }

  /// Short lines across an axis, at their places along it.
  private func ticks(_ scene: Scene, isX: Bool) -> Int {
    lines(scene.group("panel-1") ?? []).reduce(0) { count, path in
      var (found, last) = (0, Point(0, 0))
      for step in path.steps {
        if case .move(let point) = step { last = point }
        if case .line(let point) = step {
          let (dx, dy) = (abs(point.x - last.x), abs(point.y - last.y))
          if isX ? dx == 0 && dy < 2 && dy > 0 : dy == 0 && dx < 2 && dx > 0 { found += 1 }
        }
      }
      return count + found
    }
  }

  @Test(arguments: Theme.Name.allCases)
  func smallTicksOfLogAxesAreOnBothOrOnNone(_ theme: Theme.Name) throws {
    let data = try table([
      ("x", numbers([1, 10, 100, 1000])), ("y", numbers([1, 10, 100, 2000])),
    ])
    var chart = scatter(Scales(x: .init(type: .log), y: .init(type: .log)))
    chart.theme = theme
    let scene = try chart.compile(data).scene
    let (x, y) = (ticks(scene, isX: true), ticks(scene, isX: false))
    #expect((x > 0) == (y > 0), "\(x) and \(y)")
    #expect((x > 0) == (theme == .paper))
  }

  @Test func twoLogAxesAreWrittenAlike() throws {
    let data = try table([
      ("x", numbers([1e3, 1e6, 1e9])), ("y", numbers([1, 100, 90_000])),
    ])
    let scales = Scales(x: .init(type: .log), y: .init(type: .log))
    let shown = shown(try scatter(scales).compile(data).scene)
    #expect(shown.contains("10⁶"))
    #expect(shown.contains("10⁴"))
    #expect(!shown.contains("10,000"))
  }

  @Test func theStripOfZerosHasAMarkInEveryChart() throws {
    let values = (0..<40).map { $0 < 3 ? 0 : Double($0 * $0) }
    let data = try table([("v", numbers(values)), ("g", texts(values.map { _ in "g" }))])
    for layer in [
      Layer(.histogram, x: "v"), Layer(.density, x: "v"), Layer(.ecdf, x: "v"),
      Layer(.boxplot, x: "v", y: "g"),
    ] {
      let chart = Chart(layers: [layer], scales: Scales(x: .init(type: .log)))
      let scene = try chart.compile(data).scene
      let count = try #require(scene.texts.first { $0.text.string.hasSuffix("n = 3") })
      let centers = symbols(scene.nodes).flatMap(\.centers)
      #expect(
        layer.mark == .ecdf || centers.contains { abs($0.x - count.bounds.midX) < 6 },
        "\(layer.mark)")
    }
  }

  @Test func cumulativeSharesReachBothEdges() throws {
    let data = try table([("v", numbers([3, 4, 6, 9]))])
    let scene = try Chart(layers: [Layer(.ecdf, x: "v")]).compile(data).scene
    var clip: Rect?
    func walk(_ nodes: [Scene.Node]) {
      for node in nodes {
        if case .clip(let rect, _) = node { clip = rect }
        if case .group(_, let parts) = node { walk(parts) }
      }
    }
    walk(scene.nodes)
    let panel = try #require(clip)
    let curve = lines(scene.group("panel-1") ?? []).filter { $0.steps.count > 6 }
      .compactMap(\.bounds).max { $0.height < $1.height }
    let bounds = try #require(curve)
    // The clip lies a little outside the panel.
    #expect(bounds.x - panel.x < 6 && panel.maxX - bounds.maxX < 6)
  }

  @Test func theLastStepIsAsWideAsTheOthers() throws {
    let data = try table([("x", numbers([1, 2, 3, 4])), ("y", numbers([4, 1, 3, 2]))])
    let scene = try Chart(layers: [Layer(.step, x: "x", y: "y")]).compile(data).scene
    func curves(_ nodes: [Scene.Node]) -> [Path] {
      nodes.flatMap { node -> [Path] in
        switch node {
        case .path(let path, nil, let line?) where line.paint == .series(0): [path]
        case .clip(_, let parts), .group(_, let parts): curves(parts)
        default: []
        }
      }
    }
    let step = try #require(curves(scene.nodes).first)
    let points = step.steps.compactMap { one -> Point? in
      switch one {
      case .move(let point), .line(let point): point
      default: nil
      }
    }
    let widths = zip(points, points.dropFirst()).map { $1.x - $0.x }.filter { $0 > 0.01 }
    #expect(widths.count == 4)
    #expect((widths.max() ?? 0) - (widths.min() ?? 0) < 0.01)
  }

  @Test func panelsWithTheirOwnAxisHaveOnlyTheirCategories() throws {
    let data = try table([
      ("group", texts(["a", "a", "a", "a", "b"])), ("name", texts(["p", "q", "r", "s", "t"])),
      ("v", numbers([1, 2, 3, 4, 5])),
    ])
    var chart = Chart(
      layers: [Layer(.point, x: "v", y: "name")],
      facet: Facet(by: "group", wrap: 1, free: .y))
    let scene = try chart.compile(data).scene
    let ticks = scene.texts.filter { $0.role == .tick && "pqrst".contains($0.text.string) }
    #expect(ticks.count == 5)
    // Rows are as far apart in both panels, or nearly so.
    let panels = (1...2).map { scene.group("panel-\($0)") ?? [] }
    let heights = panels.map { nodes in symbols(nodes).flatMap(\.centers).map(\.y) }
    #expect(heights[0].count == 4 && heights[1].count == 1)
    #expect((heights[0].max() ?? 0) < heights[1][0])
    chart.facet?.free = .none
    let shared = try chart.compile(data).scene.texts.filter {
      $0.role == .tick && "pqrst".contains($0.text.string)
    }
    #expect(shared.count == 10)
  }

  @Test func pointsOfOneYearStandSideBySide() throws {
    let rows = 0..<30
    let data = try table([
      ("year", Column(ints: rows.map { 2020 + Int64($0 % 3) })),
      ("y", numbers(rows.map { Double($0 / 6) })),
    ])
    let compiled = try Chart(layers: [Layer(.point, x: "year", y: "y")]).compile(data)
    let all = symbols(compiled.scene.group("panel-1") ?? [])
    let (centers, radius) = (all.flatMap(\.centers), all.first?.radii.first ?? 0)
    #expect(centers.count == 30)
    for i in centers.indices {
      for j in 0..<i {
        #expect(hypot(centers[i].x - centers[j].x, centers[i].y - centers[j].y) > 1.6 * radius)
      }
    }
    // The data as drawn are the data, and a second drawing is the same.
    #expect(Set(compiled.dataAsDrawn["x"]?.doublesOrNaN ?? []) == [2020, 2021, 2022])
    let again = try Chart(layers: [Layer(.point, x: "year", y: "y")]).compile(data)
    #expect(again.svg(id: "a") == compiled.svg(id: "a"))
  }

  @Test(arguments: [ScaleSpecification.Kind.sqrt, .symlog])
  func barsOnABentAxisSayThatTheirLengthsMislead(_ kind: ScaleSpecification.Kind) throws {
    let data = try table([("k", texts(["a", "b"])), ("v", numbers([4, 900]))])
    let notes = try Chart(
      layers: [Layer(.bar, x: "v", y: "k")], scales: Scales(x: .init(type: kind))
    ).compile(data).notes
    #expect(notes.contains { $0.contains("not in proportion") })
  }
}
