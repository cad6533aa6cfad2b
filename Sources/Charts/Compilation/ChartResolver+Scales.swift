/// Scales that hold what the series show, and strips for what has no place on them.
extension ChartResolver {
  mutating func scales(
    _ series: [Series], _ layers: [LayerData], _ builder: SeriesBuilder, _ grid: FacetGrid
  ) throws(ChartError) -> (
    [PositionScale], [PositionScale], [[AxisMap.Strip]], [[AxisMap.Strip]]
  ) {
    let free = chart.facet?.free ?? .none
    let count = grid.panels.count
    var x = [ScaleRange](repeating: ScaleRange(), count: count)
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
          if layer.layer.summary ?? .none != .none {
            // What is drawn is not the rows but their summaries.
            for one in series where one.layer == layer.index && one.panel == index {
              func count(_ value: Double) {
                if value < 0 { negatives += 1 } else if value == 0 { zeros += 1 }
              }
              if case .curve = one.geometry {
                one.extents(x: { if isX { count($0) } }, y: { if !isX { count($0) } })
              }
            }
            continue
          }
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
    func merged(_ ranges: [ScaleRange], isFree: Bool) -> [ScaleRange] {
      guard !isFree else { return ranges }
      var all = ScaleRange()
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
    func strips(_ ranges: [ScaleRange], isLog: Bool, _ spec: ScaleSpecification) -> [[AxisMap
      .Strip]]
    {
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
    for (role, scale, isZero) in [("x", chart.scales.x, zeroX), ("y", chart.scales.y, zeroY)]
    where scale.zero == false && isZero {
      throw .specification(
        layer: nil, key: "\(role).zero",
        message: "bars, areas and counts begin at zero; leave 'zero' out, or draw points")
    }
    return (
      axis(.x, layers, builder, xs, series, zero: zeroX, fills: fillsEdge.x),
      axis(.y, layers, builder, ys, series, zero: zeroY, fills: fillsEdge.y), xStrips, yStrips
    )
  }

  /// The scales of one axis, one for each panel.
  private func axis(
    _ role: ScaleRole, _ layers: [LayerData], _ builder: SeriesBuilder, _ ranges: [ScaleRange],
    _ series: [Series], zero: Bool, fills: Bool
  ) -> [PositionScale] {
    let isX = role == .x
    var spec = isX ? chart.scales.x : chart.scales.y
    let isLying = series.contains { $0.isLying }
    // What the marks count or compute lies along this axis.
    let isComputed = (builder.valueTitle != nil || builder.isPercent) && isLying == isX
    let channels = layers.compactMap { isX ? $0.x : $0.y }
    let own = isComputed ? builder.valueTitle : nil
    if own == nil, spec.unit == nil { spec.unit = channels.compactMap(\.unit).first }
    if isComputed, builder.isPercent, spec.format == nil { spec.format = .percent }
    // Shares of a stack are shares, whatever their parts were measured in.
    if isComputed, builder.isPercent { spec.unit = nil }
    let isTime = channels.contains { $0.isTime && $0.levels == nil }
    let isCategory = channels.contains { $0.levels != nil }
    let isQQ = isX && layers.contains { $0.layer.mark == .qq }
    let name =
      spec.title ?? own
      ?? (isQQ
        ? "Normal quantile"
        : isCategory || isTime ? "" : channels.compactMap(\.title).first ?? "")
    let isPlain = spec.format == .bytes || spec.format == .percent
    let unit = name.isEmpty || isCategory || isPlain ? nil : spec.unit
    let isWhole = isWhole(role, layers, builder, isComputed: isComputed)
    var scales = ranges.map { range in
      PositionScale(
        spec, categories: isX ? builder.xLevels : builder.yLevels, isTime: isTime,
        range: range.low <= range.high ? (range.low, range.high) : nil, includesZero: zero,
        fillsEdge: fills, isWhole: isWhole)
    }
    // What the labels of all panels share stands in the title that they share; else in each panel.
    let shared = scales.map { $0.notation?.shared }
    let isSame = Set(shared).count < 2
    for index in scales.indices {
      scales[index].name = name
      scales[index].title = Self.title(name, unit: unit, shared: isSame ? shared[index] : nil)
      scales[index].ownNote = isSame ? nil : shared[index]
    }
    return scales
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
    let channels = layers.flatMap { layer in
      (role == .x
        ? [layer.x, layer.xmin, layer.xmax, layer.xend]
        : [layer.y, layer.ymin, layer.ymax, layer.yend]).compactMap { $0 }
    }
    return !isAveraged && !channels.isEmpty && channels.allSatisfy(\.isWhole)
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
