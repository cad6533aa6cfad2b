internal import Basics
internal import Statistics
internal import Tables

/// The correlations of every two columns as tiles, each with its number.
struct CorrelationMark: CompositeMark {
  let keys: [Layer.CodingKeys] = [.columns, .correlation, .model]
  let scaleKeys: [ScaleRole: [ScaleSpecification.CodingKeys]] = [
    .x: [.title, .labels], .y: [.title], .color: [.title, .palette, .format],
  ]

  // The coefficients of an analysis come from no table.
  func keys(of layer: Layer) -> [Layer.CodingKeys] {
    layer.model == nil ? keys + [.table, .where] : [.model]
  }

  func refusal(of key: Layer.CodingKeys, in layer: Layer) -> String {
    layer.model == nil
      ? unread(key, in: layer)
      : "the matrix of an analysis comes from 'model' alone; leave '\(key.rawValue)' out"
  }

  func body(
    _ composer: Composer, _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let layer = chart.layers[0]
    let table = try composer.rows(chart, layer)
    let coefficients = try coefficients(composer, layer, table)
    let names = coefficients.variables
    let kind = coefficients.kind.rawValue
    let kindName = kind.prefix(1).uppercased() + kind.dropFirst()
    var (xs, ys, rs, texts): ([String], [String], [Double], [String]) = ([], [], [], [])
    var sentences: [(strength: Double, text: String)] = []
    for i in names.indices.dropFirst() {
      for j in 0..<i {
        guard let (r, count) = coefficients[names[j], names[i]] else { continue }
        let (first, second) = (
          composer.title(names[i], table, chart), composer.title(names[j], table, chart)
        )
        xs.append(second)
        ys.append(first)
        rs.append(r)
        texts.append(NumberText.fixed(r, 2))
        sentences.append(
          (
            abs(r),
            "\(first) and \(second): \(NumberText.fixed(r, 2)) (n = \(NumberText.whole(Int64(count))))."
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
      ?? kindName + " correlation"
    copy.scales.x.labels = nil
    copy.scales.x.order = names.dropLast().map { composer.title($0, table, chart) }
    copy.scales.y.order = names.dropFirst().map { composer.title($0, table, chart) }
    let side = max(22 * composer.setter.scale, 24) * Double(names.count - 1)
    var (body, bottom) = try composer.drawn(
      copy,
      [
        ("x", Column(texts: xs)), ("y", Column(texts: ys)), ("r", Column(doubles: rs)),
        ("text", Column(texts: texts)),
      ], width: width, height: height ?? side + 75 * composer.setter.scale)
    let sorted = sentences.sorted { $0.strength > $1.strength }.map(\.text)
    var short: [String]?
    if sorted.count > ChartLimits.sentences, let weakest = sorted.last {
      short =
        ["\(sorted.count) pairs, the strongest first."] + sorted.prefix(3) + [
          "The weakest: " + weakest
        ]
    }
    body.description = ChartDescription(
      title: "\(kindName) correlations of \(names.count) variables", sentences: sorted,
      short: short, axes: "")
    return (body, bottom)
  }

  /// The coefficients of the analysis that the layer names, or those of its columns: the same that
  /// an analysis of them reports.
  private func coefficients(
    _ composer: Composer, _ layer: Layer, _ table: Table
  ) throws(ChartError) -> CorrelationCoefficients {
    if let id = layer.model {
      guard let known = composer.data.correlations[id] else {
        throw .unknownModel(
          id: id, nearest: id.nearest(in: composer.data.correlations.keys.sorted()))
      }
      return known
    }
    let names =
      layer.columns
      ?? zip(table.names, table.columns).filter { $0.1.type.isNumeric }.map(\.0)
    guard names.count > 1 else {
      throw .missingMapping(layer: 0, mark: layer.mark.rawValue, channel: "columns")
    }
    guard names.count <= 30 else {
      throw .tooManySeries(count: names.count, limit: 30, channel: "columns")
    }
    let variables = try names.map { name throws(ChartError) -> (name: String, values: [Double]) in
      let column = try ChannelReader.column(.expression(name), table, layer: 0, channel: "columns")
      guard let numbers = column.doublesOrNaN else {
        throw .type(layer: 0, channel: "columns", message: "'\(name)' holds no numbers")
      }
      return (name, numbers)
    }
    let kind = layer.correlation ?? .spearman
    do throws(StatisticsError) {
      let matrix = try CorrelationMatrix(kind).test(variables)
      return CorrelationCoefficients(kind, of: names, matrix)
    } catch {
      // No two variables share three rows: a picture of empty cells says so.
      if error.code == .tooFewObservations { return CorrelationCoefficients(kind, of: names, nil) }
      throw .conflict("the correlations cannot be computed: \(error.message)")
    }
  }
}
