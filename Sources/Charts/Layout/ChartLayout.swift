internal import Drawing

/// The measure pass of a chart: how large its parts are, and where its panels are. Nothing is drawn.
struct ChartLayout {
  let chart: Chart
  let resolved: ResolvedChart
  let setter: TextSetter
  let theme: Theme
  let width: Double
  /// Texts at the right end of the rows of one panel.
  let rowTexts: [String]
  private let given: Double?
  private let natural: NaturalSize

  /// The width of names at line ends, where these replace the legend.
  private(set) var direct: Double?
  private(set) var legend = PlacedLegend()
  /// The title of the vertical axis is level above it, where it is read without turning.
  private(set) var yTitle: (lines: [String], top: Double) = ([], 0)
  /// Lines of the titles of panels, at most.
  private(set) var stripLines = 0
  private var stripHeights: [Double] = []
  /// Where the panels begin, with their titles.
  private var top = 0.0
  /// What is right of the panels, without the titles of rows.
  private(set) var right = 0.0

  private(set) var columnLeft: [Double] = []
  private(set) var panelWidth = 0.0
  /// The heights of the rows of panels: alike, or as many categories as each has.
  private(set) var panelHeights: [Double] = []
  /// Which panels carry the horizontal axis: those with none below.
  private(set) var bottoms: [Bool] = []
  private(set) var xAxes: [AxisLayout] = []
  private var rowBottom: [Double] = []

  /// The left edges of the columns and the upper edges of the rows.
  private(set) var lefts: [Double] = []
  private(set) var tops: [Double] = []
  /// Where the panels end, with their axes.
  private(set) var bottom = 0.0

  private var s: Double { setter.scale }
  var grid: FacetGrid { resolved.panels }
  var gap: Double { 10 * s }
  /// Between two columns of panels.
  private var columnGap = 0.0
  private var axisGap: Double { AxisLayout.tickLength + 2 * s }
  var labelLimit: Double { natural.labelLimit }
  var xTitle: String { resolved.xScale.first?.title ?? "" }
  private var xTitleHeight: Double {
    xTitle.isEmpty ? 0 : setter.lineHeight(setter.axisTitle) + 2 * s
  }
  /// Whether every panel has a vertical, or a horizontal, axis of its own.
  var isFreeX: Bool { chart.facet?.free == .x || chart.facet?.free == .both }
  var isFreeY: Bool { chart.facet?.free == .y || chart.facet?.free == .both }
  /// Where a legend below the panels begins.
  var legendTop: Double { bottom + xTitleHeight }
  /// The height of the chart.
  var height: Double { legendTop + legend.below }

  init(
    _ chart: Chart, _ resolved: ResolvedChart, _ setter: TextSetter, width: Double,
    height: Double?, showsLegend: Bool, rowTexts: [String], left: Double
  ) throws(ChartError) {
    self.chart = chart
    self.resolved = resolved
    self.setter = setter
    self.width = width
    self.rowTexts = rowTexts
    theme = Theme.named(chart.theme)
    given = height
    natural = NaturalSize(chart: chart, resolved: resolved, scale: setter.scale, width: width)
    if showsLegend {
      direct = lineEnds()
      legend = PlacedLegend(
        chart.guides.legend, resolved.legend, isDirect: direct != nil, width: width, setter, theme)
    }
    measureTitles()
    try measureWidths(left)
    try measureHeights()
    place()
  }

