internal import Drawing

/// Axes: lines and ticks, their labels, and the counts of strips.
extension PanelDrawing {
  /// From the panel to a tick label.
  private var tickGap: Double { AxisLayout.tickLength * s + 1.5 * s }

  func lineNodes(_ series: [Series]) -> [Scene.Node] {
    var lines = Path()
    // Tiles of categories have their own frames.
    let hasFrame =
      layout.yScale.categories != nil && series.contains { $0.mark.traits.coversGround }
    let isPaper = theme.name == .paper && !hasFrame
    let isBase = layout.yScale.categories != nil && series.contains { $0.geometry.standsOnBase }
    let hasXLine = layout.yScale.categories == nil || isPaper
    let hasYLine = isBase || isPaper
    if hasXLine {
      lines.append(
        Path([Point(layout.rect.x, layout.rect.maxY), Point(layout.rect.maxX, layout.rect.maxY)]))
    }
    // The zero line, where bars start at it above the lower edge.
    if layout.yScale.categories == nil, layout.yScale.low < 0, layout.yScale.high > 0,
      !layout.yScale.isLog,
      series.contains(where: { $0.geometry.standsOnBase && !$0.isLying }), let zero = layout.y(0)
    {
      lines.append(Path([Point(layout.area.x, zero), Point(layout.area.maxX, zero)]))
    }
    if layout.xScale.categories == nil, layout.xScale.low < 0, layout.xScale.high > 0,
      !layout.xScale.isLog,
      series.contains(where: { $0.geometry.standsOnBase && $0.isLying }), let zero = layout.x(0)
    {
      lines.append(Path([Point(zero, layout.area.y), Point(zero, layout.area.maxY)]))
    } else if hasYLine {
      // Bars start at the line; otherwise it is the edge of the panel, strips included.
      let left = isBase ? layout.area.x : layout.rect.x
      lines.append(Path([Point(left, layout.rect.y), Point(left, layout.rect.maxY)]))
    }
    let length = AxisLayout.tickLength * s
    // Ticks are where their labels are: below the lowest panel of a column.
    if hasXLine, layout.showsXLabels, layout.xScale.categories == nil {
      for value in layout.xAxis.labels.map(\.value) {
        guard let place = layout.x(value) else { continue }
        lines.append(
          Path([Point(place, layout.rect.maxY), Point(place, layout.rect.maxY + length)]))
      }
      // Small ticks of a log axis are on both axes, as in print, or on none.
      for value in layout.xScale.isLog && theme.name != .paper ? [] : layout.xAxis.minor {
        guard let place = layout.x(value) else { continue }
        lines.append(
          Path([Point(place, layout.rect.maxY), Point(place, layout.rect.maxY + length * 0.55)]))
      }
    }
    if theme.name == .paper, layout.showsYLabels, layout.yScale.categories == nil {
      for (values, share) in [(layout.yAxis.labels.map(\.value), 1.0), (layout.yAxis.minor, 0.55)] {
        for value in values {
          guard let place = layout.y(value) else { continue }
          lines.append(
            Path([Point(layout.rect.x - length * share, place), Point(layout.rect.x, place)]))
        }
      }
    }
    guard !lines.steps.isEmpty else { return [] }
    return [.path(lines, fill: nil, line: .init(.ink, Stroke(0.7 * s)))]
  }

