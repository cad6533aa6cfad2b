internal import Basics

/// A figure as plain data: which table, which marks, which scales.
///
/// Decoding is strict: a key or value that is not known is a `DecodingError` with the path to it and
/// the nearest known name.
public struct Chart: Codable, Hashable, Sendable {
  /// The table that layers draw unless they name their own.
  public var table: String?
  /// What is drawn, from back to front.
  public var layers: [Layer]
  /// A whole picture instead of layers.
  public var picture: Picture?
  /// Position and colour scales.
  public var scales: Scales
  /// Small multiples by one or two columns.
  public var facet: Facet?
  /// Legend and grid.
  public var guides: Guides
  /// Texts set at places of the data.
  public var annotations: [Annotation]
  /// Charts side by side, lettered a, b, c; instead of layers.
  public var panels: [Chart]
  /// Panels in a row; by default as many as fit.
  public var columns: Int?
  /// Colours and lines.
  public var theme: Theme.Name
  /// The size of the figure.
  public var size: FigureSize?
  /// Set above the figure, where given.
  public var title: String?
  /// Set below the title.
  public var subtitle: String?
  /// Set below the figure, e.g. the source of the data.
  public var note: String?
  /// The caption of the figure in a report; not drawn.
  public var caption: String?
  /// Alternative text that replaces the computed one.
  public var alt: String?

  /// A chart from its parts.
  public init(
    table: String? = nil, layers: [Layer] = [], picture: Picture? = nil, scales: Scales = Scales(),
    facet: Facet? = nil,
    guides: Guides = Guides(), annotations: [Annotation] = [], panels: [Chart] = [],
    columns: Int? = nil, theme: Theme.Name = .report, size: FigureSize? = nil,
    title: String? = nil, subtitle: String? = nil, note: String? = nil, caption: String? = nil,
    alt: String? = nil
  ) {
    self.table = table
    self.layers = layers
    self.picture = picture
    self.scales = scales
    self.facet = facet
    self.guides = guides
    self.annotations = annotations
    self.panels = panels
    self.columns = columns
    self.theme = theme
    self.size = size
    self.title = title
    self.subtitle = subtitle
    self.note = note
    self.caption = caption
    self.alt = alt
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case table, layers, scales, facet, guides, annotations, panels, columns, theme, size, title
    case subtitle, note, caption, alt
  }

  /// Reads a chart; unknown keys, and those that nothing reads, are errors.
  public init(from decoder: any Decoder) throws {
    let box = try StrictContainer<CodingKeys>(decoder, in: "a chart")
    let depth = decoder.codingPath.filter { $0.stringValue == CodingKeys.panels.rawValue }.count
    if depth > ChartLimits.depth {
      throw box.refuse(
        "charts are nested \(depth) deep; the limit is \(ChartLimits.depth)")
    }
    let written: WrittenLayers? = try box.optional(.layers)
    self.init(
      table: try box.optional(.table), layers: written?.layers ?? [], picture: written?.picture,
      scales: try box.optional(.scales) ?? Scales(), facet: try box.optional(.facet),
      guides: try box.optional(.guides) ?? Guides(),
      annotations: try box.optional(.annotations) ?? [],
      panels: try box.optional(.panels) ?? [], columns: try box.optional(.columns),
      theme: try box.name(.theme) ?? .report, size: try box.optional(.size),
      title: try box.optional(.title), subtitle: try box.optional(.subtitle),
      note: try box.optional(.note), caption: try box.optional(.caption),
      alt: try box.optional(.alt))
    if isEmpty {
      throw box.refuse("a chart needs 'layers' (what to draw) or 'panels' (charts side by side)")
    }
    if let problem { throw box.refuse(problem) }
  }

  /// Writes the chart as it is read.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encodeIfPresent(table, forKey: .table)
    if let picture {
      try box.encode([picture], forKey: .layers)
    } else {
      try box.encode(layers, forKey: .layers)
    }
    try box.encode(scales, forKey: .scales)
    try box.encodeIfPresent(facet, forKey: .facet)
    try box.encode(guides, forKey: .guides)
    try box.encode(annotations, forKey: .annotations)
    try box.encode(panels, forKey: .panels)
    try box.encodeIfPresent(columns, forKey: .columns)
    try box.encode(theme, forKey: .theme)
    try box.encodeIfPresent(size, forKey: .size)
    try box.encodeIfPresent(title, forKey: .title)
    try box.encodeIfPresent(subtitle, forKey: .subtitle)
    try box.encodeIfPresent(note, forKey: .note)
    try box.encodeIfPresent(caption, forKey: .caption)
    try box.encodeIfPresent(alt, forKey: .alt)
  }

  /// Whether nothing is to be drawn.
  package var isEmpty: Bool { layers.isEmpty && panels.isEmpty && picture == nil }

  /// The names of all tables that the chart reads, each once, in order of appearance.
  public var tableNames: [String] {
    unique(
      (table.map { [$0] } ?? []) + layers.compactMap(\.table) + (picture?.table.map { [$0] } ?? [])
        + panels.flatMap(\.tableNames))
  }

  /// The ids of all analyses whose models the chart draws, each once.
  public var modelNames: [String] {
    unique(layers.compactMap(\.model) + panels.flatMap(\.modelNames))
  }

  private func unique(_ names: [String]) -> [String] {
    names.enumerated().filter { !names[..<$0.offset].contains($0.element) }.map(\.element)
  }
}
