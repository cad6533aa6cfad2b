internal import Drawing

/// Bars, bins and tiles, and the values written at them.
extension SeriesDrawing {
  mutating func draw(_ blocks: [Geometry.Block], _ series: Series) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let isTile = series.mark == .tile
    let isCount = chart.layers[series.layer].color == nil
    let ramp =
      chart.scales.color.palette
      ?? (chart.scales.color.middle != nil ? .diverging : isCount ? .blues : .viridis)
    let style = setter.label
    var tiles: Rect?
    var smallTiles: [(rect: Rect, paint: Paint)] = []
    // Tiles carry all of their values or none: a few would look like the only ones.
    var tileTexts: [Scene.Node] = []
    var holdsTexts = true
    let isOverlaid = series.mark == .histogram && chart.overlaysHistograms
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
        if rect.width < 5 || rect.height < 5 {
          tiles = tiles?.union(rect) ?? rect
          smallTiles.append((rect, color))
        } else {
          nodes.append(
            .path(
              Path(rect), fill: .init(color, opacity: series.opacity ?? 1),
              line: block.shade == nil ? nil : .init(outline(ramp), Stroke(0.4 * s))))
        }
        if let text = block.text {
          let extent = setter.extent(text, style)
          if extent.width >= rect.width - 1 || extent.height >= rect.height + 1 {
            holdsTexts = false
          }
          let dark = theme.color(color).opacity(series.opacity ?? 1).over(theme.background)
          let ink = Color(0x000000)
          let paint: Paint =
            dark.contrast(with: Color(0xFFFFFF)) >= dark.contrast(with: ink)
            ? .fixed(Color(0xFFFFFF)) : .fixed(ink)
          tileTexts.append(
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
              Path(rect), fill: .init(series.paint, opacity: 0.35 * (series.opacity ?? 1)),
              line: .init(
                series.paint, Stroke(0.8 * s, dash: scaled(series.strokeDash)),
                opacity: series.opacity ?? 1)))
          continue
        }
      }
      // Segments of a stack are set apart by a hair of background, which must not hide a thin one.
      let isStacked = block.base != 0 && abs(d - c) > 1.6 * s
      nodes += Hatch.filled(rect, series.paint, style: series.style, opacity: series.opacity ?? 1)
      if isStacked {
        let edge =
          series.isLying
          ? [Point(c, rect.y), Point(c, rect.maxY)] : [Point(rect.x, c), Point(rect.maxX, c)]
        nodes.append(.path(Path(edge), fill: nil, line: .init(.background, Stroke(0.8 * s))))
      }
      if let text = block.text { write(text, at: rect, block, series) }
    }
    nodes += seamless(smallTiles, opacity: series.opacity ?? 1)
    if holdsTexts { nodes += tileTexts }
    // Tiles too small for outlines have one around them all.
    if let tiles {
      nodes.append(.path(Path(tiles), fill: nil, line: .init(.muted, Stroke(0.5 * s))))
    }
    return nodes
  }

  /// Small tiles, each reaching below its right neighbour: between shapes that only meet, a picture
  /// shows a seam of the ground.
  private func seamless(
    _ tiles: [(rect: Rect, paint: Paint)], opacity: Double
  ) -> [Scene.Node] {
    func key(_ x: Double, _ y: Double) -> [Int] {
      [Int((x * 8).rounded()), Int((y * 8).rounded())]
    }
    let starts = Set(tiles.map { key($0.rect.x, $0.rect.y) })
    return tiles.sorted { $0.rect.x < $1.rect.x }.map { tile in
      var rect = tile.rect
      // Ends that should meet differ in their last digits.
      if [-0.01, 0.01].contains(where: { starts.contains(key(rect.maxX + $0, rect.y)) }) {
        rect.width += opacity < 1 ? 0 : min(1, rect.width)
      }
      return .path(Path(rect), fill: .init(tile.paint, opacity: opacity), line: nil)
    }
  }

  /// The value of a bar: inside a stack, at the end of a bar that stands alone.
  mutating func write(
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

  func draw(
    _ hexagons: [Geometry.Hexagon], _ dx: Double, _ dy: Double, _ series: Series
  ) -> [Scene.Node] {
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
        Path(points, closed: true),
        fill: .init(
          .fixed(Palette.color(ramp, hexagon.shade, theme)), opacity: series.opacity ?? 1),
        line: .init(outline(ramp), Stroke(0.4 * s)))
    }
  }

  /// What sets off marks whose colour is a number, the palest of them too.
  func outline(_ ramp: Palette.Ramp) -> Paint {
    ramp == .blues ? .fixed(Palette.color(ramp, 0.8, theme)) : .muted
  }
}

extension Chart {
  /// Whether the histograms of several series stand one before the other.
  var overlaysHistograms: Bool {
    layers.first { $0.mark == .histogram }.map { $0.color != nil && $0.position == nil } ?? false
  }
}
