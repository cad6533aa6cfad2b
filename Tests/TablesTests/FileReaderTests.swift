import Basics
import Foundation
import Tables
import TestSupport
import Testing

private func cells(_ table: Table, _ name: String) throws -> [Value] {
  let column = try table.column(name)
  return (0..<table.rowCount).map(column.value)
}

/// A database made by SQLite 3 with pages of 512 bytes:
/// `create table models(name text, size integer, co2 real, made text, odd)` with the rows
/// `('a', 7, 0.5, '2020-01-02', 1)`, `('=b', null, 2, '2021-03-04', 'x')` and
/// `('', 9007199254740993, null, null, 2.5)`, and the view
/// `large` as `select name, size from models where size > 5`.
private let database = """
  U1FMaXRlIGZvcm1hdCAzAAIAAQEAQCAgAAAAAwAAAAIAAAAAAAAAAAAAAAMAAAAEAAAAAAAAAAAAAAABAAAAAAAAAAAA
  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADAC5jAQ0AAAACAUcAAZ8BRwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAVgIHFRcXCIEPdmlld2xhcmdl
  bGFyZ2VDUkVBVEUgVklFVyBsYXJnZSBhcyBzZWxlY3QgbmFtZSwgc2l6ZSBmcm9tIG1vZGVscyB3aGVyZSBzaXplID4g
  NV8BBxcZGQGBGXRhYmxlbW9kZWxzbW9kZWxzAkNSRUFURSBUQUJMRSBtb2RlbHMobmFtZSB0ZXh0LCBzaXplIGludGVn
  ZXIsIGNvMiByZWFsLCBtYWRlIHRleHQsIG9kZCkNAAAAAwG2AAHkAc4BtgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWAwYNBgAABwAgAAAAAAAB
  QAQAAAAAAAAUAgYRAAEhDz1iAjIwMjEtMDMtMDR4GgEGDwEHIQlhBz/gAAAAAAAAMjAyMC0wMS0wMg==
  """

/// The last of what a reader told.
///
/// `@unchecked Sendable`: `last` is read and written with `lock` held, or when all is read.
private final class Told: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var last = [0, 0, 0]

  func note(rows: Int, done: Int, total: Int) { lock.withLock { last = [rows, done, total] } }
}

@Suite struct FileReaderTests {
  private func jsonLines(_ text: String, _ options: ReadOptions = .init()) throws -> Table {
    try withFile(text.utf8, name: "data.jsonl") { try TableFile.read($0, options: options) }
  }

  private func problem(_ text: String) throws -> String {
    try withFile(text.utf8, name: "data.jsonl") { path in
      do {
        _ = try TableFile.read(path)
        return "no error"
      } catch {
        return "\(error)".replacingOccurrences(of: path, with: "FILE")
      }
    }
  }

  /// 60,000 rows of a text that never repeats, one of 30 texts, and a time.
  private static let rows = (0..<60_000).map {
    (
      id: "model-\($0 &* 2_654_435_761 % 1_000_003)", group: "group-\($0 % 30)",
      time: "20\(10 + $0 % 10)-01-01T00:00:\($0 % 50 + 10)"
    )
  }
  private static let csv =
    "id,group,time\n" + rows.map { "\($0.id),\($0.group),\($0.time)\n" }.joined()
  private static let jsonLines = rows.map {
    "{\"id\": \"\($0.id)\", \"group\": \"\($0.group)\", \"time\": \"\($0.time)\"}\n"
  }.joined()

  /// The three as files, plain and packed.
  private func withEach(_ body: (String) throws -> Void) throws {
    for (name, text) in [("data.csv", Self.csv), ("data.jsonl", Self.jsonLines)] {
      try withFile(text.utf8, name: name, body)
      try withPackedFile(text.utf8, name: name, body)
    }
  }

  @Test("Each kind of text file says how much of it is read, up to all of it")
  func progress() throws {
    try withEach { path in
      let size = try #require(
        FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
      let told = Told()
      var options = ReadOptions()
      options.progress = { told.note(rows: $0, done: $1, total: $2) }
      let table = try TableFile.read(path, options: options)
      #expect(told.last == [table.rowCount, size, size], "\(path)")
    }
  }

