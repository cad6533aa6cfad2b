import Foundation
import Reports
import Tables
import Testing

@Suite("Hostile text")
struct HostileTextTests {
  static func document(_ text: String, ending: String = "") -> Document {
    Document(
      title: [.text(text)], kicker: [.text(text)], summary: text,
      blocks: [
        .heading(Heading(level: 2, id: "section", content: [.text(text)])),
        .paragraph([
          .text(text), .text(" "), .code(text), .strong([.text(text)]),
          .value(Value(text, unit: text, address: text)),
        ]),
        .facts([Fact(Value(text), label: [.text(text)])]),
        .table(
          ReportTable(
            id: "t", caption: [.text(text)],
            columns: [.init(text, group: text, unit: text), .init("b")],
            rows: [[.text(text), .inlines([.code(text)])]], notes: [[.text(text)]])),
        .figure(
          Figure(
            id: "f", title: text, caption: [.text(text)], alt: text + " ", longDescription: text,
            files: [text + ending], drawing: Sample.drawing)),
        .test(
          TestBlock(
            id: text, title: [.text(text)], entries: [Entry(text, [.text(text)])],
            provenance: [Entry(text, [.code(text)])])),
        .ledger(
          Ledger(rows: [
            .init(id: text, label: text, published: 1, recomputed: 2, verdict: .differs, note: text)
          ])),
        .rowFlow(
          RowFlow(
            title: text, paths: [.init(name: text, steps: [RowFlowStep(step: text, rows: 1)])])),
        .code(text, language: text), .list(List(items: [[.paragraph([.text(text)])]])),
        .paragraph([.text(text)]), .quote([.paragraph([.text(text)])]),
      ], provenance: [ProvenanceEntry(address: text, facts: [Entry(text, [.text(text)])])])
  }

  private static let attributes: Set<String> = [
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "tabindex", "role",
    "scope", "colspan", "d", "viewBox", "aria-label", "aria-labelledby", "aria-hidden",
    "data-label", "width", "height", "preserveAspectRatio",
  ]
  /// Those of drawings.
  private static let shapes: Set<String> = [
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
    "stroke-linecap", "stroke-linejoin", "clip-path", "x", "y", "rx", "cx", "cy", "r", "transform",
    "text-anchor", "text-rendering", "font-family", "font-size", "font-weight", "font-style",
  ]

  @Test(
    "HTML holds no element, attribute or entity that the text brought", arguments: Hostile.texts)
  func html(text: String) throws {
    let page = try HTMLPage(HTMLWriter(theme: .bundled()).write(Self.document(text)))
    let plain = try HTMLPage(HTMLWriter(theme: .bundled()).write(Self.document("plain")))
    // Code may break after its signs: an element of ours, empty and without attributes.
    #expect(page.elements.filter { $0 != "wbr" } == plain.elements.filter { $0 != "wbr" })
    #expect(Set(page.attributeNames).isSubset(of: Self.attributes.union(Self.shapes)))
    #expect(page.links.allSatisfy { $0.hasPrefix("#") || !$0.contains(":") })
    #expect(!page.text.unicodeScalars.contains { $0.value == 0 || $0.value == 0x202E })
  }

  @Test("Markdown reads back as the same text, with no more markup", arguments: Hostile.texts)
  func markdown(text: String) throws {
    let markdown = try MarkdownWriter().write(Self.document(text))
    #expect(!markdown.unicodeScalars.contains { $0.value == 0 || $0.value == 0x202E })
    let back = try Prose.parse(markdown.replacing("{{", with: "{\u{2060}{"))
    let plain = try Prose.parse(try MarkdownWriter().write(Self.document("plain")))
    #expect(back.blocks.count == plain.blocks.count)
    // Marks beside punctuation are written as HTML, which this parser reads as text.
    let (found, expected) = (Self.shape(back.blocks), Self.shape(plain.blocks))
    let marks: Set<String> = ["em", "strong"]
    #expect(found.filter { !marks.contains($0) } == expected.filter { !marks.contains($0) })
    #expect(found.count { marks.contains($0) } <= expected.count { marks.contains($0) })
  }

