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
    var columns: [(name: String, column: Column)] = []
    for (name, column) in zip(table.names, table.columns) {
      let validity = column.validity.map { bits in Bitmap(rows.map { bits[$0] }) }
      let values: Column.Values
      switch column.values {
      case .double(let all): values = .double(rows.map { all[$0] })
      case .int(let all): values = .int(rows.map { all[$0] })
      case .text(let all):
        values = .text(.init(codes: rows.map { all.codes[$0] }, dictionary: all.dictionary))
      case .bool(let all): values = .bool(Bitmap(rows.map { all[$0] }))
      case .date(let all): values = .date(rows.map { all[$0] })
      case .timestamp(let all): values = .timestamp(rows.map { all[$0] })
      case .textList: continue
      }
      columns.append((name, Column(values, validity: validity, metadata: column.metadata)))
    }
    return (try? Table(columns, rowCount: rows.count, rowFlow: table.rowFlow)) ?? table
  }
}
