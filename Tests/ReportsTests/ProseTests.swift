import Foundation
import Reports
import Testing

@Suite("Prose")
struct ProseTests {
  @Test("A call in a sentence becomes a tag with its arguments, options and place")
  func call() throws {
    let prose = try Prose.parse("One\n\nThe slope is {{number(trend.slope, digits=2)}} a month.")
    let tag = try #require(prose.tags.first)
    #expect(tag.name == "number")
    #expect(tag.arguments == ["trend.slope"])
    #expect(tag.options == [Tag.Option("digits", "2")])
    #expect(tag.line == 3 && tag.column == 14)
    #expect(tag.text == "{{number(trend.slope, digits=2)}}")
    guard case .paragraph(let content) = prose.blocks[1] else {
      Issue.record("no paragraph")
      return
    }
    #expect(content == [.text("The slope is "), .tag(tag), .text(" a month.")])
  }

  @Test(
    "Markdown's signs within a tag do not reach Markdown",
    arguments: [
      "{{number(a_b_c)}}", "{{number(a|b)}}", "{{number(`a`)}}", "{{text('*x* <b>')}}",
      "{{number(trend.coefficients[ln(size)].p_value)}}",
      "{{number(as-printed[slope reporting].p)}}",
    ])
  func signs(tag: String) throws {
    let prose = try Prose.parse("| a | b |\n| --- | --- |\n| _x \(tag) y_ | 2 |")
    #expect(prose.tags.map(\.text) == [tag])
    guard case .table(let table) = prose.blocks[0] else {
      Issue.record("no table")
      return
    }
    #expect(table.rows.count == 1)
    guard case .inlines(let content) = table.rows[0][0], case .emphasis(let inner) = content[0]
    else {
      Issue.record("no emphasis around the tag")
      return
    }
    #expect(inner == [.text("x "), .tag(prose.tags[0]), .text(" y")])
    #expect(table.rows[0][1] == .inlines([.text("2")]))
  }

