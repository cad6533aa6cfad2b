import Basics
import CSQLite
import Foundation
import Tables
import TestSupport
import Testing

/// DuckDB's program, through which Parquet is read.
let duckdb: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
  .split(separator: ":").map { "\($0)/duckdb" }
  .first { FileManager.default.isExecutableFile(atPath: $0) }

func run(_ program: String, _ arguments: [String]) throws {
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  try #require(process.terminationStatus == 0, "\(program) failed")
}

/// The same rows in every format that is read must be the same table.
@Suite struct FormatTests {
  /// What no file says by itself: CSV has no lists and SQLite no truth values.
  private static let options = ReadOptions(types: ["flag": .bool, "list": .textList])
  private static let names = [
    "whole", "real", "text", "name", "code", "at", "day", "flag", "list", "nothing", "late",
  ]

  private static let texts = [
    "plain", "say \"so\"", "a, b; c\td|e", "two\nlines", "CRLF\r\nwithin", "=1+1", "-", "naïve",
    "東京 😀", " blanks ", "back\\slash", "{\"json\": [1]}", "['list']", "'", "NULL", "nan",
  ]

  private static let reals = [
    0.1, -2.5, 1.0 / 3, 1e300, .leastNonzeroMagnitude, 123456789.125, 1e-7, 0, 2,
    4_503_599_627_370_497.5,
  ]

  /// Seeded rows, about a quarter of their cells missing; `late` is there in the last rows alone.
  private static let rows: [[Value]] = {
    var random = PhiloxGenerator(seed: 8)
    func pick<Element>(_ values: [Element]) -> Element {
      values[Int.random(in: 0..<values.count, using: &random)]
    }
    return (0..<1500).map { row in
      let day = Int32.random(in: -200_000...200_000, using: &random)
      let second = Int64.random(in: -4_000_000_000...4_000_000_000, using: &random)
      let values: [Value] = [
        .int(pick([0, -7, 42, .max, .min, 9_007_199_254_740_993, Int64(row)])),
        .double(pick(reals)),
        .text(pick(texts)), .text("model-\(row)/\(pick(texts))"), .text("00\(row)"),
        .timestamp(second * 1_000_000 + pick([0, 500_000, 123_456])), .date(day),
        .bool(Bool.random(using: &random)),
        .textList((0..<Int.random(in: 0...3, using: &random)).map { _ in pick(texts) }), .missing,
        row < 1400 ? .missing : .int(Int64(row)),
      ]
      return values.map { Int.random(in: 0..<4, using: &random) == 0 ? .missing : $0 }
    }
  }()

  private static var csv: String {
    func field(_ value: Value) -> String {
      switch value {
      case .text, .textList: quoted(value.description)
      default: value.description
      }
    }
    func quoted(_ text: String) -> String {
      "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
    let lines = [names] + rows.map { $0.map(field) }
    return lines.map { $0.joined(separator: ",") + "\n" }.joined()
  }

  /// Every other row has no key where a cell is missing, the others have `null`.
  private static var jsonLines: String {
    rows.enumerated().map { number, row in
      let members = zip(names, row).filter { number % 2 == 1 || $1 != .missing }
      return JSON.object(members.map { JSON.Member($0, $1.json) }).text() + "\n"
    }.joined()
  }

  private func expectRows(_ table: Tables.Table, sourceLocation: SourceLocation = #_sourceLocation)
  {
    let missing = ColumnType.double
    #expect(
      table.columns.map(\.type) == [
        .int, .double, .text, .text, .text, .timestamp, .date, .bool, .textList, missing, .int,
      ], sourceLocation: sourceLocation)
    #expect(Set(table.names) == Set(Self.names), sourceLocation: sourceLocation)
    #expect(table.rowCount == Self.rows.count, sourceLocation: sourceLocation)
    guard table.rowCount == Self.rows.count else { return }
    for (place, name) in Self.names.enumerated() {
      guard let column = table[name] else { continue }
      let different = Self.rows.indices.first { column.value(at: $0) != Self.rows[$0][place] }
      let values = different.map { (column.value(at: $0), Self.rows[$0][place]) }
      #expect(
        different == nil, "\(name): \(String(describing: values))", sourceLocation: sourceLocation)
    }
  }

  private func read(_ path: String) throws -> Tables.Table {
    // In one order, as that of keys is the one of their first rows.
    try TableFile.read(path, options: Self.options).selected(Self.names)
  }

