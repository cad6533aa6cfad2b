internal import Basics
internal import Tables

/// Writes a document as the tree that pandoc reads as `json`, without the version of its interface; figures and images
/// by relative path.
public struct PandocWriter: Sendable {
  /// A writer.
  public init() {}

  /// `{"blocks": [...], "meta": {...}}`.
  public func write(_ document: Document) throws(DocumentError) -> String {
    var pass = try PandocPass(document)
    let tree: JSON = ["blocks": .array(try pass.body()), "meta": try pass.meta()]
    return tree.text()
  }
}

/// One writing of one document.
struct PandocPass {
  let document: Document
  let numbering: Numbering

  init(_ document: Document) throws(DocumentError) {
    self.document = document
    numbering = try document.checked()
  }

  private var words: ReportLanguage { document.language }

  mutating func meta() throws(DocumentError) -> JSON {
    let imprint = document.imprint
    let authors = imprint.authors.map { JSON.node("MetaInlines", [Self.text($0)]) }
    var meta: [JSON.Member] = [
      .init("title", .node("MetaInlines", .array(try inlines(document.title)))),
      .init("author", .node("MetaList", .array(authors))),
      .init("lang", .node("MetaString", .string(document.language.rawValue))),
    ]
    if let day = imprint.day {
      meta.append(.init("date", .node("MetaInlines", [Self.text(words.date(day) ?? day)])))
    }
    if !document.kicker.isEmpty {
      meta.append(
        .init("subtitle", .node("MetaInlines", .array(try inlines(document.kicker)))))
    }
    return .object(meta)
  }

  mutating func body() throws(DocumentError) -> [JSON] {
    var result = try blocks(document.blocks)
    let imprint = document.imprint
    if !imprint.study.isEmpty {
      result.append(Self.header(1, "", [Self.text(words[.aboutReport])]))
      result.append(try entries(imprint.entries(title: document.title, words)))
      let files = imprint.files.map { Self.code($0) }.joined(by: Self.text(", "))
      if !files.isEmpty {
        result.append(Self.paragraph([Self.text(words[.allResults] + ": ")] + files))
      }
    }
    if !document.colophon.isEmpty {
      result += [.node("HorizontalRule"), Self.paragraph(try inlines(document.colophon))]
    }
    return result
  }

  // MARK: Blocks

  private mutating func blocks(_ blocks: [Block]) throws(DocumentError) -> [JSON] {
    var result: [JSON] = []
    for block in blocks { result += try self.block(block) }
    return result
  }

  private mutating func block(_ block: Block) throws(DocumentError) -> [JSON] {
    switch block {
    case .heading(let heading):
      let number = numbering.section(heading.id)?.number ?? ""
      let head = number.isEmpty ? [] : [Self.text(number + " ")]
      return [Self.header(heading.level - 1, heading.id, head + (try inlines(heading.content)))]
    case .paragraph(let content): return [Self.paragraph(try inlines(content))]
    case .list(let list): return [try self.list(list)]
    case .quote(let content): return [.node("BlockQuote", .array(try blocks(content)))]
    case .callout(let callout):
      let word = Self.paragraph([Self.strong([Self.text(words[callout.kind.word])])])
      return [.node("BlockQuote", .array([word] + (try blocks(callout.blocks))))]
    case .code(let text, _):
      return [.node("CodeBlock", [Self.attributes(), .string(HostileText.visible(text))])]
    case .rule: return [.node("HorizontalRule")]
    case .table(let table): return try self.table(table)
    case .figure(let figure): return try self.figure(figure)
    case .facts(let facts):
      let items = try facts.map { fact throws(DocumentError) -> JSON in
        let value = [Self.strong([Self.text(fact.value.printed)]), Self.text(" ")]
        return [Self.plain(value + (try inlines(fact.label)))]
      }
      return [.node("BulletList", .array(items))]
    case .findings(let findings): return try self.findings(findings)
    case .test(let test): return try self.test(test)
    case .ledger(let ledger): return try self.ledger(ledger)
    case .details(let details):
      return [Self.paragraph([Self.strong(try inlines(details.summary))])]
        + (try blocks(details.blocks))
    case .rowFlow(let flow):
      let title =
        flow.title.isEmpty ? [] : [Self.paragraph([Self.strong([Self.text(flow.title)])])]
      return title + Self.stages(flow.roots)
    case .bibliography: return try bibliography()
    case .appendix: return [.node("HorizontalRule")]
    case .conditional(let conditional): throw .unresolvedTag(conditional.condition)
    }
  }

