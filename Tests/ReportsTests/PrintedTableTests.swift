import Reports
import Testing

@Suite("Printed tables")
struct PrintedTableTests {
  @Test("A cell with the text of a page prints its start, and is whole in the CSV")
  func longCell() throws {
    let table = ReportTable(
      id: "cards", columns: [.init("Model"), .init("Card")],
      rows: [[.text("a"), .text(String(repeating: "word ", count: 200) + "end")]])
    let latex = LaTeXWriter().write(table)
    #expect(latex.contains("word\\ldots{}"))
    #expect(!latex.contains("word end"))
    #expect(CSVWriter().write(table).contains("word end"))
  }

  @Test("A row that becomes a card on a narrow screen names the group of each value")
  func cards() throws {
    let table = ReportTable(
      columns: [
        .init("Question"), .init("p", group: "As published"), .init("p", group: "Corrected"),
      ],
      rows: [[.text(String(repeating: "Does it rise? ", count: 4)), .number(0.2), .number(0.04)]])
    let document = Document(title: [], blocks: [.table(table)])
    let html = try HTMLWriter(theme: .bundled()).body(document)
    #expect(html.contains("data-label=\"As published: p\""))
    #expect(html.contains("data-label=\"Corrected: p\""))
  }
}