  @Test(arguments: [1, 3]) func csv(threads: Int) throws {
    try withFile(Self.csv.utf8) { path in
      var options = Self.options
      options.threads = threads
      expectRows(try TableFile.read(path, options: options))
    }
  }

  @Test func csvPackedByGzip() throws {
    try withFile(Self.csv.utf8) { path in
      try run("/usr/bin/env", ["gzip", path])
      expectRows(try read(path + ".gz"))
    }
  }

  @Test func jsonLines() throws {
    try withFile(Self.jsonLines.utf8, name: "data.jsonl") { expectRows(try read($0)) }
  }

  @Test func jsonLinesPackedByGzip() throws {
    try withFile(Self.jsonLines.utf8, name: "data.jsonl") { path in
      try run("/usr/bin/env", ["gzip", path])
      expectRows(try read(path + ".gz"))
    }
  }

  @Test func sqlite() throws {
    try withFile([], name: "data.db") { path in
      try Self.writeDatabase(path)
      expectRows(try read(path + ":data"))
      expectRows(try read(path + ":select * from data"))
    }
  }

  /// The rows as a table `data` of an SQLite file.
  private static func writeDatabase(_ path: String) throws {
    var opened: OpaquePointer?
    try #require(sqlite3_open(path, &opened) == SQLITE_OK)
    defer { sqlite3_close(opened) }
    let columns = names.map { "\"\($0)\"" }.joined(separator: ", ")
    try #require(
      sqlite3_exec(opened, "create table data(\(columns)); begin", nil, nil, nil) == SQLITE_OK)
    var insert: OpaquePointer?
    let marks = names.map { _ in "?" }.joined(separator: ",")
    try #require(
      sqlite3_prepare_v2(opened, "insert into data values (\(marks))", -1, &insert, nil)
        == SQLITE_OK)
    defer { sqlite3_finalize(insert) }
    // SQLite copies the text: its buffer lives only as long as the call.
    let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    for row in rows {
      for (index, value) in row.enumerated() {
        let place = CInt(index + 1)
        switch value {
        case .missing: sqlite3_bind_null(insert, place)
        case .int(let value): sqlite3_bind_int64(insert, place, value)
        case .double(let value): sqlite3_bind_double(insert, place, value)
        case .bool(let value): sqlite3_bind_int(insert, place, value ? 1 : 0)
        default: sqlite3_bind_text(insert, place, value.description, -1, copies)
        }
      }
      try #require(sqlite3_step(insert) == SQLITE_DONE)
      sqlite3_reset(insert)
    }
    try #require(sqlite3_exec(opened, "commit", nil, nil, nil) == SQLITE_OK)
  }

  @Test(
    "Parquet",
    .enabled(if: duckdb != nil, "NOT TESTED: DuckDB's program is not installed"))
  func parquet() throws {
    try withFile(Self.jsonLines.utf8, name: "data.jsonl") { path in
      let types = [
        "BIGINT", "DOUBLE", "VARCHAR", "VARCHAR", "VARCHAR", "TIMESTAMP", "DATE", "BOOLEAN",
        "VARCHAR[]", "DOUBLE", "BIGINT",
      ]
      let columns = zip(Self.names, types).map { "'\($0)': '\($1)'" }.joined(separator: ", ")
      let parquet = path + ".parquet"
      try run(
        duckdb ?? "",
        [
          "-batch", "-init", "/dev/null", "-c",
          "copy (select * from read_json('\(path)', format='newline_delimited', columns={\(columns)})) to '\(parquet)' (format parquet)",
        ])
      expectRows(try read(parquet))
    }
  }

  @Test(
    "A Parquet file whose name looks like a pattern is that file",
    .enabled(if: duckdb != nil, "NOT TESTED: DuckDB's program is not installed"))
  func patternedName() throws {
    try withFile("".utf8, name: "x[1]*.parquet") { path in
      let folder = (path as NSString).deletingLastPathComponent
      for (name, value) in [("x[1]*.parquet", 1), ("x1y.parquet", 2)] {
        try run(
          duckdb ?? "",
          [
            "-batch", "-init", "/dev/null", "-c",
            "copy (select \(value) as a) to '\(folder)/\(name)' (format parquet)",
          ])
      }
      let table = try TableFile.read(path)
      #expect(try table.column("a").value(at: 0) == .int(1))
    }
  }
}
