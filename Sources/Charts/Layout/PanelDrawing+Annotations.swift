internal import Basics
internal import Drawing

/// Texts set by hand, in corners or at places of the data.
extension PanelDrawing {
  /// Those of the chart, and what the labels of this panel share and those of others do not.
  private var annotations: [Annotation] {
    chart.annotations
      + [
        layout.yScale.ownNote.map { Annotation("vertical axis \($0)", corner: .topLeft) },
        layout.xScale.ownNote.map { Annotation("horizontal axis \($0)", corner: .bottomRight) },
      ].compactMap { $0 }
  }

  mutating func annotationNodes() -> [Scene.Node] {
    var nodes: [Scene.Node] = []
    let style = setter.label
    var cornerOffset: [Annotation.Corner: Double] = [:]
    for annotation in annotations {
      let lines = annotation.text.split(separator: "\n").flatMap {
        setter.wrapped(String($0), style, to: layout.area.width * 0.6, limit: 3)
      }
      let texts = lines.map { StyledText(markup: $0) }
      let height = setter.lineHeight(style)
      if annotation.x == nil, annotation.y == nil {
        let corner = annotation.corner ?? .topLeft
        let isRight = corner == .topRight || corner == .bottomRight
        let isTop = corner == .topLeft || corner == .topRight
        let offset = cornerOffset[corner] ?? 0
        let left = isRight ? layout.area.maxX - 4 * s : layout.area.x + 4 * s
        let top =
          isTop
          ? layout.area.y + 3 * s + offset
          : layout.area.maxY - 3 * s - offset - height * Double(texts.count)
        for (index, text) in texts.enumerated() {
          let extent = setter.measurer.measure(text, style)
          let node = setter.text(
            text, style, .annotation,
            at: Point(left, top + Double(index) * height + extent.ascent),
            anchor: isRight ? .end : .start, halo: true)
          labels.taken.append(node.bounds)
          nodes.append(.text(node))
        }
        cornerOffset[corner] = offset + height * Double(texts.count)
        continue
      }
      let px = annotation.x.flatMap { place($0, layout.xScale) }.flatMap { layout.x($0) }
      let py = annotation.y.flatMap { place($0, layout.yScale) }.flatMap { layout.y($0) }
      guard px != nil || annotation.x == nil, py != nil || annotation.y == nil else {
        warnings.append("the annotation '\(annotation.text)' lies outside the axes")
        droppedLabels += 1
        continue
      }
      let anchor = Point(px ?? layout.area.maxX - 4 * s, py ?? layout.area.y + height)
      let candidate = LabelPlacement.Candidate(
        text: StyledText(markup: lines.joined(separator: " ")), style: style, at: anchor,
        reach: 3 * s,
        role: .annotation, paint: .ink, hasLeader: px != nil && py != nil)
      if let placed = labels.place(candidate, setter) {
        nodes += placed
      } else {
        droppedLabels += 1
      }
    }
    return nodes
  }

  /// A number, date or category of an annotation as a value of the scale.
  private func place(_ mapping: Mapping, _ scale: PositionScale) -> Double? {
    switch mapping {
    case .number(let value): return value
    case .expression(let text):
      if let index = scale.categories?.firstIndex(of: text) { return Double(index) }
      if scale.isTime { return CalendarDate(partial: text)?.seconds }
      return Double(text)
    }
  }
}
