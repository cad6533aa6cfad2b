import Basics
import Statistics
import Tables

/// An analysis run again without the rows of each value of a column: what is based on one owner, one
/// month, one laboratory.
struct LeaveOut: Hashable, Sendable {
  /// One run.
  private struct Run: Sendable {
    let without: String
    let estimate: Double
    let low: Double?
    let high: Double?
  }

  /// An end that all runs reach, and the value without which it is reached.
  struct End: Hashable, Sendable {
    let value: Double
    let without: String
  }

  let column: String
  /// How many runs have an estimate.
  let runs: Int
  /// Values without whose rows the analysis has no result.
  let failures: Int
  let lowest: End?
  let highest: End?
  /// The ends that the intervals of all runs reach.
  let lowestLimit: Double?
  let highestLimit: Double?

  /// Runs `analyse` on the columns `names` of `table` without the rows of each value; rows without a value
  /// are never left out. `atOnce` gives the estimates without each value where the method has them at once.
  init(
    _ column: Located<String>, of table: Table, reading names: [String],
    atOnce: ([Int32], Int) throws -> [Estimate?]?, analyse: (Table) throws -> AnalysisResult?
  ) throws {
    self.column = column.value
    let values = try located(column.position) { try table.column(column.value) }
    var order: [String] = []
    var codes: [String: Int] = [:]
    var codeOfRow: [Int32] = []
    for row in 0..<table.rowCount {
      guard values.isValid(row) else {
        codeOfRow.append(-1)
        continue
      }
      let name = values.value(at: row).description
      let code = codes[name] ?? order.count
      if code == order.count {
        codes[name] = code
        order.append(name)
      }
      codeOfRow.append(Int32(code))
    }
    let read = try table.selected(names)
    let estimates =
      try atOnce(codeOfRow, order.count)
      ?? (0..<Int32(order.count)).map { left in
        var kept: [Int32] = []
        kept.reserveCapacity(codeOfRow.count)
        for (row, own) in codeOfRow.enumerated() where own != left { kept.append(Int32(row)) }
        return try analyse(read.gathered(kept, step: nil))?.estimate
      }
    let runs = zip(order, estimates).compactMap { name, estimate -> Run? in
      guard let estimate, let value = estimate.value else { return nil }
      return Run(
        without: name, estimate: value, low: estimate.interval?.low,
        high: estimate.interval?.high)
    }
    self.runs = runs.count
    failures = order.count - runs.count
    // Of equal estimates the first by name, whatever the order of the rows.
    let lowest = runs.min { ($0.estimate, $0.without) < ($1.estimate, $1.without) }
    let highest = runs.min { ($1.estimate, $0.without) < ($0.estimate, $1.without) }
    self.lowest = lowest.map { End(value: $0.estimate, without: $0.without) }
    self.highest = highest.map { End(value: $0.estimate, without: $0.without) }
    lowestLimit = runs.compactMap(\.low).min()
    highestLimit = runs.compactMap(\.high).max()
  }
}

extension LeaveOut: Keyed {
  enum Key: String, CodingKey, CaseIterable {
    case column, runs, failures, lowest, highest
    case lowestLimit = "conf_low"
    case highestLimit = "conf_high"
  }

  func node(_ key: Key) -> Node? {
    switch key {
    case .column: .text(column)
    case .runs: .whole(Int64(runs))
    case .failures: .whole(Int64(failures))
    case .lowest: .optional(lowest)
    case .highest: .optional(highest)
    case .lowestLimit: .number(lowestLimit)
    case .highestLimit: .number(highestLimit)
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    column = try parts.required(.column)
    runs = try parts.whole(.runs) ?? 0
    failures = try parts.whole(.failures) ?? 0
    lowest = try parts.value(.lowest)
    highest = try parts.value(.highest)
    lowestLimit = try parts.number(.lowestLimit)
    highestLimit = try parts.number(.highestLimit)
  }
}

extension LeaveOut.End: Keyed {
  enum Key: String, CodingKey, CaseIterable {
    case value, without
  }

  func node(_ key: Key) -> Node? {
    switch key {
    case .value: .number(value)
    case .without: .text(without)
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    guard let value = try parts.number(.value) else { throw parts.error(.value, "is missing") }
    self.value = value
    without = try parts.required(.without)
  }

  var principal: Node? { node(.value) }
}
