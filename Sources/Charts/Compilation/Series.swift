internal import Drawing

/// What one series of one layer is drawn as in one panel, in data units; `position` is the axis that
/// carries the places (x, unless the layer lies), `value` the other one.
enum Geometry {
  struct Points {
    var position: [Double]
    var value: [Double]
    /// Areas as shares 0 ... 1 of the largest, where size is mapped.
    var sizes: [Double]?
    var labels: [String?]?
    /// Values of a colour bar, as shares of its range.
    var shades: [Double]?
    /// The numbers behind the shades.
    var values: [Double]?
  }

  /// A bar, bin or tile.
  struct Block {
    var from: Double
    var to: Double
    var base: Double
    var top: Double
    /// Place on a colour bar, where the colour is a number.
    var shade: Double? = nil
    /// The number behind the shade.
    var value: Double? = nil
    /// What is written at the bar or in the tile.
    var text: String? = nil
  }

  struct Box {
    var center: Double
    var width: Double
    var summary: BoxSummary
    /// Values that are drawn one by one.
    var points: [Double]
    /// How many values lie beyond the whiskers, drawn or not.
    var beyond: Int
    /// Whether the values are too few for a box, and stand as points alone.
    var isSparse: Bool
    /// The smallest value above zero, which a log axis must reach.
    var smallestPositive: Double?
  }

  struct Interval {
    var position: Double
    var low: Double
    var middle: Double?
    var high: Double
  }

  struct Segment: Hashable {
    var x0: Double
    var y0: Double
    var x1: Double
    var y1: Double
  }

  struct Hexagon {
    var x: Double
    var y: Double
    var count: Int
    var shade: Double
  }

  case points(Points)
  case curve(position: [Double], value: [Double], isStep: Bool)
  case band(position: [Double], low: [Double], high: [Double], isArea: Bool)
  case blocks([Block])
  case boxes([Box])
  case outlines([[(position: Double, value: Double)]])
  case intervals([Interval], isCapped: Bool, isHorizontal: Bool)
  case segments([Segment])
  case rules([Double], isVertical: Bool)
  case texts(x: [Double], y: [Double], labels: [String])
  /// Half widths in the units of the axes (decades on a log axis).
  case hexagons([Hexagon], dx: Double, dy: Double)
}

/// One drawable part of a layer.
struct Series {
  var layer: Int
  var panel: Int
  var mark: Mark
  var paint: Paint
  var symbol: Symbol
  /// Which of the second channels (dash, hatch) sets the series off; 0: plain.
  var style: Int
  /// The category behind colour or shape, or the name of the layer.
  var name: String?
  var geometry: Geometry
  /// Whether positions run along the vertical axis.
  var isLying = false
  var opacity: Double?
  var dash: Layer.Dash?
}

extension Series {
  /// Patterns of lines by style.
  static let dashes: [[Double]] = [[], [5, 2], [1.5, 1.8], [7, 2, 1.5, 2], [3, 1.5], [9, 2.5]]

  var strokeDash: [Double] {
    switch dash {
    case .solid: []
    case .dashed: [4, 2.5]
    case .dotted: [1.2, 1.8]
    case nil: Self.dashes[style % Self.dashes.count]
    }
  }

  /// Calls `x` and `y` with all values that the axes must show.
  func extents(x: (Double) -> Void, y: (Double) -> Void) {
    let position = isLying ? y : x
    let value = isLying ? x : y
    switch geometry {
    case .points(let points):
      points.position.forEach(position)
      points.value.forEach(value)
    case .curve(let positions, let values, _):
      positions.forEach(position)
      values.forEach(value)
    case .band(let positions, let low, let high, _):
      positions.forEach(position)
      low.forEach(value)
      high.forEach(value)
    case .blocks(let blocks):
      for block in blocks {
        position(block.from)
        position(block.to)
        value(block.base)
        value(block.top)
      }
    case .boxes(let boxes):
      for box in boxes {
        position(box.center)
        box.points.forEach(value)
        guard !box.isSparse else { continue }
        value(box.summary.whiskerLow)
        value(box.summary.whiskerHigh)
        if let smallest = box.smallestPositive { value(smallest) }
      }
    case .outlines(let outlines):
      for point in outlines.joined() {
        position(point.position)
        value(point.value)
      }
    case .intervals(let intervals, _, _):
      for interval in intervals {
        position(interval.position)
        value(interval.low)
        value(interval.high)
      }
    case .segments(let segments):
      for segment in segments {
        x(segment.x0)
        x(segment.x1)
        y(segment.y0)
        y(segment.y1)
      }
    case .rules(let values, let isVertical): values.forEach(isVertical ? x : y)
    case .texts(let xs, let ys, _):
      xs.forEach(x)
      ys.forEach(y)
    case .hexagons(let hexagons, _, _):
      for hexagon in hexagons {
        x(hexagon.x)
        y(hexagon.y)
      }
    }
  }
}
