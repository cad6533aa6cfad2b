import Foundation
import Tables
import Testing

@Suite struct SeparatorTests {
  private func names(_ text: String, _ name: String = "data.csv") throws -> [String] {
    try withFile(text.utf8, name: name) {
      try TableFile.read($0, options: ReadOptions(threads: 1)).names
    }
  }

  private func rows(_ text: String, _ name: String = "data.csv") throws -> [[String]] {
    let table = try withFile(text.utf8, name: name) { try TableFile.read($0) }
    return (0..<table.rowCount).map { row in table.columns.map { $0.value(at: row).description } }
  }

  @Test("The separator is the sign that cuts the records alike, not the first one in the header")
  func wholeSample() throws {
    #expect(
      try names("name, full and long\tsize (MB, GB)\nDoe, John\t12\nRoe\t13\n", "data.tsv")
        == ["name, full and long", "size (MB, GB)"])
    #expect(
      try names("name, full and long\tsize (MB, GB)\nDoe, John\t12\nRoe\t13\n")
        == ["name, full and long", "size (MB, GB)"])
    #expect(
      try names("Preis, EUR;Menge;Ort\n1,50;3;Berlin\n2,5;4;Bonn\n") == [
        "Preis, EUR", "Menge", "Ort",
      ])
    // Either sign cuts these alike: the comma is the decimal one.
    #expect(
      try names("Preis, EUR;Menge, kg\n1,50;3,25\n2,50;4,75\n") == ["Preis, EUR", "Menge, kg"])
    #expect(try names("a|b|c, d\nx, y|1|2\nz|3|4, 5\n") == ["a", "b", "c, d"])
    #expect(try names("a,b\n1;2,3\n4;5;6,7\n") == ["a", "b"])
    #expect(try names("\"x;y\",b\n1,2\n") == ["x;y", "b"])
    #expect(try names("a;b\n\"1;2\";3\n\"4;5;6\";7\n") == ["a", "b"])
    #expect(try names("a, b, c\n1, 2, 3\n4, 5, 6\n") == ["a", "b", "c"])
    #expect(try names("city;note\nBonn;one, two, three\nKöln;one\n") == ["city", "note"])
  }

  @Test("Decimal commas stay in their cells, and are understood")
  func decimalCommas() throws {
    #expect(try rows("a;b\n1,5;2,25\n3;4\n") == [["1.5", "2.25"], ["3", "4"]])
  }

  @Test("The header alone is cut by the sign that its name or most of its cells speak for")
  func headerAlone() throws {
    #expect(try names("name, full\tsize\n", "data.tsv") == ["name, full", "size"])
    #expect(try names("Preis, EUR;Menge;Ort\n") == ["Preis, EUR", "Menge", "Ort"])
    #expect(try names("a,b\n", "data.tsv") == ["a", "b"])
  }

  @Test("A file of one column keeps the commas of its cells")
  func oneColumn() throws {
    #expect(try rows("note\nHello, world\nBye\n") == [["Hello, world"], ["Bye"]])
    #expect(try rows("name\nDoe, John\nRoe, Jane\n") == [["Doe, John"], ["Roe, Jane"]])
    #expect(try rows("value\n1,5\n2,5\n") == [["1.5"], ["2.5"]])
    #expect(try rows("value\n1,5\n2\n") == [["1.5"], ["2"]])
    #expect(try rows("size, MB\n12\n15\n") == [["12"], ["15"]])
    #expect(try rows("x\n1\n2\n") == [["1"], ["2"]])
    #expect(try rows("t\n['a', 'b']\n['c']\n") == [["['a', 'b']"], ["['c']"]])
    let late = "t\n" + String(repeating: "plain\n", count: 50_000) + "one, two\n"
    #expect(try rows(late).last == ["one, two"])
  }

  @Test("A header too short for its rows is an error, and no column")
  func shortHeader() throws {
    #expect {
      try names("Report\nid,name,value\n1,a,2\n")
    } throws: { "\($0)".contains("line 2: the row has 3 cells where the header has 1") }
    // Several words above rows with numbers are a title.
    #expect(try names("Report 2024\nid,name,value\n1,a,2\n") == ["id", "name", "value"])
    #expect {
      try names("a,b\n1\n2\n")
    } throws: { "\($0)".contains("line 2: the row has 1 cell where the header has 2") }
  }

  @Test(
    "Excel's first line names the separator",
    arguments: ["sep=;\n", "sep=;\r\n", "SEP=;\n", "\"sep=;\"\n", "\u{FEFF}sep=;\n"])
  func separatorLine(_ line: String) throws {
    #expect(try names(line + "a,x;b\n1,5;2\n") == ["a,x", "b"])
    #expect {
      try names(line + "a;b\n1;2\n3\n")
    } throws: { "\($0)".contains("line 4: the row has 1 cell") }
  }

  @Test("A separator line may name a tab, and is passed over where the separator is given")
  func otherSeparatorLines() throws {
    #expect(try names("sep=\t\na\tb,c\n1\t2\n") == ["a", "b,c"])
    #expect(try names("sep=|\na|b\n1|2\n") == ["a", "b"])
    let table = try withFile("sep=;\na,b\n1,2\n".utf8) {
      try CSVReader.read(path: $0, options: ReadOptions(separator: ","))
    }
    #expect(table.names == ["a", "b"])
  }

  @Test("A header longer than the sample is read whole")
  func longHeader() throws {
    let header = (0..<30_000).map { "column-\($0)" }
    let text =
      header.joined(separator: ";") + "\n" + header.map { _ in "1,5" }.joined(separator: ";")
    #expect(try names(text) == header)
    let packed = try withPackedFile(text.utf8) { try TableFile.columnNames($0) }
    #expect(packed == header)
  }

  @Test("A quote within an unquoted name is a letter like any other")
  func quotesInNames() throws {
    #expect(try names("size (5\"),b\n1,2\n") == ["size (5\")", "b"])
    #expect(throws: ReadError.self) { try names("\"a\"x,b\n1,2\n") }
    #expect(throws: ReadError.self) { try names("\"a,b\n1,2\n") }
  }

  @Test("A ragged row does not change what the others say")
  func oneOddRow() throws {
    let good = String(repeating: "1;2,5;x\n", count: 30)
    #expect {
      try names("a;b;c\n" + good + "1;2\n" + good)
    } throws: { "\($0)".contains("line 32: the row has 2 cells where the header has 3") }
  }
}
