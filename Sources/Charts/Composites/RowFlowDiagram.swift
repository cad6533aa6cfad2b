internal import Drawing
internal import Foundation
internal import Tables

/// Boxes from the rows read to the rows used, and beside each arrow the rows that were left out.
struct RowFlowDiagram {
  let chart: Chart
  let setter: TextSetter
  let table: Table

  func body(_ width: Double) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let layer = chart.layers[0]
    var steps: [(name: String, rows: Int)] = []
    if let label = layer.label, let x = layer.x {
      let names = ChannelReader.texts(
        try ChannelReader.column(label, table, layer: 0, channel: "label"))
      let counts = try ChannelReader.column(x, table, layer: 0, channel: "x").doublesOrNaN ?? []
      for (name, count) in zip(names, counts) where count.isFinite && abs(count) < 1e15 {
        steps.append((name ?? "", Int(count)))
      }
    } else {
      steps = table.rowFlow.filter { $0.loss == nil }.map { ($0.step, $0.rows) }
    }
    guard !steps.isEmpty else {
      throw .conflict(
        "a row-flow diagram needs a table with a row flow, or 'label' and 'x' for steps and rows")
    }
    try Composer.checkRows(steps.count, .rowFlow)
    let s = setter.scale
    let style = setter.legend
    let line = setter.lineHeight(style)
    func change(_ lost: Int) -> String {
      NumberText.fixed(Double(abs(lost)), 0) + (lost > 0 ? " left out" : " added")
    }
    let side =
      zip(steps, steps.dropFirst()).map {
        setter.width(change($0.rows - $1.rows), setter.label)
      }.max() ?? 0
    let boxWidth = min(max(width * 0.5, width - side - 10 * s), 190 * s)
    let sideX = boxWidth / 2 + 16 * s
    let inner = boxWidth - 14 * s
    let gap = 22 * s
    var nodes: [Scene.Node] = []
    var y = 0.0
    var drawn: [DrawnRow] = []
    var previous: (rows: Int, bottom: Double)?
    for step in steps {
      let lines = setter.wrapped(step.name, style, to: inner, limit: 3)
      let height = Double(lines.count + 1) * line + 8 * s
      if let previous {
        y = previous.bottom + gap
        let middle = boxWidth / 2
        nodes.append(arrow(from: Point(middle, previous.bottom), to: Point(middle, y)))
        let lost = previous.rows - step.rows
        if lost != 0 {
          let text = change(lost)
          let level = previous.bottom + gap / 2
          nodes.append(
            .path(
              Path([Point(middle, level), Point(sideX + boxWidth / 2 - 14 * s, level)]), fill: nil,
              line: .init(.muted, Stroke(0.8 * s, dash: [2, 2]))))
          let extent = setter.extent(text, setter.label)
          nodes.append(
            .text(
              setter.text(
                setter.shortened(text, setter.label, to: width - boxWidth - 6 * s), setter.label,
                .label,
                at: Point(
                  sideX + boxWidth / 2 - 10 * s, level - extent.height / 2 + extent.ascent),
                paint: .muted)))
        }
      }
      let rect = Rect(x: 0.5, y: y + 0.5, width: boxWidth, height: height)
      nodes.append(
        .path(
          Path(rect, radius: 3 * s), fill: .init(.surface),
          line: .init(.series(0), Stroke(0.9 * s))))
      let extent = setter.extent("H", style)
      for (index, text) in lines.enumerated() {
        nodes.append(
          .text(
            setter.text(
              text, style, .label,
              at: Point(rect.midX, y + 4 * s + Double(index) * line + extent.ascent),
              anchor: .middle)))
      }
      var bold = style
      bold.isBold = true
      nodes.append(
        .text(
          setter.text(
            NumberText.fixed(Double(step.rows), 0) + (step.rows == 1 ? " row" : " rows"), bold,
            .label,
            at: Point(rect.midX, y + 4 * s + Double(lines.count) * line + extent.ascent),
            anchor: .middle)))
      previous = (step.rows, y + height)
      var entry = DrawnRow(0, "row-flow", nil, nil)
      (entry.label, entry.count) = (step.name, Double(step.rows))
      drawn.append(entry)
    }
    let words = steps.map { "\($0.name) \(NumberText.fixed(Double($0.rows), 0))" }
    let description = ChartDescription(
      title: "Row flow", sentences: ["Rows: " + words.joined(separator: "; ") + "."], axes: "")
    return (
      .init(
        nodes: [.group("panel-1", nodes)], description: description, drawn: drawn, warnings: [],
        notes: []), (previous?.bottom ?? 0) + 1
    )
  }

  private func arrow(from: Point, to: Point) -> Scene.Node {
    let s = setter.scale
    let head = Path(
      [
        Point(to.x, to.y), Point(to.x - 3 * s, to.y - 5.5 * s), Point(to.x + 3 * s, to.y - 5.5 * s),
      ], closed: true)
    return .group(
      "arrow",
      [
        .path(
          Path([from, Point(to.x, to.y - 5 * s)]), fill: nil, line: .init(.ink, Stroke(0.9 * s))),
        .path(head, fill: .init(.ink), line: nil),
      ])
  }
}
