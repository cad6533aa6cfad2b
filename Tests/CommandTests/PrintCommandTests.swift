import Datasets
import Foundation
import Testing

/// Where the helpers are that some tests need; those without them are skipped by name.
enum Helpers {
  private static let path = ProcessInfo.processInfo.environment["PATH"] ?? ""

  static func has(_ program: String) -> Bool { findProgram(program) != nil }

  /// Whether Typst is there, as a program or as a module of Python.
  static let hasTypst: Bool = {
    if has("typst") { return true }
    guard let python = findProgram("python3") else { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", "import typst"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// The output of a program that reads a file.
  static func output(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: findProgram(program) ?? program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  static let environment = ["PATH": path]
}

/// Reports as Typst, PDF and Word.
@Suite struct PrintCommandTests {
  private static let study = #"""
    study: cats
    title: Cats
    description: What cats weigh.
    authors: [Ada Lovelace]
    licence: CC-BY-4.0
    sources: { cats: { path: cats.csv } }
    tables:
      all: { from: cats, display: { caption: "Cats #1 $x$ [a]", limit: 200 } }
    analyses:
      groups: { method: kruskal-wallis, table: all, x: weight, group: kind }
    values:
      total: { table: all, value: sum(weight) }
    figures:
      weights: { table: all, layers: [{ mark: boxplot, x: kind, y: weight }], title: "Weights of <cats>", caption: "A `note` on @them." }
    """#

  private static let report = #"""
    # Cats of the world

    In all {{number(total)}} kg, see {{ref figure-weights}} and {{ref table-all}}.[^1] With $\bar{x} = \frac{1}{n} \sum_i x_i$.

    ## Weights

    > [!NOTE]
    > A remark.

    {{figure weights}}

    {{test groups}}

    {{table all}}

    [^1]: A footnote.
    """#

  /// A study of hostile text, with `rows` rows.
  private static func place(rows: Int = 120, theme: String? = nil) throws -> Workplace {
    let place = try Workplace()
    try place.write(study + (theme.map { "\ntheme: \($0)\n" } ?? ""), to: "cats/study.yml")
    try place.write(report, to: "cats/report.md")
    let texts = [
      "#panic()", "$x$", "@ref", "<label>", "a\\\\b", "`code`", "// x", "/* x */", "~", "q 'x'",
      "3. item", "- item", "= head", "[x]", "#import \"\"a\"\"", "_a_ *b*",
    ]
    var csv = "name,kind,weight\n"
    for row in 0..<rows {
      csv +=
        "\"\(texts[row % texts.count])\",\(["tame", "wild"][row % 2]),\(Double(row % 17) + 0.25)\n"
    }
    try place.write(csv, to: "cats/cats.csv")
    return place
  }

  private func build(_ place: Workplace, _ arguments: [String], out: String = "out") throws
    -> CommandRun
  {
    try place.start(
      ["build", "cats", "--offline", "--out", out] + arguments, environment: Helpers.environment
    ).wait()
  }

  @Test("report.typ needs no other program, and the figures that it shows are beside it") func typ()
    throws
  {
    let place = try Self.place()
    let run = try place.run("build", "cats", "--format", "typ", "--figures", "pdf", "--out", "out")
    #expect(run.status == 0 && run.output == "out/report.typ\n", "\(run.errors)")
    let names = try place.contents()
    #expect(names.contains("out/report.typ") && names.contains("out/figures/weights.svg"))
    #expect(!names.contains("out/report.html"))
  }

  @Test("Without Typst or pandoc a build says so before it computes, and what to do") func absent()
    throws
  {
    let place = try Self.place()
    for (format, words) in [("pdf", "pip install typst"), ("docx", "apt install pandoc")] {
      let run = try place.start(
        ["build", "cats", "--format", format, "--out", "out"], environment: ["PATH": place.path]
      ).wait()
      #expect(run.status == 1 && run.errors.contains(words), "\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: place.path + "/out"))
    }
  }

  @Test(
    "A PDF is tagged, named and dated, and has the same bytes twice", .enabled(if: Helpers.hasTypst)
  )
  func pdf() throws {
    let place = try Self.place()
    for out in ["one", "two"] {
      let run = try build(place, ["--format", "pdf", "--date", "2026-12-01"], out: out)
      #expect(run.status == 0 && run.output == "\(out)/report.pdf\n", "\(run.errors)")
    }
    let file = place.path + "/one/report.pdf"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    #expect(bytes.starts(with: Data("%PDF-1.7".utf8)))
    #expect(try Data(contentsOf: URL(fileURLWithPath: place.path + "/two/report.pdf")) == bytes)
    guard Helpers.has("pdfinfo"), Helpers.has("pdftotext") else { return }
    let facts = try Helpers.output("pdfinfo", [file])
    for line in ["Cats of the world", "Ada Lovelace", "yes", "(A4)", "2026"] {
      #expect(facts.contains(line), "\(line)")
    }
    let text = try Helpers.output("pdftotext", ["-layout", file, "-"])
    for words in [
      "Contents", "Figure 1. Weights of <cats>. A `note` on @them.", "Table 1. Cats #1 $x$ [a]",
      "A footnote.",
      "#panic()", "$x$", "@ref", "<label>", "// x", "/* x */", "3. item", "= head", "Set in",
    ] { #expect(text.contains(words), "\(words)") }
    // The head of the table is repeated on each of its pages.
    let pages = text.split(separator: "\u{C}")
    let tabled = pages.filter { $0.contains("#panic()") }
    #expect(tabled.count > 1 && tabled.allSatisfy { $0.contains("Name") && $0.contains("Weight") })
  }

  @Test("A theme sets the paper", .enabled(if: Helpers.hasTypst && Helpers.has("pdfinfo")))
  func paper() throws {
    let place = try Self.place(rows: 10, theme: "us.yml")
    try place.write("page: us-letter\n", to: "cats/us.yml")
    #expect(try build(place, ["--format", "pdf"]).status == 0)
    let facts = try Helpers.output("pdfinfo", [place.path + "/out/report.pdf"])
    #expect(facts.contains("612 x 792") && !facts.contains("CreationDate"), "\(facts)")
  }

  @Test("Signs that no font has are printed as codes, and told", .enabled(if: Helpers.hasTypst))
  func signs() throws {
    let place = try Self.place(rows: 4)
    try place.write(
      "name,kind,weight\n\u{13000},tame \u{13001},1\nx,wild,2\ny,wild,3\n", to: "cats/cats.csv")
    let run = try build(place, ["--format", "pdf"])
    #expect(run.status == 0, "\(run.errors)")
    // A machine may have the font.
    if run.errors.contains("no font of this machine") {
      #expect(run.errors.contains("[U+1300"), "\(run.errors)")
      #expect(try build(place, ["--format", "pdf", "--strict"], out: "strict").status == 1)
    }
  }

  @Test(
    "A Word document has captions, tables and alternative texts",
    .enabled(if: Helpers.has("pandoc")))
  func word() throws {
    let place = try Self.place()
    for out in ["one", "two"] {
      let run = try build(place, ["--format", "docx", "--date", "2026-12-01"], out: out)
      #expect(run.status == 0, "\(run.errors)")
    }
    let file = place.path + "/one/report.docx"
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: file))
        == Data(contentsOf: URL(fileURLWithPath: place.path + "/two/report.docx")))
    guard Helpers.has("unzip") else { return }
    let text = try Helpers.output("unzip", ["-p", file, "word/document.xml"])
    for words in [
      "w:tbl", "Weights of &lt;cats&gt;", "ImageCaption", "w:anchor=\"figure-weights\"", "#panic()",
      "m:oMath",
      "w:bookmarkStart", "descr=",
    ] { #expect(text.contains(words), "\(words)") }
  }
}
