public import Basics
public import Tables

extension AnalysisRequest {
  /// A request about columns of a table. A column that the method does not read is refused.
  ///
  /// - Parameters:
  ///   - x, y: columns, or expressions over columns.
  ///   - z: further variables by name.
  ///   - group: a column that splits `x` into samples; for tables of counts the second variable; for
  ///     clustered covariances and bootstraps the cluster of each row.
  ///   - levels: which groups to compare, in this order; `nil`: all that have values, in sorted order.
  ///   - block: for methods of paired or blocked values the column that names the pair or block of each
  ///     row, where `group` splits `x`.
  ///   - cluster: the cluster of each row.
  ///   - condition: a condition that rows must meet, as an expression.
  ///   - formula: the model of a fit; without one, `y` is modelled by `x`.
  ///   - weights: a column of weights.
  ///   - successes, trials: columns of counts.
  ///   - time: the column by which a series is put in order.
  public init(
    method: String, table source: Table, x: String? = nil, y: String? = nil, z: [String] = [],
    group: String? = nil, levels: [String]? = nil, block: String? = nil, cluster: String? = nil,
    where condition: String? = nil, formula: String? = nil, weights: String? = nil,
    successes: String? = nil, trials: String? = nil, time: String? = nil,
    options: JSON = .object([])
  ) throws(StatisticsError) {
    self.init(method: method, options: options)
    let descriptor = try Methods.named(method)
    let facts = descriptor.facts
    let roles: [(name: String, isGiven: Bool)] = [
      ("x", x != nil), ("y", y != nil), ("z", !z.isEmpty), ("group", group != nil),
      ("levels", levels != nil), ("block", block != nil), ("cluster", cluster != nil),
      ("formula", formula != nil), ("weights", weights != nil), ("successes", successes != nil),
      ("trials", trials != nil), ("time", time != nil),
    ]
    try facts.check(roles: roles.filter(\.isGiven).map(\.name))
    var table =
      try condition.map { condition throws(StatisticsError) in
        try ColumnSource.rows(of: source, where: condition)
      } ?? source
    try ColumnSource.evaluate(
      [x, y, group, block, cluster, weights, successes, trials, time].compactMap { $0 } + z
        + ModelFormula.inputs(of: formula) + descriptor.columns(named: options), in: &table)
    if let time {
      let sorted = try ColumnSource.rows(of: table, sortedBy: time, for: method)
      table = sorted.table
      if let gap = sorted.firstGap {
        remarks.append(
          "the times have gaps, the first after value \(gap) of \(table.rowCount); the values are taken as evenly spaced"
        )
      }
    }
    rowFlow = table.rowFlow
    func numbers(_ name: String?) throws(StatisticsError) -> [Double]? {
      guard let name else { return nil }
      return try ColumnSource.numbers(name, in: table)
    }
    self.weights = try numbers(weights)
    self.successes = try numbers(successes)
    self.trials = try numbers(trials)
    let groups =
      try group.map { column throws(StatisticsError) -> GroupedRows? in
        guard facts.takes.splitsByGroup else { return nil }
        return try GroupedRows(column, levels: levels, in: table, for: method)
      } ?? nil
    switch facts.takes {
    case .fit, .binomialFit:
      try setModel(table, x: x, y: y, successes: successes, formula: formula)
    case .counts: try setCounts(table, x: x, y: y ?? group)
    case .pairedCounts:
      if let groups, let block {
        try setPairedCounts(table, x: x, groups, block)
      } else {
        try setCounts(table, x: x, y: y, sharesCategories: true)
      }
    case .proportion: try setProportion(table, x: x, groups)
    case .pValues: pValues = try ColumnSource.numbers(try needed(x, "x"), in: table)
    case .samples, .blocks, .repeated, .differences:
      if let groups {
        try setSamples(table, x: try needed(x, "x"), groups, block: block)
      } else {
        try setVariables(table, x: x, y: y, z: z, asSamples: facts.takes == .blocks)
      }
    case .series, .gappedSeries:
      try setVariables(table, x: try needed(x, "x"), y: nil, z: [], asSamples: false)
    case .modelledSeries:
      try setVariables(table, x: nil, y: try needed(y ?? x, "y"), z: [], asSamples: false)
    case .strata: try setStrata(table, x: x, y: y, block: block)
    case .table: frame = table
    case .tableModel:
      guard let formula else {
        throw StatisticsError(.badRequest, "\(method) needs a formula")
      }
      do { self.formula = try ModelFormula(parsing: formula) } catch {
        throw StatisticsError(.badRequest, error.description)
      }
      frame = table
    case .variable, .oneOrTwo, .pair, .partial, .columns:
      try setVariables(table, x: x, y: y, z: z, asSamples: false)
    }
    // A group may be meant for anything; that it names clusters has to be said.
    if facts.takes == .fit, cluster == nil, group != nil, options["covariance"] == nil {
      throw StatisticsError(
        .badRequest,
        "\(method) reads 'group' only with the covariance cluster or CR2; clusters are named by "
          + "'cluster'")
    }
    if facts.takesClusters, let name = cluster ?? group {
      self.groups = Categories.of(try ColumnSource.column(name, in: table)).codes
    }
  }

