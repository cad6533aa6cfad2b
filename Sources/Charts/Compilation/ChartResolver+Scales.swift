/// Scales that hold what the series show, and strips for what has no place on them.
extension ChartResolver {
  mutating func scales(
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
