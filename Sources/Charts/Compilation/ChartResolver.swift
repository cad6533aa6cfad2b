internal import Basics
internal import Foundation
internal import Tables

/// The channels, categories, panels and series of one chart: everything before layout.
struct ResolvedChart {
  var layers: [LayerData]
  var series: [Series]
  var xScale: [PositionScale]
  var yScale: [PositionScale]
  /// Per panel, values shown in strips.
  var xStrips: [[AxisMap.Strip]]
  var yStrips: [[AxisMap.Strip]]
  var panels: FacetGrid
  var legend: Legend
  var colorScale: ScaleSpecification
  var warnings: [String]
  var notes: [String]
}

/// The panels of small multiples.
struct FacetGrid {
  struct Panel {
    var title: String?
    var row: Int
    var column: Int
  }
  var panels: [Panel] = [Panel(title: nil, row: 0, column: 0)]
  var rows = 1
  var columns = 1
  /// Titles of rows, at the right edge of a grid.
  var rowTitles: [String] = []

  /// What each panel shows: its own title, or those of its column and row.
  var titles: [String?] {
    panels.map { panel in
      let column = panels.first { $0.row == 0 && $0.column == panel.column }?.title
      let row = rowTitles.indices.contains(panel.row) ? rowTitles[panel.row] : nil
      let names = [panel.title ?? (rowTitles.isEmpty ? nil : column), row].compactMap { $0 }
      return names.isEmpty ? nil : names.joined(separator: ", ")
    }
  }
}

/// Reads channels, chooses scales, runs statistics.
struct ChartResolver {
  let chart: Chart
  let data: ChartData
  let width: Double
  var warnings: [String] = []
  var notes: [String] = []

  init(chart: Chart, data: ChartData, width: Double) {
    self.chart = chart
    self.data = data
    self.width = width
  }

  mutating func resolve() throws(ChartError) -> ResolvedChart {
    var layers: [LayerData] = []
    for (index, layer) in chart.layers.enumerated() { layers.append(try read(index, layer)) }
    let grid = try facet(&layers)
    var builder = SeriesBuilder(chart: chart, data: data)
    builder.xLevels = try levels(layers, \.x, chart.scales.x, "x")
    builder.yLevels = try levels(layers, \.y, chart.scales.y, "y")
    try sortCategories(&builder, layers)
    builder.colorLevels = try levels(layers, \.color, chart.scales.color, "color") ?? []
    builder.shapeLevels = try levels(layers, \.shape, chart.scales.shape, "shape") ?? []
    for (channel, levels) in [("color", builder.colorLevels), ("shape", builder.shapeLevels)]
    where levels.count > ChartLimits.series {
      throw .tooManySeries(count: levels.count, limit: ChartLimits.series, channel: channel)
    }
    try checkScales(layers, builder)
    for layer in layers { try checkLayer(layer, builder) }
    if builder.xLevels == nil { builder.xTransform = .init(chart.scales.x) }
    if builder.yLevels == nil { builder.yTransform = .init(chart.scales.y) }
    builder.colorRange = colorRange(layers)
    builder.panelTitles = grid.titles
    drop(&layers)
    builder.addMissing(layers)
    var series: [Series] = []
    for layer in layers { series += try builder.series(layer) }
    try checkShapes(series)
    warnings += builder.warnings
    notes += builder.notes
    let (x, y, xStrips, yStrips) = try scales(series, layers, builder, grid)
    let legend = legend(series, layers, builder)
    return ResolvedChart(
      layers: layers, series: series, xScale: x, yScale: y, xStrips: xStrips, yStrips: yStrips,
      panels: grid, legend: legend, colorScale: chart.scales.color, warnings: warnings,
      notes: notes)
  }

  // MARK: Channels

