internal import Basics
internal import Tables

/// How long things lasted, and whether what is waited for had come by then.
struct SurvivalData {
  /// The columns that hold them.
  struct Columns: Sendable {
    let time: String
    let event: String
    let group: String?

    init(_ options: inout Options, groupIsNeeded: Bool) throws(StatisticsError) {
      time = try options.column("time", example: "days", "How long each thing was observed.")
      event = try options.column(
        "event", example: "archived",
        "Whether what is waited for came: true or 1; else it was censored.")
      let meaning = "The column that splits the rows into groups."
      group =
        groupIsNeeded
        ? try options.column("group", example: "domain", meaning)
        : try options.column("group", otherwise: "one group", meaning)
    }
  }

  let times: [Double]
  let events: [Bool]
  /// The group of each row by number.
  let groups: [Int]
  let groupNames: [String]
  /// The stratum of each row by number.
  let strata: [Int]
  let strataCount: Int
  let missingCount: Int
  let nonFiniteCount: Int

  init(
    _ columns: Columns, strata strataColumns: [String] = [], in table: Table, for method: String
  ) throws(StatisticsError) {
    let time = try ColumnSource.numbers(columns.time, in: table)
    let event = try ColumnSource.numbers(columns.event, in: table)
    func codes(_ name: String) throws(StatisticsError) -> (codes: [Int], names: [String]) {
      Categories.of(try ColumnSource.column(name, in: table))
    }
    let group = try columns.group.map { name throws(StatisticsError) in try codes(name) }
    var others: [[Int]] = []
    for name in strataColumns { others.append(try codes(name).codes) }
    try Self.check(event, columns.event, for: method)
    var rows: [Int] = []
    var missing = 0
    for row in time.indices {
      if time[row].isNaN || event[row].isNaN || (group.map { $0.codes[row] < 0 } ?? false)
        || others.contains(where: { $0[row] < 0 })
      {
        missing += 1
      } else if time[row].isFinite {
        rows.append(row)
      }
    }
    missingCount = missing
    nonFiniteCount = time.count - missing - rows.count
    guard !rows.isEmpty else {
      throw StatisticsError(
        .tooFewObservations,
        "\(method) needs at least 1 complete row; got \(CompleteCases.accounting(0, missing, nonFiniteCount))"
      )
    }
    times = rows.map { time[$0] }
    guard times.allSatisfy({ $0 >= 0 }) else {
      throw StatisticsError(.domainError, "\(method): '\(columns.time)' must not be negative")
    }
    events = rows.map { event[$0] == 1 }
    if let group {
      // In order of first appearance, also in rows that are not used.
      var place = [Int](repeating: -1, count: group.names.count)
      let used = Set(rows.map { group.codes[$0] })
      var names: [String] = []
      for code in group.codes where code >= 0 && place[code] < 0 && used.contains(code) {
        place[code] = names.count
        names.append(group.names[code])
      }
      guard names.count <= AnalysisLimits.groups else {
        throw .beyond(
          AnalysisLimits.groups, "\(method): there are \(names.count) groups",
          "Choose a column with fewer groups")
      }
      groups = rows.map { place[group.codes[$0]] }
      groupNames = names
    } else {
      groups = rows.map { _ in 0 }
      groupNames = []
    }
    (strata, strataCount) = Self.combined(others, rows)
  }

  /// Each combination of categories by number.
  static func combined(_ codes: [[Int]], _ rows: [Int]) -> (codes: [Int], count: Int) {
    var known: [[Int]: Int] = [:]
    let combined = rows.map { row -> Int in
      let key = codes.map { $0[row] }
      if let code = known[key] { return code }
      known[key] = known.count
      return known.count - 1
    }
    return (combined, known.count)
  }

  /// Refuses what is neither yes nor no.
  static func check(
    _ event: [Double], _ name: String, for method: String
  ) throws(StatisticsError) {
    guard event.allSatisfy({ $0.isNaN || $0 == 0 || $0 == 1 }) else {
      throw StatisticsError(
        .domainError, "\(method): '\(name)' must hold true and false, or 1 and 0")
    }
  }
}

extension AnalysisResult {
  /// Takes over count and losses of survival data.
  mutating func account(_ data: SurvivalData) {
    count = .one(data.times.count)
    missingCount = data.missingCount
    nonFiniteCount = data.nonFiniteCount
    sampleNames = data.groupNames
    if nonFiniteCount > 0 {
      notes.append("\(nonFiniteCount) rows with an infinite time were dropped")
    }
  }
}
