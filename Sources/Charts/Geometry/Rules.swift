internal import Drawing

/// Lines across the whole panel.
struct Rules: Geometry {
  var values: [Double]
  var isVertical: Bool

  var isEmpty: Bool { values.isEmpty }
  var shapeCount: Int { values.count }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    values.forEach(isVertical ? position : value)
  }

  func add(to key: inout Legend.Entry, _ series: Series) {
    (key.hasLine, key.dash) = (true, series.strokeDash)
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    let panel = drawing.panel
    return values.compactMap { value in
      guard let place = isVertical ? drawing.x(value) : drawing.y(value) else { return nil }
      let ends =
        isVertical
        ? [Point(place, panel.y), Point(place, panel.maxY)]
        : [Point(panel.x, place), Point(panel.maxX, place)]
      if values.count <= 20 { drawing.block(from: ends[0], to: ends[1]) }
      let dash = series.dash == nil ? [4, 2.5] : series.strokeDash
      return .path(
        Path(ends), fill: nil,
        line: .init(
          series.paint, Stroke(0.8 * drawing.s, dash: drawing.scaled(dash)),
          opacity: series.opacity ?? 1))
    }
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    values.map { value in
      var row = axes.row(series, at: isVertical ? value : nil)
      if !isVertical { row.y = value }
      return row
    }
  }
}