  @Test("Commas and equals signs within brackets and quotes do not split an argument")
  func arguments() throws {
    let tag = try #require(
      try Prose.parse("{{f(coef[ln(a, b)], 'x, y', unit=\"g, kg\", if(a == 1, 2))}}").tags.first)
    #expect(tag.arguments == ["coef[ln(a, b)]", "x, y", "if(a == 1, 2)"])
    #expect(tag.options == [Tag.Option("unit", "g, kg")])
  }

  @Test("A statement alone on its line is a paragraph of its own, also within running lines")
  func statements() throws {
    let prose = try Prose.parse("Before\n{{figure trend}}\nAfter {{ref trend}}\nend")
    #expect(prose.blocks.count == 3)
    #expect(prose.blocks[1] == .paragraph([.tag(prose.tags[0])]))
  }

  @Test("Tags in code are text, and a backslash makes braces text")
  func literal() throws {
    let prose = try Prose.parse("`{{number(x)}}` and \\{{y}}\n\n```\n{{if oops}}\n```")
    #expect(prose.tags.isEmpty)
    guard case .paragraph(let content) = prose.blocks[0] else { return }
    #expect(content[0] == .code("{{number(x)}}"))
    #expect(content.plainText.hasSuffix("{{y}}"))
    #expect(prose.blocks[1] == .code("{{if oops}}\n", language: nil))
  }

  @Test("Conditions choose a branch, and may be nested")
  func conditions() throws {
    let prose = try Prose.parse(
      "{{if a < 0.05}}\nYes\n{{if b}}\nboth\n{{end}}\n{{else}}\nNo\n{{end}}\n\nEnd")
    func text(_ holds: @escaping (String) -> Bool) throws -> [String] {
      try prose.resolved(
        by: Resolver(content: { _ in .inlines([]) }, condition: { holds($0.body) })
      ).blocks.map { block in
        if case .paragraph(let content) = block { content.plainText } else { "?" }
      }
    }
    #expect(try text { _ in true } == ["Yes", "both", "End"])
    #expect(try text { $0 == "a < 0.05" } == ["Yes", "End"])
    #expect(try text { _ in false } == ["No", "End"])
  }

  @Test(
    "A condition within a line chooses words, in running text, headings, lists and cells",
    arguments: [
      ("a {{if x}}b {{if y}}c{{else}}d{{end}}{{else}}e{{end}} f", "a b c f", "a b d f", "a e f"),
      ("a {{if x}}b{{end}} f", "a b f", "a b f", "a f"),
      ("a *{{if x}}b{{else}}c{{end}}*", "a b", "a b", "a c"),
    ])
  func conditionsInLines(text: String, both: String, one: String, none: String) throws {
    func words(_ text: String, _ holds: @escaping (String) -> Bool) throws -> [Block] {
      try Prose.parse(text).resolved(
        by: Resolver(content: { _ in .inlines([]) }, condition: { holds($0.body) })
      ).blocks
    }
    for (holds, expected) in [
      ({ (_: String) in true }, both), ({ $0 == "x" }, one), ({ _ in false }, none),
    ] {
      guard case .paragraph(let content)? = try words(text, holds).first,
        case .heading(let heading)? = try words("## " + text, holds).first,
        case .list(let list)? = try words("- " + text, holds).first,
        case .paragraph(let item)? = list.items.first?.first,
        case .table(let table)? = try words("| h |\n|---|\n| \(text) |", holds).first,
        case .inlines(let cell)? = table.rows.first?.first
      else {
        Issue.record("another block")
        return
      }
      for shown in [content, heading.content, item, cell] {
        #expect(shown.plainText == expected)
      }
    }
    #expect(try words("{{if x}}gone{{end}}") { _ in false } == [])
  }

  private static func rows(_ texts: [String]) -> Resolver {
    Resolver(
      content: { _ in .inlines([.text("outer")]) }, condition: { _ in false },
      rows: { _ in
        texts.map { text in
          Resolver(
            content: { .inlines([.text($0.isOfRow ? text : "outer")]) },
            condition: { _ in text == "b" })
        }
      })
  }

  @Test(
    "A part of the text is said of each row, with conditions in it; of no row its other branch is")
  func loops() throws {
    let prose = try Prose.parse(
      """
      {{for t}}

      ## On {{text(row.name)}}

      {{number(x)}}, {{text(row.name)}}{{if row.n > 1}}!{{end}}

      {{else}}

      None.

      {{end}}

      After.
      """)
    func words(_ texts: [String]) throws -> [String] {
      try prose.resolved(by: Self.rows(texts)).blocks.map { block in
        switch block {
        case .paragraph(let content): content.plainText
        case .heading(let heading): heading.id + ": " + heading.content.plainText
        default: "?"
        }
      }
    }
    let id = prose.sectionIDs[0]
    #expect(
      try words(["*a*", "b"]) == [
        "\(id): On *a*", "outer, *a*", "\(id)-row-2: On b", "outer, b!", "After.",
      ])
    #expect(try words([]) == ["None.", "After."])
  }

  @Test("An item for each row makes one list")
  func loopOfItems() throws {
    let prose = try Prose.parse("{{for t}}\n- {{text(row.name)}}\n{{end}}")
    let blocks = try prose.resolved(by: Self.rows(["a", "b", "c"])).blocks
    guard case .list(let list)? = blocks.first, blocks.count == 1 else {
      Issue.record("another block")
      return
    }
    #expect(list.items.count == 3)
  }

  @Test(
    "A loop within a line or another loop, or one that is not closed, is an error",
    arguments: [
      "a {{for t}}b{{end}}", "{{for t}}\na", "{{for t}}\n\n{{for u}}\n\na\n\n{{end}}\n\n{{end}}",
    ])
  func badLoops(text: String) {
    #expect(throws: ProseError.self) { try Prose.parse(text) }
  }

  @Test("Findings are those that hold, by rank, then as they are written, five at most")
  func findings() throws {
    let origin = ProseOrigin(file: "study.yml", line: 4, column: 9)
    func finding(_ say: String, if condition: String? = nil, rank: String? = nil) throws -> Finding
    {
      try Finding.parse(say: say, if: condition, rank: rank, see: "trend", at: origin)
    }
    let prose = try Prose.parse("Lead.\n\n{{if x}}\n{{findings}}\n{{end}}").adding(
      findings: [
        finding("unranked"), finding("never", if: "no"), finding("second {{number(a)}}", rank: "2"),
        finding("first", if: "yes", rank: "1"), finding("missing", rank: "none"),
        finding("third", rank: "3"), finding("sixth"),
      ], date: nil, headings: [])
    let resolved = try prose.resolved(
      by: Resolver(
        content: { _ in .inlines([.text("7")]) }, condition: { $0.body != "no" },
        rank: { Double($0.body) }))
    guard case .findings(let findings)? = resolved.blocks.last else {
      Issue.record("no findings")
      return
    }
    #expect(
      findings.map(\.content.plainText) == ["first", "second 7", "third", "unranked", "missing"])
    #expect(findings.first?.place == Reference(id: "trend"))
    // Their tags are those of the prose, at their own place.
    let tag = try #require(prose.tags.first { $0.arguments == ["a"] })
    #expect(tag.file == "study.yml" && tag.line == 4 && tag.column == 9)
    #expect(prose.tags.contains { $0.name == "if" && $0.body == "yes" })
    let error = #expect(throws: ProseError.self) { try finding("a\n\nb") }
    #expect(error?.problems.first?.file == "study.yml")
  }

  @Test("Every fixed word is known in every language, once")
  func words() throws {
    for (language, word, figure) in [
      (ReportLanguage.english, "Key findings", "Figure"),
      (.german, "Wichtigste Ergebnisse", "Abbildung"),
      (.french, "Résultats clés", "Figure"), (.spanish, "Resultados principales", "Figura"),
    ] {
      var document = try Sample.document()
      document.language = language
      let html = try HTMLWriter(theme: .bundled()).write(document)
      #expect(html.contains("<html lang=\"\(language.rawValue)\">"))
      #expect(html.contains(word) && html.contains("<b>\(figure)\u{A0}1.</b>"))
      #expect(try MarkdownWriter().write(document).contains("**\(word)**"))
      if language != .english {
        for english in [
          "Key findings", "About this report", "Contents<", "Skip to", "Where the numbers",
        ] {
          #expect(!html.contains(english), "\(language): \(english)")
        }
      }
    }
  }

  @Test(
    "Numbers, dates and quotation marks are those of the language",
    arguments: [
      (
        ReportLanguage.german, "−1.234,5 g", "3,1 bis 4,5", "30.\u{A0}November 2026",
        "„a ‚b‘ c“ d’e"
      ),
      (
        .french, "−1\u{202F}234,5 g", "3,1 à 4,5", "30\u{A0}novembre 2026",
        "«\u{A0}a “b” c\u{A0}» d’e"
      ),
      (.spanish, "−1\u{202F}234,5 g", "3,1 a 4,5", "30\u{A0}de noviembre de 2026", "«a “b” c» d’e"),
      (.english, "−1,234.5 g", "3.1 to 4.5", "30\u{A0}November 2026", "“a ‘b’ c” d’e"),
    ])
  func languages(
    language: ReportLanguage, number: String, interval: String, date: String, quoted: String
  ) throws {
    let values = [
      "n": Reports.Value("−1,234.5", unit: "g", numbers: [-1234.5]),
      "i": Reports.Value("3.1 to 4.5", numbers: [3.1, 4.5]),
      "d": Reports.Value("30\u{A0}November 2026"),
      "t": Reports.Value("Inc., 3.5"),
    ]
    let prose = try Prose.parse(
      "{{number(n)}}|{{interval(i)}}|{{date(d)}}|{{text(t)}}\n\n\"a 'b' c\" d'e", language: language
    )
    let resolved = try prose.resolved(
      by: Resolver(
        content: { .inlines([.value(values[$0.arguments[0]] ?? Reports.Value("?"))]) },
        language: language))
    guard case .paragraph(let content)? = resolved.blocks.first,
      case .paragraph(let words)? = resolved.blocks.last
    else { return }
    #expect(
      content.plainText.replacing("\u{202F}g", with: " g").replacing("\u{A0}g", with: " g")
        == [number, interval, date, "Inc., 3.5"].joined(separator: "|"))
    #expect(words.plainText == quoted)
    var table = ReportTable(
      columns: [.init("a"), .init("b")], rows: [[.text("1.5"), .number(2345.25)]])
    table.language = language
    let document = Document(title: ["T"], language: language, blocks: [.table(table)])
    let html = try HTMLWriter(theme: .bundled()).body(document)
    #expect(
      html.contains("1.5")
        && html.contains(language == .english ? "2,3" : language == .german ? "2.3" : "2\u{202F}3"))
  }

  @Test("A house changes colours, fonts and width, and without dark colours there is one page")
  func house() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "templates/theme")
    func page(_ house: House) throws -> String {
      try HTMLWriter(theme: Theme(folder: folder, house: house)).write(Sample.document())
    }
    let plain = try page(House())
    let dark = try page(
      House(light: [.link: "#005f73"], dark: [.link: "#7fd4e4"], text: ["My Font"], width: 72))
    #expect(dark.contains("--link:#005f73") && dark.contains("--link:#7fd4e4"))
    // On a dark screen the light colours are none.
    #expect(dark.contains("@media not all and (prefers-color-scheme:dark){:root{--link:#005f73}}"))
    #expect(dark.contains("--serif:\"My Font\",serif") && dark.contains("72ch"))
    #expect(plain.contains("prefers-color-scheme:dark"))
    #expect(try !page(House(hasDark: false)).contains("prefers-color-scheme:dark"))
    #expect(House().faint == nil)
    #expect(House(light: [.ink: "#999"]).faint?.role == .ink)
    #expect(House(dark: [.link: "#0b5394"]).faint?.role == .link)
    #expect(House.isColour("#fff") && House.isColour("#0b5394"))
    for bad in ["red", "#ff", "#0b539g", "#fff;}", "url(x)"] { #expect(!House.isColour(bad)) }
    #expect(House.isFamily("Source Serif 4") && !House.isFamily("a\"}") && !House.isFamily(""))
  }

  @Test(
    "Every problem is reported with its place",
    arguments: [
      ("x {{if a}}b", "1:3: 'if' is not closed by {{end}} in this line: {{if a}}"),
      ("x {{else}}b", "1:3: 'else' belongs between 'if' or 'for' and 'end', once: {{else}}"),
      (
        "*x {{if a}}b* {{end}}",
        "1:4: 'if' is not closed by {{end}} in this line: {{if a}}\n"
          + "1:15: 'end' has no 'if' or 'for' before it in this line: {{end}}"
      ),
      ("Text {{number(a", "1:6: '{{' is not closed by '}}': {{number(a"),
      ("{{if a}}\nx", "1:1: 'if' is not closed by {{end}} in this part of the text: {{if a}}"),
      (
        "x\n\n{{end}}",
        "3:1: 'end' has no 'if' or 'for' before it in this part of the text: {{end}}"
      ),
      ("a {{number(a))}}", "1:3: ')' has no counterpart in this tag: {{number(a))}}"),
      ("{{}}", "1:1: a tag begins with the name of what it inserts, as in {{figure id}}: {{}}"),
      ("[x]({{url}})", "1:5: a tag cannot be the destination of a link: {{url}}"),
    ])
  func problems(text: String, message: String) throws {
    let error = #expect(throws: ProseError.self) { try Prose.parse(text) }
    #expect(error?.description == message)
  }

  @Test("Problems are listed all at once, those of the resolver too")
  func allProblems() throws {
    struct Unknown: Error, CustomStringConvertible { let description = "nothing has this name" }
    let prose = try Prose.parse("{{number(a)}} and {{number(b)}}\n\n{{figure c}}")
    let error = #expect(throws: ProseError.self) {
      try prose.resolved(by: Resolver(content: { _ in throw Unknown() }))
    }
    #expect(error?.problems.map(\.line) == [1, 1, 3])
    #expect(error?.problems.first?.message == "nothing has this name")
  }

  @Test("A block cannot be within a sentence")
  func blockInSentence() throws {
    let prose = try Prose.parse("See {{figure c}} here")
    #expect(throws: ProseError.self) {
      try prose.resolved(by: Resolver(content: { _ in .blocks([.rule]) }))
    }
  }

  @Test("HTML is text, comments vanish, and only safe links are links")
  func inert() throws {
    let prose = try Prose.parse(
      """
      <script>alert(1)</script>

      a <b onclick="x">b</b> <!-- c --> [bad](javascript:alert(1)) \
      [good](https://example.org/a_b)
      """)
    #expect(prose.blocks[0] == .paragraph([.text("<script>alert(1)</script>")]))
    guard case .paragraph(let content) = prose.blocks[1] else { return }
    #expect(content.plainText == "a <b onclick=\"x\">b</b>  bad good")
    let links = content.compactMap { inline -> Link? in
      if case .link(_, let link) = inline { link } else { nil }
    }
    #expect(links == [Link("https://example.org/a_b")].compactMap { $0 })
  }

  @Test("An image keeps its path, its words and its line, and must have words")
  func images() throws {
    let prose = try Prose.parse(
      "A\n\n{{figure x}}\n\n![A *map*](a%20b.png \"From afar\") in a line\n\n{{if x}}\n- ![two](c.svg)\n{{end}}"
    )
    #expect(prose.images.map(\.path) == ["a b.png", "c.svg"])
    #expect(prose.images.map(\.alt) == ["A map", "two"])
    #expect(prose.images.map(\.line) == [5, 8])
    #expect(prose.images.first?.title == "From afar")
    let error = #expect(throws: ProseError.self) { try Prose.parse("a\n\n![ ](x.png)") }
    #expect(error?.problems.first?.line == 3)
  }

  @Test("What an image is, its first bytes tell")
  func imageKinds() {
    func kind(_ text: String) -> String? { ImageFile(Data(text.utf8))?.type }
    #expect(kind("GIF89a;") == "image/gif")
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"
    #expect(kind("<?xml version=\"1.0\"?>\n<!-- x -->\n<!DOCTYPE svg>\n" + svg) == "image/svg+xml")
    #expect(kind("<p>" + svg) == nil && kind("") == nil && kind("PNG") == nil)
    #expect(ImageFile(Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))?.type == "image/png")
  }

  @Test(
    "Formulas are MathML, and prices are none",
    arguments: [
      ("$x_i^2$", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
      ("$\\frac{1}{n}$", "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>n</mi></mrow></mfrac>"),
      (
        "$\\bar x - 1.5$",
        "<mover accent=\"true\"><mi>x</mi><mo>¯</mo></mover><mo>−</mo><mn>1.5</mn>"
      ),
      ("$\\sqrt[3]{\\sigma}$", "<mroot><mrow><mi>σ</mi></mrow><mrow><mn>3</mn></mrow></mroot>"),
      ("$\\left(a<b\\right)$", "<mo>(</mo><mi>a</mi><mo>&lt;</mo><mi>b</mi><mo>)</mo>"),
      ("$\\text{if } p \\le 0.05$", "<mtext>if </mtext><mi>p</mi><mo>≤</mo><mn>0.05</mn>"),
      ("costs $5 and $10", nil), ("a\\$b$", nil), ("`$x$`", nil), ("US$x$", nil),
      ("$ x $", nil), ("$x\n\ny$", nil),
    ])
  func formulas(text: String, expected: String?) throws {
    let prose = try Prose.parse("See " + text)
    let document = Document(title: ["T"], blocks: prose.blocks)
    let html = try HTMLWriter(theme: .bundled()).body(document)
    #expect(html.contains("<math>") == (expected != nil))
    if let expected {
      #expect(html.contains(expected), "\(html)")
      #expect(
        try MarkdownWriter().write(document).contains("$`" + text.dropFirst().dropLast() + "`$"))
    }
  }

  @Test(
    "A formula that cannot be read is a problem with its place",
    arguments: [
      (
        "a $\\fracc{1}{2}$",
        "1:3: a formula knows no '\\fracc'; did you mean '\\frac'?: $\\fracc{1}{2}$"
      ),
      ("$x_$", "1:1: the formula lacks what stands after '_': $x_$"),
      ("$\\left(x$", "1:1: the formula lacks '\\right' after '\\left': $\\left(x$"),
      ("$a}$", "1:1: '}' in the formula has no counterpart: $a}$"),
      ("$\\frac{1}$", "1:1: the formula lacks a denominator: $\\frac{1}$"),
    ])
  func badFormulas(text: String, message: String) throws {
    let error = #expect(throws: ProseError.self) { try Prose.parse(text) }
    #expect(error?.description == message)
    let deep = "$" + String(repeating: "{", count: 60) + String(repeating: "}", count: 60) + "$"
    #expect(throws: ProseError.self) { try Prose.parse(deep) }
  }

  @Test(
    "A link keeps to http, https, mailto and the page",
    arguments: [
      "javascript:alert(1)", "JAVASCRIPT:x", " javascript:x", "data:text/html,x", "vbscript:x",
      "file:///etc/passwd", "//example.org", "http://a\u{0}b", "https://a\u{202E}b", "https://a b",
      "https://a\"onload=x", "",
    ])
  func links(destination: String) {
    #expect(Link(destination) == nil)
  }

  @Test("Headings have unique ids, of their words or as set")
  func headings() throws {
    let prose = try Prose.parse("# Title\n\n## One two\n\n## One two\n\n## Ünï {#my-id}\n\n## —")
    #expect(prose.title == [.text("Title")])
    let ids = prose.blocks.compactMap { block -> String? in
      if case .heading(let heading) = block { heading.id } else { nil }
    }
    #expect(ids == ["one-two", "one-two-2", "my-id", "section"])
  }

  @Test("Subscripts, superscripts, callouts and footnotes")
  func extras() throws {
    let prose = try Prose.parse(
      "CO~2~ at 10^6^ and a^b[^n]\n\n> [!WARNING]\n> Care.\n\n[^n]: The *note*.")
    #expect(
      prose.blocks[0]
        == .paragraph([
          .text("CO"), .subscripted([.text("2")]), .text(" at 10"), .superscripted([.text("6")]),
          .text(" and a^b"), .footnote(0),
        ]))
    #expect(prose.blocks[1] == .callout(Callout(.warning, [.paragraph([.text("Care.")])])))
    #expect(
      prose.footnotes
        == [[.paragraph([.text("The "), .emphasis([.text("note")]), .text(".")])]])
  }

  @Test(
    "Straight quotes are curled, apostrophes too",
    arguments: [
      ("the Hub's \"best\" models", "the Hub’s “best” models"),
      ("*x*'s and 'y'", "x’s and ‘y’"), ("(\"a\")", "(“a”)"), ("5' 6\"", "5’ 6”"),
    ])
  func quotes(straight: String, curled: String) throws {
    guard case .paragraph(let content)? = try Prose.parse(straight).blocks.first else { return }
    #expect(content.plainText == curled)
  }

  @Test("Nothing in the text breaks the parser")
  func nasty() throws {
    let deep = String(repeating: "> ", count: 5000) + "x"
    #expect(throws: ProseError.self) { try Prose.parse(deep) }
    for text in ["", "\u{0}", "\u{E000}0\u{E001}", "{{a}}\u{E000}99\u{E001}", "\r\n\r", "[^x]: y"] {
      let prose = try Prose.parse(text)
      #expect(prose.tags.count <= 1)
    }
  }

  @Test("thousands of tags on one line that nothing closes are quoted in part")
  func unclosed() throws {
    let error = try #require(throws: ProseError.self) {
      try Prose.parse(String(repeating: "{{number(", count: 5000))
    }
    #expect(error.problems.count == 5000)
    #expect(error.problems.allSatisfy { $0.text.count <= 80 })
  }
}
