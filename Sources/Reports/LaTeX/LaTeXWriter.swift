/// Writes tables as LaTeX with the rules of `booktabs`.
public struct LaTeXWriter: Sendable {
  /// How many characters a table may be wide before it is divided.
  static let tableWidth = 96

  /// A writer.
  public init() {}

  /// A `table` environment for `\input`; the preamble needs `booktabs` and, for the font encodings of
  /// every sign, `\usepackage[T1]{fontenc}` and `textcomp`.
  ///
  /// A wide table is divided into panels beneath each other that repeat the first column.
  public func write(_ table: ReportTable) -> String {
    var lines = ["\\begin{table}[htbp]", "\\centering", "\\small"]
    if !table.caption.isEmpty { lines.append("\\caption{\(inlines(table.caption))}") }
    if let id = table.id { lines.append("\\label{tab:\(id)}") }
    let printed = PrintedTable(table)
    for panel in table.panels(limit: Self.tableWidth, printed: printed) {
      lines += grid(table.selecting(panel), printed.selecting(panel))
    }
    for note in table.notes {
      lines.append("\\par\\smallskip\\footnotesize\\emph{Note.} \(inlines(note))")
    }
    if let note = table.rowNote {
      lines.append("\\par\\smallskip\\footnotesize \(LaTeXText.escape(note))")
    }
    lines.append("\\end{table}")
    return lines.joined(separator: "\n") + "\n"
  }

  private func grid(_ table: ReportTable, _ printed: PrintedTable) -> [String] {
    let columns = table.columns.indices.map { index in
      switch printed.alignments[index] {
      case .trailing: return "r"
      case .centre: return "c"
      case .leading:
        let longest = printed.rows.map { $0[index].content.plainText.count }.max() ?? 0
        return longest > 40 ? "p{5.5cm}" : "l"
      }
    }.joined()
    var lines = ["\\begin{tabular}{@{}\(columns)@{}}", "\\toprule"]
    let groups = table.groups
    if !groups.isEmpty {
      lines.append(
        groups.map { group in
          group.name.map { "\\multicolumn{\(group.span.count)}{c}{\(LaTeXText.escape($0))}" } ?? ""
        }.joined(separator: " & ") + " \\\\")
      lines += groups.filter { $0.name != nil }.map {
        "\\cmidrule(lr){\($0.span.lowerBound + 1)-\($0.span.upperBound)}"
      }
    }
    lines.append(row(table.columns.indices.map { inlines(table.header(of: $0)) }))
    lines.append("\\midrule")
    for (index, cells) in printed.rows.enumerated() {
      if table.hasTotal, index == printed.rows.count - 1 { lines.append("\\midrule") }
      lines.append(
        row(
          cells.map { cell in
            inlines(cell.content)
              + (cell.padding.isEmpty ? "" : "\\phantom{\(cell.padding)}")
          }))
    }
    return lines + ["\\bottomrule", "\\end{tabular}"]
  }

  private func row(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }

  private func inlines(_ content: [Inline]) -> String {
    // Nearly every cell is one piece.
    content.count == 1 ? inline(content[0]) : content.map(inline).joined()
  }

  private func inline(_ inline: Inline) -> String {
    switch inline {
    case .text(let text): LaTeXText.escape(text)
    case .emphasis(let inner): "\\emph{\(inlines(inner))}"
    case .strong(let inner): "\\textbf{\(inlines(inner))}"
    case .strikethrough(let inner): inlines(inner)
    case .subscripted(let inner): "\\textsubscript{\(inlines(inner))}"
    case .superscripted(let inner): "\\textsuperscript{\(inlines(inner))}"
    case .code(let text): "\\texttt{\(LaTeXText.escape(text))}"
    case .link(let inner, _): inlines(inner)
    case .value(let value): LaTeXText.escape(value.printed)
    case .lineBreak, .softBreak: " "
    case .math(let formula): "$" + formula.source + "$"
    case .image(let image): LaTeXText.escape(image.alt)
    // A table on its own knows no document to refer to.
    case .reference(let reference): "\\ref{tab:\(LaTeXText.escape(reference.id))}"
    case .citation(let citations):
      "\\cite{\(citations.map { LaTeXText.escape($0.key) }.joined(separator: ","))}"
    case .footnote, .tag, .conditional: ""
    }
  }
}
