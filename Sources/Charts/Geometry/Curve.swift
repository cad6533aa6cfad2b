internal import Drawing

/// A line through values, broken where one is missing.
struct Curve: Geometry {
  var position: [Double]
  var value: [Double]
  var isStep = false
  /// Whether the line is computed, not given: it is a little wider.
  var isModel = false
  /// Before which values the line breaks, since periods are missing there.
  var breaks: Set<Int> = []

  var isEmpty: Bool { position.isEmpty || !value.contains { $0.isFinite } }

  var line: (position: [Double], value: [Double])? { (position, value) }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    self.position.forEach(position)
    self.value.forEach(value)
  }

  func add(to key: inout Legend.Entry, _ series: Series) {
    (key.hasLine, key.dash) = (true, series.strokeDash)
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    drawing.draw(self, series)
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    guard position.count <= ChartLimits.points else { return [] }
    return position.indices.map { index in
      var row = axes.row(series, at: position[index])
      row.y = value[index]
      return row
    }
  }
}

extension SeriesDrawing {
  fileprivate mutating func draw(_ line: Curve, _ series: Series) -> [Scene.Node] {
    let (positions, values) = (line.position, line.value)
    var path = Path()
    var last: Point?
    var beforeLast: Point?
    var run = 0
    var lonely: [Point] = []
    for index in positions.indices {
      if line.breaks.contains(index) {
        if run == 1, let last { lonely.append(last) }
        (last, run) = (nil, 0)
      }
      guard values[index].isFinite, let next = point(positions[index], values[index], series) else {
        if run == 1, let last { lonely.append(last) }
        (last, run) = (nil, 0)
        continue
      }
      if let previous = last {
        if line.isStep {
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
    var nodes: [Scene.Node] = [
      .path(
        path, fill: nil,
        line: .init(
          series.paint,
          Stroke(
            (line.isModel ? 1.5 : 1.4) * s,
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
}
