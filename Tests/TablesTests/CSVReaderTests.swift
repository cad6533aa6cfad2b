import Foundation
import Tables
import Testing

/// A file in the temporary folder for the time of `body`.
func withFile<Result>(
  _ bytes: some Sequence<UInt8>, name: String = "data.csv", _ body: (String) throws -> Result
) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "tables-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: name)
  try Data(bytes).write(to: file)
  return try body(file.path)
}

/// The same for the file packed by gzip, called `name.gz`.
func withPackedFile<Result>(
  _ bytes: some Sequence<UInt8>, name: String = "data.csv", _ body: (String) throws -> Result
) throws -> Result {
  try withFile(bytes, name: name) { path in
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/usr/bin/env")
    gzip.arguments = ["gzip", path]
    try gzip.run()
    gzip.waitUntilExit()
    return try body(path + ".gz")
  }
}

private func read(_ text: String, _ options: ReadOptions = .init()) throws -> Table {
  try withFile(text.utf8) { try CSVReader.read(path: $0, options: options) }
}

private func problem(_ bytes: some Sequence<UInt8>, _ options: ReadOptions = .init()) throws
  -> String
{
  try withFile(bytes) { path in
    do {
      _ = try CSVReader.read(path: path, options: options)
      return "no error"
    } catch {
      return "\(error)".replacingOccurrences(of: path, with: "FILE")
    }
  }
}

private func cells(_ table: Table, _ name: String) throws -> [Value] {
  let column = try table.column(name)
  return (0..<table.rowCount).map(column.value)
}

