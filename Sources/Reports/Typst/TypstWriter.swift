public import Basics
public import Foundation
internal import Tables

/// Writes a document as Typst, which compiles into a tagged PDF; figures and images by relative path.
public struct TypstWriter: Sendable {
  /// How the report looks: what comes before its content.
  private let look: String
  private let house: House
  private let day: CalendarDate?

  /// A writer with the look of a folder, `report.typ`.
  ///
  /// - Parameters:
  ///   - house: What a house changes.
  ///   - day: The day that the file is of; `nil`: it has none.
  public init(
    folder: URL, house: House = House(), day: CalendarDate? = nil
  ) throws(DocumentError) {
    look = try Theme.text(of: "report.typ", in: folder)
    self.house = house
    self.day = day
  }

  /// The whole document, ending in a line break.
  public func write(_ document: Document) throws(DocumentError) -> String {
    var pass = try TypstPass(document)
    let body = try pass.body()
    let about = try pass.about(house: house, day: day)
    return """
      // Compile with: typst compile --pdf-standard ua-1 report.typ

      \(setting)
      #let words = (contents: \(TypstText.string(document.language[.contents])), \
      set-in: \(TypstText.string(document.language[.setIn])))

      \(look)
      #show: report.with(\(about))

      \(body)

      """
  }

  /// What a house sets: the page, the fonts and the colours.
  private var setting: String {
    let colours = House.Role.allCases.filter { $0 != .paper }.map { role in
      "\(role.rawValue): rgb(\(TypstText.string(house.light[role] ?? Self.colours[role] ?? "#000000")))"
    }
    let fonts = house.printFonts
    return "#let house = (page: \(TypstText.string((house.page ?? .a4).rawValue)), "
      + "text: \(TypstText.array(fonts.text.map(TypstText.string))), "
      + "labels: \(TypstText.array(fonts.labels.map(TypstText.string))), "
      + colours.joined(separator: ", ") + ")"
  }

  /// On paper.
  private static let colours: [House.Role: String] = [
    .ink: "#1b212c", .dim: "#566072", .rule: "#cfd4dc", .soft: "#f4f6f9", .link: "#0b5394",
  ]
}

extension House {
  /// The families that print is set in, of which a machine has the first or a later one; the last come with Typst.
  public var printFonts: (text: [String], labels: [String]) {
    func known(_ families: [String]) -> [String] {
      families.filter { !$0.hasPrefix("Almanac ") }
    }
    return (
      known(text) + ["Charis SIL", "Charis", "Libertinus Serif"],
      known(labels) + ["Roboto", "Inter", "Open Sans", "DejaVu Sans", "Libertinus Serif"]
    )
  }
}

/// One writing of one document.
struct TypstPass {
  let document: Document
  let numbering: Numbering
  /// What links within the document can lead to.
  private let anchors: Set<String>
  /// The footnotes that are there already.
  private var notes: Set<Int> = []
  /// The level of the last heading: none may be left out below it.
  private var level = 0
  /// Whether what is written is within another block, where no page can begin.
  private(set) var isInner = false

  init(_ document: Document) throws(DocumentError) {
    self.document = document
    numbering = try document.checked()
    var found = AnchorFinder(numbering: numbering)
    found.visit(document.blocks)
    if document.blocks.contains(.bibliography) {
      for source in document.bibliography.listed(CitedKeys.of(document)) {
        found.anchors.insert("source-" + Identifier.fragment(source.key))
      }
    }
    anchors = found.anchors
  }

  var words: ReportLanguage { document.language }

  /// The arguments of the report: what its title page says.
  mutating func about(house: House, day: CalendarDate?) throws(DocumentError) -> String {
    let imprint = document.imprint
    let title = document.title.plainText
    let running = title.count > 70 ? String(title.prefix(69)) + "…" : title
    var facts: [String] = []
    for entry in imprint.entries(title: document.title, words)
    where [words[.data], words[.version], words[.licence]].contains(entry.label) {
      facts.append("([\(TypstText.escape(entry.label))], [\(try inlines(entry.content))])")
    }
    let logo = document.logo.map {
      "(path: \(TypstText.string($0.copy)), alt: \(TypstText.lineString($0.alt)))"
    }
    let date = day.map { "datetime(year: \($0.year), month: \($0.month), day: \($0.day))" }
    return """
      (
        title: [\(try inlines(document.title))],
        running: \(TypstText.lineString(running)),
        names: \(TypstText.array(imprint.authors.map(TypstText.lineString))),
        authors: \(TypstText.lineString(words.listed(imprint.authors))),
        day: \(imprint.day.map { TypstText.lineString(words.date($0) ?? $0) } ?? "none"),
        date: \(date ?? "none"),
        kicker: \(document.kicker.isEmpty ? "none" : "[\(try inlines(document.kicker))]"),
        summary: \(TypstText.lineString(document.summary ?? "")),
        language: \(TypstText.string(document.language.rawValue)),
        logo: \(logo ?? "none"),
        facts: \(TypstText.array(facts)),
      )
      """
  }

