/// A place on a picture, in points (1/72 inch) from its upper left corner.
public struct Point: Hashable, Sendable {
  /// To the right.
  public var x: Double
  /// Downwards.
  public var y: Double

  /// A place.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// An upright rectangle.
public struct Rect: Hashable, Sendable {
  /// The left edge.
  public var x: Double
  /// The upper edge.
  public var y: Double
  /// The extent to the right.
  public var width: Double
  /// The extent downwards.
  public var height: Double

  /// A rectangle from its upper left corner and its extent.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The right edge.
  public var maxX: Double { x + width }
  /// The lower edge.
  public var maxY: Double { y + height }
  /// Half way from left to right.
  public var midX: Double { x + width / 2 }
  /// Half way from top to bottom.
  public var midY: Double { y + height / 2 }

  /// The rectangle with each edge moved inwards (outwards where negative).
  public func inset(_ dx: Double, _ dy: Double) -> Rect {
    Rect(x: x + dx, y: y + dy, width: width - 2 * dx, height: height - 2 * dy)
  }

  /// Whether the two share more than an edge, by more than `tolerance`.
  public func overlaps(_ other: Rect, tolerance: Double = 0) -> Bool {
    x + tolerance < other.maxX && other.x + tolerance < maxX
      && y + tolerance < other.maxY && other.y + tolerance < maxY
  }

  /// Whether `other` lies inside, but for `tolerance`.
  public func contains(_ other: Rect, tolerance: Double = 0) -> Bool {
    other.x >= x - tolerance && other.maxX <= maxX + tolerance
      && other.y >= y - tolerance && other.maxY <= maxY + tolerance
  }

  /// Whether `point` lies inside or on the edge.
  public func contains(_ point: Point) -> Bool {
    point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
  }

  /// The smallest rectangle around both.
  public func union(_ other: Rect) -> Rect {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return Rect(
      x: left, y: top, width: max(maxX, other.maxX) - left, height: max(maxY, other.maxY) - top)
  }
}

/// A line or outline made of straight pieces, curves and arcs.
public struct Path: Hashable, Sendable {
  /// A step of the pen.
  public enum Step: Hashable, Sendable {
    case move(Point)
    case line(Point)
    case curve(Point, Point, Point)
    case close
  }

  /// The steps in order.
  public private(set) var steps: [Step] = []

  /// An empty path.
  public init() {}

  /// Straight lines through `points`.
  public init(_ points: some Collection<Point>, closed: Bool = false) {
    steps.reserveCapacity(points.count + 1)
    for (index, point) in points.enumerated() {
      steps.append(index == 0 ? .move(point) : .line(point))
    }
    if closed, !steps.isEmpty { steps.append(.close) }
  }

  /// The outline of a rectangle, its corners rounded by `radius`.
  public init(_ rect: Rect, radius: Double = 0) {
    let r = min(radius, rect.width / 2, rect.height / 2)
    guard r > 0 else {
      self.init(
        [
          Point(rect.x, rect.y), Point(rect.maxX, rect.y), Point(rect.maxX, rect.maxY),
          Point(rect.x, rect.maxY),
        ], closed: true)
      return
    }
    self.init()
    let k = r * 0.447715  // a quarter circle as a Bézier curve: 1 − 0.552285
    move(Point(rect.x + r, rect.y))
    line(Point(rect.maxX - r, rect.y))
    curve(
      Point(rect.maxX - k, rect.y), Point(rect.maxX, rect.y + k), Point(rect.maxX, rect.y + r))
    line(Point(rect.maxX, rect.maxY - r))
    curve(
      Point(rect.maxX, rect.maxY - k), Point(rect.maxX - k, rect.maxY),
      Point(rect.maxX - r, rect.maxY))
    line(Point(rect.x + r, rect.maxY))
    curve(Point(rect.x + k, rect.maxY), Point(rect.x, rect.maxY - k), Point(rect.x, rect.maxY - r))
    line(Point(rect.x, rect.y + r))
    curve(Point(rect.x, rect.y + k), Point(rect.x + k, rect.y), Point(rect.x + r, rect.y))
    close()
  }

  /// A circle.
  public init(center: Point, radius r: Double) {
    self.init(Rect(x: center.x - r, y: center.y - r, width: 2 * r, height: 2 * r), radius: r)
  }

  /// Lifts the pen and puts it down at `point`.
  public mutating func move(_ point: Point) { steps.append(.move(point)) }
  /// Draws a straight line to `point`.
  public mutating func line(_ point: Point) { steps.append(.line(point)) }
  /// Draws a cubic Bézier curve to `end`.
  public mutating func curve(_ a: Point, _ b: Point, _ end: Point) {
    steps.append(.curve(a, b, end))
  }
  /// Draws back to where the pen was put down.
  public mutating func close() { steps.append(.close) }
  /// Appends another path.
  public mutating func append(_ other: Path) { steps.append(contentsOf: other.steps) }

  /// The rectangle around all points of the path, control points included.
  public var bounds: Rect? {
    var (low, high) = (Point(.infinity, .infinity), Point(-.infinity, -.infinity))
    func take(_ p: Point) {
      low = Point(min(low.x, p.x), min(low.y, p.y))
      high = Point(max(high.x, p.x), max(high.y, p.y))
    }
    for step in steps {
      switch step {
      case .move(let p), .line(let p): take(p)
      case .curve(let a, let b, let c):
        take(a)
        take(b)
        take(c)
      case .close: break
      }
    }
    guard low.x <= high.x else { return nil }
    return Rect(x: low.x, y: low.y, width: high.x - low.x, height: high.y - low.y)
  }
}

/// How a line is drawn.
public struct Stroke: Hashable, Sendable {
  /// In points.
  public var width: Double
  /// Lengths drawn and left out by turns, in points; empty: a full line.
  public var dash: [Double]
  /// Whether ends and corners are round.
  public var isRound: Bool

  /// A line of a width.
  public init(_ width: Double, dash: [Double] = [], isRound: Bool = false) {
    self.width = width
    self.dash = dash
    self.isRound = isRound
  }
}
