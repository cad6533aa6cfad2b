import Tables

/// `expect`: conditions that the rows must meet; a build stops where one is false, and names the rows. A
/// condition that is unknown, because a value is missing, is not false.
struct ExpectStep: TableStep {
  static let key = "expect"

  let conditions: [Located<Expression>]

  init?(_ written: WrittenStep) {
    let values = written.value.sequence ?? [written.value]
    conditions = values.compactMap(written.parser.expression)
    if conditions.isEmpty { return nil }
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    if let before = scope.before {
      for condition in conditions { scope.checker.checkCondition(condition, before) }
    }
    return scope.before
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    needed.union(conditions.flatMap(\.value.columns))
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    for condition in conditions {
      try located(condition.position) {
        let answers = try condition.value.evaluate(on: table)
        let rows = (0..<table.rowCount).filter { answers.value(at: $0) == .bool(false) }
        guard !rows.isEmpty else { return }
        throw StudyError(
          at: condition.position,
          "table '\(context.table)' expects \(condition.value.text), which is false in \(rows.count) of \(table.rowCount) rows: "
            + rows.prefix(Self.shownRows).map { words($0, condition.value, in: table) }
            .joined(separator: "; ") + (rows.count > Self.shownRows ? "; ..." : ""))
      }
    }
    return table
  }

  private static let shownRows = 5

  /// `row 3 (co2 = -1)`, with the columns of the condition.
  private func words(_ row: Int, _ condition: Expression, in table: Table) -> String {
    let cells = condition.columns.map { name in
      let value = table[name]?.value(at: row) ?? .missing
      return "\(name) = \(value == .missing ? "missing" : value.description)"
    }
    return "row \(row + 1)" + (cells.isEmpty ? "" : " (\(cells.joined(separator: ", ")))")
  }
}
