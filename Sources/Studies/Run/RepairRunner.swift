import Tables

/// Applies a named repair and counts the rows that it touched.
struct RepairRunner {
  let run: StudyRun

  func apply(_ repair: RepairDefinition, to table: Table) throws -> Table {
    guard run.isEnabled(repair) else { return table }
    var result = table
    switch repair.change {
    case .remove(let condition):
      let flags = try mask(condition, on: table)
      let kept = (0..<table.rowCount).filter { !flags[$0] }
      result = table.rows(at: kept)
      run.noteRepair(repair.id, rows: table.rowCount - kept.count)
    case .update(let updates):
      var touched = Bitmap(repeating: false, count: table.rowCount)
      for update in updates { try apply(update, to: &result, touched: &touched) }
      run.noteRepair(repair.id, rows: touched.setCount)
    }
    result.rowFlow = table.rowFlow
    result.rowFlow.append(RowFlowStep(step: "repair \(repair.id)", rows: result.rowCount))
    return result
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
        try table.replacing(column, with: assignment.value.value, where: flags)
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
