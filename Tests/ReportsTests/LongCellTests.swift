import Reports
import Testing

@Suite("Cells with the text of a page")
struct LongCellTests {
  private static let table = ReportTable(
    id: "cards", columns: [.init("Model"), .init("Card")],
    rows: [[.text("a"), .text(String(repeating: "word ", count: 200) + "end")]])

  @Test("print their start, and are whole in the CSV")
  func cut() throws {
    let latex = LaTeXWriter().write(Self.table)
    #expect(latex.contains("word…") || latex.contains("word\\ldots{}"))
    #expect(!latex.contains("end" + " \\\\"))
    #expect(CSVWriter().write(Self.table).contains("word end"))
  }
}
