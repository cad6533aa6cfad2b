internal import Basics

extension Table {
  /// A summary whose aggregates were computed elsewhere.
  package struct AnsweredSummary {
    let summary: Summary
    let results: [Column]
    let losses: [Loss]

    /// - Parameters:
    ///   - results: For each call of an aggregate in the summary its result by group.
    ///   - losses: What became missing on the way to them.
    package init(summary: Summary, results: [Column], losses: [Loss]) {
      (self.summary, self.results, self.losses) = (summary, results, losses)
    }
  }

  /// What `grouped(by:summarise:)` gives, of keys and aggregates that an engine computed.
  ///
  /// - Parameter empty: A table with the columns that were grouped, without rows: it has their units.
  package static func grouped(
    by keys: [(name: String, column: Column)], groups: Int, summaries: [AnsweredSummary],
    of empty: Table
  ) throws -> Table {
    let none = RowGroups(columns: [], rows: 0)
    let own = keys.map { key in
      (name: key.name, column: key.column.with(metadata: empty[key.name]?.metadata ?? .init()))
    }
    let order = RowOrder.sorted(
      rows: groups, by: own.map { .init(column: $0.column, descending: false) })
    let base = try Table(own, rowCount: groups)
    var result = own
    var losses: [Loss] = []
    let evaluator = Evaluator(table: empty, text: "")
    for one in summaries {
      let plan = try SummaryPlan(one.summary.expression, schema: empty.schema)
      var results = base
      for (call, column) in zip(plan.calls, one.results) {
        // The unit and kind of a result are those that it has of no rows.
        let arguments = call.arguments.map(evaluator.column)
        // A probability is the same in every row, also where there is none.
        let second =
          call.function == .quantile
          ? evaluator.evaluate(call.arguments[1]).column : arguments.dropFirst().first
        var lost = 0
        let blank = Aggregation(groups: none, rows: nil).compute(
          call.function, arguments.first, second,
          distinct: call.options.isDistinct, lost: &lost)
        try results.set(
          call.name, to: column.converted(to: call.type.type).with(metadata: blank.metadata))
      }
      let (column, after) = try Expression(text: one.summary.expression.text, root: plan.root)
        .evaluateCounting(on: results)
      losses += (one.losses + after).map { $0.of(one.summary.name) }
      result.append((one.summary.name, column))
    }
    var table = try Table(
      result.map { ($0.name, $0.column.gathered(order)) }, rowCount: groups,
      rowFlow: empty.rowFlow
        + [RowFlowStep(keys.isEmpty ? .summarised : .grouped(keys.map(\.name)), rows: groups)])
    table.notes = empty.notes
    table.tell(losses)
    return table
  }
}

extension Column {
  /// Whole numbers as doubles, where those are wanted.
  fileprivate func converted(to type: ColumnType?) -> Column {
    guard type == .double, case .int(let values) = values else { return self }
    return Column(.double(values.map(Double.init)), validity: validity, metadata: metadata)
  }
}
