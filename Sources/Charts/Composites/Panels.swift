internal import Drawing
internal import Foundation

extension Composer {
  /// Charts side by side with the letters a, b, c; one legend above all where they share it.
  func panels(
    _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    var grid = try ChartGrid(chart, self, width: width, height: height)
    return (try grid.draw(), grid.height)
  }
}

/// Charts in rows and columns.
private struct ChartGrid {
  private let composer: Composer
  private let theme: Theme.Name
  private let width: Double
  private let given: Double?
  private let columns: Int
  private let charts: [Chart]
  /// The charts of layers, ready for layout; others lay themselves out.
  private let resolved: [ResolvedChart?]
  /// The legend that all charts with a legend share: it is drawn once.
  private let legend: Legend?

  private var nodes: [Scene.Node] = []
  private var bodies: [ChartCompiler.Body] = []
  /// Where the next row begins.
  private var y = 0.0

  private var setter: TextSetter { composer.setter }
  private var s: Double { setter.scale }
  private var gap: Double { 16 * s }
  private var rows: Int { (charts.count + columns - 1) / columns }
  private var cell: Double { (width - gap * Double(columns - 1)) / Double(columns) }
  private var letterHeight: Double {
    charts.count > 1 ? setter.lineHeight(setter.letter) + 2 * s : 0
  }
  var height: Double { y - gap }

  init(
    _ chart: Chart, _ composer: Composer, width: Double, height: Double?
  ) throws(ChartError) {
    self.composer = composer
    self.width = width
    theme = chart.theme
    given = height
    let count = chart.panels.count
    let natural = width < 300 ? 1 : width < 420 ? 2 : count == 4 ? 2 : min(count, 3)
    let columns = max(1, min(count, chart.columns ?? natural))
    self.columns = columns
    let cell = (width - 16 * composer.setter.scale * Double(columns - 1)) / Double(columns)
    charts = chart.panels.map { one in
      var one = one
      one.theme = chart.theme
      one.table = one.table ?? chart.table
      return one
    }
    resolved = try charts.map { one throws(ChartError) -> ResolvedChart? in
      guard one.panels.isEmpty, !Self.fillsItself(one) else { return nil }
      var resolver = ChartResolver(chart: one, data: composer.data, width: cell)
      return try resolver.resolve()
    }
    let present = resolved.compactMap { $0?.legend }.filter { !$0.isEmpty }
    let isShared =
      present.count > 1 && present.dropFirst().allSatisfy { $0.entries == present[0].entries }
      && present[0].bar == nil && present[0].sizes == nil
    legend = isShared ? present[0] : nil
  }

  /// Whether a mark or a picture fills the chart, and decides on its height.
  private static func fillsItself(_ chart: Chart) -> Bool {
    chart.picture != nil || chart.layers.contains { $0.mark.composite != nil }
  }

  /// The letter of a chart.
  private static func letter(_ index: Int) -> String {
    String(UnicodeScalar(UInt8(97 + index % 26)))
  }

  mutating func draw() throws(ChartError) -> ChartCompiler.Body {
    if let legend {
      let drawn = legend.rows(width: width, setter, .named(theme))
      nodes.append(.group("legend", drawn.nodes))
      y = drawn.height + 3 * s
    }
    let heights = heights(below: y)
    let lefts = lefts(heights)
    for row in 0..<rows {
      var rowHeight = 0.0
      for column in 0..<columns {
        let index = row * columns + column
        guard index < charts.count else { break }
        let (body, height) = try body(index, heights[index], left: lefts[column])
        let x = (cell + gap) * Double(column)
        nodes += Scene.moved(body.nodes, x, y + letterHeight)
        if charts.count > 1 { drawHead(index, at: x) }
        bodies.append(body)
        rowHeight = max(rowHeight, height + letterHeight)
      }
      y = y + rowHeight + gap
    }
    return .init(
      nodes: nodes, description: description, drawn: drawn,
      warnings: bodies.flatMap(\.warnings), notes: bodies.flatMap(\.notes))
  }

  /// The heights that the charts are given; `nil` for those that decide themselves.
  private func heights(below top: Double) -> [Double?] {
    charts.map { one in
      given.map { ($0 - top - gap * Double(rows - 1)) / Double(rows) - letterHeight }
        ?? one.size?.height.map { $0 * ChartCompiler.pointsPerMillimetre }
        ?? (Self.fillsItself(one) || !one.panels.isEmpty ? nil : max(cell * 0.78, 130 * s))
    }
  }

  /// Charts that are one above the other begin at one edge.
  private func lefts(_ heights: [Double?]) -> [Double] {
    (0..<columns).map { column in
      stride(from: column, to: charts.count, by: columns).map { index in
        resolved[index].map {
          composer.left(charts[index], $0, width: cell, height: heights[index])
        } ?? 0
      }.max() ?? 0
    }
  }

  private func body(
    _ index: Int, _ height: Double?, left: Double
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let showsLegend = legend == nil
    guard let resolved = resolved[index] else {
      return try composer.body(
        charts[index], width: cell, height: height, showsLegend: showsLegend)
    }
    return try composer.layout(
      charts[index], resolved, width: cell, height: height, showsLegend: showsLegend,
      left: resolved.panels.panels.count == 1 ? left : 0)
  }

  /// The letter and the title of a chart.
  private mutating func drawHead(_ index: Int, at x: Double) {
    let letter = Self.letter(index)
    let extent = setter.extent(letter, setter.letter)
    nodes.append(
      .text(setter.text(letter, setter.letter, .letter, at: Point(x, y + extent.ascent))))
    guard let title = charts[index].title else { return }
    nodes.append(
      .text(
        setter.text(
          setter.shortened(title, setter.strip, to: cell - extent.width - 6 * s), setter.strip,
          .strip, at: Point(x + extent.width + 6 * s, y + extent.ascent))))
  }

  private var drawn: [DrawnRow] {
    bodies.enumerated().flatMap { index, body in
      let letter = charts.count > 1 ? Self.letter(index) : nil
      return body.drawn.map {
        var entry = $0
        entry.panel = [letter, $0.panel].compactMap { $0 }.joined(separator: " ")
        return entry
      }
    }
  }

  private var description: ChartDescription {
    let sentences = zip(charts, bodies).enumerated().map { index, pair in
      let head = charts.count > 1 ? "(\(Self.letter(index))) " : ""
      return head + pair.1.description.alt(title: pair.0.title, notes: [])
    }
    return ChartDescription(
      title: zip(charts, bodies).map { $0.title ?? $1.description.title }.joined(separator: "; "),
      sentences: sentences, short: sentences, axes: "")
  }
}
