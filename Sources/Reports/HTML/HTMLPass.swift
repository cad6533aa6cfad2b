/// One writing of one document as HTML.
struct HTMLPass {
  let document: Document
  let numbering: Numbering
  /// The addresses of the values printed so far, in order, with what they look like.
  var printedValues: [(address: String, text: String)] = []
  /// The fragments by which each address is reached, and how often it was printed.
  var uses: [String: Int] = [:]
  var footnoteUses: [Int: Int] = [:]
  var regionNames: [String: Int] = [:]
  /// The results whose blocks, with their method and source, are on the page.
  var resultTitles: [String: [Inline]] = [:]
  let entryAddresses: Set<String>

  init(_ document: Document) throws(DocumentError) {
    self.document = document
    numbering = try document.checked()
    entryAddresses = Set(document.provenance.map(\.address))
  }

  /// The fixed words of the page.
  var words: ReportLanguage { document.language }

  /// Title and the line above it.
  mutating func head() throws(DocumentError) -> String {
    var html = "<header class=\"head\">\n"
    if let logo = document.logo { html += "<p class=\"logo\">" + picture(logo) + "</p>\n" }
    if !document.kicker.isEmpty {
      html += "<p class=\"kicker\">" + (try inlines(document.kicker)) + "</p>\n"
    }
    html += "<h1>" + (try inlines(document.title)) + "</h1>\n"
    if let byline = document.imprint.byline(words) {
      html += "<p class=\"byline\">" + HTMLText.escape(byline) + "</p>\n"
    }
    if let cover = document.cover { html += "<p class=\"cover\">" + picture(cover) + "</p>\n" }
    return html + "</header>\n"
  }

  /// What is within `main`.
  mutating func body() throws(DocumentError) -> String {
    var html = try main()
    html += try footnotes()
    html += try provenance()
    html += try imprint()
    if !document.colophon.isEmpty {
      html +=
        "<footer class=\"colophon\"><p>" + (try inlines(document.colophon)) + "</p></footer>\n"
    }
    return html
  }

  /// The blocks of the document; after the appendix begins, each section is folded.
  private mutating func main() throws(DocumentError) -> String {
    guard let start = document.blocks.firstIndex(of: .appendix) else {
      return try blocks(document.blocks)
    }
    var html = try blocks(Array(document.blocks[...start]))
    var isOpen = false
    for block in document.blocks[(start + 1)...] {
      if case .heading(let heading) = block, heading.level == 2 {
        if isOpen { html += "</details>\n" }
        html +=
          "<details class=\"part\">\n<summary>" + (try self.heading(heading, isLink: false))
          + "</summary>\n"
        isOpen = true
      } else {
        html += try self.block(block)
      }
    }
    return html + (isOpen ? "</details>\n" : "")
  }

  /// The list of sections that stays in view.
  func contents() -> String {
    // Folded on a phone; a wide screen shows what is folded.
    var html = "<nav class=\"contents\" aria-label=\"\(words[.contents])\">\n<details>\n"
    html += "<summary class=\"label\">\(words[.contents])</summary>\n<ol>\n"
    var isOpen = false
    var hasParts = false
    func entry(_ heading: Heading) -> String {
      let number = numbering.section(heading.id)?.number ?? ""
      return "<a href=\"#\(heading.id)\"><span class=\"number\">\(number)</span> "
        + HTMLText.escape(heading.content.plainText) + "</a>"
    }
    for heading in Self.headings(document.blocks) where heading.level <= 3 {
      if heading.level == 2 {
        if hasParts { html += "</ol>" }
        if isOpen { html += "</li>\n" }
        html += "<li>" + entry(heading)
        isOpen = true
        hasParts = false
      } else if isOpen {
        if !hasParts { html += "\n<ol>\n" }
        html += "<li>" + entry(heading) + "</li>\n"
        hasParts = true
      }
    }
    if hasParts { html += "</ol>" }
    if isOpen { html += "</li>\n" }
    if hasProvenance {
      html += "<li><a href=\"#provenance\">\(words[.numbersComeFrom])</a></li>\n"
    }
    if !document.imprint.study.isEmpty {
      html += "<li><a href=\"#imprint\">\(words[.aboutReport])</a></li>\n"
    }
    return html + "</ol>\n</details>\n</nav>"
  }

  private static func headings(_ blocks: [Block]) -> [Heading] {
    blocks.compactMap { block in
      if case .heading(let heading) = block { heading } else { nil }
    }
  }

  // MARK: Blocks

