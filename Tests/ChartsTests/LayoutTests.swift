import Charts
import Drawing
import Foundation
import Testing

@Suite struct LayoutTests {
  /// Charts of many panels side by side, which one column cannot hold.
  private static let wide: Set<String> = ["facet-grid"]

  @Test(arguments: Examples.names, Theme.Name.allCases)
  func noTextOverlapsAndNothingLeavesTheSheetAtThreeSizes(
    _ name: String, _ theme: Theme.Name
  ) throws {
    let gallery = try #require(Examples.gallery)
    let entry = try #require(Examples.entry(name))
    for size in [FigureSize(.single), FigureSize(.double), FigureSize(.slide)] {
      var chart = entry.chart
      chart.size = size
      chart.theme = theme
      let scene: Scene
      do {
        scene = try chart.compile(gallery.data).scene
      } catch {
        let isExpected = size.width == 84 && Self.wide.contains(name)
        #expect(isExpected, "\(name) at \(size.width) mm: \(error)")
        continue
      }
      let pairs = overlaps(scene).map { "\($0.0) | \($0.1)" }
      #expect(pairs.isEmpty, "\(name) at \(size.width) mm")
      #expect(escapes(scene).isEmpty, "\(name) at \(size.width) mm")
      #expect(strays(scene).isEmpty, "\(name) at \(size.width) mm")
    }
  }

  @Test func textIsAtLeastSevenPoints() throws {
    let gallery = try #require(Examples.gallery)
    for entry in gallery.entries {
      let scene = try entry.chart.compile(gallery.data).scene
      #expect(scene.texts.allSatisfy { $0.style.size >= 7 }, "\(entry.name)")
    }
  }

  @Test func longPanelTitlesTakeTwoLines() throws {
    let names = ["Reinforcement learning and planning", "Vision", "Audio", "Text"]
    let data = try table([
      ("g", texts(names)), ("x", numbers([1, 2, 3, 4])), ("y", numbers([1, 2, 3, 4])),
    ])
    var chart = Chart(layers: [Layer(.point, x: "x", y: "y")], size: FigureSize(.double))
    chart.facet = Facet(columns: "g")
    let strips = try chart.compile(data).scene.texts.filter { $0.role == .strip }
    #expect(strips.count == 5)
    #expect(!strips.contains { $0.text.string.contains("…") })
  }

  @Test func textsKeepOffSegmentsAndRules() throws {
    let places = (0..<12).map(Double.init)
    let data = try table([
      ("x", numbers(places)), ("y", numbers(places.map { 5 + 3 * sin($0) })),
      ("label", texts(places.map { "value \(Int($0))" })),
    ])
    let chart = Chart(layers: [
      Layer(.segment, x: "x", y: 0) { $0.yend = "y" },
      Layer(.text, x: "x", y: "y") { $0.label = "label" },
    ])
    let scene = try chart.compile(data).scene
    let labels = scene.texts.filter { $0.role == .label }.map(\.bounds)
    #expect(labels.count > 6)
    let segments = fills(scene.nodes)
    #expect(segments.allSatisfy { $0.fill.paint != .ink })
    for bounds in lines(scene.nodes).compactMap(\.bounds) where bounds.width == 0 {
      #expect(!labels.contains { $0.inset(0, 1).overlaps(bounds.inset(-0.1, 0)) })
    }
  }

  @Test func tilesCarryAllTheirValuesOrNone() throws {
    let columns = (0..<30).map { "\($0)" }
    let data = try table([
      ("x", texts(columns)), ("y", texts(columns.map { _ in "row" })),
      ("v", numbers(columns.indices.map { $0 == 3 ? 1 : 123_456 })),
    ])
    func values(_ preset: FigureSize.Preset) throws -> Int {
      var chart = Chart(layers: [Layer(.tile, x: "x", y: "y", color: "v") { $0.values = true }])
      chart.size = FigureSize(preset)
      return try chart.compile(data).scene.texts.filter { $0.role == .label }.count
    }
    #expect(try values(.single) == 0)
    var wide = Chart(layers: [Layer(.tile, x: "x", y: "y", color: "v") { $0.values = true }])
    wide.size = FigureSize(width: 600)
    #expect(try wide.compile(data).scene.texts.filter { $0.role == .label }.count == 30)
  }

  private func clips(_ nodes: [Scene.Node]) -> [(rect: Rect, parts: [Scene.Node])] {
    nodes.flatMap { node -> [(rect: Rect, parts: [Scene.Node])] in
      switch node {
      case .clip(let rect, let parts): [(rect, parts)]
      case .group(_, let parts): clips(parts)
      default: []
      }
    }
  }

  @Test(arguments: [(100.0, true), (90, false)])
  func pointsAtTheEndOfAnAxisAreWholeAndThoseBeyondAreCut(
    _ top: Double, _ isWhole: Bool
  ) throws {
    let data = try table([("x", numbers([1, 2, 3])), ("y", numbers([20, 100, 80]))])
    let scales = Scales(y: .init(type: .linear) { ($0.min, $0.max) = (0, top) })
    let clip = try #require(clips(try scatter(scales).compile(data).scene.nodes).first)
    let inside = clip.parts.allSatisfy { node in
      guard case .symbols(let symbols) = node else { return true }
      return symbols.centers.allSatisfy { $0.y - symbols.radii[0] >= clip.rect.y }
    }
    #expect(inside == isWhole)
  }
}
