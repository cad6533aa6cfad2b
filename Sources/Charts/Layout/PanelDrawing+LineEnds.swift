internal import Drawing

/// Names of series at the ends of their lines, or beside the last bar of a stack.
extension PanelDrawing {
  func directNodes(
    _ entries: [Legend.Entry], _ series: [Series]
  ) -> [Scene.Node] {
    let style = setter.label
    let height = setter.lineHeight(style)
    let names = chart.scales.color.labels ?? [:]
    var ends: [(name: String, paint: Paint, from: Point, y: Double)] = []
    for entry in entries {
      guard
        let one = series.first(where: {
          $0.geometry.nameEnd != nil && $0.name.map { names[$0] ?? $0 } == entry.name
        }), let end = one.geometry.nameEnd, let px = layout.x(end.position),
        let py = layout.y(end.value)
      else { continue }
      ends.append((entry.name, one.paint, Point(px, py), py))
    }
    ends.sort { ($0.y, $0.name) < ($1.y, $1.name) }
    // Move neighbours apart by the same amount, until all are apart.
    for _ in 0..<100 {
      var moved = false
      for index in ends.indices.dropFirst() {
        let overlap = ends[index - 1].y + height - ends[index].y
        guard overlap > 0.01 else { continue }
        ends[index - 1].y -= overlap / 2
        ends[index].y += overlap / 2
        moved = true
      }
      if let first = ends.indices.first, ends[first].y < layout.rect.y {
        ends[first].y = layout.rect.y
      }
      if !moved { break }
    }
    if let last = ends.indices.last {
      ends[last].y = min(ends[last].y, layout.rect.maxY)
      for index in ends.indices.reversed().dropFirst() {
        ends[index].y = min(ends[index].y, ends[index + 1].y - height)
      }
    }
    var nodes: [Scene.Node] = []
    let left = layout.rect.maxX + 5 * s
    let shown = setter.distinct(ends.map(\.name), style, to: directWidth + 1)
    for (end, lines) in zip(ends, shown) {
      let extent = setter.extent(end.name, style)
      if abs(end.y - end.from.y) > 1 || left - end.from.x > 8 * s {
        nodes.append(
          .path(
            Path([
              Point(end.from.x + 2 * s, end.from.y), Point(left - 3 * s, end.y),
              Point(left - 1 * s, end.y),
            ]), fill: nil, line: .init(end.paint, Stroke(0.6 * s))))
      }
      nodes.append(
        .text(
          setter.text(
            lines[0], style, .legend,
            at: Point(left, end.y - extent.height / 2 + extent.ascent))))
    }
    return nodes
  }
}
