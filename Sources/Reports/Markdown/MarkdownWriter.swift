internal import Basics
internal import Tables

/// Writes a document as GitHub-flavoured Markdown, figures by relative link.
public struct MarkdownWriter: Sendable {
  /// How many characters a table may be wide before it is divided.
  static let tableWidth = 110

  /// A writer.
  public init() {}

  /// The whole document, ending in a line break.
  public func write(_ document: Document) throws(DocumentError) -> String {
    var pass = try MarkdownPass(document)
    return try pass.text()
  }
}

/// One writing of one document.
struct MarkdownPass {
  let document: Document
  let numbering: Numbering
  /// The anchors that GitHub gives the headings, by our ids.
  private var headingAnchors: [String: String] = [:]

  init(_ document: Document) throws(DocumentError) {
    self.document = document
    numbering = try document.checked()
    var taken = GitHubAnchors()
    _ = taken.unique(MarkdownText.headingAnchor(document.title.plainText))
    collect(document.blocks, &taken)
  }

  private mutating func collect(_ blocks: [Block], _ taken: inout GitHubAnchors) {
    for block in blocks {
      switch block {
      case .heading(let heading):
        headingAnchors[heading.id] = taken.unique(
          MarkdownText.headingAnchor(number(of: heading) + heading.content.plainText))
      case .quote(let blocks): collect(blocks, &taken)
      case .callout(let callout): collect(callout.blocks, &taken)
      case .details(let details): collect(details.blocks, &taken)
      case .list(let list): for item in list.items { collect(item, &taken) }
      default: break
      }
    }
  }

  /// The fixed words of the document.
  private var words: ReportLanguage { document.language }

