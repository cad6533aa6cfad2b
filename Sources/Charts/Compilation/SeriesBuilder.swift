internal import Drawing
internal import Foundation
internal import Tables

/// Turns the channels of layers into series: groups rows, runs the statistic of the mark, stacks.
struct SeriesBuilder {
  let chart: Chart
  let data: ChartData
  /// Categories of the scales, over all layers.
  var xLevels: [String]?
  var yLevels: [String]?
  var colorLevels: [String] = []
  var shapeLevels: [String] = []
  /// Which of them stands for rows without a value, where there are any: it is the last one, and grey.
  var missingColor: Int?
  var missingShape: Int?
  var xTransform: PositionScale.Transform = .linear
  var yTransform: PositionScale.Transform = .linear
  /// The range of numbers on a colour bar.
  var colorRange: (low: Double, high: Double)?
  var colorTitle: String?
  /// The fullest tile of the layers so far.
  var mostCounted = 0.0
  /// The titles of the panels, where there are several.
  var panelTitles: [String?] = []
  var warnings: [String] = []
  var notes: [String] = []
  /// What a bar's length is, where the mark counts rows.
  var valueTitle: String?
  var isPercent = false

  /// Rows of one series of one panel.
  struct Group {
    var panel: Int
    var color: Int?
    var shape: Int?
    var rows: [Int]
  }

  /// Whether the places of the layer run along the vertical axis.
  func isLying(_ layer: LayerData) -> Bool {
    if let horizontal = layer.layer.horizontal { return horizontal }
    switch layer.layer.mark.traits.lies {
    case .byCategory: return layer.y?.levels != nil && layer.x?.levels == nil
    case .bySample: return layer.x == nil && layer.y != nil
    case .never: return false
    }
  }

  func groups(_ layer: LayerData) throws(ChartError) -> [Group] {
    let rows = layer.rowCount
    let color = codes(layer.color, colorLevels, missing: missingColor)
    let shape = codes(layer.shape, shapeLevels, missing: missingShape)
    let group = layer.group?.values
    var order: [[Int]] = []
    var places: [[Int]: Int] = [:]
    var result: [Group] = []
    // A layer without rows draws nothing, and nothing is said of it.
    guard rows > 0 else { return [] }
    if color == nil, shape == nil, group == nil, layer.panels.isEmpty {
      return [Group(panel: 0, rows: Array(0..<rows))]
    }
    func code(_ values: [Double]?, _ row: Int) -> Int {
      guard let value = values?[row], !value.isNaN else { return -1 }
      return Int(value)
    }
    let groupCodes: [Double: Int] = Dictionary(
      Set(group?.filter { !$0.isNaN } ?? []).sorted().enumerated().map { ($1, $0) },
      uniquingKeysWith: { a, _ in a })
    guard groupCodes.count <= ChartLimits.groups else {
      throw .tooMany(
        "values of 'group' in layer \(layer.index + 1)", count: groupCodes.count,
        limit: ChartLimits.groups, advice: "draw a sample of them, or a summary")
    }
    for row in 0..<rows {
      let key = [
        layer.panels.isEmpty ? 0 : layer.panels[row], code(color, row), code(shape, row),
        group.map { groupCodes[$0[row]] ?? -1 } ?? -1,
      ]
      if let place = places[key] {
        result[place].rows.append(row)
      } else {
        places[key] = result.count
        order.append(key)
        result.append(
          Group(
            panel: key[0], color: key[1] < 0 ? nil : key[1], shape: key[2] < 0 ? nil : key[2],
            rows: [row]))
      }
    }
    // By panel, then by the order of the colour scale: independent of the order of rows.
    return zip(order, result).sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
  }

  private func codes(_ channel: Channel?, _ levels: [String], missing: Int?) -> [Double]? {
    guard let channel, channel.levels != nil else { return nil }
    let codes = channel.recoded(to: levels)
    guard let missing else { return codes }
    return codes.map { $0.isNaN ? Double(missing) : $0 }
  }

  /// Adds a category for rows without a value of colour or shape, which would look like the first series.
  mutating func addMissing(_ layers: [LayerData]) {
    func added(_ levels: inout [String], _ path: KeyPath<LayerData, Channel?>) -> Int? {
      let isMissing = layers.contains { layer in
        layer[keyPath: path].map { $0.levels != nil && $0.values.contains { $0.isNaN } } ?? false
      }
      guard isMissing else { return nil }
      levels.append(["missing", "no value"].first { !levels.contains($0) } ?? "(missing)")
      return levels.count - 1
    }
    missingColor = added(&colorLevels, \.color)
    missingShape = added(&shapeLevels, \.shape)
  }

  /// The series of one layer.
  mutating func series(_ layer: LayerData) throws(ChartError) -> [Series] {
    let isLying = isLying(layer)
    let (place, measure) = isLying ? (layer.y, layer.x) : (layer.x, layer.y)
    let levels = isLying ? yLevels : xLevels
    let positions = place.map { channel in
      levels.map { channel.recoded(to: $0) } ?? channel.values
    }
    let valueLevels = isLying ? xLevels : yLevels
    let values = measure.map { channel in
      valueLevels.map { channel.recoded(to: $0) } ?? channel.values
    }
    let context = Context(
      layer: layer, isLying: isLying, positions: positions, values: values,
      isCategorical: levels != nil, isTime: place?.isTime == true,
      positionTransform: isLying ? yTransform : xTransform,
      valueTransform: isLying ? xTransform : yTransform, groups: try groups(layer))
    guard let mark = layer.layer.mark.layer else {
      throw .conflict(
        "'\(layer.layer.mark.rawValue)' fills a chart of its own; give it no other layers")
    }
    return try mark.series(&self, context)
  }

