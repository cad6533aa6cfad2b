internal import Basics
internal import Drawing

/// Names of series and what they look like; or the colours of a number scale.
struct Legend {
  struct Entry: Hashable {
    var name: String
    var paint: Paint
    var symbol: Symbol
    var dash: [Double]
    var hatch: Int
    var hasLine = false
    var hasPoint = false
    var hasFill = false
    /// How marks that let the ground through are filled: pale, with an edge and, or, a hatch.
    var wash: Wash?
    var hasBand = false
  }

  enum Wash: Hashable { case hatched, dashed }

  struct ColorBar {
    var title: String
    var ramp: Palette.Ramp
    /// Ticks as shares of the bar.
    var ticks: [(share: Double, label: String)]
  }

  struct SizeKey {
    var title: String
    var entries: [(radius: Double, label: String)]
  }

  var title: String?
  var entries: [Entry] = []
  var bar: ColorBar?
  var sizes: SizeKey?

  var isEmpty: Bool { entries.isEmpty && bar == nil && sizes == nil }

  /// Draws the legend in rows of at most `width` from (0, 0); answers its nodes and height.
  func rows(
    width: Double, _ setter: TextSetter, _ theme: Theme
  ) -> (nodes: [Scene.Node], height: Double) {
    let style = setter.legend
    let extent = setter.extent("Hg", style)
    let row = extent.height + 3 * setter.scale
    let key = 14 * setter.scale
    var nodes: [Scene.Node] = []
    var (x, y) = (0.0, 0.0)
    func base() -> Double { y + extent.ascent }
    func write(_ title: String?) {
      guard let title, !title.isEmpty else { return }
      let shown = setter.shortened(title, style, to: width)
      nodes.append(
        .text(setter.text(shown, style, .legend, at: Point(0, base()), paint: .muted)))
      x = setter.width(shown, style) + 10 * setter.scale
    }
    if let bar {
      write(bar.title)
      let length = min(width * 0.5, 110 * setter.scale)
      let bottom = setter.tick
      let last = bar.ticks.map { setter.width($0.label, bottom) }.max() ?? 0
      if x + length + last > width {
        x = 0
        y += row
      }
      x += last / 2
      let height = 7 * setter.scale
      // Each step reaches to the end, below the next: steps that only meet would show their seams.
      let steps = 48
      for step in 0..<steps {
        let from = x + length * Double(step) / Double(steps)
        let color = Palette.color(bar.ramp, (Double(step) + 0.5) / Double(steps), theme)
        nodes.append(
          .path(
            Path(
              Rect(
                x: from, y: y + 1, width: x + length - from, height: height)),
            fill: .init(.fixed(color)), line: nil))
      }
      nodes.append(
        .path(
          Path(Rect(x: x, y: y + 1, width: length, height: height)), fill: nil,
          line: .init(.muted, Stroke(0.5))))
      var end = -Double.infinity
      for tick in bar.ticks {
        let place = x + tick.share * length
        let half = setter.width(tick.label, bottom) / 2
        guard place - half > end else { continue }
        end = place + half + 4
        nodes.append(
          .path(
            Path([Point(place, y + height + 1), Point(place, y + height + 3)]), fill: nil,
            line: .init(.muted, Stroke(0.5))))
        nodes.append(
          .text(
            setter.text(
              tick.label, bottom, .legend,
              at: Point(place, y + height + 4 + setter.extent(tick.label, bottom).ascent),
              anchor: .middle)))
      }
      y += height + 4 + setter.lineHeight(bottom)
      if entries.isEmpty, sizes == nil { return (nodes, y) }
      (x, y) = (0, y + 2)
    }
    if !entries.isEmpty { write(title) }
    for entry in entries {
      let name = setter.shortened(entry.name, style, to: width - key - 4)
      let needed = key + 4 * setter.scale + setter.width(name, style)
      if x > 0, x + needed > width {
        x = 0
        y += row
      }
      nodes += self.key(entry, x: x, y: y, width: key, height: extent.height, setter.scale)
      nodes.append(
        .text(setter.text(name, style, .legend, at: Point(x + key + 4 * setter.scale, base()))))
      x += needed + 11 * setter.scale
    }
    if let sizes {
      let needed =
        setter.width(sizes.title, style)
        + sizes.entries.reduce(0) {
          $0 + 2 * $1.radius + setter.width($1.label, style) + 16 * setter.scale
        }
      if x > 0, x + needed > width {
        x = 0
        y += row
      }
      nodes.append(
        .text(setter.text(sizes.title, style, .legend, at: Point(x, base()), paint: .muted)))
      x += setter.width(sizes.title, style) + 8 * setter.scale
      for entry in sizes.entries {
        nodes.append(
          .symbols(
            .init(
              shape: .circle, centers: [Point(x + entry.radius, y + extent.height / 2)],
              radii: [entry.radius], fill: .init(.muted, opacity: 0.35),
              line: .init(.muted, Stroke(0.6)))))
        x += 2 * entry.radius + 4
        nodes.append(.text(setter.text(entry.label, style, .legend, at: Point(x, base()))))
        x += setter.width(entry.label, style) + 10 * setter.scale
      }
      y = max(y, 0)
    }
    return (nodes, y + row)
  }

