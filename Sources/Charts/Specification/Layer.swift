public import Statistics

/// How bars and areas of several series share one place.
public enum Position: String, Codable, Hashable, Sendable, CaseIterable {
  /// One above the other.
  case stack
  /// Side by side.
  case group
  /// One above the other, each place scaled to 100 %.
  case fill
  /// One before the other.
  case identity
}

/// How the rows of one place become one value.
public enum Summary: String, Codable, Hashable, Sendable, CaseIterable {
  case none, count, sum, mean, median
  /// The mean with its t interval of confidence `level`.
  case meanInterval = "mean-interval"
  /// The median with the quartiles.
  case quartiles
}

/// A column, an expression over columns, or a number.
public enum Mapping: Codable, Hashable, Sendable, ExpressibleByStringLiteral,
  ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral
{
  case expression(String)
  case number(Double)

  /// A column name or an expression.
  public init(stringLiteral value: String) { self = .expression(value) }
  /// A constant.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A constant.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }

  /// Reads a number or a text.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.singleValueContainer()
    if let number = try? box.decode(Double.self) {
      self = .number(number)
    } else if let text = try? box.decode(String.self) {
      self = .expression(text)
    } else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "a mapping is a column, an expression or a number"))
    }
  }

  /// Writes a number or a text.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.singleValueContainer()
    switch self {
    case .expression(let text): try box.encode(text)
    case .number(let number): try box.encode(number)
    }
  }
}

/// One kind of mark over the rows of one table.
public struct Layer: Codable, Hashable, Sendable {
  /// What is drawn.
  public var mark: Mark
  /// The table, where it is not the chart's.
  public var table: String?
  /// Only rows for which this condition holds.
  public var `where`: String?
  /// Horizontal place.
  public var x: Mapping?
  /// Vertical place.
  public var y: Mapping?
  /// Start of a horizontal interval.
  public var xmin: Mapping?
  /// End of a horizontal interval.
  public var xmax: Mapping?
  /// Start of a vertical interval.
  public var ymin: Mapping?
  /// End of a vertical interval.
  public var ymax: Mapping?
  /// Other end of a segment.
  public var xend: Mapping?
  /// Other end of a segment.
  public var yend: Mapping?
  /// Series by colour, with a second channel beside it; a number gives a colour bar.
  public var color: Mapping?
  /// Series by shape, where it is not the colour's.
  public var shape: Mapping?
  /// Area of points.
  public var size: Mapping?
  /// Text of `text` marks and of labelled points.
  public var label: Mapping?
  /// Series that share a colour.
  public var group: Mapping?
  /// Weight of rows in histograms.
  public var weight: Mapping?
  /// How series share a place.
  public var position: Position?
  /// How rows of one place become one value.
  public var summary: Summary?
  /// Number of bins of a histogram, hexbin or 2-D histogram; by default Freedman and Diaconis (1981).
  public var bins: Int?
  /// Width of the bins of a histogram, in data units (decades on a log axis).
  public var binwidth: Double?
  /// Bandwidth of a density, in data units (decades on a log axis), or span (0 ... 1) of a loess curve.
  public var bandwidth: Double?
  /// Confidence of the interval of a mean or of the band of a fit; 0.95 by default.
  public var level: Double?
  /// Kind of smooth curve.
  public var method: Method?
  /// Id of the analysis whose model a `fit` or `residuals` layer draws, or whose matrix a
  /// `correlation` layer does.
  public var model: String?
  /// Whether the whiskers of a box plot, 1.5 interquartile ranges, are measured on the data or, by default,
  /// on the scale of the axis. Quartiles and median are those of the data.
  public var on: StatisticScale?
  /// Which single points a box plot or violin shows; fewer than 8 values are points in any case.
  public var points: PointDisplay?
  /// Columns of a correlation matrix or missing-data map.
  public var columns: [String]?
  /// Correlation coefficient of a matrix.
  public var correlation: CorrelationMatrix.Kind?
  /// Sorting of categories by value.
  public var sort: Sort?
  /// Whether values are written at bars or tiles.
  public var values: Bool?
  /// The name of the layer in the legend, where it has no colour mapping.
  public var name: String?
  /// 0: invisible; 1: opaque.
  public var opacity: Double?
  /// Line pattern of rules and lines.
  public var dash: Dash?
  /// Whether bars lie (category on the vertical axis).
  public var horizontal: Bool?

  /// Kinds of curve.
  public enum Method: String, Codable, Hashable, Sendable, CaseIterable { case loess, spline }
  /// Scales on which statistics are computed.
  public enum StatisticScale: String, Codable, Hashable, Sendable, CaseIterable {
    case data, axis
  }
  /// Which single points a box plot shows.
  public enum PointDisplay: String, Codable, Hashable, Sendable, CaseIterable {
    case none, outliers, all
  }
  /// Orders of categories.
  public enum Sort: String, Codable, Hashable, Sendable, CaseIterable {
    case ascending, descending
  }
  /// Line patterns.
  public enum Dash: String, Codable, Hashable, Sendable, CaseIterable { case solid, dashed, dotted }

  /// A layer of `mark`; set what it maps.
  public init(
    _ mark: Mark, x: Mapping? = nil, y: Mapping? = nil, color: Mapping? = nil,
    _ adjust: (inout Layer) -> Void = { _ in }
  ) {
    self.mark = mark
    self.x = x
    self.y = y
    self.color = color
    adjust(&self)
  }

  /// The keys of a layer, of which each mark and each picture reads some.
  package enum CodingKeys: String, CodingKey, CaseIterable {
    case mark, table, `where`, x, y, xmin, xmax, ymin, ymax, xend, yend, color, shape, size, label
    case group, weight, position, summary, bins, binwidth, bandwidth, level, method, model, on
    case points, columns, correlation, sort, values, name, opacity, dash, horizontal
  }

  /// Reads a layer; unknown keys, and those that the mark does not read, are errors.
  public init(from decoder: any Decoder) throws {
    let box = try StrictContainer<CodingKeys>(decoder, in: "a layer")
    self.init(try box.requiredName(.mark, beside: PictureKinds(decoder).names))
    table = try box.optional(.table)
    `where` = try box.optional(.where)
    x = try box.optional(.x)
    y = try box.optional(.y)
    xmin = try box.optional(.xmin)
    xmax = try box.optional(.xmax)
    ymin = try box.optional(.ymin)
    ymax = try box.optional(.ymax)
    xend = try box.optional(.xend)
    yend = try box.optional(.yend)
    color = try box.optional(.color)
    shape = try box.optional(.shape)
    size = try box.optional(.size)
    label = try box.optional(.label)
    group = try box.optional(.group)
    weight = try box.optional(.weight)
    position = try box.name(.position)
    summary = try box.name(.summary)
    bins = try box.optional(.bins)
    binwidth = try box.optional(.binwidth)
    bandwidth = try box.optional(.bandwidth)
    level = try box.optional(.level)
    method = try box.name(.method)
    model = try box.optional(.model)
    on = try box.name(.on)
    points = try box.name(.points)
    columns = try box.optional(.columns)
    correlation = try box.name(.correlation)
    sort = try box.name(.sort)
    values = try box.optional(.values)
    name = try box.optional(.name)
    opacity = try box.optional(.opacity)
    dash = try box.name(.dash)
    horizontal = try box.optional(.horizontal)
    if let problem { throw box.refuse(problem) }
  }
}