  @Test("Bare addresses do not become links for readers that link them")
  func autolinks() throws {
    let markdown = try MarkdownWriter().write(
      Document(title: [], blocks: [.paragraph([.text("https://x.org www.x.org a@x.org")])]))
    #expect(
      !markdown.contains("https://") && !markdown.contains("www.x") && !markdown.contains("a@x"))
  }

  @Test("No CSV cell can be a formula or break its row", arguments: Hostile.texts)
  func csv(text: String) throws {
    let table = ReportTable(
      columns: [.init(text), .init("n")], rows: [[.text(text), .number(-1)]], hasRowHeaders: false)
    let fields = CSVFields.parse(CSVWriter().write(table))
    #expect(fields.count == 2 && fields.allSatisfy { $0.count == 2 })
    for field in fields.map({ $0[0] }) {
      let start = field.drop { $0 == " " }
      #expect(!(start.first.map { "=+-@\t\r".contains($0) } ?? false))
    }
    #expect(fields[1][1] == "-1")
  }

  @Test("No LaTeX command of the text survives", arguments: Hostile.texts)
  func latex(text: String) throws {
    let table = ReportTable(
      caption: [.text(text)], columns: [.init(text), .init("n")],
      rows: [[.text(text), .inlines([.code(text)])]],
      hasRowHeaders: false)
    let source = LaTeXWriter().write(table)
    for command in ["\\input", "\\write", "\\alpha"] {
      #expect(!source.contains(command))
    }
    #expect(!source.replacing("\\$", with: "").contains("$x"))
    let depth = source.reduce(into: (depth: 0, isEscaped: false, least: 0)) { state, character in
      if state.isEscaped {
        state.isEscaped = false
      } else if character == "\\" {
        state.isEscaped = true
      } else if character == "{" {
        state.depth += 1
      } else if character == "}" {
        state.depth -= 1
        state.least = min(state.least, state.depth)
      }
    }
    #expect(depth.depth == 0 && depth.least == 0)
  }

  @Test("A drawing holds shapes and text alone, whatever its chart says", arguments: Hostile.texts)
  func drawings(text: String) throws {
    let drawing = try Sample.drawing(saying: text)
    let svg = drawing.svg(prefix: "drawing-f", className: "chart", label: text)
    let page = try HTMLPage(svg)
    let elements: Set<String> = [
      "svg", "desc", "rect", "path", "circle", "g", "text", "tspan", "clippath", "clipPath",
    ]
    #expect(Set(page.elements).isSubset(of: elements), "\(Set(page.elements))")
    #expect(Set(page.attributeNames).isSubset(of: Self.attributes.union(Self.shapes)))
    #expect(page.links.isEmpty)
    #expect(!svg.contains("href=") && !svg.contains("<title"))
  }

  /// The kinds of blocks and inlines without their text.
  private static func shape(_ blocks: [Block]) -> [String] {
    blocks.flatMap { block -> [String] in
      switch block {
      case .paragraph(let content): ["p"] + shape(content)
      case .heading(let heading): ["h\(heading.level)"] + shape(heading.content)
      case .list(let list): ["list"] + list.items.flatMap { shape($0) }
      case .quote(let inner): ["quote"] + shape(inner)
      case .table(let table): ["table \(table.columns.count)x\(table.rows.count)"]
      case .code: ["code"]
      default: ["other"]
      }
    }
  }

  private static func shape(_ content: [Inline]) -> [String] {
    content.compactMap { inline in
      switch inline {
      case .text, .softBreak: nil
      case .code: "code"
      case .link(_, let link): link.destination.hasPrefix("#") ? "ref" : "link"
      case .emphasis: "em"
      case .strong: "strong"
      case .lineBreak: "break"
      default: "other"
      }
    }
  }
}
