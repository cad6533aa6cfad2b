internal import Drawing

/// Closed shapes: the two sides of violins.
struct Outlines: Geometry {
  var outlines: [[(position: Double, value: Double)]]

  var isEmpty: Bool { outlines.isEmpty }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    for point in outlines.joined() {
      position(point.position)
      value(point.value)
    }
  }

  func add(to key: inout Legend.Entry, _ series: Series) {
    (key.hasFill, key.wash) = (true, .hatched)
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    outlines.flatMap { outline -> [Scene.Node] in
      let points = outline.compactMap { drawing.point($0.position, $0.value, series) }
      let opacity = series.opacity ?? 1
      let shape = Scene.Node.path(
        Path(points, closed: true), fill: .init(series.paint, opacity: 0.28 * opacity),
        line: .init(series.paint, Stroke(1 * drawing.s), opacity: opacity))
      let lines = Hatch.lines(in: points, style: series.hatch)
      guard !lines.steps.isEmpty else { return [shape] }
      return [
        shape, .path(lines, fill: nil, line: .init(series.paint, Stroke(0.6), opacity: 0.6)),
      ]
    }
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] { [] }
}
