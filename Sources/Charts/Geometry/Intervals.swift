internal import Basics
internal import Drawing

/// Intervals, with or without their middles.
struct Intervals: Geometry {
  struct Interval {
    var position: Double
    var low: Double
    var middle: Double?
    var high: Double
    /// What is written behind its high end.
    var text: String? = nil
  }

  var intervals: [Interval]
  var isCapped: Bool
  /// Whether the middles are symbols; other intervals are distinguished by their dashes.
  var hasSymbols: Bool

  var isEmpty: Bool { intervals.isEmpty }
  var shapeCount: Int { intervals.count }
  var textsBehind: [String] { intervals.compactMap(\.text) }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    for interval in intervals {
      position(interval.position)
      value(interval.low)
      value(interval.high)
    }
  }

  func add(to key: inout Legend.Entry, _ series: Series) {
    if hasSymbols, !key.hasLine, series.dash == nil { key.dash = [] }
    (key.hasLine, key.hasPoint) = (true, key.hasPoint || hasSymbols)
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    drawing.draw(self, series)
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    intervals.map { interval in
      var row = axes.row(series, at: interval.position)
      (row.low, row.y, row.high) = (interval.low, interval.middle, interval.high)
      return row
    }
  }
}

extension SeriesDrawing {
  /// A value behind the end of its interval: right of one that lies; beside one that stands, where there is room.
  private mutating func write(_ text: String, beyond end: Point, _ series: Series) {
    guard !series.isLying else {
      let extent = setter.extent(text, setter.label)
      over.append(
        .text(
          setter.text(
            text, setter.label, .label,
            at: Point(end.x + 5 * s, end.y - extent.height / 2 + extent.ascent))))
      return
    }
    candidates.append(
      .init(
        text: StyledText(plain: text), style: setter.label, at: end, reach: 5 * s, role: .label,
        paint: .ink, isOptional: true))
  }

  fileprivate mutating func draw(_ all: Intervals, _ series: Series) -> [Scene.Node] {
    let (isCapped, hasSymbols) = (all.isCapped, all.hasSymbols)
    var path = Path()
    var middles: [Point] = []
    for interval in all.intervals {
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
      if let text = interval.text { write(text, beyond: q, series) }
      obstacles.append(
        Rect(
          x: min(p.x, q.x) - 2, y: min(p.y, q.y) - 2, width: abs(p.x - q.x) + 4,
          height: abs(p.y - q.y) + 4))
    }
    var nodes: [Scene.Node] = []
    let width = (isCapped ? 1 : 1.5) * s
    // Within bars, an edge of the ground shows the lower half as well.
    if chart.layers.contains(where: { $0.mark.traits.carriesIntervals }) {
      nodes.append(.path(path, fill: nil, line: .init(.background, Stroke(width + 1.6 * s))))
    }
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
