internal import Drawing

/// The place pass of a chart: draws what was measured.
struct ChartDrawing {
  let layout: ChartLayout
  private(set) var nodes: [Scene.Node] = []
  private(set) var drawn: [DrawnRow] = []
  private(set) var warnings: [String]
  private(set) var notes: [String]

  private var resolved: ResolvedChart { layout.resolved }
  private var setter: TextSetter { layout.setter }
  private var s: Double { setter.scale }

  init(_ layout: ChartLayout) {
    self.layout = layout
    (warnings, notes) = (layout.resolved.warnings, layout.resolved.notes)
  }

  mutating func draw() {
    let legend = layout.legend
    if !legend.nodes.isEmpty, legend.below == 0 { nodes.append(.group("legend", legend.nodes)) }
    drawVerticalTitle()
    var (dropped, cut, alike) = (0, 0, 0)
    let strips = layout.strips
    for index in layout.grid.panels.indices {
      drawStrip(index, strips[index])
      let panel = drawPanel(index)
      dropped += panel.droppedLabels
      cut += panel.cutBars
      alike = max(alike, panel.layout.yAxis.alike)
    }
    drawRowTexts()
    drawRowTitles()
    note(dropped: dropped, cut: cut, alike: alike)
    drawHorizontalTitle()
    if legend.below > 0 {
      nodes.append(.group("legend", Scene.moved(legend.nodes, 0, layout.legendTop + 2 * s)))
    }
  }

  private mutating func drawVerticalTitle() {
    guard let title = resolved.yScale.first?.title else { return }
    let extent = setter.extent(title, setter.axisTitle)
    var top = layout.yTitle.top
    for line in layout.yTitle.lines {
      nodes.append(
        .text(
          setter.text(
            StyledText(markup: line), setter.axisTitle, .axisTitle,
            at: Point(0, top + extent.ascent))))
      top += extent.height
    }
  }

  private mutating func drawHorizontalTitle() {
    guard !layout.xTitle.isEmpty, let first = layout.lefts.first, let last = layout.lefts.last
    else { return }
    let extent = setter.extent(layout.xTitle, setter.axisTitle)
    let middle = (first + last + layout.panelWidth) / 2
    let shown = setter.shortened(layout.xTitle, setter.axisTitle, to: layout.width)
    let half = setter.width(shown, setter.axisTitle) / 2
    nodes.append(
      .text(
        setter.text(
          StyledText(markup: shown), setter.axisTitle, .axisTitle,
          at: Point(
            min(max(middle, half), layout.width - half), layout.bottom + 2 * s + extent.ascent),
          anchor: .middle)))
  }

  /// The title of a panel, above it.
  private mutating func drawStrip(_ index: Int, _ lines: [String]) {
    guard let title = layout.grid.panels[index].title else { return }
    let rect = layout.rect(index)
    let extent = setter.extent(title, setter.strip)
    for (index, line) in lines.enumerated() {
      let above = Double(lines.count - 1 - index) * extent.height
      nodes.append(
        .text(
          setter.text(
            line, setter.strip, .strip,
            at: Point(rect.x, rect.y - 3 * s - extent.descent - above))))
    }
  }

  private mutating func drawPanel(_ index: Int) -> PanelDrawing {
    let panel = layout.grid.panels[index]
    var drawing = PanelDrawing(PanelLayout(layout, index), layout)
    let series = resolved.series.filter {
      $0.panel == index || layout.grid.panels.count == 1
    }
    nodes.append(.group("panel-\(index + 1)", drawing.draw(series, resolved)))
    let rows = layout.grid.rowTitles
    let title =
      rows.isEmpty
      ? panel.title
      : [
        layout.grid.panels.first { $0.row == 0 && $0.column == panel.column }?.title,
        rows[panel.row],
      ]
      .compactMap { $0 }.joined(separator: ", ")
    drawn += drawing.drawn.map {
      var row = $0
      row.panel = title
      return row
    }
    warnings += drawing.warnings
    return drawing
  }

  /// Numbers beside the rows of one panel.
  private mutating func drawRowTexts() {
    let count = Double(layout.rowTexts.count)
    for (index, text) in layout.rowTexts.enumerated() {
      let extent = setter.extent(text, setter.tick)
      let middle = layout.tops[0] + layout.panelHeights[0] * (Double(index) + 0.6) / (count + 0.2)
      nodes.append(
        .text(
          setter.text(
            text, setter.tick, .label,
            at: Point(layout.width, middle - extent.height / 2 + extent.ascent), anchor: .end)))
    }
  }

  private mutating func drawRowTitles() {
    let style = setter.strip
    let shown = setter.distinct(layout.grid.rowTitles, style, to: layout.panelHeights)
    for (row, lines) in shown.enumerated() {
      nodes.append(
        .text(
          setter.text(
            lines[0], style, .strip,
            at: Point(
              layout.width - layout.right - setter.extent(lines[0], style).ascent,
              layout.tops[row] + layout.panelHeights[row] / 2), anchor: .middle, degrees: -90)))
    }
  }

  /// Tells what was left out.
  private mutating func note(dropped: Int, cut: Int, alike: Int) {
    if dropped > 0 {
      let text = "\(dropped) label\(dropped == 1 ? "" : "s") left out for lack of space"
      notes.append(text)
      warnings.append(text)
    }
    let alike = max(alike, layout.xAxes.map(\.alike).max() ?? 0)
    if alike > 0 {
      warnings.append(
        "\(alike) long names on an axis are cut so that they look like others; make the figure "
          + "larger, or name them shorter with 'labels'")
    }
    if cut > 0 { notes.append("\(cut) marks reach beyond the axis") }
    if let axis = layout.xAxes.first, axis.skipped > 0, axis.isCategory {
      notes.append("every \(ordinal(axis.skipped + 1)) category is labelled")
    }
  }

  private func ordinal(_ n: Int) -> String {
    switch n {
    case 2: "second"
    case 3: "third"
    default: "\(n)th"
    }
  }
}