  /// The values of a column, or of an expression over columns, NaN where missing.
  public static func values(
    of text: String, in table: Table
  ) throws(StatisticsError) -> [Double] {
    try ColumnSource.numbers(text, in: table)
  }

  private func needed(_ name: String?, _ role: String) throws(StatisticsError) -> String {
    guard let name else {
      throw StatisticsError(.badRequest, "\(method) needs '\(role)', a column")
    }
    return name
  }

  private mutating func setVariables(
    _ table: Table, x: String?, y: String?, z: [String], asSamples: Bool
  ) throws(StatisticsError) {
    func variable(_ name: String) throws(StatisticsError) -> RequestVariable {
      let column = try ColumnSource.column(name, in: table)
      var whole: [Int64]?
      let limit = UInt64(Self.largestCount)
      if case .int(let values) = column.values,
        values.indices.contains(where: { Int64(values[$0]).magnitude > limit })
      {
        whole = values.indices.lazy.filter(column.isValid).map { Int64(values[$0]) }
      }
      return RequestVariable(
        try ColumnSource.numbers(name, in: table), name: name, whole: whole)
    }
    if asSamples {
      for name in [x, y].compactMap({ $0 }) + z {
        let variable = try variable(name)
        samples.append(Sample(variable.values, name: name))
      }
      return
    }
    if let x { self.x = try variable(x) }
    if let y { self.y = try variable(y) }
    for name in z { self.z.append(try variable(name)) }
  }

  /// The values of each group; paired, or in blocks, where a block says which belong together.
  private mutating func setSamples(
    _ table: Table, x: String, _ given: GroupedRows, block: String?
  ) throws(StatisticsError) {
    let values = try ColumnSource.numbers(x, in: table)
    var groups = given
    drop(
      try groups.dropUnused { values[$0].isFinite }, values: x, groups: given, of: values)
    note(groups, block: block)
    guard let block else {
      samples = zip(groups.rows, groups.names).map { rows, name in
        Sample(rows.map { values[$0] }, name: name)
      }
      return
    }
    let pairs = try PairedRows(groups, by: block, in: table, for: method)
    let columns = groups.names.indices.map { pairs.values($0, of: values) }
    guard Methods[method]?.facts.takes != .blocks else {
      samples = zip(columns, groups.names).map { Sample($0, name: $1) }
      return
    }
    guard columns.count == 2 else {
      throw StatisticsError(
        .badRequest,
        "\(method) compares 2 groups; got \(columns.count) (\(groups.names.prefix(5).joined(separator: ", "))):"
          + " name two with 'levels'")
    }
    self.x = RequestVariable(columns[0], name: groups.names[0])
    y = RequestVariable(columns[1], name: groups.names[1])
    sampleNames = groups.names
  }

  /// Counts what went with groups that have no usable value, and says so.
  private mutating func drop(
    _ dropped: [String], values x: String, groups: GroupedRows, of values: [Double]
  ) {
    losses.missing += groups.ungroupedCount
    guard !dropped.isEmpty else { return }
    let names = Set(dropped)
    for (name, rows) in zip(groups.names, groups.rows) where names.contains(name) {
      let infinite = rows.count { values[$0].isInfinite }
      losses.infinite += infinite
      losses.missing += rows.count - infinite
    }
    remark(dropped, lacking: x)
  }

  /// Says which groups or categories went with the rows that lack a value.
  private mutating func remark(_ dropped: [String], lacking x: String) {
    guard !dropped.isEmpty else { return }
    remarks.append(
      dropped.count > 5
        ? "\(dropped.count) groups have no value of \(x) and are left out"
        : "\(dropped.map { "'\($0)'" }.joined(separator: ", ")) \(dropped.count == 1 ? "has" : "have") "
          + "no value of \(x) and \(dropped.count == 1 ? "is" : "are") left out")
  }