  /// What comes after the contents.
  mutating func body() throws(DocumentError) -> String {
    var parts = try blocks(document.blocks)
    let imprint = document.imprint
    if !imprint.study.isEmpty {
      parts.append("#section(1, \"\")[\(TypstText.escape(words[.aboutReport]))]")
      parts.append(try entries(imprint.entries(title: document.title, words)))
      let files = imprint.files.map(TypstText.code).joined(separator: ", ")
      if !files.isEmpty {
        parts.append("#beneath[\(TypstText.escape(words[.allResults])): \(files)]")
      }
    }
    if !document.colophon.isEmpty {
      parts.append("#colophon[\(try inlines(document.colophon))]")
    }
    return parts.joined(separator: "\n\n")
  }

  /// The parts of what is within another block, with an empty line between them.
  private mutating func inner(_ blocks: [Block]) throws(DocumentError) -> String {
    let before = isInner
    isInner = true
    defer { isInner = before }
    return try self.blocks(blocks).joined(separator: "\n\n")
  }

  private mutating func blocks(_ blocks: [Block]) throws(DocumentError) -> [String] {
    var result: [String] = []
    var index = 0
    while index < blocks.count {
      // Wide tables one after the other lie on the same pages, with the headings before them.
      var turned: [String] = []
      var first = index
      while first < blocks.count, case .heading = blocks[first] { first += 1 }
      if first > index, first < blocks.count, case .table(let table) = blocks[first],
        isTurned(table)
      {
        for block in blocks[index..<first] { turned.append(try self.block(block)) }
        index = first
      }
      while index < blocks.count, case .table(let table) = blocks[index], isTurned(table) {
        turned.append(try self.table(table, width: Self.turnedWidth))
        index += 1
      }
      if !turned.isEmpty {
        result.append(Self.turned(turned.joined(separator: "\n\n")))
        continue
      }
      if case .figure(let figure) = blocks[index] {
        let before = blocks[..<index].last { if case .figure = $0 { false } else { true } }
        result.append(try self.figure(figure, floats: !isInner && before?.isRunningText == true))
      } else {
        let text = try block(blocks[index])
        if !text.isEmpty { result.append(text) }
      }
      index += 1
    }
    return result
  }

  private mutating func block(_ block: Block) throws(DocumentError) -> String {
    switch block {
    case .heading(let heading): return try self.heading(heading)
    case .paragraph(let content):
      if content.count == 1, case .image(let image) = content[0] {
        let caption = image.title.map { "[\(TypstText.escape($0))]" } ?? "none"
        return
          "#picture(\(TypstText.string(image.copy)), \(TypstText.lineString(image.alt)), \(caption))"
      }
      return try inlines(content)
    case .list(let list): return try self.list(list)
    case .quote(let content): return "#quote(block: true)[\(try inner(content))]"
    case .callout(let callout):
      return
        "#callout(\(TypstText.string(words[callout.kind.word])))[\(try inner(callout.blocks))]"
    case .code(let text, _):
      let body = text.hasSuffix("\n") ? String(text.dropLast()) : text
      return "#raw(block: true, \(TypstText.string(body)))"
    case .rule: return "#line(length: 100%, stroke: 0.5pt + house.rule)"
    case .table(let table): return try self.table(table, width: Self.uprightWidth)
    case .figure(let figure): return try self.figure(figure, floats: false)
    case .facts(let facts):
      let entries = try facts.map { fact throws(DocumentError) in
        "  ([\(TypstText.escape(fact.value.printed))], [\(try inlines(fact.label))]),"
      }
      return "#facts(\n\(entries.joined(separator: "\n"))\n)"
    case .findings(let findings): return try self.findings(findings)
    case .test(let test): return try self.test(test)
    case .ledger(let ledger): return try self.ledger(ledger)
    case .details(let details):
      return
        ((["#folded[\(try inlines(details.summary))]"]) + (try blocks(details.blocks)))
        .joined(separator: "\n\n")
    case .rowFlow(let flow):
      let title = flow.title.isEmpty ? "" : "#folded[\(TypstText.escape(flow.title))]\n\n"
      return title + Self.stages(flow.roots)
    case .bibliography: return try bibliography()
    case .appendix: return "#pagebreak(weak: true)"
    case .conditional(let conditional): throw .unresolvedTag(conditional.condition)
    }
  }

