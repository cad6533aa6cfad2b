import Tables

/// `cross-table`: how often the values of two columns occur together, with shares.
struct CrossTableStep: TableStep {
  static let key = "cross-table"

  let rows: Located<String>
  let across: Located<String>
  let shares: CrossShares

  init?(_ written: WrittenStep) {
    guard let reader = written.mapping(["rows", "columns", "shares"]),
      reader.required("rows") != nil,
      reader.required("columns") != nil, let rows = reader.located("rows"),
      let across = reader.located("columns")
    else { return nil }
    self.rows = rows
    self.across = across
    let known = CrossShares.allCases.map(\.rawValue)
    shares = reader.choice("shares", of: known).flatMap(CrossShares.init) ?? .rows
  }

  /// The names of the columns after it are data.
  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect([rows, across])
    return nil
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    ColumnSet([rows.value, across.value])
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try table.crossTable(rows: rows.value, columns: across.value, shares: shares)
  }
}
