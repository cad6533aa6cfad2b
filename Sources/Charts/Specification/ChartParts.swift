/// Small multiples: one panel for each value of a column, all with the same layers.
public struct Facet: Codable, Hashable, Sendable {
  /// Panels one after the other, wrapped into rows.
  public var by: Mapping?
  /// One row of panels for each value.
  public var rows: Mapping?
  /// One column of panels for each value.
  public var columns: Mapping?
  /// Panels in a row, where they are wrapped.
  public var wrap: Int?
  /// Which scales each panel chooses for itself.
  public var free: Free
  /// Panels in order; those not named follow.
  public var order: [String]?

  /// Scales that differ from panel to panel.
  public enum Free: String, Codable, Hashable, Sendable, CaseIterable { case none, x, y, both }

  /// Panels by a column.
  public init(
    by: Mapping? = nil, rows: Mapping? = nil, columns: Mapping? = nil, wrap: Int? = nil,
    free: Free = .none, order: [String]? = nil
  ) {
    self.by = by
    self.rows = rows
    self.columns = columns
    self.wrap = wrap
    self.free = free
    self.order = order
  }

  enum CodingKeys: String, CodingKey, CaseIterable { case by, rows, columns, wrap, free, order }

  /// Reads facets; unknown keys are errors.
  public init(from decoder: any Decoder) throws {
    let box = try StrictContainer<CodingKeys>(decoder, in: "a facet")
    self.init(
      by: try box.optional(.by), rows: try box.optional(.rows),
      columns: try box.optional(.columns), wrap: try box.optional(.wrap),
      free: try box.name(.free) ?? .none, order: try box.optional(.order))
    if by == nil, rows == nil, columns == nil {
      throw box.refuse("a facet needs 'by', 'rows' or 'columns'")
    }
    if let wrap, wrap < 1 { throw box.refuse("wrap must be 1 or more", at: .wrap) }
  }
}

/// Legend and grid.
public struct Guides: Codable, Hashable, Sendable {
  /// Where series are named.
  public var legend: Legend
  /// Which grid lines are drawn; by default those of the value axes.
  public var grid: Grid?

  /// Places of the legend.
  public enum Legend: String, Codable, Hashable, Sendable, CaseIterable {
    /// At the line ends where lines are few, else above the panel.
    case auto
    case none, top, right, bottom
    /// At the ends of lines.
    case direct
  }
  /// Grid lines.
  public enum Grid: String, Codable, Hashable, Sendable, CaseIterable { case none, x, y, both }

  /// A legend and a grid.
  public init(legend: Legend = .auto, grid: Grid? = nil) {
    self.legend = legend
    self.grid = grid
  }

  enum CodingKeys: String, CodingKey, CaseIterable { case legend, grid }

  /// Reads guides; unknown keys are errors.
  public init(from decoder: any Decoder) throws {
    let box = try StrictContainer<CodingKeys>(decoder, in: "'guides'")
    self.init(legend: try box.name(.legend) ?? .auto, grid: try box.name(.grid))
  }
}

/// A text at a place of the data, or in a corner of the panel.
public struct Annotation: Codable, Hashable, Sendable {
  /// The text; `*x*` is slanted.
  public var text: String
  /// A number, a date (2022-11-30) or a category of the horizontal scale.
  public var x: Mapping?
  /// The same of the vertical scale.
  public var y: Mapping?
  /// A corner, where no place is given.
  public var corner: Corner?

  /// Corners of a panel.
  public enum Corner: String, Codable, Hashable, Sendable, CaseIterable {
    case topLeft = "top-left"
    case topRight = "top-right"
    case bottomLeft = "bottom-left"
    case bottomRight = "bottom-right"
  }

  /// A text at a place or in a corner.
  public init(_ text: String, x: Mapping? = nil, y: Mapping? = nil, corner: Corner? = nil) {
    self.text = text
    self.x = x
    self.y = y
    self.corner = corner
  }

  enum CodingKeys: String, CodingKey, CaseIterable { case text, x, y, corner }

  /// Reads an annotation; unknown keys are errors.
  public init(from decoder: any Decoder) throws {
    let box = try StrictContainer<CodingKeys>(decoder, in: "an annotation")
    guard let text: String = try box.optional(.text) else {
      throw box.refuse("an annotation needs 'text'")
    }
    self.init(
      text, x: try box.optional(.x), y: try box.optional(.y), corner: try box.name(.corner))
  }
}

/// The size of a figure in millimetres: a preset, or width and height.
public struct FigureSize: Codable, Hashable, Sendable {
  /// Named sizes.
  public enum Preset: String, Codable, Hashable, Sendable, CaseIterable {
    /// One column of a journal, 84 mm.
    case single
    /// One and a half columns, 129 mm.
    case oneAndHalf = "one-and-half"
    /// Two columns, 174 mm.
    case double
    /// A slide of 16:9, 254 × 142.875 mm.
    case slide

    var width: Double {
      switch self {
      case .single: 84
      case .oneAndHalf: 129
      case .double: 174
      case .slide: 254
      }
    }
  }

  /// In millimetres.
  public var width: Double
  /// In millimetres; by default chosen for what is drawn.
  public var height: Double?

  /// A size in millimetres.
  public init(width: Double, height: Double? = nil) {
    self.width = width
    self.height = height
  }

  /// A preset.
  public init(_ preset: Preset) {
    self.init(width: preset.width, height: preset == .slide ? 142.875 : nil)
  }

  enum CodingKeys: String, CodingKey, CaseIterable { case width, height }

  /// Reads a preset's name or width and height.
  public init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      self.init(try StrictContainer<CodingKeys>.named(text, path: decoder.codingPath) as Preset)
      return
    }
    let box = try StrictContainer<CodingKeys>(decoder, in: "a size")
    self.init(width: try box.optional(.width) ?? 129, height: try box.optional(.height))
  }
}
