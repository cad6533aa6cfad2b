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

  /// The rows of `table` in ascending order of a column, which must tell them apart, and how many come before the first
  /// gap: a step that is longer than one and a half of the usual one.
  static func rows(
    of table: Table, sortedBy text: String, for method: String
  ) throws(StatisticsError) -> (table: Table, firstGap: Int?) {
    let column = try column(text, in: table)
    let keys: [Double]
    if let values = column.doublesOrNaN {
      keys = values
    } else {
      // Names sort as they are written.
      let (codes, _) = Categories.of(column)
      keys = codes.map { $0 < 0 ? .nan : Double($0) }
    }
    if let row = keys.firstIndex(where: { !$0.isFinite }) {
      throw StatisticsError(
        .badRequest, "\(method): row \(row + 1) has no '\(text)', the time that orders the series")
    }
    let order = RadixSort.order(keys)
    for (a, b) in zip(order, order.dropFirst()) where keys[Int(a)] == keys[Int(b)] {
      throw StatisticsError(
        .badRequest,
        "\(method): '\(text)' has the same time in rows \(a + 1) and \(b + 1); a series has one value at "
          + "each: choose one series with 'where', or sum it up before")
    }
    let steps = zip(order, order.dropFirst()).map { keys[Int($1)] - keys[Int($0)] }
    let usual = steps.isEmpty ? 0 : steps.sorted()[steps.count / 2]
    let gap = steps.firstIndex { $0 > 1.5 * usual }
    do { return (try table.gathered(order, step: nil), gap.map { $0 + 1 }) } catch {
      throw StatisticsError(.badRequest, error.description)
    }
  }

  private static func failure(_ error: ExpressionError) -> StatisticsError {
    StatisticsError(.badRequest, "\(error.problem), in '\(error.text)'")
  }
}
