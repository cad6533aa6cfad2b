import Basics
import Charts
import Reports
import Statistics
import Tables

/// Which columns of a source a study reads, so that the others cost neither time nor memory.
///
/// Each step says which columns it reads for those that are needed after it, from the last one up;
/// of a table of the study all columns are needed, since `results.json` tells of each. What takes rows
/// as a whole, such as a profile, reads all.
struct UsedColumns {
  let study: StudyDefinition
  let prose: Prose?

  /// Whether the report tells what the columns of a source hold.
  func isProfiled(_ source: String) -> Bool {
    prose?.tags.contains { $0.name == "data-quality" && $0.arguments.contains(source) } ?? false
  }

  /// The columns of `source` that are read, in their order among `known`; `nil`: all. `isProfiled`: its
  /// profile is made already and counts for nothing, as do the `answered` tables.
  func names(
    of source: String, among known: [String], isProfiled: Bool = false,
    answered: Set<String> = []
  ) -> [String]? {
    var reading = Reading()
    for tag in prose?.tags ?? [] {
      if tag.arguments.contains(source),
        tag.name == "table" || tag.name == "data-quality" && !isProfiled
      {
        return nil
      }
      for argument in tag.arguments { reading.address(argument, of: source) }
    }
    for table in study.tables where !answered.contains(table.id) {
      reading.columns.formUnion(columns(of: source, for: table))
    }
    for figure in study.figures { read(figure.chart, of: source, &reading) }
    for analysis in study.analyses where analysis.table.value == source {
      reading.columns.formUnion(analysis.columnsRead)
    }
    for value in study.values { read(value, of: source, &reading) }
    for expected in study.expected {
      for address in expected.recomputed?.addresses ?? [] {
        reading.address(address.value, of: source)
      }
    }
    let used = known.filter(reading.columns.contains)
    if used.count == known.count { return nil }
    return used.isEmpty && answered.isEmpty ? Array(known.prefix(1)) : used
  }

  /// Columns that are read, gathered from texts that mean them.
  private struct Reading {
    var columns = ColumnSet.none

    mutating func expression(_ expression: Located<Expression>?) {
      if let expression { columns.formUnion(ColumnSet(expression.value.columns)) }
    }

    /// `source.columns.name.field`.
    mutating func address(_ text: String, of source: String) {
      guard text.hasPrefix(source), let address = Address(text), address.id == source,
        address.path.first == .field("columns")
      else { return }
      guard address.path.count > 1, case .field(let name) = address.path[1] else {
        columns = .all
        return
      }
      columns.formUnion(ColumnSet([name]))
    }
  }

  /// The columns of `source` that a table reads after so many of its steps.
  func columns(
    of source: String, for table: TableDefinition, after steps: Int = 0
  ) -> ColumnSet {
    var result = ColumnSet.none
    var needed = ColumnSet.all
    for step in table.steps.dropFirst(steps).reversed() {
      for case .table(let name) in step.value.references where name.value == source {
        result.formUnion(step.value.readsOther(needed))
      }
      needed = step.value.reads(needed, in: study)
    }
    let starts: [Located<String>] =
      switch table.start {
      case .from(let name): [name]
      case .union(let names): names
      case .results, .output, .parts: []
      }
    if starts.contains(where: { $0.value == source }) { result.formUnion(needed) }
    return result
  }

  private func read(_ value: ValueDefinition, of source: String, _ reading: inout Reading) {
    switch value.content {
    case .aggregate(let table, let condition, let expression) where table.value == source:
      reading.expression(condition)
      reading.expression(expression)
    case .rows(let table, let condition, let keys, let columns) where table.value == source:
      reading.expression(condition)
      reading.expression(keys)
      for column in columns { reading.expression(column.value) }
    case .formula(let formula):
      for address in formula.value.columns { reading.address(address, of: source) }
    case .aggregate, .rows: break
    }
  }

  private func read(_ chart: Chart, of source: String, _ reading: inout Reading) {
    for layer in chart.reading(of: source) {
      switch layer {
      case .all: reading.columns = .all
      case .mapping(let text): reading.columns.formUnion(ColumnSet(mapping: text))
      case .condition(let text):
        reading.columns.formUnion(ColumnSet((try? Expression.parse(text))?.columns ?? []))
      case .model(let id):
        // A curve is computed from the columns of the model.
        let analysis = study.analyses.first { $0.id == id }
        reading.columns.formUnion(analysis?.columnsRead ?? .none)
      }
    }
  }
}

extension ColumnSet {
  /// What a text reads that is a column by its exact name, else an expression over columns.
  init(mapping text: String) {
    self.init([text] + ((try? Expression.parse(text))?.columns ?? []))
  }
}

extension AnalysisDefinition {
  /// The columns of its rows that the analysis reads.
  var columnsRead: ColumnSet {
    var result = ColumnSet(condition?.value.columns ?? []).union(leaveOut.map { [$0.value] } ?? [])
    let options = JSON.object(options.map { JSON.Member($0.name, $0.value) })
    for text in Methods[method.value]?.columns(named: options) ?? [] {
      result.formUnion(ColumnSet(mapping: text))
    }
    for (role, texts) in roles {
      for text in texts.map(\.value) {
        let inputs = role == "formula" ? (try? ModelFormula(parsing: text))?.inputs : [text]
        guard let inputs else { return .all }
        for input in inputs { result.formUnion(ColumnSet(mapping: input)) }
      }
    }
    return result
  }
}