  mutating func blocks(_ blocks: [Block]) throws(DocumentError) -> String {
    var html = ""
    for block in blocks { html += try self.block(block) }
    return html
  }

  private mutating func block(_ block: Block) throws(DocumentError) -> String {
    switch block {
    case .heading(let heading): return try self.heading(heading, isLink: true)
    case .paragraph(let content):
      if content.count == 1, case .image(let image) = content[0] { return self.image(image) }
      return "<p>" + (try inlines(content)) + "</p>\n"
    case .list(let list): return try self.list(list)
    case .quote(let content):
      return "<blockquote>\n" + (try blocks(content)) + "</blockquote>\n"
    case .callout(let callout):
      let word = words[callout.kind.word]
      return
        "<div class=\"callout \(callout.kind.rawValue)\" role=\"note\" aria-label=\"\(word)\">\n"
        + "<p class=\"label\" aria-hidden=\"true\">\(word)</p>\n" + (try blocks(callout.blocks))
        + "</div>\n"
    case .code(let text, _):
      return "<pre tabindex=\"0\"><code>" + HTMLText.escape(text) + "</code></pre>\n"
    case .rule: return "<hr>\n"
    case .table(let table): return try self.table(table)
    case .figure(let figure): return try self.figure(figure)
    case .facts(let facts): return try self.facts(facts)
    case .findings(let findings): return try self.findings(findings)
    case .test(let test): return try self.test(test)
    case .ledger(let ledger): return try self.ledger(ledger)
    case .details(let details):
      return "<details>\n<summary>" + (try inlines(details.summary)) + "</summary>\n"
        + (try blocks(details.blocks)) + "</details>\n"
    case .rowFlow(let flow): return rowFlow(flow)
    case .bibliography: return try bibliography()
    case .appendix: return "<hr class=\"appendix\">\n"
    case .conditional(let conditional): throw .unresolvedTag(conditional.condition)
    }
  }

  /// A heading, whose number leads to itself: the address to pass on.
  private mutating func heading(
    _ heading: Heading, isLink: Bool
  ) throws(DocumentError) -> String {
    let number = numbering.section(heading.id)?.number ?? ""
    var mark = number.isEmpty ? "" : "<span class=\"number\">\(number)</span> "
    if isLink, !number.isEmpty { mark = Self.selfLink(heading.id, mark.dropLast()) + " " }
    return "<h\(heading.level) id=\"\(heading.id)\">\(mark)"
      + (try inlines(heading.content)) + "</h\(heading.level)>\n"
  }

  /// A label as a link to what it names.
  static func selfLink(_ anchor: String, _ label: some StringProtocol) -> String {
    "<a class=\"self\" href=\"#\(anchor)\">\(label)</a>"
  }

  private mutating func list(_ list: List) throws(DocumentError) -> String {
    let open =
      list.start.map { $0 == 1 ? "<ol>" : "<ol start=\"\($0)\">" } ?? "<ul>"
    var html = open + "\n"
    for item in list.items {
      if list.isTight, case .paragraph(let content)? = item.first {
        html += "<li>" + (try inlines(content)) + (try blocks(Array(item.dropFirst())))
      } else {
        html += "<li>" + (try blocks(item))
      }
      html += "</li>\n"
    }
    return html + (list.start == nil ? "</ul>\n" : "</ol>\n")
  }

  private mutating func facts(_ facts: [Fact]) throws(DocumentError) -> String {
    var html = "<dl class=\"facts\">\n"
    for fact in facts {
      html +=
        "<div><dt>" + (try inlines(fact.label)) + "</dt><dd>" + value(fact.value) + "</dd></div>\n"
    }
    return html + "</dl>\n"
  }

  private mutating func test(_ test: TestBlock) throws(DocumentError) -> String {
    let id = "test-" + Identifier.fragment(test.id)
    if !test.provenance.isEmpty { resultTitles[test.id] = test.title }
    var html = "<div class=\"test\" id=\"\(id)\" role=\"group\" aria-labelledby=\"\(id)-title\">\n"
    html += "<p class=\"title\" id=\"\(id)-title\">" + (try inlines(test.title)) + "</p>\n"
    html += try entries(test.entries)
    if let table = test.table { html += try self.table(table) }
    if !test.provenance.isEmpty {
      html += "<details>\n<summary>\(words[.thisComesFrom])</summary>\n"
      html += try entries(test.provenance)
      html += "</details>\n"
    }
    return html + "</div>\n"
  }

