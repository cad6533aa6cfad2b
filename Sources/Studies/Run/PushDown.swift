import Engines
import Tables

/// Which first steps of a study's tables an engine can be asked to carry out.
struct PushDown {
  let used: UsedColumns

  /// A table with the steps that are asked for.
  struct Asked {
    let id: String
    /// How many steps the engine carries out.
    let steps: Int
    let table: PushedTable
    /// The step that ends in groups.
    let summaries: [Derivation]
  }

  /// What each table that begins with a source could ask for. A table whose first steps leave all rows as they are asks for
  /// nothing: its rows are fetched.
  func tables(of source: String, among names: [String]) -> [Asked] {
    used.study.tables.compactMap { table in
      guard case .from(let name) = table.start, name.value == source else { return nil }
      return groups(table) ?? rows(table, source, names)
    }
  }

  /// Conditions and derived columns, and then groups.
  private func groups(_ table: TableDefinition) -> Asked? {
    var steps: [PushedTable.Step] = []
    for (place, step) in table.steps.enumerated() {
      switch step.value {
      case let filter as FilterStep: steps.append(.filter(filter.condition.value))
      case let derive as DeriveStep:
        steps += derive.derivations.map { .derive($0.name, $0.value.value, $0.metadata) }
      // Which columns there are between does not matter to groups.
      case is SelectStep, is DropStep: break
      case let summarise as SummariseStep:
        return Asked(
          id: table.id, steps: place + 1,
          table: PushedTable(
            steps,
            .groups(
              keys: summarise.keys.map(\.value),
              summarise.summaries.map { Summary($0.name, $0.value.value) })),
          summaries: summarise.summaries)
      default: return nil
      }
    }
    return nil
  }

  /// Conditions on the columns of the source.
  private func rows(_ table: TableDefinition, _ source: String, _ names: [String]) -> Asked? {
    let filters = table.steps.prefix { $0.value is FilterStep }.compactMap {
      $0.value as? FilterStep
    }
    guard !filters.isEmpty else { return nil }
    let needed = used.columns(of: source, for: table, after: filters.count)
    let columns = names.filter(needed.contains)
    guard !columns.isEmpty else { return nil }
    return Asked(
      id: table.id, steps: filters.count,
      table: PushedTable(filters.map { .filter($0.condition.value) }, .rows(columns)), summaries: []
    )
  }
}

/// Rows or groups that an engine gave for the first steps of a table.
struct PushedAnswer: Sendable {
  let table: Table
  /// How many steps it carried out.
  let steps: Int
}

/// What an engine was asked for a source.
public struct EngineQuestion: Sendable {
  /// What for.
  public let title: String
  /// The statement.
  public let sql: String
  /// Why it was not another one; `nil` where nothing is to be said.
  public let reason: String?

  /// The statement below what it is for.
  public var text: String {
    let head = (["\(title)"] + (reason.map { [$0] } ?? [])).joined(separator: "\n")
    return head.split(separator: "\n").map { "-- \($0)" }.joined(separator: "\n") + "\n\(sql)"
  }
}
