internal import Drawing
internal import Foundation

/// Draws one panel: strips, grid, series, axes, labels.
struct PanelDrawing {
  let chart: Chart
  let theme: Theme
  let setter: TextSetter
  let rect: Rect
  let xScale: PositionScale
  let yScale: PositionScale
  let xStrips: [AxisMap.Strip]
  let yStrips: [AxisMap.Strip]
  var showsXLabels = true
  var showsYLabels = true
  var xAxis = AxisLayout()
  var labelLimit = 100.0
  /// How far tick labels may reach to the left of the panel.
  var leftRoom = 8.0
  /// Series named at their line ends.
  var direct: [Legend.Entry]?
  var directWidth = 0.0
  var annotations: [Annotation] = []

  var drawn: [DrawnRow] = []
  var droppedLabels = 0
  var cutBars = 0
  var warnings: [String] = []

  /// Where labels may not go, and the labels that want a place.
  var labels = LabelPlacement()

  private var s: Double { setter.scale }

  /// The panel without its strips: where the scales run.
  private func inner() -> (rect: Rect, x: AxisMap, y: AxisMap) {
    let thickness = 12 * s
    var area = rect
    var xs = xStrips
    var ys = yStrips
    for index in xs.indices {
      xs[index].center = rect.x + thickness * (Double(index) + 0.5)
    }
    area.x += thickness * Double(xs.count)
    area.width -= thickness * Double(xs.count)
    for index in ys.indices {
      ys[index].center = rect.maxY - thickness * (Double(index) + 0.5)
    }
    area.height -= thickness * Double(ys.count)
    // A vertical axis lists its categories from the top; an order rises as numbers do.
    let isList = yScale.categories != nil && yScale.specification.type != .ordinal
    let x = AxisMap(scale: xScale, from: area.x, to: area.maxX, strips: xs)
    let y = AxisMap(
      scale: yScale, from: isList ? area.y : area.maxY, to: isList ? area.maxY : area.y, strips: ys)
    return (area, x, y)
  }

  mutating func draw(_ series: [Series], _ resolved: ResolvedChart) -> [Scene.Node] {
    let (area, x, y) = inner()
    let yAxis = AxisLayout.vertical(
      yScale, length: area.height, limit: labelLimit, setter, strips: yStrips)
    var nodes: [Scene.Node] = []
    nodes += stripNodes(area, x, y)
    nodes += gridNodes(area, x, y, yAxis, series)
    labels = LabelPlacement()
    labels.area = rect
    labels.area.height -= 2 * s  // off the axis
    var marks: [Scene.Node] = []
    var drawer = SeriesDrawing(
      area: area, panel: rect, x: x, y: y, theme: theme, setter: setter, chart: chart,
      resolved: resolved)
    drawer.isDirect = direct != nil
    for one in series { marks += drawer.draw(one) }
    drawn = drawer.drawn
    cutBars = drawer.cut
    // Marks at the ends of an axis are drawn whole; only what lies beyond them is cut.
    let isBeyond = series.contains { one in
      func isOutside(_ value: Double, _ scale: PositionScale) -> Bool {
        let share = scale.share(value)
        return share.isFinite && !(-1e-9...1 + 1e-9).contains(share)
      }
      var found = false
      one.extents(
        x: { found = found || isOutside($0, xScale) }, y: { found = found || isOutside($0, yScale) }
      )
      return found
    }
    let margin = isBeyond ? 0.6 : 4 * s
    nodes.append(.clip(rect.inset(-margin, -margin), marks))
    nodes += drawer.over
    nodes += axisNodes(area, x, y, yAxis, series, marks: drawer.obstacles)
    labels.obstacles = drawer.obstacles
    var texts: [Scene.Node] = []
    if let direct { texts += directNodes(direct, series, area, x, y) }
    texts += annotationNodes(area, x, y)
    let candidates = drawer.candidates.prefix(ChartLimits.labels)
    droppedLabels += drawer.candidates.count - candidates.count
    for (index, candidate) in candidates.enumerated() {
      labels.waiting = candidate.hasLeader ? candidates.dropFirst(index + 1).map(\.at) : []
      if let placed = labels.place(candidate, setter) {
        texts += placed
      } else {
        droppedLabels += 1
      }
    }
    if series.allSatisfy({ $0.isEmpty }) {
      texts.append(
        .text(
          setter.text(
            "No data", setter.label, .annotation, at: Point(rect.midX, rect.midY), anchor: .middle,
            paint: .muted)))
    }
    return nodes + texts
  }