  @Test("The estimate of a table counts the rows of packed files, and texts that never repeat")
  func estimate() throws {
    try withEach { path in
      let estimate = try TableFile.estimatedSize(path)
      #expect(abs(Double(estimate.rows) / 60_000 - 1) < 0.1, "\(path): \(estimate)")
      // Almost 12 bytes and an end for each id, a code, a time.
      #expect(estimate.bytes > estimate.rows * (11 + 8 + 4 + 8), "\(path): \(estimate)")
      #expect(estimate.bytes < 60_000 * 250, "\(path): \(estimate)")
    }
  }

  @Test func jsonLinesFlattenAndWiden() throws {
    let table = try jsonLines(
      """
      {"a": 1, "o": {"x": "u\\n", "deep": {"y": true}}, "l": ["p", "q"], "m": 1, "d": "2020-01-01"}

      {"o": {"x": null}, "a": 2.5, "l": [], "m": "text", "n": [1, {"k": 2}], "d": "2020-01-02"}
      {"a": null, "m": 12345678901234567890, "d": ""}
      """)
    #expect(table.names == ["a", "o.x", "o.deep.y", "l", "m", "d", "n"])
    #expect(try cells(table, "a") == [.double(1), .double(2.5), .missing])
    #expect(try cells(table, "o.x") == [.text("u\n"), .missing, .missing])
    #expect(try cells(table, "o.deep.y") == [.bool(true), .missing, .missing])
    #expect(try cells(table, "l") == [.textList(["p", "q"]), .textList([]), .missing])
    #expect(try cells(table, "m") == [.text("1"), .text("text"), .text("12345678901234567890")])
    #expect(try cells(table, "d") == [.date(18_262), .date(18_263), .missing])
    #expect(try cells(table, "n") == [.missing, .text("[1,{\"k\":2}]"), .missing])
    #expect(try jsonLines("{\"a\": 1, \"b\": 2}", ReadOptions(columns: ["b"])).names == ["b"])
  }

