import Reports
import Tables
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

  @Test("A total is the last row of every format, and counts among no rows that are told")
  func total() throws {
    let data = try Table([
      ("maker", Column(texts: ["a", "b", "c"])), ("tonnes", Column(doubles: [1, nil, 2.5])),
      ("models", Column(ints: [3, 4, 5])),
    ])
    let table = try ReportTable(
      data, id: "makers", limit: 2, totals: ["tonnes", "models"], language: .german)
    let document = Document(title: [.text("T")], language: .german, blocks: [.table(table)])
    let html = try HTMLWriter(theme: .bundled()).body(document)
    #expect(html.contains("<tr class=\"total\">"))
    #expect(html.contains(">Summe<") && html.contains("3,5") && html.contains(">12<"))
    #expect(html.contains("Die ersten 2 von 3 Zeilen."))
    let markdown = try MarkdownWriter().write(document)
    #expect(markdown.contains("| **Summe** | **3,50** | **12** |"), "\(markdown)")
    let latex = LaTeXWriter().write(table)
    #expect(latex.components(separatedBy: "\\midrule").count == 3)
    // A sum that no whole number holds is missing, not a wrong one.
    let large = try Table([("n", Column(ints: [Int64.max, 1]))])
    let sum = try ReportTable(large, id: "n", totals: ["n"]).rows.last
    #expect(sum == [.missing])
  }

  @Test("A shade is the darker the larger the number; texts, gaps and totals have none")
  func shades() throws {
    let data = try Table([
      ("maker", Column(texts: ["a", "b", "c", "d"])),
      ("share", Column(doubles: [0, 5, nil, 10])),
    ])
    let table = try ReportTable(
      data, id: "t", display: [.init(column: "maker"), .init(column: "share", isShaded: true)],
      totals: ["share"])
    let html = try HTMLWriter(theme: .bundled()).body(
      Document(title: [.text("T")], blocks: [.table(table)]))
    let found = html.components(separatedBy: "shade-").dropFirst().map { $0.first ?? " " }
    #expect(found == ["1", "3", "5"])
  }

  @Test("A row has an address made of the words that head it, no two alike")
  func rowAddresses() throws {
    let table = ReportTable(
      id: "models", columns: [.init("Model"), .init("n")],
      rows: [[.text("Llama 3.1 <b>"), .number(1)], [.text("Llama 3.1 b"), .number(2)]])
    let html = try HTMLWriter(theme: .bundled()).body(
      Document(title: [.text("T")], blocks: [.table(table)]))
    #expect(html.contains("<tr id=\"table-models-row-llama-31-b\">"))
    #expect(html.contains("<tr id=\"table-models-row-llama-31-b-2\">"))
  }

  @Test("The ledger's heads, verdicts and captions are in the language of the report")
  func ledgerWords() throws {
    for (language, head, verdict) in [
      (ReportLanguage.german, "Nachgerechnet", "weicht ab"), (.french, "Recalculé", "diffère"),
      (.spanish, "Recalculado", "difiere"), (.english, "Recomputed", "differs"),
    ] {
      var ledger = Ledger(
        rows: [.init(id: "a", published: .double(1.5), recomputed: .double(2.5), verdict: .differs)]
      )
      ledger.language = language
      let html = try HTMLWriter(theme: .bundled()).body(
        Document(title: [.text("T")], language: language, blocks: [.ledger(ledger)]))
      #expect(html.contains(head) && html.contains(verdict))
      #expect(language == .english || !html.contains("Published"))
    }
  }
}
