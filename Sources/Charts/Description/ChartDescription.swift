internal import Foundation

/// What a chart shows, in words and numbers: the alternative text and the long description.
struct ChartDescription {
  /// What is drawn, for a chart without a title.
  var title: String
  /// One sentence a series, the most telling first.
  var sentences: [String]
  /// What the axes are.
  var axes: String
  /// What kind of picture it is, said before a title that does not say it.
  var kind = ""

  init(title: String, sentences: [String], axes: String) {
    self.title = title
    self.sentences = sentences
    self.axes = axes
  }

  init(chart: Chart, resolved: ResolvedChart, data: ChartData) {
    let writer = SentenceWriter(chart: chart, resolved: resolved, data: data)
    title = writer.title
    axes = writer.axes
    kind = writer.kind
    sentences = writer.sentences
  }

  /// The kind of chart and its first sentences.
  func alt(title given: String?, notes: [String]) -> String {
    let shown = sentences.prefix(3).joined(separator: " ")
    let own = given.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
    let head = (own.map { kind.isEmpty ? $0 : "\(kind): \($0)" } ?? title) + "."
    let zeros = notes.filter { $0.contains("strip") }.map { SentenceWriter.capitalised($0) + "." }
    return ([head, shown.isEmpty ? axes : shown] + zeros).joined(separator: " ")
  }

  /// All sentences, the axes and the notes.
  func long(title: String, notes: [String]) -> String {
    ([title + ".", axes] + sentences + notes.map { SentenceWriter.capitalised($0) + "." })
      .filter { !$0.isEmpty }.joined(separator: " ")
  }
}

/// Writes sentences from the series of a chart.
struct SentenceWriter {
  let chart: Chart
  let resolved: ResolvedChart
  let data: ChartData

  static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  private var xScale: PositionScale? { resolved.xScale.first }
  private var yScale: PositionScale? { resolved.yScale.first }

  private static let kinds: [Mark: String] = [
    .line: "Line chart", .step: "Step chart", .point: "Scatter plot", .bar: "Bar chart",
    .area: "Area chart", .ribbon: "Band", .boxplot: "Box plot", .violin: "Violin plot",
    .density: "Density plot", .histogram: "Histogram", .ecdf: "Cumulative distribution",
    .hexbin: "Hexagonal bins", .tile: "Heat map", .errorbar: "Intervals", .pointrange: "Intervals",
    .qq: "Q-Q plot", .smooth: "Smooth curve", .fit: "Fit",
  ]

  private func name(_ path: KeyPath<LayerData, Channel?>, _ scale: PositionScale?) -> String {
    if let name = scale?.name, !name.isEmpty { return PositionScale.short(name) }
    return PositionScale.short(
      resolved.layers.compactMap { $0[keyPath: path]?.title }.first ?? "")
  }

  private var xName: String { name(\.x, xScale) }
  private var yName: String { name(\.y, yScale) }

  private var mark: Mark { chart.layers.first { Self.kinds[$0.mark] != nil }?.mark ?? .point }

  var kind: String { Self.kinds[mark] ?? "Chart" }

  var title: String {
    let isPlain = [.histogram, .density, .ecdf, .qq].contains(mark)
    if isPlain {
      let subject = mark == .qq ? yName : resolved.layers.first?.x?.title ?? xName
      return subject.isEmpty ? kind : "\(kind) of \(subject)"
    }
    if yName.isEmpty { return xName.isEmpty ? kind : "\(kind) of \(xName)" }
    if xName.isEmpty { return "\(kind) of \(yName)" }
    let lying = resolved.series.contains { $0.isLying }
    return lying ? "\(kind) of \(xName) by \(yName)" : "\(kind) of \(yName) by \(xName)"
  }

  var axes: String {
    func describe(_ scale: PositionScale?, _ axis: String, _ name: String) -> String? {
      guard let scale else { return nil }
      let subject = name.isEmpty ? "the \(axis) axis" : "\(axis) axis: \(name)"
      if let categories = scale.categories {
        return "\(subject), \(categories.count) categor\(categories.count == 1 ? "y" : "ies")"
      }
      let kind = scale.isLog ? " (log scale)" : ""
      return
        "\(subject)\(kind), from \(scale.describe(scale.dataLow)) to \(scale.describe(scale.dataHigh))"
    }
    let parts = [
      describe(xScale, "horizontal", xName), describe(yScale, "vertical", yName),
    ].compactMap { $0 }
    let panels = resolved.panels.panels.count
    return Self.capitalised(parts.joined(separator: "; ")) + "."
      + (panels > 1 ? " \(panels) panels." : "")
  }