  /// The ways of the rows as a list that branches where they part.
  private static func stages(_ nodes: [RowFlow.Node]) -> [JSON] {
    guard !nodes.isEmpty else { return [] }
    let items = nodes.map { node -> JSON in
      let stretch = node.stretch
      let ends = stretch.ends.isEmpty ? "" : ": " + stretch.ends.joined(separator: "; ")
      return .array(
        [plain([text(RowFlow.sentence(stretch.steps) + ends)])] + stages(stretch.next))
    }
    return [.node("BulletList", .array(items))]
  }

  private mutating func list(_ list: List) throws(DocumentError) -> JSON {
    let items = try list.items.map { item throws(DocumentError) -> JSON in
      guard list.isTight, case .paragraph(let content)? = item.first else {
        return .array(try blocks(item))
      }
      return .array([Self.plain(try inlines(content))] + (try blocks(Array(item.dropFirst()))))
    }
    guard let start = list.start else { return .node("BulletList", .array(items)) }
    let numbers: JSON = [.int(Int64(start)), .node("Decimal"), .node("Period")]
    return .node("OrderedList", [numbers, .array(items)])
  }

  private mutating func figure(_ figure: Figure) throws(DocumentError) -> [JSON] {
    let endings = [".png", ".svg"]
    guard
      let path = endings.lazy.compactMap({ ending in
        figure.files.first { $0.lowercased().hasSuffix(ending) }
      }).first
    else { throw .noDrawing(figure: figure.id) }
    let title = figure.heading ?? [.text(figure.title)]
    let stop = title.plainText.last.map { ".?!".contains($0) } == true ? "" : "."
    var caption = numbered(numbering.figure(figure.id))
    caption.append(.node("Emph", .array(try inlines(title) + [Self.text(stop)])))
    if !figure.caption.isEmpty { caption += [Self.text(" ")] + (try inlines(figure.caption)) }
    return [
      Self.division(
        "figure-" + figure.id, style: "Captioned Figure",
        [Self.paragraph([Self.image(path, figure.spoken)])]),
      Self.division("", style: "Image Caption", [Self.paragraph(caption)]),
    ]
  }

  /// "Figure 3." before a caption.
  private func numbered(_ label: Numbering.Label?) -> [JSON] {
    label.map { [Self.strong([Self.text($0.text + ".")]), Self.text(" ")] } ?? []
  }

  private mutating func findings(_ findings: [Finding]) throws(DocumentError) -> [JSON] {
    var items: [JSON] = []
    for finding in findings {
      let label = finding.place.flatMap(numbering.find)
      let place =
        label.map {
          [Self.text(" ("), Self.link([Self.text($0.text)], to: "#" + $0.anchor), Self.text(")")]
        } ?? []
      items.append([Self.plain(try inlines(finding.content) + place)])
    }
    return [
      Self.paragraph([Self.strong([Self.text(words[.keyFindings])])]),
      .node("BulletList", .array(items)),
    ]
  }

  private mutating func test(_ test: TestBlock) throws(DocumentError) -> [JSON] {
    var result = [
      Self.paragraph([Self.strong(try inlines(test.title))]), try entries(test.entries),
    ]
    if let table = test.table { result += try self.table(table) }
    if !test.provenance.isEmpty {
      result.append(Self.paragraph([.node("Emph", [Self.text(words[.thisComesFrom])])]))
      result.append(try entries(test.provenance))
    }
    return result
  }

  private mutating func entries(_ entries: [Entry]) throws(DocumentError) -> JSON {
    let items = try entries.map { entry throws(DocumentError) -> JSON in
      let label = [Self.strong([Self.text(entry.label + ":")]), Self.text(" ")]
      return [Self.plain(label + (try inlines(entry.content)))]
    }
    return .node("BulletList", .array(items))
  }

