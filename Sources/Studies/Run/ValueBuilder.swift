import Basics
import Tables

/// Computes the single values of a study.
struct ValueBuilder {
  let run: StudyRun

  func build(_ definition: ValueDefinition) throws -> StudyValue {
    let (value, metadata, losses) = try content(definition)
    return StudyValue(
      content: Node(value), unit: (definition.unit ?? metadata.unit)?.printed, kind: metadata.kind,
      losses: losses.map(\.shortText))
  }

  /// A value with the unit and kind of its numbers, and what became missing in it.
  private func content(_ definition: ValueDefinition) throws -> (JSON, ColumnMetadata, [Loss]) {
    switch definition.content {
    case .aggregate(let name, let condition, let expression):
      let table = try rows(name, condition)
      let result = try located(expression.position) {
        try table.grouped(by: [], summarise: [Summary("value", expression.value)])
      }
      let column = try result.column("value")
      let losses = result.rowFlow.dropFirst(table.rowFlow.count).compactMap(\.loss)
      return (column.value(at: 0).json, column.metadata, losses)
    case .rows(let name, let condition, let keys, let columns):
      let table = try rows(name, condition)
      var losses: [Loss] = []
      let value = try entries(table, keys, columns, &losses)
      return (value, ColumnMetadata(), losses)
    case .formula(let formula):
      let table = try run.row(of: formula.value.columns, at: formula.position)
      let (column, losses) = try located(formula.position) {
        try formula.value.evaluateCounting(on: table)
      }
      return (column.value(at: 0).json, column.metadata, losses)
    }
  }

  private func rows(_ name: Located<String>, _ condition: Located<Expression>?) throws -> Table {
    let table = try run.table(name)
    return try condition.map { try run.filter(table, $0) } ?? table
  }

  /// One entry a row, in a list or under the row's key.
  private func entries(
    _ table: Table, _ keys: Located<Expression>?,
    _ columns: [(name: String?, value: Located<Expression>)], _ losses: inout [Loss]
  ) throws -> JSON {
    var evaluated: [Column] = []
    for column in columns {
      let (values, lost) = try located(column.value.position) {
        try column.value.value.evaluateCounting(on: table)
      }
      losses += lost.map { loss in column.name.map(loss.of) ?? loss }
      evaluated.append(values)
    }
    let values = (0..<table.rowCount).map { row -> JSON in
      if columns.count == 1, columns[0].name == nil { return evaluated[0].value(at: row).json }
      return .object(
        zip(columns, evaluated).map { JSON.Member($0.name ?? "", $1.value(at: row).json) })
    }
    guard let keys else { return .array(values) }
    let names = try located(keys.position) { try keys.value.evaluate(on: table) }
    var seen: Set<String> = []
    return .object(
      try (0..<table.rowCount).map { row in
        let name = names.value(at: row).description
        guard seen.insert(name).inserted else {
          throw StudyError(at: keys.position, "the key '\(name)' occurs in more than one row")
        }
        return JSON.Member(name, values[row])
      })
  }
}

extension StudyRun {
  /// The rows for which a condition holds.
  func filter(_ table: Table, _ condition: Located<Expression>) throws -> Table {
    try located(condition.position) { try table.filtered(condition.value) }
  }

  /// A table of one row whose columns are the values at addresses; what has none is missing.
  func row(of addresses: [String], at position: SourcePosition?) throws -> Table {
    let place = position ?? SourcePosition(file: StudyFolder.proseFile, line: 1, column: 1)
    return try Table(
      addresses.map { address in
        let found = try lookup(Located(address, place))
        let column: Column =
          switch found?.principal {
          case .whole(let value)?: Column(ints: [value])
          case .number(let value)?: Column(doubles: [value])
          case .text(let text?)?: Column(texts: [text])
          case .flag(let value?)?: Column(.bool(Bitmap([value])))
          default: Column(doubles: [nil])
          }
        return (name: address, column: column)
      }, rowCount: 1)
  }
}
