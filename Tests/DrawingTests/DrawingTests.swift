import Drawing
import Foundation
import Testing

private let metadata = PictureMetadata(title: "CO₂ by month", description: "A line that falls.")

private func sheet() throws -> Canvas {
  try Canvas.image(width: 100, height: 50, dpi: 144, background: Color(0xFFFFFF))
}

private func draw(on canvas: Canvas) {
  canvas.draw(
    Path(Rect(x: 10, y: 10, width: 40, height: 20), radius: 3), fill: Color(0x005B96),
    stroke: (Stroke(1, dash: [3, 2]), Color(0x1C2330)))
  canvas.draw(
    StyledText(markup: "*p* = 0.001, CO₂e −1.5"), TextStyle(8), color: Color(0x1C2330),
    at: Point(20, 45))
}

private func contains(_ data: Data, _ text: String) -> Bool {
  data.range(of: Data(text.utf8)) != nil
}

@Suite struct ColorTests {
  @Test func contrastOfBlackOnWhiteIs21() {
    #expect(abs(Color(0).contrast(with: Color(0xFFFFFF)) - 21) < 1e-9)
    #expect(Color(0x767676).contrast(with: Color(0xFFFFFF)) > 4.5)
    #expect(Color(0x777777).contrast(with: Color(0xFFFFFF)) < 4.5)
  }

  @Test func hexRoundTrips() {
    for hex: UInt32 in [0, 0xFFFFFF, 0x005B96, 0xD55E00, 0x010203] {
      let text = String(hex, radix: 16)
      #expect(Color(hex).hex == "#" + String(repeating: "0", count: 6 - text.count) + text)
    }
  }

  @Test func halfBlackOverWhiteIsGrey() {
    #expect(Color(0).opacity(0.5).over(Color(0xFFFFFF)).hex == "#808080")
  }
}

@Suite struct TextTests {
  @Test func themeFontIsOneOfTheList() {
    #expect(ThemeFont.families.contains(ThemeFont.installed))
    #expect(ThemeFont.families.last == "DejaVu Sans")
  }

  @Test func digitsAreEquallyWide() {
    let measurer = TextMeasurer()
    let widths = (0...9).map { measurer.measure("\($0)\($0)\($0)", TextStyle(8)).width }
    #expect(Set(widths).count == 1)
  }

  @Test func widthGrowsWithSizeWithoutRounding() {
    let measurer = TextMeasurer()
    let small = measurer.measure("Model size, GB", TextStyle(7))
    let large = measurer.measure("Model size, GB", TextStyle(70))
    #expect(abs(large.width / small.width - 10) < 0.02)
  }

  @Test func asterisksSlantOnlyInPairs() {
    #expect(StyledText(markup: "*p* < 0.05").runs.map(\.isItalic) == [true, false])
    #expect(StyledText(markup: "2 * 3").runs.map(\.isItalic) == [false])
    #expect(StyledText(plain: "*p*").string == "*p*")
  }

  @Test func lineBreaksAndControlsBecomeSpaces() {
    #expect(StyledText(plain: "a\nb\u{0}c\td").string == "a b c d")
  }

  @Test func characterThatNoFontHasIsNamed() {
    let measurer = TextMeasurer()
    _ = measurer.measure("CO₂ ρ −1", TextStyle(8))
    #expect(measurer.missingGlyphs.isEmpty)
    _ = measurer.measure("x\u{10FFFD}", TextStyle(8))
    #expect(measurer.missingGlyphs == ["\u{10FFFD}"])
  }
}

