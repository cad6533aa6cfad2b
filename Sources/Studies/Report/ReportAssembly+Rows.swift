import Basics
import Foundation
import Reports
import Tables

/// What `{{for TABLE}}` says of each row of a table.
extension ReportAssembly {
  /// The most rows of a table that a part of the prose is said of.
  static let mostRows = 100

  /// Of each row what the tags stand for that name its columns; the others stand for what they do elsewhere.
  func rows(_ tag: Tag, _ other: Resolver) throws -> [Resolver] {
    let id = tag.arguments.first ?? ""
    let table = try run.table(Located(id, tag.position))
    guard table.rowCount <= Self.mostRows else {
      throw StudyError(
        at: nil,
        "the table '\(id)' has \(table.rowCount) rows, and a part of the text is repeated for at most \(Self.mostRows): "
          + "take the first by 'limit', or print {{table \(id)}}")
    }
    return (0..<table.rowCount).map { row in
      Resolver(
        content: { tag in
          guard tag.isOfRow else { return try other.content(tag) }
          return .inlines(try cell(tag, table, id, row))
        },
        condition: { tag in
          guard tag.isOfRow else { return try other.condition(tag) }
          return try holds(tag, table, id, row)
        }, language: other.language)
    }
  }

  private func column(_ place: String, _ table: Table, _ id: String) throws -> Tables.Column {
    let name = String(place.dropFirst(Tag.row.count))
    guard place.hasPrefix(Tag.row), let column = table[name] else {
      let hint = name.nearest(in: table.names).map { "; did you mean '\($0)'?" } ?? ""
      throw StudyError(at: nil, "the table '\(id)' has no column '\(name)'" + hint)
    }
    return column
  }

  /// One value of a row, as the tag prints values.
  private func cell(_ tag: Tag, _ table: Table, _ id: String, _ row: Int) throws -> [Inline] {
    let place = tag.arguments.first ?? ""
    let column = try column(place, table, id)
    guard column.isValid(row) else { return [.text(NumberFormat.missing)] }
    let value = column.value(at: row)
    var format = try NumberFormat.parse(
      tag.name == "text" ? "number" : tag.name, options: tag.options)
    if format.style == .p { return .p(value.number, address: nil) }
    if case .date(let days) = column.values, tag.name != "text" {
      if format.style != .month { format.style = .date }
      return [.value(Reports.Value(format.text(Double(days[row]))))]
    }
    guard tag.name != "text", let number = value.number else { return [.text(value.words)] }
    let unit = column.metadata.unit?.printed
    if format.style == .percent {
      let isPercent = unit == "%" || format.unit == "%"
      format = format.forValues(in: isPercent ? "%" : nil)
      format.unit = isPercent ? "%" : nil
    } else if format.unit == nil {
      format.unit = unit
    }
    return [.value(format.value(number))]
  }

  /// Whether a condition on columns of the row, and on results, holds.
  private func holds(_ tag: Tag, _ table: Table, _ id: String, _ row: Int) throws -> Bool {
    let expression = try Expression.parse(tag.body, parameters: run.parameters.inExpressions)
    let (own, others) = (
      expression.columns.filter { $0.hasPrefix(Tag.row) },
      expression.columns.filter { !$0.hasPrefix(Tag.row) }
    )
    var values = try run.row(of: others, at: nil)
    for name in own {
      let column = try column(name, table, id)
      let cell: Tables.Column =
        switch column.value(at: row) {
        case .int(let value): Column(ints: [value])
        case .bool(let value): Column(.bool(Bitmap([value])))
        case .missing: Column(doubles: [nil])
        case let value: value.number.map { Column(doubles: [$0]) } ?? Column(texts: [value.words])
        }
      try values.set(name, to: cell)
    }
    return try expression.evaluate(on: values).value(at: 0) == .bool(true)
  }
}

extension Tables.Value {
  fileprivate var number: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    default: nil
    }
  }
}