  private mutating func heading(_ heading: Heading) throws(DocumentError) -> String {
    let number = numbering.section(heading.id)?.number ?? ""
    // Readers of a tagged file go from level to level.
    level = min(heading.level - 1, level + 1)
    return "#section(\(level), \(TypstText.string(number)))[\(try inlines(heading.content))] "
      + "<\(heading.id)>"
  }

  /// The ways of the rows as a list that branches where they part.
  private static func stages(_ nodes: [RowFlow.Node]) -> String {
    let items = nodes.map { node -> String in
      let line = node.stretch
      let ends = line.ends.isEmpty ? "" : ": " + line.ends.joined(separator: "; ")
      let rest = line.next.isEmpty ? "" : "\n" + stages(line.next)
      return "[\(TypstText.escape(RowFlow.sentence(line.steps) + ends))\(rest)]"
    }
    return items.isEmpty ? "" : "#list(tight: true, \(items.joined(separator: ", ")))"
  }

  private mutating func list(_ list: List) throws(DocumentError) -> String {
    let items = try list.items.map { item throws(DocumentError) in "[\(try inner(item))]" }
    let options = "tight: \(list.isTight)" + (list.start.map { ", start: \(max(0, $0))" } ?? "")
    return (list.start == nil ? "#list(" : "#enum(") + ([options] + items).joined(separator: ", ")
      + ")"
  }

  /// A figure; one that floats may go to the head or foot of a page.
  private mutating func figure(_ figure: Figure, floats: Bool) throws(DocumentError) -> String {
    let endings = [".svg", ".png"]
    guard
      let path = endings.lazy.compactMap({ ending in
        figure.files.first { $0.lowercased().hasSuffix(ending) }
      }).first
    else { throw .noDrawing(figure: figure.id) }
    let label = numbering.figure(figure.id).map { "#strong[\(TypstText.escape($0.text)).]; " } ?? ""
    let title = figure.heading ?? [.text(figure.title)]
    let stop = title.plainText.last.map { ".?!".contains($0) } == true ? "" : "\\."
    var caption = label + "#emph[\(try inlines(title))\(stop)];"
    if !figure.caption.isEmpty { caption += " " + (try inlines(figure.caption)) }
    return
      "#plate(\(floats ? "floats: true, " : "")\(TypstText.string(path)), \(TypstText.lineString(figure.spoken)), [\(caption)]) <figure-\(figure.id)>"
  }

  private mutating func findings(_ findings: [Finding]) throws(DocumentError) -> String {
    var items: [String] = []
    for finding in findings {
      let label = finding.place.flatMap(numbering.find)
      let place = label.map { " (\(link(TypstText.escape($0.text), to: $0.anchor)))" } ?? ""
      items.append("  [\(try inlines(finding.content))\(place)],")
    }
    return
      "#findings(\(TypstText.string(words[.keyFindings])),\n\(items.joined(separator: "\n"))\n)"
  }

  private mutating func test(_ test: TestBlock) throws(DocumentError) -> String {
    let result =
      "#result([\(try inlines(test.title))], \(TypstText.string(words[.thisComesFrom])), "
      + "\(TypstText.array(try pairs(test.entries))), \(TypstText.array(try pairs(test.provenance))))"
    guard let table = test.table else { return result }
    // Beneath the block, so that it can go on over pages.
    return result + "\n\n" + (try blocks([.table(table)]).joined(separator: "\n\n"))
  }

  private mutating func pairs(_ entries: [Entry]) throws(DocumentError) -> [String] {
    try entries.map { entry throws(DocumentError) in
      "([\(TypstText.escape(entry.label))], [\(try inlines(entry.content))])"
    }
  }

  private mutating func entries(_ entries: [Entry]) throws(DocumentError) -> String {
    "#entries(" + (try pairs(entries)).joined(separator: ", ") + ")"
  }

  private mutating func ledger(_ ledger: Ledger) throws(DocumentError) -> String {
    let all = ledger.table(ledger.rows, caption: ledger.caption, id: "ledger").withRowNotes
    let isTurned = isTurned(all)
    let width = isTurned ? Self.turnedWidth : Self.uprightWidth
    var parts: [String] = []
    if ledger.isFolded {
      if !ledger.exceptions.isEmpty {
        let exceptions = ledger.table(ledger.exceptions, caption: ledger.exceptionsCaption)
        parts.append(try table(exceptions.withRowNotes, width: width))
      }
      parts.append("#folded[\(try inlines(ledger.foldedSummary))]")
    }
    parts.append(try table(all, width: width))
    let tables = parts.joined(separator: "\n\n")
    return (try inlines(ledger.summary)) + "\n\n" + (isTurned ? Self.turned(tables) : tables)
  }

