internal import Drawing
public import Foundation
public import Tables

/// A chart ready to be written: the scene, what it shows in words, and the data as drawn.
public struct CompiledChart: Sendable {
  /// Plain shapes and measured text.
  public let scene: Scene
  /// The colours that the scene is written in.
  public let theme: Theme
  /// The title of the chart, or what is drawn.
  public let title: String
  /// One or two sentences from the statistics; never empty.
  public let altText: String
  /// All series in words and numbers.
  public let longDescription: String
  /// Statistics, bins and points (up to 20,000) as drawn.
  public let dataAsDrawn: Table
  /// What may be wrong: missing glyphs, dropped labels, series without a statistic.
  public let warnings: [String]
  /// What a caption must say: zeros shown apart, rows without a value, labels left out.
  public let notes: [String]

  private var metadata: PictureMetadata { PictureMetadata(title: title, description: altText) }

  /// The picture as PNG at `dpi`, with resolution, title and description.
  public func png(dpi: Double = 150) throws(ChartError) -> Data {
    try drawing { () throws(DrawingError) in
      let canvas = try Canvas.image(
        width: scene.width, height: scene.height, dpi: dpi, background: theme.background)
      scene.draw(on: canvas, theme)
      return try canvas.png(metadata)
    }
  }

  /// The picture as a PDF page with embedded fonts.
  public func pdf() throws(ChartError) -> Data {
    try drawing { () throws(DrawingError) in
      let canvas = try Canvas.pdf(
        width: scene.width, height: scene.height,
        background: theme.name == .dark ? theme.background : nil, metadata: metadata)
      scene.draw(on: canvas, theme)
      return try canvas.finishPDF()
    }
  }

  /// The picture as SVG. `id` keeps the ids of several pictures in one page apart.
  ///
  /// Text stays text, which can be searched, selected and read aloud; with `outlines` it becomes
  /// shapes that look alike where the fonts are not installed.
  public func svg(id: String, outlines: Bool = false) -> Data {
    var writer = SVGWriter(theme: theme, id: SVGWriter.identifier(id), outlines: outlines)
    return Data(writer.file(scene, title: title, description: altText).utf8)
  }

  /// The picture for a page.
  public func drawing(id: String) -> PageDrawing {
    PageDrawing(scene: scene, theme: theme, id: id, description: altText)
  }

  private func drawing(_ body: () throws(DrawingError) -> Data) throws(ChartError) -> Data {
    do { return try body() } catch { throw .drawing(error.description) }
  }
}

extension Chart {
  /// The chart drawn from `data`, in pure steps: channels, statistics, scales, layout, scene.
  ///
  /// Throws a `ChartError` that names layer and channel. Safe to call from several threads at once.
  public func compile(_ data: ChartData) throws(ChartError) -> CompiledChart {
    let compiler = ChartCompiler(chart: self, data: data)
    return try compiler.compile()
  }

  /// The same chart for a phone: one column wide, its panels one below the other.
  public var narrow: Chart {
    var copy = self
    copy.size = FigureSize(.single)
    if !panels.isEmpty { copy.columns = 1 }
    if facet?.by != nil { copy.facet?.wrap = min(facet?.wrap ?? 2, 2) }
    return copy
  }
}
