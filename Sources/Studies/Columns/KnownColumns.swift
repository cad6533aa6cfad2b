import Basics
import Tables

/// What is known of the columns of a table before any of its rows is read.
struct KnownColumns {
  /// One column; its type is `nil` where only the rows tell.
  struct Entry {
    let name: String
    var type: ColumnType?
    var unit: Unit?
  }

  private(set) var entries: [Entry] = []

  var names: [String] { entries.map(\.name) }

  subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// Adds a column, or puts it in the place of the one of its name.
  mutating func set(_ name: String, type: ColumnType? = nil, unit: Unit? = nil) {
    let entry = Entry(name: name, type: type, unit: unit)
    if let index = entries.firstIndex(where: { $0.name == name }) {
      entries[index] = entry
    } else {
      entries.append(entry)
    }
  }

  /// The columns for which `isKept` holds.
  func filtered(_ isKept: (Entry) -> Bool) -> KnownColumns {
    KnownColumns(entries: entries.filter(isKept))
  }

  /// What an expression may be over these columns.
  enum Outcome {
    /// Its possible types, and its unit where there is but one.
    case fits(types: Set<ColumnType?>, unit: Unit?)
    case fails(ExpressionError)
  }

  /// More columns of unknown type than these are not tried in all combinations.
  private static let openLimit = 3

  /// Tries every type that the columns without one may have: only what no combination makes right
  /// fails, so nothing that could run is refused.
  func outcome(
    _ expression: Expression,
    _ check: (Expression, Schema) throws(ExpressionError) -> ExpressionType
  ) -> Outcome {
    let read = entries.filter { expression.columns.contains($0.name) }
    let open = read.filter { $0.type == nil }
    guard open.count <= Self.openLimit else { return .fits(types: [nil], unit: nil) }
    var types: Set<ColumnType?> = []
    var units: Set<Unit?> = []
    var failure: ExpressionError?
    for assignment in Self.assignments(open) {
      let schema = Schema(
        read.map {
          let type = $0.type ?? assignment[$0.name] ?? .double
          return Schema.Entry(name: $0.name, type: type, unit: $0.unit)
        })
      do {
        let type = try check(expression, schema)
        types.insert(type.type)
        units.insert(type.unit)
      } catch {
        // The failure that left the most of the formula standing says the most.
        if (failure?.range.count ?? -1) < error.range.count { failure = error }
      }
    }
    if types.isEmpty, let failure { return .fails(failure) }
    return .fits(types: types, unit: units.count == 1 ? units.first ?? nil : nil)
  }

  /// What has a unit holds numbers, or text that begins with one.
  private static let measured: [ColumnType] = [.double, .int, .text]

  private static func assignments(_ entries: [Entry]) -> [[String: ColumnType]] {
    entries.reduce([[:]]) { partial, entry in
      let types = entry.unit == nil ? ColumnType.allCases : measured
      return partial.flatMap { assignment in
        types.map { assignment.merging([entry.name: $0]) { first, _ in first } }
      }
    }
  }
}
