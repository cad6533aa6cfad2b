import Basics
import Statistics
import Tables

/// An analysis run again without the rows of each value of a column: what rests on one owner, one
/// month, one laboratory.
struct LeaveOut: Sendable {
  /// One run.
  struct Run: Sendable {
    let without: String
    let estimate: Double
    let low: Double?
    let high: Double?
  }

  let column: String
  /// The runs that have an estimate, in the order in which the values first appear.
  let runs: [Run]
  /// Values without whose rows the analysis has no result.
  let failures: Int

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
    self.runs = runs
    failures = order.count - runs.count
  }

  /// The ends that all runs reach.
  var json: JSON {
    // Of equal estimates the first by name, whatever the order of the rows.
    let lowest = runs.min { ($0.estimate, $0.without) < ($1.estimate, $1.without) }
    let highest = runs.min { ($1.estimate, $0.without) < ($0.estimate, $1.without) }
    func end(_ run: Run?) -> JSON {
      guard let run else { return .null }
      return ["value": .double(run.estimate), "without": .string(run.without)]
    }
    return [
      "column": .string(column), "runs": .int(Int64(runs.count)),
      "failures": .int(Int64(failures)), "lowest": end(lowest), "highest": end(highest),
      "conf_low": .number(runs.compactMap(\.low).min()),
      "conf_high": .number(runs.compactMap(\.high).max()),
    ]
  }
}
