internal import Basics
internal import Tables

extension TypstPass {
  /// How many characters wide a table may be on a page that stands, and on one that lies.
  static let uprightWidth = 112
  static let turnedWidth = 176
  /// How many characters wide a column of long texts must be.
  private static let narrowText = 22
  /// A table of no more rows is on one page.
  private static let mostTogether = 16

  /// Whether a table is too wide for a page that stands, where a page of its own can begin.
  func isTurned(_ table: ReportTable) -> Bool {
    guard !isInner else { return false }
    return Self.width(of: table, PrintedTable(table)) > Self.uprightWidth
  }

  /// How many characters wide a table must be.
  private static func width(of table: ReportTable, _ printed: PrintedTable) -> Int {
    table.columns.indices.reduce(0) { sum, index in
      // Long texts have the room that others leave.
      let width = table.estimatedWidth(of: index, in: printed)
      return sum + (isLong(index, printed) ? min(width, narrowText) : width)
    }
  }

  /// A table with caption and what is beneath; wider ones are divided.
  mutating func table(_ table: ReportTable, width: Int) throws(DocumentError) -> String {
    let label = table.id.flatMap(numbering.table)
    var caption = label.map { "#strong[\(TypstText.escape($0.text)).]; " } ?? ""
    caption += try inlines(table.caption)
    let printed = PrintedTable(table)
    let divided =
      Self.width(of: table, printed) > width
      ? table.panels(limit: width, printed: printed) : [Array(table.columns.indices)]
    let panels = try divided.map {
      panel throws(DocumentError) in
      try grid(table.selecting(panel), printed.selecting(panel), notes: table.rowNotes)
    }
    var text = "#figure(kind: table"
    if !caption.trimmingWhitespace().isEmpty { text += ", caption: [\(caption)]" }
    text += ")[\n\(panels.joined(separator: "\n#v(0.8em);\n"))\n"
    var lines: [String] = []
    for note in table.notes {
      lines.append("[#emph[\(TypstText.escape(words[.note]))\\.]; \(try inlines(note))]")
    }
    let files = table.files.map(TypstText.code).joined(separator: ", ")
    let foot = [table.rowNote.map(TypstText.escape) ?? "", files].filter { !$0.isEmpty }
    if !foot.isEmpty { lines.append("[\(foot.joined(separator: " "))]") }
    if !lines.isEmpty { text += "#beneath(\(lines.joined(separator: ", ")))\n" }
    text += "]" + (table.id.map { " <table-\($0)>" } ?? "")
    return table.rows.count > Self.mostTogether ? text : "#together[\(text)]"
  }

  /// Whether a column has texts that are set in several lines.
  private static func isLong(_ index: Int, _ printed: PrintedTable) -> Bool {
    printed.alignments[index] == .leading && longest(index, printed) > 36
  }

  private static func longest(_ index: Int, _ printed: PrintedTable) -> Int {
    printed.rows.map { $0[index].content.plainText.count }.max() ?? 0
  }

  private mutating func grid(
    _ table: ReportTable, _ printed: PrintedTable, notes: [[Inline]]
  ) throws(DocumentError) -> String {
    let widths = table.columns.indices.map { index in
      Self.isLong(index, printed)
        ? "\(min(Self.longest(index, printed), 160))fr" : "auto"
    }
    let alignments = printed.alignments.map { alignment in
      switch alignment {
      case .leading: "left"
      case .centre: "center"
      case .trailing: "right"
      }
    }
    var heads: [String] = []
    let groups = table.groups
    if !groups.isEmpty {
      heads += groups.flatMap { group in
        group.name.map { ["group(\(group.span.count))[\(TypstText.escape($0))]"] }
          ?? group.span.map { _ in "[]" }
      }
    }
    for index in table.columns.indices {
      heads.append("head[\(try inlines(table.header(of: index)))]")
    }
    var rows: [String] = []
    for (index, row) in printed.rows.enumerated() {
      let cells = try row.map { cell throws(DocumentError) in
        let sign = cell.verdict.map { TypstText.escape($0.sign) + " " } ?? ""
        let padding = cell.padding.isEmpty ? "" : "#pad(\(TypstText.string(cell.padding)));"
        return "[\(sign)\(try inlines(cell.content))\(padding)]"
      }
      rows.append("  " + cells.joined(separator: ", ") + ",")
      if notes.indices.contains(index), !notes[index].isEmpty {
        rows.append("  row-note(\(row.count))[\(try inlines(notes[index]))],")
      }
    }
    return """
      #grid-of(\(TypstText.array(widths)), \(TypstText.array(alignments)),
      \(TypstText.array(heads)), (
      \(rows.joined(separator: "\n"))
      ))
      """
  }
}