  /// What the statistics of all marks start from.
  struct Context {
    let layer: LayerData
    let isLying: Bool
    let positions: [Double]?
    let values: [Double]?
    let isCategorical: Bool
    let isTime: Bool
    let positionTransform: PositionScale.Transform
    let valueTransform: PositionScale.Transform
    let groups: [Group]

    func needPositions() throws(ChartError) -> [Double] {
      guard let positions else { throw missing(isLying ? "y" : "x") }
      return positions
    }

    func needValues() throws(ChartError) -> [Double] {
      guard let values else { throw missing(isLying ? "x" : "y") }
      return values
    }

    /// Refuses values that are categories.
    func needNumbers() throws(ChartError) {
      guard (isLying ? layer.x : layer.y)?.levels != nil else { return }
      throw .type(
        layer: layer.index, channel: isLying ? "x" : "y", message: "numbers are needed, not text")
    }

    func missing(_ channel: String) -> ChartError {
      .missingMapping(layer: layer.index, mark: layer.layer.mark.rawValue, channel: channel)
    }
  }

  /// A series of `group` with the colour, symbol and name of its categories.
  func series(_ context: Context, _ group: Group, _ geometry: any Geometry, paint: Paint? = nil)
    -> Series
  {
    let layer = context.layer
    let index = group.color ?? group.shape ?? 0
    let isShapeless = group.shape != nil && group.shape == missingShape
    let own = isShapeless ? .muted : layer.layer.mark.layer?.paint(self) ?? .series(0)
    return Series(
      layer: layer.index, panel: group.panel, mark: layer.layer.mark,
      paint: paint ?? group.color.map(self.paint) ?? own,
      symbol: .series(group.shape ?? group.color ?? 0), style: index,
      // On screens the fine lines of hatches shimmer; there steps of lightness set fills apart.
      hatch: chart.theme == .paper ? index : 0,
      name: group.color.map { colorLevels[$0] } ?? group.shape.map { shapeLevels[$0] }
        ?? layer.layer.name,
      groupName: groupName(layer, group),
      geometry: geometry, isLying: context.isLying, opacity: layer.layer.opacity,
      dash: layer.layer.dash)
  }

  private func groupName(_ layer: LayerData, _ group: Group) -> String? {
    guard let channel = layer.group, let row = group.rows.first,
      channel.values.indices.contains(row),
      let code = Int(exactly: channel.values[row].rounded())
    else { return nil }
    guard let levels = channel.levels else { return NumberText.spoken(channel.values[row]) }
    return levels.indices.contains(code) ? levels[code] : nil
  }

  /// A line through all rows beside series with colours is named in the legend.
  func named(_ series: Series, _ name: String) -> Series {
    guard series.name == nil, !colorLevels.isEmpty else { return series }
    var series = series
    series.name = name
    return series
  }

  /// The panel and the category of a group; empty if it has neither.
  func name(of group: Group) -> String {
    let panel = panelTitles.indices.contains(group.panel) ? panelTitles[group.panel] : nil
    return [panel, group.color.map { colorLevels[$0] }].compactMap { $0 }.joined(separator: ", ")
  }

  /// The colour of category `index`: one of its own, or a step of an ordinal scale, whose first and
  /// last category are at its ends.
  func paint(_ index: Int) -> Paint {
    if index == missingColor { return .muted }
    guard chart.scales.color.type == .ordinal else { return .series(index) }
    let last = max(1, (missingColor ?? colorLevels.count) - 1)
    return .level((5 * index + last / 2) / last)
  }

  /// The place of a number on the colour bar.
  func shade(_ value: Double) -> Double {
    guard let range = colorRange, range.high > range.low else { return 0.5 }
    if let middle = chart.scales.color.middle {
      let reach = max(range.high - middle, middle - range.low, 1e-300)
      return 0.5 + (value - middle) / reach / 2
    }
    let bend = PositionScale.Transform(chart.scales.color)
    let (low, high) = (bend(range.low), bend(range.high))
    return (bend(value) - low) / (high - low)
  }

  /// The range of the colours of counts up to `largest`.
  func countRange(_ largest: Double) -> (low: Double, high: Double) {
    let scale = chart.scales.color
    // A logarithm begins at one count.
    return (scale.min ?? (scale.type == .log ? 1 : 0), scale.max ?? largest)
  }

  func numbers(_ context: Context) throws(ChartError) -> [Double] {
    guard let x = context.positions ?? context.values else { throw context.missing("x") }
    guard !context.isCategorical else {
      throw .type(
        layer: context.layer.index, channel: "x",
        message: "the mark '\(context.layer.layer.mark.rawValue)' needs numbers")
    }
    return x
  }

  /// Refuses a bandwidth beside which the data are one point.
  func check(_ context: Context, _ values: [Double]) throws(ChartError) {
    guard let bandwidth = context.layer.layer.bandwidth, let low = values.min(),
      let high = values.max(), high > low
    else { return }
    let ratio = bandwidth / (high - low)
    guard ratio <= ChartLimits.bandwidth, ratio >= 1 / ChartLimits.bandwidth / 100 else {
      throw .specification(
        layer: context.layer.index, key: "bandwidth",
        message:
          "a bandwidth of \(bandwidth) for data that range over \(high - low): give one from "
          + "a hundred-thousandth of the range to a thousand times the range")
    }
  }
}