@Suite struct CanvasTests {
  @Test func pngHoldsResolutionTitleAndDescription() throws {
    let canvas = try sheet()
    draw(on: canvas)
    let png = try canvas.png(metadata)
    #expect(png.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    // 144 dots an inch are 5669 a metre, unit 1.
    let physical = try #require(png.range(of: Data("pHYs".utf8)))
    #expect(
      Array(png[physical.upperBound..<physical.upperBound + 9]) == [
        0, 0, 0x16, 0x25, 0, 0, 0x16, 0x25, 1,
      ])
    #expect(contains(png, "CO₂ by month") && contains(png, "A line that falls."))
    let raster = try #require(Raster(png: png))
    #expect(raster.width == 200 && raster.height == 100)
    // The middle of the rectangle is blue, the corner white.
    let middle = 4 * (40 * 200 + 60)
    #expect(Array(raster.bytes[middle..<middle + 3]) == [0x00, 0x5B, 0x96])
    #expect(Array(raster.bytes[0..<3]) == [255, 255, 255])
  }

  @Test func manyColoursAreWrittenAsRGBAndReadBackAlike() throws {
    var bytes: [UInt8] = []
    for y in 0..<64 { for x in 0..<64 { bytes += [UInt8(x * 4), UInt8(y * 4), 7, 255] } }
    let raster = try #require(Raster(width: 64, height: 64, bytes: bytes))
    let canvas = try Canvas.image(width: 64, height: 64, dpi: 72, background: Color(0))
    canvas.draw(raster, in: Rect(x: 0, y: 0, width: 64, height: 64))
    #expect(Raster(png: try canvas.png(metadata))?.bytes == bytes)
    #expect(Raster(png: try raster.png())?.bytes == bytes)
  }

  @Test func pdfHasFixedDateWithPrefixAndTitle() throws {
    let canvas = try Canvas.pdf(
      width: 100, height: 50, background: nil,
      metadata: PictureMetadata(title: "Title", description: "Words", date: "2023-03-01T12:30:00Z"))
    draw(on: canvas)
    let pdf = try canvas.finishPDF()
    #expect(contains(pdf, "/CreationDate (D:202303011230Z)"))
    #expect(contains(pdf, "/Title (Title)") && contains(pdf, "/Author (Almanac)"))
    #expect(!contains(pdf, "/Type3"))
  }

  @Test func equalDrawingsGiveEqualBytes() throws {
    func picture() throws -> (Data, Data) {
      let image = try sheet()
      draw(on: image)
      let page = try Canvas.pdf(width: 100, height: 50, background: nil, metadata: metadata)
      draw(on: page)
      return (try image.png(metadata), try page.finishPDF())
    }
    let first = try picture()
    #expect(try picture() == first)
  }

  @Test func impossibleSizesAreNamed() {
    for (width, height) in [(0.0, 10.0), (10, 0), (-5, 5), (.nan, 5), (1e9, 5)] {
      #expect(throws: DrawingError.self) {
        try Canvas.image(width: width, height: height, dpi: 72, background: Color(0))
      }
    }
    // One pixel more than is allowed, and as many as are.
    #expect(throws: DrawingError.size(width: 10_001, height: 10_000)) {
      try Canvas.image(width: 10_001, height: 10_000, dpi: 72, background: Color(0))
    }
    #expect(throws: DrawingError.size(width: 20_001, height: 1)) {
      try Canvas.image(width: 20_001, height: 1, dpi: 72, background: Color(0))
    }
    #expect(throws: DrawingError.page(width: 14_401, height: 5)) {
      try Canvas.pdf(width: 14_401, height: 5, background: nil, metadata: metadata)
    }
    #expect(Raster(width: 2, height: 2, bytes: [0]) == nil)
    #expect(Raster(png: Data("no picture".utf8)) == nil)
  }
}

