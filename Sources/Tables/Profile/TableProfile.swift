internal import Foundation

/// What a table holds: for each column type, missing, distinct, spread and most frequent values,
/// and what is odd in the data.
public struct TableProfile: Hashable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The columns in order.
  public let columns: [ColumnProfile]
  /// What deserves a look: of whole rows first, then by column.
  public let findings: [DataQualityFinding]
  /// What was noticed while reading.
  public let notes: [TableNote]

  /// The profile of `table`; columns are worked on side by side.
  ///
  /// - Parameter newestPlausibleDate: the last day that a date may have; `nil`: not checked.
  public init(_ table: Table, newestPlausibleDate: CalendarDate? = nil) {
    rows = table.rowCount
    notes = table.notes
    let results = Results(count: table.names.count)
    let (names, all) = (table.names, table.columns)
    DispatchQueue.concurrentPerform(iterations: names.count) { index in
      let (sorted, tally) = (SortedValues(all[index]), TextTally(all[index]))
      let profile = ColumnProfile(name: names[index], all[index], sorted, tally)
      let found = DataQuality.findings(
        names[index], all[index], profile, sorted, tally, newest: newestPlausibleDate)
      results.set(index, profile, found)
    }
    columns = results.profiles
    findings =
      (DataQuality.duplicates(table, columns).map { [$0] } ?? []) + results.findings
  }

  /// Slots for the columns' results. Sendable: each slot is written once, under the lock.
  private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private var slots: [(ColumnProfile, [DataQualityFinding])?]

    init(count: Int) { slots = Array(repeating: nil, count: count) }

    func set(_ index: Int, _ profile: ColumnProfile, _ findings: [DataQualityFinding]) {
      lock.withLock { slots[index] = (profile, findings) }
    }

    var profiles: [ColumnProfile] { lock.withLock { slots.compactMap { $0?.0 } } }
    var findings: [DataQualityFinding] { lock.withLock { slots.flatMap { $0?.1 ?? [] } } }
  }

  /// The profile in JSON.
  public var json: JSON {
    [
      "rows": .int(Int64(rows)), "columns": .array(columns.map(\.json)),
      "findings": .array(findings.map(\.json)),
      "notes": .array(
        notes.map { ["column": $0.column.map(JSON.string) ?? .null, "text": .string($0.text)] }),
    ]
  }
}

extension ColumnProfile {
  /// The profile in JSON.
  public var json: JSON {
    var members: [JSON.Member] = [
      .init("name", .string(name)), .init("type", .string(type.rawValue)),
      .init("unit", unit.map { .string($0.symbol) } ?? .null),
      .init("missing", .int(Int64(missing))),
      .init("distinct", .int(Int64(distinct))),
    ]
    if let distribution {
      members += [
        .init("mean", .number(distribution.mean)),
        .init("standard_deviation", .number(distribution.standardDeviation)),
        .init("minimum", .number(distribution.minimum)),
        .init("first_quartile", .number(distribution.firstQuartile)),
        .init("median", .number(distribution.median)),
        .init("third_quartile", .number(distribution.thirdQuartile)),
        .init("maximum", .number(distribution.maximum)),
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
