internal import Drawing

/// Draws series as shapes of one panel, and records the data as drawn.
struct SeriesDrawing {
  let area: Rect
  let panel: Rect
  let x: AxisMap
  let y: AxisMap
  let theme: Theme
  let setter: TextSetter
  let chart: Chart

  var drawn: [DrawnRow] = []
  /// Labels that want a place.
  var candidates: [LabelPlacement.Candidate] = []
  /// What labels should not cover.
  var obstacles: [Rect] = []
  /// Shapes that may reach over the panel's edge.
  var over: [Scene.Node] = []
  var cut = 0
  /// Whether lines are named at their ends, and need no pattern.
  var isDirect = false

  static let obstacleLimit = 3000
  var s: Double { setter.scale }

  init(
    area: Rect, panel: Rect, x: AxisMap, y: AxisMap, theme: Theme, setter: TextSetter, chart: Chart
  ) {
    self.area = area
    self.panel = panel
    self.x = x
    self.y = y
    self.theme = theme
    self.setter = setter
    self.chart = chart
  }

  mutating func draw(_ series: Series, _ resolved: ResolvedChart) -> [Scene.Node] {
    record(series)
    switch series.geometry {
    case .points(let points): return draw(points, series, resolved)
    case .curve(let positions, let values, let isStep):
      return curve(positions, values, isStep, series)
    case .band(let positions, let low, let high, let isArea):
      return band(positions, low, high, isArea, series)
    case .blocks(let blocks): return draw(blocks, series)
    case .boxes(let boxes): return draw(boxes, series)
    case .outlines(let outlines):
      return outlines.flatMap { outline -> [Scene.Node] in
        let points = outline.compactMap { point($0.position, $0.value, series) }
        let lines = Hatch.lines(in: points, style: series.style)
        return [
          .path(
            Path(points, closed: true),
            fill: .init(series.paint, opacity: 0.28 * (series.opacity ?? 1)),
            line: .init(series.paint, Stroke(1 * s), opacity: series.opacity ?? 1))
        ]
          + (lines.steps.isEmpty
            ? []
            : [.path(lines, fill: nil, line: .init(series.paint, Stroke(0.6), opacity: 0.6))])
      }
    case .intervals(let intervals, let isCapped, _): return draw(intervals, isCapped, series)
    case .segments(let segments):
      // One drawn over itself for every row would lose its smooth edges.
      var seen: Set<Geometry.Segment> = []
      return segments.compactMap { segment in
        guard seen.insert(segment).inserted else { return nil }
        guard let x0 = x(segment.x0), let y0 = y(segment.y0), let x1 = x(segment.x1),
          let y1 = y(segment.y1)
        else { return nil }
        if segments.count <= 400 { block(from: Point(x0, y0), to: Point(x1, y1)) }
        return .path(
          Path([Point(x0, y0), Point(x1, y1)]), fill: nil,
          line: .init(
            series.paint, Stroke(1 * s, dash: scaled(series.strokeDash)),
            opacity: series.opacity ?? 1))
      }
    case .rules(let values, let isVertical):
      return values.compactMap { value in
        guard let place = isVertical ? x(value) : y(value) else { return nil }
        let ends =
          isVertical
          ? [Point(place, panel.y), Point(place, panel.maxY)]
          : [Point(panel.x, place), Point(panel.maxX, place)]
        if values.count <= 20 { block(from: ends[0], to: ends[1]) }
        return .path(
          Path(ends), fill: nil,
          line: .init(
            series.paint,
            Stroke(0.8 * s, dash: scaled(series.dash == nil ? [4, 2.5] : series.strokeDash)),
            opacity: series.opacity ?? 1))
      }
    case .texts(let xs, let ys, let names):
      for (index, name) in names.enumerated() {
        guard let px = x(xs[index]), let py = y(ys[index]) else { continue }
        candidates.append(
          .init(
            text: StyledText(plain: name), style: setter.label, at: Point(px, py), reach: 4 * s,
            role: .label, paint: .ink))
      }
      return []
    case .hexagons(let hexagons, let dx, let dy): return draw(hexagons, dx, dy, series)
    }
  }

  func point(_ position: Double, _ value: Double, _ series: Series) -> Point? {
    let (px, py) = series.isLying ? (x(value), y(position)) : (x(position), y(value))
    guard let px, let py else { return nil }
    return Point(px, py)
  }

  func scaled(_ dash: [Double]) -> [Double] { dash.map { $0 * s } }
}
