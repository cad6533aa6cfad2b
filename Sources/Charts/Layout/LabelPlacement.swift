internal import Drawing

/// Puts labels beside their points so that none overlaps another: greedy, in the order given, each at
/// the first of a list of places around its point that is free. No chance is involved.
struct LabelPlacement {
  struct Candidate {
    var text: StyledText
    var style: TextStyle
    var at: Point
    /// From the point to the text.
    var reach: Double
    var role: Scene.Text.Role
    var paint: Paint
    /// Whether a line leads from the point to a text further away.
    var hasLeader = false
    /// Whether nobody misses it where there is no room: the axis and the text below tell the same.
    var isOptional = false
    /// Whether the text is on the point itself.
    var isCentered = false
  }

  /// Where texts must stay.
  var area = Rect(x: 0, y: 0, width: 0, height: 0)
  /// Where texts already are.
  var taken: [Rect] = []
  /// Points that texts should not cover.
  var obstacles: [Rect] = []
  /// Places of the labels still to come: what is above or below one is in the way of its text.
  var waiting: [Point] = []

  mutating func place(_ candidate: Candidate, _ setter: TextSetter) -> [Scene.Node]? {
    let extent = setter.measurer.measure(candidate.text, candidate.style)
    let (w, h, r) = (extent.width, extent.height, candidate.reach)
    let p = candidate.at
    func rect(_ x: Double, _ y: Double) -> Rect { Rect(x: x, y: y, width: w, height: h) }
    var places: [Rect] = []
    if candidate.isCentered {
      places = [rect(p.x - w / 2, p.y - h / 2)]
    } else {
      for distance in candidate.hasLeader
        ? [r, r + 8, r + 18, r + 30, r + 44, r + 62] : [r, r + 3]
      {
        let d = distance * 0.7
        places += [
          rect(p.x + distance, p.y - h / 2), rect(p.x - w / 2, p.y - distance - h),
          rect(p.x - distance - w, p.y - h / 2), rect(p.x - w / 2, p.y + distance),
          rect(p.x + d, p.y - d - h), rect(p.x - d - w, p.y - d - h), rect(p.x + d, p.y + d),
          rect(p.x - d - w, p.y + d),
        ]
        guard candidate.hasLeader, distance > r else { continue }
        // Flatter ways out, past a neighbour's text.
        for low in [distance * 0.2, distance * 0.4] {
          places += [
            rect(p.x + distance, p.y - low - h), rect(p.x - distance - w, p.y - low - h),
            rect(p.x + distance, p.y + low), rect(p.x - distance - w, p.y + low),
          ]
        }
      }
    }
    let inside = places.filter { area.contains($0, tolerance: 0.5) }
    let free = inside.filter { place in
      !taken.contains { $0.overlaps(place.inset(-1, -0.5)) }
        && (candidate.role != .label || candidate.isCentered || !hidesPoint(place, of: p))
        && !(candidate.hasLeader && leaderCrosses(from: p, to: place))
    }
    // Off the points where there is such a place, with a short line that does not run along them.
    let best = free.enumerated().map { order, place in
      (
        place,
        4 * covered(place)
          + (candidate.hasLeader ? followed(from: p, to: place, r) + 3 * inTheWay(place) : 0),
        order
      )
    }.min { ($0.1, $0.2) < ($1.1, $1.2) }?.0
    guard let best else { return nil }
    taken.append(best)
    var nodes: [Scene.Node] = []
    let near = Point(
      min(max(p.x, best.x), best.maxX), min(max(p.y, best.y), best.maxY))
    let distance = ((near.x - p.x) * (near.x - p.x) + (near.y - p.y) * (near.y - p.y)).squareRoot()
    if candidate.hasLeader, distance > r + 4 {
      // Later texts keep off the line.
      for step in 0..<12 {
        let t = Double(step) / 12
        taken.append(
          Rect(
            x: p.x + (near.x - p.x) * t - 0.5, y: p.y + (near.y - p.y) * t - 0.5, width: 1,
            height: 1))
      }
      nodes.append(
        .path(Path([p, near]), fill: nil, line: .init(.muted, Stroke(0.5 * setter.scale))))
    }
    nodes.append(
      .text(
        setter.text(
          candidate.text, candidate.style, candidate.role,
          at: Point(best.x, best.y + extent.ascent), paint: candidate.paint,
          halo: candidate.role == .annotation || obstacles.contains { $0.overlaps(best) })))
    return nodes
  }

  /// Whether the line from a point to its text would run through another text.
  private func leaderCrosses(from p: Point, to place: Rect) -> Bool {
    let near = Point(min(max(p.x, place.x), place.maxX), min(max(p.y, place.y), place.maxY))
    return (1..<12).contains { step in
      let t = Double(step) / 12
      let q = Point(p.x + (near.x - p.x) * t, p.y + (near.y - p.y) * t)
      return taken.contains { $0.inset(-1, -1).contains(q) }
    }
  }

  /// How much of the line from a point to its text, but for its beginning, lies on other points.
  private func followed(from p: Point, to place: Rect, _ reach: Double) -> Int {
    let near = Point(min(max(p.x, place.x), place.maxX), min(max(p.y, place.y), place.maxY))
    let square = (near.x - p.x) * (near.x - p.x) + (near.y - p.y) * (near.y - p.y)
    guard square > (reach + 4) * (reach + 4) else { return 0 }  // no line is drawn
    return (4..<12).reduce(0) { count, step in
      let t = Double(step) / 12
      let q = Point(p.x + (near.x - p.x) * t, p.y + (near.y - p.y) * t)
      return count + (obstacles.contains { $0.contains(q) } ? 1 : 0)
    }
  }

  /// Whether a text would lie on the symbol of another point: better none.
  private func hidesPoint(_ place: Rect, of own: Point) -> Bool {
    obstacles.contains {
      (2.5...14).contains($0.width) && (2.5...14).contains($0.height) && !$0.contains(own)
        && $0.inset(1, 1).overlaps(place)
    }
  }

  /// How many labels still to come a text would cut off from the room above and below them.
  private func inTheWay(_ place: Rect) -> Int {
    waiting.reduce(0) { count, point in
      let isBelowOrAbove = place.inset(-3, -60).contains(point)
      return count + (isBelowOrAbove ? 1 : 0)
    }
  }

  private func covered(_ place: Rect) -> Int {
    obstacles.reduce(0) { $0 + ($1.overlaps(place) ? 1 : 0) }
  }
}
