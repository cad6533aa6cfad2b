import Basics
import Foundation
import Studies
import Tables
import Testing

/// Data that try to break out of every format, through a whole build.
@Suite("Hostile data through a whole study")
struct HostileStudyTests {
  private static let texts = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onload='x",
    "</text></svg><script>x</script>", "[x](javascript:alert(1))", "| a | b |\n# c",
    "\\input{/etc/passwd}$x^2$%", "=HYPERLINK(\"http://x\")", "@SUM(A1)", "{{p(groups)}}{{{x}}}",
    "right\u{202E}to\u{2066}left", "zero\u{200B}\u{FEFF}width", ")/JavaScript(app.alert(1))",
    "&lt;b&gt;]]>",
  ]

  private static var rows: String {
    var lines = ["\"<b onclick=x>\",kind,size,co2"]
    for (index, text) in texts.enumerated() {
      for turn in 0..<4 {
        let quoted = "\"" + text.replacing("\"", with: "\"\"") + "\""
        lines.append("\(quoted),\(quoted),\(index + turn + 1),\((index * 7 + turn * 3) % 11 + 1)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let study = """
    study: hostile
    title: "<script>title</script> {{x}} =1+1"
    description: "\\"><script>"
    sources:
      rows:
        path: rows.csv
        columns:
          co2: { unit: "<i>g</i>", label: "<script>label</script>", description: "</title><script>" }
          kind: { label: "' onmouseover='x" }
    tables:
      by-kind:
        from: rows
        group: kind
        summarise: { n: count(), typical: median(co2) }
        display: { caption: "<script>caption</script> \\\\input{x}", notes: ["<img src=x onerror=y>"] }
    analyses:
      groups: { title: "<svg onload=x>", method: kruskal-wallis, table: rows, x: co2, group: kind }
    figures:
      boxes:
        table: rows
        title: "</title><script>figure</script>"
        layers: [{ mark: boxplot, x: kind, y: co2 }]
        caption: "<script>caption</script>"
      points:
        table: by-kind
        title: "=cmd|x"
        layers: [{ mark: point, x: n, y: typical }, { mark: text, x: n, y: typical, label: kind }]
    """
  private static let report = """
    # Hostile

    {{sentence(groups)}}

    {{figure boxes}}

    {{figure points}}

    {{test groups}}

    {{table by-kind}}

    {{data-quality rows}}

    {{row-flow}}

    {{methods}}
    """

  @Test("every file of the report is inert")
  func build() throws {
    let files = try TemporaryStudy.use(
      study: Self.study, report: Self.report, files: ["rows.csv": Self.rows]
    ) { study in
      let out = study.folder.appendingPathComponent("out")
      _ = try study.builder().build(to: out.path)
      return try TemporaryStudy.contents(of: out)
    }
    #expect(files.count > 10)
    for (path, content) in files.sorted(by: { $0.key < $1.key }) {
      let text = String(decoding: content, as: UTF8.self)
      if path.hasSuffix(".pdf") || path.hasSuffix(".png") {
        for name in ["/JavaScript(", "/OpenAction", "/AA", "/Launch"] {
          #expect(!text.contains(name), "\(path) holds \(name)")
        }
        continue
      }
      if path != "results.json" {
        #expect(
          !text.unicodeScalars.contains {
            $0.value == 0 || $0.value == 0x202E || $0.value == 0x2066 || $0.value == 0x200B
          }, "\(path)")
      }
      switch path.split(separator: ".").last {
      case "html", "svg": Self.expectInert(text, path)
      case "md": Self.expectInertMarkdown(text, path)
      case "csv": Self.expectNoFormula(text, path)
      case "tex":
        let plain = text.replacing("\\$", with: "")
        #expect(!plain.contains("\\input") && !plain.contains("$x"), "\(path)")
      case "json": #expect(throws: Never.self, "\(path)") { try JSON.parse(text) }
      default: Issue.record("\(path) is of no known kind")
      }
    }
  }

  /// No element, handler or address that the data brought.
  private static func expectInert(_ markup: String, _ path: String) {
    for name in ["<script", "<img src=x", "<b ", "<i>g", "<svg onload", "javascript:alert(1)\""] {
      #expect(!markup.contains(name), "\(path) holds \(name)")
    }
    for tag in markup.matches(of: #/<[a-zA-Z][^<>]*>/#) {
      // What is within quotes is a value; what is left are names of attributes.
      let names = String(tag.output).replacing(#/"[^"]*"/#, with: "")
      #expect(names.firstMatch(of: #/\son[a-z]+\s*=/#) == nil, "\(path): \(tag.output.prefix(120))")
    }
  }

  private static func expectInertMarkdown(_ text: String, _ path: String) {
    #expect(!text.contains("{{"), "\(path)")
    // What follows a backslash is a sign, and what is in code is as it is.
    let text = text.replacing(#/\\[!-\/:-@\[-`{-~]/#, with: "").replacing(#/`+[^`]*`+/#, with: "")
    let elements = text.matches(of: #/<\/?([a-z]+)/#).map { String($0.1) }
    let own: Set<String> = ["a", "details", "summary", "sub", "sup", "em", "strong"]
    #expect(Set(elements).subtracting(own).isEmpty, "\(path): \(Set(elements).subtracting(own))")
    #expect(text.firstMatch(of: #/\]\(javascript:/#) == nil, "\(path)")
  }

  /// No cell that a spreadsheet would run.
  private static func expectNoFormula(_ text: String, _ path: String) {
    var isQuoted = false
    var isStart = true
    for character in text {
      if isStart, !isQuoted, "=@\t".contains(character) {
        Issue.record("\(path) holds a cell that begins with \(character)")
      }
      if isStart, character == "\"" {
        isQuoted = true
        continue
      }
      isStart = false
      if character == "\"" { isQuoted.toggle() }
      if !isQuoted, character == "," || character.isNewline { isStart = true }
    }
    #expect(!text.contains("\"=") && !text.contains("\"@"), "\(path)")
  }
}
