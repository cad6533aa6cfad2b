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
    if let title = scale?.title, !title.isEmpty {
      return title.split(separator: ",").first.map(String.init) ?? title
    }
    return resolved.layers.compactMap { $0[keyPath: path]?.title }.first ?? ""
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
    let bars = barSentence()
    if !bars.isEmpty { result = bars + result }
    let names = boxSentence()
    if let names { result.insert(names, at: 0) }
    return result
  }

  private func prefix(_ series: Series) -> String {
    var parts: [String] = []
    if resolved.panels.panels.count > 1, resolved.panels.panels.indices.contains(series.panel) {
      let panel = resolved.panels.panels[series.panel]
      parts += [
        panel.title
          ?? resolved.panels.panels.first { $0.row == 0 && $0.column == panel.column }?.title,
        resolved.panels.rowTitles.indices.contains(panel.row)
          ? resolved.panels.rowTitles[panel.row] : nil,
      ].compactMap { $0 }
    }
    if let name = series.name { parts.append(chart.scales.color.labels?[name] ?? name) }
    return parts.isEmpty ? "" : parts.joined(separator: ", ") + ": "
  }

  private func sentence(_ series: Series) -> String? {
    guard let xScale, let yScale else { return nil }
    let head = prefix(series)
    let subject = head.isEmpty ? (yName.isEmpty ? "the line" : yName) : ""
    switch series.geometry {
    case .curve(let positions, let values, _):
      guard series.mark == .line || series.mark == .step else { return nil }
      let points = zip(positions, values).filter { $0.1.isFinite && $0.0.isFinite }
      guard let first = points.first, let last = points.last else { return nil }
      guard points.count > 1 else {
        return Self.capitalised(
          "\(head)\(subject) one value, \(yScale.describe(first.1)) (\(xScale.describe(first.0))).")
      }
      let verb =
        last.1 > first.1 ? "rises from" : last.1 < first.1 ? "falls from" : "begins and ends at"
      var text =
        last.1 == first.1
        ? "\(head)\(subject) \(verb) \(yScale.describe(first.1)) (\(xScale.describe(first.0)) to \(xScale.describe(last.0)))"
        : "\(head)\(subject) \(verb) \(yScale.describe(first.1)) in \(xScale.describe(first.0)) to \(yScale.describe(last.1)) in \(xScale.describe(last.0))"
      let top = points.max { $0.1 < $1.1 }
      if let top, top.1 > max(first.1, last.1) {
        text += ", with its highest value of \(yScale.describe(top.1)) in \(xScale.describe(top.0))"
      }
      if !xScale.isTime, xScale.categories == nil {
        text = text.replacingOccurrences(of: " in ", with: " at ")
      }
      return Self.capitalised(text.replacingOccurrences(of: "  ", with: " ") + ".")
    case .points(let points):
      guard series.mark == .point else { return nil }
      let pairs = zip(points.position, points.value).filter {
        $0.0.isFinite && $0.1.isFinite && xScale.transform.holds($0.0)
          && yScale.transform.holds($0.1)
      }
      let count = points.position.count
      guard xScale.categories == nil, yScale.categories == nil, pairs.count > 2 else {
        return Self.capitalised("\(head)\(count) point\(count == 1 ? "" : "s").")
      }
      let xs = pairs.map { xScale.transform($0.0) }
      let ys = pairs.map { yScale.transform($0.1) }
      guard let r = Self.correlation(xs, ys) else {
        return Self.capitalised("\(head)\(count) points; one of the two variables is constant.")
      }
      let logs =
        xScale.isLog && yScale.isLog
        ? " of the logarithms" : xScale.isLog || yScale.isLog ? " on the axes' scales" : ""
      return Self.capitalised(
        "\(head)\(count) points; Pearson correlation\(logs) \(NumberText.fixed(r, 2)).")
    case .blocks(let blocks):
      guard series.mark == .histogram else { return nil }
      let total = blocks.reduce(0) { $0 + $1.top - $1.base }
      guard let mode = blocks.max(by: { $0.top - $0.base < $1.top - $1.base }), total > 0 else {
        return nil
      }
      let share = (mode.top - mode.base) / total
      let from = series.isLying ? yScale : xScale
      return Self.capitalised(
        "\(head)\(NumberText.fixed(total, 0)) values; the fullest bin, \(from.describe(mode.from)) to \(from.describe(mode.to)), holds \(NumberText.fixed(share * 100, 0)) %."
      )
    case .band(let positions, _, let high, true):
      guard series.mark == .density || series.mark == .area else { return nil }
      if series.mark == .density {
        guard let index = high.indices.max(by: { high[$0] < high[$1] }) else { return nil }
        return Self.capitalised(
          "\(head)the density is highest at \(xScale.describe(positions[index])).")
      }
      return nil
    case .intervals(let intervals, _, _):
      let middles = intervals.filter { $0.middle != nil }
      guard let low = middles.min(by: { $0.middle ?? 0 < $1.middle ?? 0 }),
        let high = middles.max(by: { $0.middle ?? 0 < $1.middle ?? 0 })
      else { return nil }
      let (place, value) = series.isLying ? (yScale, xScale) : (xScale, yScale)
      return Self.capitalised(
        "\(head)from \(value.describe(low.middle ?? 0)) (\(place.describe(low.position))) to \(value.describe(high.middle ?? 0)) (\(place.describe(high.position)))."
      )
    case .hexagons(let hexagons, _, _):
      let total = hexagons.reduce(0) { $0 + $1.count }
      guard let top = hexagons.max(by: { $0.count < $1.count }) else { return nil }
      return
        "\(NumberText.fixed(Double(total), 0)) points; they are densest near \(xScale.describe(top.x)) and \(yScale.describe(top.y)) (\(top.count) in one hexagon)."
    default:
      if series.mark == .ecdf, case .curve(let positions, let values, _) = series.geometry {
        guard let index = values.firstIndex(where: { $0 >= 0.5 }) else { return nil }
        return Self.capitalised(
          "\(head)half of the values are at most \(xScale.describe(positions[index])).")
      }
      return nil
    }
  }

  /// Bars over all series: the largest and smallest totals, and for shares the first and last mix.
  private func barSentence() -> [String] {
    let bars = resolved.series.filter { $0.mark == .bar }
    guard !bars.isEmpty, let xScale, let yScale else { return [] }
    let isLying = bars[0].isLying
    let (place, value) = isLying ? (yScale, xScale) : (xScale, yScale)
    var totals: [Double: Double] = [:]
    var perSeries: [(name: String, values: [Double: Double])] = []
    let layer = chart.layers[bars[0].layer]
    for one in bars {
      guard case .blocks(let blocks) = one.geometry else { continue }
      var own: [Double: Double] = [:]
      for block in blocks {
        let center =
          layer.position == .group && place.categories != nil
          ? ((block.from + block.to) / 2).rounded() : (block.from + block.to) / 2
        totals[center, default: 0] += block.top - block.base
        own[center, default: 0] += block.top - block.base
      }
      perSeries.append((one.name ?? "", own))
    }
    let places = totals.keys.sorted()
    guard let first = places.first, let last = places.last else { return [] }
    if layer.position == .fill {
      return perSeries.filter { !$0.name.isEmpty }.map { one in
        let name = chart.scales.color.labels?[one.name] ?? one.name
        return
          "\(name): \(percent(one.values[first] ?? 0)) in \(place.describe(first)), \(percent(one.values[last] ?? 0)) in \(place.describe(last))."
      }
    }
    guard let top = places.max(by: { (totals[$0] ?? 0, -$0) < (totals[$1] ?? 0, -$1) }),
      let bottom = places.min(by: { (totals[$0] ?? 0, $0) < (totals[$1] ?? 0, $1) })
    else { return [] }
    if places.count == 1 {
      return ["\(place.describe(top)): \(value.describe(totals[top] ?? 0))."]
    }
    return [
      "The largest of \(places.count) is \(place.describe(top)) with \(value.describe(totals[top] ?? 0)), the smallest \(place.describe(bottom)) with \(value.describe(totals[bottom] ?? 0))."
    ]
  }

  private func percent(_ share: Double) -> String { NumberText.fixed(share * 100, 0) + " %" }

  private func boxSentence() -> String? {
    var parts: [String] = []
    for one in resolved.series {
      guard case .boxes(let boxes) = one.geometry, let xScale, let yScale else { continue }
      let (place, value) = one.isLying ? (yScale, xScale) : (xScale, yScale)
      for box in boxes {
        var name = place.categories == nil ? "" : place.describe(box.center)
        if let series = one.name, series != name { name += name.isEmpty ? series : ", " + series }
        parts.append(
          "\(name.isEmpty ? "all" : name) \(value.describe(box.summary.median)) (n = \(box.summary.count))"
        )
      }
    }
    return parts.isEmpty ? nil : "Medians: " + parts.prefix(12).joined(separator: "; ") + "."
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
    return sxy / (sxx * syy).squareRoot()
  }
}
