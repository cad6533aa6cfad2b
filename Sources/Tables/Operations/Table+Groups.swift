internal import Basics

/// A column that a summary makes: its name and the formula over the rows of a group.
public struct Summary: Hashable, Sendable {
  /// The name of the new column.
  public let name: String
  /// The formula, e.g. `100 * count() filter (where x > 0) / count()`.
  public let expression: Expression

  /// A summary.
  public init(_ name: String, _ expression: Expression) {
    self.name = name
    self.expression = expression
  }
}

extension Table {
  /// One row for each combination of the values of `keys` that occurs, sorted by them with missing
  /// last, and the summaries of its rows. Without keys: one row.
  ///
  /// A summary may mix summaries, keys, numbers and scalar functions: `sum(a) / sum(b)`.
  public func grouped(by keys: [String], summarise summaries: [Summary]) throws -> Table {
    var keyColumns: [Column] = []
    for key in keys { keyColumns.append(try column(key)) }
    var groups = RowGroups(columns: keyColumns, rows: rowCount)
    if keys.isEmpty, rowCount == 0 { groups = RowGroups(empty: 1) }
    let order = RowOrder.sorted(
      rows: groups.count,
      by: keyColumns.map { .init(column: $0.gathered(groups.firstRows), descending: false) })
    var result: [(name: String, column: Column)] = zip(keys, keyColumns).map {
      ($0, $1.gathered(groups.firstRows))
    }
    var losses: [Loss] = []
    let base = try Table(result, rowCount: groups.count)
    for summary in summaries {
      let (column, lost) = try SummaryEvaluator(table: self, groups: groups, keys: base).evaluate(
        summary.expression)
      losses += lost.map { $0.of(summary.name) }
      result.append((summary.name, column))
    }
    let step: RowChange = keys.isEmpty ? .summarised : .grouped(keys)
    var table = try Table(
      result.map { ($0.name, $0.column.gathered(order)) }, rowCount: groups.count,
      rowFlow: rowFlow + [RowFlowStep(step, rows: groups.count)])
    table.notes = notes
    table.tell(losses)
    return table
  }

  /// The type and unit of a summary over a table of this schema, or what is wrong with it.
  public static func type(
    of summary: Expression, keys: [String], in schema: Schema
  ) throws(ExpressionError) -> ExpressionType {
    let plan = try SummaryPlan(summary, schema: schema)
    let entries = plan.calls.map {
      Schema.Entry(name: $0.name, type: $0.type.type, unit: $0.type.unit)
    }
    let keyEntries = keys.compactMap { schema[$0] }
    return try TypeChecker(text: summary.text, schema: Schema(keyEntries + entries)).check(
      plan.root)
  }
}

extension RowGroups {
  /// `count` groups without rows.
  init(empty count: Int) {
    codes = []
    firstRows = Array(repeating: -1, count: count)
  }
}

/// Evaluates one summary over all groups.
private struct SummaryEvaluator {
  let table: Table
  let groups: RowGroups
  let keys: Table

  func evaluate(_ expression: Expression) throws -> (column: Column, losses: [Loss]) {
    let plan = try SummaryPlan(expression, schema: table.schema)
    var results = keys
    var losses: [Loss] = []
    let evaluator = Evaluator(table: table, text: expression.text)
    for call in plan.calls {
      let rows = call.options.filter.first.map { node in
        let (values, known) = evaluator.evaluate(node).condition(rows: table.rowCount)
        return Bitmap(words: zip(values, known).map { $0 & $1 }, count: table.rowCount)
      }
      let arguments = call.arguments.map(evaluator.column)
      // A probability is the same in every row, also where there is none.
      let second =
        call.function == .quantile
        ? evaluator.evaluate(call.arguments[1]).column : arguments.dropFirst().first
      var lost = 0
      let column = Aggregation(groups: groups, rows: rows).compute(
        call.function, arguments.first, second, distinct: call.options.isDistinct, lost: &lost)
      if lost > 0 {
        losses.append(call.function.overflow(lost, of: groups.count))
      }
      try results.set(call.name, to: column)
    }
    let summarised = Expression(text: expression.text, root: plan.root)
    let (column, after) = try summarised.evaluateCounting(on: results)
    return (column, evaluator.losses() + losses + after)
  }
}
