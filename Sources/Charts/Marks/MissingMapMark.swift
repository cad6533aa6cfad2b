internal import Basics
internal import Tables

/// Which rows lack which columns, in up to 160 groups of rows.
struct MissingMapMark: CompositeMark {
  let keys: [Layer.CodingKeys] = [.columns]
  let scaleKeys: [ScaleRole: [ScaleSpecification.CodingKeys]] = [
    .x: [.title, .labels], .color: [.title],
  ]

  func body(
    _ composer: Composer, _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let layer = chart.layers[0]
    let table = try composer.rows(chart, layer)
    let names = layer.columns ?? table.names
    guard !names.isEmpty, names.count <= 60 else {
      throw .tooManySeries(count: names.count, limit: 60, channel: "columns")
    }
    let bins = min(max(table.rowCount, 1), 160)
    var (xs, ys, shares): ([Double], [String], [Double]) = ([], [], [])
    var texts: [String] = []
    var sentences: [String] = []
    var missing: [(name: String, count: Int)] = []
    for name in names {
      let column = try ChannelReader.column(.expression(name), table, layer: 0, channel: "columns")
      let label = composer.title(name, table, chart)
      for bin in 0..<bins {
        let from = bin * table.rowCount / bins
        let to = max(from + 1, (bin + 1) * table.rowCount / bins)
        let rows = from..<min(to, table.rowCount)
        guard !rows.isEmpty else { continue }
        let missing = rows.reduce(0) { $0 + (column.isValid($1) ? 0 : 1) }
        // Groups differ by a row; evenly spaced, they leave no gaps.
        xs.append((Double(bin) + 0.5) * Double(table.rowCount) / Double(bins))
        ys.append(label)
        shares.append(Double(missing) / Double(rows.count))
      }
      let share = Double(column.missingCount) / Double(max(table.rowCount, 1))
      texts.append(NumberFormat.percent.text(share) + " %")
      missing.append((label, column.missingCount))
      sentences.append(
        "\(label): \(column.missingCount) of \(table.rowCount) missing (\(NumberFormat.percent.text(share)) %)."
      )
    }
    var copy = chart
    copy.layers = [Layer(.tile, x: "row", y: "column", color: "share")]
    copy.scales.color.palette = .blues
    (copy.scales.color.min, copy.scales.color.max) = (0, 1)
    copy.scales.color.format = .percent
    copy.scales.color.title = copy.scales.color.title ?? "Missing"
    copy.scales.x.title = copy.scales.x.title ?? "Row"
    copy.scales.x.labels = nil
    copy.scales.y.title = ""
    var (body, bottom) = try composer.drawn(
      copy,
      [
        ("row", Column(doubles: xs)), ("column", Column(texts: ys)),
        ("share", Column(doubles: shares)),
      ], width: width, height: height, rowTexts: texts)
    body.description = ChartDescription(
      title: "Missing values of \(names.count) columns", sentences: sentences,
      short: Self.summary(missing, of: table.rowCount), axes: "")
    return (body, bottom)
  }

  /// Of many columns how many are whole, and which lacks most.
  private static func summary(_ columns: [(name: String, count: Int)], of rows: Int) -> [String]? {
    guard columns.count > ChartLimits.sentences,
      let most = columns.max(by: { $0.count < $1.count })
    else { return nil }
    let whole = columns.filter { $0.count == 0 }.count
    guard most.count > 0 else { return ["No column has missing values."] }
    let share = NumberFormat.percent.text(Double(most.count) / Double(max(rows, 1)))
    return [
      "\(whole) of \(columns.count) columns have no missing values.",
      "Most are missing in \(most.name): \(most.count) of \(rows) (\(share) %).",
    ]
  }
}
