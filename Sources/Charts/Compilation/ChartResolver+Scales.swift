internal import Basics

/// Scales that hold what the series show, and strips for what has no place on them.
extension ChartResolver {
  mutating func scales(
    _ series: [Series], _ layers: [LayerData], _ builder: SeriesBuilder, _ grid: FacetGrid
  ) throws(ChartError) -> (
    [PositionScale], [PositionScale], [[AxisMap.Strip]], [[AxisMap.Strip]]
  ) {
    let free = chart.facet?.free ?? .none
    let count = grid.panels.count
    var x = AxisExtent(.x, panels: count, builder.xTransform)
    var y = AxisExtent(.y, panels: count, builder.yTransform)
    for one in series { take(one, &x, &y) }
    if !builder.isPercent, builder.valueTitle == "Count" {
      // Counts of lines begin at zero too.
      if series.contains(where: { $0.isLying }) { x.hasZero = true } else { y.hasZero = true }
    }
    for axis in [x, y] {
      let scale = axis.role == .x ? chart.scales.x : chart.scales.y
      guard scale.zero == false, axis.hasZero else { continue }
      throw .specification(
        layer: nil, key: "\(axis.role.rawValue).zero",
        message: "bars, areas and counts must begin at zero; leave 'zero' out, or draw points")
    }
    try checkBases(series, x, y)
    noteBentBases(series)
    countZeros(&x, series, layers)
    countZeros(&y, series, layers)
    let strips = (strips(x, chart.scales.x), strips(y, chart.scales.y))
    note(x)
    note(y)
    if free == .none || free == .y { x.merge() }
    if free == .none || free == .x { y.merge() }
    var (xs, ys) = (axis(x, layers, builder, series), axis(y, layers, builder, series))
    // Two log axes are written alike.
    if xs.contains(where: \.hasPowers) { for index in ys.indices { ys[index].usePowers() } }
    if ys.contains(where: \.hasPowers) { for index in xs.indices { xs[index].usePowers() } }
    return (xs, ys, strips.0, strips.1)
  }

  /// Refuses bars and areas on an axis without a zero, unless their base is named.
  private func checkBases(
    _ series: [Series], _ x: AxisExtent, _ y: AxisExtent
  ) throws(ChartError) {
    for one in series where one.geometry.needsZero && !one.isEmpty {
      let (axis, scale) = one.isLying ? (x, chart.scales.x) : (y, chart.scales.y)
      guard axis.isLog, scale.min == nil else { continue }
      throw .specification(
        layer: nil, key: "\(axis.role.rawValue).type",
        message: "bars and areas start at zero, which a log axis does not have; draw points, or "
          + "give the axis a 'min' as their base")
    }
  }

  /// Tells that lengths mislead where the axis of bars is bent.
  private mutating func noteBentBases(_ series: [Series]) {
    for one in series where one.geometry.standsOnBase && !one.isEmpty {
      let type = (one.isLying ? chart.scales.x : chart.scales.y).type
      guard type == .sqrt || type == .symlog else { continue }
      notes.append("the lengths of the bars are not in proportion to their values")
      return
    }
  }

  /// Widens the axes to what a series shows.
  private func take(_ one: Series, _ x: inout AxisExtent, _ y: inout AxisExtent) {
    let panel = min(one.panel, x.panels.count - 1)
    let traits = one.mark.traits
    let counts = traits.showsZeros
    let (isLogX, isLogY) = (x.isLog, y.isLog)
    one.extents(
      x: { if counts || !($0 <= 0 && isLogX) { x.panels[panel].take($0, isLog: isLogX) } },
      y: { if counts || !($0 <= 0 && isLogY) { y.panels[panel].take($0, isLog: isLogY) } })
    if one.geometry.needsZero { if one.isLying { x.hasZero = true } else { y.hasZero = true } }
    x.fillsEdge = x.fillsEdge || traits.fillsEdge.contains(.x)
    y.fillsEdge = y.fillsEdge || traits.fillsEdge.contains(.y)
  }

