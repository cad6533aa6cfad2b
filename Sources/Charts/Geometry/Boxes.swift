internal import Basics
internal import Drawing

/// Boxes with their whiskers, and single values.
struct Boxes: Geometry {
  struct Box {
    var center: Double
    var width: Double
    var summary: BoxSummary
    /// Values that are drawn one by one.
    var points: [Double]
    /// How many values lie beyond the whiskers, drawn or not.
    var beyond: Int
    /// Whether the values are too few for a box, and are points alone.
    var isSparse: Bool
    /// The smallest value above zero, which a log axis must reach.
    var smallestPositive: Double?
  }

  var boxes: [Box]
  /// Whether the boxes are within violins: narrow, without caps.
  var isThin = false
  /// Whether all values are points, side by side.
  var isSpread = false

  var isEmpty: Bool { boxes.isEmpty }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    for box in boxes {
      position(box.center)
      box.points.forEach(value)
      guard !box.isSparse else { continue }
      value(box.summary.whiskerLow)
      value(box.summary.whiskerHigh)
      if let smallest = box.smallestPositive { value(smallest) }
    }
  }

  func add(to key: inout Legend.Entry, _ series: Series) {
    (key.hasFill, key.wash) = (true, .hatched)
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    drawing.draw(self, series)
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    boxes.flatMap { box -> [DrawnRow] in
      let summary: [(String, Double)] = [
        ("whisker low", box.summary.whiskerLow), ("lower quartile", box.summary.lowerQuartile),
        ("median", box.summary.median), ("upper quartile", box.summary.upperQuartile),
        ("whisker high", box.summary.whiskerHigh),
      ]
      let parts = (box.isSparse ? [] : summary).map { name, value in
        var row = axes.row(series, at: box.center)
        (row.label, row.y, row.count) = (name, value, Double(box.summary.count))
        return row
      }
      return parts
        + box.points.map { value in
          var row = axes.row(series, at: box.center)
          (row.label, row.y) = ("point", value)
          return row
        }
    }
  }
}

extension SeriesDrawing {
  fileprivate func draw(_ all: Boxes, _ series: Series) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let isThin = all.isThin
    var points: [Point] = []
    for box in all.boxes {
      let half = box.width / 2
      let value = series.isLying ? x : y
      let place = series.isLying ? y : x
      guard let center = place(box.center), let a = place(box.center - half),
        let b = place(box.center + half)
      else { continue }
      points += single(box, series, isSpread: all.isSpread, from: a, to: b)
      guard !box.isSparse else { continue }
      let q1 = value.end(box.summary.lowerQuartile)
      let q3 = value.end(box.summary.upperQuartile)
      let median = value.end(box.summary.median)
      let low = value.end(box.summary.whiskerLow)
      let high = value.end(box.summary.whiskerHigh)
      func at(_ place: Double, _ value: Double) -> Point {
        series.isLying ? Point(value, place) : Point(place, value)
      }
      let opacity = series.opacity ?? 1
      let line = Scene.Line(series.paint, Stroke(1 * s), opacity: opacity)
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
          fill: .init(series.paint, opacity: (isThin ? 1 : 0.25) * opacity), line: line))
      let hatch = Rect(
        x: min(corners[0].x, corners[2].x), y: min(corners[0].y, corners[2].y),
        width: abs(corners[2].x - corners[0].x), height: abs(corners[2].y - corners[0].y))
      let lines = Hatch.lines(in: Hatch.corners(hatch), style: isThin ? 0 : series.hatch)
      if !lines.steps.isEmpty {
        nodes.append(
          .path(
            lines, fill: nil, line: .init(series.paint, Stroke(0.6), opacity: 0.6 * opacity)))
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
            line: .init(series.paint, Stroke(2.2 * s), opacity: opacity)))
      }
    }
    if !points.isEmpty {
      nodes.append(
        .symbols(
          .init(
            shape: .circle, centers: points, radii: [(points.count > 200 ? 1.2 : 1.6) * s],
            fill: .init(series.paint, opacity: 0.35 * (series.opacity ?? 1)),
            line: .init(series.paint, Stroke(0.5 * s), opacity: series.opacity ?? 1))))
    }
    return nodes
  }

  /// The values of a box that are drawn one by one, in the middle of its place or, where all of them
  /// are, side by side in a fixed pattern instead of chance.
  private func single(
    _ box: Boxes.Box, _ series: Series, isSpread: Bool, from a: Double, to b: Double
  ) -> [Point] {
    let (value, middle) = (series.isLying ? x : y, (a + b) / 2)
    return box.points.enumerated().compactMap { index, one in
      guard let v = value(one) else { return nil }
      let shift = isSpread ? (Double((index * 7) % 11) / 10 - 0.5) * (b - a) * 0.8 : 0
      return series.isLying ? Point(v, middle + shift) : Point(middle + shift, v)
    }
  }
}
