internal import Drawing
internal import Foundation
internal import Tables

extension Composer {
  /// A chart that one mark fills; `nil` for a chart of layers.
  func composite(
    _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double)? {
    guard Self.isComposite(chart), let layer = chart.layers.first else { return nil }
    guard chart.layers.count == 1 else {
      throw .conflict(
        "'\(layer.mark.rawValue)' fills a chart of its own; give it no other layers")
    }
    switch layer.mark {
    case .correlation: return try correlation(chart, layer, width: width, height: height)
    case .forest: return try forest(chart, layer, width: width, height: height)
    case .residuals: return try residuals(chart, layer, width: width, height: height)
    case .missingMap: return try missingMap(chart, layer, width: width, height: height)
    case .rowFlow: return try RowFlowDiagram(chart: chart, data: data, setter: setter).body(width)
    case .labelCard: return try LabelCard(chart: chart, data: data, setter: setter).body(width)
    default: return nil
    }
  }

  /// Draws `chart` from a table made for it.
  private func drawn(
    _ chart: Chart, _ columns: [(name: String, column: Column)], width: Double, height: Double?,
    rowTexts: [String] = []
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let table: Table
    do { table = try Table(columns) } catch { throw .conflict("\(error)") }
    let name = "composite"
    var copy = chart
    copy.table = name
    let inner = ChartData(tables: [name: table], models: data.models)
    let composer = Composer(data: inner, setter: setter)
    guard copy.panels.isEmpty else {
      return try composer.panels(copy, width: width, height: height)
    }
    var resolver = ChartResolver(chart: copy, data: inner, width: width)
    return try composer.layout(
      copy, try resolver.resolve(), width: width, height: height, showsLegend: true,
      rowTexts: rowTexts)
  }

  /// The reader's name of a column.
  private func title(_ name: String, _ table: Table, _ chart: Chart) -> String {
    chart.scales.x.labels?[name] ?? table[name]?.metadata.label ?? ChannelReader.humanised(name)
  }

  // MARK: Correlation matrix

  private func correlation(
    _ chart: Chart, _ layer: Layer, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let table = try data.table(layer.table ?? chart.table)
    let names =
      layer.columns
      ?? zip(table.names, table.columns).filter { $0.1.type.isNumeric }.map(\.0)
    guard names.count > 1 else {
      throw .missingMapping(layer: 0, mark: "correlation", channel: "columns")
    }
    guard names.count <= 30 else {
      throw .tooManySeries(count: names.count, limit: 30, channel: "columns")
    }
    let values = try names.map { name throws(ChartError) -> [Double] in
      let column = try ChannelReader.column(.expression(name), table, layer: 0, channel: "columns")
      guard let numbers = column.doublesOrNaN else {
        throw .type(layer: 0, channel: "columns", message: "'\(name)' holds no numbers")
      }
      return numbers
    }
    let kind = layer.correlation ?? .spearman
    var (xs, ys, rs, texts): ([String], [String], [Double], [String]) = ([], [], [], [])
    var sentences: [(strength: Double, text: String)] = []
    for i in names.indices.dropFirst() {
      for j in 0..<i {
        let rows = values[i].indices.filter { values[i][$0].isFinite && values[j][$0].isFinite }
        var (a, b) = (rows.map { values[i][$0] }, rows.map { values[j][$0] })
        if kind == .spearman { (a, b) = (Ranks.average(a), Ranks.average(b)) }
        guard rows.count > 2, let r = SentenceWriter.correlation(a, b) else { continue }
        let (first, second) = (title(names[i], table, chart), title(names[j], table, chart))
        xs.append(second)
        ys.append(first)
        rs.append(r)
        texts.append(NumberText.fixed(r, 2))
        sentences.append(
          (
            abs(r),
            "\(first) and \(second): \(NumberText.fixed(r, 2)) (n = \(rows.count))."
          ))
      }
    }
    var copy = chart
    copy.layers = [
      Layer(.tile, x: "x", y: "y", color: "r") {
        $0.values = true
        $0.label = "text"
      }
    ]
    copy.scales.color.middle = 0
    (copy.scales.color.min, copy.scales.color.max) = (-1, 1)
    copy.scales.color.title =
      copy.scales.color.title
      ?? (kind == .spearman ? "Spearman correlation" : "Pearson correlation")
    copy.scales.x.order = names.dropLast().map { title($0, table, chart) }
    copy.scales.y.order = names.dropFirst().map { title($0, table, chart) }
    let side = max(22 * setter.scale, 24) * Double(names.count - 1)
    var (body, bottom) = try drawn(
      copy,
      [
        ("x", Column(texts: xs)), ("y", Column(texts: ys)), ("r", Column(doubles: rs)),
        ("text", Column(texts: texts)),
      ], width: width, height: height ?? side + 75 * setter.scale)
    body.description = ChartDescription(
      title:
        "\(kind == .spearman ? "Spearman" : "Pearson") correlations of \(names.count) variables",
      sentences: sentences.sorted { $0.strength > $1.strength }.map(\.text), axes: "")
    return (body, bottom)
  }

  // MARK: Forest plot

