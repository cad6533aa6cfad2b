public import Basics

/// What is other in a new version of a file: rows, columns, their types and roles, gaps, levels and ranges.
public struct ProfileComparison: Sendable {
  /// One thing that is other.
  public struct Change: Hashable, Sendable {
    /// The column; `nil`: the whole table.
    public let column: String?
    /// `rows`, `column`, `type`, `role`, `missing`, `distinct`, `range`, `median`, `values`.
    public let what: String
    public let old, new: String
  }

  /// In the order of the new file's columns; those that are gone come last.
  public let changes: [Change]

  /// Compares the profiles of two versions of a file.
  public init(_ old: TableProfile, _ new: TableProfile) {
    var changes: [Change] = []
    func compare(_ column: String?, _ what: String, _ old: String, _ new: String) {
      if old != new { changes.append(Change(column: column, what: what, old: old, new: new)) }
    }
    compare(nil, "rows", String(old.rows), String(new.rows))
    let places = Dictionary(
      zip(old.columns.map(\.name), old.columns.indices).map { ($0, $1) },
      uniquingKeysWith: { first, _ in first })
    for (place, column) in new.columns.enumerated() {
      guard let former = places[column.name] else {
        compare(column.name, "column", "absent", "present")
        continue
      }
      let before = old.columns[former]
      compare(column.name, "type", before.type.rawValue, column.type.rawValue)
      compare(
        column.name, "role", old.roles[former].kind.rawValue, new.roles[place].kind.rawValue)
      let shares = [(before, old.rows), (column, new.rows)].map { profile, rows in
        100 * Double(profile.missing) / Double(max(1, rows))
      }
      if abs(shares[0] - shares[1]) >= 1 {
        compare(column.name, "missing", Self.percent(shares[0]), Self.percent(shares[1]))
      }
      let parts = Self.parts(column)
      for part in Self.parts(before) {
        guard let other = parts.first(where: { $0.what == part.what }) else { continue }
        compare(column.name, part.what, part.words, other.words)
      }
    }
    let names = Set(new.columns.map(\.name))
    for column in old.columns where !names.contains(column.name) {
      compare(column.name, "column", "present", "absent")
    }
    self.changes = changes
  }

  private static func percent(_ share: Double) -> String { "\(NumberFormat.number.text(share)) %" }

  /// Each part of a profile that is told as it is, in words.
  private static func parts(_ column: ColumnProfile) -> [(what: String, words: String)] {
    if let spread = column.distribution {
      return [
        ("range", "\(spread.minimum) to \(spread.maximum)"), ("median", "\(spread.median)"),
      ]
    }
    if let earliest = column.earliest, let latest = column.latest {
      return [("range", "\(earliest) to \(latest)")]
    }
    return column.distinct <= 12
      ? [("values", column.mostFrequent.map(\.value.words).sorted().joined(separator: ", "))]
      : [("distinct", String(column.distinct))]
  }

  /// The comparison in JSON.
  public var json: JSON {
    [
      "changes": .array(
        changes.map {
          [
            "column": $0.column.map(JSON.string) ?? .null, "what": .string($0.what),
            "old": .string($0.old), "new": .string($0.new),
          ]
        })
    ]
  }
}