  /// Counts what a log axis has no place for. Statistics do not see the zeros of boxes and violins:
  /// these are counted from the rows.
  private func countZeros(_ axis: inout AxisExtent, _ series: [Series], _ layers: [LayerData]) {
    guard axis.isLog else { return }
    let isX = axis.role == .x
    for index in axis.panels.indices {
      var (zeros, negatives) = (0, 0)
      func count(_ value: Double) {
        if value < 0 { negatives += 1 } else if value == 0 { zeros += 1 }
      }
      var seen: Set<String> = []
      for layer in layers {
        guard let channel = isX ? layer.x : layer.y, channel.levels == nil,
          layer.layer.mark.traits.tellsZeros
        else { continue }
        if layer.layer.summary ?? .none != .none {
          // What is drawn is not the rows but their summaries.
          for one in series where one.layer == layer.index && one.panel == index {
            guard one.geometry.line != nil else { continue }
            one.extents(x: { if isX { count($0) } }, y: { if !isX { count($0) } })
          }
          continue
        }
        let mapping = String(describing: isX ? layer.layer.x : layer.layer.y)
        guard seen.insert("\(layer.layer.table ?? "")|\(mapping)").inserted else { continue }
        for (row, value) in channel.values.enumerated()
        where value <= 0 && (layer.panels.isEmpty || layer.panels[row] == index) { count(value) }
      }
      (axis.panels[index].zeros, axis.panels[index].negatives) = (zeros, negatives)
    }
  }

  /// The strips beside an axis: in every panel the same, with the counts of each.
  private func strips(_ axis: AxisExtent, _ spec: ScaleSpecification) -> [[AxisMap.Strip]] {
    let hasZero = axis.isLog && axis.panels.contains { $0.zeros + $0.negatives > 0 }
    let hasNegative = axis.panels.contains { $0.negatives > 0 }
    let hasMissing = spec.missing == true && axis.panels.contains { $0.missing > 0 }
    return axis.panels.map { range in
      var result: [AxisMap.Strip] = []
      if hasZero {
        let label = hasNegative ? "≤ 0" : "0"
        result.append(.init(kind: .zero, label: label, count: range.zeros + range.negatives))
      }
      if hasMissing {
        result.append(.init(kind: .missing, label: "missing", count: range.missing))
      }
      return result
    }
  }

  /// Tells what is in the strip of zeros.
  private mutating func note(_ axis: AxisExtent) {
    let zeros = axis.panels.reduce(0) { $0 + $1.zeros }
    let negatives = axis.panels.reduce(0) { $0 + $1.negatives }
    guard axis.isLog, zeros + negatives > 0 else { return }
    let what =
      negatives == 0
      ? "\(zeros) zero\(zeros == 1 ? "" : "s")"
      : zeros == 0
        ? "\(negatives) negative value\(negatives == 1 ? "" : "s")"
        : "\(zeros) zeros and \(negatives) negative values"
    let name = axis.role == .x ? "horizontal" : "vertical"
    let verb = zeros + negatives == 1 ? "is" : "are"
    notes.append("\(what) on the \(name) log axis \(verb) shown in the marked strip")
  }

  /// The scales of one axis, one for each panel.
  private func axis(
    _ extent: AxisExtent, _ layers: [LayerData], _ builder: SeriesBuilder, _ series: [Series]
  ) -> [PositionScale] {
    let isX = extent.role == .x
    var spec = isX ? chart.scales.x : chart.scales.y
    let isLying = series.contains { $0.isLying }
    // What the marks count or compute lies along this axis.
    let isComputed = (builder.valueTitle != nil || builder.isPercent) && isLying == isX
    let channels = layers.compactMap { isX ? $0.x : $0.y }
    let own = isComputed ? builder.valueTitle : nil
    if own == nil, spec.unit == nil { spec.unit = channels.compactMap(\.unit).first }
    spec.holdsYears = own == nil && channels.contains(where: \.isYears)
    if isComputed, builder.isPercent, spec.format == nil { spec.format = .percent }
    // Shares of a stack are shares, whatever their parts were measured in.
    if isComputed, builder.isPercent { spec.unit = nil }
    let isTime = channels.contains { $0.isTime && $0.levels == nil }
    let isCategory = channels.contains { $0.levels != nil }
    let positions = isX ? layers.compactMap { $0.layer.mark.traits.positionTitle }.first : nil
    let name =
      spec.title ?? own
      ?? positions
      ?? (isCategory || isTime ? "" : channels.compactMap(\.title).first ?? "")
    let isPlain = spec.format == .bytes || spec.format == .percent
    let unit = name.isEmpty || isCategory || isPlain ? nil : spec.unit
    let isWhole = isWhole(extent.role, layers, builder, isComputed: isComputed)
    let bound = isNeverNegative(extent.role, layers, builder, isComputed: isComputed) ? 0.0 : nil
    var scales = extent.panels.map { range in
      PositionScale(
        spec, categories: isX ? builder.xLevels : builder.yLevels, isTime: isTime,
        range: range.low <= range.high ? (range.low, range.high) : nil,
        includesZero: extent.hasZero, fillsEdge: extent.fillsEdge, isWhole: isWhole, bound: bound)
    }
    keepOwnCategories(&scales, extent.role, layers, builder)
    // What the labels of all panels share is in the title that they share; else in each panel.
    let shared = scales.map { $0.notation?.shared }
    let isSame = Set(shared).count < 2
    for index in scales.indices {
      scales[index].name = name
      scales[index].title = Self.title(name, unit: unit, shared: isSame ? shared[index] : nil)
      scales[index].ownNote = isSame ? nil : shared[index]
    }
    return scales
  }

