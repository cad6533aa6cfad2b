import Tables

/// `group` and `summarise`: one row for each combination of values, with summaries of its rows.
struct SummariseStep: TableStep {
  static let key = "summarise"
  static let precedingKey: String? = "group"

  let keys: [Located<String>]
  let summaries: [Derivation]

  init?(_ written: WrittenStep) {
    keys = written.precedingNames
    summaries = written.derivations
  }

  /// Keys and summaries are known by name even where the columns before are not.
  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect(keys)
    var result = KnownColumns()
    for key in keys {
      let entry = scope.before?[key.value]
      result.set(key.value, type: entry?.type, unit: entry?.unit)
    }
    for summary in summaries {
      let type = scope.before.flatMap {
        scope.checker.checkSummary(summary.value, keys: keys.map(\.value), $0)
      }
      result = result.with(summary, type)
    }
    return result
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    ColumnSet(keys.map(\.value) + summaries.flatMap(\.value.value.columns))
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    var result = try table.grouped(
      by: keys.map(\.value), summarise: summaries.map { Summary($0.name, $0.value.value) })
    for summary in summaries { try result.describe(summary.name, as: summary.metadata) }
    return result
  }
}
