import Basics
import Foundation
import Tables
import Testing

/// What a column means, whatever else is read beside it.
@Suite struct ConventionTests {
  private func read(
    _ text: String, _ name: String = "t.csv", _ options: ReadOptions = .init()
  ) throws -> Table {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("almanac-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return try TableFile.read(file.path, options: options)
  }

  private func values(_ column: Column?) -> [Value] {
    column.map { column in (0..<column.count).map { column.value(at: $0) } } ?? []
  }

  @Test(
    "A column that is read alone means what it means beside the others",
    arguments: [
      ("t.csv", "a;b\n2.107;3,5\n900;4,1\n"), ("t.csv", "a,b\n2.107,\"3,5\"\n900,\"4,1\"\n"),
      ("t.csv", "a;b\n05/11/2023;13/11/2023\n06/11/2023;01/02/2023\n"),
      ("t.json", "[{\"a\": \"2.107\", \"b\": \"3,5\"}, {\"a\": \"900\", \"b\": \"4,1\"}]"),
      (
        "t.jsonl",
        "{\"a\": \"05/11/23\", \"b\": \"12/31/23\"}\n{\"a\": \"1/2/23\", \"b\": \"1/2/23\"}\n"
      ),
      ("t.csv", "a;b\n1.000;0,5\n2.000;1,5\n"),
    ])
  func subsets(_ name: String, _ text: String) throws {
    let whole = try read(text, name)
    let alone = try read(text, name, ReadOptions(columns: ["a"]))
    #expect(alone.names == ["a"])
    #expect(values(alone["a"]) == values(whole["a"]))
    #expect(alone["a"]?.type == whole["a"]?.type && whole["a"]?.type != .text)
    #expect(alone.notes == whole.notes.filter { $0.column == "a" })
  }

  @Test("A column with two meanings is refused alone as beside the others, and declared types help")
  func ambiguous() throws {
    let text = "a;b\n1.000;x\n2.000;y\n"
    for columns in [nil, ["a"]] {
      #expect {
        try read(text, "t.csv", ReadOptions(columns: columns))
      } throws: { "\($0)".contains("'1.000' may mean") }
    }
    #expect(values(try read(text, "t.csv", ReadOptions(columns: ["b"]))["b"]).count == 2)
    // Nobody writes whole numbers of programs with a point: the declared type is not an answer either.
    var options = ReadOptions(types: ["a": .int])
    options.thousands = "."
    #expect(values(try read(text, "t.csv", options)["a"]) == [.int(1000), .int(2000)])
  }

  @Test(
    "Numbers that are declared as Unix time are points in time, of every format",
    arguments: [
      ("t.csv", "at,n\n1700000000,1\n,2\n0,3\n"),
      ("t.jsonl", "{\"at\": 1700000000}\n{\"at\": null}\n{\"at\": 0}\n"),
      ("t.json", "[{\"at\": \"1700000000\"}, {\"at\": \"NA\"}, {\"at\": \"0\"}]"),
    ])
  func unixTime(_ name: String, _ text: String) throws {
    for (unit, factor) in [(UnixTime.seconds, Int64(1_000_000)), (.milliseconds, 1000)] {
      var options = ReadOptions(types: ["at": .timestamp])
      options.unixTimes = ["at": unit]
      let column = try read(text, name, options)["at"]
      #expect(
        values(column) == [.timestamp(1_700_000_000 * factor), .missing, .timestamp(0)], "\(name)")
    }
  }

  @Test("Texts that are declared as Unix time are an error that names the column")
  func noUnixTime() {
    var options = ReadOptions(types: ["at": .timestamp])
    options.unixTimes = ["at": .seconds]
    for text in ["at,n\nnoon,1\n5,2\n", "at,n\n9e300,1\n5,2\n"] {
      #expect {
        try read(text, "t.csv", options)
      } throws: { "\($0)".contains("column 'at'") && "\($0)".contains("declared as unix seconds") }
    }
  }

  @Test("A number of JSON keeps its point where texts become numbers")
  func points() throws {
    let mixed = try read("[{\"a\": 2.5}, {\"a\": \"1,234.5\"}]", "t.json")
    #expect(values(mixed["a"]) == [.double(2.5), .double(1234.5)])
    let contrary = try read("[{\"a\": 2.107}, {\"a\": \"3,5\"}]", "t.json")
    #expect(contrary["a"]?.type == .text)
    #expect(contrary.notes.contains { $0.text.contains("two conventions") })
  }

  @Test(
    "Zones of the IANA database follow their clocks; in the hour that comes twice the first counts")
  func zones() throws {
    let table = try read(
      "at,n\n2023-10-29 01:30 Europe/Berlin,1\n2023-10-29 02:30 Europe/Berlin,2\n2023-10-29 03:30 Europe/Berlin,3\n"
    )
    #expect(
      values(table["at"]).map(\.description) == [
        "2023-10-28T23:30:00Z", "2023-10-29T00:30:00Z", "2023-10-29T02:30:00Z",
      ])
  }
}