  /// Panels with axes of their own show the categories that they have, and no empty rows.
  private func keepOwnCategories(
    _ scales: inout [PositionScale], _ role: ScaleRole, _ layers: [LayerData],
    _ builder: SeriesBuilder
  ) {
    let free = chart.facet?.free ?? .none
    guard free == .both || free == (role == .x ? .x : .y),
      let levels = role == .x ? builder.xLevels : builder.yLevels
    else { return }
    var used = [Set<Int>](repeating: [], count: scales.count)
    for layer in layers {
      guard let channel = role == .x ? layer.x : layer.y, channel.levels != nil else { continue }
      for (row, code) in channel.recoded(to: levels).enumerated() where !code.isNaN {
        let panel = layer.panels.isEmpty ? 0 : layer.panels[row]
        if used.indices.contains(panel) { used[panel].insert(Int(code)) }
      }
    }
    for index in scales.indices { scales[index].keep(used[index]) }
  }

  /// Whether what an axis shows is never below zero: what is counted, and columns without a negative value. Degrees may
  /// be, whatever the data are.
  private func isNeverNegative(
    _ role: ScaleRole, _ layers: [LayerData], _ builder: SeriesBuilder, isComputed: Bool
  ) -> Bool {
    if isComputed { return true }
    let channels = measured(role, layers)
    return !channels.isEmpty
      && channels.allSatisfy { channel in
        channel.levels == nil && !channel.isTime && channel.unit?.hasPrefix("°") != true
          && channel.values.allSatisfy { !($0 < 0) }
      }
  }

  private func measured(_ role: ScaleRole, _ layers: [LayerData]) -> [Channel] {
    layers.flatMap { layer in
      (role == .x
        ? [layer.x, layer.xmin, layer.xmax, layer.xend]
        : [layer.y, layer.ymin, layer.ymax, layer.yend]).compactMap { $0 }
    }
  }

  /// Whether an axis holds whole numbers (a time axis: whole days), and gets whole ticks: counts, and
  /// columns of whole numbers that are drawn as they are.
  private func isWhole(
    _ role: ScaleRole, _ layers: [LayerData], _ builder: SeriesBuilder, isComputed: Bool
  ) -> Bool {
    if isComputed {
      return builder.valueTitle == "Count" && !builder.isPercent
        && layers.allSatisfy { $0.weight?.isWhole ?? true }
    }
    let isAveraged = layers.contains { layer in
      builder.isLying(layer) == (role == .x)
        && [.mean, .median, .meanInterval, .quartiles].contains(layer.layer.summary)
    }
    let channels = measured(role, layers)
    return !isAveraged && !channels.isEmpty && channels.allSatisfy(\.isWhole)
  }
}

/// What a chart shows along one axis, panel by panel.
private struct AxisExtent {
  let role: ScaleRole
  let isLog: Bool
  var panels: [ScaleRange]
  /// Whether bars or areas begin at zero.
  var hasZero = false
  /// Whether marks reach to the ends of the axis, and want no room there.
  var fillsEdge = false

  init(_ role: ScaleRole, panels: Int, _ transform: PositionScale.Transform) {
    self.role = role
    self.panels = [ScaleRange](repeating: ScaleRange(), count: panels)
    isLog = if case .log = transform { true } else { false }
  }

  /// Gives all panels the range of all.
  mutating func merge() {
    let low = panels.map(\.low).min() ?? .infinity
    let high = panels.map(\.high).max() ?? -.infinity
    for index in panels.indices { (panels[index].low, panels[index].high) = (low, high) }
  }
}

/// What one panel shows along one axis.
private struct ScaleRange {
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