  private mutating func note(_ groups: GroupedRows, block: String?) {
    rowFlow.append(
      RowFlowStep(
        .levels(groups.names, of: groups.column, blocks: block), rows: groups.count))
  }

  private mutating func setModel(
    _ table: Table, x: String?, y: String?, successes: String?, formula text: String?
  ) throws(StatisticsError) {
    let parsed: ModelFormula
    do {
      if let text {
        parsed = try ModelFormula(parsing: text)
      } else {
        guard let y = y ?? successes, let x else {
          throw StatisticsError(.badRequest, "\(method) needs a formula, or 'y' and 'x'")
        }
        parsed = try ModelFormula(reading: "\(y) ~ \(x)")
      }
    } catch let error as FormulaError {
      throw StatisticsError(.badRequest, error.description)
    } catch let error as StatisticsError {
      throw error
    } catch {
      throw StatisticsError(.badRequest, "\(error)")
    }
    if let successes, let response = parsed.response?.label, text != nil, response != successes {
      throw StatisticsError(
        .badRequest,
        "\(method): the formula models '\(response)', and 'successes' is '\(successes)'")
    }
    formula = parsed
    frame = table
  }

  private mutating func setCounts(
    _ table: Table, x: String?, y: String?, sharesCategories: Bool = false
  ) throws(StatisticsError) {
    guard let x, let y else {
      throw StatisticsError(.badRequest, "\(method) needs 'x' and 'y', two columns of categories")
    }
    let rows = Categories.of(try ColumnSource.column(x, in: table))
    let columns = Categories.of(try ColumnSource.column(y, in: table))
    try count(rows, columns, sharesCategories: sharesCategories)
    if !sharesCategories {
      remark(Self.alone(rows, columns.codes), lacking: y)
      remark(Self.alone(columns, rows.codes), lacking: x)
    }
    rowFlow.append(
      RowFlowStep(.present(x, y), rows: table.rowCount - losses.missing))
  }

  private mutating func setPairedCounts(
    _ table: Table, x: String?, _ groups: GroupedRows, _ block: String
  ) throws(StatisticsError) {
    let (codes, names) = Categories.of(try ColumnSource.column(try needed(x, "x"), in: table))
    var groups = groups
    losses.missing += groups.ungroupedCount
    _ = try groups.dropUnused { codes[$0] >= 0 }
    guard groups.names.count == 2 else {
      throw StatisticsError(
        .badRequest,
        "\(method) compares 2 groups; got \(groups.names.count): name two with 'levels'")
    }
    note(groups, block: block)
    let pairs = try PairedRows(groups, by: block, in: table, for: method)
    func sorted(_ group: Int) -> (codes: [Int], names: [String]) {
      (pairs.rows[group].map { $0.map { codes[$0] } ?? -1 }, names)
    }
    sampleNames = groups.names
    try count(sorted(0), sorted(1), sharesCategories: true)
  }

  /// The categories that occur, but in no row that has a category of the other variable.
  private static func alone(
    _ categories: (codes: [Int], names: [String]), _ other: [Int]
  ) -> [String] {
    var (occurs, isUsed) = (Set<Int>(), Set<Int>())
    for (own, other) in zip(categories.codes, other) where own >= 0 {
      occurs.insert(own)
      if other >= 0 { isUsed.insert(own) }
    }
    return occurs.subtracting(isUsed).sorted().map { categories.names[$0] }
  }

