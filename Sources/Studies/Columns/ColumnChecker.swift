import Basics
import Carbon
import Statistics
import Tables

/// Checks the columns that a study names, and the types and units of its expressions, against what
/// its files and its own declarations say: before a row is worked on, all problems at once.
///
/// What only the rows can tell (the columns of a pivot) is taken as fitting.
final class ColumnChecker {
  private let study: StudyDefinition
  let problems: ProblemCollector
  private let header: (SourceDefinition) -> [Schema.Entry]?
  /// Carries out a step of the domain on a table without rows.
  let carbon: (String, JSON, Table) throws -> [(name: String, table: Table)]
  private var known: [String: KnownColumns?] = [:]
  /// The columns of the tables that a step of the domain gives, by the table that it is a step of.
  private var outputs: [String: [(name: String, columns: KnownColumns)]] = [:]
  private var reported: Set<Diagnostic> = []

  init(
    study: StudyDefinition, problems: ProblemCollector,
    header: @escaping (SourceDefinition) -> [Schema.Entry]?,
    carbon: @escaping (String, JSON, Table) throws -> [(name: String, table: Table)]
  ) {
    self.study = study
    self.problems = problems
    self.header = header
    self.carbon = carbon
  }

  func check() {
    for source in study.sources { _ = columns(of: source.id) }
    for table in study.tables { checkDisplay(table) }
    for analysis in study.analyses { check(analysis) }
    for value in study.values { check(value) }
    for figure in study.figures { checkFigure(figure.yaml, table: nil) }
  }

  // MARK: Tables

  /// The columns of a source or table; `nil` where they are not known.
  func columns(of id: String) -> KnownColumns? {
    if let columns = known[id] { return columns }
    // What depends on itself is reported elsewhere.
    known[id] = .some(nil)
    if let source = study.sources.first(where: { $0.id == id }) {
      known[id] = .some(columns(of: source))
    } else if let table = study.tables.first(where: { $0.id == id }) {
      known[id] = .some(columns(of: table))
    }
    return known[id] ?? nil
  }

