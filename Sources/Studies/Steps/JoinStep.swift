import Basics
import Tables

/// `join`: what another table has for the same keys.
struct JoinStep: TableStep {
  static let key = "join"

  /// How many rows of a key are expected.
  enum Expectation: String, CaseIterable, Sendable {
    case oneToOne = "one-to-one"
    case manyToOne = "many-to-one"
    case manyToMany = "many-to-many"
  }

  struct Key: Hashable, Sendable {
    let left: Located<String>
    let right: String
  }

  let table: Located<String>
  let keys: [Key]
  let kind: JoinKind
  let expectation: Expectation

  /// What a column of the other table is called that has the name of one here.
  static let suffix = "_right"

  init?(_ written: WrittenStep) {
    guard let reader = written.mapping(["with", "on", "kind", "expect"]),
      reader.required("with") != nil, let table = reader.located("with"),
      let on = reader.required("on")
    else { return nil }
    self.table = table
    keys =
      if let entries = on.mapping {
        entries.compactMap { entry in
          entry.value.text.map { Key(left: Located(entry.key, entry.position), right: $0) }
        }
      } else {
        (reader.names("on") ?? []).map { Key(left: $0, right: $0.value) }
      }
    kind =
      reader.choice("kind", of: JoinKind.allCases.map(\.rawValue)).flatMap(JoinKind.init) ?? .left
    expectation =
      reader.choice("expect", of: Expectation.allCases.map(\.rawValue)).flatMap(Expectation.init)
      ?? .manyToOne
  }

  var references: [StepReference] { [.table(table)] }

  func columns(_ scope: StepScope) -> KnownColumns? {
    let other = scope.checker.columns(of: table.value)
    scope.expect(keys.map(\.left))
    if let other {
      for key in keys {
        scope.checker.expect(
          Located(key.right, key.left.position), in: other.names, of: "'\(table.value)'")
      }
    }
    guard let before = scope.before, kind != .anti else { return scope.before }
    guard let other else { return nil }
    return KnownColumns(
      before.entries
        + other.entries.filter { entry in !keys.contains { $0.right == entry.name } }.map { entry in
          let name = before[entry.name] == nil ? entry.name : entry.name + Self.suffix
          return Schema.Entry(name: name, type: entry.type, unit: entry.unit)
        })
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    needed.union(keys.map(\.left.value)).union(sharers(needed))
  }

  func readsOther(_ needed: ColumnSet) -> ColumnSet {
    let own = ColumnSet(keys.map(\.right))
    return kind == .anti ? own : needed.union(own).union(sharers(needed))
  }

  /// Names that both sides may have, so that what is needed of the other side keeps its suffix.
  private func sharers(_ needed: ColumnSet) -> ColumnSet {
    needed.mapped { $0.hasSuffix(Self.suffix) ? String($0.dropLast(Self.suffix.count)) : nil }
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    let names = keys.map(\.left.value)
    let other = try context.run.table(self.table).renamed(
      Dictionary(
        keys.filter { $0.left.value != $0.right }.map { ($0.right, $0.left.value) },
        uniquingKeysWith: { first, _ in first }))
    if expectation == .oneToOne, let key = try table.firstRepeatedKey(of: names) {
      throw StudyError(
        at: self.table.position,
        "the join with '\(self.table.value)' is not one-to-one: the key \(key) occurs in several rows here"
      )
    }
    return try table.joined(
      other, on: names, kind: kind, allowingDuplicates: expectation == .manyToMany,
      suffix: Self.suffix, called: self.table.value)
  }
}
