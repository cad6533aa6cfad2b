internal import Foundation
internal import Tables

/// The channels, categories, panels and series of one chart: everything before layout.
struct ResolvedChart {
  var layers: [LayerData]
  var series: [Series]
  var xScale: [PositionScale]
  var yScale: [PositionScale]
  /// Per panel, values that stand in strips.
  var xStrips: [[AxisMap.Strip]]
  var yStrips: [[AxisMap.Strip]]
  var panels: FacetGrid
  var legend: Legend
  var colorScale: ScaleSpecification
  var warnings: [String]
  var notes: [String]
  var isXCategory: Bool { xScale.first?.categories != nil }
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
}

/// Reads channels, chooses scales, runs statistics.
struct ChartResolver {
  let chart: Chart
  let data: ChartData
  let width: Double
  private var warnings: [String] = []
  private var notes: [String] = []

  static let panelLimit = 64

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
    sortCategories(&builder, layers)
    builder.colorLevels = try levels(layers, \.color, chart.scales.color, "color") ?? []
    builder.shapeLevels = try levels(layers, \.shape, chart.scales.shape, "shape") ?? []
    if builder.colorLevels.count > 6 {
      throw .tooManySeries(count: builder.colorLevels.count, limit: 6, channel: "color")
    }
    if builder.shapeLevels.count > 6 {
      throw .tooManySeries(count: builder.shapeLevels.count, limit: 6, channel: "shape")
    }
    let probe = { (spec: ScaleSpecification) in
      PositionScale(spec, categories: nil, isTime: false, range: nil, includesZero: false).transform
    }
    if builder.xLevels == nil { builder.xTransform = probe(chart.scales.x) }
    if builder.yLevels == nil { builder.yTransform = probe(chart.scales.y) }
    builder.colorRange = colorRange(layers)
    drop(&layers, builder)
    var series: [Series] = []
    for layer in layers { series += try builder.series(layer) }
    warnings += builder.warnings
    let (x, y, xStrips, yStrips) = scales(series, layers, builder, grid)
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
    result.xmin = try number(layer.xmin, "xmin")
    result.xmax = try number(layer.xmax, "xmax")
    result.ymin = try number(layer.ymin, "ymin")
    result.ymax = try number(layer.ymax, "ymax")
    result.xend = try channel(layer.xend, "xend", scales.x)
    result.yend = try channel(layer.yend, "yend", scales.y)
    result.color = try channel(layer.color, "color", scales.color)
    if layer.mark != .point, layer.mark != .tile, result.color?.levels == nil,
      let color = result.color
    {
      // Only points and tiles show numbers as colours; elsewhere numbers name series.
      result.color = ChannelReader.categories(of: color, scales.color)
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
      result.label = ChannelReader.texts(
        try ChannelReader.column(label, table, layer: index, channel: "label"))
    }
    return result
  }

  /// The categories of a scale over all layers: those of the specification first, then in order of
  /// appearance; `nil` where the channel holds numbers.
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
    let order = (scale.order ?? []).filter { known.contains($0) }
    return order + found.filter { !order.contains($0) }
  }

  /// Sorts the categories of a layer that asks for it by the total of its values.
  private func sortCategories(_ builder: inout SeriesBuilder, _ layers: [LayerData]) {
    for layer in layers {
      guard let sort = layer.layer.sort else { continue }
      let isLying = builder.isLying(layer)
      guard let levels = isLying ? builder.yLevels : builder.xLevels,
        let codes = (isLying ? layer.y : layer.x)?.recoded(to: levels)
      else { continue }
      let values = (isLying ? layer.x : layer.y)?.values
      var totals = [Double](repeating: 0, count: levels.count)
      var groups: [[Double]] = Array(repeating: [], count: levels.count)
      for (row, code) in codes.enumerated() where !code.isNaN {
        let value = values.map { $0[row] } ?? 1
        guard value.isFinite else { continue }
        totals[Int(code)] += value
        groups[Int(code)].append(value)
      }
      if layer.layer.mark != .bar {
        totals = groups.map { BoxSummary.quantile($0.sorted(), 0.5) }.map { $0.isNaN ? 0 : $0 }
      }
      let isUp = (sort == .ascending)
      let fixed = (isLying ? chart.scales.y : chart.scales.x).order ?? []
      let order = levels.indices.sorted { a, b in
        let (fa, fb) = (fixed.contains(levels[a]), fixed.contains(levels[b]))
        if fa != fb { return fb }  // named categories stand apart, at the end
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
  private mutating func drop(_ layers: inout [LayerData], _ builder: SeriesBuilder) {
    var counted: Set<String> = []
    for index in layers.indices {
      let layer = layers[index]
      // Curves break at a missing value instead.
      let checksY = ![.line, .step].contains(layer.layer.mark)
      var (missing, infinite) = (0, 0)
      var keep: [Int] = []
      keep.reserveCapacity(layer.rowCount)
      let columns = [layer.x, checksY ? layer.y : nil].compactMap { $0 }
      // A fit is asked for the rows of its own table, all of them and in their order.
      guard !columns.isEmpty, layer.layer.mark != .fit else { continue }
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
        if isMissing { missing += 1 } else if isInfinite { infinite += 1 } else { keep.append(row) }
      }
      guard keep.count < layer.rowCount else { continue }
      let columnsKey =
        "\(layer.layer.table ?? "")|\(String(describing: layer.layer.x))|\(String(describing: layer.layer.y))"
      layers[index] = layer.picked(keep)
      layers[index].missing = missing
      layers[index].nonFinite = infinite
      guard counted.insert(columnsKey).inserted else { continue }
      if missing > 0 {
        notes.append(
          "\(missing) of \(layer.rowCount) rows without a value are not shown")
      }
      if infinite > 0 {
        notes.append("\(infinite) of \(layer.rowCount) rows with an infinite value are not shown")
      }
    }
  }

  // MARK: Facets

  private func facet(_ layers: inout [LayerData]) throws(ChartError) -> FacetGrid {
    guard let facet = chart.facet else { return FacetGrid() }
    var category = ScaleSpecification()
    category.type = .category
    func channels(_ mapping: Mapping?) throws(ChartError) -> ([String], [Channel?]) {
      guard let mapping else { return ([], layers.map { _ in nil }) }
      var found: [String] = []
      var all: [Channel?] = []
      for layer in layers {
        // A layer whose table lacks the column stands in every panel.
        if case .expression(let name) = mapping, layer.layer.table != nil, layer.table[name] == nil
        {
          all.append(nil)
          continue
        }
        let channel = try ChannelReader.channel(
          mapping, layer.table, layer: layer.index, name: "facet", scale: category)
        for level in channel.levels ?? [] where !found.contains(level) { found.append(level) }
        all.append(channel)
      }
      let order = (facet.order ?? []).filter { found.contains($0) }
      return (order + found.filter { !order.contains($0) }, all)
    }
    var grid = FacetGrid()
    if let by = facet.by {
      let (levels, all) = try channels(by)
      guard levels.count <= Self.panelLimit else {
        throw .tooManyPanels(count: levels.count, limit: Self.panelLimit)
      }
      let columns = max(
        1,
        min(
          facet.wrap ?? (width < 300 ? 2 : width < 420 ? 3 : levels.count == 4 ? 2 : 3),
          max(levels.count, 1)))
      grid.columns = columns
      grid.rows = max(1, (levels.count + columns - 1) / columns)
      if !levels.isEmpty {
        grid.panels = levels.enumerated().map {
          .init(title: $0.element, row: $0.offset / columns, column: $0.offset % columns)
        }
      }
      for index in layers.indices {
        layers[index] = layers[index].spread(all[index]?.recoded(to: levels), grid.panels.count)
      }
      return grid
    }
    let (rows, rowChannels) = try channels(facet.rows)
    let (columns, columnChannels) = try channels(facet.columns)
    let (rowCount, columnCount) = (max(rows.count, 1), max(columns.count, 1))
    guard rowCount * columnCount <= Self.panelLimit else {
      throw .tooManyPanels(count: rowCount * columnCount, limit: Self.panelLimit)
    }
    grid.rows = rowCount
    grid.columns = columnCount
    grid.rowTitles = rows
    grid.panels = (0..<rowCount * columnCount).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: columnCount)
      return .init(
        title: row == 0 && !columns.isEmpty ? columns[column] : nil, row: row, column: column)
    }
    for index in layers.indices {
      let r = rowChannels[index]?.recoded(to: rows)
      let c = columnChannels[index]?.recoded(to: columns)
      guard r != nil || c != nil else {
        layers[index] = layers[index].spread(nil, grid.panels.count)
        continue
      }
      let codes = (0..<layers[index].rowCount).map { row -> Double in
        let (rowCode, columnCode) = (r?[row] ?? 0, c?[row] ?? 0)
        return rowCode.isNaN || columnCode.isNaN ? .nan : rowCode * Double(columnCount) + columnCode
      }
      layers[index] = layers[index].spread(codes, grid.panels.count)
    }
    return grid
  }

  // MARK: Scales

  private mutating func scales(
    _ series: [Series], _ layers: [LayerData], _ builder: SeriesBuilder, _ grid: FacetGrid
  ) -> ([PositionScale], [PositionScale], [[AxisMap.Strip]], [[AxisMap.Strip]]) {
    let free = chart.facet?.free ?? .none
    let count = grid.panels.count
    struct Range {
      var low = Double.infinity
      var high = -Double.infinity
      var zeros = 0
      var negatives = 0
      var missing = 0
      mutating func take(_ value: Double, isLog: Bool) {
        if value.isNaN {
          missing += 1
        } else if isLog, value <= 0 {
          if value < 0 { negatives += 1 } else { zeros += 1 }
        } else if value.isFinite {
          low = min(low, value)
          high = max(high, value)
        }
      }
    }
    var x = [Range](repeating: Range(), count: count)
    var y = x
    let isLogX = if case .log = builder.xTransform { true } else { false }
    let isLogY = if case .log = builder.yTransform { true } else { false }
    var (zeroX, zeroY) = (false, false)
    var fillsEdge = (x: false, y: false)
    for one in series {
      let panel = min(one.panel, count - 1)
      // Only points, boxes and lines count zeros; bars and bands begin there.
      let counts = [.point, .boxplot, .line, .step, .violin, .text].contains(one.mark)
      one.extents(
        x: { if counts || !($0 <= 0 && isLogX) { x[panel].take($0, isLog: isLogX) } },
        y: { if counts || !($0 <= 0 && isLogY) { y[panel].take($0, isLog: isLogY) } })
      switch one.geometry {
      case .blocks where one.mark != .tile:
        if one.isLying { zeroX = true } else { zeroY = true }
      case .band(_, _, _, true):
        if one.isLying { zeroX = true } else { zeroY = true }
      default: break
      }
      if one.mark == .tile { fillsEdge = (true, true) }
      if one.mark == .area { fillsEdge.x = true }
    }
    if !builder.isPercent, builder.valueTitle == "Count" {
      // Counts of lines begin at zero too.
      if series.contains(where: { $0.isLying }) { zeroX = true } else { zeroY = true }
    }
    // Statistics see raw zeros of boxes and violins: count them from the rows.
    for (isX, isLog) in [(true, isLogX), (false, isLogY)] where isLog {
      for index in 0..<count {
        var (zeros, negatives) = (0, 0)
        var seen: Set<String> = []
        for layer in layers {
          guard let channel = isX ? layer.x : layer.y, channel.levels == nil,
            ![.rule, .fit, .smooth, .ribbon].contains(layer.layer.mark)
          else { continue }
          let key =
            "\(layer.layer.table ?? "")|\(String(describing: isX ? layer.layer.x : layer.layer.y))"
          guard seen.insert(key).inserted else { continue }
          for (row, value) in channel.values.enumerated()
          where value <= 0 && (layer.panels.isEmpty || layer.panels[row] == index) {
            if value < 0 { negatives += 1 } else { zeros += 1 }
          }
        }
        if isX {
          (x[index].zeros, x[index].negatives) = (zeros, negatives)
        } else {
          (y[index].zeros, y[index].negatives) = (zeros, negatives)
        }
      }
    }
    func merged(_ ranges: [Range], isFree: Bool) -> [Range] {
      guard !isFree else { return ranges }
      var all = Range()
      for range in ranges {
        all.low = min(all.low, range.low)
        all.high = max(all.high, range.high)
      }
      return ranges.map {
        var copy = $0
        (copy.low, copy.high) = (all.low, all.high)
        return copy
      }
    }
    func strips(_ ranges: [Range], isLog: Bool, _ spec: ScaleSpecification) -> [[AxisMap.Strip]] {
      let hasZero = isLog && ranges.contains { $0.zeros + $0.negatives > 0 }
      let hasNegative = ranges.contains { $0.negatives > 0 }
      let hasMissing = spec.missing == true && ranges.contains { $0.missing > 0 }
      return ranges.map { range in
        var result: [AxisMap.Strip] = []
        if hasZero {
          result.append(
            .init(
              kind: .zero, label: hasNegative ? "≤ 0" : "0", count: range.zeros + range.negatives))
        }
        if hasMissing {
          result.append(.init(kind: .missing, label: "missing", count: range.missing))
        }
        return result
      }
    }
    let xs = merged(x, isFree: free == .x || free == .both)
    let ys = merged(y, isFree: free == .y || free == .both)
    let xStrips = strips(x, isLog: isLogX, chart.scales.x)
    let yStrips = strips(y, isLog: isLogY, chart.scales.y)
    for (name, all, isLog) in [("horizontal", x, isLogX), ("vertical", y, isLogY)] where isLog {
      let zeros = all.reduce(0) { $0 + $1.zeros }
      let negatives = all.reduce(0) { $0 + $1.negatives }
      if zeros + negatives > 0 {
        let what =
          negatives == 0
          ? "\(zeros) zero\(zeros == 1 ? "" : "s")"
          : zeros == 0
            ? "\(negatives) negative value\(negatives == 1 ? "" : "s")"
            : "\(zeros) zeros and \(negatives) negative values"
        notes.append(
          "\(what) on the \(name) log axis \(zeros + negatives == 1 ? "is" : "are") shown in the marked strip"
        )
      }
    }
    func specification(
      _ spec: ScaleSpecification, _ path: KeyPath<LayerData, Channel?>, isValue: Bool
    ) -> (ScaleSpecification, String, Bool) {
      var spec = spec
      let channels = layers.compactMap { layer -> Channel? in
        layer[keyPath: path]
      }
      let own = isValue ? builder.valueTitle : nil
      if own == nil, spec.unit == nil { spec.unit = channels.compactMap(\.unit).first }
      if isValue, builder.isPercent, spec.format == nil { spec.format = .percent }
      let isTime = channels.contains { $0.isTime && $0.levels == nil }
      let isCategory = channels.contains { $0.levels != nil }
      var title =
        spec.title ?? own ?? (isCategory || isTime ? "" : channels.compactMap(\.title).first ?? "")
      if let unit = spec.unit, !unit.isEmpty, !title.isEmpty, !isCategory, spec.format != .bytes,
        !(isValue && builder.isPercent)
      {
        title += ", " + unit
      }
      return (spec, title, isTime)
    }
    let lying = series.contains { $0.isLying }
    let computed = builder.valueTitle != nil || builder.isPercent
    let (xSpec, xTitle, xTime) = specification(
      chart.scales.x, \.x, isValue: lying && computed)
    let (ySpec, yTitle, yTime) = specification(
      chart.scales.y, \.y, isValue: !lying && computed)
    let isQQ = layers.contains { $0.layer.mark == .qq }
    func make(
      _ spec: ScaleSpecification, _ title: String, _ isTime: Bool, _ levels: [String]?,
      _ ranges: [Range], zero: Bool, fills: Bool
    ) -> [PositionScale] {
      ranges.map { range in
        var scale = PositionScale(
          spec, categories: levels, isTime: isTime,
          range: range.low <= range.high ? (range.low, range.high) : nil, includesZero: zero,
          fillsEdge: fills)
        scale.title = title
        return scale
      }
    }
    let xScales = make(
      xSpec, isQQ && chart.scales.x.title == nil ? "Normal quantile" : xTitle, xTime,
      builder.xLevels, xs, zero: zeroX, fills: fillsEdge.x)
    let yScales = make(ySpec, yTitle, yTime, builder.yLevels, ys, zero: zeroY, fills: fillsEdge.y)
    return (xScales, yScales, xStrips, yStrips)
  }
}

/// The radii of points.
enum PointSize {
  /// The radius of a point whose value is `share` of the largest: areas are in proportion.
  static func radius(share: Double) -> Double { 1.2 + 6.3 * max(0, share).squareRoot() }
}

extension Series {
  /// Whether numbers are shown as colours.
  var isShaded: Bool {
    switch geometry {
    case .points(let points): points.shades != nil
    case .blocks(let blocks): blocks.contains { $0.shade != nil }
    case .hexagons: true
    default: false
    }
  }
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
  func spread(_ codes: [Double]?, _ count: Int) -> LayerData {
    guard let codes else {
      guard count > 1 else { return self }
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