  var sentences: [String] {
    var result: [String] = []
    for layer in resolved.layers where layer.layer.mark == .fit {
      if let id = layer.layer.model, let summary = data.models[id]?.summary {
        result.append(Self.capitalised(summary) + ".")
      }
    }
    for series in resolved.series.prefix(40) {
      if let sentence = sentence(series) { result.append(sentence) }
    }
    result = barSentences + result
    return boxSentences + result
  }

  /// The names of a panel: its own, or those of its column and row.
  private func panelName(_ index: Int) -> [String] {
    guard resolved.panels.panels.count > 1, resolved.panels.panels.indices.contains(index) else {
      return []
    }
    let panel = resolved.panels.panels[index]
    let column = resolved.panels.panels.first { $0.row == 0 && $0.column == panel.column }
    let rows = resolved.panels.rowTitles
    return [
      panel.title ?? column?.title, rows.indices.contains(panel.row) ? rows[panel.row] : nil,
    ].compactMap { $0.map(PositionScale.short) }
  }

  private func seriesName(_ series: Series) -> String? {
    series.name.map {
      PositionScale.short(chart.scales.color.labels?[$0] ?? chart.scales.shape.labels?[$0] ?? $0)
    }
  }

  private func prefix(_ series: Series) -> String {
    let parts = panelName(series.panel) + [seriesName(series)].compactMap { $0 }
    return parts.isEmpty ? "" : parts.joined(separator: ", ") + ": "
  }

  private func sentence(_ series: Series) -> String? {
    guard let xScale, let yScale else { return nil }
    let head = prefix(series)
    let (place, value) = series.isLying ? (yScale, xScale) : (xScale, yScale)
    switch series.geometry {
    case .curve(let positions, let values, _):
      return series.mark == .ecdf
        ? median(positions, values, place, head)
        : series.mark == .line || series.mark == .step
          ? course(positions, values, place, value, head) : nil
    case .points(let points):
      return series.mark == .point ? correlation(points, series, head) : nil
    case .blocks(let blocks) where series.mark == .histogram:
      return fullest(blocks, place, head, series)
    case .band(let positions, _, let high, true) where series.mark == .density:
      guard let index = high.indices.max(by: { high[$0] < high[$1] }) else { return nil }
      return Self.capitalised(
        "\(head)the density is highest at \(place.describe(positions[index])).")
    case .intervals(let intervals, _, _):
      let middles = intervals.compactMap { one in one.middle.map { (at: one.position, value: $0) } }
      guard let low = middles.min(by: { $0.value < $1.value }),
        let high = middles.max(by: { $0.value < $1.value })
      else { return nil }
      return Self.capitalised(
        "\(head)from \(value.describe(low.value)) (\(place.describe(low.at))) to "
          + "\(value.describe(high.value)) (\(place.describe(high.at))).")
    case .hexagons(let hexagons, _, _):
      let total = hexagons.reduce(0) { $0 + $1.count }
      guard let top = hexagons.max(by: { $0.count < $1.count }) else { return nil }
      return "\(NumberText.fixed(Double(total), 0)) points; they are densest near "
        + "\(xScale.describe(top.x)) and \(yScale.describe(top.y)) (\(top.count) in one hexagon)."
    default: return nil
    }
  }

  /// Where a line begins and ends. That it rises or falls is said only of one that never turns.
  private func course(
    _ positions: [Double], _ values: [Double], _ place: PositionScale, _ value: PositionScale,
    _ head: String
  ) -> String? {
    let points = zip(positions, values).filter { $0.0.isFinite && $0.1.isFinite }
    guard let first = points.first, let last = points.last else { return nil }
    let name = value.name.isEmpty ? "the line" : value.name
    let subject = head.isEmpty ? name + " " : head
    func told(_ point: (Double, Double)) -> String { value.describe(point.1) }
    // A value stands in a year, a month or a category, and at a number.
    func placed(_ point: (Double, Double)) -> String {
      (place.isTime && !place.tellsMonths
        ? " on " : place.isTime || place.categories != nil ? " in " : " at ")
        + place.describe(point.0)
    }
    guard points.count > 1 else {
      return Self.capitalised(
        subject.hasSuffix(": ")
          ? "\(subject)one value, \(told(first))\(placed(first))."
          : "\(subject)has one value, \(told(first))\(placed(first)).")
    }
    let steps = zip(points.dropFirst(), points).map { $0.1 - $1.1 }
    let (rises, falls) = (steps.contains { $0 > 0 }, steps.contains { $0 < 0 })
    let from = "\(told(first))\(placed(first))"
    let to = "\(told(last))\(placed(last))"
    switch (rises, falls) {
    case (true, false): return Self.capitalised("\(subject)rises from \(from) to \(to).")
    case (false, true): return Self.capitalised("\(subject)falls from \(from) to \(to).")
    case (false, false):
      return Self.capitalised(
        "\(subject)stays at \(told(first)) from \(place.describe(first.0)) to "
          + "\(place.describe(last.0)).")
    case (true, true):
      var text = "\(subject)begins at \(from) and ends at \(to)"
      var extremes: [String] = []
      if let low = points.min(by: { $0.1 < $1.1 }), low.1 < min(first.1, last.1) {
        extremes.append("lowest at \(told(low))\(placed(low))")
      }
      if let high = points.max(by: { $0.1 < $1.1 }), high.1 > max(first.1, last.1) {
        extremes.append("highest at \(told(high))\(placed(high))")
      }
      if !extremes.isEmpty { text += "; it is " + extremes.joined(separator: " and ") }
      return Self.capitalised(text + ".")
    }
  }

