import Basics
import Reports
import Tables
import Testing

/// How columns of data are printed: by what they hold, never by what they are called.
@Suite("Formats of columns")
struct PrintedFormatTests {
  /// The one printed cell, header included, of a column.
  private func printed(
    _ name: String, _ column: Column, _ display: ReportTable.Display? = nil
  ) throws -> (header: String, cell: String, csv: String, latex: String) {
    let data = try Table([(name, column)], rowCount: column.count)
    let table = try ReportTable(data, id: nil, display: display.map { [$0] })
    let markdown = try MarkdownWriter().write(Document(title: ["T"], blocks: [.table(table)]))
    let lines = markdown.split(separator: "\n").filter { $0.hasPrefix("|") }.map(String.init)
    let cells = lines.map { String($0.dropFirst(2).dropLast(2)) }
    return (cells[0], cells[2], CSVWriter().write(table), LaTeXWriter().write(table))
  }

  @Test(
    "a name of a column decides nothing",
    arguments: [
      "p50", "p95", "p", "p_value", "size_p", "P", "p-max", "tonnes_per_year", "code_share",
      "mean_id",
      "id", "year_share", "code", "paid", "median_year", "year", "ID", "%",
    ], [21.4, 0.42, 0.0004, 0.9996, 1234.5678])
  func names(name: String, value: Double) throws {
    let plain = try printed("x", Column(doubles: [value]))
    let named = try printed(name, Column(doubles: [value]))
    #expect(named.cell == plain.cell)
    #expect(
      named.csv.split(whereSeparator: \.isNewline).last
        == plain.csv.split(whereSeparator: \.isNewline).last)
  }

  @Test("whole numbers have commas, except what looks like years and is called so")
  func years() throws {
    func cell(_ name: String, _ values: [Int64?], unit: String? = nil) throws -> String {
      try printed(
        name,
        Column(ints: values, metadata: ColumnMetadata(unit: unit.map { Unit(symbol: $0) }))
      ).cell
    }
    #expect(try cell("year", [2021]) == "2021")
    #expect(try cell("release_year", [1999, nil]) == "1999")
    #expect(try cell("year", [2021, 12_000]) == "2,021")
    #expect(try cell("tonnes_per_year", [2021]) == "2,021")
    #expect(try cell("year", [2021], unit: "g") == "2,021")
    #expect(try cell("models", [2021]) == "2,021")
    #expect(try cell("id", [12345]) == "12,345")
    #expect(try cell("code", [12345]) == "12,345")
  }

  @Test("a p-value and a year are known by what made them, whatever they are called")
  func kinds() throws {
    let p = Column(doubles: [0.0004], metadata: ColumnMetadata(kind: .pValue))
    #expect(try printed("anything", p).cell == "\\< 0.001")
    #expect(try printed("anything", p).csv.hasSuffix("4.00e-4\r\n"))
    let dates = try Table([("made", Column(.date([19_417])))], rowCount: 1)
    let table = try dates.derived("moment", Expression.parse("year(made)"))
      .grouped(by: [], summarise: [Summary("latest", Expression.parse("max(moment)"))])
    #expect(try printed("latest", table.column("latest")).cell == "2023")
    let test = try Table([("p_value", p)], rowCount: 1)
      .renamed(["p_value": "x"])
      .derived("y", Expression.parse("x"))
      .grouped(by: [], summarise: [Summary("least", Expression.parse("min(y)"))])
    #expect(try printed("least", test.column("least")).cell == "\\< 0.001")
    let times = try Table([("x", p)], rowCount: 1).derived("y", Expression.parse("x * 100"))
    #expect(try printed("y", times.column("y")).cell == "0.0400")
  }

  @Test(
    "whole numbers are printed to their last digit",
    arguments: [1_234_567_890_123_456_789, -9_007_199_254_740_993, .max, .min, 0, 999, 1000]
      as [Int64])
  func exact(value: Int64) throws {
    let digits = String(value)
    let bare = String(value.magnitude)
    for format in [NumberFormat.number, .integer, .plain, .quantity("g")] {
      let text = format.text(exactly: value)
      #expect(text.filter(\.isNumber) == bare)
      #expect(text.hasPrefix("\u{2212}") == (value < 0))
      #expect(format.machineText(exactly: value) == digits)
    }
    #expect(
      NumberFormat.plain.value(JSON.int(value)).text == digits.replacing("-", with: "\u{2212}"))
    let table = try printed("n", Column(ints: [value]))
    #expect(table.cell.filter(\.isNumber) == bare)
    #expect(table.csv.hasSuffix(digits + "\r\n"))
    #expect(table.latex.replacing(",", with: "").contains(bare))
    #expect(NumberFormat(.number, decimals: 2).text(exactly: 1234) == "1,234.00")
    #expect(NumberFormat(.number, digits: 2).text(exactly: 1234) == "1,200")
    #expect(NumberFormat(.number, isSigned: true).text(exactly: 5) == "+5")
    #expect(NumberFormat(.number, isMagnitude: true).text(exactly: -5) == "5")
  }

  @Test("a published and a recomputed whole number keep their digits in the ledger")
  func ledger() throws {
    let row = Ledger.Row(
      id: "rows", published: 1_234_567_890_123_456_789, recomputed: 1_234_567_890_123_456_788,
      verdict: .differs)
    let markdown = try MarkdownWriter().write(
      Document(title: ["T"], blocks: [.ledger(Ledger(rows: [row]))]))
    #expect(markdown.contains("1,234,567,890,123,456,789"))
    #expect(markdown.contains("1,234,567,890,123,456,788"))
  }

  @Test(
    "what is in per cent is not multiplied, and a share of 1 says that it is printed in per cent")
  func percent() throws {
    let percent = ColumnMetadata(unit: Unit(symbol: "%"))
    let inPercent = try printed(
      "share", Column(doubles: [12.5], metadata: percent),
      .init(column: "share", format: .percent))
    #expect(inPercent.header == "Share, %")
    #expect(inPercent.cell == "12.5")
    #expect(inPercent.csv == "\"Share, %\"\r\n12.5\r\n")
    let declared = try printed(
      "share", Column(doubles: [12.5]), .init(column: "share", format: .percent, unit: "%"))
    #expect(declared.cell == "12.5")
    let share = try printed(
      "share", Column(doubles: [0.12]), .init(column: "share", format: .percent))
    #expect(share.header == "Share, %")
    #expect(share.cell == "12.0")
    let whole = try printed(
      "share", Column(ints: [12], metadata: percent), .init(column: "share", format: .percent))
    #expect(whole.cell == "12")
  }

  @Test("a printed number that is not the one at its address is found, wherever it stands")
  func mismatch() throws {
    let value = NumberFormat.number.value(2.5, address: "a.estimate")
    let places: [Block] = [
      .paragraph([.strong([.value(value)])]), .facts([Fact(value, label: ["x"])]),
      .list(List(items: [[.quote([.paragraph([.value(value)])])]])),
      .table(ReportTable(columns: [.init("x")], rows: [[.value(value)]])),
      .table(ReportTable(columns: [.init("x")], rows: [[.inlines([.value(value)])]])),
      .table(ReportTable(columns: [.init("x")], rows: [], notes: [[.value(value)]])),
      .test(TestBlock(id: "a", title: ["A"], entries: [Entry("Estimate", [.value(value)])])),
      .details(Details(summary: [.value(value)], [])),
      .figure(Figure(id: "f", title: "F", caption: [.value(value)], alt: "f")),
      .heading(Heading(level: 2, id: "h", content: [.value(value)])),
    ]
    for block in places {
      let document = Document(title: ["T"], blocks: [block])
      #expect(document.firstMismatch { _, _ in [2.5] } == nil)
      let found = try #require(document.firstMismatch { _, _ in [2.6] })
      #expect(found.value == value)
      #expect(found.found == [2.6])
    }
    let quoted = Document(
      title: ["T"],
      blocks: [
        .paragraph(["An earlier paper reported t(10) = 2.0, p = 0.90; r = 1.20, a misprint."])
      ])
    #expect(quoted.values.isEmpty)
  }
}
