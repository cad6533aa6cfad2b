import Tables

/// `summary-table`: variables by groups, as the first table of a paper has them.
struct SummaryTableStep: TableStep {
  static let key = "summary-table"

  let variables: [Located<String>]
  let by: Located<String>?
  let statistic: SummaryTable.Statistic

  init?(_ written: WrittenStep) {
    guard let reader = written.mapping(["variables", "by", "statistic"]),
      reader.required("variables") != nil, let variables = reader.names("variables")
    else { return nil }
    self.variables = variables
    by = reader.located("by")
    let known = SummaryTable.Statistic.allCases.map(\.rawValue)
    statistic = reader.choice("statistic", of: known).flatMap(SummaryTable.Statistic.init) ?? .auto
  }

  private var names: [Located<String>] { variables + (by.map { [$0] } ?? []) }

  /// The names of the columns after it are data.
  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect(names)
    return nil
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    ColumnSet(names.map(\.value))
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try SummaryTable(table, by: by?.value, statistic: statistic).table(of: variables.map(\.value))
  }
}
