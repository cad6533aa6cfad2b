internal import Tables

/// Rows of tables by condition and by number.
enum ChartExpression {
  /// The rows for which `condition` holds.
  static func filter(_ table: Table, _ condition: String, layer: Int) throws(ChartError) -> Table {
    let bits: Bitmap
    do {
      bits = try Expression.parse(condition).condition(on: table)
    } catch {
      throw .mapping(layer: layer, channel: "where", message: "\(error)")
    }
    return rows(bits.setIndices, of: table)
  }

  /// The given rows, in the given order.
  static func rows(_ rows: [Int], of table: Table) -> Table {
    let places = rows.map { Int32(truncatingIfNeeded: $0) }
    let columns = zip(table.names, table.columns).map { (name: $0, column: $1.gathered(places)) }
    return (try? Table(columns, rowCount: rows.count, rowFlow: table.rowFlow)) ?? table
  }
}
