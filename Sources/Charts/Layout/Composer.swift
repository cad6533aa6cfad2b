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
    if let picture = chart.picture { return try drawn(picture, chart, width: width) }
    if let special = try composite(chart, width: width, height: height) { return special }
    var resolver = ChartResolver(chart: chart, data: data, width: width)
    let resolved = try resolver.resolve()
    return try layout(chart, resolved, width: width, height: height, showsLegend: showsLegend)
  }

  /// About what a chart of one panel needs left of it, for charts side by side that share an edge.
  func left(_ chart: Chart, _ resolved: ResolvedChart, width: Double, height: Double?) -> Double {
    guard resolved.panels.panels.count == 1, let scale = resolved.yScale.first else { return 0 }
    let sizes = NaturalSize(chart: chart, resolved: resolved, scale: setter.scale, width: width)
    let length = (height ?? sizes.height) - 40 * setter.scale
    let axis = AxisLayout.vertical(
      scale, length: max(20, length), limit: sizes.labelLimit, setter,
      strips: resolved.yStrips.first ?? [])
    return axis.extent + AxisLayout.tickLength + 2 * setter.scale
  }

  /// Measures a chart of layers, and draws what was measured.
  func layout(
    _ chart: Chart, _ resolved: ResolvedChart, width: Double, height: Double?, showsLegend: Bool,
    rowTexts: [String] = [], left: Double = 0
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let layout = try ChartLayout(
      chart, resolved, setter, width: width, height: height, showsLegend: showsLegend,
      rowTexts: rowTexts, left: left)
    var drawing = ChartDrawing(layout)
    drawing.draw()
    return (
      .init(
        nodes: drawing.nodes,
        description: ChartDescription(chart: chart, resolved: resolved, data: data),
        drawn: drawing.drawn, warnings: drawing.warnings, notes: drawing.notes), layout.height
    )
  }
}

/// The size of a chart where none is given: by what is on the vertical axis.
struct NaturalSize {
  let chart: Chart
  let resolved: ResolvedChart
  let scale: Double
  let width: Double

  /// The height of all panels.
  var height: Double {
    let rows = Double(resolved.panels.rows)
    if resolved.yScale.first?.categories != nil {
      let isGrouped = chart.layers.contains {
        $0.position == .group || $0.mark.traits.standsSideBySide && $0.color != nil
      }
      let series = isGrouped ? Double(max(1, resolved.legend.entries.count)) : 1
      let isWide = chart.layers.contains { $0.mark.traits.wantsWideRows }
      let row = max(isWide ? 19 : 13.5, 10 * series) * scale
      let heights = Self.rowSlots(resolved).map { Double(min($0, 60)) * row }
      // One category needs less room where it is one of many panels.
      return heights.reduce(0) { $0 + max($1, heights.count > 1 ? 30 : 60) }
    }
    let panelWidth = width / Double(resolved.panels.columns)
    let isSquare = chart.layers.contains { $0.mark.traits.isSquare }
    let ratio = resolved.panels.panels.count > 1 ? 0.62 : isSquare ? 0.62 : 0.5
    return max(panelWidth * ratio, 95) * rows
  }

  /// How many categories each row of panels has on its vertical axes.
  static func rowSlots(_ resolved: ResolvedChart) -> [Int] {
    (0..<resolved.panels.rows).map { row in
      resolved.panels.panels.indices.filter { resolved.panels.panels[$0].row == row }
        .map { resolved.yScale[$0].slotCount }.max() ?? 0
    }
  }

  /// How wide the labels of the vertical axis may be.
  var labelLimit: Double { width * (resolved.yScale.first?.categories == nil ? 0.3 : 0.45) }
}