  @Test func jsonLinesNameTheLineThatIsWrong() throws {
    #expect(
      try problem("{\"a\":1}\n[1]\n")
        == "FILE, line 2: the line is not a JSON object, as in {\"key\": \"value\"}; write one per line"
    )
    #expect(
      try problem("{\"a\":1, \"a\":2}\n") == "FILE, line 1: the key 'a' occurs twice; rename one")
    #expect(
      try problem("{\"a\":nope}\n")
        == "FILE, line 1: 'nope' is not a value; write text in double quotes")
    #expect(try problem("{\"a\":[1, 2}\n").hasPrefix("FILE, line 1: "))
    #expect(
      try problem("{\"a\":\"x}\n")
        == "FILE, line 1: a text or list is not closed on this line; write one whole object per line"
    )
  }

  @Test func noLineCrashesTheJSONLinesReader() throws {
    var random = PhiloxGenerator(seed: 31)
    let alphabet = Array("{}[]\",:\\u09eE+-.truefalsn ".utf8)
    var good = 0
    for _ in 0..<400 {
      let text =
        "{\"k\":"
        + (0..<Int.random(in: 0...20, using: &random)).map { _ in
          String(decoding: [alphabet.randomElement(using: &random) ?? 0], as: UTF8.self)
        }.joined() + "}"
      if (try? jsonLines(text)) != nil { good += 1 }
    }
    #expect(good < 400)
  }

  @Test func sqliteReadsTablesViewsAndQueries() throws {
    let bytes = try #require(Data(base64Encoded: database, options: .ignoreUnknownCharacters))
    try withFile(bytes, name: "data.db") { path in
      let table = try TableFile.read(path + ":models")
      #expect(table.names == ["name", "size", "co2", "made", "odd"])
      #expect(try cells(table, "name") == [.text("a"), .text("=b"), .missing])
      #expect(try cells(table, "size") == [.int(7), .missing, .int(9_007_199_254_740_993)])
      #expect(try cells(table, "co2") == [.double(0.5), .double(2), .missing])
      #expect(try cells(table, "made") == [.date(18_263), .date(18_690), .missing])
      #expect(try cells(table, "odd") == [.text("1"), .text("x"), .text("2.5")])
      #expect(try TableFile.read(path + ":large").rowCount == 2)
      #expect(try TableFile.read(path + ":select sum(size) as total from large").names == ["total"])
      #expect(
        try TableFile.read(path + ":models", options: ReadOptions(columns: ["made"])).names == [
          "made"
        ])
      #expect(
        throws: ReadError(file: path, problem: "there is no table 'model'; there are large, models")
      ) {
        try TableFile.read(path + ":model")
      }
      #expect(throws: ReadError.self) {
        try TableFile.read(path + ":with x as (select 1) delete from models")
      }
      #expect(try TableFile.read(path + ":models").rowCount == 3)
    }
    #expect(throws: ReadError.self) { try TableFile.read("/nowhere.db:t") }
    _ = try withFile("not a database at all, just text".utf8, name: "x.db") { path in
      #expect(throws: ReadError.self) { try TableFile.read(path + ":t") }
    }
  }

  @Test(
    "What SQLite tells of itself is refused however it is asked, and a text that names it is read",
    arguments: [
      ("select file as x from pragma_database_list", false),
      ("select file as x from \"PRAGMA_\" || 'database_list'", false),
      ("select x.file as x from [pragma_database_list] as x", false),
      ("with t as (select * from pragma_table_list) select name as x from t", false),
      ("select load_extension('/nowhere') as x", false),
      ("select 'pragma_database_list' as x", true),
      ("select json_extract('{\"pragma_\": 1}', '$.pragma_') as x", true),
    ])
  func onlyDataAreRead(_ query: String, _ isRead: Bool) throws {
    let bytes = try #require(Data(base64Encoded: database, options: .ignoreUnknownCharacters))
    try withFile(bytes, name: "data.db") { path in
      guard isRead else {
        #expect(throws: ReadError.self) { try TableFile.read(path + ":" + query) }
        return
      }
      let table = try TableFile.read(path + ":" + query)
      #expect(table.rowCount == 1)
    }
  }

  @Test func aKeyThatIsFirstSeenLateIsAColumnToo() throws {
    let text = (0..<3000).map { "{\"a\":\($0)" + ($0 == 2999 ? ",\"o\":{\"late\":1}}" : "}") }
      .joined(separator: "\n")
    try withFile(text.utf8, name: "data.ndjson") { path in
      #expect(try TableFile.columnNames(path) == ["a", "o.late"])
      let column = try TableFile.read(path, options: ReadOptions(columns: ["o.late"]))["o.late"]
      #expect(column?.count == 3000 && column?.validity?.setIndices == [2999])
    }
  }

  @Test func keysThatMustBeEscapedAreToldApart() throws {
    let table = try jsonLines(
      #"{"a\\b":1,"c\"":2,"\u0064":3}"# + "\n" + #"{"a\b":4,"c\"":5,"d":6}"#)
    #expect(table.names == [#"a\b"#, #"c""#, "d", "a\u{8}"])
    #expect(try cells(table, "d") == [.int(3), .int(6)])
    #expect(try cells(table, #"a\b"#) == [.int(1), .missing])
  }

  @Test(
    arguments: [
      ("2.5", ColumnType.int), ("7", .bool), ("\"2020-01-01T10:00:00Z\"", .date),
      ("\"x\"", .double),
      ("true", .timestamp), ("\"x\"", .textList),
    ])
  func aValueThatIsNotOfTheDeclaredTypeIsRefusedAsInCSV(_ value: String, _ type: ColumnType) {
    let options = ReadOptions(types: ["a": type])
    #expect(throws: ReadError.self) { try jsonLines("{\"a\":\(value)}", options) }
    #expect(throws: ReadError.self) {
      try withFile("a\n\(value)\n".utf8) { try TableFile.read($0, options: options) }
    }
  }

  @Test func declaredTypesTakeWhatCSVTakes() throws {
    let table = try jsonLines(
      #"{"i":2.0,"x":7,"t":0.5,"b":1,"d":"2020-01-01","w":"2020-01-01","n":"NaN","l":"['p']"}"#,
      ReadOptions(types: [
        "i": .int, "x": .double, "t": .text, "b": .bool, "d": .date, "w": .timestamp, "n": .double,
        "l": .textList,
      ]))
    #expect(
      table.columns.map { $0.value(at: 0) } == [
        .int(2), .double(7), .text("0.5"), .bool(true), .date(18_262),
        .timestamp(1_577_836_800_000_000), .missing, .textList(["p"]),
      ])
  }
  @Test func parquetWithoutDuckDBSaysWhatToInstall() throws {
    let isInstalled = duckdb != nil
    #expect {
      try TableFile.read("/nowhere/models.parquet")
    } throws: { "\($0)".contains("there is no such file") }
    #expect {
      try withFile("no Parquet".utf8, name: "models.parquet") { try TableFile.read($0) }
    } throws: {
      "\($0)".contains(isInstalled ? "DuckDB could not read it" : "pip install duckdb-cli")
    }
  }
}
