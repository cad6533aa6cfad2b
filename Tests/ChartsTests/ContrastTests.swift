import Charts
import Drawing
import Foundation
import Testing

/// Contrast of texts and marks after WCAG 2.2, over the whole gallery in every theme.
@Suite struct ContrastTests {
  @Test(arguments: Theme.Name.allCases)
  func rolesStandOutInEveryTheme(_ name: Theme.Name) {
    let theme = Theme.named(name)
    for ground in [theme.background, theme.surface] {
      #expect(theme.ink.contrast(with: ground) >= 4.5)
      #expect(theme.muted.contrast(with: ground) >= 4.5)
    }
    for color in theme.series + theme.levels {
      #expect(color.contrast(with: theme.background) >= 3)
    }
  }

  /// The scene without its letters, but with what is drawn behind them.
  private func background(_ nodes: [Scene.Node]) -> [Scene.Node] {
    nodes.compactMap { node in
      switch node {
      case .text(let text):
        text.halo
          ? .path(
            Path(text.bounds.inset(-1, text.extent.height * 0.12), radius: 2),
            fill: .init(.background, opacity: 0.82), line: nil) : nil
      case .group(let name, let parts): .group(name, background(parts))
      case .clip(let rect, let parts): .clip(rect, background(parts))
      default: node
      }
    }
  }

  @Test(arguments: Examples.names, Theme.Name.allCases)
  func everyTextStandsOutFromWhatLiesBehindIt(_ name: String, _ theme: Theme.Name) throws {
    let gallery = try #require(Examples.gallery)
    var chart = try #require(Examples.entry(name)).chart
    chart.theme = theme
    let compiled = try chart.compile(gallery.data)
    var bare = compiled.scene
    bare.nodes = background(bare.nodes)
    let canvas = try Canvas.image(
      width: bare.width, height: bare.height, dpi: 72, background: compiled.theme.background)
    bare.draw(on: canvas, compiled.theme)
    let picture = try #require(
      Raster(png: try canvas.png(PictureMetadata(title: "", description: ""))))
    for text in compiled.scene.texts where text.degrees == 0 {
      let color = compiled.theme.color(text.paint)
      let box = text.bounds.inset(0.5, text.extent.height * 0.25)
      var (pixels, weak) = (0, 0)
      for y in max(0, Int(box.y))..<max(1, min(picture.height, Int(box.maxY.rounded(.up)))) {
        for x in max(0, Int(box.x))..<max(1, min(picture.width, Int(box.maxX.rounded(.up)))) {
          let place = 4 * (y * picture.width + x)
          let behind = Color(
            red: Double(picture.bytes[place]) / 255, green: Double(picture.bytes[place + 1]) / 255,
            blue: Double(picture.bytes[place + 2]) / 255)
          pixels += 1
          if color.contrast(with: behind) < 4.5 { weak += 1 }
        }
      }
      // A thin line may touch a letter; the ground of a word may not be weak.
      #expect(
        Double(weak) <= 0.1 * Double(pixels), "\(name): '\(text.text.string)' \(weak) of \(pixels)")
    }
  }

  /// Shapes that stand for data: those of panels but grid, strips, bands and what is cut out of
  /// other shapes.
  private func marks(
    _ nodes: [Scene.Node], inPanel: Bool = false
  ) -> [(fill: Scene.Fill?, line: Scene.Line?, isSmall: Bool)] {
    let apart: Set<Paint> = [.background, .grid, .surface]
    return nodes.flatMap { node -> [(fill: Scene.Fill?, line: Scene.Line?, isSmall: Bool)] in
      switch node {
      case .path(let path, let fill, let line):
        guard inPanel, !apart.contains(fill?.paint ?? line?.paint ?? .grid) else { return [] }
        return [(fill, line, path.bounds.map { min($0.width, $0.height) < 5 } ?? true)]
      case .symbols(let symbols): return inPanel ? [(symbols.fill, symbols.line, false)] : []
      case .group("band", _): return []
      case .group(let name, let parts):
        return marks(parts, inPanel: inPanel || name.hasPrefix("panel-"))
      case .clip(_, let parts): return marks(parts, inPanel: inPanel)
      default: return []
      }
    }
  }

  @Test(arguments: Examples.names, Theme.Name.allCases)
  func everyMarkOrItsOutlineStandsOut(_ name: String, _ theme: Theme.Name) throws {
    let gallery = try #require(Examples.gallery)
    var chart = try #require(Examples.entry(name)).chart
    chart.theme = theme
    let compiled = try chart.compile(gallery.data)
    let colors = compiled.theme
    let found = marks(compiled.scene.nodes)
    #expect(!found.isEmpty)
    // Tiles too small for an outline each share one.
    let hasFrame = found.contains { $0.fill == nil && $0.line?.paint == .muted }
    let weak = found.filter { mark in
      let shades = [
        mark.fill.map { colors.color($0.paint).opacity($0.opacity) },
        mark.line.map { colors.color($0.paint).opacity($0.opacity) },
      ].compactMap { $0?.over(colors.background) }
      if hasFrame, mark.isSmall, mark.line == nil, case .fixed? = mark.fill?.paint { return false }
      // What lies across a shape (hatch, the ends of stacked bars) stands out from that shape.
      if mark.fill == nil, mark.line?.opacity != 1 { return false }
      return !shades.contains { $0.contrast(with: colors.background) >= 3 }
    }
    #expect(weak.isEmpty, "\(name): \(weak.prefix(3))")
  }
}