  private func columns(of source: SourceDefinition) -> KnownColumns? {
    guard let present = header(source) else { return nil }
    let names = present.map(\.name) + source.absent(from: present.map(\.name)).map(\.name)
    for name in source.types.map(\.name) + source.columns.map({ Located($0.name, $0.position) }) {
      expect(name, in: names, of: "source '\(source.id)'")
    }
    let found = Dictionary(
      present.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
    let types = Dictionary(
      source.types.map { ($0.name.value, $0.type) }, uniquingKeysWith: { first, _ in first })
    let units = Dictionary(
      source.columns.map { ($0.name, $0.metadata.unit) }, uniquingKeysWith: { first, _ in first })
    return KnownColumns(
      names.map { name in
        Schema.Entry(
          name: name, type: types[name] ?? (found[name] ?? nil), unit: units[name] ?? nil)
      })
  }

  private func columns(of table: TableDefinition) -> KnownColumns? {
    var result: KnownColumns? =
      switch table.start {
      case .from(let name): columns(of: name.value)
      case .output(let of, let name): columns(of: of.value, output: name)
      case .union(let names): KnownColumns.union(names.map { columns(of: $0.value) })
      case .results: Self.resultColumns
      // They are known when the analysis is.
      case .parts: nil
      }
    for step in table.steps {
      result = step.value.columns(
        StepScope(checker: self, id: table.id, before: result, table: "table '\(table.id)'"))
    }
    return result
  }

  private func columns(of table: String, output name: String) -> KnownColumns? {
    _ = columns(of: table)
    return outputs[table]?.first { $0.name == name }?.columns
  }

  /// Notes the tables that a step of a table gives.
  func note(_ outputs: [(name: String, columns: KnownColumns)], of table: String) {
    self.outputs[table] = outputs
  }

  private static let resultColumns = KnownColumns(
    ((try? ResultsTable.table([]))?.schema.entries ?? []).map {
      Schema.Entry(name: $0.name, type: $0.type)
    })

  /// The changes that a repair makes, checked against the columns that it meets.
  func check(repair name: String, on columns: KnownColumns) {
    guard let repair = study.repairs.first(where: { $0.id == name }) else { return }
    switch repair.change {
    case .remove(let condition): checkCondition(condition, columns)
    case .update(let updates):
      for update in updates {
        if let condition = update.condition { checkCondition(condition, columns) }
        for assignment in update.assignments {
          expect(assignment.column, in: columns.names, of: "repair '\(repair.id)'")
          check(assignment.value, columns)
        }
      }
    }
  }

  private func checkDisplay(_ table: TableDefinition) {
    guard let columns = columns(of: table.id) else { return }
    for column in table.display?.columns ?? [] {
      expect(column.name, in: columns.names, of: "table '\(table.id)'")
    }
  }

  // MARK: What is computed from tables

  private func check(_ analysis: AnalysisDefinition) {
    if let problem = Analysis.problem(
      inOptions: .object(analysis.options.map { JSON.Member($0.name, $0.value) }),
      roles: analysis.roles.map { ($0.role, $0.texts.count) }
        + (analysis.levels.map { [("levels", $0.count)] } ?? []),
      leavesOut: analysis.leaveOut != nil, of: analysis.method.value)
    {
      report(at: analysis.method.position, "analysis '\(analysis.id)': \(problem.message)")
    }
    guard let columns = columns(of: analysis.table.value) else { return }
    if let condition = analysis.condition { checkCondition(condition, columns) }
    if let column = analysis.leaveOut {
      expect(column, in: columns.names, of: "table '\(analysis.table.value)'")
    }
    let options = JSON.object(analysis.options.map { JSON.Member($0.name, $0.value) })
    for text in Methods[analysis.method.value]?.columns(named: options) ?? [] {
      checkMapping(Located(text, analysis.method.position), columns)
    }
    for (role, texts) in analysis.roles {
      for text in texts {
        guard role == "formula" else {
          checkMapping(text, columns)
          continue
        }
        do {
          let formula = try ModelFormula(parsing: text.value)
          for input in formula.inputs { checkMapping(Located(input, text.position), columns) }
        } catch {
          report(at: text.position, "analysis '\(analysis.id)': \(error)")
        }
      }
    }
  }

  private func check(_ value: ValueDefinition) {
    switch value.content {
    case .aggregate(let table, let condition, let expression):
      guard let columns = columns(of: table.value) else { return }
      if let condition { checkCondition(condition, columns) }
      checkSummary(expression, keys: [], columns)
    case .rows(let table, let condition, let keys, let entries):
      guard let columns = columns(of: table.value) else { return }
      if let condition { checkCondition(condition, columns) }
      if let keys { check(keys, columns) }
      for entry in entries { check(entry.value, columns) }
    case .formula: break
    }
  }

  private static let channels = [
    "x", "y", "xmin", "xmax", "ymin", "ymax", "xend", "yend", "color", "shape", "size", "label",
    "group", "weight",
  ]

  /// `table` is that of the chart around this panel.
  private func checkFigure(_ chart: YAMLValue, table: String?) {
    let table = chart["table"]?.text ?? table
    for layer in chart["layers"]?.sequence ?? [] {
      guard let name = layer["table"]?.text ?? table, let columns = columns(of: name) else {
        continue
      }
      for key in Self.channels { checkMapping(layer[key], columns) }
      if let condition = expression(layer["where"]) { checkCondition(condition, columns) }
      for column in layer["columns"]?.sequence ?? [] {
        guard let text = column.text else { continue }
        expect(Located(text, column.position), in: columns.names, of: "'\(name)'")
      }
    }
    if let facet = chart["facet"], let columns = table.flatMap({ columns(of: $0) }) {
      for key in ["by", "rows", "columns"] { checkMapping(facet[key], columns) }
    }
    for panel in chart["panels"]?.sequence ?? [] { checkFigure(panel, table: table) }
  }

  // MARK: Expressions

  func report(at position: SourcePosition, _ message: String) {
    // A repair may serve several tables.
    if reported.insert(Diagnostic(at: position, message)).inserted {
      problems.error(at: position, message)
    }
  }

  func expect(_ name: Located<String>, in names: [String], of what: String) {
    guard !names.contains(name.value) else { return }
    let hint = name.value.nearest(in: names).map { "; did you mean '\($0)'?" } ?? ""
    report(at: name.position, "\(what) has no column '\(name.value)'\(hint)")
  }

  private func expression(_ value: YAMLValue?) -> Located<Expression>? {
    guard let value, let text = value.text, let parsed = try? Expression.parse(text) else {
      return nil
    }
    return Located(parsed, value.position)
  }

  /// A column by its exact name, else an expression over columns; a number stands for itself.
  private func checkMapping(_ value: YAMLValue?, _ columns: KnownColumns) {
    guard let value, value.number == nil, let text = value.text else { return }
    checkMapping(Located(text, value.position), columns)
  }

  private func checkMapping(_ text: Located<String>, _ columns: KnownColumns) {
    guard columns[text.value] == nil else { return }
    do {
      check(Located(try Expression.parse(text.value), text.position), columns)
    } catch {
      report(at: text.position, "\(error)")
    }
  }

  /// The type of an expression; `nil` where a problem was found.
  @discardableResult
  func check(_ expression: Located<Expression>, _ columns: KnownColumns) -> ExpressionType? {
    check(expression, columns) { expression, schema throws(ExpressionError) in
      try expression.type(in: schema)
    }
  }

  @discardableResult
  func checkSummary(
    _ expression: Located<Expression>, keys: [String], _ columns: KnownColumns
  ) -> ExpressionType? {
    check(expression, columns) { expression, schema throws(ExpressionError) in
      try Table.type(of: expression, keys: keys, in: schema)
    }
  }

  private func check(
    _ expression: Located<Expression>, _ columns: KnownColumns,
    _ check: (Expression, Schema) throws(ExpressionError) -> ExpressionType
  ) -> ExpressionType? {
    let unknown = expression.value.columns.filter { columns[$0] == nil }
    for name in unknown {
      let hint = name.nearest(in: columns.names).map { "; did you mean '\($0)'?" } ?? ""
      report(at: expression.position, "no column is called '\(name)'\(hint)")
    }
    guard unknown.isEmpty else { return nil }
    do {
      return try check(expression.value, columns.schema)
    } catch {
      report(at: expression.position, "\(error)")
      return nil
    }
  }

  func checkCondition(_ condition: Located<Expression>, _ columns: KnownColumns) {
    guard let type = check(condition, columns)?.type, type != .bool else { return }
    report(
      at: condition.position,
      "a condition is needed, and '\(condition.value.text)' is \(type.rawValue)")
  }
}
