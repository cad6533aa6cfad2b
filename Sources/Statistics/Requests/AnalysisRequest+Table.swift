public import Tables

extension AnalysisRequest {
  /// A request about columns of a table.
  ///
  /// - Parameters:
  ///   - x, y: columns, or expressions over columns.
  ///   - z: further variables by name.
  ///   - group: a column that splits `x` into samples; for tables of counts the second variable; for
  ///     clustered covariances and bootstraps the cluster of each row.
  ///   - levels: which groups to compare, in this order; `nil`: all, in sorted order.
  ///   - condition: a condition that rows must meet, as an expression.
  ///   - formula: the model of a fit; without one, `y` is modelled by `x`.
  ///   - weights: a column of weights.
  public init(
    method: String, table source: Table, x: String? = nil, y: String? = nil, z: [String] = [],
    group: String? = nil, levels: [String]? = nil, where condition: String? = nil,
    formula: String? = nil, weights: String? = nil, options: JSON = .object([])
  ) throws(StatisticsError) {
    self.init(method: method, options: options)
    let table =
      try condition.map { condition throws(StatisticsError) in
        try ColumnSource.rows(of: source, where: condition)
      } ?? source
    rowFlow = table.rowFlow
    if let condition, rowFlow.count == source.rowFlow.count {
      rowFlow.append(RowFlowStep(step: "where \(condition)", rows: table.rowCount))
    }
    guard let entry = Analysis.entry(method) else { throw Analysis.unknown(method) }
    self.weights = try weights.map { name throws(StatisticsError) in
      try ColumnSource.numbers(name, in: table)
    }
    for name in z {
      self.z.append(RequestVariable(try ColumnSource.numbers(name, in: table), name: name))
    }
    switch entry.input {
    case .fit, .binomialFit:
      try setModel(table, x: x, y: y, group: group, formula: formula)
    case .counts:
      try setCounts(table, x: x, y: y ?? group)
    case .proportion:
      try setProportion(table, x: x, group: group, levels: levels)
    case .pValues:
      guard let x else { throw StatisticsError(.badRequest, "\(method) needs 'x', a column") }
      pValues = try ColumnSource.numbers(x, in: table)
    case .variables, .samples:
      if let x { self.x = RequestVariable(try ColumnSource.numbers(x, in: table), name: x) }
      if let y { self.y = RequestVariable(try ColumnSource.numbers(y, in: table), name: y) }
      if let group {
        if entry.input == .samples {
          try setSamples(table, x: x, group: group, levels: levels)
        } else {
          groups = Categories.of(try ColumnSource.column(group, in: table)).codes
        }
      }
    }
  }

  /// The values of a column, or of an expression over columns, NaN where missing.
  public static func values(
    of text: String, in table: Table
  ) throws(StatisticsError) -> [Double] {
    try ColumnSource.numbers(text, in: table)
  }

  private mutating func setSamples(
    _ table: Table, x: String?, group: String, levels: [String]?
  ) throws(StatisticsError) {
    guard let x else { throw StatisticsError(.badRequest, "\(method) needs 'x', a column") }
    let values = try ColumnSource.numbers(x, in: table)
    let (codes, names) = Categories.of(try ColumnSource.column(group, in: table))
    let chosen = levels ?? names
    // What data do not hold is no wrong request.
    guard chosen.count > 1 || levels != nil || method == "proportion" else {
      throw StatisticsError(
        .tooFewObservations,
        "'\(group)' has \(names.first.map { "one group only, '\($0)'" } ?? "no groups")")
    }
    var positions: [Int] = []
    for level in chosen {
      guard let position = names.firstIndex(of: level) else {
        let nearest = level.nearest(in: names)
        // Data without a group are unfit data, not a wrong request.
        throw StatisticsError(
          .tooFewObservations,
          "'\(group)' has no group '\(level)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
      }
      positions.append(position)
    }
    var sorted = [[Double]](repeating: [], count: names.count)
    for (row, code) in codes.enumerated() where code >= 0 { sorted[code].append(values[row]) }
    samples = zip(positions, chosen).map { Sample(sorted[$0.0], name: $0.1) }
    self.x = nil
    y = nil
    rowFlow.append(
      RowFlowStep(
        step: "\(group) in \(chosen.joined(separator: ", "))",
        rows: positions.reduce(0) { $0 + sorted[$1].count }))
  }

  private mutating func setModel(
    _ table: Table, x: String?, y: String?, group: String?, formula text: String?
  ) throws(StatisticsError) {
    do {
      if let text {
        formula = try ModelFormula(parsing: text)
      } else {
        guard let y, let x else {
          throw StatisticsError(.badRequest, "\(method) needs a formula, or 'y' and 'x'")
        }
        formula = try ModelFormula(parsing: "\(y) ~ \(x)")
      }
    } catch let error as FormulaError {
      throw StatisticsError(.badRequest, error.description)
    } catch let error as StatisticsError {
      throw error
    } catch {
      throw StatisticsError(.badRequest, "\(error)")
    }
    frame = table
    if let group { groups = Categories.of(try ColumnSource.column(group, in: table)).codes }
  }

  private mutating func setCounts(
    _ table: Table, x: String?, y: String?
  ) throws(StatisticsError) {
    guard let x, let y else {
      throw StatisticsError(.badRequest, "\(method) needs 'x' and 'y', two columns of categories")
    }
    let (rowCodes, rowNames) = Categories.of(try ColumnSource.column(x, in: table))
    let (columnCodes, columnNames) = Categories.of(try ColumnSource.column(y, in: table))
    var counts = [[Double]](
      repeating: [Double](repeating: 0, count: columnNames.count), count: rowNames.count)
    var used = 0
    for (a, b) in zip(rowCodes, columnCodes) where a >= 0 && b >= 0 {
      counts[a][b] += 1
      used += 1
    }
    self.table = counts
    rowFlow.append(RowFlowStep(step: "\(x) and \(y) present", rows: used))
  }

  private mutating func setProportion(
    _ table: Table, x: String?, group: String?, levels: [String]?
  ) throws(StatisticsError) {
    guard let x else { throw StatisticsError(.badRequest, "\(method) needs 'x', a column") }
    let values = try ColumnSource.numbers(x, in: table)
    guard values.allSatisfy({ $0.isNaN || $0 == 0 || $0 == 1 }) else {
      throw StatisticsError(.domainError, "'\(x)' must hold true and false, or 1 and 0")
    }
    if let group {
      try setSamples(table, x: x, group: group, levels: levels)
    } else {
      samples = [Sample(values)]
    }
    successes = samples.map { $0.values.reduce(0, +) }
    trials = samples.map { Double($0.count) }
  }
}