  // MARK: Strips and grid

  private func stripNodes(_ area: Rect, _ x: AxisMap, _ y: AxisMap) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let half = 6 * s
    for strip in y.strips {
      let band = Rect(
        x: rect.x, y: strip.center - half + 1, width: rect.width, height: 2 * half - 1)
      nodes.append(.path(Path(band), fill: .init(.surface), line: nil))
    }
    for strip in x.strips {
      let band = Rect(
        x: strip.center - half, y: rect.y, width: 2 * half - 1, height: rect.height)
      nodes.append(.path(Path(band), fill: .init(.surface), line: nil))
    }
    return nodes
  }

  private func gridNodes(
    _ area: Rect, _ x: AxisMap, _ y: AxisMap, _ yAxis: AxisLayout, _ series: [Series]
  ) -> [Scene.Node] {
    let isCovered = series.contains { $0.mark.traits.coversGround }
    let wanted: Guides.Grid =
      chart.guides.grid
      ?? (isCovered || theme.name == .paper
        ? .none
        : xScale.categories != nil
          ? .y
          : yScale.categories != nil
            ? .x : series.contains { $0.geometry.standsOnBase } ? .y : .both)
    var path = Path()
    if wanted == .x || wanted == .both, xScale.categories == nil {
      for label in xAxis.labels {
        guard let place = x(label.value) else { continue }
        path.move(Point(place, area.y))
        path.line(Point(place, area.maxY))
      }
    }
    if wanted == .y || wanted == .both, yScale.categories == nil {
      for label in yAxis.labels {
        guard let place = y(label.value) else { continue }
        path.move(Point(area.x, place))
        path.line(Point(area.maxX, place))
      }
    }
    guard !path.steps.isEmpty else { return [] }
    return [.path(path, fill: nil, line: .init(.grid, Stroke(0.6 * s)))]
  }

  // MARK: Axes

  private mutating func axisNodes(
    _ area: Rect, _ x: AxisMap, _ y: AxisMap, _ yAxis: AxisLayout, _ series: [Series], marks: [Rect]
  ) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let style = setter.tick
    let extent = setter.extent("0", style)
    var lines = Path()
    // Tiles of categories have their own frames.
    let hasFrame = yScale.categories != nil && series.contains { $0.mark.traits.coversGround }
    let isPaper = theme.name == .paper && !hasFrame
    let isBase = yScale.categories != nil && series.contains { $0.geometry.standsOnBase }
    let hasXLine = yScale.categories == nil || isPaper
    let hasYLine = isBase || isPaper
    if hasXLine {
      lines.append(Path([Point(rect.x, rect.maxY), Point(rect.maxX, rect.maxY)]))
    }
    // The zero line, where bars stand on it above the lower edge.
    if yScale.categories == nil, yScale.low < 0, yScale.high > 0, !yScale.isLog,
      series.contains(where: { $0.geometry.standsOnBase && !$0.isLying }), let zero = y(0)
    {
      lines.append(Path([Point(area.x, zero), Point(area.maxX, zero)]))
    }
    if xScale.categories == nil, xScale.low < 0, xScale.high > 0, !xScale.isLog,
      series.contains(where: { $0.geometry.standsOnBase && $0.isLying }), let zero = x(0)
    {
      lines.append(Path([Point(zero, area.y), Point(zero, area.maxY)]))
    } else if hasYLine {
      // Bars stand on the line; else it is the edge of the panel, strips included.
      let left = isBase ? area.x : rect.x
      lines.append(Path([Point(left, rect.y), Point(left, rect.maxY)]))
    }
    let length = AxisLayout.tickLength * s
    if hasXLine, xScale.categories == nil {
      for value in xAxis.labels.map(\.value) {
        guard let place = x(value) else { continue }
        lines.append(Path([Point(place, rect.maxY), Point(place, rect.maxY + length)]))
      }
      for value in xAxis.minor {
        guard let place = x(value) else { continue }
        lines.append(Path([Point(place, rect.maxY), Point(place, rect.maxY + length * 0.55)]))
      }
    }
    if theme.name == .paper, yScale.categories == nil {
      for (values, share) in [(yAxis.labels.map(\.value), 1.0), (yAxis.minor, 0.55)] {
        for value in values {
          guard let place = y(value) else { continue }
          lines.append(Path([Point(rect.x - length * share, place), Point(rect.x, place)]))
        }
      }
    }
    if !lines.steps.isEmpty {
      nodes.append(.path(lines, fill: nil, line: .init(.ink, Stroke(0.7 * s))))
    }
    let gap = AxisLayout.tickLength * s + 1.5 * s
    if showsXLabels {
      for label in xAxis.labels {
        guard let place = x(label.value) else { continue }
        if xAxis.degrees == 0 {
          for (index, line) in label.lines.enumerated() {
            nodes.append(
              .text(
                setter.text(
                  line, style, .tick,
                  at: Point(
                    clamped(place, line, style),
                    rect.maxY + gap + extent.ascent + Double(index) * extent.height),
                  anchor: .middle)))
          }
          if let second = label.second {
            nodes.append(
              .text(
                setter.text(
                  second, style, .tick,
                  at: Point(
                    clamped(place, second, style), rect.maxY + gap + extent.ascent + extent.height),
                  anchor: .middle, paint: .muted)))
          }
        } else {
          let line = label.lines.first ?? ""
          let isUpright = xAxis.degrees == 90
          nodes.append(
            .text(
              setter.text(
                line, style, .tick,
                at: Point(
                  place + (isUpright ? extent.ascent * 0.36 : extent.ascent * 0.5),
                  rect.maxY + gap + (isUpright ? 0 : extent.ascent * 0.6)),
                anchor: .end, degrees: xAxis.degrees)))
        }
      }
      for strip in x.strips {
        nodes.append(
          .text(
            setter.text(
              strip.label == "missing" ? "NA" : strip.label, style, .tick,
              at: Point(strip.center, rect.maxY + gap + extent.ascent), anchor: .middle)))
        let first = x.strips.first == strip
        if strip.count > 0 {
          nodes.append(
            .text(
              setter.text(
                first ? "n = \(strip.count)" : "\(strip.count)", style, .tick,
                at: Point(strip.center, rect.maxY + gap + extent.ascent + extent.height),
                anchor: .middle, paint: .muted)))
        }
      }
    }
    if showsYLabels {
      for label in yAxis.labels {
        guard let place = y(label.value) else { continue }
        let count = Double(label.lines.count)
        for (index, line) in label.lines.enumerated() {
          let top = place - count * extent.height / 2 + Double(index) * extent.height
          nodes.append(
            .text(
              setter.text(
                line, style, .tick, at: Point(rect.x - gap, top + extent.ascent), anchor: .end)))
        }
      }
      for strip in y.strips {
        nodes.append(
          .text(
            setter.text(
              strip.label, style, .tick,
              at: Point(rect.x - gap, strip.center - extent.height / 2 + extent.ascent),
              anchor: .end)))
      }
    }
    // Counts stand inside the strips of the vertical axis, below those of the horizontal one: at the
    // right end, or as near to it as marks allow.
    for strip in y.strips where strip.count > 0 {
      let end = rect.maxX - 3 * s
      let count = setter.text(
        "n = \(strip.count)", style, .annotation,
        at: Point(end, strip.center - extent.height / 2 + extent.ascent), anchor: .end, halo: true)
      let bounds = count.bounds.inset(-2 * s, 0)
      let inStrip = marks.filter { $0.y < bounds.maxY && $0.maxY > bounds.y }
      var free = count
      for right in stride(from: end, through: area.x + bounds.width, by: -2 * s) {
        let (low, high) = (bounds.x + right - end, bounds.maxX + right - end)
        guard !inStrip.contains(where: { $0.x < high && $0.maxX > low }) else { continue }
        free.point.x = right
        break
      }
      labels.taken.append(free.bounds)
      nodes.append(.text(free))
    }
    return nodes
  }

  /// Labels at the ends stay near the panel.
  private func clamped(_ place: Double, _ text: String, _ style: TextStyle) -> Double {
    let half = setter.width(text, style) / 2
    let (low, high) = (
      rect.x + half - min(half, leftRoom), rect.maxX - half + min(half, 9 * s)
    )
    return low < high ? min(max(place, low), high) : place
  }

  // MARK: Labels at line ends

  private mutating func directNodes(
    _ entries: [Legend.Entry], _ series: [Series], _ area: Rect, _ x: AxisMap, _ y: AxisMap
  ) -> [Scene.Node] {
    let style = setter.label
    let height = setter.lineHeight(style)
    let names = chart.scales.color.labels ?? [:]
    var ends: [(name: String, paint: Paint, from: Point, y: Double)] = []
    for entry in entries {
      guard
        let one = series.first(where: {
          $0.isCurve && $0.name.map { names[$0] ?? $0 } == entry.name
        }),
        let curve = one.geometry as? Curve
      else { continue }
      let (positions, values) = (curve.position, curve.value)
      for index in positions.indices.reversed() {
        guard let px = x(positions[index]), let py = y(values[index]), values[index].isFinite else {
          continue
        }
        ends.append((entry.name, one.paint, Point(px, py), py))
        break
      }
    }
    ends.sort { ($0.y, $0.name) < ($1.y, $1.name) }
    // Move neighbours apart by the same amount, until all stand apart.
    for _ in 0..<100 {
      var moved = false
      for index in ends.indices.dropFirst() {
        let overlap = ends[index - 1].y + height - ends[index].y
        guard overlap > 0.01 else { continue }
        ends[index - 1].y -= overlap / 2
        ends[index].y += overlap / 2
        moved = true
      }
      if let first = ends.indices.first, ends[first].y < rect.y { ends[first].y = rect.y }
      if !moved { break }
    }
    if let last = ends.indices.last {
      ends[last].y = min(ends[last].y, rect.maxY)
      for index in ends.indices.reversed().dropFirst() {
        ends[index].y = min(ends[index].y, ends[index + 1].y - height)
      }
    }
    var nodes: [Scene.Node] = []
    let left = rect.maxX + 5 * s
    for end in ends {
      let extent = setter.extent(end.name, style)
      if abs(end.y - end.from.y) > 1 || left - end.from.x > 8 * s {
        nodes.append(
          .path(
            Path([
              Point(end.from.x + 2 * s, end.from.y), Point(left - 3 * s, end.y),
              Point(left - 1 * s, end.y),
            ]), fill: nil, line: .init(end.paint, Stroke(0.6 * s))))
      }
      nodes.append(
        .text(
          setter.text(
            setter.shortened(end.name, style, to: directWidth + 1), style, .legend,
            at: Point(left, end.y - extent.height / 2 + extent.ascent))))
    }
    return nodes
  }

  // MARK: Annotations

  private mutating func annotationNodes(_ area: Rect, _ x: AxisMap, _ y: AxisMap) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let style = setter.label
    var cornerOffset: [Annotation.Corner: Double] = [:]
    for annotation in annotations {
      let lines = annotation.text.split(separator: "\n").flatMap {
        setter.wrapped(String($0), style, to: area.width * 0.6, limit: 3)
      }
      let texts = lines.map { StyledText(markup: $0) }
      let height = setter.lineHeight(style)
      if annotation.x == nil, annotation.y == nil {
        let corner = annotation.corner ?? .topLeft
        let isRight = corner == .topRight || corner == .bottomRight
        let isTop = corner == .topLeft || corner == .topRight
        let offset = cornerOffset[corner] ?? 0
        let left = isRight ? area.maxX - 4 * s : area.x + 4 * s
        let top =
          isTop
          ? area.y + 3 * s + offset
          : area.maxY - 3 * s - offset - height * Double(texts.count)
        for (index, text) in texts.enumerated() {
          let extent = setter.measurer.measure(text, style)
          let node = setter.text(
            text, style, .annotation,
            at: Point(left, top + Double(index) * height + extent.ascent),
            anchor: isRight ? .end : .start, halo: true)
          labels.taken.append(node.bounds)
          nodes.append(.text(node))
        }
        cornerOffset[corner] = offset + height * Double(texts.count)
        continue
      }
      let px = annotation.x.flatMap { place($0, xScale) }.flatMap { x($0) }
      let py = annotation.y.flatMap { place($0, yScale) }.flatMap { y($0) }
      guard px != nil || annotation.x == nil, py != nil || annotation.y == nil else {
        warnings.append("the annotation '\(annotation.text)' lies outside the axes")
        droppedLabels += 1
        continue
      }
      let anchor = Point(px ?? area.maxX - 4 * s, py ?? area.y + height)
      let candidate = LabelPlacement.Candidate(
        text: StyledText(markup: lines.joined(separator: " ")), style: style, at: anchor,
        reach: 3 * s,
        role: .annotation, paint: .ink, hasLeader: px != nil && py != nil)
      if let placed = labels.place(candidate, setter) {
        nodes += placed
      } else {
        droppedLabels += 1
      }
    }
    return nodes
  }

  /// A number, date or category of an annotation as a value of the scale.
  private func place(_ mapping: Mapping, _ scale: PositionScale) -> Double? {
    switch mapping {
    case .number(let value): return value
    case .expression(let text):
      if let index = scale.categories?.firstIndex(of: text) { return Double(index) }
      if scale.isTime { return CivilDate(text)?.seconds }
      return Double(text)
    }
  }
}
