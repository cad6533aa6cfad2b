internal import Tables

/// One row of the data as drawn.
package struct DrawnRow {
  package var panel: String?
  package var layer: Int
  package var mark: String
  package var series: String?
  /// Category or date of the place, as shown.
  package var place: String?
  package var x: Double?
  package var y: Double?
  package var low: Double?
  package var high: Double?
  package var count: Double?
  /// The number that a colour stands for.
  package var value: Double?
  package var label: String?

  /// A row of a layer, called by its mark or picture.
  package init(_ layer: Int, _ mark: String, _ series: String?, _ panel: String?) {
    (self.layer, self.mark, self.series, self.panel) = (layer, mark, series, panel)
  }

  static func table(_ rows: [DrawnRow]) throws(ChartError) -> Table {
    func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    var columns: [(name: String, column: Column)] = [
      ("layer", Column(ints: rows.map { Int64($0.layer + 1) })),
      ("mark", Column(texts: rows.map(\.mark))),
    ]
    func add(_ name: String, _ texts: [String?]) {
      if texts.contains(where: { $0 != nil }) { columns.append((name, Column(texts: texts))) }
    }
    func add(_ name: String, _ numbers: [Double?]) {
      if numbers.contains(where: { $0 != nil }) { columns.append((name, Column(doubles: numbers))) }
    }
    add("panel", rows.map(\.panel))
    add("series", rows.map(\.series))
    add("place", rows.map(\.place))
    add("x", rows.map { finite($0.x) })
    add("y", rows.map { finite($0.y) })
    add("low", rows.map { finite($0.low) })
    add("high", rows.map { finite($0.high) })
    add("count", rows.map { finite($0.count) })
    add("value", rows.map { finite($0.value) })
    add("label", rows.map(\.label))
    do { return try Table(columns, rowCount: rows.count) } catch {
      throw .conflict("the data as drawn do not form a table: \(error)")
    }
  }
}
