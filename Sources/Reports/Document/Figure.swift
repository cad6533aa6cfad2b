public import Charts

/// A picture with everything a reader needs who cannot see it.
public struct Figure: Hashable, Sendable {
  /// The id: lower-case letters, digits, hyphens.
  public var id: String
  /// What it shows, in a few words.
  public var title: String
  /// The finding that it shows, which takes the place of the title above the caption.
  public var heading: [Inline]?
  /// What the reader should know to read it.
  public var caption: [Inline]
  /// One sentence for those who cannot see it.
  public var alt: String
  /// The statistics of the picture in words.
  public var longDescription: String?
  /// Paths relative to the report, e.g. `figures/trend.png`; the first that is an image a browser
  /// shows is the one that Markdown links.
  public var files: [String]
  /// The data as drawn, e.g. `tables/figure-trend.csv`.
  public var data: String?
  /// The drawing that is set into the page.
  public var drawing: PageDrawing?
  /// The drawing made for a narrow screen.
  public var narrowDrawing: PageDrawing?
  /// The first rows of the data as drawn, folded beneath the figure.
  public var dataTable: ReportTable?

  /// What is said of it to those who cannot see it, where a format has one place for that.
  var spoken: String {
    guard let longDescription, !longDescription.isEmpty else { return alt }
    // The description may begin as the sentence does.
    let start = alt.prefix { $0 != "." }
    return longDescription.hasPrefix(start) ? longDescription : alt + " " + longDescription
  }

  /// A figure.
  public init(
    id: String, title: String, caption: [Inline] = [], alt: String, longDescription: String? = nil,
    files: [String] = [], data: String? = nil, drawing: PageDrawing? = nil,
    narrowDrawing: PageDrawing? = nil, dataTable: ReportTable? = nil
  ) {
    self.id = id
    self.title = title
    self.caption = caption
    self.alt = alt
    self.longDescription = longDescription
    self.files = files
    self.data = data
    self.drawing = drawing
    self.narrowDrawing = narrowDrawing
    self.dataTable = dataTable
  }
}