  private func read(_ index: Int, _ layer: Layer) throws(ChartError) -> LayerData {
    var table = try data.table(layer.table ?? chart.table)
    if let condition = layer.where {
      table = try ChartExpression.filter(table, condition, layer: index)
    }
    var result = LayerData(index: index, layer: layer, table: table)
    let scales = chart.scales
    func channel(
      _ mapping: Mapping?, _ name: String, _ scale: ScaleSpecification
    ) throws(ChartError) -> Channel? {
      guard let mapping else { return nil }
      return try ChannelReader.channel(mapping, table, layer: index, name: name, scale: scale)
    }
    func number(
      _ mapping: Mapping?, _ name: String, _ scale: ScaleSpecification = .init()
    ) throws(ChartError) -> Channel? {
      let channel = try channel(mapping, name, scale)
      if channel?.levels != nil, scale.type != .category, scale.type != .ordinal {
        throw .type(layer: index, channel: name, message: "numbers are needed, not text")
      }
      return channel
    }
    result.x = try channel(layer.x, "x", scales.x)
    result.y = try channel(layer.y, "y", scales.y)
    layer.mark.layer?.arrange(&result)
    result.xmin = try number(layer.xmin, "xmin")
    result.xmax = try number(layer.xmax, "xmax")
    result.ymin = try number(layer.ymin, "ymin")
    result.ymax = try number(layer.ymax, "ymax")
    result.xend = try channel(layer.xend, "xend", scales.x)
    result.yend = try channel(layer.yend, "yend", scales.y)
    result.color = try channel(layer.color, "color", scales.color)
    if !layer.mark.traits.shadesNumbers, result.color?.levels == nil, let color = result.color {
      // Beside a mark that shades these numbers they name no series.
      let areShaded = chart.layers.contains {
        $0.color == layer.color && $0.mark.traits.shadesNumbers
      }
      result.color = areShaded ? nil : ChannelReader.categories(of: color, scales.color)
    }
    var shape = scales.shape
    shape.type = shape.type ?? .category
    result.shape = try channel(layer.shape, "shape", shape)
    result.size = try number(layer.size, "size")
    result.weight = try number(layer.weight, "weight")
    var group = ScaleSpecification()
    group.type = .category
    result.group = try channel(layer.group, "group", group)
    if let label = layer.label {
      let column = try ChannelReader.column(label, table, layer: index, channel: "label")
      let name = if case .expression(let text) = label { text } else { "" }
      result.label = ChannelReader.labels(column, named: name)
    }
    return result
  }

  /// The categories of a scale over all layers: those of the specification first, then in order of
  /// appearance, or, on an ordinal scale, of their names; `nil` if the channel holds numbers.
  private func levels(
    _ layers: [LayerData], _ path: KeyPath<LayerData, Channel?>, _ scale: ScaleSpecification,
    _ name: String
  ) throws(ChartError) -> [String]? {
    var found: [String] = []
    var known: Set<String> = []
    var isCategory: Bool?
    for layer in layers {
      guard let channel = layer[keyPath: path] else { continue }
      if case .number? = layer.layer.x, name == "x" { continue }
      if case .number? = layer.layer.y, name == "y" { continue }
      if let isCategory, isCategory != (channel.levels != nil) {
        if name == "color" { continue }
        throw .type(
          layer: layer.index, channel: name,
          message: "one layer has numbers here and another has categories; they share no axis")
      }
      isCategory = channel.levels != nil
      for level in channel.levels ?? [] where known.insert(level).inserted { found.append(level) }
    }
    guard isCategory == true else { return nil }
    if name == "x" || name == "y", found.count > ChartLimits.categories {
      throw .tooMany(
        "categories of \(name)", count: found.count, limit: ChartLimits.categories,
        advice: "keep the largest, or give numbers")
    }
    let order = unique(scale.order ?? []).filter { known.contains($0) }
    let named = Set(order)
    let rest = found.filter { !named.contains($0) }
    return order + (scale.type == .ordinal ? rest.sorted(by: NaturalOrder.precedes) : rest)
  }

  /// Sorts the categories of a layer that asks for it by the total of its values.
  private func sortCategories(
    _ builder: inout SeriesBuilder, _ layers: [LayerData]
  ) throws(ChartError) {
    for layer in layers {
      guard let sort = layer.layer.sort else { continue }
      let isLying = builder.isLying(layer)
      let scale = isLying ? chart.scales.y : chart.scales.x
      let place = isLying ? layer.y : layer.x
      guard let levels = isLying ? builder.yLevels : builder.xLevels, place?.levels != nil,
        scale.type != .ordinal
      else {
        throw .specification(
          layer: layer.index, key: "sort",
          message: "'sort' orders the categories of \(isLying ? "y" : "x"), which "
            + (scale.type == .ordinal ? "have an order of their own" : "holds none"))
      }
      let codes = place?.recoded(to: levels) ?? []
      let values = (isLying ? layer.x : layer.y)?.values
      var totals = [Double](repeating: 0, count: levels.count)
      var groups: [[Double]] = Array(repeating: [], count: levels.count)
      for (row, code) in codes.enumerated() where !code.isNaN {
        let value = values.map { $0[row] } ?? 1
        guard value.isFinite else { continue }
        totals[Int(code)] += value
        groups[Int(code)].append(value)
      }
      if !layer.layer.mark.traits.sortsByTotal {
        totals = groups.map { Quantile.median($0) }.map { $0.isNaN ? 0 : $0 }
      }
      let isUp = (sort == .ascending)
      let fixed = Set(scale.order ?? [])
      let order = levels.indices.sorted { a, b in
        let (fa, fb) = (fixed.contains(levels[a]), fixed.contains(levels[b]))
        if fa != fb { return fb }  // named categories are apart, at the end
        return totals[a] == totals[b] ? a < b : (totals[a] < totals[b]) == isUp
      }
      // A vertical axis lists from the top: its first category is the uppermost one.
      let sorted = order.map { levels[$0] }
      if isLying { builder.yLevels = sorted } else { builder.xLevels = sorted }
    }
  }

