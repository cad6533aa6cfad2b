internal import CMarkdown
internal import Foundation

/// Makes our tree from that of cmark-gfm.
struct ProseBuilder {
  let scanner: TagScanner
  let language: ReportLanguage
  private(set) var problems: [ProseError.Problem] = []
  private(set) var title: [Inline]?
  /// Tags that turned out to be in code, where they are text.
  private(set) var literalTags: Set<Tag> = []

  private var headingIDs = IdentifierSet()
  private static let maximumDepth = 60

  init(_ scanner: TagScanner, _ language: ReportLanguage) {
    self.scanner = scanner
    self.language = language
  }

  private var slots: [TagScanner.Slot] { scanner.slots }

  /// Registered once in a process, behind the lock of a static.
  private static let registration: Void = cmark_gfm_core_extensions_ensure_registered()

  mutating func build(_ markdown: String) -> (blocks: [Block], footnotes: [[Block]]) {
    Self.registration
    let options = CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
    guard let parser = cmark_parser_new(options) else { return ([], []) }
    defer { cmark_parser_free(parser) }
    for name in ["table", "strikethrough"] {
      if let syntax = cmark_find_syntax_extension(name) {
        cmark_parser_attach_syntax_extension(parser, syntax)
      }
    }
    var text = markdown
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        cmark_parser_feed(parser, $0.baseAddress, $0.count)
      }
    }
    guard let root = cmark_parser_finish(parser) else { return ([], []) }
    defer { cmark_node_free(root) }
    cmark_consolidate_text_nodes(root)

    var blocks: [Block] = []
    var footnotes: [[Block]] = []
    for node in Children(of: root) {
      if cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION {
        footnotes.append(self.blocks(in: node, depth: 1))
      } else if blocks.isEmpty, title == nil, cmark_node_get_type(node) == CMARK_NODE_HEADING,
        cmark_node_get_heading_level(node) == 1
      {
        title = inlines(in: node, depth: 1)
      } else {
        blocks += block(node, depth: 1)
      }
    }
    return (blocks, footnotes)
  }

  // MARK: Blocks

  private mutating func blocks(in node: Node, depth: Int) -> [Block] {
    guard depth < Self.maximumDepth else {
      tooDeep(node)
      return []
    }
    var result: [Block] = []
    for child in Children(of: node) { result += block(child, depth: depth + 1) }
    return result
  }

  private mutating func block(_ node: Node, depth: Int) -> [Block] {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_HEADING:
      return [heading(node, depth: depth)]
    case CMARK_NODE_PARAGRAPH:
      let content = inlines(in: node, depth: depth)
      return content.isEmpty ? [] : [.paragraph(content)]
    case CMARK_NODE_BLOCK_QUOTE:
      return [quote(blocks(in: node, depth: depth))]
    case CMARK_NODE_LIST:
      let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      var items: [[Block]] = []
      for item in Children(of: node) { items.append(blocks(in: item, depth: depth + 1)) }
      return [
        .list(
          List(
            start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil,
            isTight: cmark_node_get_list_tight(node) != 0, items: items))
      ]
    case CMARK_NODE_CODE_BLOCK:
      let language = text(cmark_node_get_fence_info(node))
      return [
        .code(literal(node), language: language.isEmpty ? nil : language)
      ]
    case CMARK_NODE_HTML_BLOCK:
      let content = literal(node).trimmingWhitespace()
      return content.hasPrefix("<!--") && content.hasSuffix("-->")
        ? [] : [.paragraph([.text(content)])]
    case CMARK_NODE_THEMATIC_BREAK:
      return [.rule]
    default:
      if text(cmark_node_get_type_string(node)) == "table" { return [table(node, depth: depth)] }
      return blocks(in: node, depth: depth)
    }
  }

  private mutating func heading(_ node: Node, depth: Int) -> Block {
    var content = inlines(in: node, depth: depth)
    var id: String?
    if case .text(let last)? = content.last, last.hasSuffix("}"), let open = last.range(of: "{#") {
      let candidate = String(last[open.upperBound...].dropLast())
      if Identifier.isValid(candidate) {
        id = candidate
        content[content.count - 1] = .text(
          String(last[..<open.lowerBound]).trimmingWhitespace())
      }
    }
    return .heading(
      Heading(
        level: Int(cmark_node_get_heading_level(node)),
        id: headingIDs.unique(id ?? Identifier.slug(content.plainText)), content: content))
  }

  /// A quote, or a callout where its first line is `[!NOTE]` or the like.
  private func quote(_ blocks: [Block]) -> Block {
    guard case .paragraph(var content)? = blocks.first, case .text(let first)? = content.first
    else { return .quote(blocks) }
    for kind in Callout.Kind.allCases {
      let mark = "[!" + kind.rawValue.uppercased() + "]"
      guard first.uppercased().hasPrefix(mark) else { continue }
      let rest = String(first.dropFirst(mark.count)).trimmingWhitespace()
      content.removeFirst()
      if !rest.isEmpty {
        content.insert(.text(rest), at: 0)
      } else if content.first == .softBreak || content.first == .lineBreak {
        content.removeFirst()
      }
      let head: [Block] = content.isEmpty ? [] : [.paragraph(content)]
      return .callout(Callout(kind, head + blocks.dropFirst()))
    }
    return .quote(blocks)
  }

  private mutating func table(_ node: Node, depth: Int) -> Block {
    let count = Int(cmark_gfm_extensions_get_table_columns(node))
    let alignments = cmark_gfm_extensions_get_table_alignments(node)
    var columns: [ReportTable.Column] = []
    var rows: [[ReportTable.Cell]] = []
    for row in Children(of: node) {
      var cells: [[Inline]] = []
      for cell in Children(of: row) { cells.append(inlines(in: cell, depth: depth + 2)) }
      if columns.isEmpty {
        columns = (0..<count).map { index in
          let letter = alignments.map { $0[index] } ?? 0
          let alignment: ReportTable.Alignment =
            letter == UInt8(ascii: "r")
            ? .trailing : letter == UInt8(ascii: "c") ? .centre : .leading
          return .init(index < cells.count ? cells[index] : [], alignment: alignment)
        }
      } else {
        rows.append(cells.map { .inlines($0) })
      }
    }
    return .table(ReportTable(columns: columns, rows: rows, hasRowHeaders: false))
  }

  // MARK: Inlines

  private mutating func inlines(in node: Node, depth: Int) -> [Inline] {
    guard depth < Self.maximumDepth else {
      tooDeep(node)
      return []
    }
    var result: [Inline] = []
    for child in Children(of: node) { result += inline(child, depth: depth + 1) }
    return result
  }

  private mutating func inline(_ node: Node, depth: Int) -> [Inline] {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT:
      return restored(text(cmark_node_get_literal(node)))
    case CMARK_NODE_SOFTBREAK:
      return [.softBreak]
    case CMARK_NODE_LINEBREAK:
      return [.lineBreak]
    case CMARK_NODE_CODE:
      return [.code(literal(node))]
    case CMARK_NODE_HTML_INLINE:
      let content = literal(node)
      return content.hasPrefix("<!--") ? [] : [.text(content)]
    case CMARK_NODE_EMPH:
      return [.emphasis(inlines(in: node, depth: depth))]
    case CMARK_NODE_STRONG:
      return [.strong(inlines(in: node, depth: depth))]
    case CMARK_NODE_LINK:
      let content = inlines(in: node, depth: depth)
      let url = text(cmark_node_get_url(node))
      for tag in tags(in: url) {
        problems.append(.init(tag, "a tag cannot be the destination of a link"))
      }
      guard let link = Link(url) else { return content }
      return [.link(content, link)]
    case CMARK_NODE_IMAGE: return image(node, depth: depth)
    case CMARK_NODE_FOOTNOTE_REFERENCE:
      guard let number = Int(text(cmark_node_get_literal(node))) else {
        return [.text("[^" + literal(node) + "]")]
      }
      return [.footnote(number - 1)]
    default:
      let content = inlines(in: node, depth: depth)
      return text(cmark_node_get_type_string(node)) == "strikethrough"
        ? [.strikethrough(content)] : content
    }
  }

  /// An image of the study's folder, which must say in words what it shows.
  private mutating func image(_ node: Node, depth: Int) -> [Inline] {
    let url = text(cmark_node_get_url(node))
    let path = url.removingPercentEncoding ?? url
    let alt = inlines(in: node, depth: depth).plainText.trimmingWhitespace()
    let title = text(cmark_node_get_title(node))
    let image = Image(
      path: path, alt: alt, title: title.isEmpty ? nil : Quotes.curled(title, language),
      line: scanner.line(of: "](" + url))
    if alt.isEmpty {
      problems.append(
        .init(
          line: image.line, column: 1,
          message: "the image has no alternative text; say in the brackets what it shows",
          text: "![](\(path))"))
    }
    return [.image(image)]
  }

  // MARK: Placeholders

  /// Text with its tags, subscripts and superscripts.
  private func restored(_ text: String) -> [Inline] {
    var result: [Inline] = []
    for piece in pieces(of: text) {
      switch piece {
      case .text(let text): result += Scripts.parse(Quotes.curled(text, language))
      case .slot(.tag(let tag)): result.append(.tag(tag))
      case .slot(.literal(let text)): result.append(.text(text))
      case .slot(.math(let source, let formula)):
        result.append(formula.map(Inline.math) ?? .text(source))
      }
    }
    return result
  }

  /// The literal of a code or HTML node, in which a tag is text.
  private mutating func literal(_ node: Node) -> String {
    let content = text(cmark_node_get_literal(node))
    for tag in tags(in: content) { literalTags.insert(tag) }
    return pieces(of: content).map { piece in
      switch piece {
      case .text(let text): text
      case .slot(.tag(let tag)): tag.text
      case .slot(.literal(let text)): "\\" + text
      case .slot(.math(let source, _)): "$" + source + "$"
      }
    }.joined()
  }

  private func tags(in text: String) -> [Tag] {
    pieces(of: text).compactMap { piece in
      if case .slot(.tag(let tag)) = piece { tag } else { nil }
    }
  }

  private enum Piece {
    case text(String)
    case slot(TagScanner.Slot)
  }

  private func pieces(of text: String) -> [Piece] {
    guard text.unicodeScalars.contains(TagScanner.opening) else { return [.text(text)] }
    var result: [Piece] = []
    var rest = text.unicodeScalars[...]
    while let open = rest.firstIndex(of: TagScanner.opening),
      let close = rest[open...].firstIndex(of: TagScanner.closing)
    {
      if open > rest.startIndex { result.append(.text(String(rest[..<open]))) }
      let number = Int(String(rest[rest.index(after: open)..<close])) ?? -1
      if slots.indices.contains(number) { result.append(.slot(slots[number])) }
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { result.append(.text(String(rest))) }
    return result
  }

  private mutating func tooDeep(_ node: Node) {
    problems.append(
      .init(
        line: Int(cmark_node_get_start_line(node)), column: 1,
        message: "lists, quotes or emphasis are nested more than \(Self.maximumDepth) deep",
        text: "..."))
  }

  private func text(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
  }
}

private typealias Node = OpaquePointer

/// The children of a node in order.
private struct Children: Sequence, IteratorProtocol {
  private var current: Node?

  init(of node: Node) { current = cmark_node_first_child(node) }

  mutating func next() -> Node? {
    guard let node = current else { return nil }
    current = cmark_node_next(node)
    return node
  }
}