  private func forest(
    _ chart: Chart, _ layer: Layer, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let table = try data.table(layer.table ?? chart.table)
    func numbers(_ mapping: Mapping?, _ name: String) throws(ChartError) -> [Double] {
      guard let mapping else {
        throw .missingMapping(layer: 0, mark: "forest", channel: name)
      }
      let column = try ChannelReader.column(mapping, table, layer: 0, channel: name)
      guard let values = column.doublesOrNaN else {
        throw .type(layer: 0, channel: name, message: "numbers are needed")
      }
      return values
    }
    let (x, low, high) = (
      try numbers(layer.x, "x"), try numbers(layer.xmin, "xmin"), try numbers(layer.xmax, "xmax")
    )
    guard let y = layer.y else { throw .missingMapping(layer: 0, mark: "forest", channel: "y") }
    let names = ChannelReader.texts(
      try ChannelReader.column(y, table, layer: 0, channel: "y"))
    let rows = names.indices.filter {
      names[$0] != nil && x[$0].isFinite && low[$0].isFinite && high[$0].isFinite
    }
    let isRatio = chart.scales.x.type == .log
    var copy = chart
    copy.layers = [
      Layer(.rule, x: .number(isRatio ? 1 : 0)) { $0.dash = .dashed },
      Layer(.pointrange, x: "x", y: "y") {
        $0.xmin = "low"
        $0.xmax = "high"
      },
    ]
    let texts = rows.map { row in
      "\(NumberText.fixed(x[row], 2)) (\(NumberText.fixed(low[row], 2)) to \(NumberText.fixed(high[row], 2)))"
    }
    return try drawn(
      copy,
      [
        ("x", Column(doubles: rows.map { x[$0] })), ("low", Column(doubles: rows.map { low[$0] })),
        ("high", Column(doubles: rows.map { high[$0] })),
        ("y", Column(texts: rows.map { names[$0] })),
      ], width: width, height: height, rowTexts: texts)
  }

  // MARK: Residual panel

  private func residuals(
    _ chart: Chart, _ layer: Layer, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    guard let id = layer.model else {
      throw .missingMapping(layer: 0, mark: "residuals", channel: "model")
    }
    guard let model = data.models[id] else {
      throw .unknownModel(id: id, nearest: id.nearest(in: data.models.keys.sorted()))
    }
    guard let (fitted, residuals) = model.residuals else {
      throw .model(id: id, message: "it has no residuals")
    }
    var copy = chart
    let again = copy.scales.y.title
    copy.layers = []
    copy.panels = [
      Chart(
        layers: [
          Layer(.rule, y: 0), Layer(.point, x: "fitted", y: "residual"),
          Layer(.smooth, x: "fitted", y: "residual"),
        ],
        scales: Scales(
          x: .init(title: "Fitted value"), y: .init(title: again ?? "Residual")),
        title: "Residuals against fit"),
      Chart(
        layers: [Layer(.qq, y: "residual")],
        scales: Scales(
          x: .init(title: "Normal quantile"), y: .init(title: again ?? "Residual")),
        title: "Normal Q-Q"),
    ]
    copy.scales = Scales()
    return try drawn(
      copy, [("fitted", Column(doubles: fitted)), ("residual", Column(doubles: residuals))],
      width: width, height: height)
  }

  // MARK: Missing-data map

  private func missingMap(
    _ chart: Chart, _ layer: Layer, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let table = try data.table(layer.table ?? chart.table)
    let names = layer.columns ?? table.names
    guard !names.isEmpty, names.count <= 60 else {
      throw .tooManySeries(count: names.count, limit: 60, channel: "columns")
    }
    let bins = min(max(table.rowCount, 1), 160)
    var (xs, ys, shares): ([Double], [String], [Double]) = ([], [], [])
    var texts: [String] = []
    var sentences: [String] = []
    for name in names {
      let column = try ChannelReader.column(.expression(name), table, layer: 0, channel: "columns")
      let label = title(name, table, chart)
      for bin in 0..<bins {
        let from = bin * table.rowCount / bins
        let to = max(from + 1, (bin + 1) * table.rowCount / bins)
        let rows = from..<min(to, table.rowCount)
        guard !rows.isEmpty else { continue }
        let missing = rows.reduce(0) { $0 + (column.isValid($1) ? 0 : 1) }
        xs.append(Double(from) + Double(table.rowCount) / Double(bins) / 2)
        ys.append(label)
        shares.append(Double(missing) / Double(rows.count))
      }
      let share = Double(column.missingCount) / Double(max(table.rowCount, 1))
      texts.append(NumberText.significant(share * 100, 2) + " %")
      sentences.append(
        "\(label): \(column.missingCount) of \(table.rowCount) missing (\(NumberText.significant(share * 100, 2)) %)."
      )
    }
    var copy = chart
    copy.layers = [Layer(.tile, x: "row", y: "column", color: "share")]
    copy.scales.color.palette = .blues
    (copy.scales.color.min, copy.scales.color.max) = (0, 1)
    copy.scales.color.format = .percent
    copy.scales.color.title = copy.scales.color.title ?? "Missing"
    copy.scales.x.title = copy.scales.x.title ?? "Row"
    copy.scales.y.title = ""
    var (body, bottom) = try drawn(
      copy,
      [
        ("row", Column(doubles: xs)), ("column", Column(texts: ys)),
        ("share", Column(doubles: shares)),
      ], width: width, height: height, rowTexts: texts)
    body.description = ChartDescription(
      title: "Missing values of \(names.count) columns", sentences: sentences, axes: "")
    return (body, bottom)
  }
}

/// Ranks of values.
enum Ranks {
  /// Ranks from 1; equal values share the mean of theirs.
  static func average(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}
