internal import Drawing

/// Cells of two dimensions, whose colour is a number or a category.
struct Tiles: Geometry {
  struct Tile {
    var from: Double
    var to: Double
    var base: Double
    var top: Double
    /// Place on a colour bar, where the colour is a number.
    var shade: Double? = nil
    /// The number behind the shade.
    var value: Double? = nil
    /// What is written in the tile.
    var text: String? = nil
  }

  var tiles: [Tile]
  /// Whether the colours are counts of rows.
  var countsRows: Bool

  var isEmpty: Bool { tiles.isEmpty }
  var shapeCount: Int { tiles.count }
  var isShaded: Bool { tiles.contains { $0.shade != nil } }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    for tile in tiles {
      position(tile.from)
      position(tile.to)
      value(tile.base)
      value(tile.top)
    }
  }

  func add(to key: inout Legend.Entry, _ series: Series) { key.hasFill = true }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    drawing.draw(self, series)
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    tiles.map { tile in
      var row = axes.row(series, at: (tile.from + tile.to) / 2)
      row.label = axes.y.describe((tile.base + tile.top) / 2)
      if countsRows { row.count = tile.value } else { row.value = tile.value }
      return row
    }
  }
}

extension SeriesDrawing {
  fileprivate mutating func draw(_ all: Tiles, _ series: Series) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let ramp =
      chart.scales.color.palette
      ?? (chart.scales.color.middle != nil ? .diverging : all.countsRows ? .blues : .viridis)
    let opacity = series.opacity ?? 1
    var around: Rect?
    var small: [(rect: Rect, paint: Paint)] = []
    // Tiles carry all of their values or none: a few would look like the only ones.
    var texts: [Scene.Node] = []
    var holdsTexts = true
    for tile in all.tiles {
      guard
        let whole = rect(
          from: tile.from, to: tile.to, base: tile.base, top: tile.top, series)
      else { continue }
      let rect = whole.inset(whole.width > 6 ? 0.5 : 0, whole.height > 6 ? 0.5 : 0)
      let color: Paint = tile.shade.map { .fixed(Palette.color(ramp, $0, theme)) } ?? series.paint
      if rect.width < 5 || rect.height < 5 {
        around = around?.union(rect) ?? rect
        small.append((rect, color))
      } else {
        nodes.append(
          .path(
            Path(rect), fill: .init(color, opacity: opacity),
            line: tile.shade == nil ? nil : .init(outline(ramp), Stroke(0.4 * s))))
      }
      guard let text = tile.text else { continue }
      let extent = setter.extent(text, setter.label)
      if extent.width >= rect.width - 1 || extent.height >= rect.height + 1 { holdsTexts = false }
      let ground = theme.color(color).opacity(opacity).over(theme.background)
      texts.append(
        .text(
          setter.text(
            text, setter.label, .label,
            at: Point(rect.midX, rect.midY - extent.height / 2 + extent.ascent),
            anchor: .middle, paint: ink(on: ground))))
    }
    nodes += seamless(small, opacity: opacity)
    if holdsTexts { nodes += texts }
    // Tiles too small for outlines have one around them all.
    if let around {
      nodes.append(.path(Path(around), fill: nil, line: .init(.muted, Stroke(0.5 * s))))
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

  /// What sets off marks whose colour is a number, the palest of them too.
  func outline(_ ramp: Palette.Ramp) -> Paint {
    ramp == .blues ? .fixed(Palette.color(ramp, 0.8, theme)) : .muted
  }
}