  private static func turned(_ content: String) -> String { "#turned[\n\(content)\n]" }

  private mutating func bibliography() throws(DocumentError) -> String {
    var lines: [String] = []
    for source in document.bibliography.listed(CitedKeys.of(document)) {
      let anchor = "<source-\(Identifier.fragment(source.key))>"
      lines.append("#cited[\(try inlines(document.bibliography.entry(source)))] \(anchor)")
    }
    return lines.joined(separator: "\n\n")
  }

  // MARK: Inlines

  mutating func inlines(_ content: [Inline]) throws(DocumentError) -> String {
    var result = ""
    for inline in content { result += try self.inline(inline) }
    return result
  }

  private mutating func inline(_ inline: Inline) throws(DocumentError) -> String {
    switch inline {
    case .text(let text): return TypstText.escape(text)
    case .emphasis(let inner): return "#emph[\(try inlines(inner))];"
    case .strong(let inner): return "#strong[\(try inlines(inner))];"
    case .strikethrough(let inner): return "#strike[\(try inlines(inner))];"
    case .subscripted(let inner): return "#sub[\(try inlines(inner))];"
    case .superscripted(let inner): return "#super[\(try inlines(inner))];"
    case .code(let text): return TypstText.code(text)
    case .link(let inner, let link):
      if link.destination.hasPrefix("#") {
        return self.link(try inlines(inner), to: String(link.destination.dropFirst()))
      }
      let content = try inlines(inner)
      // A page beside the report is not beside its print.
      guard link.destination.contains(":") else { return content }
      return "#link(\(TypstText.string(link.destination)))[\(content)];"
    case .value(let value): return TypstText.escape(value.printed)
    case .reference(let reference):
      let label = try numbering.label(reference)
      return link(TypstText.escape(label.text), to: label.anchor)
    case .citation(let citations): return try citation(citations)
    case .footnote(let index): return try footnote(index)
    case .image(let image):
      return
        "#box(image(\(TypstText.string(image.copy)), alt: \(TypstText.lineString(image.alt)), height: 1.2em));"
    case .math(let formula): return formula.typst
    case .lineBreak: return "#linebreak();"
    case .softBreak: return " "
    case .tag(let tag): throw .unresolvedTag(tag)
    case .conditional(let conditional): throw .unresolvedTag(conditional.condition)
    }
  }

  /// A link to a place of the document; words alone where there is no such place.
  private func link(_ words: String, to anchor: String) -> String {
    anchors.contains(anchor) ? "#link(<\(anchor)>)[\(words)];" : words
  }

  private func citation(_ citations: [Citation]) throws(DocumentError) -> String {
    let parts = try citations.map { citation throws(DocumentError) in
      link(
        TypstText.escape(try document.citation([citation])),
        to: "source-" + Identifier.fragment(citation.key))
    }
    return "(" + parts.joined(separator: "; ") + ")"
  }

  private mutating func footnote(_ index: Int) throws(DocumentError) -> String {
    guard document.footnotes.indices.contains(index) else { return "" }
    guard notes.insert(index).inserted else { return "#note-again(\(index));" }
    return "#note(\(index), [\(try inner(document.footnotes[index]))]);"
  }
}

extension Block {
  /// Whether a reader reads on from it: a figure after it is not what its section begins with.
  fileprivate var isRunningText: Bool {
    switch self {
    case .paragraph, .list, .quote: true
    default: false
    }
  }
}

/// The places of a document that a link can lead to.
private struct AnchorFinder {
  let numbering: Numbering
  var anchors: Set<String> = []

  mutating func visit(_ blocks: [Block]) {
    for block in blocks {
      switch block {
      case .heading(let heading): anchors.insert(heading.id)
      case .figure(let figure): anchors.insert("figure-" + figure.id)
      case .table(let table): if let id = table.id { anchors.insert("table-" + id) }
      case .ledger: anchors.insert("table-ledger")
      case .list(let list): for item in list.items { visit(item) }
      case .quote(let blocks): visit(blocks)
      case .callout(let callout): visit(callout.blocks)
      case .details(let details): visit(details.blocks)
      case .paragraph, .code, .rule, .facts, .findings, .test, .rowFlow, .bibliography, .appendix,
        .conditional:
        break
      }
    }
  }
}
