/// A chart cannot be drawn from the data given.
public enum ChartError: Error, Hashable, Sendable {
  /// No table of that name was given.
  case unknownTable(name: String, nearest: String?)
  /// No fitted model of that id was given.
  case unknownModel(id: String, nearest: String?)
  /// A mapping names no column and is not a valid expression.
  case mapping(layer: Int, channel: String, message: String)
  /// A mark lacks something that it needs.
  case missingMapping(layer: Int, mark: String, channel: String)
  /// Values of a type that the channel cannot show.
  case type(layer: Int, channel: String, message: String)
  /// More series than colours.
  case tooManySeries(count: Int, limit: Int, channel: String)
  /// More panels than can be read.
  case tooManyPanels(count: Int, limit: Int)
  /// The parts of the chart contradict each other.
  case conflict(String)
  /// A key that cannot be used, or that nothing would read; `layer` where it belongs to one.
  case specification(layer: Int?, key: String, message: String)
  /// More of something than can be drawn or read.
  case tooMany(String, count: Int, limit: Int, advice: String)
  /// The model could not be evaluated.
  case model(id: String, message: String)
  /// The figure is too small for its axes.
  case tooSmall(width: Double, height: Double)
  /// Cairo or libpng failed.
  case drawing(String)
}

extension ChartError: CustomStringConvertible {
  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    func hint(_ nearest: String?) -> String { nearest.map { "; did you mean '\($0)'?" } ?? "" }
    switch self {
    case .unknownTable(let name, let nearest): return "no table is called '\(name)'" + hint(nearest)
    case .unknownModel(let id, let nearest):
      return "no analysis '\(id)' with a fitted model" + hint(nearest)
    case .mapping(let layer, let channel, let message):
      return "layer \(layer + 1), \(channel): \(message)"
    case .missingMapping(let layer, let mark, let channel):
      return "layer \(layer + 1): the mark '\(mark)' needs '\(channel)'"
    case .type(let layer, let channel, let message):
      return "layer \(layer + 1), \(channel): \(message)"
    case .tooManySeries(let count, let limit, let channel):
      return
        "\(count) series in '\(channel)', but only \(limit) can be distinguished; "
        + "use facets, keep the largest, or map 'group' instead"
    case .tooManyPanels(let count, let limit):
      return "\(count) panels, but only \(limit) can be read; facet by a column with fewer values"
    case .conflict(let message): return message
    case .specification(let layer, _, let message):
      return layer.map { "layer \($0 + 1): " + message } ?? message
    case .tooMany(let what, let count, let limit, let advice):
      return "\(NumberText.whole(Int64(count))) \(what) where "
        + "\(NumberText.whole(Int64(limit))) can be drawn; \(advice)"
    case .model(let id, let message): return "the model '\(id)' cannot be drawn: \(message)"
    case .tooSmall(let width, let height):
      return
        "a figure of \(NumberText.fixed(width, 0)) × \(NumberText.fixed(height, 0)) mm leaves no room "
        + "for the data; make it larger or its labels shorter"
    case .drawing(let message): return message
    }
  }
}
