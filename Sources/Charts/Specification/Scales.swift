internal import Basics

/// The scales of a chart.
public struct Scales: Codable, Hashable, Sendable {
  /// The horizontal scale.
  public var x: ScaleSpecification
  /// The vertical scale.
  public var y: ScaleSpecification
  /// The colour scale: categories, or numbers on a colour bar.
  public var color: ScaleSpecification
  /// The shape scale, where shape is mapped apart from colour.
  public var shape: ScaleSpecification
  /// The area of points.
  public var size: ScaleSpecification

  /// Scales; those not given follow from the data.
  public init(
    x: ScaleSpecification = .init(), y: ScaleSpecification = .init(),
    color: ScaleSpecification = .init(), shape: ScaleSpecification = .init(),
    size: ScaleSpecification = .init()
  ) {
    self.x = x
    self.y = y
    self.color = color
    self.shape = shape
    self.size = size
  }

  enum CodingKeys: String, CodingKey, CaseIterable { case x, y, color, shape, size }

  /// Reads scales; unknown keys, and those that a scale does not read, are errors.
  public init(from decoder: any Decoder) throws {
    let box = try StrictContainer<CodingKeys>(decoder, in: "'scales'")
    self.init(
      x: try box.optional(.x) ?? .init(), y: try box.optional(.y) ?? .init(),
      color: try box.optional(.color) ?? .init(), shape: try box.optional(.shape) ?? .init(),
      size: try box.optional(.size) ?? .init())
    for (role, scale) in all {
      if let problem = scale.problem(role) {
        throw box.refuse(problem, in: CodingKeys(rawValue: role.rawValue))
      }
    }
  }
}

/// What is fixed of one scale; the rest follows from the data.
public struct ScaleSpecification: Codable, Hashable, Sendable {
  /// The kind of scale.
  public var type: Kind?
  /// Base of the ticks of a log scale: 2, 10 or e (2.718...); from 1.1 to 1000.
  public var base: Double?
  /// Half width of the linear part of a symlog scale, above 0.
  public var threshold: Double?
  /// The title of the axis or legend; an empty one is left out.
  public var title: String?
  /// The unit, written behind the title.
  public var unit: String?
  /// Whether the numbers are years, which have no commas: known from the data, never written.
  var holdsYears = false
  /// Whether a time axis is that of any year, and names none.
  var hidesYears = false
  /// The lowest value shown.
  public var min: Double?
  /// The highest value shown.
  public var max: Double?
  /// Whether zero must be on the axis.
  public var zero: Bool?
  /// Categories in order; those not named follow.
  public var order: [String]?
  /// Readers' names of categories.
  public var labels: [String: String]?
  /// How tick values are written.
  public var format: Format?
  /// Tick values instead of computed ones.
  public var ticks: [Double]?
  /// Whether rows without a number are shown in a strip beside the axis.
  public var missing: Bool?
  /// Colours of a number scale.
  public var palette: Palette.Ramp?
  /// The value at the middle of a diverging colour scale.
  public var middle: Double?
  /// A calendar period that categories of time are written as.
  public var period: Period?

  /// Kinds of scale.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case linear, log, sqrt, symlog, time, category, ordinal
  }
  /// Ways of writing tick values.
  public enum Format: String, Codable, Hashable, Sendable, CaseIterable {
    /// Grouped digits, as many decimals as the ticks need.
    case plain
    /// k, M, G, ...
    case si
    /// Shares (0.25) as 25 %; values whose unit is % are percentages already.
    case percent
    /// Bytes as kB, MB, GB.
    case bytes
    /// Powers as 10³.
    case power
  }
  /// Calendar periods.
  public enum Period: String, Codable, Hashable, Sendable, CaseIterable {
    case year, quarter, month, day
  }

  /// A scale of which everything follows from the data.
  public init(
    type: Kind? = nil, title: String? = nil, unit: String? = nil,
    _ adjust: (inout ScaleSpecification) -> Void = { _ in }
  ) {
    self.type = type
    self.title = title
    self.unit = unit
    adjust(&self)
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case type, base, threshold, title, unit, min, max, zero, order, labels, format, ticks, missing
    case palette, middle, period
  }

  /// Reads a scale; unknown keys are errors.
  public init(from decoder: any Decoder) throws {
    let box = try StrictContainer<CodingKeys>(decoder, in: "a scale")
    self.init(
      type: try box.name(.type), title: try box.optional(.title), unit: try box.optional(.unit))
    base = try box.optional(.base)
    threshold = try box.optional(.threshold)
    min = try box.optional(.min)
    max = try box.optional(.max)
    zero = try box.optional(.zero)
    order = try box.optional(.order)
    labels = try box.optional(.labels)
    format = try box.name(.format)
    ticks = try box.optional(.ticks)
    missing = try box.optional(.missing)
    palette = try box.name(.palette)
    middle = try box.optional(.middle)
    period = try box.name(.period)
  }
}