@Suite struct CSVReaderTests {
  @Test func typesAreInferredFromEveryCell() throws {
    let table = try read(
      """
      int,double,text,bool,date,time,zeros,big,mixed,late,plus
      1,1.5,a,True,2020-02-29,2020-01-01T00:00:01Z,007,12345678901234567890,1,1,+1
      -2,-3e2,,false,2021-01-01,2020-01-01 02:00:00+02:00,12,1,2.5,2,2
      ,,NA,,,,,,3,x,3

      """)
    let types = Dictionary(uniqueKeysWithValues: zip(table.names, table.columns.map(\.type)))
    #expect(
      types == [
        "int": .int, "double": .double, "text": .text, "bool": .bool, "date": .date,
        "time": .timestamp, "zeros": .text, "big": .text, "mixed": .double, "late": .text,
        "plus": .int,
      ])
    #expect(try cells(table, "text") == [.text("a"), .missing, .text("NA")])
    #expect(try cells(table, "zeros") == [.text("007"), .text("12"), .missing])
    #expect(
      try cells(table, "time")[0...1] == [
        .timestamp(1_577_836_801_000_000), .timestamp(1_577_836_800_000_000),
      ])
    #expect(
      table.notes.first { $0.column == "late" }?.text
        == "read as text: line 4 holds 'x' where 2 cells are numbers")
    #expect(table.rowFlow == [RowFlowStep(step: "read", rows: 3)])
  }

  @Test(
    arguments: [
      ("9007199254740993", "0.5", ColumnType.text), ("9007199254740992", "0.5", .double),
      ("inf", "0.5", .double), ("nan", "1", .int), ("1e999", "1", .text), ("True", "1", .text),
      ("2020-01-01", "2020-01-01 00:00:00", .timestamp), ("2020-02-30", "2020-01-01", .text),
      ("1.", ".5", .double), ("-", "1", .int), (" 1", "2 ", .int), ("0", "-0", .double),
      ("00.5", "1", .text), ("0x1F", "1", .text), ("1_000", "1", .text),
    ])
  func typeOfTwoCells(_ first: String, _ second: String, _ type: ColumnType) throws {
    #expect(try read("x\n\(first)\n\(second)\n").column("x").type == type)
    #expect(try read("x\n\(second)\n\(first)\n").column("x").type == type)
    var options = ReadOptions()
    options.blockSize = 1
    #expect(try read("x\n\(first)\n\(second)\n", options).column("x").type == type)
    #expect(try read("x\n\n\(second)\n\(first)\n", options).column("x").type == type)
  }

  @Test("What is said of a column is what its cells hold")
  func readings() throws {
    func said(_ text: String) throws -> [String] { try read(text).notes.map(\.text) }
    #expect(
      try said("a;b\n3,3 %;1\n12,25 %;2\n") == ["read with a decimal comma and a percent sign"])
    #expect(
      try said("a;b\n1 234,5;1\n2,5;2\n") == [
        "read with a decimal comma and a blank between thousands"
      ])
    #expect(
      try said("a\n(1200)\n\"(1,300.5)\"\n40\n") == [
        "read with a comma between thousands and parentheses for numbers below zero"
      ])
    #expect(
      try said("a;b\n1,5-;1\n2,5;2\n") == [
        "read with a decimal comma and a minus behind numbers below zero"
      ])
    #expect(try said("a\n-1200\n−40\n") == [])
    #expect(
      try said("a\n1e400\n2\n") == [
        "read as text: some of its numbers are too large, or have too many digits, to be held exactly"
      ])
  }

  @Test(
    "What is said of a column does not depend on the blocks it is read in, nor on how its texts are kept"
  )
  func readingsOfBlocks() throws {
    var table = "mostly distinct,mostly numbers,few texts,few numbers\n"
    for row in 0..<90 {
      let cells = [
        row % 3 == 0 ? "NA" : "text \(row)", row % 4 == 0 ? "x\(row)" : "1e5",
        row % 2 == 0 ? "p" : "NA",
        row < 30 ? "t\(row)" : "7",
      ]
      table += cells.joined(separator: ",") + "\n"
    }
    for text in [table, "a;b\n|rua;b\ntrue;1e5\n;\nfae;1e5\n;\nfalse;2*5\n"] {
      let whole = try read(text).notes.map(\.text)
      for size in [1, 8, 40, 333] {
        var options = ReadOptions()
        options.blockSize = size
        #expect(try read(text, options).notes.map(\.text) == whole, "blocks of \(size)")
      }
    }
    let said = try read(table).notes.map(\.text)
    #expect(said.contains { $0.contains("30") && $0.contains("NA") }, "\(said)")
    #expect(said.contains { $0.contains("67 cells are numbers") }, "\(said)")
  }

  @Test func declaredTypesReadWordsAndNameWhatDoesNotFit() throws {
    let text = "x,tags\n1,\"['a, b', \"\"c'd\"\"]\"\ninf,[]\nnan,\n"
    let table = try read(text, ReadOptions(types: ["x": .double, "tags": .textList]))
    #expect(try cells(table, "x") == [.double(1), .double(.infinity), .missing])
    #expect(try cells(table, "tags") == [.textList(["a, b", "c'd"]), .textList([]), .missing])
    #expect(
      try problem(text.utf8, ReadOptions(types: ["x": .int]))
        == "FILE, line 3, column 'x': 'inf' is not of the declared type int; declare the column as text, or list the cell under missing"
    )
    #expect(
      try cells(read(text, ReadOptions(types: ["x": .int], missing: ["inf", "nan"])), "x") == [
        .int(1), .missing, .missing,
      ])
  }

  @Test func columnsAreChosenAndOrdered() throws {
    let table = try read("a,b,c\n1,2,3\n4,5,6\n", ReadOptions(columns: ["c", "a"], maximumRows: 1))
    #expect(table.names == ["c", "a"])
    #expect(try cells(table, "c") == [.int(3)])
    #expect(
      try problem("abc,b\n1,2\n".utf8, ReadOptions(columns: ["abd"]))
        == "FILE: the file has no column 'abd'; did you mean 'abc'?")
  }

  @Test(
    arguments: [
      ("", "FILE: the file is empty; its first line must name the columns"),
      ("\n\n", "FILE: the file is empty; its first line must name the columns"),
      (
        "a,b\n1,2\n3\n",
        "FILE, line 3: the row has 1 cell where the header has 2; quote cells that contain a separator or a line break"
      ),
      (
        "a,b\n\"x\ny\",2\n3,4,5\n",
        "FILE, line 4: the row has 3 cells where the header has 2; quote cells that contain a separator or a line break"
      ),
      (
        "a,b\n\"x,2\n",
        "FILE, line 2: a quote opened in this row is never closed; within a quoted cell, write a quote twice"
      ),
      (
        "a,b\n\"x\"y,2\n",
        "FILE, line 2: there is text after a closing quote; within a quoted cell, write a quote twice"
      ),
      ("a,a\n1,2\n", "FILE, line 1: columns 1 and 2 are both called 'a'; rename one"),
      (
        "a,b\r1,2\r",
        "FILE, line 1: the lines end in carriage returns alone; convert them with `tr '\\r' '\\n'`"
      ),
    ])
  func saysWhatIsWrongAndWhere(_ text: String, _ expected: String) throws {
    #expect(try problem(text.utf8) == expected)
  }

  @Test func otherEncodingsAreNamed() throws {
    #expect(
      try problem("a\nM".utf8 + [0xFC] + "ller\n".utf8).hasPrefix(
        "FILE, line 2, column 'a': byte 0xFC is not UTF-8; the file is probably Windows-1252"))
    #expect(
      try problem(Array("abc\n1\n".utf8).flatMap { [$0, 0] }).contains("UTF-16LE"))
    #expect(try problem(Array("abc\n1\n".utf8).flatMap { [0, $0] }).contains("UTF-16BE"))
    #expect(throws: ReadError.self) { try CSVReader.read(path: "/nowhere/at/all.csv") }
    #expect(throws: ReadError.self) { try CSVReader.read(path: "/") }
  }

  @Test func headerOnlyAndQuirksOfHeaders() throws {
    let table = try read("\u{FEFF}a, b ,\"c,\"\"d\"\"\",\r\n")
    #expect(table.names == ["a", "b", "c,\"d\"", "column_4"])
    #expect(table.rowCount == 0)
    #expect(try read("a;b\n1;2\n").names == ["a", "b"])
    #expect(try read("a\tb\n1\t2\n").names == ["a", "b"])
    #expect(try read("a,b\n1,2", ReadOptions(separator: ",")).rowCount == 1)
    // Under a bar the quote of the header would open in a cell and never close.
    let hostile = try read("a,b|c,\"\n\"\n1,c|d,2\n3,b,4\n")
    #expect(hostile.names == ["a", "b|c", "\n"] && hostile.rowCount == 2)
  }

  @Test func gzipReadsTheSame() throws {
    let rows = (0..<5000).map { "\($0),\"line\n\($0 % 7)\"" }.joined(separator: "\n")
    let text = "i,t\n" + rows
    let plain = try read(text)
    var options = ReadOptions(threads: 2)
    options.blockSize = 1000
    let (table, whole) = try withPackedFile(text.utf8) {
      (try CSVReader.read(path: $0, options: options), try Data(contentsOf: URL(filePath: $0)))
    }
    for name in ["i", "t"] { #expect(try cells(table, name) == cells(plain, name)) }
    #expect(throws: ReadError.self) {
      try withFile(whole.prefix(whole.count / 2), name: "cut.csv.gz") {
        try CSVReader.read(path: $0)
      }
    }
  }
}
