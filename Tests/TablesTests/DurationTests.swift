import Basics
import Foundation
import Tables
import Testing

@Suite("Durations")
struct DurationTests {
  private func column(_ texts: [String?]) throws -> Column {
    try Expression.parse("cast(t as duration)").evaluate(
      on: Table([("t", Column(texts: texts))]))
  }

  @Test(
    "ISO 8601 durations are read, written and told in plain words",
    arguments: [
      ("P2DT3H", "P2DT3H", "2 d 3 h"), ("PT36H", "P1DT12H", "1 d 12 h"), ("P1W", "P7D", "7 d"),
      ("PT0S", "PT0S", "0 s"), ("PT90.5S", "PT1M30.5S", "1 min 30.5 s"),
      ("-PT5M", "-PT5M", "−5 min"), ("PT0.000001S", "PT0.000001S", "0.000001 s"),
    ])
  func texts(text: String, written: String, words: String) throws {
    let value = try column([text]).value(at: 0)
    #expect(value.description == written)
    #expect(value.words == words)
    #expect(value.json == .string(written))
    #expect(try column([written]).value(at: 0) == value)
  }

  @Test(
    "what has no one length, or is not a duration, is missing",
    arguments: [
      "P1Y", "P1M", "P", "PT", "P1H", "PT1D", "P1.5DT1H", "1D", "P1D2D", "PT1S1M",
      "P99999999999999W", "",
    ])
  func none(text: String) throws { #expect(try column([text]).value(at: 0) == .missing) }

  @Test("durations sort, compare, group, and are numbers of seconds")
  func use() throws {
    var table = try Table([("t", Column(texts: ["PT1H", "PT90M", nil, "-PT1S", "PT60M"]))])
    try table.set("d", to: Expression.parse("cast(t as duration)").evaluate(on: table))
    func first(_ text: String) throws -> [Value] {
      let column = try Expression.parse(text).evaluate(on: table)
      return (0..<column.count).map(column.value)
    }
    #expect(
      try first("cast(d as double)") == [
        .double(3600), .double(5400), .missing, .double(-1), .double(3600),
      ])
    #expect(
      try first("d > cast(3600 as duration)") == [
        .bool(false), .bool(true), .missing, .bool(false), .bool(false),
      ])
    #expect(try table.sorted(by: [SortKey("d")]).column("t").value(at: 0) == .text("-PT1S"))
    let groups = try table.grouped(
      by: ["d"], summarise: [Summary("n", Expression.parse("count()"))])
    #expect(groups.rowCount == 4)
    let most = try table.grouped(by: [], summarise: [Summary("m", Expression.parse("max(d)"))])
    #expect(try most.column("m").value(at: 0).words == "1 h 30 min")
    #expect(try table.union(table).column("d").missingCount == 2)
    #expect(throws: ExpressionError.self) { try first("d > 5") }
  }

  @Test("a declared column of a file contains durations")
  func file() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("almanac-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("d\nPT1H\n\nP1D\n".utf8).write(to: file)
    let table = try CSVReader.read(path: file.path, options: ReadOptions(types: ["d": .duration]))
    #expect(try table.column("d").value(at: 2).words == "1 d")
    #expect(TableProfile(table).columns.first?.distinct == 2)
  }
}
