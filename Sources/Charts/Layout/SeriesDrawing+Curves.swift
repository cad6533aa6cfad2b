internal import Basics
internal import Drawing
internal import Foundation

/// Lines, bands and areas.
extension SeriesDrawing {
  mutating func curve(
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
  mutating func block(from start: Point?, to end: Point) {
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

  mutating func band(
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
    let opacity = series.opacity ?? 1
    if !isArea {
      let fill = Scene.Node.path(
        outline, fill: .init(series.paint, opacity: series.opacity ?? 0.17), line: nil)
      guard series.mark == .ribbon else { return [.group("band", [fill])] }
      // A ribbon may stand without a line in it: its edges are drawn.
      var edges = Path(upper)
      edges.append(Path(lower))
      return [
        .group("band", [fill]),
        .path(edges, fill: nil, line: .init(series.paint, Stroke(0.5 * s, isRound: true))),
      ]
    }
    if series.mark == .density {
      return [
        .group(
          "band", [.path(outline, fill: .init(series.paint, opacity: 0.2 * opacity), line: nil)]),
        .path(
          Path(upper), fill: nil,
          line: .init(
            series.paint, Stroke(1.4 * s, dash: scaled(series.strokeDash), isRound: true),
            opacity: opacity)),
      ]
    }
    var nodes: [Scene.Node] = [
      .path(outline, fill: .init(series.paint, opacity: series.opacity ?? 1), line: nil)
    ]
    nodes.append(.path(Path(upper), fill: nil, line: .init(.background, Stroke(0.9 * s))))
    return nodes + Hatch.over(upper + lower.reversed(), style: series.style)
  }
}
