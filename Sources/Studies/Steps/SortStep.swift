import Tables

/// `sort`: the rows in the order of columns; a minus sign before a name: descending.
struct SortStep: TableStep {
  static let key = "sort"

  struct Key: Hashable, Sendable {
    let name: Located<String>
    let isDescending: Bool
  }

  let keys: [Key]

  init?(_ written: WrittenStep) {
    guard let names = written.names else { return nil }
    keys = names.map { name in
      name.value.hasPrefix("-")
        ? Key(name: Located(String(name.value.dropFirst()), name.position), isDescending: true)
        : Key(name: name, isDescending: false)
    }
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect(keys.map(\.name))
    return scope.before
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    needed.union(keys.map(\.name.value))
  }

  func bytesAdded(to table: Table) -> Int { table.byteCount }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try table.sorted(by: keys.map { SortKey($0.name.value, descending: $0.isDescending) })
  }
}
