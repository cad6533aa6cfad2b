internal import Statistics
internal import Tables

extension Composer {
  /// The correlations of every two columns as tiles, each with its number.
  func correlation(
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
    let kindName = kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
    let coefficients = try Self.coefficients(values, kind)
    var (xs, ys, rs, texts): ([String], [String], [Double], [String]) = ([], [], [], [])
    var sentences: [(strength: Double, text: String)] = []
    for i in names.indices.dropFirst() {
      for j in 0..<i {
        guard let (r, count) = coefficients[[j, i]] else { continue }
        let (first, second) = (title(names[i], table, chart), title(names[j], table, chart))
        xs.append(second)
        ys.append(first)
        rs.append(r)
        texts.append(NumberText.fixed(r, 2))
        sentences.append(
          (
            abs(r),
            "\(first) and \(second): \(NumberText.fixed(r, 2)) (n = \(count))."
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
      title: "\(kindName) correlations of \(names.count) variables",
      sentences: sentences.sorted { $0.strength > $1.strength }.map(\.text), axes: "")
    return (body, bottom)
  }

  /// The correlation of every two variables and the rows behind it, by their positions: those that
  /// an analysis of the same columns reports.
  private static func coefficients(
    _ values: [[Double]], _ kind: CorrelationMatrix.Kind
  ) throws(ChartError) -> [[Int]: (r: Double, count: Int)] {
    let matrix: AnalysisResult
    do throws(StatisticsError) {
      matrix = try CorrelationMatrix(kind).test(
        values.enumerated().map { (name: "\($0.offset)", values: $0.element) })
    } catch {
      // No two variables share three rows: a picture of empty cells says so.
      if error.code == .tooFewObservations { return [:] }
      throw .conflict("the correlations cannot be computed: \(error.message)")
    }
    var result: [[Int]: (r: Double, count: Int)] = [:]
    for comparison in matrix.comparisons ?? [] {
      if let r = comparison.estimate?.value, let count = comparison.count {
        result[comparison.groups.compactMap { Int($0) }] = (r, count)
      }
    }
    return result
  }
}
