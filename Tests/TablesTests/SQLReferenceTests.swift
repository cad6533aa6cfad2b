import Basics
import Foundation
import Tables
import Testing

/// Every function and aggregate against DuckDB, whose answers `Scripts/references/expressions.py` writes
/// down. A case that says why it differs must differ: where it no longer does, the reason goes.
@Suite("Expressions against DuckDB")
struct SQLReferenceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let table: String
    let by: String?
    let expression: String
    let answers: [JSON]
    let differs: String?

    var testDescription: String { by.map { "\(expression) by '\($0)'" } ?? expression }
  }

  private static let file: JSON = {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References/sql/expressions.json")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return .null }
    return (try? JSON.parse(text)) ?? .null
  }()

  static let cases: [Case] = (file["cases"]?.arrayValue ?? []).map { json in
    Case(
      table: json["table"]?.stringValue ?? "", by: json["by"]?.stringValue,
      expression: json["expression"]?.stringValue ?? "", answers: json["answers"]?.arrayValue ?? [],
      differs: json["differs"]?.stringValue)
  }

  private static let tables: [String: Table] = {
    var tables: [String: Table] = [:]
    for member in file["tables"]?.members ?? [] {
      let names = (member.value["columns"]?.arrayValue ?? []).compactMap(\.stringValue)
      let types = (member.value["types"]?.arrayValue ?? []).compactMap(\.stringValue)
      let rows = (member.value["rows"]?.arrayValue ?? []).map { $0.arrayValue ?? [] }
      let columns = zip(names, types).enumerated().map { index, column in
        (name: column.0, column: Self.column(column.1, rows.map { $0[index] }))
      }
      tables[member.key] = try? Table(columns, rowCount: rows.count)
    }
    return tables
  }()

  private static func column(_ type: String, _ cells: [JSON]) -> Column {
    switch type {
    case "VARCHAR": return Column(texts: cells.map(\.stringValue))
    case "DOUBLE": return Column(doubles: cells.map(\.doubleValue))
    case "BOOLEAN":
      return Column(
        type: .bool,
        cells.map { $0 == .bool(true) ? .bool(true) : $0 == .null ? .missing : .bool(false) })
    case "VARCHAR[]":
      return Column(
        type: .textList,
        cells.map { cell in
          cell.arrayValue.map { .textList($0.compactMap(\.stringValue)) } ?? .missing
        })
    case "BIGINT":
      return Column(ints: cells.map { if case .int(let value) = $0 { value } else { nil } })
    default:
      // Dates and times are read from their text.
      let text = try? Table([("t", Column(texts: cells.map(\.stringValue)))])
      let wanted = type == "DATE" ? "date" : "timestamp"
      return (try? text.map { try Expression.parse("cast(t as \(wanted))").evaluate(on: $0) })
        ?? .missing(type == "DATE" ? .date : .timestamp, count: cells.count)
    }
  }

  private static func agree(_ own: Value, _ theirs: JSON) -> Bool {
    switch (own, theirs) {
    case (.missing, .null): return true
    case (.int(let a), .int(let b)): return a == b
    case (.int, .double), (.double, .int), (.double, .double):
      guard let a = own.doubleValue, let b = theirs.doubleValue else { return false }
      return a == b || abs(a - b) <= 1e-12 * max(abs(a), abs(b))
    case (.text(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
    case (.bool(let a), .bool(let b)): return a == b
    case (.date, .string(let text)), (.counted, .string(let text)):
      return own.description == text
    default: return false
    }
  }

  @Test("there are cases of every function and aggregate")
  func complete() throws {
    let texts = Self.cases.map(\.expression).joined(separator: " ")
    // What SQL has no function for is reported in the page of expressions.
    let own: Set = ["number", "dict_number", "dict_text"]
    for name in Expression.functionNames where !own.contains(name) {
      #expect(texts.contains("\(name)("), "\(name)")
    }
  }

  @Test("the answers are DuckDB's", arguments: Self.cases)
  func answers(_ given: Case) throws {
    let table = try #require(Self.tables[given.table])
    let expression = try Expression.parse(given.expression)
    let column: Column
    if let by = given.by {
      column = try table.grouped(
        by: by.isEmpty ? [] : [by], summarise: [Summary("answer", expression)]
      ).column("answer")
    } else {
      column = try expression.evaluate(on: table)
    }
    try #require(column.count == given.answers.count)
    var wrong: [String] = []
    for row in 0..<column.count where !Self.agree(column.value(at: row), given.answers[row]) {
      let cells =
        given.by == nil
        ? zip(table.names, table.columns).map { "\($0)=\($1.value(at: row))" }.joined(
          separator: " ")
        : "group \(row)"
      wrong.append("\(cells): \(column.value(at: row)), DuckDB \(given.answers[row].text())")
    }
    if let reason = given.differs {
      #expect(!wrong.isEmpty, "agrees now, though: \(reason)")
    } else {
      #expect(
        wrong.isEmpty,
        "\(wrong.count) of \(column.count):\n\(wrong.prefix(12).joined(separator: "\n"))")
    }
  }
}