  private mutating func ledger(_ ledger: Ledger) throws(DocumentError) -> [JSON] {
    var result = [Self.paragraph(try inlines(ledger.summary))]
    let all = ledger.table(ledger.rows, caption: ledger.caption, id: "ledger")
    if ledger.isFolded {
      if !ledger.exceptions.isEmpty {
        result += try table(ledger.table(ledger.exceptions, caption: ledger.exceptionsCaption))
      }
      result.append(Self.paragraph([Self.strong(try inlines(ledger.foldedSummary))]))
    }
    return result + (try table(all))
  }

  private mutating func bibliography() throws(DocumentError) -> [JSON] {
    try document.bibliography.listed(CitedKeys.of(document)).map {
      source throws(DocumentError) -> JSON in
      Self.division(
        "source-" + Identifier.fragment(source.key), style: "Bibliography",
        [Self.paragraph(try inlines(document.bibliography.entry(source)))])
    }
  }

  // MARK: Tables

  private mutating func table(_ table: ReportTable) throws(DocumentError) -> [JSON] {
    let label = table.id.flatMap(numbering.table)
    let caption = numbered(label) + (try inlines(table.caption))
    let printed = PrintedTable(table)
    let columns = printed.alignments.map { alignment -> JSON in
      switch alignment {
      case .leading: .node("AlignLeft")
      case .centre: .node("AlignCenter")
      case .trailing: .node("AlignRight")
      }
    }
    let widths = Self.widths(table, printed)
    var heads: [JSON] = []
    let groups = table.groups
    if !groups.isEmpty {
      heads.append(
        Self.row(
          groups.map { group in
            Self.cell(group.name.map { [Self.text($0)] } ?? [], spanning: group.span.count)
          }))
    }
    heads.append(
      Self.row(
        try table.columns.indices.map { index throws(DocumentError) in
          Self.cell(try inlines(table.header(of: index)))
        }))
    let rows = try printed.rows.map { row throws(DocumentError) in
      Self.row(
        try row.map { cell throws(DocumentError) in
          let sign = cell.verdict.map { [Self.text($0.sign + " ")] } ?? []
          return Self.cell(sign + (try inlines(cell.content)))
        })
    }
    let none = Self.attributes()
    let body: JSON = [none, .int(table.hasRowHeaders ? 1 : 0), [], .array(rows)]
    let grid = JSON.node(
      "Table",
      [
        none, [.null, caption.isEmpty ? [] : [Self.plain(caption)]],
        .array(zip(columns, widths).map { [$0, $1] }), [none, .array(heads)], [body], [none, []],
      ])
    var result = [table.id.map { Self.division("table-" + $0, style: nil, [grid]) } ?? grid]
    for note in table.notes {
      result.append(
        Self.paragraph(
          [.node("Emph", [Self.text(words[.note] + ".")]), Self.text(" ")] + (try inlines(note))))
    }
    if let note = table.rowNote { result.append(Self.paragraph([Self.text(note)])) }
    return result
  }

  /// The share of the page's width that each column has.
  private static func widths(_ table: ReportTable, _ printed: PrintedTable) -> [JSON] {
    let widths = table.columns.indices.map { table.estimatedWidth(of: $0, in: printed) }
    let total = widths.reduce(0, +)
    // A narrow table is as wide as its words.
    guard total > 70 else { return widths.map { _ in .node("ColWidthDefault") } }
    return widths.map { .node("ColWidth", .number(Double($0) / Double(total))) }
  }

  private static func row(_ cells: [JSON]) -> JSON { [attributes(), .array(cells)] }

  private static func cell(_ content: [JSON], spanning columns: Int = 1) -> JSON {
    [
      attributes(), .node("AlignDefault"), 1, .int(Int64(columns)),
      content.isEmpty ? [] : [plain(content)],
    ]
  }

  // MARK: Inlines

  private mutating func inlines(_ content: [Inline]) throws(DocumentError) -> [JSON] {
    var result: [JSON] = []
    for inline in content { result += try self.inline(inline) }
    return result
  }