  private func median(
    _ positions: [Double], _ values: [Double], _ place: PositionScale, _ head: String
  ) -> String? {
    guard let index = values.firstIndex(where: { $0 >= 0.5 }) else { return nil }
    return Self.capitalised(
      "\(head)half of the values are at most \(place.describe(positions[index])).")
  }

  private func correlation(
    _ points: Geometry.Points, _ series: Series, _ head: String
  ) -> String? {
    guard let xScale, let yScale else { return nil }
    // Points whose colour is a missing number are not drawn.
    let shown = points.position.indices.filter { points.shades?[$0].isFinite ?? true }
    let count = NumberText.fixed(Double(shown.count), 0) + " point" + (shown.count == 1 ? "" : "s")
    let pairs = shown.map { (points.position[$0], points.value[$0]) }.filter {
      $0.0.isFinite && $0.1.isFinite && xScale.transform.holds($0.0)
        && yScale.transform.holds($0.1)
    }
    guard xScale.categories == nil, yScale.categories == nil, pairs.count > 2 else {
      return Self.capitalised("\(head)\(count).")
    }
    let xs = pairs.map { xScale.transform($0.0) }
    let ys = pairs.map { yScale.transform($0.1) }
    if Set(xs).count == 1 || Set(ys).count == 1 {
      return Self.capitalised("\(head)\(count); one of the two variables is constant.")
    }
    guard let r = Self.correlation(xs, ys) else { return Self.capitalised("\(head)\(count).") }
    let logs =
      xScale.isLog && yScale.isLog
      ? " of the logarithms" : xScale.isLog || yScale.isLog ? " on the axes' scales" : ""
    return Self.capitalised(
      "\(head)\(count); Pearson correlation\(logs) \(NumberText.fixed(r, 2)).")
  }

  /// The fullest bin of a histogram, written so that its ends differ.
  private func fullest(
    _ blocks: [Geometry.Block], _ place: PositionScale, _ head: String, _ series: Series
  ) -> String? {
    let total = blocks.reduce(0) { $0 + $1.top - $1.base }
    guard let mode = blocks.max(by: { $0.top - $0.base < $1.top - $1.base }), total > 0 else {
      return nil
    }
    let height = mode.top - mode.base
    let ties = blocks.filter { $0.top - $0.base == height }.count
    let isWeighted = chart.layers[series.layer].weight != nil
    let what =
      isWeighted
      ? "a weight of \(NumberText.spoken(total))"
      : NumberText.fixed(total, 0) + " value" + (total == 1 ? "" : "s")
    let bin = ties == 1 ? "the fullest bin" : "the first of \(ties) equally full bins"
    return Self.capitalised(
      "\(head)\(what); \(bin), \(place.describe(mode.from)) to \(place.describe(mode.to)), "
        + "holds \(NumberText.fixed(height / total * 100, 0)) %.")
  }

  // MARK: Bars and boxes

  /// One bar of one panel: its place and height, and its series where bars stand side by side.
  private struct Bar {
    var place: Double
    var height: Double
    var series: String?
  }

  /// The largest and the smallest bar of each panel (of a stack: its total), and for shares the mix
  /// of the first and the last place.
  private var barSentences: [String] {
    let bars = resolved.series.filter { $0.mark == .bar }
    guard !bars.isEmpty else { return [] }
    return Set(bars.map(\.panel)).sorted().prefix(12).flatMap { panel in
      barSentences(bars.filter { $0.panel == panel }, panel)
    }
  }

