public import Basics

/// What a table contains: for each column type, missing, distinct, spread and most frequent values,
/// and what is odd in the data.
public struct TableProfile: Hashable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The columns in order.
  public let columns: [ColumnProfile]
  /// What each column is for, in their order.
  public let roles: [ColumnRole]
  /// What deserves a look: of whole rows first, then by column.
  public let findings: [DataQualityFinding]
  /// What was noticed while reading.
  public let notes: [TableNote]

  /// The profile of `table`; columns are worked on side by side.
  ///
  /// - Parameters:
  ///   - newestPlausibleDate: the last day that a date may have; `nil`: not checked.
  ///   - threads: how many may work at once; `nil`: one for each processor.
  public init(_ table: Table, newestPlausibleDate: CalendarDate? = nil, threads: Int? = nil) {
    rows = table.rowCount
    notes = table.notes
    let results = Parallel.map(Array(zip(table.names, table.columns)), threads: threads) {
      name, column in
      let (sorted, tally) = (SortedValues(column), TextTally(column))
      let profile = ColumnProfile(name: name, column, sorted, tally)
      let found = DataQuality.findings(
        name, column, profile, sorted, tally, newest: newestPlausibleDate)
      return (profile: profile, findings: found)
    }
    columns = results.map(\.profile)
    roles = ColumnRole.all(in: table, columns, threads: threads)
    findings =
      (DataQuality.duplicates(table, columns).map { [$0] } ?? []) + results.flatMap(\.findings)
  }

  /// The profile in JSON.
  public var json: JSON {
    [
      "rows": .int(Int64(rows)),
      "columns": .array(zip(columns, roles).map { $0.json(role: $1.json) }),
      "findings": .array(findings.map(\.json)), "alerts": .array(alerts.map(\.json)),
      "notes": .array(
        notes.map { ["column": $0.column.map(JSON.string) ?? .null, "text": .string($0.text)] }),
    ]
  }
}

extension ColumnProfile {
  /// The profile in JSON.
  public var json: JSON { json(role: []) }

  /// The profile in JSON, with what tells the role of the column.
  func json(role: [JSON.Member]) -> JSON {
    var members: [JSON.Member] = [
      .init("name", .string(name)), .init("type", .string(type.rawValue)),
    ]
    members += role
    members += [
      .init("unit", unit.map { .string($0.symbol) } ?? .null),
      .init("missing", .int(Int64(missing))),
      .init("distinct", .int(Int64(distinct))),
    ]
    // Columns that programs wrote have nothing to tell.
    if let reading { members.append(.init("reading", reading.json)) }
    if let distribution {
      members += [
        .init("mean", .number(distribution.mean)),
        .init("standard_deviation", .number(distribution.standardDeviation)),
        .init("minimum", distribution.minimum.json),
        .init("first_quartile", distribution.firstQuartile.json),
        .init("median", distribution.median.json),
        .init("third_quartile", distribution.thirdQuartile.json),
        .init("maximum", distribution.maximum.json),
        .init("zeros", .int(Int64(distribution.zeros))),
        .init("negatives", .int(Int64(distribution.negatives))),
        .init("infinite", .int(Int64(distribution.infinite))),
      ]
    }
    if let earliest, let latest {
      members += [.init("earliest", earliest.json), .init("latest", latest.json)]
    }
    members.append(
      .init(
        "most_frequent",
        .array(mostFrequent.map { ["value": $0.value.json, "rows": .int(Int64($0.rows))] })))
    return .object(members)
  }
}

extension DataQualityFinding {
  /// The finding in JSON.
  public var json: JSON {
    [
      "kind": .string(kind.rawValue), "column": column.map(JSON.string) ?? .null,
      "text": .string(text), "row_count": .int(Int64(rowCount)),
      "rows": .array(rows.map { .int(Int64($0)) }),
    ]
  }
}
