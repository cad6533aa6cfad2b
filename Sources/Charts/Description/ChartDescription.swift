internal import Foundation

/// What a chart shows, in words and numbers: the alternative text and the long description.
struct ChartDescription {
  /// What is drawn, for a chart without a title.
  var title: String
  /// One sentence a series, the most telling first.
  var sentences: [String]
  /// What of them an alternative text says.
  var short: [String]
  /// What the axes are.
  var axes: String
  /// What kind of picture it is, said before a title that does not say it.
  var kind = ""

  init(title: String, sentences: [String], short: [String]? = nil, axes: String) {
    self.title = title
    self.sentences = sentences
    self.axes = axes
    self.short = short ?? LayerWords(sentences).short
  }

  init(chart: Chart, resolved: ResolvedChart, data: ChartData) {
    let writer = SentenceWriter(chart: chart, resolved: resolved, data: data)
    title = writer.title
    axes = writer.axes
    kind = writer.kind
    let words = writer.words
    sentences = unique(words.flatMap(\.all))
    short = unique(words.flatMap(\.short))
  }

  /// The kind of chart and what it shows.
  func alt(title given: String?, notes: [String]) -> String {
    let shown = short.joined(separator: " ")
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

/// Writes what a chart shows, from the words of its marks.
struct SentenceWriter {
  let chart: Chart
  let resolved: ResolvedChart
  let data: ChartData
  let xScale: PositionScale
  let yScale: PositionScale

  init(chart: Chart, resolved: ResolvedChart, data: ChartData) {
    self.chart = chart
    self.resolved = resolved
    self.data = data
    xScale = resolved.xScale[0]
    yScale = resolved.yScale[0]
  }

  static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  func capitalised(_ text: String) -> String { Self.capitalised(text) }

  private func name(
    _ path: KeyPath<LayerData, Channel?>, _ scale: PositionScale, _ scales: [PositionScale]
  ) -> String {
    if !scale.name.isEmpty { return PositionScale.short(scale.name) }
    // An axis that is each panel's own and has no title is of what the panels are of.
    if isFree(scales) { return "\(resolved.panels.panels.count) quantities" }
    return PositionScale.short(
      resolved.layers.compactMap { $0[keyPath: path]?.title }.first ?? "")
  }

  private var xName: String { name(\.x, xScale, resolved.xScale) }
  private var yName: String { name(\.y, yScale, resolved.yScale) }

  /// Whether the panels have axes of their own.
  private func isFree(_ scales: [PositionScale]) -> Bool {
    scales.first?.categories == nil && Set(scales.map { [$0.dataLow, $0.dataHigh] }).count > 1
  }

  /// What the first layer that has a name of its own says of the kind of chart.
  private var traits: MarkTraits {
    chart.layers.map(\.mark.traits).first { $0.kind != nil } ?? MarkTraits()
  }

  var kind: String { traits.kind ?? "Chart" }

  var title: String {
    func of(_ subject: String) -> String { subject.isEmpty ? kind : "\(kind) of \(subject)" }
    switch traits.subject {
    case .sample: return of(resolved.layers.first?.x?.title ?? xName)
    case .verticalSample: return of(yName)
    case .axes: break
    }
    if yName.isEmpty { return of(xName) }
    if xName.isEmpty { return of(yName) }
    let isLying = resolved.series.contains { $0.isLying }
    return isLying ? "\(kind) of \(xName) by \(yName)" : "\(kind) of \(yName) by \(xName)"
  }

  var axes: String {
    func describe(
      _ scale: PositionScale, _ axis: String, _ name: String, _ scales: [PositionScale]
    ) -> String {
      let subject = name.isEmpty ? "the \(axis) axis" : "\(axis) axis: \(name)"
      if let categories = scale.categories {
        return "\(subject), \(categories.count) categor\(categories.count == 1 ? "y" : "ies")"
      }
      let kind = scale.isLog ? " (log scale)" : ""
      if isFree(scales) { return "\(subject)\(kind), with a range of its own in each panel" }
      // Bars reach beyond their whole numbers, of which the axis tells.
      let (low, high) =
        scale.isWhole && !scale.isLog
        ? (scale.dataLow.rounded(.up), scale.dataHigh.rounded(.down))
        : (scale.dataLow, scale.dataHigh)
      return "\(subject)\(kind), from \(scale.describe(low)) to \(scale.describe(high))"
    }
    let parts = [
      describe(xScale, "horizontal", xName, resolved.xScale),
      describe(yScale, "vertical", yName, resolved.yScale),
    ]
    let panels = resolved.panels.panels.count
    return Self.capitalised(parts.joined(separator: "; ")) + "."
      + (panels > 1 ? " \(panels) panels." : "")
  }

  /// What each layer shows, the most telling first.
  var words: [LayerWords] {
    let told = resolved.layers.map { layer in
      let series = resolved.series.filter { $0.layer == layer.index }
      return (
        precedence: layer.layer.mark.traits.precedence, index: layer.index,
        words: layer.layer.mark.layer?.words(layer, series, self) ?? LayerWords([])
      )
    }
    return told.sorted { ($0.precedence, $0.index) < ($1.precedence, $1.index) }.map(\.words)
  }

  /// Whether the points of a layer are those of a line, or name some of them.
  func isAlongLine(_ layer: LayerData) -> Bool {
    let own = layer.layer
    return resolved.layers.contains { other in
      let line = other.layer
      guard line.mark.traits.endLabel == .always, line.mark.traits.carriesPoints else {
        return false
      }
      return layer.label != nil
        || line.table == own.table && line.where == own.where && line.x == own.x
          && line.y == own.y && (line.summary ?? Summary.none) == Summary.none
    }
  }

  /// The scale of the places of a series, and that of its values.
  func axes(of series: Series) -> (place: PositionScale, value: PositionScale) {
    series.isLying ? (yScale, xScale) : (xScale, yScale)
  }

  /// The names of a panel: its own, or those of its column and row.
  func panelName(_ index: Int) -> [String] {
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

  func seriesName(_ series: Series) -> String? {
    (series.name ?? series.groupName).map {
      PositionScale.short(chart.scales.color.labels?[$0] ?? chart.scales.shape.labels?[$0] ?? $0)
    }
  }

  /// The panel and the name of a series; empty if it needs neither.
  func name(_ series: Series) -> String {
    (panelName(series.panel) + [seriesName(series)].compactMap { $0 }).joined(separator: ", ")
  }

  /// What a sentence on a series begins with.
  func prefix(_ series: Series) -> String {
    let name = name(series)
    return name.isEmpty ? "" : name + ": "
  }
}