/// What is read and written without a check of its own, at its borders.
@Suite struct BorderTests {
  @Test(arguments: [1, 2, 3, 5, 8, 63, 64, 65, 255, 257], [1, 2, 3, 17])
  func imagesOfEverySizeComeBackAsTheyWere(_ width: Int, _ height: Int) throws {
    var bytes: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        bytes += [UInt8(x % 256), UInt8(y * 13 % 256), UInt8(x * y % 256), 255]
      }
    }
    let raster = try #require(Raster(width: width, height: height, bytes: bytes))
    #expect(Raster(png: try raster.png())?.bytes == bytes)
    let canvas = try Canvas.image(
      width: Double(width), height: Double(height), dpi: 72, background: Color(0xFFFFFF))
    canvas.draw(raster, in: Rect(x: 0, y: 0, width: Double(width), height: Double(height)))
    #expect(Raster(png: try canvas.png(metadata))?.bytes == bytes)
  }

  /// 256 colours fit a palette; one more does not.
  @Test(arguments: [255, 256, 257, 258])
  func coloursAtTheEndOfThePalette(_ count: Int) throws {
    var bytes: [UInt8] = []
    for color in 0..<count { bytes += [UInt8(color % 256), UInt8(color / 256), 9, 255] }
    let raster = try #require(Raster(width: count, height: 1, bytes: bytes))
    let canvas = try Canvas.image(width: Double(count), height: 1, dpi: 72, background: Color(0))
    canvas.draw(raster, in: Rect(x: 0, y: 0, width: Double(count), height: 1))
    #expect(Raster(png: try canvas.png(metadata))?.bytes == bytes)
  }

  @Test func wrongNumbersOfBytesAreRefused() {
    for count in [0, 15, 17, 32] {
      #expect(Raster(width: 2, height: 2, bytes: [UInt8](repeating: 0, count: count)) == nil)
    }
    #expect(Raster(width: 0, height: 2, bytes: []) == nil)
    #expect(Raster(width: -2, height: -2, bytes: [UInt8](repeating: 0, count: 16)) == nil)
  }

  @Test func brokenPicturesAreNoPictures() throws {
    let canvas = try sheet()
    draw(on: canvas)
    let png = try canvas.png(metadata)
    for length in [0, 1, 7, 8, 9, 20, 33, 60, png.count / 2] {
      #expect(Raster(png: png.prefix(length)) == nil)
    }
    var state: UInt64 = 9
    for _ in 0..<300 {
      var broken = png
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        broken[broken.startIndex + Int(state >> 33) % broken.count] = UInt8(state >> 56)
      }
      _ = Raster(png: broken)
    }
  }

  @Test func placesFarAwayAndNoPlacesAreDrawnWithoutHarm() throws {
    let far = [1e5, -1e5, 1e9, -1e308, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
    for x in far {
      for y in far {
        let canvas = try Canvas.image(width: 40, height: 30, dpi: 300, background: Color(0xFFFFFF))
        var path = Path([Point(20, 15), Point(x, y), Point(5, y)], closed: true)
        path.curve(Point(x, y), Point(y, x), Point(20, x))
        canvas.draw(path, fill: Color(0x005B96), stroke: (Stroke(1, dash: [3, 2]), Color(0)))
        canvas.dot(Point(x, y), 3, Color(0))
        canvas.draw(StyledText(plain: "text"), TextStyle(8), color: Color(0), at: Point(x, y))
        #expect(try canvas.png(metadata).count > 50)
      }
    }
  }

  @Test func longTextsAndSizesAreBounded() {
    let measurer = TextMeasurer()
    for text in [
      String(repeating: "a", count: 1_000_000), String(repeating: "e\u{301}", count: 300_000),
      String(repeating: "\u{301}", count: 500_000), String(repeating: "*a*", count: 100_000),
      String(repeating: "👩‍👩‍👧‍👦", count: 30_000),
    ] {
      #expect(StyledText(plain: text).string.unicodeScalars.count <= 2_001)
      #expect(StyledText(markup: text).string.unicodeScalars.count <= 2_001)
      #expect(measurer.measure(text, TextStyle(8)).width.isFinite)
    }
    #expect(StyledText(plain: String(repeating: "a", count: 2_000)).string.hasSuffix("a"))
    #expect(StyledText(plain: String(repeating: "a", count: 2_001)).string.hasSuffix("a…"))
    for size in [0, -5, .nan, .infinity, 1e308] {
      #expect(measurer.measure("a", TextStyle(size)).width.isFinite)
    }
    #expect(measurer.outline(StyledText(plain: ""), TextStyle(8)).steps.count < 3)
  }
}

@Suite struct GeometryTests {
  @Test func touchingRectanglesDoNotOverlap() {
    let a = Rect(x: 0, y: 0, width: 10, height: 10)
    #expect(!a.overlaps(Rect(x: 10, y: 0, width: 5, height: 5)))
    #expect(a.overlaps(Rect(x: 9, y: 9, width: 5, height: 5)))
    #expect(!a.overlaps(Rect(x: 9, y: 9, width: 5, height: 5), tolerance: 1))
  }

  @Test func circleLiesInItsBounds() {
    let bounds = Path(center: Point(5, 5), radius: 2).bounds
    #expect(bounds == Rect(x: 3, y: 3, width: 4, height: 4))
    #expect(Path().bounds == nil)
  }
}