  func xLabelNodes() -> [Scene.Node] {
    guard layout.showsXLabels else { return [] }
    var nodes: [Scene.Node] = []
    let (style, gap) = (setter.tick, tickGap)
    let extent = setter.extent("0", style)
    for label in layout.xAxis.labels {
      guard let place = layout.x(label.value) else { continue }
      if layout.xAxis.degrees == 0 {
        for (index, line) in label.lines.enumerated() {
          nodes.append(
            .text(
              setter.text(
                line, style, .tick,
                at: Point(
                  clamped(place, line, style),
                  layout.rect.maxY + gap + extent.ascent + Double(index) * extent.height),
                anchor: .middle)))
        }
        if let second = label.second {
          nodes.append(
            .text(
              setter.text(
                second, style, .tick,
                at: Point(
                  clamped(place, second, style),
                  layout.rect.maxY + gap + extent.ascent + extent.height),
                anchor: .middle, paint: .muted)))
        }
      } else {
        let line = label.lines.first ?? ""
        let isUpright = layout.xAxis.degrees == 90
        nodes.append(
          .text(
            setter.text(
              line, style, .tick,
              at: Point(
                place + (isUpright ? extent.ascent * 0.36 : extent.ascent * 0.5),
                layout.rect.maxY + gap + (isUpright ? 0 : extent.ascent * 0.6)),
              anchor: .end, degrees: layout.xAxis.degrees)))
      }
    }
    for strip in layout.x.strips {
      nodes.append(
        .text(
          setter.text(
            strip.label == "missing" ? "NA" : strip.label, style, .tick,
            at: Point(strip.center, layout.rect.maxY + gap + extent.ascent), anchor: .middle)))
      let first = layout.x.strips.first == strip
      if strip.count > 0 {
        nodes.append(
          .text(
            setter.text(
              first ? "n = \(strip.count)" : "\(strip.count)", style, .tick,
              at: Point(strip.center, layout.rect.maxY + gap + extent.ascent + extent.height),
              anchor: .middle, paint: .muted)))
      }
    }
    return nodes
  }

  func yLabelNodes() -> [Scene.Node] {
    guard layout.showsYLabels else { return [] }
    var nodes: [Scene.Node] = []
    let (style, gap) = (setter.tick, tickGap)
    let extent = setter.extent("0", style)
    for label in layout.yAxis.labels {
      guard let place = layout.y(label.value) else { continue }
      let count = Double(label.lines.count)
      for (index, line) in label.lines.enumerated() {
        let top = place - count * extent.height / 2 + Double(index) * extent.height
        nodes.append(
          .text(
            setter.text(
              line, style, .tick, at: Point(layout.rect.x - gap, top + extent.ascent), anchor: .end)
          ))
      }
    }
    for strip in layout.y.strips {
      nodes.append(
        .text(
          setter.text(
            strip.label, style, .tick,
            at: Point(layout.rect.x - gap, strip.center - extent.height / 2 + extent.ascent),
            anchor: .end)))
    }
    return nodes
  }

  /// Counts are inside the strips of the vertical axis, below those of the horizontal one: at the
  /// right end, or as near to it as marks allow.
  mutating func countNodes(marks: [Rect], isMarked: (Rect) -> Bool) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let style = setter.tick
    let extent = setter.extent("0", style)
    for strip in layout.y.strips where strip.count > 0 {
      let end = layout.rect.maxX - 3 * s
      let count = setter.text(
        "n = \(strip.count)", style, .annotation,
        at: Point(end, strip.center - extent.height / 2 + extent.ascent), anchor: .end, halo: true)
      let bounds = count.bounds.inset(-2 * s, 0)
      let inStrip = marks.filter { $0.y < bounds.maxY && $0.maxY > bounds.y }
      var free = count
      for right in stride(from: end, through: layout.area.x + bounds.width, by: -2 * s) {
        let (low, high) = (bounds.x + right - end, bounds.maxX + right - end)
        guard !inStrip.contains(where: { $0.x < high && $0.maxX > low }) else { continue }
        free.point.x = right
        break
      }
      labels.taken.append(free.bounds)
      nodes.append(.text(free))
      let band = Rect(
        x: layout.rect.x, y: strip.center - 6 * s, width: layout.rect.width, height: 12 * s)
      if !isMarked(band) {
        nodes.append(stripMark(at: Point(free.bounds.x - 5 * s, strip.center)))
      }
    }
    return nodes
  }

  /// Labels at the ends stay near the panel.
  private func clamped(_ place: Double, _ text: String, _ style: TextStyle) -> Double {
    let half = setter.width(text, style) / 2
    let (low, high) = (
      layout.rect.x + half - min(half, layout.leftRoom), layout.rect.maxX - half + min(half, 9 * s)
    )
    return low < high ? min(max(place, low), high) : place
  }
}
