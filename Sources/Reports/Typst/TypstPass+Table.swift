internal import Basics
internal import Tables

extension TypstPass {
  /// How many characters wide a table may be on a page that stands, and on one that lies.
  static let uprightWidth = 112
  static let turnedWidth = 176
  /// A table of no more rows is on one page.
  private static let mostTogether = 16

  /// Whether a table is too wide for a page that stands, where a page of its own can begin.
  func isTurned(_ table: ReportTable) -> Bool {
    guard !isInner else { return false }
    let printed = PrintedTable(table)
    let width = table.columns.indices.reduce(0) { $0 + table.estimatedWidth(of: $1, in: printed) }
    return width > Self.uprightWidth
  }

  /// A table with caption and what is beneath; wider ones are divided.
  mutating func table(_ table: ReportTable, width: Int) throws(DocumentError) -> String {
    let label = table.id.flatMap(numbering.table)
    var caption = label.map { "#strong[\(TypstText.escape($0.text)).]; " } ?? ""
    caption += try inlines(table.caption)
    let printed = PrintedTable(table)
    let panels = try table.panels(limit: width, printed: printed).map {
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

  private mutating func grid(
    _ table: ReportTable, _ printed: PrintedTable, notes: [[Inline]]
  ) throws(DocumentError) -> String {
    let widths = table.columns.indices.map { index -> String in
      let longest = printed.rows.map { $0[index].content.plainText.count }.max() ?? 0
      return printed.alignments[index] == .leading && longest > 36
        ? "\(min(longest, 160))fr" : "auto"
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