  /// The table of the rows that have both categories; categories of other rows only are left out.
  private mutating func count(
    _ rows: (codes: [Int], names: [String]), _ columns: (codes: [Int], names: [String]),
    sharesCategories: Bool
  ) throws(StatisticsError) {
    var usedRows = [Bool](repeating: false, count: rows.names.count)
    var usedColumns = [Bool](repeating: false, count: columns.names.count)
    var used = 0
    for (a, b) in zip(rows.codes, columns.codes) where a >= 0 && b >= 0 {
      usedRows[a] = true
      usedColumns[b] = true
      used += 1
    }
    losses.missing += rows.codes.count - used
    guard used > 0 else {
      throw StatisticsError(
        .tooFewObservations,
        "\(method): no row has both categories (\(counted(rows.codes.count, "row")))")
    }
    var rowNames = rows.names.indices.filter { usedRows[$0] }.map { rows.names[$0] }
    var columnNames = columns.names.indices.filter { usedColumns[$0] }.map { columns.names[$0] }
    if sharesCategories {
      rowNames = Set(rowNames + columnNames).sorted()
      columnNames = rowNames
    }
    let cells = rowNames.count.multipliedReportingOverflow(by: columnNames.count)
    guard !cells.overflow, cells.partialValue <= AnalysisLimits.tableCells else {
      throw .beyond(
        AnalysisLimits.tableCells,
        "\(method): \(rowNames.count) by \(columnNames.count) categories make a table of too many cells",
        "Choose columns with fewer categories")
    }
    func places(_ names: [String], among kept: [String]) -> [Int] {
      var positions: [String: Int] = [:]
      for (position, name) in kept.enumerated() { positions[name] = position }
      return names.map { positions[$0] ?? -1 }
    }
    let rowPlaces = places(rows.names, among: rowNames)
    let columnPlaces = places(columns.names, among: columnNames)
    var counts = [[Double]](
      repeating: [Double](repeating: 0, count: columnNames.count), count: rowNames.count)
    for (a, b) in zip(rows.codes, columns.codes) where a >= 0 && b >= 0 {
      counts[rowPlaces[a]][columnPlaces[b]] += 1
    }
    self.table = counts
    categories = (rowNames, columnNames)
  }

  /// A table of two by two counts for each stratum.
  private mutating func setStrata(
    _ table: Table, x: String?, y: String?, block: String?
  ) throws(StatisticsError) {
    guard let x, let y, let block else {
      throw StatisticsError(
        .badRequest,
        "\(method) needs 'x' and 'y', two columns of two categories, and 'block', the column of the strata"
      )
    }
    let rows = Categories.of(try ColumnSource.column(x, in: table))
    let columns = Categories.of(try ColumnSource.column(y, in: table))
    let strata = Categories.of(try ColumnSource.column(block, in: table))
    let used = rows.codes.indices.filter {
      rows.codes[$0] >= 0 && columns.codes[$0] >= 0 && strata.codes[$0] >= 0
    }
    losses.missing += rows.codes.count - used.count
    for (name, codes) in [(x, rows.codes), (y, columns.codes)] {
      let count = Set(used.map { codes[$0] }).count
      guard count == 2 else {
        throw StatisticsError(
          count < 2 ? .constantInput : .badRequest,
          "\(method): '\(name)' must have two categories; it has \(count)")
      }
    }
    guard strata.names.count <= AnalysisLimits.groups else {
      throw .beyond(
        AnalysisLimits.groups, "\(method): '\(block)' has \(strata.names.count) strata",
        "Choose a column with fewer categories")
    }
    let kept = [rows.codes, columns.codes].map { codes in Set(used.map { codes[$0] }).sorted() }
    var counts = [[[Double]]](
      repeating: [[0, 0], [0, 0]], count: strata.names.count)
    for row in used {
      let (a, b) = (rows.codes[row] == kept[0][0] ? 0 : 1, columns.codes[row] == kept[1][0] ? 0 : 1)
      counts[strata.codes[row]][a][b] += 1
    }
    tables = counts.filter { $0.joined().contains { $0 > 0 } }
    rowFlow.append(RowFlowStep(.present(x, y), rows: used.count))
  }

  private mutating func setProportion(
    _ table: Table, x: String?, _ given: GroupedRows?
  ) throws(StatisticsError) {
    if successes != nil || trials != nil {
      guard successes != nil, trials != nil else {
        throw StatisticsError(.badRequest, "proportion takes 'successes' and 'trials' together")
      }
      return
    }
    let name = try needed(x, "x")
    let values = try ColumnSource.numbers(name, in: table)
    guard values.allSatisfy({ $0.isNaN || $0 == 0 || $0 == 1 }) else {
      throw StatisticsError(.domainError, "'\(name)' must contain true and false, or 1 and 0")
    }
    var parts = [values]
    if let given {
      var groups = given
      drop(
        try groups.dropUnused(needsTwo: false) { values[$0].isFinite }, values: name,
        groups: given, of: values)
      note(groups, block: nil)
      sampleNames = groups.names
      parts = groups.rows.map { rows in rows.map { values[$0] } }
    }
    losses.missing += parts.joined().count { $0.isNaN }
    let present = parts.map { $0.filter { !$0.isNaN } }
    successes = present.map { $0.reduce(0, +) }
    trials = present.map { Double($0.count) }
  }
}
