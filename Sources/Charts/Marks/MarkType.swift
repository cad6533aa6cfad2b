internal import Drawing

/// All that the program knows of a mark: which keys a layer of it reads, what layout must know of it,
/// how its series are built, and how it is put into words.
///
/// Reading, scales, layout and descriptions ask here, and never for a mark's name. A new mark is one
/// file that conforms to `LayerMark` (or `CompositeMark`), and a line in `Mark`.
protocol MarkType: Sendable {
  /// The keys that a layer of this mark reads, beside `mark`, `table` and `where`: any other is an
  /// error, since it would be swallowed.
  var keys: [Layer.CodingKeys] { get }
  /// What scales, layout and descriptions must know of the mark.
  var traits: MarkTraits { get }

  /// All keys that this very layer reads.
  func keys(of layer: Layer) -> [Layer.CodingKeys]
  /// Why a layer cannot have a key that it does not read, and what to do.
  func refusal(of key: Layer.CodingKeys, in layer: Layer) -> String
  /// A key that another one makes void, or that holds what the mark cannot use.
  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)?
}

extension MarkType {
  var traits: MarkTraits { MarkTraits() }

  func keys(of layer: Layer) -> [Layer.CodingKeys] { keys + [.table, .where] }

  func refusal(of key: Layer.CodingKeys, in layer: Layer) -> String { unread(key, in: layer) }

  func unread(_ key: Layer.CodingKeys, in layer: Layer, hint: String? = nil) -> String {
    let hint = hint ?? "it reads \(keys.map(\.rawValue).joined(separator: ", "))"
    return "the mark '\(layer.mark.rawValue)' does not read '\(key.rawValue)'; \(hint)"
  }

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? { nil }
}

/// A mark that is a layer of a chart, beside others.
protocol LayerMark: MarkType {
  /// Puts channels where the series are built from.
  func arrange(_ layer: inout LayerData)
  /// Refuses keys that the data make void.
  func check(_ layer: LayerData, _ builder: SeriesBuilder) throws(ChartError)
  /// Whether the colours of a layer are counts of its rows.
  func countsRows(_ layer: Layer) -> Bool
  /// The colour of a series without a category.
  func paint(_ builder: SeriesBuilder) -> Paint
  /// The series of a layer: rows become what is drawn.
  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series]
  /// What a layer shows, in words.
  func words(_ layer: LayerData, _ series: [Series], _ writer: SentenceWriter) -> LayerWords
  /// What one series shows, in words; `nil` if there is nothing to tell.
  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords?
}

extension LayerMark {
  func arrange(_ layer: inout LayerData) {}
  func check(_ layer: LayerData, _ builder: SeriesBuilder) throws(ChartError) {}
  func countsRows(_ layer: Layer) -> Bool { false }
  func paint(_ builder: SeriesBuilder) -> Paint { .series(0) }
  func words(_ layer: LayerData, _ series: [Series], _ writer: SentenceWriter) -> LayerWords {
    LayerWords(series.compactMap { words($0, writer) }, comparing: traits.comparison)
  }
  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? { nil }
}

/// A mark that fills a chart of its own, and is drawn by means of others.
protocol CompositeMark: MarkType {
  /// The keys of scales that it reads.
  var scaleKeys: [ScaleRole: [ScaleSpecification.CodingKeys]] { get }
  /// Whether it reads guides and annotations.
  var readsGuides: Bool { get }

  /// The chart on `width` points, and its height.
  func body(
    _ composer: Composer, _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double)
}

extension CompositeMark {
  var readsGuides: Bool { true }
}

extension Mark {
  /// What layout must know of the mark.
  var traits: MarkTraits { type.traits }
  /// The mark as a layer; `nil` if it fills a chart of its own.
  var layer: (any LayerMark)? { type as? any LayerMark }
  /// The mark as a chart of its own; `nil` if it is a layer.
  var composite: (any CompositeMark)? { type as? any CompositeMark }
}
