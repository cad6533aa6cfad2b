import Tables

/// `columns`: unit, label, description and provenance of columns.
struct DescribeStep: TableStep {
  static let key = "columns"

  struct Description: Hashable, Sendable {
    let name: Located<String>
    let metadata: ColumnMetadata
  }

  let descriptions: [Description]

  init?(_ written: WrittenStep) {
    descriptions = written.parser.columns(written.entries, of: written.table).map {
      Description(name: Located($0.name, $0.position), metadata: $0.metadata)
    }
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect(descriptions.map(\.name))
    guard var result = scope.before else { return nil }
    for description in descriptions {
      guard let entry = result[description.name.value] else { continue }
      result.set(entry.name, type: entry.type, unit: description.metadata.unit ?? entry.unit)
    }
    return result
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet { needed }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    var table = table
    for description in descriptions {
      try located(description.name.position) {
        for name in try context.present([description.name.value], in: table) {
          try table.describe(name, as: description.metadata)
        }
      }
    }
    return table
  }
}
