internal import Basics

/// The shape of one series of one layer in one panel, in data units. `position` is the axis that
/// carries the places (x, unless the series lies), `value` the other one.
///
/// Everything that scales, layout, legend and the data as drawn ask of a shape is asked here: a new one
/// is one file.
protocol Geometry: Sendable {
  /// Whether nothing is drawn.
  var isEmpty: Bool { get }
  /// How many shapes count against what a file should hold.
  var shapeCount: Int { get }
  /// Whether numbers are shown as colours.
  var isShaded: Bool { get }
  /// Whether the value axis must show zero.
  var needsZero: Bool { get }
  /// Whether the shapes start at a base line.
  var standsOnBase: Bool { get }
  /// The places and values of a line, at whose end a name can stand.
  var line: (position: [Double], value: [Double])? { get }
  /// The place and value beside which a name can stand: the end of a line or area, the middle of the last bar's part.
  var nameEnd: (position: Double, value: Double)? { get }
  /// What is written behind the ends of shapes that lie, beyond the axis where these reach so far.
  var textsBehind: [String] { get }
  /// Whether a name at the end of a line names this shape of the same series too.
  var goesWithLine: Bool { get }

  /// Calls `position` and `value` with all values that the axes must show.
  func extents(position: (Double) -> Void, value: (Double) -> Void)
  /// Adds what the key of a legend shows of the shape.
  func add(to key: inout Legend.Entry, _ series: Series)
  /// The shapes of one panel.
  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node]
  /// The data as drawn.
  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow]
}

extension Geometry {
  var shapeCount: Int { 0 }
  var isShaded: Bool { false }
  var needsZero: Bool { false }
  var standsOnBase: Bool { false }
  var line: (position: [Double], value: [Double])? { nil }
  var nameEnd: (position: Double, value: Double)? {
    guard let line, let last = line.value.lastIndex(where: \.isFinite) else { return nil }
    return (line.position[last], line.value[last])
  }
  var textsBehind: [String] { [] }
  var goesWithLine: Bool { false }
  func add(to key: inout Legend.Entry, _ series: Series) {}
}

/// The scales that the data as drawn are written on.
struct DrawnAxes {
  let x: PositionScale
  let y: PositionScale

  /// A row of a series at a place: its category or date, or its number.
  func row(_ series: Series, at position: Double?) -> DrawnRow {
    var row = DrawnRow(series.layer, series.mark.rawValue, series.name, nil)
    guard let position else { return row }
    let scale = series.isLying ? y : x
    if scale.isTime {
      row.place = CalendarDate(seconds: position).description
    } else if scale.categories != nil {
      row.place = scale.describe(position)
    } else {
      row.x = position
    }
    return row
  }
}
