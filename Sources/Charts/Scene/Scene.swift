public import Drawing

/// A picture as plain shapes and measured text: what every output is written from, and what tests
/// look at.
public struct Scene: Hashable, Sendable {
  /// In points.
  public var width: Double
  /// In points.
  public var height: Double
  /// From back to front.
  public var nodes: [Node] = []

  /// An empty sheet.
  public init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// The line around or along a shape.
  public struct Line: Hashable, Sendable {
    /// Width and pattern.
    public var stroke: Stroke
    /// Colour.
    public var paint: Paint
    /// 0 ... 1.
    public var opacity: Double

    /// A line.
    public init(_ paint: Paint, _ stroke: Stroke, opacity: Double = 1) {
      self.stroke = stroke
      self.paint = paint
      self.opacity = opacity
    }
  }

  /// The inside of a shape.
  public struct Fill: Hashable, Sendable {
    /// Colour.
    public var paint: Paint
    /// 0 ... 1.
    public var opacity: Double

    /// A fill.
    public init(_ paint: Paint, opacity: Double = 1) {
      self.paint = paint
      self.opacity = opacity
    }
  }

  /// Where the given point lies on a text.
  public enum Anchor: Hashable, Sendable {
    case start, middle, end

    /// The share of the width before the point.
    public var share: Double {
      switch self {
      case .start: 0
      case .middle: 0.5
      case .end: 1
      }
    }
  }

  /// A line of text that has been measured.
  public struct Text: Hashable, Sendable {
    /// What a text is for.
    public enum Role: String, Hashable, Sendable {
      case title, subtitle, note, axisTitle, tick, legend, label, strip, annotation, letter
    }
    /// The characters.
    public var text: StyledText
    /// Size and weight.
    public var style: TextStyle
    /// Colour.
    public var paint: Paint
    /// A point on the base line.
    public var point: Point
    /// Where the point lies.
    public var anchor: Anchor
    /// Turned anticlockwise.
    public var degrees: Double
    /// Its extent before turning.
    public var extent: TextExtent
    /// What it is for.
    public var role: Role
    /// Drawn around the letters to set them off from what lies behind.
    public var halo: Bool

    /// The upright rectangle around the turned text.
    public var bounds: Rect {
      let left = -anchor.share * extent.width
      let corners = [
        Point(left, -extent.ascent), Point(left + extent.width, -extent.ascent),
        Point(left, extent.descent), Point(left + extent.width, extent.descent),
      ]
      let angle = -degrees * .pi / 180
      let (c, s) = degrees == 0 ? (1.0, 0.0) : (cosine(angle), sine(angle))
      let turned = corners.map {
        Point(point.x + c * $0.x - s * $0.y, point.y + s * $0.x + c * $0.y)
      }
      let (xs, ys) = (turned.map(\.x), turned.map(\.y))
      let (x, y) = (xs.min() ?? 0, ys.min() ?? 0)
      return Rect(x: x, y: y, width: (xs.max() ?? 0) - x, height: (ys.max() ?? 0) - y)
    }
  }

  /// Many alike symbols.
  public struct Symbols: Hashable, Sendable {
    /// Their shape.
    public var shape: Symbol
    /// Their centres.
    public var centers: [Point]
    /// One radius, or one a centre.
    public var radii: [Double]
    /// Inside.
    public var fill: Fill?
    /// Outline.
    public var line: Line?
  }

  /// A part of the picture.
  public indirect enum Node: Hashable, Sendable {
    case path(Path, fill: Fill?, line: Line?)
    case symbols(Symbols)
    case text(Text)
    case raster(Raster, Rect)
    /// Parts that are cut off at the edges of a rectangle.
    case clip(Rect, [Node])
    /// Parts that belong together, by a name.
    case group(String, [Node])
  }

  /// All texts, from back to front.
  public var texts: [Text] { Self.texts(of: nodes) }

  private static func texts(of nodes: [Node]) -> [Text] {
    nodes.flatMap { node -> [Text] in
      switch node {
      case .text(let text): [text]
      case .clip(_, let nodes), .group(_, let nodes): texts(of: nodes)
      default: []
      }
    }
  }

  /// The parts of the first group called `name`.
  public func group(_ name: String) -> [Node]? { Self.find(name, in: nodes) }

  private static func find(_ name: String, in nodes: [Node]) -> [Node]? {
    for node in nodes {
      switch node {
      case .group(name, let parts): return parts
      case .group(_, let parts), .clip(_, let parts):
        if let found = find(name, in: parts) { return found }
      default: continue
      }
    }
    return nil
  }

  /// Moves all nodes to the right and down.
  static func moved(_ nodes: [Node], _ dx: Double, _ dy: Double) -> [Node] {
    func move(_ p: Point) -> Point { Point(p.x + dx, p.y + dy) }
    func move(_ r: Rect) -> Rect {
      Rect(x: r.x + dx, y: r.y + dy, width: r.width, height: r.height)
    }
    return nodes.map { node in
      switch node {
      case .path(let path, let fill, let line):
        var copy = Path()
        for step in path.steps {
          switch step {
          case .move(let p): copy.move(move(p))
          case .line(let p): copy.line(move(p))
          case .curve(let a, let b, let c): copy.curve(move(a), move(b), move(c))
          case .close: copy.close()
          }
        }
        return .path(copy, fill: fill, line: line)
      case .symbols(var symbols):
        symbols.centers = symbols.centers.map(move)
        return .symbols(symbols)
      case .text(var text):
        text.point = move(text.point)
        return .text(text)
      case .raster(let raster, let rect): return .raster(raster, move(rect))
      case .clip(let rect, let parts): return .clip(move(rect), moved(parts, dx, dy))
      case .group(let name, let parts): return .group(name, moved(parts, dx, dy))
      }
    }
  }
}
