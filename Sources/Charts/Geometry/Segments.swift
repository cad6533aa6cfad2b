internal import Drawing

/// Straight lines between two places.
struct Segments: Geometry {
  struct Segment: Hashable {
    var x0: Double
    var y0: Double
    var x1: Double
    var y1: Double
  }

  var segments: [Segment]

  var isEmpty: Bool { segments.isEmpty }
  var shapeCount: Int { segments.count }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    for segment in segments {
      position(segment.x0)
      position(segment.x1)
      value(segment.y0)
      value(segment.y1)
    }
  }

  func add(to key: inout Legend.Entry, _ series: Series) {
    (key.hasLine, key.dash) = (true, series.strokeDash)
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    // One drawn over itself for every row would lose its smooth edges.
    var seen: Set<Segment> = []
    return segments.compactMap { segment in
      guard seen.insert(segment).inserted, let from = drawing.point(segment.x0, segment.y0, series),
        let to = drawing.point(segment.x1, segment.y1, series)
      else { return nil }
      if segments.count <= 400 { drawing.block(from: from, to: to) }
      return .path(
        Path([from, to]), fill: nil,
        line: .init(
          series.paint, Stroke(1 * drawing.s, dash: drawing.scaled(series.strokeDash)),
          opacity: series.opacity ?? 1))
    }
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    segments.map { segment in
      var row = axes.row(series, at: segment.x0)
      (row.y, row.low, row.high) = (segment.y0, segment.x1, segment.y1)
      return row
    }
  }
}
