internal import Drawing
internal import Foundation

/// Lays out and draws a chart without its title: legend, axes, panels.
struct Composer {
  let data: ChartData
  let setter: TextSetter

  /// The chart on `width` points, and its height: as given, or as the data ask for.
  func body(
    _ chart: Chart, width: Double, height: Double?, showsLegend: Bool = true
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    if !chart.panels.isEmpty { return try panels(chart, width: width, height: height) }
    if let special = try composite(chart, width: width, height: height) { return special }
    var resolver = ChartResolver(chart: chart, data: data, width: width)
    let resolved = try resolver.resolve()
    return try layout(chart, resolved, width: width, height: height, showsLegend: showsLegend)
  }

  /// The height of the panels of a chart where none is given: by what stands on the vertical axis.
  private func naturalHeight(_ chart: Chart, _ resolved: ResolvedChart, width: Double) -> Double {
    let rows = Double(resolved.panels.rows)
    if let categories = resolved.yScale.first?.categories {
      let isGrouped = chart.layers.contains {
        $0.position == .group
          || $0.mark.traits.standsSideBySide && $0.color != nil
      }
      let series = isGrouped ? Double(max(1, resolved.legend.entries.count)) : 1
      let isWide = chart.layers.contains { $0.mark.traits.wantsWideRows }
      let row = max(isWide ? 19 : 13.5, 10 * series) * setter.scale
      let count = Double(min(categories.count, 60))
      return max(count * row, 60) * rows
    }
    let panelWidth = width / Double(resolved.panels.columns)
    let isSquare = chart.layers.contains { $0.mark.traits.isSquare }
    let ratio = resolved.panels.panels.count > 1 ? 0.62 : isSquare ? 0.62 : 0.5
    return max(panelWidth * ratio, 95) * rows
  }

  private func labelLimit(_ resolved: ResolvedChart, _ width: Double) -> Double {
    width * (resolved.yScale.first?.categories == nil ? 0.3 : 0.45)
  }

  /// About what a chart of one panel needs left of it, for charts side by side that share an edge.
  func left(_ chart: Chart, _ resolved: ResolvedChart, width: Double, height: Double?) -> Double {
    guard resolved.panels.panels.count == 1, let scale = resolved.yScale.first else { return 0 }
    let length = (height ?? naturalHeight(chart, resolved, width: width)) - 40 * setter.scale
    let axis = AxisLayout.vertical(
      scale, length: max(20, length), limit: labelLimit(resolved, width), setter,
      strips: resolved.yStrips.first ?? [])
    return axis.extent + AxisLayout.tickLength + 2 * setter.scale
  }

