/// What a chart may hold at most, and how large its numbers may be. Beyond a limit a chart is refused
/// by name, with the number that was met.
enum ChartLimits {
  /// Series that colours and symbols can distinguish.
  static let series = 6
  /// Panels of small multiples.
  static let panels = 64
  /// Charts side by side: as many as there are letters.
  static let sideBySide = 26
  /// Charts within charts.
  static let depth = 4
  /// Layers of one chart.
  static let layers = 50
  /// Categories of one axis.
  static let categories = 5_000
  /// Lines and other series that share a colour.
  static let groups = 10_000
  /// Bars, tiles, intervals, segments and sized points, each drawn as a shape of its own.
  static let shapes = 100_000
  /// Labels of one panel that are offered a place; the rest is left out and counted.
  static let labels = 2_000
  /// Texts set by hand.
  static let annotations = 500
  /// Series of one layer that an alternative text describes one by one.
  static let sentences = 6
  /// Ticks set by hand.
  static let ticks = 200
  /// Bins of one histogram.
  static let bins = 1_000
  /// Rows of a layer that stands in every panel, times the panels.
  static let rowsInPanels = 2_000_000
  /// Rows of a forest plot, a row-flow diagram or a label card.
  static let compositeRows = 200
  /// More points than this are drawn as an image.
  static let points = 20_000
  /// Pixels of such an image.
  static let imagePixels = 20_000_000.0
  /// Values further from zero have no place on an axis, and are counted.
  static let magnitude = 1e300
  /// A bandwidth in ranges of the data.
  static let bandwidth = 1_000.0
  /// Fewer values than this are drawn as points, not as a box.
  static let boxValues = 8
  /// Letters of a category's name in a sentence.
  static let nameLength = 200
  /// Characters without a glyph that are warned about one by one.
  static let glyphWarnings = 20
  /// Millimetres.
  static let width = 30.0...2_000
  /// Millimetres.
  static let height = 20.0...2_000
  /// Bases of a log scale.
  static let base = 1.1...1_000
}
