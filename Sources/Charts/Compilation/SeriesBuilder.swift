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
  var xTransform: PositionScale.Transform = .linear
  var yTransform: PositionScale.Transform = .linear
  /// The range of numbers on a colour bar.
  var colorRange: (low: Double, high: Double)?
  var colorTitle: String?
  var warnings: [String] = []
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
    switch layer.layer.mark {
    case .bar, .boxplot, .violin, .pointrange, .errorbar:
      return layer.y?.levels != nil && layer.x?.levels == nil
    case .histogram, .density, .ecdf: return layer.x == nil && layer.y != nil
    default: return false
    }
  }

  func groups(_ layer: LayerData) -> [Group] {
    let rows = layer.rowCount
    let color = layer.color.flatMap { $0.levels == nil ? nil : $0.recoded(to: colorLevels) }
    let shape = layer.shape.flatMap { $0.levels == nil ? nil : $0.recoded(to: shapeLevels) }
    let group = layer.group?.values
    var order: [[Int]] = []
    var places: [[Int]: Int] = [:]
    var result: [Group] = []
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
      valueTransform: isLying ? xTransform : yTransform, groups: groups(layer))
    switch layer.layer.mark {
    case .point: return try points(context)
    case .line, .step, .area: return try curves(context)
    case .ribbon: return try ribbons(context)
    case .bar: return try bars(context)
    case .boxplot, .violin: return try boxes(context)
    case .histogram: return try histograms(context)
    case .density: return try densities(context)
    case .ecdf: return try cumulatives(context)
    case .qq: return try quantiles(context)
    case .smooth: return try smooths(context)
    case .fit: return try fits(context)
    case .rule: return try rules(context)
    case .segment: return try segments(context)
    case .text: return try texts(context)
    case .errorbar, .pointrange: return try intervals(context)
    case .tile: return try tiles(context)
    case .hexbin: return try hexagons(context)
    case .correlation, .forest, .residuals, .missingMap, .rowFlow, .labelCard:
      throw .conflict(
        "'\(layer.layer.mark.rawValue)' fills a chart of its own; give it no other layers")
    }
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

    func missing(_ channel: String) -> ChartError {
      .missingMapping(layer: layer.index, mark: layer.layer.mark.rawValue, channel: channel)
    }
  }

  /// A series of `group` with the colour, symbol and name of its categories.
  func series(_ context: Context, _ group: Group, _ geometry: Geometry, paint: Paint? = nil)
    -> Series
  {
    let layer = context.layer
    let index = group.color ?? group.shape ?? 0
    let own: Paint =
      switch layer.layer.mark {
      case .rule, .segment, .text: .ink
      case .fit, .smooth: .series(1)
      default: .series(0)
      }
    return Series(
      layer: layer.index, panel: group.panel, mark: layer.layer.mark,
      paint: paint ?? group.color.map { .series($0) } ?? own,
      symbol: .series(group.shape ?? group.color ?? 0), style: index,
      name: group.color.map { colorLevels[$0] } ?? group.shape.map { shapeLevels[$0] }
        ?? layer.layer.name,
      geometry: geometry, isLying: context.isLying, opacity: layer.layer.opacity,
      dash: layer.layer.dash)
  }

  // MARK: Points, lines, ribbons

  private func points(_ context: Context) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    let layer = context.layer
    let largest = layer.size?.values.filter { !$0.isNaN }.max() ?? 1
    let shades = layer.color.flatMap { channel in channel.levels == nil ? channel.values : nil }
    return context.groups.map { group in
      let sizes = layer.size.map { size in
        group.rows.map { largest > 0 ? max(0, size.values[$0]) / largest : 0 }
      }
      return series(
        context, group,
        .points(
          .init(
            position: group.rows.map { x[$0] }, value: group.rows.map { y[$0] }, sizes: sizes,
            labels: layer.label.map { label in group.rows.map { label[$0] } },
            shades: shades.map { shades in group.rows.map { shade(shades[$0]) } })))
    }
  }

  /// The place of a number on the colour bar.
  func shade(_ value: Double) -> Double {
    guard let range = colorRange, range.high > range.low else { return 0.5 }
    if let middle = chart.scales.color.middle {
      let reach = max(range.high - middle, middle - range.low, 1e-300)
      return 0.5 + (value - middle) / reach / 2
    }
    if chart.scales.color.type == .log, range.low > 0, value > 0 {
      return (log(value) - log(range.low)) / (log(range.high) - log(range.low))
    }
    return (value - range.low) / (range.high - range.low)
  }

  private mutating func curves(_ context: Context) throws(ChartError) -> [Series] {
    let x = try context.needPositions()
    let mark = context.layer.layer.mark
    let summary = context.layer.layer.summary ?? .none
    if summary != .count { _ = try context.needValues() }
    let y = context.values
    if summary == .count { valueTitle = "Count" }
    let position = context.layer.layer.position ?? (mark == .area ? .stack : .identity)
    var result: [Series] = []
    var below: [Int: [Double: Double]] = [:]  // panel → place → height so far
    var totals: [Int: [Double: Double]] = [:]
    var curves: [(Group, [(x: Double, y: Double, low: Double?, high: Double?)])] = []
    for group in context.groups {
      let places = summarised(group.rows, x, y, summary)
      curves.append((group, places))
      for place in places where place.y.isFinite {
        totals[group.panel, default: [:]][place.x, default: 0] += place.y
      }
    }
    let allPlaces = Set(curves.flatMap { $0.1.map(\.x) }).sorted()
    for (group, places) in curves {
      guard mark == .area else {
        result.append(
          series(
            context, group,
            .curve(
              position: places.map(\.x), value: places.map(\.y), isStep: mark == .step)))
        if summary == .meanInterval || summary == .quartiles {
          let whole = places.filter { $0.low != nil && $0.high != nil }
          result.insert(
            series(
              context, group,
              .band(
                position: whole.map(\.x), low: whole.compactMap(\.low),
                high: whole.compactMap(\.high), isArea: false)), at: 0)
        }
        continue
      }
      // Areas stand on those before them; a series without a row at a place adds nothing there.
      let heights = Dictionary(places.map { ($0.x, $0.y) }, uniquingKeysWith: { a, _ in a })
      var (low, high): ([Double], [Double]) = ([], [])
      let own = position == .identity ? places.map(\.x) : allPlaces
      for place in own {
        let base = position == .identity ? 0 : below[group.panel]?[place] ?? 0
        var height = heights[place] ?? 0
        if position == .fill {
          let total = totals[group.panel]?[place] ?? 0
          height = total > 0 ? height / total : 0
        }
        low.append(base)
        high.append(base + height)
        below[group.panel, default: [:]][place] = base + height
      }
      result.append(
        series(context, group, .band(position: own, low: low, high: high, isArea: true)))
    }
    if position == .fill { isPercent = true }
    return result
  }

  /// The rows in order of their places; several rows of one place become one where asked for.
  private func summarised(
    _ rows: [Int], _ x: [Double], _ y: [Double]?, _ summary: Summary
  ) -> [(x: Double, y: Double, low: Double?, high: Double?)] {
    // A stable order: by place, then by row.
    let sorted = rows.sorted { (x[$0], $0) < (x[$1], $1) }
    guard summary != .none else {
      return sorted.map { (x[$0], y?[$0] ?? .nan, nil, nil) }
    }
    var result: [(x: Double, y: Double, low: Double?, high: Double?)] = []
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, x[sorted[end]] == x[sorted[start]] { end += 1 }
      let values = sorted[start..<end].compactMap { row -> Double? in
        guard let y, y[row].isFinite else { return nil }
        return y[row]
      }
      let place = x[sorted[start]]
      if summary == .count {
        result.append((place, Double(end - start), nil, nil))
      } else if let one = Self.summarise(values, summary) {
        result.append((place, one.value, one.low, one.high))
      }
      start = end
    }
    return result
  }

  /// One value, and an interval where the summary has one.
  static func summarise(
    _ values: [Double], _ summary: Summary
  ) -> (value: Double, low: Double?, high: Double?)? {
    guard !values.isEmpty else { return nil }
    let n = Double(values.count)
    let sum = values.reduce(0, +)
    switch summary {
    case .none, .sum: return (sum, nil, nil)
    case .count: return (n, nil, nil)
    case .mean: return (sum / n, nil, nil)
    case .median: return (BoxSummary.quantile(values.sorted(), 0.5), nil, nil)
    case .quartiles:
      let sorted = values.sorted()
      return (
        BoxSummary.quantile(sorted, 0.5), BoxSummary.quantile(sorted, 0.25),
        BoxSummary.quantile(sorted, 0.75)
      )
    case .meanInterval:
      let mean = sum / n
      guard n > 1 else { return (mean, nil, nil) }
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
      let reach = StudentT.quantile975(n - 1) * (variance / n).squareRoot()
      return (mean, mean - reach, mean + reach)
    }
  }

  private func ribbons(_ context: Context) throws(ChartError) -> [Series] {
    let x = try context.needPositions()
    guard let low = context.layer.ymin?.values else { throw context.missing("ymin") }
    guard let high = context.layer.ymax?.values else { throw context.missing("ymax") }
    return context.groups.map { group in
      let rows = group.rows.filter { !low[$0].isNaN && !high[$0].isNaN }
        .sorted { (x[$0], $0) < (x[$1], $1) }
      return series(
        context, group,
        .band(
          position: rows.map { x[$0] }, low: rows.map { low[$0] }, high: rows.map { high[$0] },
          isArea: false))
    }
  }

  // MARK: Bars

  private mutating func bars(_ context: Context) throws(ChartError) -> [Series] {
    let x = try context.needPositions()
    let layer = context.layer.layer
    let summary = layer.summary ?? (context.values == nil ? .count : .sum)
    if summary != .count { _ = try context.needValues() }
    if summary == .count { valueTitle = "Count" }
    let position = layer.position ?? .stack
    if position == .fill { isPercent = true }
    let width = barWidth(x, context)
    let seriesCount = max(1, colorLevels.count)
    var totals: [Int: [Double: Double]] = [:]
    var heights: [(Group, [(x: Double, y: Double)])] = []
    for group in context.groups {
      let places = summarised(group.rows, x, context.values, summary)
        .filter { $0.y.isFinite }.map { (x: $0.x, y: $0.y) }
      heights.append((group, places))
      for place in places { totals[group.panel, default: [:]][place.x, default: 0] += place.y }
    }
    let largest = heights.flatMap(\.1).map { abs($0.y) }.max() ?? 0
    var above: [Int: [Double: Double]] = [:]
    var under: [Int: [Double: Double]] = [:]
    return heights.map { group, places in
      let blocks = places.map { place -> Geometry.Block in
        var (base, height) = (0.0, place.y)
        var (from, to) = width(place.x)
        switch position {
        case .group:
          let slot = (to - from) / Double(seriesCount)
          from += slot * Double(group.color ?? 0)
          to = from + slot
        case .stack, .fill:
          if position == .fill {
            let total = totals[group.panel]?[place.x] ?? 0
            height = total != 0 ? height / total : 0
          }
          if height >= 0 {
            base = above[group.panel]?[place.x] ?? 0
            above[group.panel, default: [:]][place.x] = base + height
          } else {
            base = under[group.panel]?[place.x] ?? 0
            under[group.panel, default: [:]][place.x] = base + height
          }
        case .identity: break
        }
        let text: String? =
          layer.values == true
          ? position == .fill
            ? NumberText.fixed(height * 100, 0) + " %"
            : abs(height) >= 1e5
              ? NumberText.si(height)
              : NumberText.significant(height, 4, groupsFour: largest >= 10_000)
          : nil
        return Geometry.Block(from: from, to: to, base: base, top: base + height, text: text)
      }
      return series(context, group, .blocks(blocks))
    }
  }

  /// From a place to the ends of its bar: 80 % of the way to its neighbours; whole months where the
  /// places are months.
  private func barWidth(_ x: [Double], _ context: Context) -> (Double) -> (Double, Double) {
    if context.isCategorical {
      let half = 0.39
      return { ($0 - half, $0 + half) }
    }
    let places = Set(x.filter { $0.isFinite }).sorted()
    let gap =
      zip(places.dropFirst(), places).map { $0 - $1 }.min() ?? (context.isTime ? 86_400 * 28 : 1)
    if context.isTime, gap >= 86_400 * 27 {
      let months = max(1, Int((gap / (86_400 * 30.44)).rounded()))
      return { place in
        let end = CivilDate(seconds: place).firstOfMonth(adding: months).seconds
        return (place + (end - place) * 0.08, end - (end - place) * 0.08)
      }
    }
    return { ($0 - gap * 0.4, $0 + gap * 0.4) }
  }

  // MARK: Boxes

  private mutating func boxes(_ context: Context) throws(ChartError) -> [Series] {
    let values = try context.needValues()
    let x = context.positions ?? Array(repeating: 0, count: values.count)
    guard context.isCategorical || context.positions == nil || layerIsSparse(x) else {
      throw .type(
        layer: context.layer.index, channel: context.isLying ? "y" : "x",
        message: "boxes stand on categories; set the scale's type to 'category'")
    }
    let layer = context.layer.layer
    let transform = context.valueTransform
    let byColor = context.layer.color?.levels != nil
    let colorIsPlace =
      byColor
      && context.layer.color?.levels
        == (context.isLying ? context.layer.y : context.layer.x)?.levels
    let slots = byColor && !colorIsPlace ? Double(max(1, colorLevels.count)) : 1
    let onAxis = layer.on == .axis
    var result: [Series] = []
    for group in context.groups {
      var byPlace: [Double: [Double]] = [:]
      for row in group.rows where values[row].isFinite && !x[row].isNaN {
        byPlace[x[row], default: []].append(values[row])
      }
      var boxes: [Geometry.Box] = []
      var outlines: [[(position: Double, value: Double)]] = []
      for place in byPlace.keys.sorted() {
        let width = (slots > 1 ? 0.8 : min(0.62, 0.62)) / slots
        let center =
          slots > 1 ? place - 0.4 + width * (Double(group.color ?? 0) + 0.5) : place
        let all = (byPlace[place] ?? []).sorted()
        if layer.mark == .violin {
          let shown = all.filter { transform.holds($0) }.map { transform($0) }
          if let density = Density.of(shown, bandwidth: layer.bandwidth, points: 128) {
            let top = density.y.max() ?? 1
            // The outline ends where the data end.
            let (low, high) = (shown.min() ?? 0, shown.max() ?? 0)
            let side = zip(density.x, density.y).filter { $0.0 >= low && $0.0 <= high }.map {
              point in
              (value: transform.inverse(point.0), half: point.1 / top * width * 0.5)
            }
            outlines.append(
              side.map { (position: center - $0.half, value: $0.value) }
                + side.reversed().map { (position: center + $0.half, value: $0.value) })
          }
        }
        let sorted = onAxis ? all.filter { transform.holds($0) }.map { transform($0) } : all
        guard let found = BoxSummary.of(sorted) else { continue }
        var (summary, outliers) = found
        if onAxis {
          summary.lowerQuartile = transform.inverse(summary.lowerQuartile)
          summary.median = transform.inverse(summary.median)
          summary.upperQuartile = transform.inverse(summary.upperQuartile)
          summary.whiskerLow = transform.inverse(summary.whiskerLow)
          summary.whiskerHigh = transform.inverse(summary.whiskerHigh)
          outliers = outliers.map { transform.inverse($0) }
        }
        switch layer.points ?? .outliers {
        case .none: outliers = []
        case .all: outliers = all
        case .outliers: if layer.mark == .violin { outliers = [] }
        }
        boxes.append(
          .init(
            center: center, width: layer.mark == .violin ? width * 0.12 : width * 0.8,
            summary: summary, outliers: outliers, smallestPositive: all.first { $0 > 0 }))
      }
      if !outlines.isEmpty { result.append(series(context, group, .outlines(outlines))) }
      result.append(series(context, group, .boxes(boxes)))
    }
    return result
  }

  private func layerIsSparse(_ x: [Double]) -> Bool { Set(x).count <= 1 }

  // MARK: Histogram

  private mutating func histograms(_ context: Context) throws(ChartError) -> [Series] {
    // The variable lies along the positions; counts are the values.
    guard let x = context.positions ?? context.values else { throw context.missing("x") }
    let transform = context.positionTransform
    let layer = context.layer.layer
    valueTitle = "Count"
    let all = x.filter { $0.isFinite && transform.holds($0) }.map { transform($0) }
    guard let common = Bins.of(all, count: layer.bins, width: layer.binwidth) else { return [] }
    var below = [Int: [Double]]()
    let position = layer.position ?? (colorLevels.count > 1 ? .identity : .stack)
    return context.groups.map { group in
      var counts = [Double](repeating: 0, count: common.counts.count)
      for row in group.rows where x[row].isFinite && transform.holds(x[row]) {
        let place = (transform(x[row]) - common.start) / common.width
        let bin = min(max(Int(place + 1e-9), 0), counts.count - 1)
        counts[bin] += context.layer.weight?.values[row] ?? 1
      }
      let base = position == .stack ? below[group.panel] : nil
      let blocks = counts.indices.map { bin -> Geometry.Block in
        let from = common.start + Double(bin) * common.width
        let start = base?[bin] ?? 0
        return .init(
          from: transform.inverse(from), to: transform.inverse(from + common.width), base: start,
          top: start + counts[bin])
      }
      below[group.panel] = zip(base ?? counts.map { _ in 0 }, counts).map(+)
      return series(context, group, .blocks(blocks))
    }
  }

  // MARK: Rules, segments, texts

  private func rules(_ context: Context) throws(ChartError) -> [Series] {
    let layer = context.layer
    var result: [Series] = []
    for group in context.groups {
      for (channel, isVertical) in [(layer.x, true), (layer.y, false)] {
        guard let channel else { continue }
        let levels = isVertical ? xLevels : yLevels
        let values = levels.map { channel.recoded(to: $0) } ?? channel.values
        let own = Set(group.rows.map { values[$0] }.filter { $0.isFinite }).sorted()
        if !own.isEmpty {
          result.append(series(context, group, .rules(own, isVertical: isVertical)))
        }
      }
    }
    if layer.x == nil, layer.y == nil { throw context.missing("x or y") }
    return result
  }

  private func segments(_ context: Context) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    let layer = context.layer
    if layer.xend == nil, layer.yend == nil { throw context.missing("xend or yend") }
    let xend = layer.xend.map { channel in xLevels.map { channel.recoded(to: $0) } ?? channel.values
    }
    let yend = layer.yend.map { channel in yLevels.map { channel.recoded(to: $0) } ?? channel.values
    }
    return context.groups.map { group in
      let all = group.rows.map { row in
        Geometry.Segment(x0: x[row], y0: y[row], x1: xend?[row] ?? x[row], y1: yend?[row] ?? y[row])
      }
      return series(
        context, group,
        .segments(
          all.filter { $0.x0.isFinite && $0.y0.isFinite && $0.x1.isFinite && $0.y1.isFinite }))
    }
  }

  private func texts(_ context: Context) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    guard let label = context.layer.label else { throw context.missing("label") }
    return context.groups.map { group in
      let rows = group.rows.filter { label[$0]?.isEmpty == false }
      return series(
        context, group,
        .texts(
          x: rows.map { x[$0] }, y: rows.map { y[$0] }, labels: rows.compactMap { label[$0] }))
    }
  }

  private func intervals(_ context: Context) throws(ChartError) -> [Series] {
    let x = try context.needPositions()
    let layer = context.layer
    let isCapped = layer.layer.mark == .errorbar
    let (low, high) =
      context.isLying ? (layer.xmin, layer.xmax) : (layer.ymin, layer.ymax)
    let slots = Double(max(1, colorLevels.count))
    // Intervals of several series at one category stand side by side unless asked otherwise.
    var places: Set<[Double]> = []
    let sharesPlaces = context.groups.contains { group in
      Set(group.rows.map { x[$0] }).contains { !places.insert([Double(group.panel), $0]).inserted }
    }
    let position =
      layer.layer.position ?? (context.isCategorical && sharesPlaces ? .group : .identity)
    let spread = position == .group && slots > 1
    return try context.groups.map { group throws(ChartError) in
      let shift = spread ? (Double(group.color ?? 0) + 0.5) / slots * 0.7 - 0.35 : 0
      var result: [Geometry.Interval] = []
      if let low, let high {
        for row in group.rows where low.values[row].isFinite && high.values[row].isFinite {
          let middle = context.values?[row]
          result.append(
            .init(
              position: x[row] + shift, low: low.values[row],
              middle: middle?.isFinite == true ? middle : nil, high: high.values[row]))
        }
      } else {
        let summary = layer.layer.summary ?? .none
        guard summary == .meanInterval || summary == .quartiles else {
          throw context.missing(
            context.isLying
              ? "xmin and xmax, or a summary with an interval"
              : "ymin and ymax, or a summary with an interval")
        }
        for one in summarised(group.rows, x, try context.needValues(), summary) {
          result.append(
            .init(
              position: one.x + shift, low: one.low ?? one.y, middle: one.y,
              high: one.high ?? one.y))
        }
      }
      return series(
        context, group, .intervals(result, isCapped: isCapped, isHorizontal: context.isLying))
    }
  }
}