  func layout(
    _ chart: Chart, _ resolved: ResolvedChart, width: Double, height: Double?, showsLegend: Bool,
    rowTexts: [String] = [], left: Double = 0
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let s = setter.scale
    let theme = Theme.named(chart.theme)
    var nodes: [Scene.Node] = []
    let grid = resolved.panels
    let isFree = chart.facet?.free ?? .none
    let (freeX, freeY) = (isFree == .x || isFree == .both, isFree == .y || isFree == .both)

    // Legend: at line ends, in rows above or below, or in a column at the right.
    let direct = directLabels(chart, resolved, width: width, showsLegend: showsLegend)
    var legend = resolved.legend
    if !showsLegend || chart.guides.legend == .none { legend = Legend() }
    if direct != nil { legend.entries = [] }
    if legend.entries.isEmpty, legend.bar == nil { legend.title = nil }
    // A column that would cut names off gives way to rows.
    let isSide =
      chart.guides.legend == .right && legend.bar == nil && !legend.entries.isEmpty
      && legend.entries.allSatisfy {
        setter.width($0.name, setter.legend) <= width * 0.35 - 18 * s
      }
    let isBelow = chart.guides.legend == .bottom
    var top = 0.0
    var right = 0.0
    var below = (nodes: [Scene.Node](), height: 0.0)
    if !legend.isEmpty {
      if isSide {
        let column = legend.column(limit: width * 0.35, setter, theme)
        right = column.width + 10 * s
        nodes.append(.group("legend", Scene.moved(column.nodes, width - column.width, 14 * s)))
      } else {
        let rows = legend.rows(width: width, setter, theme)
        if isBelow {
          below = rows
        } else {
          nodes.append(.group("legend", rows.nodes))
          top += rows.height + 3 * s
        }
      }
    }

    let gap = 10 * s
    // Axis titles: the vertical one stands level above the axis, where it is read without turning.
    let yTitle = resolved.yScale.first?.title ?? ""
    let xTitle = resolved.xScale.first?.title ?? ""
    if !yTitle.isEmpty {
      let extent = setter.extent(yTitle, setter.axisTitle)
      for line in setter.wrapped(yTitle, setter.axisTitle, to: width - right, limit: 2) {
        nodes.append(
          .text(
            setter.text(
              StyledText(markup: line), setter.axisTitle, .axisTitle,
              at: Point(0, top + extent.ascent))))
        top += extent.height
      }
      // A tick label at the very top reaches half a line above the panel.
      top += 2 * s
      if !grid.panels.contains(where: { $0.title != nil }) {
        top += setter.lineHeight(setter.tick) / 2
      }
    }
    // Titles of panels take two lines where one is too short; the width is known but for the axes.
    let roughWidth = (width - right) / Double(grid.columns) - gap - 18 * s
    let stripLines =
      grid.panels.map { panel in
        panel.title.map { setter.wrapped($0, setter.strip, to: roughWidth, limit: 2).count } ?? 0
      }.max() ?? 0
    let stripHeight =
      stripLines > 0 ? Double(stripLines) * setter.lineHeight(setter.strip) + 3 * s : 0
    let stripHeights = (0..<grid.rows).map { row in
      grid.panels.contains { $0.row == row && $0.title != nil } ? stripHeight : 0
    }
    if stripHeight == 0, yTitle.isEmpty { top += setter.lineHeight(setter.tick) / 2 }
    let rowTitleWidth = grid.rowTitles.isEmpty ? 0 : setter.lineHeight(setter.strip) + 4 * s
    if let direct { right = max(right, direct + 8 * s) }
    let rowTextWidth = rowTexts.map { setter.width($0, setter.tick) }.max() ?? 0
    if rowTextWidth > 0 { right = max(right, rowTextWidth + 8 * s) }

    // Heights first by a guess of the axes, then widths, then heights again.
    let axisGap = AxisLayout.tickLength + 2 * s
    let xTitleHeight = xTitle.isEmpty ? 0 : setter.lineHeight(setter.axisTitle) + 2 * s
    let natural = naturalHeight(chart, resolved, width: width)
    let labelLimit = labelLimit(resolved, width)
    func yExtent(_ panelHeight: Double) -> [Double] {
      (0..<grid.panels.count).map { index in
        AxisLayout.vertical(
          resolved.yScale[index], length: panelHeight, limit: labelLimit, setter,
          strips: resolved.yStrips[index]
        ).extent
      }
    }
    let guess =
      height.map { max(20, ($0 - top) / Double(grid.rows) - 30) } ?? natural / Double(grid.rows)
    let yExtents = yExtent(guess)
    var columnLeft = [Double](repeating: 0, count: grid.columns)
    columnLeft[0] = left
    for (index, panel) in grid.panels.enumerated() where freeY || panel.column == 0 {
      columnLeft[panel.column] = max(columnLeft[panel.column], yExtents[index] + axisGap)
    }
    let endRoom = max(4 * s, direct == nil && right == 0 ? 8 * s : 4 * s)
    let panelWidth =
      (width - right - rowTitleWidth - endRoom - columnLeft.reduce(0, +)
        - gap * Double(grid.columns - 1)) / Double(grid.columns)
    guard panelWidth > (grid.columns > 1 ? 36 : 24) * s else { throw tooSmall(chart) }
    // Which panels carry the horizontal axis: those with none below.
    let bottoms = grid.panels.map { panel in
      freeX || !grid.panels.contains { $0.column == panel.column && $0.row > panel.row }
    }
    let xAxes = (0..<grid.panels.count).map { index in
      AxisLayout.horizontal(
        resolved.xScale[index], length: panelWidth, setter, strips: resolved.xStrips[index],
        leftRoom: max(8, columnLeft[grid.panels[index].column]))
    }
    var rowBottom = [Double](repeating: 0, count: grid.rows)
    for (index, panel) in grid.panels.enumerated() where bottoms[index] {
      rowBottom[panel.row] = max(rowBottom[panel.row], xAxes[index].extent + axisGap)
    }
    let around =
      top + below.height + xTitleHeight + stripHeights.reduce(0, +) + rowBottom.reduce(0, +)
      + gap * 0.8 * Double(grid.rows - 1)
    let panelHeight: Double
    if let height {
      panelHeight = (height - around) / Double(grid.rows)
    } else {
      panelHeight = natural / Double(grid.rows)
    }
    guard panelHeight > 18 else { throw tooSmall(chart) }

    var drawn: [DrawnRow] = []
    var warnings = resolved.warnings
    var notes = resolved.notes
    var dropped = 0
    var cutEnds = 0
    var y = top
    var tops = [Double](repeating: 0, count: grid.rows)
    for row in 0..<grid.rows {
      tops[row] = y + stripHeights[row]
      y += stripHeights[row] + panelHeight + rowBottom[row] + gap * 0.8
    }
    var lefts = [Double](repeating: 0, count: grid.columns)
    var x = 0.0
    for column in 0..<grid.columns {
      lefts[column] = x + columnLeft[column]
      x += columnLeft[column] + panelWidth + gap
    }
    for (index, panel) in grid.panels.enumerated() {
      let rect = Rect(
        x: lefts[panel.column], y: tops[panel.row], width: panelWidth, height: panelHeight)
      if let title = panel.title {
        let extent = setter.extent(title, setter.strip)
        let lines = setter.wrapped(title, setter.strip, to: panelWidth, limit: stripLines)
        for (index, line) in lines.enumerated() {
          let above = Double(lines.count - 1 - index) * extent.height
          nodes.append(
            .text(
              setter.text(
                line, setter.strip, .strip,
                at: Point(rect.x, rect.y - 3 * s - extent.descent - above))))
        }
      }
      var drawing = PanelDrawing(
        chart: chart, theme: theme, setter: setter, rect: rect,
        xScale: resolved.xScale[index], yScale: resolved.yScale[index],
        xStrips: resolved.xStrips[index], yStrips: resolved.yStrips[index])
      drawing.showsXLabels = bottoms[index]
      drawing.showsYLabels = freeY || panel.column == 0
      drawing.xAxis = xAxes[index]
      drawing.labelLimit = labelLimit
      drawing.leftRoom = panel.column == 0 ? rect.x + 4 * s : max(columnLeft[panel.column], gap)
      drawing.direct = direct == nil ? nil : resolved.legend.entries
      drawing.directWidth = direct ?? 0
      drawing.annotations =
        chart.annotations + ownNotes(resolved.xScale[index], resolved.yScale[index])
      let series = resolved.series.filter { $0.panel == index || grid.panels.count == 1 }
      nodes.append(.group("panel-\(index + 1)", drawing.draw(series, resolved)))
      let title =
        grid.rowTitles.isEmpty
        ? panel.title
        : [
          grid.panels.first { $0.row == 0 && $0.column == panel.column }?.title,
          grid.rowTitles[panel.row],
        ]
        .compactMap { $0 }.joined(separator: ", ")
      drawn += drawing.drawn.map {
        var row = $0
        row.panel = title
        return row
      }
      dropped += drawing.droppedLabels
      cutEnds += drawing.cutBars
      warnings += drawing.warnings
    }
    for (index, text) in rowTexts.enumerated() {
      let extent = setter.extent(text, setter.tick)
      let middle = tops[0] + panelHeight * (Double(index) + 0.6) / (Double(rowTexts.count) + 0.2)
      nodes.append(
        .text(
          setter.text(
            text, setter.tick, .label,
            at: Point(width, middle - extent.height / 2 + extent.ascent), anchor: .end)))
    }
    for (row, title) in grid.rowTitles.enumerated() {
      let style = setter.strip
      nodes.append(
        .text(
          setter.text(
            setter.shortened(title, style, to: panelHeight), style, .strip,
            at: Point(
              width - right - setter.extent(title, style).ascent,
              tops[row] + panelHeight / 2), anchor: .middle, degrees: -90)))
    }
    if dropped > 0 {
      let text = "\(dropped) label\(dropped == 1 ? "" : "s") left out for want of room"
      notes.append(text)
      warnings.append(text)
    }
    if cutEnds > 0 { notes.append("\(cutEnds) marks reach beyond the axis") }
    for axis in [xAxes.first, nil].compactMap({ $0 }) where axis.skipped > 0 && axis.isCategory {
      notes.append("every \(ordinal(axis.skipped + 1)) category is labelled")
    }
    y += -gap * 0.8
    if !xTitle.isEmpty {
      let extent = setter.extent(xTitle, setter.axisTitle)
      let middle = (lefts[0] + lefts[grid.columns - 1] + panelWidth) / 2
      let shown = setter.shortened(xTitle, setter.axisTitle, to: width)
      let half = setter.width(shown, setter.axisTitle) / 2
      nodes.append(
        .text(
          setter.text(
            StyledText(markup: shown), setter.axisTitle, .axisTitle,
            at: Point(min(max(middle, half), width - half), y + 2 * s + extent.ascent),
            anchor: .middle)))
      y += xTitleHeight
    }
    if isBelow, below.height > 0 {
      nodes.append(.group("legend", Scene.moved(below.nodes, 0, y + 2 * s)))
      y += below.height
    }
    let description = ChartDescription(chart: chart, resolved: resolved, data: data)
    return (
      .init(
        nodes: nodes, description: description, drawn: drawn, warnings: warnings, notes: notes), y
    )
  }

