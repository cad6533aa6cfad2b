internal import Tables

/// Estimates with their intervals, one below the other, and the numbers beside them.
struct ForestMark: CompositeMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .xmin, .xmax]
  let scaleKeys: [ScaleRole: [ScaleSpecification.CodingKeys]] = [
    .x: ScaleSpecification.CodingKeys.allCases, .y: [.type, .title, .order, .labels],
  ]

  func body(
    _ composer: Composer, _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let layer = chart.layers[0]
    let table = try composer.rows(chart, layer)
    try Composer.checkRows(table.rowCount, layer.mark.rawValue)
    func numbers(_ mapping: Mapping?, _ name: String) throws(ChartError) -> [Double] {
      guard let mapping else {
        throw .missingMapping(layer: 0, mark: layer.mark.rawValue, channel: name)
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
    guard let y = layer.y else {
      throw .missingMapping(layer: 0, mark: layer.mark.rawValue, channel: "y")
    }
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
    // The numbers are beside the intervals unless these would have less than two fifths of the width.
    func widest(_ texts: [String]) -> Double {
      texts.map { composer.setter.width($0, composer.setter.tick) }.max() ?? 0
    }
    let left = width - widest(texts) - min(widest(rows.compactMap { names[$0] }), width * 0.45)
    return try composer.drawn(
      copy,
      [
        ("x", Column(doubles: rows.map { x[$0] })), ("low", Column(doubles: rows.map { low[$0] })),
        ("high", Column(doubles: rows.map { high[$0] })),
        ("y", Column(texts: rows.map { names[$0] })),
      ], width: width, height: height, rowTexts: left < 0.4 * width ? [] : texts)
  }
}
