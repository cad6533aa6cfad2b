internal import Basics
internal import Drawing

/// Boxes with their whiskers, and intervals.
extension SeriesDrawing {
  mutating func draw(_ boxes: [Geometry.Box], _ series: Series) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let isThin = series.mark == .violin
    var points: [Point] = []
    for box in boxes {
      let half = box.width / 2
      let value = series.isLying ? x : y
      let place = series.isLying ? y : x
      guard let center = place(box.center), let a = place(box.center - half),
        let b = place(box.center + half)
      else { continue }
      points += single(box, series, from: a, to: b)
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
      let lines = Hatch.lines(in: Hatch.corners(hatch), style: isThin ? 0 : series.style)
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
  /// are, side by side in a fixed pattern in place of chance.
  private func single(
    _ box: Geometry.Box, _ series: Series, from a: Double, to b: Double
  ) -> [Point] {
    let isAll = chart.layers[series.layer].points == .all
    let (value, middle) = (series.isLying ? x : y, (a + b) / 2)
    return box.points.enumerated().compactMap { index, one in
      guard let v = value(one) else { return nil }
      let shift = isAll ? (Double((index * 7) % 11) / 10 - 0.5) * (b - a) * 0.8 : 0
      return series.isLying ? Point(v, middle + shift) : Point(middle + shift, v)
    }
  }

  mutating func draw(
    _ intervals: [Geometry.Interval], _ isCapped: Bool, _ series: Series
  ) -> [Scene.Node] {
    var path = Path()
    var middles: [Point] = []
    for interval in intervals {
      let (value, place) = series.isLying ? (x, y) : (y, x)
      guard let center = place(interval.position) else { continue }
      let (low, high) = (value.end(interval.low), value.end(interval.high))
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
    var nodes: [Scene.Node] = []
    let width = (isCapped ? 1 : 1.5) * s
    // Within bars, an edge of the ground shows the lower half as well.
    if chart.layers.contains(where: { $0.mark == .bar }) {
      nodes.append(.path(path, fill: nil, line: .init(.background, Stroke(width + 1.6 * s))))
    }
    let hasSymbols = series.hasSymbols(chart)
    let opacity = series.opacity ?? 1
    let isPlain = hasSymbols && series.dash == nil
    nodes.append(
      .path(
        path, fill: nil,
        line: .init(
          series.paint, Stroke(width, dash: isPlain ? [] : scaled(series.strokeDash)),
          opacity: opacity)))
    if hasSymbols {
      nodes.append(
        .symbols(
          .init(
            shape: series.symbol, centers: middles, radii: [2.8 * s],
            fill: series.symbol.isOpen ? nil : .init(series.paint, opacity: opacity),
            line: .init(series.paint, Stroke(1 * s), opacity: opacity))))
    }
    return nodes
  }
}

extension Series {
  /// Whether intervals carry symbols at their middles; others are told apart by their dashes.
  func hasSymbols(_ chart: Chart) -> Bool {
    guard case .intervals(let intervals, let isCapped, _) = geometry else { return false }
    return intervals.contains { $0.middle != nil }
      && (!isCapped || chart.layers[layer].summary != nil)
  }
}
