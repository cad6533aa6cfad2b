internal import Drawing

/// Draws series as shapes of one panel, and records the data as drawn.
struct SeriesDrawing {
  let area: Rect
  let panel: Rect
  let x: AxisMap
  let y: AxisMap
  let theme: Theme
  let setter: TextSetter
  let chart: Chart
  let resolved: ResolvedChart

  var drawn: [DrawnRow] = []
  /// Labels that want a place.
  var candidates: [LabelPlacement.Candidate] = []
  /// What labels should not cover.
  var obstacles: [Rect] = []
  /// Shapes that may reach over the panel's edge.
  var over: [Scene.Node] = []
  var cut = 0
  /// Where the points of each layer are, where they stand side by side.
  var placed: [Int: [Point]] = [:]
  /// Whether lines are named at their ends, and need no pattern.
  var isDirect = false

  static let obstacleLimit = 3000
  var s: Double { setter.scale }

  init(
    area: Rect, panel: Rect, x: AxisMap, y: AxisMap, theme: Theme, setter: TextSetter, chart: Chart,
    resolved: ResolvedChart
  ) {
    self.area = area
    self.panel = panel
    self.x = x
    self.y = y
    self.theme = theme
    self.setter = setter
    self.chart = chart
    self.resolved = resolved
  }

  mutating func draw(_ series: Series) -> [Scene.Node] {
    drawn += series.geometry.rows(series, DrawnAxes(x: x.scale, y: y.scale))
    return series.geometry.draw(series, in: &self)
  }

  func point(_ position: Double, _ value: Double, _ series: Series) -> Point? {
    let (px, py) = series.isLying ? (x(value), y(position)) : (x(position), y(value))
    guard let px, let py else { return nil }
    return Point(px, py)
  }

  func scaled(_ dash: [Double]) -> [Double] { dash.map { $0 * s } }

  /// Keeps labels off a piece of a line.
  mutating func block(from start: Point?, to end: Point) {
    guard let start else {
      obstacles.append(Rect(x: end.x - 1, y: end.y - 1, width: 2, height: 2))
      return
    }
    let length = ((end.x - start.x) * (end.x - start.x) + (end.y - start.y) * (end.y - start.y))
      .squareRoot()
    let steps = max(1, min(200, Int(length / 3)))
    for step in 1...steps {
      let t = Double(step) / Double(steps)
      let p = Point(start.x + (end.x - start.x) * t, start.y + (end.y - start.y) * t)
      obstacles.append(Rect(x: p.x - 1, y: p.y - 1, width: 2, height: 2))
    }
  }
}
