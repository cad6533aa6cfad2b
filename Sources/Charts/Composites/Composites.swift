internal import Drawing
internal import Foundation
internal import Tables

extension Composer {
  /// A chart that one mark fills; `nil` for a chart of layers.
  func composite(
    _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double)? {
    guard let layer = chart.layers.first else { return nil }
    return try layer.mark.composite?.body(self, chart, width: width, height: height)
  }

  /// The rows that a composite draws.
  func rows(_ chart: Chart, _ layer: Layer) throws(ChartError) -> Table {
    try rows(layer.table ?? chart.table, layer.where)
  }

  func rows(_ name: String?, _ condition: String?) throws(ChartError) -> Table {
    let table = try data.table(name)
    guard let condition else { return table }
    return try ChartExpression.filter(table, condition, layer: 0)
  }

  /// Refuses more rows than a picture of one row each can hold.
  static func checkRows(_ count: Int, _ name: String) throws(ChartError) {
    guard count <= ChartLimits.compositeRows else {
      throw .tooMany(
        "rows of a '\(name)'", count: count, limit: ChartLimits.compositeRows,
        advice: "choose rows with 'where'")
    }
  }

  /// Draws `chart` from a table made for it.
  func drawn(
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
  func title(_ name: String, _ table: Table, _ chart: Chart) -> String {
    chart.scales.x.labels?[name] ?? table[name]?.metadata.label ?? ChannelReader.humanised(name)
  }
}
