internal import Basics

extension HTMLPass {
  /// A table with caption and scopes; one that may be wider than a telephone can be scrolled, also
  /// from the keyboard.
  mutating func table(_ table: ReportTable) throws(DocumentError) -> String {
    let printed = PrintedTable(table)
    let widths = table.columns.indices.map { table.estimatedWidth(of: $0, in: printed) }
    let label = table.id.flatMap { numbering.table($0) }
    let anchor = label?.anchor
    var caption =
      label.map { Self.selfLink($0.anchor, "<b>\(HTMLText.escape($0.text)).</b>") + " " } ?? ""
    caption += try inlines(table.caption)

    let hasProse = zip(table.columns.indices, printed.alignments).contains { index, alignment in
      alignment == .leading
        && printed.rows.contains { $0[index].content.plainText.count > 36 }
    }
    let isWide = widths.reduce(0, +) > 36
    let tall = printed.rows.count > Self.shortTable ? " tall" : ""
    // Long text reads better as one card a row; numbers are compared down a column, so they scroll.
    let isStacked = isWide && hasProse && table.columns.count > 2
    var html = ""
    let id = anchor.map { " id=\"\($0)\"" } ?? ""
    if isWide {
      let name = regionName(
        (label.map { $0.text + ". " } ?? words[.table] + ". ") + table.caption.plainText)
      // Wider than the text: it may take the margin as well.
      let classes =
        (isStacked ? " stack" : "") + (widths.reduce(0, +) > 84 ? " broad" : "") + tall
      html += "<div class=\"table scroll\(classes)\"\(id) role=\"region\" tabindex=\"0\""
      html += " aria-label=\"\(HTMLText.escape(name))\">\n"
    } else {
      html += "<div class=\"table\(tall)\"\(id)>\n"
    }
    html += isStacked ? "<table role=\"table\">\n" : "<table>\n"
    if !caption.isEmpty { html += "<caption><span>\(caption)</span></caption>\n" }
    html += try head(table, printed)
    html += isStacked ? "<tbody role=\"rowgroup\">\n" : "<tbody>\n"
    let shades = table.shades
    var taken = IdentifierSet()
    for (index, row) in printed.rows.enumerated() {
      let isTotal = table.hasTotal && index == printed.rows.count - 1
      let id = isTotal ? nil : anchor.flatMap { rowAnchor(of: table, row, $0, &taken) }
      html += try self.row(
        row, table, printed, isStacked, shades: shades[index],
        attributes: isTotal ? " class=\"total\"" : id.map { " id=\"\($0)\"" } ?? "")
      if table.rowNotes.indices.contains(index), !table.rowNotes[index].isEmpty {
        let role = isStacked ? (" role=\"row\"", " role=\"cell\"") : ("", "")
        html += "<tr class=\"remark\"\(role.0)><td colspan=\"\(row.count)\"\(role.1)>"
        html += try inlines(table.rowNotes[index]) + "</td></tr>\n"
      }
    }
    html += "</tbody>\n</table>\n</div>\n"
    html += try foot(table)
    return html
  }

  /// The rows that are seen at a glance; the head of a longer table stays in view.
  private static let shortTable = 12

  /// The name of a region; no two on a page are the same.
  mutating func regionName(_ name: String) -> String {
    let name = name.trimmingWhitespace()
    regionNames[name, default: 0] += 1
    let count = regionNames[name] ?? 1
    return count == 1 ? name : "\(name) (\(count))"
  }

  private mutating func head(
    _ table: ReportTable, _ printed: PrintedTable
  ) throws(DocumentError) -> String {
    var html = "<thead>\n"
    let groups = table.groups
    if !groups.isEmpty {
      html += "<tr class=\"groups\">"
      for group in groups {
        if let name = group.name {
          html += "<th scope=\"colgroup\" colspan=\"\(group.span.count)\">"
          html += HTMLText.escape(name) + "</th>"
        } else {
          html += "<td></td>"
        }
      }
      html += "</tr>\n"
    }
    html += "<tr>"
    for index in table.columns.indices {
      let className = Self.className(
        printed.alignments[index], more: Self.more(table.columns[index]))
      html += "<th scope=\"col\"\(className)>"
      html += try inlines(table.columns[index].header)
      if let unit = table.unit(of: index) {
        html += ", <span class=\"unit\">" + HTMLText.escape(unit) + "</span>"
      }
      html += "</th>"
    }
    return html + "</tr>\n</thead>\n"
  }

