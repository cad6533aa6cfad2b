import Basics
import Foundation
import Reports
import Tables
import Testing

@Suite("Written documents")
struct GoldenTests {
  /// Compares with the file in `Tests/Golden/reports`. After a change on purpose, run the tests with
  /// `UPDATE_GOLDEN=1` and look at the difference.
  private func compare(_ text: String, _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/reports/\(name)")
    let environment = ProcessInfo.processInfo.environment
    if environment["UPDATE_GOLDEN"] == "1" && environment["CI"] == nil {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    let differing = zip(
      text.split(separator: "\n", omittingEmptySubsequences: false),
      expected.split(separator: "\n", omittingEmptySubsequences: false)
    ).first { $0 != $1 }
    #expect(text == expected, "\(name): \(differing.map { "\($0.0) / \($0.1)" } ?? "length")")
  }

  @Test("Markdown is written as it was") func markdown() throws {
    try compare(MarkdownWriter().write(Sample.document()), "report.md")
  }

  @Test("The body of the page is written as it was") func html() throws {
    try compare(HTMLWriter(theme: .bundled()).body(Sample.document()), "report.html")
  }

  @Test("LaTeX and CSV are written as they were") func tables() throws {
    try compare(LaTeXWriter().write(Sample.monthly), "monthly.tex")
    try compare(CSVWriter().write(Sample.monthly).replacing("\r\n", with: "\n"), "monthly.csv")
  }

  @Test("Typst is written as it was") func typst() throws {
    try compare(TypstWriter.bundled().content(Sample.document()), "report.typ")
  }

  @Test("The tree for pandoc is written as it was") func pandoc() throws {
    let tree = try JSON.parse(PandocWriter().write(Sample.document()))
    try compare(tree.text(.canonical) + "\n", "report.pandoc.json")
  }

  @Test("Writing twice gives the same bytes") func repeatable() throws {
    let writer = try HTMLWriter(theme: .bundled())
    #expect(try writer.write(Sample.document()) == writer.write(Sample.document()))
  }

  @Test("Every link within the page has its target, every id is unique, and nothing is asked for")
  func links() throws {
    let page = try HTMLPage(HTMLWriter(theme: .bundled()).write(Sample.document()))
    let ids = Set(page.ids)
    #expect(ids.count == page.ids.count)
    for link in page.links where link.hasPrefix("#") {
      #expect(ids.contains(String(link.dropFirst())), "\(link)")
    }
    #expect(!page.elements.contains("script") && !page.elements.contains("link"))
    #expect(!page.attributeNames.contains("style"))
  }

  @Test("Method and source of a result stand with its block, and are not said again at the end")
  func provenanceOnce() throws {
    let html = try HTMLWriter(theme: .bundled()).body(Sample.document())
    #expect(html.matches(of: /<dt>Method<\/dt>/).count == 1)
    #expect(!html.contains("1,419 read → 17 months</dd>"))
    #expect(html.contains("are given with <a href=\"#test-trend\">Trend of the median</a>"))
  }

  @Test("What must never be printed is not") func forbidden() throws {
    let document = try Sample.document()
    for text in [
      try MarkdownWriter().write(document), try HTMLWriter(theme: .bundled()).body(document),
    ] {
      for pattern in [
        "{{", "}}", "Optional(", ">nan<", "| nan |", ">inf<", "| inf |", "-0<", "−0<",
      ] {
        #expect(!text.contains(pattern))
      }
    }
  }

  @Test("Figures, tables and sections have the same numbers in both formats")
  func numbering() throws {
    let document = try Sample.document()
    let numbering = Numbering(document)
    #expect(numbering.figure("trend")?.text == "Figure\u{A0}1")
    #expect(numbering.table("monthly")?.number == "1")
    #expect(numbering.table("ledger")?.number == "2")
    #expect(numbering.table("extra")?.number == "S1")
    #expect(numbering.section("months")?.number == "1.1")
    #expect(numbering.section("sample")?.text == "Appendix\u{A0}A")
    let markdown = try MarkdownWriter().write(document)
    #expect(markdown.contains("[Table\u{A0}1](#table-monthly)"))
    #expect(markdown.contains("[Appendix\u{A0}A](#a-sample)"))
  }

  @Test(
    "A reference that leads nowhere, a second figure of one id, and a figure without words are errors"
  )
  func errors() throws {
    func write(_ blocks: [Block]) throws {
      _ = try MarkdownWriter().write(Document(title: [], blocks: blocks))
    }
    let figure = Figure(id: "trend", title: "T", alt: "A line.")
    #expect(throws: DocumentError.unknownReference("trand", nearest: "trend")) {
      try write([.figure(figure), .paragraph([.reference(Reference(id: "trand"))])])
    }
    #expect(throws: DocumentError.duplicateID("figure-trend")) {
      try write([.figure(figure), .figure(figure)])
    }
    #expect(throws: DocumentError.missingAlternativeText(figure: "trend")) {
      try write([.figure(Figure(id: "trend", title: "T", alt: " "))])
    }
    let table = ReportTable(id: "trend", columns: [.init("a")], rows: [])
    #expect(throws: DocumentError.ambiguousReference("trend", ["figure", "table"])) {
      try write([.figure(figure), .table(table), .paragraph([.reference(Reference(id: "trend"))])])
    }
    try write([
      .figure(figure), .table(table), .paragraph([.reference(Reference(id: "table trend"))]),
    ])
  }

  @Test("A unit that the words of a column name already is not printed again")
  func units() {
    func header(_ words: String) -> String {
      ReportTable(columns: [.init(words, unit: "g")], rows: []).header(of: 0).plainText
    }
    #expect(header("Median") == "Median, g")
    #expect(header("Median, g") == "Median, g")
    #expect(header("Median (g)") == "Median (g)")
    #expect(header("Weighing") == "Weighing, g")
  }

  @Test("A wide table is divided into panels that repeat the first column")
  func wide() throws {
    let columns = (0..<20).map { ReportTable.Column("Measure number \($0)") }
    let table = ReportTable(
      id: "wide", columns: [.init("Model")] + columns,
      rows: [[.text("a")] + (0..<20).map { .number(Double($0) + 0.25) }])
    let lines = try MarkdownWriter().write(Document(title: [], blocks: [.table(table)]))
      .split(separator: "\n").filter { $0.hasPrefix("| a ") }
    #expect(lines.count > 1)
    #expect(lines.joined().filter { $0 == "|" }.count == 20 + lines.count * 2)
  }

  @Test("Data become a table in one call, and a file without loss")
  func data() throws {
    let table = try Tables.Table([
      ("model_name", Column(texts: ["=a", nil, "b,c"])),
      (
        "co2",
        Column(
          doubles: [1.0 / 3, nil, 1e-7],
          metadata: .init(unit: Unit(symbol: "g"), label: "Emissions"))
      ), ("year", Column(ints: [2022, 2023, nil])), ("day", Column(.date([0, 19417, 1]))),
    ])
    let printed = try ReportTable(table, id: "t", limit: 2)
    #expect(printed.columns.map(\.header.plainText) == ["Model name", "Emissions", "Year", "Day"])
    #expect(printed.totalRows == 3)
    let markdown = try MarkdownWriter().write(Document(title: [], blocks: [.table(printed)]))
    #expect(markdown.contains("| Model name | Emissions, g | Year | Day |"))
    #expect(markdown.contains("| =a | 0.333 | 2022 | 1970-01-01 |"))
    #expect(markdown.contains("The first 2 of 3 rows."))
    #expect(
      CSVWriter().write(data: table)
        == "model_name,co2,year,day\r\n'=a,0.3333333333333333,2022,1970-01-01\r\n,,2023,2023-03-01\r\n"
        + "\"b,c\",1e-07,,1970-01-02\r\n")
  }

  @Test("Data written as CSV reads back as the same values") func dataReadsBack() throws {
    let table = try Table([
      ("text", Column(texts: ["a\"b", nil, " pad ", "two\nlines", "a, b"])),
      ("real", Column(doubles: [-1.5, 0.1, nil, 1e300, .leastNonzeroMagnitude])),
      ("whole", Column(ints: [.max, .min, 0, nil, -7])),
      ("day", Column(.date([-719_528, 0, 19_417, 1, 2_932_896]))),
      ("at", Column(.timestamp([-1, 0, 500_000, 1_577_836_801_000_000, 1]))),
      ("flag", Column(.bool(Bitmap([true, false, true, true, false])))),
    ])
    let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "data.csv").path
    try CSVWriter().write(data: table).write(toFile: path, atomically: true, encoding: .utf8)
    let back = try CSVReader.read(path: path)
    #expect(back.names == table.names && back.rowCount == table.rowCount)
    for (a, b) in zip(table.columns, back.columns) {
      #expect(a.type == b.type)
      #expect((0..<5).map(a.value) == (0..<5).map(b.value))
    }
  }

  @Test(
    "LaTeX compiles, hostile text included",
    .enabled(
      if: ["/usr/bin/pdflatex", "/usr/local/bin/pdflatex"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
      }, "pdflatex is not installed"))
  func latex() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let hostile = ReportTable(
      id: "hostile", caption: [.text(Hostile.texts.joined(separator: " "))],
      columns: [.init("Text"), .init("Number")],
      rows: Hostile.texts.map { [.text($0), .number(-1.5)] })
    for (name, table) in [("monthly", Sample.monthly), ("hostile", hostile)] {
      let source = standalone(table)
      try source.write(to: folder.appending(path: name + ".tex"), atomically: true, encoding: .utf8)
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [
        "pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=batchmode", name,
      ]
      process.currentDirectoryURL = folder
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(name)")
    }
  }

  /// A small document that shows the table alone.
  private func standalone(_ table: ReportTable) -> String {
    """
    \\documentclass{article}
    \\usepackage[T1]{fontenc}
    \\usepackage[utf8]{inputenc}
    \\usepackage{textcomp}
    \\usepackage{booktabs}
    \\usepackage[margin=2cm]{geometry}
    \\begin{document}
    \(LaTeXWriter().write(table))\\end{document}

    """
  }
}