  mutating func text() throws(DocumentError) -> String {
    var parts = ["# " + (try inlines(document.title))]
    if !document.kicker.isEmpty { parts.append(Self.emphasis(try inlines(document.kicker))) }
    if let byline = document.imprint.byline(words) { parts.append(MarkdownText.escape(byline)) }
    if let cover = document.cover { parts.append(try inlines([.image(cover)])) }
    parts += try blocks(document.blocks)
    parts += try imprint()
    if !document.colophon.isEmpty {
      parts += ["---", MarkdownText.escapingStart(try inlines(document.colophon))]
    }
    for (index, footnote) in document.footnotes.enumerated() {
      let text = try blocks(footnote).joined(separator: "\n\n")
      parts.append("[^\(index + 1)]: " + Self.indent(text, by: 4, first: false))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  // MARK: Blocks

  mutating func blocks(_ blocks: [Block]) throws(DocumentError) -> [String] {
    var result: [String] = []
    for block in blocks {
      let text = try self.block(block)
      if !text.isEmpty { result.append(text) }
    }
    return result
  }

  private mutating func block(_ block: Block) throws(DocumentError) -> String {
    switch block {
    case .heading(let heading):
      return String(repeating: "#", count: heading.level) + " " + number(of: heading)
        + (try inlines(heading.content))
    case .paragraph(let content):
      return MarkdownText.escapingStart(try inlines(content))
    case .list(let list): return try self.list(list)
    case .quote(let content): return Self.quote(try blocks(content).joined(separator: "\n\n"))
    case .callout(let callout):
      let body = try blocks(callout.blocks).joined(separator: "\n\n")
      return Self.quote("[!\(callout.kind.rawValue.uppercased())]\n" + body)
    case .code(let text, let language):
      let fence = String(
        repeating: "`", count: max(3, MarkdownText.longestRun(of: "`", in: text) + 1))
      let info = language.map { $0.filter { $0.isLetter || $0.isNumber || $0 == "-" } } ?? ""
      let body = text.hasSuffix("\n") ? text : text + "\n"
      return fence + info + "\n" + HostileText.visible(body) + fence
    case .rule: return "---"
    case .table(let table): return try self.table(table)
    case .figure(let figure): return try self.figure(figure)
    case .facts(let facts):
      var lines: [String] = []
      for fact in facts {
        lines.append(
          "- " + Self.strong(MarkdownText.escape(fact.value.printed)) + " "
            + (try inlines(fact.label)))
      }
      return lines.joined(separator: "\n")
    case .findings(let findings): return try self.findings(findings)
    case .test(let test): return try self.test(test)
    case .ledger(let ledger): return try self.ledger(ledger)
    case .details(let details):
      return try self.details(details.summary, try blocks(details.blocks))
    case .rowFlow(let flow):
      let title = flow.title.isEmpty ? "" : Self.strong(MarkdownText.escape(flow.title)) + "\n\n"
      return title + Self.stages(flow.roots, depth: 0).joined(separator: "\n")
    case .bibliography: return try bibliography()
    case .appendix: return "---"
    case .conditional(let conditional): throw .unresolvedTag(conditional.condition)
    }
  }

  /// The ways of the rows as a list that branches where they part.
  private static func stages(_ nodes: [RowFlow.Node], depth: Int) -> [String] {
    nodes.flatMap { node -> [String] in
      let stretch = node.stretch
      var line = MarkdownText.escape(RowFlow.sentence(stretch.steps))
      if !stretch.ends.isEmpty {
        line += ": " + MarkdownText.escape(stretch.ends.joined(separator: "; "))
      }
      return [String(repeating: "  ", count: depth) + "- " + line]
        + stages(stretch.next, depth: depth + 1)
    }
  }

  private func number(of heading: Heading) -> String {
    guard let label = numbering.section(heading.id), !label.number.isEmpty else { return "" }
    return label.number + " "
  }

  private mutating func list(_ list: List) throws(DocumentError) -> String {
    var items: [String] = []
    for (index, item) in list.items.enumerated() {
      let mark = list.start.map { "\($0 + index). " } ?? "- "
      let text = try blocks(item).joined(separator: list.isTight ? "\n" : "\n\n")
      items.append(mark + Self.indent(text, by: mark.count, first: false))
    }
    return items.joined(separator: list.isTight ? "\n" : "\n\n")
  }

  private mutating func figure(_ figure: Figure) throws(DocumentError) -> String {
    let anchor = "<a id=\"figure-\(figure.id)\"></a>"
    let shown = figure.files.first { path in
      [".png", ".svg", ".jpg"].contains { path.lowercased().hasSuffix($0) }
    }
    var parts = [anchor]
    let alt = MarkdownText.escape(figure.alt)
    parts.append(shown.map { "![\(alt)](\(MarkdownText.path($0)))" } ?? Self.emphasis(alt))
    let label = numbering.figure(figure.id).map { "**\($0.text).** " } ?? ""
    let title = figure.heading ?? [.text(figure.title)]
    let stop = title.plainText.last.map { ".?!".contains($0) } == true ? "" : "."
    var caption = label + Self.emphasis(try inlines(title) + stop)
    if !figure.caption.isEmpty { caption += " " + (try inlines(figure.caption)) }
    let links = downloads(figure.files + (figure.data.map { [$0] } ?? []))
    if !links.isEmpty { caption += " " + links }
    parts.append(caption)
    if let description = figure.longDescription {
      parts.append(
        try details(
          [.text(words[.description])],
          [MarkdownText.escapingStart(MarkdownText.escape(description))]))
    }
    return parts.joined(separator: "\n\n")
  }

  private func downloads(_ files: [String]) -> String {
    files.map { "[\(DownloadName.of($0))](\(MarkdownText.path($0)))" }.joined(separator: " · ")
  }

  private mutating func table(_ table: ReportTable) throws(DocumentError) -> String {
    var parts: [String] = []
    var head = ""
    if let id = table.id, let label = numbering.table(id) {
      parts.append("<a id=\"\(label.anchor)\"></a>")
      head = "**\(label.text).** "
    }
    head += try inlines(table.caption)
    if !head.isEmpty { parts.append(MarkdownText.escapingStart(head)) }
    let printed = PrintedTable(table)
    for panel in table.panels(limit: MarkdownWriter.tableWidth, printed: printed) {
      parts.append(try grid(table.selecting(panel), printed.selecting(panel)))
    }
    for note in table.notes { parts.append("*\(words[.note]).* " + (try inlines(note))) }
    let links = downloads(table.files)
    let foot = [table.rowNote ?? "", links].filter { !$0.isEmpty }.joined(separator: " ")
    if !foot.isEmpty { parts.append(foot) }
    return parts.joined(separator: "\n\n")
  }

  /// The pipe table itself.
  private mutating func grid(
    _ table: ReportTable, _ printed: PrintedTable
  ) throws(DocumentError) -> String {
    var header: [String] = []
    for index in table.columns.indices {
      let words = try inlines(table.header(of: index), inTable: true)
      let group = table.columns[index].group.map { MarkdownText.escape($0) + ": " } ?? ""
      header.append(group + words)
    }
    let rule = printed.alignments.map { alignment in
      switch alignment {
      case .leading: "---"
      case .centre: ":-:"
      case .trailing: "--:"
      }
    }
    var lines = [Self.row(header), Self.row(rule)]
    for (index, row) in printed.rows.enumerated() {
      let isTotal = table.hasTotal && index == printed.rows.count - 1
      var cells: [String] = []
      for cell in row {
        let sign = cell.verdict.map { MarkdownText.escape($0.sign) + " " } ?? ""
        let text = sign + (try inlines(cell.content, inTable: true))
        cells.append(isTotal && !text.isEmpty ? Self.strong(text) : text)
      }
      lines.append(Self.row(cells))
    }
    return lines.joined(separator: "\n")
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }

  private mutating func test(_ test: TestBlock) throws(DocumentError) -> String {
    var lines: [String] = []
    for entry in test.entries {
      lines.append(
        "- " + Self.strong(MarkdownText.escape(entry.label)) + ": " + (try inlines(entry.content)))
    }
    var parts = [Self.strong(try inlines(test.title)), lines.joined(separator: "\n")]
    if let table = test.table { parts.append(try self.table(table)) }
    if !test.provenance.isEmpty {
      var facts: [String] = []
      for entry in test.provenance {
        facts.append(
          "- "
            + MarkdownText.escapingStart(
              MarkdownText.escape(entry.label) + ": " + (try inlines(entry.content))))
      }
      parts.append(
        try details([.text(words[.thisComesFrom])], [facts.joined(separator: "\n")]))
    }
    return parts.joined(separator: "\n\n")
  }

  private mutating func ledger(_ ledger: Ledger) throws(DocumentError) -> String {
    var parts = [try inlines(ledger.summary)]
    let all = ledger.table(ledger.rows, caption: ledger.caption, id: "ledger")
    if ledger.isFolded {
      let exceptions = ledger.table(ledger.exceptions, caption: ledger.exceptionsCaption)
      if !ledger.exceptions.isEmpty { parts.append(try table(exceptions)) }
      parts.append(try details(ledger.foldedSummary, [try table(all)]))
    } else {
      parts.append(try table(all))
    }
    return parts.joined(separator: "\n\n")
  }

  private mutating func findings(_ findings: [Finding]) throws(DocumentError) -> String {
    var lines: [String] = []
    for finding in findings {
      let label = finding.place.flatMap(numbering.find)
      let link = label.map { " ([\($0.text)](#\(anchor(of: $0))))" } ?? ""
      lines.append("- " + MarkdownText.escapingStart(try inlines(finding.content)) + link)
    }
    return Self.strong(words[.keyFindings]) + "\n\n" + lines.joined(separator: "\n")
  }

  private mutating func imprint() throws(DocumentError) -> [String] {
    let imprint = document.imprint
    guard !imprint.study.isEmpty else { return [] }
    var lines = try imprint.entries(title: document.title, words).map {
      entry throws(DocumentError) in
      "- " + Self.strong(MarkdownText.escape(entry.label)) + ": " + (try inlines(entry.content))
    }
    let links = imprint.files.map { "[\(MarkdownText.escape($0))](\(MarkdownText.path($0)))" }
    if let results = links.first {
      lines.append("- " + Self.strong(words[.allResults]) + ": " + results)
    }
    let tables =
      links.count > 1
      ? [
        try details(
          [.text("\(words[.tables]) (\(links.count - 1))")],
          [links.dropFirst().joined(separator: " · ")])
      ] : []
    return ["## " + words[.aboutReport], lines.joined(separator: "\n")] + tables
  }

  private func anchor(of label: Numbering.Label) -> String {
    let isHeading = label.kind == .section || label.kind == .appendix
    return isHeading ? headingAnchors[label.anchor] ?? label.anchor : label.anchor
  }

  private mutating func details(
    _ summary: [Inline], _ parts: [String]
  ) throws(DocumentError) -> String {
    let words = HTMLText.escape(summary.plainText)
    return (["<details>\n<summary>\(words)</summary>"] + parts + ["</details>"])
      .joined(separator: "\n\n")
  }

  private mutating func bibliography() throws(DocumentError) -> String {
    var lines: [String] = []
    for source in document.bibliography.listed(CitedKeys.of(document)) {
      let anchor = "<a id=\"source-\(Identifier.fragment(source.key))\"></a>"
      lines.append("- " + anchor + (try inlines(document.bibliography.entry(source))))
    }
    return lines.joined(separator: "\n")
  }

  // MARK: Inlines

  mutating func inlines(
    _ content: [Inline], inTable: Bool = false
  ) throws(DocumentError) -> String {
    var result = ""
    var wasMarked = false
    for inline in content {
      let text = try self.inline(inline, inTable)
      guard !text.isEmpty else { continue }
      let isMarked = inline.isMarked
      if MarkdownText.needsSeparator(result, text, closes: wasMarked, opens: isMarked) {
        result += MarkdownText.separator
      }
      result += text
      wasMarked = isMarked
    }
    return result
  }

  private mutating func inline(_ inline: Inline, _ inTable: Bool) throws(DocumentError) -> String {
    switch inline {
    case .text(let text): return MarkdownText.escape(text)
    case .emphasis(let inner):
      return MarkdownText.marked(try inlines(inner, inTable: inTable), "*")
    case .strong(let inner):
      return MarkdownText.marked(try inlines(inner, inTable: inTable), "**")
    case .strikethrough(let inner):
      return MarkdownText.marked(try inlines(inner, inTable: inTable), "~~")
    case .subscripted(let inner):
      return "<sub>" + (try inlines(inner, inTable: inTable)) + "</sub>"
    case .superscripted(let inner):
      return "<sup>" + (try inlines(inner, inTable: inTable)) + "</sup>"
    case .code(let text): return MarkdownText.code(text, inTable: inTable)
    case .link(let inner, let link):
      let destination = link.destination.replacing("(", with: "%28").replacing(")", with: "%29")
      if case .text(let text)? = inner.first, inner.count == 1, text == link.destination {
        return "<" + link.destination + ">"
      }
      return "[" + (try inlines(inner, inTable: inTable)) + "](" + destination + ")"
    case .value(let value): return MarkdownText.escape(value.printed)
    case .reference(let reference):
      let label = try numbering.label(reference)
      return "[\(label.text)](#\(anchor(of: label)))"
    case .citation(let citations):
      return "(" + MarkdownText.escape(try document.citation(citations)) + ")"
    case .footnote(let index):
      return document.footnotes.indices.contains(index) ? "[^\(index + 1)]" : ""
    case .image(let image):
      let title = image.title.map {
        " \"" + MarkdownText.escape($0).replacing("\"", with: "\\\"") + "\""
      }
      return "![\(MarkdownText.escape(image.alt))](\(MarkdownText.path(image.copy))\(title ?? ""))"
    case .math(let formula): return MarkdownText.formula(formula.source, inTable: inTable)
    case .lineBreak: return inTable ? " " : "\\\n"
    case .softBreak: return " "
    case .tag(let tag): throw .unresolvedTag(tag)
    case .conditional(let conditional): throw .unresolvedTag(conditional.condition)
    }
  }

  private static func strong(_ content: String) -> String {
    MarkdownText.marked(content, "**")
  }

  private static func emphasis(_ content: String) -> String {
    MarkdownText.marked(content, "*")
  }

  // MARK: Lines

  private static func quote(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? ">" : "> " + $0 }.joined(separator: "\n")
  }

  private static func indent(_ text: String, by count: Int, first: Bool) -> String {
    let space = String(repeating: " ", count: count)
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map {
        $0.element.isEmpty || $0.offset == 0 && !first ? String($0.element) : space + $0.element
      }
      .joined(separator: "\n")
  }
}

extension Inline {
  /// Whether Markdown writes it between signs that may not be beside just anything.
  fileprivate var isMarked: Bool {
    switch self {
    case .emphasis, .strong, .strikethrough: true
    default: false
    }
  }
}

/// The anchors of GitHub count repetitions from 1.
struct GitHubAnchors {
  private var counts: [String: Int] = [:]

  mutating func unique(_ id: String) -> String {
    guard let count = counts[id] else {
      counts[id] = 1
      return id
    }
    counts[id] = count + 1
    return "\(id)-\(count)"
  }
}

/// What a link to a file says.
enum DownloadName {
  static func of(_ path: String) -> String {
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return switch ending {
    case "png", "pdf", "svg", "csv": ending.uppercased()
    case "tex": "LaTeX"
    default: "file"
    }
  }
}