  /// The width of labels at line ends, where these can replace the legend.
  private func lineEnds() -> Double? {
    let wanted = chart.guides.legend
    guard wanted == .auto || wanted == .direct, grid.panels.count == 1 else { return nil }
    let named = resolved.series.filter { $0.name != nil }
    let names = Set(named.compactMap(\.name))
    guard !names.isEmpty, !named.contains(where: \.isLying),
      named.allSatisfy({ one in
        one.geometry.nameEnd != nil
          ? one.mark.traits.endLabel != .never
          : one.geometry.goesWithLine
            && named.contains { $0.name == one.name && $0.geometry.nameEnd != nil }
      })
    else { return nil }
    // The parts of a stack have a title to be read with them.
    if wanted == .auto, resolved.legend.title?.isEmpty == false,
      named.contains(where: { $0.geometry.line == nil && $0.geometry.nameEnd != nil })
    {
      return nil
    }
    if names.count == 1, wanted == .auto, named.first?.mark.traits.endLabel == .besideOthers {
      return nil
    }
    let widths = resolved.legend.entries.map { setter.width($0.name, setter.label) }
    guard let widest = widths.max() else { return nil }
    let isOnly = named.contains { $0.mark.traits.endLabel == .only }
    let limit = width * (isOnly ? 0.4 : 0.32)
    if wanted == .auto, widest > limit, !isOnly { return nil }
    return min(widest, limit)
  }

  /// What is above and right of the panels.
  private mutating func measureTitles() {
    top = legend.above
    right = legend.right
    let title = resolved.yScale.first?.title ?? ""
    if !title.isEmpty {
      let style = setter.axisTitle
      yTitle = (setter.wrapped(title, style, to: width - right, limit: 2), top)
      for _ in yTitle.lines { top += setter.extent(title, style).height }
      // A tick label at the very top reaches half a line above the panel.
      top += 2 * s
      if !grid.panels.contains(where: { $0.title != nil }) {
        top += setter.lineHeight(setter.tick) / 2
      }
    }
    // Titles of panels take two lines where one is too short; the width is known but for the axes.
    let roughWidth = (width - right) / Double(grid.columns) - gap - 18 * s
    stripLines =
      grid.panels.map { panel in
        panel.title.map { setter.wrapped($0, setter.strip, to: roughWidth, limit: 2).count } ?? 0
      }.max() ?? 0
    let stripHeight =
      stripLines > 0 ? Double(stripLines) * setter.lineHeight(setter.strip) + 3 * s : 0
    stripHeights = (0..<grid.rows).map { row in
      grid.panels.contains { $0.row == row && $0.title != nil } ? stripHeight : 0
    }
    if stripHeight == 0, title.isEmpty { top += setter.lineHeight(setter.tick) / 2 }
    if let direct { right = max(right, direct + 8 * s) }
    let behind =
      resolved.series.filter(\.isLying).flatMap(\.geometry.textsBehind)
      .map { setter.width($0, setter.label) }.max() ?? 0
    if behind > 0 { right = max(right, behind + 4 * s) }
    columnGap = gap + behind
    let texts = rowTexts.map { setter.width($0, setter.tick) }.max() ?? 0
    if texts > 0 { right = max(right, texts + 8 * s) }
  }

  /// The titles of the panels, in the lines for which there is room.
  var strips: [[String]] {
    setter.distinct(
      grid.panels.map { $0.title ?? "" }, setter.strip,
      to: grid.panels.indices.map { rect($0).width },
      limit: stripLines)
  }

  /// Widths, by a guess of the heights: labels of the vertical axes, and what is left of the width.
  private mutating func measureWidths(_ left: Double) throws(ChartError) {
    let height = given.map { max(20, $0 - top - 30 * Double(grid.rows)) } ?? natural.height
    let shares = rowShares
    columnLeft = [Double](repeating: 0, count: grid.columns)
    columnLeft[0] = left
    for (index, panel) in grid.panels.enumerated() where isFreeY || panel.column == 0 {
      let axis = AxisLayout.vertical(
        resolved.yScale[index], length: max(20, height * shares[panel.row]), limit: labelLimit,
        setter, strips: resolved.yStrips[index])
      columnLeft[panel.column] = max(columnLeft[panel.column], axis.extent + axisGap)
    }
    let rowTitleWidth = grid.rowTitles.isEmpty ? 0 : setter.lineHeight(setter.strip) + 4 * s
    let endRoom = direct == nil && right == 0 ? 8 * s : 4 * s
    panelWidth =
      (width - right - rowTitleWidth - endRoom - columnLeft.reduce(0, +)
        - columnGap * Double(grid.columns - 1)) / Double(grid.columns)
    guard panelWidth > (grid.columns > 1 ? 36 : 24) * s else { throw tooSmall }
  }

