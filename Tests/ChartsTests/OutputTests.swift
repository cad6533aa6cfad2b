import Charts
import Drawing
import Foundation
import Tables
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct OutputTests {
  @Test func bytesAreEqualOverRunsAndThreads() async throws {
    let gallery = try #require(Examples.gallery)
    let entries = gallery.entries.filter {
      ["fit", "bar-filled", "growth", "boxplot", "panels", "hexbin"].contains($0.name)
    }
    func outputs() throws -> [Data] {
      try entries.flatMap { entry in
        let compiled = try entry.chart.compile(gallery.data)
        return [try compiled.png(dpi: 72), try compiled.pdf(), compiled.svg(id: entry.name)]
      }
    }
    let first = try outputs()
    let all = try await withThrowingTaskGroup(of: [Data].self) { group in
      for _ in 0..<4 { group.addTask { try outputs() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for other in all { #expect(other == first) }
  }

  @Test func bytesDoNotDependOnTheTimeZone() throws {
    let gallery = try #require(Examples.gallery)
    let entry = try #require(Examples.entry("growth"))
    func outputs() throws -> [Data] {
      let compiled = try entry.chart.compile(gallery.data)
      return [try compiled.png(), try compiled.pdf(), compiled.svg(id: "growth")]
    }
    let before = try outputs()
    setenv("TZ", "Pacific/Kiritimati", 1)
    tzset()
    defer {
      unsetenv("TZ")
      tzset()
    }
    #expect(try outputs() == before)
  }

  @Test(arguments: ["scripts", "fit", "facet-grid"])
  func svgWithOutlinesHasShapesInPlaceOfTexts(_ name: String) throws {
    let gallery = try #require(Examples.gallery)
    let compiled = try #require(Examples.entry(name)).chart.compile(gallery.data)
    let svg = compiled.svg(id: name, outlines: true)
    #expect(compiled.svg(id: name, outlines: true) == svg)
    let text = String(decoding: svg, as: UTF8.self)
    #expect(XMLParser(data: svg).parse())
    #expect(!text.contains("<text") && text.contains("<title") && text.contains("<desc"))
    // Each text became one shape, and none is empty.
    let shapes = text.split(separator: "\n").filter { $0.contains("<path transform=\"translate(") }
    #expect(shapes.count == compiled.scene.texts.count)
    #expect(!shapes.contains { $0.contains("d=\"\"") })
  }

  @Test func outlinesLieWhereTheTextWasMeasured() throws {
    let measurer = TextMeasurer()
    let (text, style) = (StyledText(plain: "Hamburg"), TextStyle(20))
    let extent = measurer.measure(text, style)
    let bounds = try #require(measurer.outline(text, style).bounds)
    #expect(bounds.x >= -1 && bounds.maxX <= extent.width + 1)
    #expect(bounds.maxX > 0.95 * extent.width - 1)
    #expect(bounds.y < -0.6 * 20 && bounds.maxY > 2)  // above and below the base line
    #expect(bounds.y >= -extent.ascent && bounds.maxY <= extent.descent)
  }

  @Test(arguments: [(20_000, false), (20_001, true)])
  func moreThanTwentyThousandPointsAreOneImage(_ count: Int, _ isImage: Bool) throws {
    let values = (0..<count).map { Double($0 % 997) }
    let data = try table([
      ("x", Column(.double(values))), ("y", Column(.double(values.map { $0 * 2 }))),
    ])
    let compiled = try scatter().compile(data)
    func images(_ nodes: [Scene.Node]) -> Int {
      nodes.reduce(0) { sum, node in
        switch node {
        case .raster: sum + 1
        case .group(_, let parts), .clip(_, let parts): sum + images(parts)
        default: sum
        }
      }
    }
    #expect(images(compiled.scene.nodes) == (isImage ? 1 : 0))
    let svg = String(decoding: compiled.svg(id: "x"), as: UTF8.self)
    #expect(svg.contains("<image") == isImage)
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var ids: [String] = []
    var texts: [String] = []
    var elements: Set<String> = []
    private var open = ""
    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String] = [:]
    ) {
      elements.insert(name)
      if let id = attributes["id"] { ids.append(id) }
      open = ""
    }
    func parser(_ parser: XMLParser, foundCharacters string: String) { open += string }
    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      if name == "text" { texts.append(open) }
    }
  }

  @Test(arguments: Examples.names)
  func svgIsWellFormedWithRealTextTitleAndOwnIds(_ name: String) throws {
    let gallery = try #require(Examples.gallery)
    let entry = try #require(Examples.entry(name))
    let compiled = try entry.chart.compile(gallery.data)
    let reader = Reader()
    let parser = XMLParser(data: compiled.svg(id: name))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.elements.isSuperset(of: ["svg", "title", "desc", "text"]))
    #expect(!reader.elements.contains("script") && !reader.elements.contains("style"))
    #expect(Set(reader.ids).count == reader.ids.count)
    #expect(reader.ids.allSatisfy { $0.hasPrefix(SVGNames.prefix(name)) })
    #expect(reader.texts.count == compiled.scene.texts.count)
  }

  private enum SVGNames {
    static func prefix(_ name: String) -> String { name }
  }

  @Test func hostileTextIsInertInSVG() throws {
    let hostile = #"</text><script>alert("1")</script>&<'"#
    let data = try table([("x", texts([hostile])), ("y", numbers([1]))])
    var chart = Chart(layers: [Layer(.bar, x: "x", y: "y")])
    chart.title = hostile
    let compiled = try chart.compile(data)
    let svg = String(decoding: compiled.svg(id: #"a" onload="x"#), as: UTF8.self)
    #expect(!svg.contains("<script") && !svg.contains("onload=\""))
    #expect(svg.contains("&lt;script&gt;"))
    #expect(XMLParser(data: Data(svg.utf8)).parse())
  }

  @Test func charactersThatTurnTextAreShownInEveryOutput() throws {
    let hostile = "safe\u{202E}gnp.exe\u{2066}x\u{200B}"
    let data = try table([("x", texts([hostile])), ("y", numbers([1]))])
    var chart = Chart(layers: [Layer(.bar, x: "x", y: "y")])
    (chart.title, chart.note, chart.alt) = (hostile, hostile, hostile)
    let compiled = try chart.compile(data)
    let svg = String(decoding: compiled.svg(id: "x"), as: UTF8.self)
    for text in compiled.scene.texts.map(\.text.string) + [
      compiled.title, compiled.altText, compiled.longDescription, svg,
    ] {
      #expect(
        !text.unicodeScalars.contains { [0x202E, 0x2066, 0x200B].contains($0.value) }, "\(text)")
    }
    #expect(svg.contains("safe⟨U+202E⟩gnp.exe"))
  }

  @Test func pageRulesNameEveryRoleThatAPictureUses() throws {
    let gallery = try #require(Examples.gallery)
    let entry = try #require(Examples.entry("bar-filled"))
    let svg = String(decoding: try entry.chart.compile(gallery.data).svg(id: "x"), as: UTF8.self)
    let classes = svg.split(separator: "class=\"").dropFirst()
      .compactMap { $0.split(separator: "\"").first }
      .flatMap { $0.split(separator: " ") }
    for name in Set(classes) where name != "almanac-figure" {
      #expect(Theme.styleSheet.contains(".almanac-figure .\(name){"))
    }
  }

  @Test(
    .enabled(if: Self.pdffonts != nil, "poppler-utils is not installed"), arguments: Examples.names)
  func pdfFontsAreEmbeddedAndNotType3(_ name: String) throws {
    let gallery = try #require(Examples.gallery)
    let entry = try #require(Examples.entry(name))
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("almanac-\(UUID().uuidString).pdf")
    try entry.chart.compile(gallery.data).pdf().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = Self.pdffonts
    process.arguments = [file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let fonts = output.split(separator: "\n").dropFirst(2)
    #expect(!fonts.isEmpty)
    for font in fonts {
      #expect(!font.contains("Type 3"))
      #expect(font.contains(" yes "))
    }
  }

  static let pdffonts: URL? = ["/usr/bin/pdffonts", "/opt/homebrew/bin/pdffonts"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }.map { URL(fileURLWithPath: $0) }

  /// One figure of each kind of drawing, against `Tests/Golden`. Colour values may differ by an RMS of
  /// 3 of 255: the C library's mathematics and FreeType's differ by version.
  @Test(
    .enabled(if: ThemeFont.installed == "Roboto", "golden images are set in Roboto"),
    arguments: [
      "fit", "bar-filled", "boxplot-grouped", "growth", "hexbin", "correlation", "label-card",
    ])
  func figureLooksAsAccepted(_ name: String) throws {
    let gallery = try #require(Examples.gallery)
    let entry = try #require(Examples.entry(name))
    let png = try entry.chart.compile(gallery.data).png(dpi: 72)
    let folder = repository.appendingPathComponent("Tests/Golden")
    let file = folder.appendingPathComponent(name + ".png")
    let environment = ProcessInfo.processInfo.environment
    if environment["UPDATE_GOLDEN"] == "1" {
      #expect(environment["CI"] == nil, "golden images are accepted by people, not by CI")
      if environment["CI"] == nil { try png.write(to: file) }
      return
    }
    let reference = try #require(Raster(png: Data(contentsOf: file)), "no golden image \(name)")
    let recorded = try #require(Raster(png: png))
    let isSameSize = reference.width == recorded.width && reference.height == recorded.height
    var rms = Double.infinity
    if isSameSize {
      let squares = zip(reference.bytes, recorded.bytes).reduce(into: 0.0) {
        $0 += pow(Double($1.0) - Double($1.1), 2)
      }
      rms = (squares / Double(reference.bytes.count)).squareRoot()
    }
    if rms > 3 {
      let failed = repository.appendingPathComponent(".build/golden-failures")
      try FileManager.default.createDirectory(at: failed, withIntermediateDirectories: true)
      try png.write(to: failed.appendingPathComponent(name + ".recorded.png"))
      try Data(contentsOf: file).write(to: failed.appendingPathComponent(name + ".reference.png"))
      let difference = zip(reference.bytes, recorded.bytes).enumerated().map { index, pair in
        index % 4 == 3 ? 255 : 255 - UInt8(abs(Int(pair.0) - Int(pair.1)))
      }
      if isSameSize,
        let raster = Raster(width: reference.width, height: reference.height, bytes: difference)
      {
        try raster.png().write(to: failed.appendingPathComponent(name + ".difference.png"))
      }
    }
    #expect(rms <= 3, "see .build/golden-failures")
  }
}
