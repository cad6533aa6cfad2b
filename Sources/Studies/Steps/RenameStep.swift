import Tables

/// `rename`: columns under new names.
struct RenameStep: TableStep {
  static let key = "rename"

  struct Name: Hashable, Sendable {
    let new: String
    let old: Located<String>
  }

  let names: [Name]

  init?(_ written: WrittenStep) {
    names = written.entries.compactMap { entry in
      entry.value.text.map { Name(new: entry.key, old: Located($0, entry.value.position)) }
    }
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect(names.map(\.old))
    return scope.before.map { before in
      KnownColumns(
        before.entries.map { entry in
          let name = names.first { $0.old.value == entry.name }?.new ?? entry.name
          return Schema.Entry(name: name, type: entry.type, unit: entry.unit)
        })
    }
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    needed.subtracting(names.map(\.new)).subtracting(names.map(\.old.value))
      .union(names.filter { needed.contains($0.new) }.map(\.old.value))
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    let present = Set(try context.present(names.map(\.old.value), in: table))
    return try table.renamed(
      Dictionary(
        names.filter { present.contains($0.old.value) }.map { ($0.old.value, $0.new) },
        uniquingKeysWith: { first, _ in first }))
  }
}