  mutating func entries(_ entries: [Entry]) throws(DocumentError) -> String {
    var html = "<dl class=\"entries\">\n"
    for entry in entries {
      html +=
        "<div><dt>" + HTMLText.escape(entry.label) + "</dt><dd>" + (try inlines(entry.content))
      html += "</dd></div>\n"
    }
    return html + "</dl>\n"
  }

  private mutating func bibliography() throws(DocumentError) -> String {
    var html = "<ul class=\"sources\">\n"
    for source in document.bibliography.listed(CitedKeys.of(document)) {
      html += "<li id=\"source-\(Identifier.fragment(source.key))\">"
      html += (try inlines(document.bibliography.entry(source))) + "</li>\n"
    }
    return html + "</ul>\n"
  }

  private mutating func footnotes() throws(DocumentError) -> String {
    guard !document.footnotes.isEmpty else { return "" }
    var html =
      "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"\(words[.footnotes])\">\n<ol>\n"
    for (index, footnote) in document.footnotes.enumerated() {
      let number = index + 1
      html += "<li id=\"footnote-\(number)\">" + (try blocks(footnote))
      html += "<a class=\"back\" href=\"#footnote-\(number)-1\" role=\"doc-backlink\""
      html += " aria-label=\"\(words[.backToFootnote]) \(number)\">↩</a></li>\n"
    }
    return html + "</ol>\n</section>\n"
  }

  // MARK: Inlines

  mutating func inlines(_ content: [Inline]) throws(DocumentError) -> String {
    var html = ""
    for inline in content { html += try self.inline(inline) }
    return html
  }

  private mutating func inline(_ inline: Inline) throws(DocumentError) -> String {
    switch inline {
    case .text(let text): return HTMLText.escape(text)
    case .emphasis(let inner): return "<em>" + (try inlines(inner)) + "</em>"
    case .strong(let inner): return "<strong>" + (try inlines(inner)) + "</strong>"
    case .strikethrough(let inner): return "<s>" + (try inlines(inner)) + "</s>"
    case .subscripted(let inner): return "<sub>" + (try inlines(inner)) + "</sub>"
    case .superscripted(let inner): return "<sup>" + (try inlines(inner)) + "</sup>"
    case .code(let text): return "<code>" + HTMLText.breakable(text) + "</code>"
    case .link(let inner, let link):
      let isOutside = !link.destination.hasPrefix("#")
      return "<a href=\"\(HTMLText.escape(link.destination))\""
        + (isOutside ? " rel=\"noopener noreferrer\">" : ">") + (try inlines(inner)) + "</a>"
    case .value(let value): return self.value(value)
    case .reference(let reference):
      let label = try numbering.label(reference)
      return "<a href=\"#\(label.anchor)\">" + HTMLText.escape(label.text) + "</a>"
    case .citation(let citations): return try citation(citations)
    case .footnote(let index):
      guard document.footnotes.indices.contains(index) else { return "" }
      let use = (footnoteUses[index] ?? 0) + 1
      footnoteUses[index] = use
      return
        "<sup><a class=\"note\" id=\"footnote-\(index + 1)-\(use)\" href=\"#footnote-\(index + 1)\""
        + " role=\"doc-noteref\" aria-label=\"\(words[.footnote]) \(index + 1)\">\(index + 1)</a></sup>"
    case .image(let image): return picture(image)
    case .math(let formula): return formula.html
    case .lineBreak: return "<br>\n"
    case .softBreak: return "\n"
    case .tag(let tag): throw .unresolvedTag(tag)
    case .conditional(let conditional): throw .unresolvedTag(conditional.condition)
    }
  }

  /// An image alone, with what is said beneath it.
  private func image(_ image: Image) -> String {
    let caption = image.title.map { "<figcaption>" + HTMLText.escape($0) + "</figcaption>\n" }
    return "<figure class=\"image\">\n" + picture(image) + "\n" + (caption ?? "") + "</figure>\n"
  }

  private func picture(_ image: Image) -> String {
    let address = image.file?.address ?? MarkdownText.path(image.copy)
    return "<img src=\"\(address)\" alt=\"\(HTMLText.escape(image.alt))\">"
  }

  private func citation(_ citations: [Citation]) throws(DocumentError) -> String {
    var parts: [String] = []
    for citation in citations {
      let text = HTMLText.escape(try document.citation([citation]))
      parts.append(
        hasBibliography
          ? "<a href=\"#source-\(Identifier.fragment(citation.key))\">\(text)</a>" : text)
    }
    return "(" + parts.joined(separator: "; ") + ")"
  }

  private var hasBibliography: Bool { document.blocks.contains(.bibliography) }
}