  private mutating func row(
    _ row: [PrintedTable.Cell], _ table: ReportTable, _ printed: PrintedTable, _ isStacked: Bool,
    shades: [Int?], attributes: String
  ) throws(DocumentError) -> String {
    var html = "<tr" + attributes + (isStacked ? " role=\"row\">" : ">")
    for (index, cell) in row.enumerated() {
      let isHeader = index == 0 && table.hasRowHeaders
      var attributes = isHeader ? " scope=\"row\"" : ""
      if isStacked {
        attributes += " role=\"\(isHeader ? "rowheader" : "cell")\""
        if !isHeader {
          attributes += " data-label=\"\(HTMLText.escape(table.words(of: index)))\""
        }
      }
      attributes += Self.className(
        printed.alignments[index], cell.content.plainText.count,
        more: Self.more(table.columns[index]) + (shades[index].map { " shade-\($0)" } ?? ""))
      let name = isHeader ? "th" : "td"
      html += "<\(name)\(attributes)>"
      if let verdict = cell.verdict {
        html += "<span class=\"verdict \(verdict.className)\"><span aria-hidden=\"true\">"
        html += "\(verdict.sign)</span> \(words[verdict])</span>"
      } else if cell.isMissing {
        html +=
          "<span class=\"missing\" role=\"img\" aria-label=\"\(words[.missing])\">\(NumberFormat.missing)</span>"
      } else {
        html += try inlines(cell.content)
      }
      if !cell.padding.isEmpty { html += "<i class=\"pad\" data-pad=\"\(cell.padding)\"></i>" }
      html += "</\(name)>"
    }
    return html + "</tr>\n"
  }

  /// The address of a row: that of its table with the words that head it; `nil` where none head it.
  private func rowAnchor(
    of table: ReportTable, _ row: [PrintedTable.Cell], _ anchor: String,
    _ taken: inout IdentifierSet
  ) -> String? {
    guard table.hasRowHeaders, let name = row.first?.content.plainText, !name.isEmpty
    else { return nil }
    return anchor + "-row-" + taken.unique(Identifier.slug(name))
  }

  private static func more(_ column: ReportTable.Column) -> String {
    column.isSecondary ? " more" : ""
  }

  private mutating func foot(_ table: ReportTable) throws(DocumentError) -> String {
    var html = ""
    for note in table.notes {
      html += "<p class=\"table-note\"><i>\(words[.note]).</i> " + (try inlines(note)) + "</p>\n"
    }
    let links = Self.downloads(table.files)
    let foot = [table.rowNote.map(HTMLText.escape) ?? "", links].filter { !$0.isEmpty }
    if !foot.isEmpty {
      html += "<p class=\"table-note\">" + foot.joined(separator: " ") + "</p>\n"
    }
    return html
  }

  mutating func ledger(_ ledger: Ledger) throws(DocumentError) -> String {
    var html = "<p>" + (try inlines(ledger.summary)) + "</p>\n"
    let all = ledger.table(ledger.rows, caption: ledger.caption, id: "ledger").withRowNotes
    guard ledger.isFolded else { return html + (try table(all)) }
    if !ledger.exceptions.isEmpty {
      html += try table(
        ledger.table(ledger.exceptions, caption: ledger.exceptionsCaption).withRowNotes)
    }
    html += "<details class=\"ledger\">\n<summary>" + (try inlines(ledger.foldedSummary))
    return html + "</summary>\n" + (try table(all)) + "</details>\n"
  }

  static func downloads(_ files: [String]) -> String {
    guard !files.isEmpty else { return "" }
    return "<span class=\"downloads\">"
      + files.map { file in
        "<a href=\"\(MarkdownText.path(file))\">\(DownloadName.of(file))</a>"
      }.joined(separator: " ") + "</span>"
  }

  /// Names do not break, sentences get room.
  private static func className(
    _ alignment: ReportTable.Alignment, _ length: Int = 20, more: String = ""
  ) -> String {
    let name =
      switch alignment {
      case .leading: length < 18 ? "short" : length > 36 ? "long" : ""
      case .centre: "centre"
      case .trailing: "figure"
      }
    let names = (name + more).trimmingWhitespace()
    return names.isEmpty ? "" : " class=\"\(names)\""
  }
}

extension Verdict {
  fileprivate var className: String {
    switch self {
    case .match: "match"
    case .differs: "differs"
    case .explained: "explained"
    case .transcribed, .notComputable, .unpublished: "open"
    }
  }
}