  private func barSentences(_ bars: [Series], _ panel: Int) -> [String] {
    guard let xScale, let yScale, let one = bars.first else { return [] }
    let (place, value) = one.isLying ? (yScale, xScale) : (xScale, yScale)
    let layer = chart.layers[one.layer]
    let position = layer.position ?? .stack
    let all = bars.flatMap { series -> [Bar] in
      guard case .blocks(let blocks) = series.geometry else { return [] }
      return blocks.map { block in
        let middle = (block.from + block.to) / 2
        let isBeside = position == .group && place.categories != nil
        return Bar(
          place: isBeside ? middle.rounded() : middle, height: block.top - block.base,
          series: seriesName(series))
      }
    }
    let head = panelName(panel).joined(separator: ", ")
    let start = head.isEmpty ? "" : head + ": "
    let places = Set(all.map(\.place)).sorted()
    guard let first = places.first, let last = places.last else { return [] }
    if position == .fill {
      let names = unique(all.compactMap(\.series))
      return names.map { name in
        func share(_ at: Double) -> String {
          let height = all.filter { $0.place == at && $0.series == name }
            .reduce(0) { $0 + $1.height }
          return NumberText.fixed(height * 100, 0) + " % in " + place.describe(at)
        }
        return "\(start)\(name): "
          + (first == last ? share(first) : "\(share(first)), \(share(last))") + "."
      }
    }
    var shown = all
    if position == .stack {
      var totals: [Double: Double] = [:]
      for bar in all { totals[bar.place, default: 0] += bar.height }
      shown = places.map { Bar(place: $0, height: totals[$0] ?? 0, series: nil) }
    }
    return [start + extremes(shown, place, value)]
  }

  private func extremes(_ bars: [Bar], _ place: PositionScale, _ value: PositionScale) -> String {
    func named(_ bar: Bar) -> String {
      place.describe(bar.place) + (bar.series.map { ", \($0)," } ?? "")
    }
    guard let top = bars.max(by: { ($0.height, -$0.place) < ($1.height, -$1.place) }),
      let bottom = bars.min(by: { ($0.height, $0.place) < ($1.height, $1.place) })
    else { return "" }
    if bars.count == 1 { return "\(place.describe(top.place)): \(value.describe(top.height))." }
    if top.height == bottom.height { return "All \(bars.count) are \(value.describe(top.height))." }
    func told(_ bar: Bar) -> String {
      let ties = bars.filter { $0.height == bar.height }.count - 1
      let others = ties == 0 ? "" : " (and \(ties) more)"
      return "\(named(bar)) with \(value.describe(bar.height))\(others)"
    }
    return "The largest of \(bars.count) is \(told(top)), the smallest \(told(bottom))."
  }

  /// Medians of the boxes, single values, and how many values lie beyond the whiskers.
  private var boxSentences: [String] {
    var medians: [String] = []
    var single: [String] = []
    var (beyond, isBox) = (0, false)
    for one in resolved.series {
      guard case .boxes(let boxes) = one.geometry, let xScale, let yScale else { continue }
      let (place, value) = one.isLying ? (yScale, xScale) : (xScale, yScale)
      let (shift, panel) = (place.categories == nil, panelName(one.panel))
      for box in boxes {
        let category = shift ? nil : place.describe(box.center)
        let series = seriesName(one).flatMap { $0 == category ? nil : $0 }
        let parts = panel + [category, series].compactMap { $0 }
        let name = parts.isEmpty ? "all" : parts.joined(separator: ", ")
        let count = NumberText.fixed(Double(box.summary.count), 0)
        if box.isSparse {
          single.append("\(name) (n = \(count))")
        } else {
          medians.append("\(name) \(value.describe(box.summary.median)) (n = \(count))")
          if one.mark == .boxplot { (beyond, isBox) = (beyond + box.beyond, true) }
        }
      }
    }
    var result: [String] = []
    if !medians.isEmpty {
      result.append("Medians: " + medians.prefix(12).joined(separator: "; ") + ".")
    }
    if !single.isEmpty {
      result.append("Single values: " + single.prefix(12).joined(separator: "; ") + ".")
    }
    if isBox {
      let count = NumberText.fixed(Double(beyond), 0)
      result.append(
        beyond == 0
          ? "No value lies beyond the whiskers."
          : "\(count) value\(beyond == 1 ? " lies" : "s lie") beyond the whiskers.")
    }
    return result
  }

  /// Pearson's correlation; `nil` where a variable is constant.
  static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    let n = Double(x.count)
    guard n > 1 else { return nil }
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (sxx, syy, sxy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      sxx += (a - mx) * (a - mx)
      syy += (b - my) * (b - my)
      sxy += (a - mx) * (b - my)
    }
    guard sxx > 0, syy > 0 else { return nil }
    let r = sxy / (sxx.squareRoot() * syy.squareRoot())
    return r.isFinite ? min(max(r, -1), 1) : nil
  }
}
