internal import Drawing

/// Curves that rise from base lines, one for each category of the places.
struct Ridges: Geometry {
  struct Ridge {
    /// The category.
    var position: Double
    var values: [Double]
    /// Shares 0 ... 1 of the highest ridge of the layer.
    var heights: [Double]
    /// How many values it is made of.
    var count: Int

    /// The value where the ridge is highest.
    var peak: Double? {
      heights.indices.max { heights[$0] < heights[$1] }.map { values[$0] }
    }
  }

  var ridges: [Ridge]

  var isEmpty: Bool { ridges.isEmpty }
  var shapeCount: Int { ridges.count }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    for ridge in ridges {
      position(ridge.position)
      ridge.values.forEach(value)
    }
  }

  func add(to key: inout Legend.Entry, _ series: Series) {
    (key.hasBand, key.hasLine) = (true, true)
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    let (place, value) = series.isLying ? (drawing.y, drawing.x) : (drawing.x, drawing.y)
    func point(_ place: Double, _ value: Double) -> Point {
      series.isLying ? Point(value, place) : Point(place, value)
    }
    let opacity = series.opacity ?? 1
    return ridges.flatMap { ridge -> [Scene.Node] in
      guard let center = place(ridge.position), let beside = place(ridge.position + 0.25) else {
        return []
      }
      // Ridges rise upwards, or to the right, whichever way the categories run.
      let slot = 4 * abs(beside - center) * (series.isLying ? -1 : 1)
      let base = center - 0.42 * slot
      let top = zip(ridge.values, ridge.heights).compactMap { one, height in
        value(one).map { point(base + 0.9 * slot * height, $0) }
      }
      guard let first = top.first, let last = top.last else { return [] }
      let ends = [(last, base), (first, base)].map { end, base in
        series.isLying ? Point(end.x, base) : Point(base, end.y)
      }
      return [
        .path(
          Path(top + ends, closed: true), fill: .init(series.paint, opacity: 0.35 * opacity),
          line: .init(series.paint, Stroke(0.5 * drawing.s), opacity: opacity)),
        .path(
          Path(top), fill: nil,
          line: .init(series.paint, Stroke(1.2 * drawing.s, isRound: true), opacity: opacity)),
      ]
    }
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    ridges.flatMap { ridge in
      zip(ridge.values, ridge.heights).map { value, height in
        var row = axes.row(series, at: ridge.position)
        (row.x, row.y) = (value, height)
        return row
      }
    }
  }
}
