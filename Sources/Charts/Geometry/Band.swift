internal import Drawing

/// What lies between two lines.
struct Band: Geometry {
  enum Kind {
    /// The uncertainty of a line that is drawn in it.
    case interval
    /// A band on its own, with edges.
    case ribbon
    /// An area from a base to a height.
    case area
    /// An area whose upper line is what it shows.
    case density
  }

  var position: [Double]
  var low: [Double]
  var high: [Double]
  var kind = Kind.interval

  var isEmpty: Bool { position.isEmpty }
  var needsZero: Bool { kind == .area || kind == .density }
  var goesWithLine: Bool { kind != .area }
  var nameEnd: (position: Double, value: Double)? {
    guard kind == .area, let last = position.indices.last, low[last].isFinite,
      high[last] > low[last]
    else { return nil }
    return (position[last], (low[last] + high[last]) / 2)
  }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    self.position.forEach(position)
    low.forEach(value)
    high.forEach(value)
  }

  func add(to key: inout Legend.Entry, _ series: Series) {
    switch kind {
    case .area: key.hasFill = true
    case .density: (key.hasBand, key.hasLine) = (true, true)
    case .interval, .ribbon: key.hasBand = true
    }
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    drawing.draw(self, series)
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    position.indices.map { index in
      var row = axes.row(series, at: position[index])
      (row.low, row.high) = (low[index], high[index])
      return row
    }
  }
}

extension SeriesDrawing {
  fileprivate func draw(_ band: Band, _ series: Series) -> [Scene.Node] {
    let (positions, low, high) = (band.position, band.low, band.high)
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
    let pale = Scene.Node.path(
      outline, fill: .init(series.paint, opacity: series.opacity ?? 0.17), line: nil)
    switch band.kind {
    case .interval: return [.group("band", [pale])]
    case .ribbon:
      // A ribbon may be without a line in it: its edges are drawn.
      var edges = Path(upper)
      edges.append(Path(lower))
      return [
        .group("band", [pale]),
        .path(edges, fill: nil, line: .init(series.paint, Stroke(0.5 * s, isRound: true))),
      ]
    case .density:
      return [
        .group(
          "band", [.path(outline, fill: .init(series.paint, opacity: 0.2 * opacity), line: nil)]),
        .path(
          Path(upper), fill: nil,
          line: .init(
            series.paint, Stroke(1.4 * s, dash: scaled(series.strokeDash), isRound: true),
            opacity: opacity)),
      ]
    case .area:
      return [
        .path(outline, fill: .init(series.paint, opacity: opacity), line: nil),
        .path(Path(upper), fill: nil, line: .init(.background, Stroke(0.9 * s))),
      ] + Hatch.over(upper + lower.reversed(), style: series.hatch)
    }
  }
}