  /// What the labels of one panel share and those of others do not.
  private func ownNotes(_ x: PositionScale, _ y: PositionScale) -> [Annotation] {
    [
      y.ownNote.map { Annotation("vertical axis \($0)", corner: .topLeft) },
      x.ownNote.map { Annotation("horizontal axis \($0)", corner: .bottomRight) },
    ].compactMap { $0 }
  }

  private func ordinal(_ n: Int) -> String {
    switch n {
    case 2: "second"
    case 3: "third"
    default: "\(n)th"
    }
  }

  private func tooSmall(_ chart: Chart) -> ChartError {
    let size = chart.size ?? FigureSize(.oneAndHalf)
    return .tooSmall(width: size.width, height: size.height ?? 0)
  }

  /// The width of labels at line ends, where these can replace the legend.
  private func directLabels(
    _ chart: Chart, _ resolved: ResolvedChart, width: Double, showsLegend: Bool
  ) -> Double? {
    guard showsLegend, chart.guides.legend == .auto || chart.guides.legend == .direct,
      resolved.panels.panels.count == 1
    else { return nil }
    let named = resolved.series.filter { $0.name != nil }
    let names = Set(named.compactMap(\.name))
    guard !names.isEmpty,
      resolved.xScale.first?.categories == nil || chart.guides.legend == .direct,
      named.allSatisfy({ one in
        one.isCurve
          ? one.mark.traits.endLabel != .never
          : one.geometry.goesWithLine && named.contains { $0.name == one.name && $0.isCurve }
      })
    else { return nil }
    if names.count == 1, chart.guides.legend == .auto,
      named.first?.mark.traits.endLabel == .besideOthers
    {
      return nil
    }
    let widths = resolved.legend.entries.map { setter.width($0.name, setter.label) }
    guard let widest = widths.max() else { return nil }
    let limit = width * 0.32
    if chart.guides.legend == .auto, widest > limit { return nil }
    return min(widest, limit)
  }
}
