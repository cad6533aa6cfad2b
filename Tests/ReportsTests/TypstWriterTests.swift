import Foundation
import Reports
import Testing

extension TypstWriter {
  /// A writer with the look of the repository.
  static func bundled(house: House = House()) throws -> TypstWriter {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try TypstWriter(folder: root.appending(path: "templates/theme"), house: house)
  }

  /// The report itself, without its look.
  func content(_ document: Document) throws -> String {
    let text = try write(document)
    guard let start = text.range(of: "#show: report.with(") else { return "" }
    return String(text[start.lowerBound...])
  }
}

@Suite("Typst")
struct TypstWriterTests {
  /// The signs of a text that mean something to Typst: without strings, what is escaped, and plain words.
  static func skeleton(_ text: String) -> String {
    var result = ""
    var isString = false
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "\"" {
        isString.toggle()
        if isString { result += "\"" }
      } else if !isString, "#[]$*_`<>@~=+/".unicodeScalars.contains(scalar) {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  @Test(
    "No text is markup, code, a formula, a label or a comment", arguments: Hostile.texts + Self.own)
  func hostile(text: String) throws {
    let writer = try TypstWriter.bundled()
    let written = try writer.content(HostileTextTests.document(text, ending: ".svg"))
    let plain = try writer.content(HostileTextTests.document("plain", ending: ".svg"))
    #expect(Self.skeleton(written) == Self.skeleton(plain), "\(text.debugDescription)")
    #expect(!written.unicodeScalars.contains { $0.value == 0 || $0.value == 0x202E })
  }

  static let own = [
    "#eval(\"1\")", "#import \"x.typ\"", "#read(\"/etc/passwd\")", "]#panic()[", "); panic(",
    "\"); panic(\"",
    "\\u{41}", "\\", "a\\", "/* x", "*/", "// x", "https://x.org", "/ term: x", "= head", "== head",
    "+ item",
    "- item", "12. item", ". item", "3.", "...", "--", "---", "-?", "~", "@ref", "<label>",
    "`code`", "```raw```",
    "$x$", "$", "_a_", "*a*", "'q' \"q\"", "a;b", ";", "(x)", "[x]", ".field", "{x}",
    "\u{A0}x\u{A0}", "\u{301}e", "#\u{301}",
  ]

  @Test("A figure without an alternative text is no report") func alternative() throws {
    let document = Document(
      title: ["T"],
      blocks: [.figure(Figure(id: "f", title: "F", alt: " ", files: ["figures/f.svg"]))])
    #expect(throws: DocumentError.missingAlternativeText(figure: "f")) {
      _ = try TypstWriter.bundled().write(document)
    }
    #expect(throws: DocumentError.missingAlternativeText(figure: "f")) {
      _ = try PandocWriter().write(document)
    }
  }

  @Test("A figure that is drawn in no format for paper is said to be missing") func noDrawing()
    throws
  {
    let document = Document(
      title: ["T"],
      blocks: [.figure(Figure(id: "f", title: "F", alt: "A.", files: ["figures/f.pdf"]))])
    #expect(throws: DocumentError.noDrawing(figure: "f")) {
      _ = try TypstWriter.bundled().write(document)
    }
  }

  @Test("No level of headings is left out, and a link leads to what is there or nowhere")
  func structure() throws {
    let link = try #require(Link("#nowhere"))
    let document = Document(
      title: ["T"],
      blocks: [
        .heading(Heading(level: 4, id: "a", content: ["A"])),
        .heading(Heading(level: 6, id: "b", content: ["B"])),
        .paragraph([.link(["there"], link), .reference(Reference(id: "a"))]),
      ])
    let text = try TypstWriter.bundled().content(document)
    #expect(text.contains("#section(1, \"\")[A] <a>") && text.contains("#section(2, \"\")[B] <b>"))
    #expect(!text.contains("<nowhere>") && text.contains("#link(<a>)"))
  }

  @Test("Wide tables lie on their side, those within other blocks are divided") func wide() throws {
    let table = ReportTable(
      id: "w", columns: (0..<9).map { .init("Column number \($0)") },
      rows: [(0..<9).map { .text("some words \($0)") }])
    let outer = try TypstWriter.bundled().content(Document(title: ["T"], blocks: [.table(table)]))
    #expect(outer.contains("#turned[") && outer.components(separatedBy: "#grid-of(").count == 2)
    let inner = try TypstWriter.bundled().content(
      Document(title: ["T"], blocks: [.callout(Callout(.note, [.table(table)]))]))
    #expect(!inner.contains("#turned[") && inner.components(separatedBy: "#grid-of(").count > 2)
  }

  @Test("A house sets paper, fonts and colours") func house() throws {
    let house = House(
      light: [.ink: "#112233"], text: ["Charter"], labels: ["Almanac Sans"], page: .letter)
    let text = try TypstWriter.bundled(house: house).write(Document(title: ["T"], blocks: []))
    #expect(text.contains("page: \"us-letter\", text: (\"Charter\", \"Charis SIL\""))
    #expect(text.contains("ink: rgb(\"#112233\")") && !text.contains("Almanac Sans"))
  }
}
