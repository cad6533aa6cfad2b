internal import Basics
internal import Drawing
internal import Foundation

extension Rect {
  /// Whether a step of a path ends within.
  fileprivate func holds(_ step: Path.Step) -> Bool {
    switch step {
    case .move(let point), .line(let point): contains(point)
    default: false
    }
  }
}

/// The place pass of one panel: draws strips, grid, series, axes and labels where they were measured.
struct PanelDrawing {
  let layout: PanelLayout
  let chart: Chart
  let theme: Theme
  let setter: TextSetter
  /// Series named at their line ends, and the room for the names.
  let direct: [Legend.Entry]?
  let directWidth: Double

  private(set) var drawn: [DrawnRow] = []
  var droppedLabels = 0
  private(set) var cutBars = 0
  var warnings: [String] = []

  /// Where labels may not go, and the labels that want a place.
  var labels = LabelPlacement()

  var s: Double { setter.scale }

  init(_ panel: PanelLayout, _ chart: ChartLayout) {
    layout = panel
    self.chart = chart.chart
    theme = chart.theme
    setter = chart.setter
    direct = chart.direct == nil ? nil : chart.resolved.legend.entries
    directWidth = chart.direct ?? 0
  }

  mutating func draw(_ series: [Series], _ resolved: ResolvedChart) -> [Scene.Node] {
    var nodes = stripNodes() + gridNodes(series)
    labels.area = layout.rect
    labels.area.height -= 2 * s  // off the axis
    var drawer = SeriesDrawing(
      area: layout.area, panel: layout.rect, x: layout.x, y: layout.y, theme: theme,
      setter: setter, chart: chart, resolved: resolved)
    drawer.isDirect = direct != nil
    var marks: [Scene.Node] = []
    for one in series { marks += drawer.draw(one) }
    drawn = drawer.drawn
    cutBars = drawer.cut
    // Marks at the ends of an axis are drawn whole; only what lies beyond them is cut.
    let margin = series.contains(where: layout.isBeyond) ? 0.6 : 4 * s
    nodes.append(.clip(layout.rect.inset(-margin, -margin), marks))
    nodes += drawer.over
    nodes += lineNodes(series) + xLabelNodes() + yLabelNodes()
    nodes += countNodes(marks: drawer.obstacles, isMarked: { Self.holdsMark(marks, in: $0) })
    nodes += stripMarks { Self.holdsMark(marks, in: $0) }
    labels.obstacles = drawer.obstacles
    var texts: [Scene.Node] = []
    if let direct { texts += directNodes(direct, series) }
    texts += annotationNodes()
    texts += labelNodes(drawer.candidates)
    if series.allSatisfy(\.isEmpty) {
      texts.append(
        .text(
          setter.text(
            "No data", setter.label, .annotation,
            at: Point(layout.rect.midX, layout.rect.midY), anchor: .middle, paint: .muted)))
    }
    return nodes + texts
  }

  /// Labels of the marks, each where there is room.
  private mutating func labelNodes(_ all: [LabelPlacement.Candidate]) -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let candidates = all.prefix(ChartLimits.labels)
    droppedLabels += all.count - candidates.count
    for (index, candidate) in candidates.enumerated() {
      labels.waiting = candidate.hasLeader ? candidates.dropFirst(index + 1).map(\.at) : []
      if let placed = labels.place(candidate, setter) {
        nodes += placed
      } else if !candidate.isOptional {
        droppedLabels += 1
      }
    }
    return nodes
  }

  /// Whether what is drawn has a symbol, or an image of many, within `rect`.
  private static func holdsMark(_ nodes: [Scene.Node], in rect: Rect) -> Bool {
    nodes.contains { node in
      switch node {
      case .symbols(let symbols): symbols.centers.contains { rect.contains($0) }
      case .raster(_, let image): rect.overlaps(image)
      case .group(_, let parts), .clip(_, let parts): holdsMark(parts, in: rect)
      case .path(let path, nil, .some): path.steps.contains { rect.inset(1, 1).holds($0) }
      case .path, .text: false
      }
    }
  }

  /// The strip of a horizontal axis, on the sheet.
  private func band(_ strip: AxisMap.Strip) -> Rect {
    Rect(
      x: strip.center - 6 * s, y: layout.rect.y, width: 12 * s, height: layout.rect.height)
  }

  /// A mark in each strip of the horizontal axis whose values no shape of its own stands for.
  private func stripMarks(_ isMarked: (Rect) -> Bool) -> [Scene.Node] {
    layout.x.strips.filter { $0.count > 0 && !isMarked(band($0)) }.map {
      stripMark(at: Point($0.center, layout.rect.maxY - 6 * s))
    }
  }

  /// What stands for the values of a strip.
  func stripMark(at place: Point) -> Scene.Node {
    .symbols(
      .init(
        shape: .circle, centers: [place], radii: [1.9 * s], fill: .init(.muted, opacity: 0.5),
        line: .init(.muted, Stroke(0.6 * s))))
  }

  private func stripNodes() -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let half = 6 * s
    for strip in layout.y.strips {
      let band = Rect(
        x: layout.rect.x, y: strip.center - half + 1, width: layout.rect.width, height: 2 * half - 1
      )
      nodes.append(.path(Path(band), fill: .init(.surface), line: nil))
    }
    for strip in layout.x.strips {
      let band = Rect(
        x: strip.center - half, y: layout.rect.y, width: 2 * half - 1, height: layout.rect.height)
      nodes.append(.path(Path(band), fill: .init(.surface), line: nil))
    }
    return nodes
  }

  private func gridNodes(_ series: [Series]) -> [Scene.Node] {
    let isCovered = series.contains { $0.mark.traits.coversGround }
    let wanted: Guides.Grid =
      chart.guides.grid
      ?? (isCovered || theme.name == .paper
        ? .none
        : layout.xScale.categories != nil
          ? .y
          : layout.yScale.categories != nil
            ? .x : series.contains { $0.geometry.standsOnBase } ? .y : .both)
    var path = Path()
    if wanted == .x || wanted == .both, layout.xScale.categories == nil {
      for label in layout.xAxis.labels {
        guard let place = layout.x(label.value) else { continue }
        path.move(Point(place, layout.area.y))
        path.line(Point(place, layout.area.maxY))
      }
    }
    if wanted == .y || wanted == .both, layout.yScale.categories == nil {
      for label in layout.yAxis.labels {
        guard let place = layout.y(label.value) else { continue }
        path.move(Point(layout.area.x, place))
        path.line(Point(layout.area.maxX, place))
      }
    }
    guard !path.steps.isEmpty else { return [] }
    return [.path(path, fill: nil, line: .init(.grid, Stroke(0.6 * s)))]
  }
}