  private mutating func inline(_ inline: Inline) throws(DocumentError) -> [JSON] {
    switch inline {
    case .text(let text): return text.isEmpty ? [] : [Self.text(text)]
    case .emphasis(let inner): return [.node("Emph", .array(try inlines(inner)))]
    case .strong(let inner): return [Self.strong(try inlines(inner))]
    case .strikethrough(let inner): return [.node("Strikeout", .array(try inlines(inner)))]
    case .subscripted(let inner): return [.node("Subscript", .array(try inlines(inner)))]
    case .superscripted(let inner): return [.node("Superscript", .array(try inlines(inner)))]
    case .code(let text): return [Self.code(text)]
    case .link(let inner, let link):
      let content = try inlines(inner)
      guard link.destination.hasPrefix("#") || link.destination.contains(":") else {
        return content
      }
      return [Self.link(content, to: link.destination)]
    case .value(let value): return [Self.text(value.printed)]
    case .reference(let reference):
      let label = try numbering.label(reference)
      return [Self.link([Self.text(label.text)], to: "#" + label.anchor)]
    case .citation(let citations): return try citation(citations)
    case .footnote(let index):
      guard document.footnotes.indices.contains(index) else { return [] }
      return [.node("Note", .array(try blocks(document.footnotes[index])))]
    case .image(let image): return [Self.image(image.copy, image.alt)]
    case .math(let formula):
      return [
        .node(
          "Math", [.node("InlineMath"), .string(MarkdownText.singleLine(formula.source))])
      ]
    case .lineBreak: return [.node("LineBreak")]
    case .softBreak: return [.node("Space")]
    case .tag(let tag): throw .unresolvedTag(tag)
    case .conditional(let conditional): throw .unresolvedTag(conditional.condition)
    }
  }

  private func citation(_ citations: [Citation]) throws(DocumentError) -> [JSON] {
    let isListed = document.blocks.contains(.bibliography)
    var parts: [JSON] = []
    for citation in citations {
      let text = Self.text(try document.citation([citation]))
      let anchor = "#source-" + Identifier.fragment(citation.key)
      parts.append(isListed ? Self.link([text], to: anchor) : text)
    }
    return [Self.text("(")] + parts.joined(by: Self.text("; ")) + [Self.text(")")]
  }

  // MARK: Nodes

  private static func attributes(_ id: String = "", style: String? = nil) -> JSON {
    [.string(id), [], style.map { [["custom-style", .string($0)]] } ?? []]
  }

  private static func text(_ text: String) -> JSON {
    .node("Str", .string(HostileText.visible(MarkdownText.singleLine(text))))
  }

  private static func code(_ text: String) -> JSON {
    .node("Code", [attributes(), .string(HostileText.visible(MarkdownText.singleLine(text)))])
  }

  private static func strong(_ content: [JSON]) -> JSON { .node("Strong", .array(content)) }

  private static func paragraph(_ content: [JSON]) -> JSON { .node("Para", .array(content)) }

  private static func plain(_ content: [JSON]) -> JSON { .node("Plain", .array(content)) }

  private static func header(_ level: Int, _ id: String, _ content: [JSON]) -> JSON {
    .node("Header", [.int(Int64(level)), attributes(id), .array(content)])
  }

  private static func division(_ id: String, style: String?, _ content: [JSON]) -> JSON {
    .node("Div", [attributes(id, style: style), .array(content)])
  }

  private static func link(_ content: [JSON], to destination: String) -> JSON {
    .node("Link", [attributes(), .array(content), [.string(destination), ""]])
  }

  private static func image(_ path: String, _ alt: String) -> JSON {
    .node("Image", [attributes(), [text(alt)], [.string(path), ""]])
  }
}

extension JSON {
  /// A node of the tree: its type and its content.
  fileprivate static func node(_ type: String, _ content: JSON? = nil) -> JSON {
    content.map { ["t": .string(type), "c": $0] } ?? ["t": .string(type)]
  }
}

extension [JSON] {
  fileprivate func joined(by separator: JSON) -> [JSON] {
    Array(map { [$0] }.joined(separator: [separator]))
  }
}
