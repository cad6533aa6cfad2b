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
  /// How far a step goes on behind the last value before a break or the end.
  var lastStep = 0.0
  /// Whether the line goes on level to both edges of the panel: what it says holds there too.
  var reachesEdges = false
  /// Whether it is there to be compared with another line: thin, and neither in the data as drawn nor in words.
  var isContext = false
  /// How far behind the last value a name is pointed at, for a text between them.
  var nameShift = 0.0
  /// Texts at some of the values.
  var labels: [Int: String] = [:]

  var isEmpty: Bool { position.isEmpty || !value.contains { $0.isFinite } }

  var line: (position: [Double], value: [Double])? { (position, value) }

  var nameEnd: (position: Double, value: Double)? {
    guard !isContext, let last = value.lastIndex(where: \.isFinite) else { return nil }
    return (position[last] + lastStep + nameShift, value[last])
  }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    self.position.forEach(position)
    if lastStep > 0, let last = self.position.last { position(last + lastStep) }
    self.value.forEach(value)
  }

  func add(to key: inout Legend.Entry, _ series: Series) {
    (key.hasLine, key.dash) = (true, series.strokeDash)
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    drawing.draw(self, series)
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    guard position.count <= ChartLimits.points, !isContext else { return [] }
    return position.indices.map { index in
      var row = axes.row(series, at: position[index])
      row.y = value[index]
      return row
    }
  }
}

extension SeriesDrawing {
  /// The place at the edge of the panel beside `point`; the point itself where it is in a strip before the axis.
  private func edge(_ series: Series, at point: Point, isEnd: Bool) -> Point {
    if series.isLying {
      return Point(point.x, isEnd ? min(point.y, y.to) : max(point.y, y.from))
    }
    return Point(isEnd ? max(point.x, x.to) : min(point.x, x.from), point.y)
  }

  fileprivate mutating func draw(_ line: Curve, _ series: Series) -> [Scene.Node] {
    let (positions, values) = (line.position, line.value)
    var path = Path()
    var last: Point?
    var beforeLast: Point?
    var run = 0
    var lonely: [Point] = []
    /// Ends a run of values: a step goes on a little, and a value without neighbours is a point.
    func end(before index: Int) {
      if let last, line.lastStep > 0, index > 0,
        let next = point(positions[index - 1] + line.lastStep, values[index - 1], series)
      {
        path.line(next)
        block(from: last, to: next)
      } else if run == 1, let last {
        lonely.append(last)
      }
      (last, run) = (nil, 0)
    }
    for index in positions.indices {
      if line.breaks.contains(index) { end(before: index) }
      guard values[index].isFinite, let next = point(positions[index], values[index], series) else {
        end(before: index)
        continue
      }
      if let previous = last {
        if line.isStep {
          path.line(series.isLying ? Point(previous.x, next.y) : Point(next.x, previous.y))
        }
        path.line(next)
      } else if line.reachesEdges, index == 0 {
        path.move(edge(series, at: next, isEnd: false))
        path.line(next)
      } else {
        path.move(next)
      }
      run += 1
      last = next
      if positions.count <= 400 { block(from: run > 1 ? beforeLast : nil, to: next) }
      beforeLast = next
    }
    if line.reachesEdges, let last { path.line(edge(series, at: last, isEnd: true)) }
    end(before: positions.count)
    for index in line.labels.keys.sorted() {
      guard let at = point(positions[index], values[index], series), let text = line.labels[index]
      else { continue }
      candidates.append(
        .init(
          text: StyledText(plain: text), style: setter.label, at: at, reach: 4 * s, role: .label,
          paint: .ink, isOptional: true))
    }
    var nodes: [Scene.Node] = [
      .path(
        path, fill: nil,
        line: .init(
          series.paint,
          Stroke(
            (line.isContext ? 0.7 : line.isModel ? 1.5 : 1.4) * s,
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
