internal import Drawing

/// Bars and bins from a base line.
struct Bars: Geometry {
  struct Bar {
    var from: Double
    var to: Double
    var base: Double
    var top: Double
    /// What is written at the bar.
    var text: String? = nil

    var middle: Double { (from + to) / 2 }
    var height: Double { top - base }
  }

  enum Kind {
    case bars
    /// Bins of a variable: they are side by side.
    case bins
    /// Bins of several series, one before the other.
    case overlaidBins
  }

  var bars: [Bar]
  var kind = Kind.bars
  /// Where the last bar of the stacks begins whose parts these are; `nil`: they are bars of their own.
  var lastOfStack: Double?

  var isEmpty: Bool { bars.isEmpty }
  var shapeCount: Int { bars.count }
  var needsZero: Bool { true }
  var standsOnBase: Bool { true }
  var nameEnd: (position: Double, value: Double)? {
    guard let lastOfStack, let last = bars.first(where: { $0.from == lastOfStack }),
      last.height > 0
    else { return nil }
    return (last.to, (last.base + last.top) / 2)
  }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    for bar in bars {
      position(bar.from)
      position(bar.to)
      value(bar.base)
      value(bar.top)
    }
  }

  func add(to key: inout Legend.Entry, _ series: Series) {
    key.hasFill = true
    if kind == .overlaidBins { key.wash = .dashed }
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    drawing.draw(self, series)
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    bars.map { bar in
      var row = axes.row(series, at: bar.middle)
      switch kind {
      case .bars: row.y = bar.height
      case .bins, .overlaidBins: (row.low, row.high, row.count) = (bar.from, bar.to, bar.height)
      }
      return row
    }
  }
}

extension SeriesDrawing {
  /// The rectangle between two places and two values; what lies outside the axis is counted as cut.
  mutating func rect(
    from: Double, to: Double, base: Double, top: Double, _ series: Series
  ) -> Rect? {
    let (place, value) = series.isLying ? (y, x) : (x, y)
    guard let a = place(from), let b = place(to) else { return nil }
    let (c, d) = (value.base(base), value.base(top))
    let rect =
      series.isLying
      ? Rect(x: min(c, d), y: min(a, b), width: abs(d - c), height: abs(b - a))
      : Rect(x: min(a, b), y: min(c, d), width: abs(b - a), height: abs(d - c))
    if rect.maxX > area.maxX + 0.5 || rect.x < area.x - 0.5 || rect.y < area.y - 0.5
      || rect.maxY > area.maxY + 0.5
    {
      cut += 1
    }
    return rect
  }

  fileprivate mutating func draw(_ all: Bars, _ series: Series) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let opacity = series.opacity ?? 1
    for bar in all.bars {
      guard
        var rect = rect(
          from: bar.from, to: bar.to, base: bar.base, top: bar.top, series)
      else { continue }
      obstacles.append(rect)
      if all.kind != .bars, rect.width > 3 { rect = rect.inset(0.35, 0) }
      if all.kind == .overlaidBins {
        nodes.append(
          .path(
            Path(rect), fill: .init(series.paint, opacity: 0.35 * opacity),
            line: .init(
              series.paint, Stroke(0.8 * s, dash: scaled(series.strokeDash)), opacity: opacity)))
        continue
      }
      nodes += Hatch.filled(rect, series.paint, style: series.hatch, opacity: opacity)
      // Segments of a stack are set apart by a hair of background, which must not hide a thin one.
      let value = series.isLying ? x : y
      let (base, top) = (value.base(bar.base), value.base(bar.top))
      if bar.base != 0, abs(top - base) > 1.6 * s {
        let edge =
          series.isLying
          ? [Point(base, rect.y), Point(base, rect.maxY)]
          : [Point(rect.x, base), Point(rect.maxX, base)]
        nodes.append(.path(Path(edge), fill: nil, line: .init(.background, Stroke(0.8 * s))))
      }
      if let text = bar.text { write(text, at: rect, bar, series) }
    }
    return nodes
  }

  /// The value of a bar: inside a stack, at the end of a bar that is alone.
  private mutating func write(
    _ text: String, at rect: Rect, _ block: Bars.Bar, _ series: Series
  ) {
    let style = setter.label
    let extent = setter.extent(text, style)
    let isPart = (series.geometry as? Bars)?.lastOfStack != nil
    if isPart || chart.layers[series.layer].position == .fill {
      guard extent.width < rect.width - 2, extent.height < rect.height + 1 else { return }
      let color = theme.color(series.paint)
      let ink = Color(0x000000)
      let paint: Paint =
        color.contrast(with: Color(0xFFFFFF)) >= color.contrast(with: ink)
        ? .fixed(Color(0xFFFFFF)) : .fixed(ink)
      // The hatch must not cross the figures.
      over.append(
        .path(
          Path(
            Rect(
              x: rect.midX - extent.width / 2 - 1.5, y: rect.midY - extent.height / 2 + 0.5,
              width: extent.width + 3, height: extent.height - 1), radius: 1.5),
          fill: .init(series.paint), line: nil))
      over.append(
        .text(
          setter.text(
            text, style, .label,
            at: Point(rect.midX, rect.midY - extent.height / 2 + extent.ascent), anchor: .middle,
            paint: paint)))
      return
    }
    let isNegative = block.top < block.base
    let point: Point
    let anchor: Scene.Anchor
    if series.isLying {
      // Inside the end where there is no room outside.
      let outside = isNegative ? rect.x - 3 * s : rect.maxX + 3 * s
      let isTight =
        isNegative ? outside - extent.width < panel.x : outside + extent.width > panel.maxX
      if isTight {
        let color = theme.color(series.paint)
        let white = Color(0xFFFFFF)
        let ink = Color(0x000000)
        guard extent.width < rect.width - 6 else { return }
        over.append(
          .text(
            setter.text(
              text, style, .label,
              at: Point(
                isNegative ? rect.x + 3 * s : rect.maxX - 3 * s,
                rect.midY - extent.height / 2 + extent.ascent),
              anchor: isNegative ? .start : .end,
              paint: color.contrast(with: white) >= color.contrast(with: ink)
                ? .fixed(white) : .fixed(ink))))
        return
      }
      point = Point(outside, rect.midY - extent.height / 2 + extent.ascent)
      anchor = isNegative ? .end : .start
      guard extent.height <= rect.height + 4 else { return }
    } else {
      guard extent.width <= rect.width + 4 else { return }
      point = Point(
        rect.midX,
        isNegative ? rect.maxY + extent.ascent + 1 : rect.y - extent.descent - 1)
      anchor = .middle
    }
    over.append(.text(setter.text(text, style, .label, at: point, anchor: anchor)))
  }

  /// Black or white, whichever is read more easily on a colour.
  func ink(on color: Color) -> Paint {
    let (white, black) = (Color(0xFFFFFF), Color(0x000000))
    return .fixed(color.contrast(with: white) >= color.contrast(with: black) ? white : black)
  }
}
