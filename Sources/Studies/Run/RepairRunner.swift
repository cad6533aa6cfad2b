import Tables

/// Applies a named repair and counts the rows that it touched.
struct RepairRunner {
  /// Changes the rows, and says how many it touched.
  func apply(_ repair: RepairDefinition, to table: inout Table) throws -> Int {
    switch repair.change {
    case .remove(let condition):
      let removed = try mask(condition, on: table)
      let kept = Bitmap((0..<table.rowCount).map { !removed[$0] })
      table = try table.filtered(kept, step: .repaired(repair.id))
      return removed.setCount
    case .update(let updates):
      var touched = Bitmap(repeating: false, count: table.rowCount)
      for update in updates { try apply(update, to: &table, touched: &touched) }
      table.rowFlow.append(RowFlowStep(.repaired(repair.id), rows: table.rowCount))
      return touched.setCount
    }
  }

  private func apply(
    _ update: RepairDefinition.Update, to table: inout Table, touched: inout Bitmap
  ) throws {
    let flags =
      try update.condition.map { try mask($0, on: table) }
      ?? Bitmap(repeating: true, count: table.rowCount)
    for assignment in update.assignments {
      let column = try located(assignment.column.position) {
        try table.column(assignment.column.value)
      }
      let replaced = try located(assignment.value.position) {
        column.replacing(with: try assignment.value.value.evaluate(on: table), where: flags)
      }
      try table.set(assignment.column.value, to: replaced)
    }
    for row in flags.setIndices { touched[row] = true }
  }

  /// The rows for which a condition is true; unknown counts as false.
  private func mask(_ condition: Located<Expression>, on table: Table) throws -> Bitmap {
    try located(condition.position) { try condition.value.condition(on: table) }
  }
}

extension Column {
  /// The cells of `other` where a bit is set, else the own ones; metadata stay the own.
  fileprivate func replacing(with other: Column, where rows: Bitmap) -> Column {
    let wider = type == .int && other.type == .double ? ColumnType.double : type
    return Column(
      type: wider,
      (0..<count).map { row in
        let cell = (rows[row] ? other : self).value(at: row)
        if wider == .double, case .int(let value) = cell { return .double(Double(value)) }
        return cell
      }, metadata: metadata)
  }
}
