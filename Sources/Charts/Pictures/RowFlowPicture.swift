internal import Drawing
internal import Foundation
internal import Tables

/// The row flow: boxes from the rows read to the rows used, and beside each arrow the rows that were left out.
package struct RowFlowPicture: PictureKind {
  package let name = "row-flow"
  package let keys: [Layer.CodingKeys] = [.x, .label]

  /// The kind.
  package init() {}

  package func contradiction(in picture: Picture) -> (key: Layer.CodingKeys, message: String)? {
    let (label, x) = (picture.mappings[.label], picture.mappings[.x])
    if label == nil, picture.where != nil {
      return (.where, "the row flow of a table is drawn whole; 'where' needs 'label' and 'x'")
    }
    guard (label == nil) != (x == nil) else { return nil }
    return (
      label == nil ? .x : .label, "a row-flow diagram takes both 'label' and 'x', or neither"
    )
  }

  package func draw(_ rows: PictureRows, on sheet: PictureSheet) throws(ChartError) -> DrawnPicture
  {
    var steps: [Step] = []
    if rows.has(.label) {
      for (name, count) in zip(try rows.texts(.label), try rows.numbers(.x))
      where count.isFinite && abs(count) < 1e15 {
        steps.append(Step(name: name ?? "", rows: Int(count)))
      }
    } else {
      steps = rows.table.rowFlow.filter { $0.loss == nil }
        .map { Step(name: $0.step, rows: $0.rows) }
    }
    guard !steps.isEmpty else {
      throw .conflict(
        "a row-flow diagram needs a table with a row flow, or 'label' and 'x' for steps and rows")
    }
    try rows.check(steps.count)
    var diagram = RowFlowDiagram(steps, sheet)
    diagram.draw()
    let words = steps.map { "\($0.name) \(NumberText.fixed(Double($0.rows), 0))" }
    return DrawnPicture(
      nodes: diagram.nodes, height: diagram.bottom + 1, title: "Row flow",
      sentences: ["Rows: " + words.joined(separator: "; ") + "."],
      rows: steps.map {
        var entry = DrawnRow(0, name, nil, nil)
        (entry.label, entry.count) = ($0.name, Double($0.rows))
        return entry
      })
  }

  fileprivate struct Step {
    let name: String
    let rows: Int
  }
}

/// Boxes one below the other, with arrows.
private struct RowFlowDiagram {
  private let steps: [RowFlowPicture.Step]
  private let setter: TextSetter
  private let width: Double
  private let boxWidth: Double
  private(set) var nodes: [Scene.Node] = []
  /// Where the last box ends.
  private(set) var bottom = 0.0

  private var s: Double { setter.scale }

  init(_ steps: [RowFlowPicture.Step], _ sheet: PictureSheet) {
    self.steps = steps
    (setter, width) = (sheet.setter, sheet.width)
    let side =
      zip(steps, steps.dropFirst()).map { [setter] in
        setter.width(Self.change($0.rows - $1.rows), setter.label)
      }.max() ?? 0
    boxWidth = min(
      max(width * 0.5, width - side - 10 * setter.scale), 190 * setter.scale)
  }

  private static func change(_ lost: Int) -> String {
    NumberText.fixed(Double(abs(lost)), 0) + (lost > 0 ? " left out" : " added")
  }

  mutating func draw() {
    var previous: Int?
    for step in steps {
      let top = previous.map { drawArrow(lost: $0 - step.rows) } ?? 0
      drawBox(step, at: top)
      previous = step.rows
    }
  }

  /// The arrow below the last box, and the rows that it lost; where it points.
  private mutating func drawArrow(lost: Int) -> Double {
    let gap = 22 * s
    let (middle, y) = (boxWidth / 2, bottom + gap)
    nodes.append(arrow(from: Point(middle, bottom), to: Point(middle, y)))
    guard lost != 0 else { return y }
    let text = Self.change(lost)
    let level = bottom + gap / 2
    let sideX = boxWidth / 2 + 16 * s
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
    return y
  }

  private mutating func drawBox(_ step: RowFlowPicture.Step, at y: Double) {
    let style = setter.legend
    let line = setter.lineHeight(style)
    let lines = setter.wrapped(step.name, style, to: boxWidth - 14 * s, limit: 3)
    let height = Double(lines.count + 1) * line + 8 * s
    let rect = Rect(x: 0.5, y: y + 0.5, width: boxWidth, height: height)
    nodes.append(
      .path(
        Path(rect, radius: 3 * s), fill: .init(.surface),
        line: .init(.series(0), Stroke(0.9 * s))))
    let extent = setter.extent("H", style)
    var bold = style
    bold.isBold = true
    let count = NumberText.fixed(Double(step.rows), 0) + (step.rows == 1 ? " row" : " rows")
    let texts = lines.map { ($0, style) } + [(count, bold)]
    for (index, (text, style)) in texts.enumerated() {
      nodes.append(
        .text(
          setter.text(
            text, style, .label,
            at: Point(rect.midX, y + 4 * s + Double(index) * line + extent.ascent),
            anchor: .middle)))
    }
    bottom = y + height
  }

  private func arrow(from: Point, to: Point) -> Scene.Node {
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
