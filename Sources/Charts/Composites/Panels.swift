internal import Drawing
internal import Foundation

extension Composer {
  /// Charts side by side with the letters a, b, c; one legend above all where they share it.
  func panels(
    _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let s = setter.scale
    let count = chart.panels.count
    let columns = max(
      1,
      min(
        count, chart.columns ?? (width < 300 ? 1 : width < 420 ? 2 : count == 4 ? 2 : min(count, 3))
      ))
    let rows = (count + columns - 1) / columns
    let gap = 16 * s
    let cell = (width - gap * Double(columns - 1)) / Double(columns)
    var charts = chart.panels
    for index in charts.indices {
      charts[index].theme = chart.theme
      if charts[index].table == nil { charts[index].table = chart.table }
    }
    var nodes: [Scene.Node] = []
    var top = 0.0
    let resolved = try charts.map { one throws(ChartError) -> ResolvedChart? in
      guard one.panels.isEmpty, !Self.isComposite(one) else { return nil }
      var resolver = ChartResolver(chart: one, data: data, width: cell)
      return try resolver.resolve()
    }
    // A legend that all panels with a legend share is drawn once.
    let present = resolved.compactMap { $0?.legend }.filter { !$0.isEmpty }
    let isShared =
      present.count > 1 && present.dropFirst().allSatisfy { $0.entries == present[0].entries }
      && present[0].bar == nil && present[0].sizes == nil
    if isShared {
      let drawn = present[0].rows(width: width, setter, .named(chart.theme))
      nodes.append(.group("legend", drawn.nodes))
      top = drawn.height + 3 * s
    }
    let letterHeight = count > 1 ? setter.lineHeight(setter.letter) + 2 * s : 0
    func given(_ one: Chart) -> Double? {
      height.map { ($0 - top - gap * Double(rows - 1)) / Double(rows) - letterHeight }
        ?? one.size?.height.map { $0 * ChartCompiler.pointsPerMillimetre }
        ?? (Self.isComposite(one) || !one.panels.isEmpty ? nil : max(cell * 0.78, 130 * s))
    }
    // Panels that stand one above the other begin at one edge.
    let lefts = (0..<columns).map { column in
      stride(from: column, to: count, by: columns).map { index in
        resolved[index].map {
          left(charts[index], $0, width: cell, height: given(charts[index]))
        } ?? 0
      }.max() ?? 0
    }
    var bodies: [ChartCompiler.Body] = []
    var y = top
    for row in 0..<rows {
      var rowHeight = 0.0
      let rowTop = y
      for column in 0..<columns {
        let index = row * columns + column
        guard index < count else { break }
        let one = charts[index]
        let (body, bodyHeight) =
          if let resolved = resolved[index] {
            try layout(
              one, resolved, width: cell, height: given(one), showsLegend: !isShared,
              left: resolved.panels.panels.count == 1 ? lefts[column] : 0)
          } else {
            try self.body(one, width: cell, height: given(one), showsLegend: !isShared)
          }
        let x = (cell + gap) * Double(column)
        nodes += Scene.moved(body.nodes, x, y + letterHeight)
        if count > 1 {
          let letter = String(UnicodeScalar(UInt8(97 + index % 26)))
          let extent = setter.extent(letter, setter.letter)
          let node = setter.text(
            letter, setter.letter, .letter, at: Point(x, rowTop + extent.ascent))
          nodes.append(.text(node))
          if let title = one.title {
            nodes.append(
              .text(
                setter.text(
                  setter.shortened(title, setter.strip, to: cell - extent.width - 6 * s),
                  setter.strip, .strip,
                  at: Point(x + extent.width + 6 * s, rowTop + extent.ascent))))
          }
        }
        var named = body
        let letter = count > 1 ? String(UnicodeScalar(UInt8(97 + index % 26))) : nil
        named.drawn = body.drawn.map {
          var entry = $0
          entry.panel = [letter, $0.panel].compactMap { $0 }.joined(separator: " ")
          return entry
        }
        bodies.append(named)
        rowHeight = max(rowHeight, bodyHeight + letterHeight)
      }
      y = rowTop + rowHeight + gap
    }
    let sentences = zip(charts, bodies).enumerated().map { index, pair in
      let letter = String(UnicodeScalar(UInt8(97 + index % 26)))
      let head = count > 1 ? "(\(letter)) " : ""
      return head + pair.1.description.alt(title: pair.0.title, notes: [])
    }
    let description = ChartDescription(
      title: charts.enumerated().map { $0.element.title ?? bodies[$0.offset].description.title }
        .joined(separator: "; "), sentences: sentences, axes: "")
    return (
      .init(
        nodes: nodes, description: description, drawn: bodies.flatMap(\.drawn),
        warnings: bodies.flatMap(\.warnings), notes: bodies.flatMap(\.notes)), y - gap
    )
  }

  static func isComposite(_ chart: Chart) -> Bool {
    chart.layers.contains { $0.mark.composite != nil }
  }
}
