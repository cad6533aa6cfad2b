/// The efficiency label of one model.
struct LabelCardMark: CompositeMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .label]
  let scaleKeys: [ScaleRole: [ScaleSpecification.CodingKeys]] = [:]
  let readsGuides = false

  func body(
    _ composer: Composer, _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let table = try composer.rows(chart, chart.layers[0])
    var card = try LabelCard(chart: chart, setter: composer.setter, table: table, width: width)
    return card.body()
  }
}
