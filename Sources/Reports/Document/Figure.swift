/// A picture with everything a reader needs who cannot see it.
public struct Figure: Hashable, Sendable {
  /// The id: small letters, digits, hyphens.
  public var id: String
  /// What it shows, in a few words.
  public var title: String
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
  /// The drawing as SVG text, set into the page.
  public var svg: String?
  /// The drawing made for a narrow screen.
  public var narrowSVG: String?
  /// The drawing as a PNG, for the page where there is no SVG or it would be too large.
  public var png: [UInt8]?
  /// The first rows of the data as drawn, folded beneath the figure.
  public var dataTable: ReportTable?

  /// A figure.
  public init(
    id: String, title: String, caption: [Inline] = [], alt: String, longDescription: String? = nil,
    files: [String] = [], data: String? = nil, svg: String? = nil, narrowSVG: String? = nil,
    png: [UInt8]? = nil, dataTable: ReportTable? = nil
  ) {
    self.id = id
    self.title = title
    self.caption = caption
    self.alt = alt
    self.longDescription = longDescription
    self.files = files
    self.data = data
    self.svg = svg
    self.narrowSVG = narrowSVG
    self.png = png
    self.dataTable = dataTable
  }
}
