internal import Drawing
internal import Foundation

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

  private static let obstacleLimit = 3000
  private var s: Double { setter.scale }

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
    case .points(let points): return draw(points, series)
    case .curve(let positions, let values, let isStep):
      return curve(positions, values, isStep, series)
    case .band(let positions, let low, let high, let isArea):
      return band(positions, low, high, isArea, series)
    case .blocks(let blocks): return draw(blocks, series)
    case .boxes(let boxes): return draw(boxes, series)
    case .outlines(let outlines):
      return outlines.map { outline in
        let points = outline.compactMap { point($0.position, $0.value, series) }
        return .path(
          Path(points, closed: true), fill: .init(series.paint, opacity: 0.28),
          line: .init(series.paint, Stroke(1 * s)))
      }
    case .intervals(let intervals, let isCapped, _): return draw(intervals, isCapped, series)
    case .segments(let segments):
      return segments.compactMap { segment in
        guard let x0 = x(segment.x0), let y0 = y(segment.y0), let x1 = x(segment.x1),
          let y1 = y(segment.y1)
        else { return nil }
        return .path(
          Path([Point(x0, y0), Point(x1, y1)]), fill: nil,
          line: .init(series.paint, Stroke(1 * s, dash: scaled(series.strokeDash))))
      }
    case .rules(let values, let isVertical):
      return values.compactMap { value in
        guard let place = isVertical ? x(value) : y(value) else { return nil }
        let ends =
          isVertical
          ? [Point(place, panel.y), Point(place, panel.maxY)]
          : [Point(panel.x, place), Point(panel.maxX, place)]
        return .path(
          Path(ends), fill: nil,
          line: .init(
            series.paint,
            Stroke(0.8 * s, dash: scaled(series.dash == nil ? [4, 2.5] : series.strokeDash))))
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
    case .hexagons(let hexagons, let dx, let dy): return draw(hexagons, dx, dy)
    }
  }

  private func point(_ position: Double, _ value: Double, _ series: Series) -> Point? {
    let (px, py) = series.isLying ? (x(value), y(position)) : (x(position), y(value))
    guard let px, let py else { return nil }
    return Point(px, py)
  }

  private func scaled(_ dash: [Double]) -> [Double] { dash.map { $0 * s } }

  // MARK: Points

  private mutating func draw(_ points: Geometry.Points, _ series: Series) -> [Scene.Node] {
    let count = points.position.count
    if count > ChartCompiler.rasterLimit, points.sizes == nil {
      return raster(points, series)
    }
    var centers: [Point] = []
    var kept: [Int] = []
    centers.reserveCapacity(count)
    for index in 0..<count {
      guard let center = point(points.position[index], points.value[index], series) else {
        continue
      }
      centers.append(center)
      kept.append(index)
    }
    // Fewer points are larger and less transparent.
    let radius = (count > 3000 ? 1.1 : count > 600 ? 1.5 : count > 150 ? 1.9 : 2.4) * s
    let isOnLine = chart.layers.contains { $0.mark == .line || $0.mark == .segment }
    let opacity = series.opacity ?? (isOnLine ? 1 : count > 3000 ? 0.35 : count > 600 ? 0.5 : 0.72)
    let radii = points.sizes.map { sizes in kept.map { PointSize.radius(share: sizes[$0]) * s } }
    if centers.count <= Self.obstacleLimit {
      for (index, center) in centers.enumerated() {
        let r = radii?[index] ?? radius
        obstacles.append(Rect(x: center.x - r, y: center.y - r, width: 2 * r, height: 2 * r))
      }
    }
    if let names = points.labels {
      for (place, index) in kept.enumerated() {
        guard let name = names[index], !name.isEmpty else { continue }
        candidates.append(
          .init(
            text: StyledText(plain: name), style: setter.label, at: centers[place],
            reach: (radii?[place] ?? radius) + 2 * s, role: .label, paint: .ink,
            hasLeader: names.count <= 60))
      }
    }
    let symbol = series.symbol
    func symbols(
      _ centers: [Point], _ radii: [Double], _ paint: Paint, _ fill: Double
    ) -> Scene.Node {
      .symbols(
        .init(
          shape: symbol, centers: centers, radii: radii,
          fill: symbol.isOpen ? nil : .init(paint, opacity: fill),
          line: .init(
            paint, Stroke((symbol.isOpen ? 1.1 : 0.5) * s), opacity: count > 3000 ? opacity : 1)))
    }
    if let shades = points.shades {
      // One set of symbols a shade, so that a file holds each colour once.
      let ramp =
        chart.scales.color.palette ?? (chart.scales.color.middle == nil ? .viridis : .diverging)
      var sets: [Int: [Int]] = [:]
      for (place, index) in kept.enumerated() where shades[index].isFinite {
        sets[Int((min(max(shades[index], 0), 1) * 40).rounded()), default: []].append(place)
      }
      return sets.keys.sorted().map { key in
        let places = sets[key] ?? []
        return symbols(
          places.map { centers[$0] }, radii.map { radii in places.map { radii[$0] } } ?? [radius],
          .fixed(Palette.color(ramp, Double(key) / 40, theme)), 0.9)
      }
    }
    return [symbols(centers, radii ?? [radius], series.paint, opacity)]
  }

  /// Many points as an image: what lies on a pixel is counted, and shown as opacity.
  private mutating func raster(_ points: Geometry.Points, _ series: Series) -> [Scene.Node] {
    let dotsPerPoint = 200.0 / 72
    let (columns, rows) = (
      max(1, Int(panel.width * dotsPerPoint)), max(1, Int(panel.height * dotsPerPoint))
    )
    var counts = [UInt32](repeating: 0, count: columns * rows)
    let (sx, sy) = (Double(columns) / panel.width, Double(rows) / panel.height)
    for index in points.position.indices {
      guard let place = point(points.position[index], points.value[index], series) else { continue }
      let column = Int((place.x - panel.x) * sx)
      let row = Int((place.y - panel.y) * sy)
      guard column >= 0, row >= 0, column < columns, row < rows else { continue }
      counts[row * columns + column] &+= 1
    }
    let color = theme.color(series.paint)
    let ink = [color.red, color.green, color.blue].map { UInt8(($0 * 255).rounded()) }
    // Each point covers its pixel and, less, the neighbours: a dot of about 1.5 pixels.
    let share = series.opacity ?? max(0.06, min(0.5, 20_000 / Double(points.position.count)))
    var table = (0...255).map { 1 - pow(1 - share, Double($0) / 2) }
    table[0] = 0
    var bytes = [UInt8](repeating: 0, count: 4 * columns * rows)
    counts.withUnsafeBufferPointer { counts in
      bytes.withUnsafeMutableBufferPointer { bytes in
        for row in 0..<rows {
          for column in 0..<columns {
            let place = row * columns + column
            var weight = 2 * counts[place]
            if column > 0 { weight += counts[place - 1] }
            if column + 1 < columns { weight += counts[place + 1] }
            if row > 0 { weight += counts[place - columns] }
            if row + 1 < rows { weight += counts[place + columns] }
            guard weight > 0 else { continue }
            // 24 levels of opacity: an image that compresses well.
            let level = max(1, (table[Int(min(weight, 255))] * 24).rounded())
            bytes[4 * place] = ink[0]
            bytes[4 * place + 1] = ink[1]
            bytes[4 * place + 2] = ink[2]
            bytes[4 * place + 3] = UInt8(level / 24 * 255)
          }
        }
      }
    }
    guard let image = Raster(width: columns, height: rows, bytes: bytes) else { return [] }
    // The data as drawn: counts on a coarse grid of the image.
    let cell = 16
    var cells: [Int: Int] = [:]
    for place in counts.indices where counts[place] > 0 {
      let (row, column) = place.quotientAndRemainder(dividingBy: columns)
      cells[(row / cell) * 4096 + column / cell, default: 0] += Int(counts[place])
    }
    for key in cells.keys.sorted() {
      var entry = DrawnRow(series.layer, "point-bin", series.name, nil)
      let (row, column) = key.quotientAndRemainder(dividingBy: 4096)
      let px = panel.x + (Double(column) + 0.5) * Double(cell) / sx
      let py = panel.y + (Double(row) + 0.5) * Double(cell) / sy
      entry.x = inverse(x, px)
      entry.y = inverse(y, py)
      entry.count = Double(cells[key] ?? 0)
      drawn.append(entry)
    }
    return [.raster(image, panel)]
  }

  private func inverse(_ map: AxisMap, _ place: Double) -> Double {
    let share = (place - map.from) / (map.to - map.from)
    return map.scale.transform.inverse(map.scale.low + share * (map.scale.high - map.scale.low))
  }

  // MARK: Lines and bands

  private mutating func curve(
    _ positions: [Double], _ values: [Double], _ isStep: Bool, _ series: Series
  ) -> [Scene.Node] {
    var path = Path()
    var last: Point?
    var beforeLast: Point?
    var run = 0
    var lonely: [Point] = []
    for index in positions.indices {
      guard values[index].isFinite, let next = point(positions[index], values[index], series) else {
        if run == 1, let last { lonely.append(last) }
        (last, run) = (nil, 0)
        continue
      }
      if let previous = last {
        if isStep {
          path.line(series.isLying ? Point(previous.x, next.y) : Point(next.x, previous.y))
        }
        path.line(next)
      } else {
        path.move(next)
      }
      run += 1
      last = next
      if positions.count <= 400 { block(from: run > 1 ? beforeLast : nil, to: next) }
      beforeLast = next
    }
    if run == 1, let last { lonely.append(last) }
    let isModel = series.mark == .fit || series.mark == .smooth
    var nodes: [Scene.Node] = [
      .path(
        path, fill: nil,
        line: .init(
          series.paint,
          Stroke(
            (isModel ? 1.5 : 1.4) * s,
            dash: isDirect && series.dash == nil ? [] : scaled(series.strokeDash),
            isRound: true), opacity: series.opacity ?? 1))
    ]
    // A value without neighbours would be an invisible line.
    if !lonely.isEmpty {
      nodes.append(
        .symbols(
          .init(
            shape: series.symbol, centers: lonely, radii: [1.8 * s],
            fill: series.symbol.isOpen ? nil : .init(series.paint),
            line: .init(series.paint, Stroke(0.6 * s)))))
    }
    return nodes
  }

  /// Keeps labels off a piece of a line.
  private mutating func block(from start: Point?, to end: Point) {
    guard let start else {
      obstacles.append(Rect(x: end.x - 1, y: end.y - 1, width: 2, height: 2))
      return
    }
    let length = ((end.x - start.x) * (end.x - start.x) + (end.y - start.y) * (end.y - start.y))
      .squareRoot()
    let steps = max(1, min(200, Int(length / 3)))
    for step in 1...steps {
      let t = Double(step) / Double(steps)
      let p = Point(start.x + (end.x - start.x) * t, start.y + (end.y - start.y) * t)
      obstacles.append(Rect(x: p.x - 1, y: p.y - 1, width: 2, height: 2))
    }
  }

  private mutating func band(
    _ positions: [Double], _ low: [Double], _ high: [Double], _ isArea: Bool, _ series: Series
  ) -> [Scene.Node] {
    var (upper, lower): ([Point], [Point]) = ([], [])
    for index in positions.indices {
      guard low[index].isFinite, high[index].isFinite else { continue }
      let place = series.isLying ? y(positions[index]) : x(positions[index])
      guard let place else { continue }
      let map = series.isLying ? x : y
      let (a, b) = (map.base(low[index]), map.base(high[index]))
      lower.append(series.isLying ? Point(a, place) : Point(place, a))
      upper.append(series.isLying ? Point(b, place) : Point(place, b))
    }
    guard upper.count > 1 else { return [] }
    let outline = Path(upper + lower.reversed(), closed: true)
    if !isArea {
      return [
        .path(outline, fill: .init(series.paint, opacity: series.opacity ?? 0.17), line: nil)
      ]
    }
    if series.mark == .density {
      return [
        .path(outline, fill: .init(series.paint, opacity: 0.2), line: nil),
        .path(
          Path(upper), fill: nil,
          line: .init(series.paint, Stroke(1.4 * s, dash: scaled(series.strokeDash), isRound: true))
        ),
      ]
    }
    var nodes: [Scene.Node] = [
      .path(outline, fill: .init(series.paint, opacity: series.opacity ?? 0.9), line: nil)
    ]
    nodes.append(.path(Path(upper), fill: nil, line: .init(.background, Stroke(0.9 * s))))
    if series.style > 0, let bounds = outline.bounds {
      nodes.append(contentsOf: hatched(outline: upper, lower, bounds, series))
    }
    return nodes
  }

  /// Hatch lines of an area: upright lines or steps between its edges at even places.
  private func hatched(
    outline upper: [Point], _ lower: [Point], _ bounds: Rect, _ series: Series
  ) -> [Scene.Node] {
    var path = Path()
    let gap = 5.0 + Double(series.style % 3) * 2
    var place = (bounds.x / gap).rounded(.up) * gap
    var index = 0
    while place < bounds.maxX, !series.isLying {
      while index + 1 < upper.count, upper[index + 1].x < place { index += 1 }
      guard index + 1 < upper.count else { break }
      let (a, b) = (upper[index], upper[index + 1])
      let share = b.x > a.x ? (place - a.x) / (b.x - a.x) : 0
      let top = a.y + (b.y - a.y) * share
      let bottom = lower[index].y + (lower[index + 1].y - lower[index].y) * share
      path.move(Point(place, top))
      path.line(Point(place, bottom))
      place += gap
    }
    guard !path.steps.isEmpty else { return [] }
    let dash: [Double] = [[], [2, 2], [4, 2], [1, 2.5], [6, 2], [3, 3]][series.style % 6]
    return [
      .path(path, fill: nil, line: .init(.background, Stroke(0.6, dash: dash), opacity: 0.55))
    ]
  }

  // MARK: Bars, boxes, intervals

  private mutating func draw(_ blocks: [Geometry.Block], _ series: Series) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let isTile = series.mark == .tile
    let isCount = chart.layers[series.layer].color == nil
    let ramp =
      chart.scales.color.palette
      ?? (chart.scales.color.middle != nil ? .diverging : isCount ? .blues : .viridis)
    let style = setter.label
    let isOverlaid =
      series.mark == .histogram && chart.layers.first { $0.mark == .histogram }?.color != nil
      && chart.layers.first { $0.mark == .histogram }?.position == nil
    for block in blocks {
      let place = series.isLying ? y : x
      let value = series.isLying ? x : y
      guard let a = place(block.from), let b = place(block.to) else { continue }
      let (c, d) = (value.base(block.base), value.base(block.top))
      var rect =
        series.isLying
        ? Rect(x: min(c, d), y: min(a, b), width: abs(d - c), height: abs(b - a))
        : Rect(x: min(a, b), y: min(c, d), width: abs(b - a), height: abs(d - c))
      // What lies outside the axis is cut, and counted.
      if rect.maxX > area.maxX + 0.5 || rect.x < area.x - 0.5 || rect.y < area.y - 0.5
        || rect.maxY > area.maxY + 0.5
      {
        cut += 1
      }
      if isTile {
        rect = rect.inset(rect.width > 6 ? 0.5 : 0, rect.height > 6 ? 0.5 : 0)
        let color: Paint =
          block.shade.map { .fixed(Palette.color(ramp, $0, theme)) } ?? series.paint
        nodes.append(
          .path(
            Path(rect), fill: .init(color),
            line: block.shade == nil || rect.width < 5 || rect.height < 5
              ? nil
              : .init(
                ramp == .diverging ? .muted : .fixed(Palette.color(ramp, 0.8, theme)),
                Stroke(0.35 * s))))
        if let text = block.text {
          let extent = setter.extent(text, style)
          guard extent.width < rect.width - 1, extent.height < rect.height + 1 else { continue }
          let dark = theme.color(color)
          let ink = Color(0x000000)
          let paint: Paint =
            dark.contrast(with: Color(0xFFFFFF)) >= dark.contrast(with: ink)
            ? .fixed(Color(0xFFFFFF)) : .fixed(ink)
          nodes.append(
            .text(
              setter.text(
                text, style, .label,
                at: Point(rect.midX, rect.midY - extent.height / 2 + extent.ascent),
                anchor: .middle,
                paint: paint)))
        }
        continue
      }
      obstacles.append(rect)
      if series.mark == .histogram {
        if rect.width > 3 { rect = rect.inset(0.35, 0) }
        if isOverlaid {
          nodes.append(
            .path(
              Path(rect), fill: .init(series.paint, opacity: 0.35),
              line: .init(series.paint, Stroke(0.8 * s, dash: scaled(series.strokeDash)))))
          continue
        }
      }
      // Segments of a stack are set apart by a hair of background.
      let isStacked = block.base != 0
      nodes += Hatch.filled(rect, series.paint, style: series.style, opacity: series.opacity ?? 1)
      if isStacked {
        let edge =
          series.isLying
          ? [Point(c, rect.y), Point(c, rect.maxY)] : [Point(rect.x, c), Point(rect.maxX, c)]
        nodes.append(.path(Path(edge), fill: nil, line: .init(.background, Stroke(0.8 * s))))
      }
      if let text = block.text { write(text, at: rect, block, series) }
    }
    return nodes
  }

  /// The value of a bar: inside a stack, at the end of a bar that stands alone.
  private mutating func write(
    _ text: String, at rect: Rect, _ block: Geometry.Block, _ series: Series
  ) {
    let style = setter.label
    let extent = setter.extent(text, style)
    let layer = chart.layers[series.layer]
    let isInside = (layer.position == .fill || layer.color != nil && layer.position != .group)
    if isInside {
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
      if !isNegative, outside + extent.width > panel.maxX {
        let color = theme.color(series.paint)
        let white = Color(0xFFFFFF)
        let ink = Color(0x000000)
        guard extent.width < rect.width - 6 else { return }
        over.append(
          .text(
            setter.text(
              text, style, .label,
              at: Point(
                rect.maxX - 3 * s, rect.midY - extent.height / 2 + extent.ascent),
              anchor: .end,
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

  private mutating func draw(_ boxes: [Geometry.Box], _ series: Series) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let isThin = series.mark == .violin
    var outliers: [Point] = []
    for box in boxes {
      let half = box.width / 2
      let value = series.isLying ? x : y
      let place = series.isLying ? y : x
      guard let center = place(box.center), let a = place(box.center - half),
        let b = place(box.center + half)
      else { continue }
      let q1 = value.base(box.summary.lowerQuartile)
      let q3 = value.base(box.summary.upperQuartile)
      let median = value.base(box.summary.median)
      let low = value.base(box.summary.whiskerLow)
      let high = value.base(box.summary.whiskerHigh)
      func at(_ place: Double, _ value: Double) -> Point {
        series.isLying ? Point(value, place) : Point(place, value)
      }
      let line = Scene.Line(series.paint, Stroke(1 * s))
      var whiskers = Path([at(center, q1), at(center, low)])
      whiskers.append(Path([at(center, q3), at(center, high)]))
      if !isThin {
        let cap = (b - a) * 0.18
        whiskers.append(Path([at(center - cap, low), at(center + cap, low)]))
        whiskers.append(Path([at(center - cap, high), at(center + cap, high)]))
      }
      nodes.append(.path(whiskers, fill: nil, line: line))
      let corners = [at(a, q1), at(b, q1), at(b, q3), at(a, q3)]
      nodes.append(
        .path(
          Path(corners, closed: true),
          fill: isThin ? .init(series.paint) : .init(series.paint, opacity: 0.25), line: line))
      let hatch = Rect(
        x: min(corners[0].x, corners[2].x), y: min(corners[0].y, corners[2].y),
        width: abs(corners[2].x - corners[0].x), height: abs(corners[2].y - corners[0].y))
      let lines = Hatch.lines(in: hatch, style: isThin ? 0 : series.style)
      if !lines.steps.isEmpty {
        nodes.append(
          .path(lines, fill: nil, line: .init(series.paint, Stroke(0.6), opacity: 0.6)))
      }
      if isThin {
        nodes.append(
          .symbols(
            .init(
              shape: .circle, centers: [at(center, median)], radii: [2 * s],
              fill: .init(.background), line: .init(series.paint, Stroke(0.8 * s)))))
      } else {
        nodes.append(
          .path(
            Path([at(a, median), at(b, median)]), fill: nil,
            line: .init(series.paint, Stroke(2.2 * s))))
      }
      // Points of one value side by side: a fixed pattern in place of chance.
      let isAll = chart.layers[series.layer].points == .all
      for (index, outlier) in box.outliers.enumerated() {
        guard let v = value(outlier) else { continue }
        let shift = isAll ? (Double((index * 7) % 11) / 10 - 0.5) * (b - a) * 0.8 : 0
        outliers.append(at(center + shift, v))
      }
    }
    if !outliers.isEmpty {
      nodes.append(
        .symbols(
          .init(
            shape: .circle, centers: outliers, radii: [(outliers.count > 200 ? 1.2 : 1.6) * s],
            fill: .init(series.paint, opacity: 0.35), line: .init(series.paint, Stroke(0.5 * s)))))
    }
    return nodes
  }

  private mutating func draw(
    _ intervals: [Geometry.Interval], _ isCapped: Bool, _ series: Series
  ) -> [Scene.Node] {
    var path = Path()
    var middles: [Point] = []
    for interval in intervals {
      let (value, place) = series.isLying ? (x, y) : (y, x)
      guard let center = place(interval.position) else { continue }
      let (low, high) = (value.base(interval.low), value.base(interval.high))
      func at(_ place: Double, _ value: Double) -> Point {
        series.isLying ? Point(value, place) : Point(place, value)
      }
      path.append(Path([at(center, low), at(center, high)]))
      if isCapped {
        let cap = 3 * s
        path.append(Path([at(center - cap, low), at(center + cap, low)]))
        path.append(Path([at(center - cap, high), at(center + cap, high)]))
      }
      if let middle = interval.middle, let v = value(middle) { middles.append(at(center, v)) }
      let (p, q) = (at(center, low), at(center, high))
      obstacles.append(
        Rect(
          x: min(p.x, q.x) - 2, y: min(p.y, q.y) - 2, width: abs(p.x - q.x) + 4,
          height: abs(p.y - q.y) + 4))
    }
    var nodes: [Scene.Node] = [
      .path(path, fill: nil, line: .init(series.paint, Stroke((isCapped ? 1 : 1.5) * s)))
    ]
    if !middles.isEmpty, !isCapped || chart.layers[series.layer].summary != nil {
      nodes.append(
        .symbols(
          .init(
            shape: series.symbol, centers: middles, radii: [2.8 * s],
            fill: series.symbol.isOpen ? nil : .init(series.paint),
            line: .init(series.paint, Stroke(1 * s)))))
    }
    return nodes
  }

  private func draw(_ hexagons: [Geometry.Hexagon], _ dx: Double, _ dy: Double) -> [Scene.Node] {
    let (tx, ty) = (x.scale.transform, y.scale.transform)
    let ramp = chart.scales.color.palette ?? .blues
    return hexagons.map { hexagon in
      let (cx, cy) = (tx(hexagon.x), ty(hexagon.y))
      let corners: [(Double, Double)] = [
        (0, 1), (1, 0.5), (1, -0.5), (0, -1), (-1, -0.5), (-1, 0.5),
      ]
      let points = corners.compactMap { corner -> Point? in
        guard let px = x(tx.inverse(cx + corner.0 * dx * 1.01)),
          let py = y(ty.inverse(cy + corner.1 * dy * 1.01))
        else { return nil }
        return Point(px, py)
      }
      return .path(
        Path(points, closed: true), fill: .init(.fixed(Palette.color(ramp, hexagon.shade, theme))),
        line: .init(.fixed(Palette.color(ramp, 0.8, theme)), Stroke(0.35 * s)))
    }
  }
}
