internal import Basics
internal import Tables

/// The rows of a table by the group that a column names.
struct GroupedRows {
  /// The groups, in the order asked for.
  private(set) var names: [String]
  /// The rows of each.
  private(set) var rows: [[Int]]
  /// How many rows name no group.
  let ungroupedCount: Int
  /// Whether the caller chose the groups.
  let isChosen: Bool
  /// The column that names them.
  let column: String

  /// - Parameter levels: The groups to keep, in this order; `nil`: all, in sorted order.
  init(
    _ column: String, levels: [String]?, in table: Table, for method: String
  ) throws(StatisticsError) {
    let (codes, known) = Categories.of(try ColumnSource.column(column, in: table))
    let chosen = levels ?? known
    guard chosen.count <= AnalysisLimits.groups else {
      throw .beyond(
        AnalysisLimits.groups, "\(method): '\(column)' has \(chosen.count) groups",
        "Name the groups to compare with 'levels', or choose a column with fewer groups")
    }
    var places: [String: Int] = [:]
    for (place, name) in known.enumerated() { places[name] = place }
    var position = [Int](repeating: -1, count: known.count)
    for (index, level) in chosen.enumerated() {
      guard let place = places[level] else {
        let nearest = level.nearest(in: known)
        // Data without a group are unfit data, not a wrong request.
        throw StatisticsError(
          .tooFewObservations,
          "'\(column)' has no group '\(level)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
      }
      guard position[place] < 0 else {
        throw StatisticsError(.badRequest, "\(method): 'levels' names '\(level)' twice")
      }
      position[place] = index
    }
    var rows = [[Int]](repeating: [], count: chosen.count)
    var ungrouped = 0
    for (row, code) in codes.enumerated() {
      if code < 0 {
        ungrouped += 1
      } else if position[code] >= 0 {
        rows[position[code]].append(row)
      }
    }
    self.column = column
    self.rows = rows
    names = chosen
    isChosen = levels != nil
    ungroupedCount = ungrouped
    try checkCount(of: names)
  }

  private func checkCount(of names: [String], _ what: String = "") throws(StatisticsError) {
    // What data do not hold is not a wrong request.
    guard names.count > 1 || isChosen else {
      throw StatisticsError(
        .tooFewObservations,
        "'\(column)' has \(names.first.map { "one group only\(what), '\($0)'" } ?? "no groups\(what)")"
      )
    }
  }

  /// Leaves out the groups, unless they were asked for by name, in whose rows no value `isUsable`; their
  /// names.
  mutating func dropUnused(
    needsTwo: Bool = true, _ isUsable: (Int) -> Bool
  ) throws(StatisticsError) -> [String] {
    guard !isChosen else { return [] }
    let used = names.indices.filter { rows[$0].contains(where: isUsable) }
    let dropped = names.indices.filter { !used.contains($0) }.map { names[$0] }
    guard !dropped.isEmpty else { return [] }
    // Nothing at all is said of the values themselves.
    guard !used.isEmpty else { return [] }
    if needsTwo { try checkCount(of: used.map { names[$0] }, " with values") }
    rows = used.map { rows[$0] }
    names = used.map { names[$0] }
    return dropped
  }

  /// How many rows the groups have together.
  var count: Int { rows.reduce(0) { $0 + $1.count } }
}

/// The rows of groups that belong together by a column: one row of each group in each block.
struct PairedRows {
  /// The row of each group by block, blocks in sorted order; `nil` where a block lacks it.
  private(set) var rows: [[Int?]]

  init(
    _ groups: GroupedRows, by block: String, in table: Table, for method: String
  ) throws(StatisticsError) {
    let (codes, names) = Categories.of(try ColumnSource.column(block, in: table))
    rows = Array(repeating: Array(repeating: nil, count: names.count), count: groups.rows.count)
    for (group, members) in groups.rows.enumerated() {
      for row in members where codes[row] >= 0 {
        guard rows[group][codes[row]] == nil else {
          throw StatisticsError(
            .domainError,
            "\(method): block '\(names[codes[row]])' of '\(block)' has several rows of "
              + "'\(groups.names[group])'; each block needs one of each group")
        }
        rows[group][codes[row]] = row
      }
    }
    // Blocks of other groups only are not blocks of these.
    let used = names.indices.filter { block in rows.contains { $0[block] != nil } }
    rows = rows.map { members in used.map { members[$0] } }
  }

  /// The values of a group by block, NaN where there is none.
  func values(_ group: Int, of column: [Double]) -> [Double] {
    rows[group].map { $0.map { column[$0] } ?? .nan }
  }
}