  /// Draws the legend as a column; answers its nodes and extent.
  func column(
    limit: Double, _ setter: TextSetter, _ theme: Theme
  ) -> (nodes: [Scene.Node], width: Double, height: Double) {
    var copy = self
    copy.title = nil
    var nodes: [Scene.Node] = []
    var (width, y) = (0.0, 0.0)
    if let title, !title.isEmpty {
      let shown = setter.shortened(title, setter.legend, to: limit)
      let extent = setter.extent(shown, setter.legend)
      nodes.append(
        .text(
          setter.text(shown, setter.legend, .legend, at: Point(0, extent.ascent), paint: .muted)))
      (width, y) = (extent.width, extent.height + 3)
    }
    for entry in entries {
      var one = Legend()
      one.entries = [entry]
      let (parts, height) = one.rows(width: limit, setter, theme)
      nodes += Scene.moved(parts, 0, y)
      y += height
      width = max(
        width, min(limit, 18 * setter.scale + setter.width(entry.name, setter.legend)))
    }
    return (nodes, width, y)
  }

  private func key(
    _ entry: Entry, x: Double, y: Double, width: Double, height: Double, _ scale: Double
  ) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let middle = Point(x + width / 2, y + height / 2)
    if entry.hasFill {
      let side = 8.5 * scale
      let rect = Rect(
        x: middle.x - side * 0.65, y: middle.y - side / 2, width: side * 1.3, height: side)
      switch entry.wash {
      case nil: nodes += Hatch.filled(rect, entry.paint, style: entry.hatch, opacity: 1)
      case .dashed:
        nodes.append(
          .path(
            Path(rect), fill: .init(entry.paint, opacity: 0.35),
            line: .init(entry.paint, Stroke(0.8 * scale, dash: entry.dash.map { $0 * scale }))))
      case .hatched:
        nodes.append(
          .path(
            Path(rect), fill: .init(entry.paint, opacity: 0.25),
            line: .init(entry.paint, Stroke(0.8 * scale))))
        let lines = Hatch.lines(in: Hatch.corners(rect), style: entry.hatch)
        if !lines.steps.isEmpty {
          nodes.append(
            .path(lines, fill: nil, line: .init(entry.paint, Stroke(0.6), opacity: 0.6)))
        }
      }
    } else if entry.hasBand {
      nodes.append(
        .path(
          Path(Rect(x: x, y: middle.y - 4 * scale, width: width, height: 8 * scale)),
          fill: .init(entry.paint, opacity: 0.2), line: nil))
    }
    if entry.hasLine {
      nodes.append(
        .path(
          Path([Point(x, middle.y), Point(x + width, middle.y)]), fill: nil,
          line: .init(entry.paint, Stroke(1.5 * scale, dash: entry.dash.map { $0 * scale }))))
    }
    if entry.hasPoint {
      nodes.append(
        .symbols(
          .init(
            shape: entry.symbol, centers: [middle], radii: [2.6 * scale],
            fill: entry.symbol.isOpen ? nil : .init(entry.paint),
            line: .init(entry.paint, Stroke(entry.symbol.isOpen ? 1.2 * scale : 0.5)))))
    }
    return nodes
  }
}
