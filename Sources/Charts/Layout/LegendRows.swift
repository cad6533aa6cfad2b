internal import Basics
internal import Drawing

/// Sets the parts of a legend one beside the other, in rows.
struct LegendRows {
  let width: Double
  let setter: TextSetter
  private(set) var nodes: [Scene.Node] = []
  /// Where the next part begins.
  var x = 0.0
  var y = 0.0
  /// The height of a row.
  let row: Double
  private let extent: TextExtent
  private let keyWidth: Double

  private var s: Double { setter.scale }
  private var style: TextStyle { setter.legend }
  private var base: Double { y + extent.ascent }

  init(width: Double, setter: TextSetter) {
    self.width = width
    self.setter = setter
    extent = setter.extent("Hg", setter.legend)
    row = extent.height + 3 * setter.scale
    keyWidth = 14 * setter.scale
  }

  /// The names of series, cut to one row.
  func names(_ entries: [Legend.Entry]) -> [String] {
    setter.distinct(entries.map(\.name), style, to: width - keyWidth - 4).map { $0[0] }
  }

  /// Begins a new row where a part of that width has no room.
  private mutating func makeRoom(_ needed: Double) {
    guard x > 0, x + needed > width else { return }
    x = 0
    y += row
  }

  mutating func write(_ title: String?) {
    guard let title, !title.isEmpty else { return }
    let shown = setter.shortened(title, style, to: width)
    nodes.append(.text(setter.text(shown, style, .legend, at: Point(0, base), paint: .muted)))
    x = setter.width(shown, style) + 10 * s
  }

  /// The colours of a number scale, with their ticks below.
  mutating func add(_ bar: Legend.ColorBar, _ theme: Theme) {
    write(bar.title)
    let length = min(width * 0.5, 110 * s)
    let bottom = setter.tick
    let last = bar.ticks.map { setter.width($0.label, bottom) }.max() ?? 0
    if x + length + last > width {
      x = 0
      y += row
    }
    x += last / 2
    let height = 7 * s
    // Each step reaches to the end, below the next: steps that only meet would show their seams.
    let steps = 48
    for step in 0..<steps {
      let from = x + length * Double(step) / Double(steps)
      let color = Palette.color(bar.ramp, (Double(step) + 0.5) / Double(steps), theme)
      nodes.append(
        .path(
          Path(Rect(x: from, y: y + 1, width: x + length - from, height: height)),
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
  }

  /// The key and the name of a series.
  mutating func add(_ entry: Legend.Entry, named name: String) {
    let needed = keyWidth + 4 * s + setter.width(name, style)
    makeRoom(needed)
    nodes += key(entry)
    nodes.append(
      .text(setter.text(name, style, .legend, at: Point(x + keyWidth + 4 * s, base))))
    x += needed + 11 * s
  }

  /// What the areas of points stand for.
  mutating func add(_ sizes: Legend.SizeKey) {
    makeRoom(
      setter.width(sizes.title, style)
        + sizes.entries.reduce(0) {
          $0 + 2 * $1.radius + setter.width($1.label, style) + 16 * s
        })
    nodes.append(.text(setter.text(sizes.title, style, .legend, at: Point(x, base), paint: .muted)))
    x += setter.width(sizes.title, style) + 8 * s
    for entry in sizes.entries {
      nodes.append(
        .symbols(
          .init(
            shape: .circle, centers: [Point(x + entry.radius, y + extent.height / 2)],
            radii: [entry.radius], fill: .init(.muted, opacity: 0.35),
            line: .init(.muted, Stroke(0.6)))))
      x += 2 * entry.radius + 4
      nodes.append(.text(setter.text(entry.label, style, .legend, at: Point(x, base))))
      x += setter.width(entry.label, style) + 10 * s
    }
  }

  /// What sets a series off: its fill, band, line and symbol.
  private func key(_ entry: Legend.Entry) -> [Scene.Node] {
    let scale = setter.scale
    var nodes: [Scene.Node] = []
    let (x, width) = (self.x, keyWidth)
    let middle = Point(x + width / 2, y + extent.height / 2)
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
