internal import Drawing

/// Fills that are distinguished without colour.
enum Hatch {
  /// A filled rectangle, from style 1 on with lines across it.
  static func filled(
    _ rect: Rect, _ paint: Paint, style: Int, opacity: Double
  ) -> [Scene.Node] {
    guard rect.width > 0, rect.height > 0 else { return [] }
    return [.path(Path(rect), fill: .init(paint, opacity: opacity), line: nil)]
      + over(corners(rect), style: style)
  }

  /// The lines of a style across a filled shape, in the colour of the ground.
  static func over(_ polygon: [Point], style: Int) -> [Scene.Node] {
    let lines = lines(in: polygon, style: style)
    guard !lines.steps.isEmpty else { return [] }
    return [.path(lines, fill: nil, line: .init(.background, Stroke(0.7), opacity: 0.6))]
  }

  static func corners(_ rect: Rect) -> [Point] {
    [
      Point(rect.x, rect.y), Point(rect.maxX, rect.y), Point(rect.maxX, rect.maxY),
      Point(rect.x, rect.maxY),
    ]
  }

  /// The lines of a style, cut at the edges of `polygon`. They run at multiples of the gap over the
  /// whole sheet, so that those of neighbours meet. O(lines × edges).
  static func lines(in polygon: [Point], style: Int) -> Path {
    let gap = 4.5
    let diagonal = gap * 1.414
    let directions: [(direction: Direction, gap: Double)] =
      switch style % 6 {
      case 1: [(Direction(x: 1, y: 1), diagonal)]
      case 2: [(Direction(x: 1, y: -1), diagonal)]
      case 3: [(Direction(x: 0, y: 1), gap)]
      case 4: [(Direction(x: 1, y: 1), diagonal), (Direction(x: 1, y: -1), diagonal)]
      case 5: [(Direction(x: 1, y: 0), gap)]
      default: []
      }
    return directions.reduce(into: Path()) { path, one in
      path.append(lines(in: polygon, one.direction, one.gap))
    }
  }

  /// What stays the same along a line: `x · px + y · py`.
  private struct Direction {
    var x: Double
    var y: Double
    func level(_ p: Point) -> Double { x * p.x + y * p.y }
    func along(_ p: Point) -> Double { x * p.y - y * p.x }
  }

  private static func lines(in polygon: [Point], _ direction: Direction, _ gap: Double) -> Path {
    let levels = polygon.map(direction.level)
    guard let low = levels.min(), let high = levels.max(), high - low < 1e5 else { return Path() }
    var path = Path()
    var level = (low / gap).rounded(.up) * gap
    while level < high {
      var crossings: [Point] = []
      for index in polygon.indices {
        let next = index + 1 == polygon.count ? 0 : index + 1
        // An end on the line belongs to one of its two edges only.
        guard (levels[index] < level) != (levels[next] < level) else { continue }
        let share = (level - levels[index]) / (levels[next] - levels[index])
        let (a, b) = (polygon[index], polygon[next])
        crossings.append(Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share))
      }
      crossings.sort { direction.along($0) < direction.along($1) }
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        path.move(crossings[pair])
        path.line(crossings[pair + 1])
      }
      level += gap
    }
    return path
  }
}
