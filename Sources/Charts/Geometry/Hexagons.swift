internal import Drawing

/// Counts in hexagons.
struct Hexagons: Geometry {
  struct Hexagon {
    var x: Double
    var y: Double
    var count: Int
    var shade: Double
  }

  var hexagons: [Hexagon]
  /// Half widths in the units of the axes (decades on a log axis).
  var dx: Double
  var dy: Double

  var isEmpty: Bool { hexagons.isEmpty }
  var isShaded: Bool { true }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    for hexagon in hexagons {
      position(hexagon.x)
      value(hexagon.y)
    }
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    drawing.draw(self, series)
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    hexagons.map { hexagon in
      var row = axes.row(series, at: nil)
      (row.x, row.y, row.count) = (hexagon.x, hexagon.y, Double(hexagon.count))
      return row
    }
  }
}

extension SeriesDrawing {
  fileprivate func draw(_ all: Hexagons, _ series: Series) -> [Scene.Node] {
    let (dx, dy) = (all.dx, all.dy)
    let (tx, ty) = (x.scale.transform, y.scale.transform)
    let ramp = chart.scales.color.palette ?? .blues
    return all.hexagons.map { hexagon in
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
}
