import Carbon
import Statistics
import Tables

/// Carries out the steps of a table.
struct TableBuilder {
  let run: StudyRun

  func build(_ definition: TableDefinition) throws -> Table {
    var table = try start(definition)
    for (index, step) in definition.steps.enumerated() {
      if case .carbon(let name, let parameters) = step.operation {
        var input: String?
        if index == 0, case .from(let source) = definition.start { input = source.value }
        let (result, values) = try CarbonRunner(run: run).apply(
          name, parameters, to: table, input: input)
        table = result
        run.setCarbonValues(values, of: definition.id)
      } else {
        table = try located(step.position) { try apply(step.operation, to: table) }
      }
    }
    return table
  }

  private func start(_ definition: TableDefinition) throws -> Table {
    switch definition.start {
    case .from(let name): return try run.table(name)
    case .union(let names): return try union(names.map { try run.table($0) })
    case .results(let names): return try ResultsTable(run: run).build(names)
    }
  }

  private func union(_ tables: [Table]) throws -> Table {
    guard let first = tables.first else { return try Table([]) }
    return try first.union(Array(tables.dropFirst()))
  }

  private func apply(_ operation: TableStep.Operation, to table: Table) throws -> Table {
    switch operation {
    case .filter(let condition): return try run.filter(table, condition)
    case .derive(let derivations): return try derive(derivations, in: table)
    case .summarise(let keys, let summaries): return try summarise(table, keys, summaries)
    case .select(let names): return try table.selecting(names.map(\.value))
    case .drop(let names): return try table.dropping(names.map(\.value))
    case .rename(let names):
      return try table.renaming(names.map { (old: $0.old.value, new: $0.new) })
    case .describe(let columns): return try describe(columns, in: table)
    case .sort(let order): return try table.sorted(by: sortKeys(order))
    case .distinct(let names): return try table.distinct(names.map(\.value))
    case .limit(let count): return table.limited(to: count)
    case .join(let join): return try self.join(join, to: table)
    case .union(let names): return try union([table] + names.map { try run.table($0) })
    case .window(let window): return try self.window(window, over: table)
    case .calendar(let calendar): return try fill(calendar, in: table)
    case .pivot(let names, let values):
      return try table.pivoted(names: names.value, values: values.value)
    case .unpivot(let columns, let names, let values):
      return try table.unpivoted(columns.map(\.value), names: names, values: values)
    case .explode(let column): return try table.exploded(column.value)
    case .sample(let sample): return try self.sample(sample, of: table)
    case .split(let split): return try self.split(split, of: table)
    case .repair(let names):
      return try names.reduce(table) { table, name in
        guard let repair = run.repairDefinitions[name.value] else { return table }
        return try RepairRunner(run: run).apply(repair, to: table)
      }
    case .predict(let analysis, let column): return try predict(analysis, column, in: table)
    case .carbon: return table
    }
  }

  // MARK: Columns

  private func derive(_ derivations: [TableStep.Derivation], in table: Table) throws -> Table {
    var table = table
    for derivation in derivations {
      var column = try located(derivation.value.position) {
        try derivation.value.value.evaluate(on: table)
      }
      column.metadata = column.metadata.overridden(by: derivation.metadata)
      try table.set(derivation.name, to: column)
    }
    return table
  }

  private func describe(_ columns: [ColumnDefinition], in table: Table) throws -> Table {
    var table = table
    for definition in columns {
      var column = try located(definition.position) { try table.column(definition.name) }
      column.metadata = column.metadata.overridden(by: definition.metadata)
      try table.set(definition.name, to: column)
    }
    return table
  }

  private func summarise(
    _ table: Table, _ keys: [Located<String>], _ summaries: [TableStep.Derivation]
  ) throws -> Table {
    var result = try table.summarised(
      by: keys.map(\.value), summaries.map { ($0.name, $0.value.value) })
    for summary in summaries {
      var column = try result.column(summary.name)
      column.metadata = column.metadata.overridden(by: summary.metadata)
      try result.set(summary.name, to: column)
    }
    return result
  }

  private func window(_ window: TableStep.Window, over table: Table) throws -> Table {
    var table = table
    for derivation in window.derivations {
      var column = try located(derivation.value.position) {
        try table.windowed(
          derivation.value.value, partition: window.partition.map(\.value),
          order: sortKeys(window.order))
      }
      column.metadata = column.metadata.overridden(by: derivation.metadata)
      try table.set(derivation.name, to: column)
    }
    return table
  }

  private func predict(
    _ analysis: Located<String>, _ column: String, in table: Table
  ) throws -> Table {
    guard let model = try run.outcome(analysis.value).model else {
      throw StudyError(
        at: analysis.position, "analysis '\(analysis.value)' fits no model that could predict")
    }
    var table = table
    let predictions = try model.predict(on: table, level: 0.95)
    try table.set(column, to: Column(doubles: predictions.map(\.fit)))
    return table
  }

  // MARK: Rows

  private func sortKeys(_ order: [(name: Located<String>, descending: Bool)]) -> [SortKey] {
    order.map { SortKey($0.name.value, descending: $0.descending) }
  }

  private func join(_ join: TableStep.Join, to table: Table) throws -> Table {
    try table.joined(
      with: try run.table(join.table), on: join.keys.map { (left: $0.left.value, right: $0.right) },
      kind: JoinKind(rawValue: join.kind) ?? .left,
      expecting: join.expectation.flatMap(JoinExpectation.init(rawValue:)))
  }

  private func fill(_ calendar: TableStep.Calendar, in table: Table) throws -> Table {
    try table.fillingCalendar(
      calendar.column.value, every: CalendarPeriod(rawValue: calendar.period) ?? .month,
      fill: Dictionary(
        calendar.fill.map { ($0.column.value, $0.value) }, uniquingKeysWith: { first, _ in first }))
  }

  private func sample(_ sample: TableStep.Sample, of table: Table) throws -> Table {
    try table.sampled(
      rows: sample.rows, share: sample.share, by: sample.strata.map(\.value),
      equally: sample.allocation == "equal", seed: sample.seed ?? run.seed)
  }

  private func split(_ split: TableStep.Split, of table: Table) throws -> Table {
    let (train, test) = try LegacyNumPy.trainTestSplit(
      count: table.rowCount, testShare: split.testShare, seed: split.seed)
    var result = table.rows(at: split.keepsTest ? test : train)
    let part = split.keepsTest ? "test" : "train"
    result.rowFlow = table.rowFlow
    result.rowFlow.append(
      RowFlowStep(step: "\(part) part of the split (seed \(split.seed))", rows: result.rowCount))
    return result
  }
}

extension ColumnMetadata {
  /// This metadata with what `other` says in place of its own.
  func overridden(by other: ColumnMetadata) -> ColumnMetadata {
    ColumnMetadata(
      unit: other.unit ?? unit, provenance: other.provenance == .unknown ? provenance : other.provenance,
      label: other.label ?? label, description: other.description ?? description)
  }
}
