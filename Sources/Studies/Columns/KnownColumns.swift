import Basics
import Tables

/// What is known of the columns of a table before any of its rows is read.
struct KnownColumns {
  private(set) var schema: Schema

  init(_ entries: [Schema.Entry] = []) { schema = Schema(entries) }

  var entries: [Schema.Entry] { schema.entries }
  var names: [String] { schema.names }

  subscript(name: String) -> Schema.Entry? { schema[name] }

  /// Adds a column, or puts it in the place of the one of its name; its type is `nil` where only the
  /// rows tell.
  mutating func set(_ name: String, type: ColumnType? = nil, unit: Unit? = nil) {
    let entry = Schema.Entry(name: name, type: type, unit: unit)
    var entries = schema.entries
    if let index = entries.firstIndex(where: { $0.name == name }) {
      entries[index] = entry
    } else {
      entries.append(entry)
    }
    schema = Schema(entries)
  }

  /// The columns for which `isKept` holds.
  func filtered(_ isKept: (Schema.Entry) -> Bool) -> KnownColumns {
    KnownColumns(entries.filter(isKept))
  }

  /// The columns of rows below each other; `nil` where those of a part are not known.
  static func union(_ parts: [KnownColumns?]) -> KnownColumns? {
    var result: KnownColumns?
    for part in parts {
      guard let part else { return nil }
      guard let above = result else {
        result = part
        continue
      }
      result = KnownColumns(
        above.entries.map { entry in
          guard let below = part[entry.name] else { return entry }
          return Schema.Entry(
            name: entry.name, type: commonType([entry.type, below.type]),
            unit: entry.unit ?? below.unit)
        } + part.entries.filter { above[$0.name] == nil })
    }
    return result
  }

  /// The type of a column that holds values of all of these; `nil` where one is not known, or none
  /// fits them all, which is reported when they meet.
  static func commonType(_ types: [ColumnType?]) -> ColumnType? {
    guard let first = types.first ?? nil else { return nil }
    return types.dropFirst().reduce(first) { common, next in
      guard let common, let next else { return nil }
      return common == next ? common : common.isNumeric && next.isNumeric ? .double : nil
    }
  }
}