  private func colorRange(_ layers: [LayerData]) -> (low: Double, high: Double)? {
    var (low, high) = (Double.infinity, -Double.infinity)
    for layer in layers {
      guard let channel = layer.color, channel.levels == nil else { continue }
      for value in channel.values where value.isFinite {
        if chart.scales.color.type == .log, value <= 0 { continue }
        (low, high) = (min(low, value), max(high, value))
      }
    }
    guard low <= high else { return nil }
    return (chart.scales.color.min ?? low, chart.scales.color.max ?? high)
  }

  /// Leaves out rows without a place, and counts them.
  private mutating func drop(_ layers: inout [LayerData]) {
    var counted: Set<String> = []
    for index in layers.indices {
      let layer = layers[index]
      let traits = layer.layer.mark.traits
      let checksY = !traits.breaksAtMissing
      var (missing, infinite) = (0, 0)
      var keep: [Int] = []
      keep.reserveCapacity(layer.rowCount)
      let measures = [("size", layer.size), ("weight", layer.weight)].compactMap { name, channel in
        channel.map { (name: name, values: $0.values) }
      }
      var lacking: [String: Int] = [:]
      guard layer.x != nil || checksY && layer.y != nil, !traits.keepsAllRows else { continue }
      let mayStayX = chart.scales.x.missing == true && layer.x?.levels == nil
      let mayStayY = chart.scales.y.missing == true && layer.y?.levels == nil
      for row in 0..<layer.rowCount {
        var (isMissing, isInfinite) = (false, false)
        if let x = layer.x?.values[row] {
          if x.isNaN { isMissing = !mayStayX } else if x.isInfinite { isInfinite = true }
        }
        if let y = layer.y?.values[row] {
          if y.isNaN { isMissing = isMissing || (checksY && !mayStayY) }
          if y.isInfinite { isInfinite = true }
        }
        if isMissing {
          missing += 1
        } else if isInfinite {
          infinite += 1
        } else if let measure = measures.first(where: { !$0.values[row].isFinite }) {
          lacking[measure.name, default: 0] += 1
        } else {
          keep.append(row)
        }
      }
      guard keep.count < layer.rowCount else { continue }
      let columnsKey =
        "\(layer.layer.table ?? "")|\(String(describing: layer.layer.x))|\(String(describing: layer.layer.y))"
      layers[index] = layer.picked(keep)
      layers[index].missing = missing
      layers[index].nonFinite = infinite
      for (name, _) in measures {
        guard let count = lacking[name] else { continue }
        notes.append("\(count) of \(layer.rowCount) rows without a \(name) are not shown")
      }
      guard counted.insert(columnsKey).inserted else { continue }
      if missing > 0 {
        notes.append(
          "\(missing) of \(layer.rowCount) rows without a value are not shown")
      }
      if infinite > 0 {
        let isHuge = layer.x?.hasHuge == true || layer.y?.hasHuge == true
        let what = isHuge ? "a value that is infinite or beyond ±1e300" : "an infinite value"
        notes.append("\(infinite) of \(layer.rowCount) rows with \(what) are not shown")
      }
    }
  }
}

/// The names, each once, in their order.
func unique(_ names: [String]) -> [String] {
  var known: Set<String> = []
  return names.filter { known.insert($0).inserted }
}

extension LayerData {
  /// The given rows of all channels.
  func picked(_ rows: [Int]) -> LayerData {
    var copy = self
    for path in [
      \LayerData.x, \.y, \.xmin, \.xmax, \.ymin, \.ymax, \.xend, \.yend, \.color, \.shape, \.size,
      \.group, \.weight,
    ] { copy[keyPath: path] = self[keyPath: path]?.picked(rows) }
    copy.label = label.map { label in rows.map { label[$0] } }
    if !panels.isEmpty { copy.panels = rows.map { panels[$0] } }
    copy.table = ChartExpression.rows(rows, of: table)
    return copy
  }

  /// Rows by panel; without codes every row stands in every panel.
  func spread(_ codes: [Double]?, _ count: Int) throws(ChartError) -> LayerData {
    guard let codes else {
      guard count > 1 else { return self }
      guard rowCount * count <= ChartLimits.rowsInPanels else {
        throw .tooMany(
          "rows of layer \(index + 1), which is repeated in each of \(count) panels",
          count: rowCount * count, limit: ChartLimits.rowsInPanels,
          advice: "give its table the column of the facet")
      }
      let rows = (0..<count).flatMap { _ in 0..<rowCount }
      var copy = picked(rows)
      copy.panels = (0..<count).flatMap { panel in Array(repeating: panel, count: rowCount) }
      return copy
    }
    let rows = (0..<rowCount).filter { !codes[$0].isNaN }
    var copy = picked(rows)
    copy.panels = rows.map { Int(codes[$0]) }
    return copy
  }
}
