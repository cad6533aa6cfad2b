internal import Tables

/// Values by the text that names them: a column, or an expression over columns.
enum ColumnSource {
  static func column(_ text: String, in table: Table) throws(StatisticsError) -> Column {
    if let column = table[text] { return column }
    if text.filter({ !$0.isWhitespace }) == "row_number()" {
      return Column(.int((0..<Int64(table.rowCount)).map { $0 + 1 }))
    }
    do { return try table.column(text) } catch {
      throw StatisticsError(.badRequest, error.description)
    }
  }

  /// The column as numbers, NaN where missing.
  static func numbers(_ text: String, in table: Table) throws(StatisticsError) -> [Double] {
    let column = try column(text, in: table)
    guard let values = column.doublesOrNaN else {
      throw StatisticsError(
        .badRequest, "'\(text)' is a \(column.type.rawValue) column; a number is needed")
    }
    return values
  }

  /// The rows of `table` that meet `condition`.
  static func rows(of table: Table, where condition: String) throws(StatisticsError) -> Table {
    throw StatisticsError(.badRequest, "conditions on rows are not available: '\(condition)'")
  }
}