  /// Heights, now that the widths are known: labels of the horizontal axes, and what is left.
  private mutating func measureHeights() throws(ChartError) {
    bottoms = grid.panels.map { panel in
      isFreeX || !grid.panels.contains { $0.column == panel.column && $0.row > panel.row }
    }
    xAxes = grid.panels.indices.map { index in
      AxisLayout.horizontal(
        resolved.xScale[index], length: panelWidth, setter, strips: resolved.xStrips[index],
        leftRoom: max(8, columnLeft[grid.panels[index].column]))
    }
    rowBottom = [Double](repeating: 0, count: grid.rows)
    for (index, panel) in grid.panels.enumerated() where bottoms[index] {
      rowBottom[panel.row] = max(rowBottom[panel.row], xAxes[index].extent + axisGap)
    }
    let around =
      top + legend.below + xTitleHeight + stripHeights.reduce(0, +) + rowBottom.reduce(0, +)
      + gap * 0.8 * Double(grid.rows - 1)
    let height = given.map { $0 - around } ?? natural.height
    panelHeights = rowShares.map { $0 * height }
    guard panelHeights.allSatisfy({ $0 > 18 }) else { throw tooSmall }
  }

  /// How the rows of panels share the height.
  private var rowShares: [Double] {
    let slots = NaturalSize.rowSlots(resolved).map { Double($0) + 0.2 }
    let total = slots.reduce(0, +)
    guard isFreeY, resolved.yScale.first?.categories != nil, total > 0 else {
      return [Double](repeating: 1 / Double(grid.rows), count: grid.rows)
    }
    return slots.map { $0 / total }
  }

  /// Where the panels are.
  private mutating func place() {
    var y = top
    for row in 0..<grid.rows {
      tops.append(y + stripHeights[row])
      y += stripHeights[row] + panelHeights[row] + rowBottom[row] + gap * 0.8
    }
    bottom = y + -gap * 0.8
    var x = 0.0
    for column in 0..<grid.columns {
      lefts.append(x + columnLeft[column])
      x += columnLeft[column] + panelWidth + columnGap
    }
  }

  private var tooSmall: ChartError {
    let size = chart.size ?? FigureSize(.oneAndHalf)
    return .tooSmall(width: size.width, height: size.height ?? 0)
  }

  /// The panel of an index.
  func rect(_ index: Int) -> Rect {
    let panel = grid.panels[index]
    return Rect(
      x: lefts[panel.column], y: tops[panel.row], width: panelWidth,
      height: panelHeights[panel.row])
  }
}

/// A legend measured, and where it is: in rows above or below the panels, or in a column at the
/// right of them.
struct PlacedLegend {
  private(set) var nodes: [Scene.Node] = []
  /// The room that it takes above, below and right of the panels.
  private(set) var above = 0.0
  private(set) var below = 0.0
  private(set) var right = 0.0

  /// No legend.
  init() {}

  init(
    _ wanted: Guides.Legend, _ all: Legend, isDirect: Bool, width: Double, _ setter: TextSetter,
    _ theme: Theme
  ) {
    guard wanted != .none else { return }
    let s = setter.scale
    var legend = all
    if isDirect { legend.entries = [] }
    if legend.entries.isEmpty, legend.bar == nil { legend.title = nil }
    guard !legend.isEmpty else { return }
    // A column that would cut names off gives way to rows.
    let isColumn =
      wanted == .right && legend.bar == nil && !legend.entries.isEmpty
      && legend.entries.allSatisfy {
        setter.width($0.name, setter.legend) <= width * 0.35 - 18 * s
      }
    if isColumn {
      let column = legend.column(limit: width * 0.35, setter, theme)
      right = column.width + 10 * s
      nodes = Scene.moved(column.nodes, width - column.width, 14 * s)
    } else {
      let rows = legend.rows(width: width, setter, theme)
      nodes = rows.nodes
      if wanted == .bottom { below = rows.height } else { above = rows.height + 3 * s }
    }
  }
}
