internal import Tables

/// Values by the text that names them: a column, or an expression over columns.
enum ColumnSource {
  /// The column called `text`, or the values of the expression `text`.
  static func column(_ text: String, in table: Table) throws(StatisticsError) -> Column {
    if let column = table[text] { return column }
    do {
      return try Expression.parse(text).evaluate(on: table)
    } catch {
      throw failure(error)
    }
  }

  /// Puts the values of those `texts` that are expressions beside the columns, under their own text, so that
  /// each is computed once and what became missing is reported once. A text that is none is reported where it is used.
  static func evaluate(_ texts: [String], in table: inout Table) throws(StatisticsError) {
    for text in texts where table[text] == nil {
      guard let expression = try? Expression.parse(text), !expression.columns.isEmpty else {
        continue
      }
      do {
        let (column, losses) = try expression.evaluateCounting(on: table)
        try table.set(text, to: column)
        table.tell(losses.map { $0.of(text) })
      } catch {
        continue
      }
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
    let expression: Expression
    do {
      expression = try Expression.parse(condition)
    } catch {
      throw failure(error)
    }
    do {
      return try table.filtered(expression)
    } catch let error as ExpressionError {
      throw failure(error)
    } catch {
      throw StatisticsError(.badRequest, "\(error)")
    }
  }

  private static func failure(_ error: ExpressionError) -> StatisticsError {
    StatisticsError(.badRequest, "\(error.problem), in '\(error.text)'")
  }
}
