import Foundation

// A formula that parses and has a type must have a value of that type in every row, and so must a summary.

private let table: Table? = try? Table([
  (
    "x",
    Column(doubles: [1, -2.5, nil, .infinity, 1e300], metadata: .init(unit: Unit(symbol: "g")))
  ),
  ("n", Column(ints: [1, -7, nil, .max, .min])),
  ("t", Column(texts: ["ab", "1,234.5", nil, "{'k': {'q': 1}}", "é"])),
  (
    "d",
    Column(type: .date, [.date(0), .date(19_000), .missing, .date(-719_162), .date(2_932_896)])
  ),
  (
    "s",
    Column(
      type: .timestamp,
      [
        .timestamp(0), .timestamp(253_402_300_799_999_999), .missing,
        .timestamp(-62_167_219_200_000_000), .timestamp(86_400_000_000),
      ])
  ),
  ("b", Column(type: .bool, [.bool(true), .bool(false), .missing, .bool(true), .bool(false)])),
  (
    "l",
    Column(
      type: .textList,
      [.textList(["a", "b"]), .textList([]), .missing, .textList(["a"]), .textList(["c"])])
  ),
])

func expressions(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start, let table else { return 0 }
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  guard let formula = try? Expression.parse(text) else { return 0 }
  if formula.root.containsAggregate,
    let type = try? Table.type(of: formula, keys: ["t"], in: table.schema)
  {
    let groups = try? table.grouped(by: ["t"], summarise: [Summary("r", formula)])
    if let column = groups?["r"], let expected = type.type, column.type != expected {
      fail(text, column, expected)
    }
    return 0
  }
  guard let type = try? formula.type(in: table.schema) else { return 0 }
  guard let column = try? formula.evaluate(on: table) else { fail(text, nil, type.type) }
  if column.count != table.rowCount || type.type.map({ $0 != column.type }) ?? false {
    fail(text, column, type.type)
  }
  for row in 0..<column.count { _ = column.value(at: row).description }
  return 0
}

private func fail(_ text: String, _ column: Column?, _ expected: ColumnType?) -> Never {
  let found = column.map { "\($0.type.rawValue), \($0.count) rows" } ?? "an error"
  FileHandle.standardError.write(
    Data("\(text)\nis \(found) for \(expected?.rawValue ?? "missing")\n".utf8))
  abort()
}
