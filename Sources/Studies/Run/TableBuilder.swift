import Basics
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
    return try tables.dropFirst().reduce(first) { try $0.union($1) }
  }

  private func apply(_ operation: TableStep.Operation, to table: Table) throws -> Table {
    switch operation {
    case .filter(let condition): return try run.filter(table, condition)
    case .derive(let derivations): return try derive(derivations, in: table)
    case .summarise(let keys, let summaries): return try summarise(table, keys, summaries)
    case .select(let names): return try table.selected(names.map(\.value))
    case .drop(let names): return try table.dropped(names.map(\.value))
    case .rename(let names):
      return try table.renamed(
        Dictionary(names.map { ($0.old.value, $0.new) }, uniquingKeysWith: { first, _ in first }))
    case .describe(let columns): return try describe(columns, in: table)
    case .sort(let order): return try table.sorted(by: sortKeys(order))
    case .distinct(let names): return try table.distinct(by: names.map(\.value))
    case .limit(let count): return try table.limited(to: count)
    case .join(let join): return try self.join(join, to: table)
    case .union(let names): return try union([table] + names.map { try run.table($0) })
    case .calendar(let calendar): return try fill(calendar, in: table)
    case .pivot(let names, let values):
      let used = [names.value, values.value]
      return try table.pivoted(
        rows: table.names.filter { !used.contains($0) }, names: names.value, values: values.value)
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
    try derivations.reduce(table) { table, derivation in
      try located(derivation.value.position) {
        var result = try table.derived(derivation.name, derivation.value.value)
        try result.describe(derivation.name, as: derivation.metadata)
        return result
      }
    }
  }

  private func describe(_ columns: [ColumnDefinition], in table: Table) throws -> Table {
    var table = table
    for definition in columns {
      try located(definition.position) {
        try table.describe(definition.name, as: definition.metadata)
      }
    }
    return table
  }

  private func summarise(
    _ table: Table, _ keys: [Located<String>], _ summaries: [TableStep.Derivation]
  ) throws -> Table {
    var result = try table.grouped(
      by: keys.map(\.value), summarise: summaries.map { Summary($0.name, $0.value.value) })
    for summary in summaries { try result.describe(summary.name, as: summary.metadata) }
    return result
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
    let keys = join.keys.map(\.left.value)
    let other = try run.table(join.table).renamed(
      Dictionary(
        join.keys.filter { $0.left.value != $0.right }.map { ($0.right, $0.left.value) },
        uniquingKeysWith: { first, _ in first }))
    if join.expectation == "one-to-one" {
      let present = table.rowCount - keys.compactMap { table[$0]?.missingCount }.reduce(0, +)
      guard try table.distinct(by: keys).rowCount >= present else {
        throw StudyError(
          at: join.table.position,
          "the join with '\(join.table.value)' is not one-to-one: a key stands in several rows here"
        )
      }
    }
    return try table.joined(
      other, on: keys, kind: join.kind,
      allowingDuplicates: join.expectation == "many-to-many")
  }

  private func fill(_ calendar: TableStep.Calendar, in table: Table) throws -> Table {
    guard let period = Period(rawValue: calendar.period) else { return table }
    return try table.fillingPeriods(
      of: calendar.column.value, period,
      values: Dictionary(
        calendar.fill.map { ($0.column.value, Value($0.value)) },
        uniquingKeysWith: { first, _ in first }))
  }

  private func sample(_ sample: TableStep.Sample, of table: Table) throws -> Table {
    let share = (sample.share ?? 0) * Double(table.rowCount)
    return try table.sampled(
      min(sample.rows ?? Int(share.rounded()), table.rowCount), seed: sample.seed ?? run.seed,
      strata: sample.strata.map(\.value),
      allocation: sample.allocation == "equal" ? .equal : .proportional, weight: "sampling_weight")
  }

  private func split(_ split: TableStep.Split, of table: Table) throws -> Table {
    let rows = try TrainTestSplit.numPyLegacy(
      count: table.rowCount, testShare: split.testShare, seed: split.seed)
    let part = split.keepsTest ? "test" : "train"
    return try table.gathered(
      (split.keepsTest ? rows.test : rows.train).map { Int32($0) },
      step: "\(part) part of the split (seed \(split.seed))")
  }
}

extension Value {
  /// A single value of a study file.
  init(_ json: JSON) {
    switch json {
    case .int(let value): self = .int(value)
    case .double(let value): self = .double(value)
    case .string(let text): self = .text(text)
    case .bool(let value): self = .bool(value)
    case .null, .array, .object: self = .missing
    }
  }
}

extension Table {
  /// Puts what `metadata` says in place of what is known of a column.
  mutating func describe(_ name: String, as metadata: ColumnMetadata) throws {
    let column = try column(name)
    try set(name, to: column.with(metadata: column.metadata.overridden(by: metadata)))
  }
}

extension ColumnMetadata {
  /// This metadata with what `other` says in place of its own.
  func overridden(by other: ColumnMetadata) -> ColumnMetadata {
    ColumnMetadata(
      unit: other.unit ?? unit,
      provenance: other.provenance == .unknown ? provenance : other.provenance,
      label: other.label ?? label, description: other.description ?? description,
      kind: other.kind ?? kind)
  }
}
