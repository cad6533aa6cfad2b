/// The way of the rows, as a diagram.
struct RowFlowMark: CompositeMark {
  let keys: [Layer.CodingKeys] = [.x, .label]
  let scaleKeys: [ScaleRole: [ScaleSpecification.CodingKeys]] = [:]
  let readsGuides = false

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    if layer.label == nil, layer.where != nil {
      return (.where, "the row flow of a table is drawn whole; 'where' needs 'label' and 'x'")
    }
    guard (layer.label == nil) != (layer.x == nil) else { return nil }
    return (
      layer.label == nil ? .x : .label,
      "a row-flow diagram takes both 'label' and 'x', or neither"
    )
  }

  func body(
    _ composer: Composer, _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let table = try composer.rows(chart, chart.layers[0])
    return try RowFlowDiagram(chart: chart, setter: composer.setter, table: table).body(width)
  }
}
