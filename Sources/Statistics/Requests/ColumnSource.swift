internal import Tables

/// Values by the text that names them: a column, or an expression over columns.
enum ColumnSource {
  static func column(_ text: String, in table: Table) throws(StatisticsError) -> Column {
    if let column = table[text] { return column }
    do {
      return try Expression.parse(text).evaluate(on: table)
    } catch {
      throw StatisticsError(.badRequest, "\(error)")
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
    do {
      return try table.filtered(Expression.parse(condition))
    } catch {
      throw StatisticsError(.badRequest, "\(error)")
    }
  }
}
