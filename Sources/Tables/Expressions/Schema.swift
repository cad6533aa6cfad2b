public import Basics

/// The names, types and units of a table's columns: all that checking an expression needs.
public struct Schema: Hashable, Sendable {
  /// What is known of one column.
  public struct Entry: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The type; `nil`: not known before the rows are read, so that whatever is done with it may fit.
    public let type: ColumnType?
    /// The unit; `nil`: unknown.
    public let unit: Unit?

    /// A column of a schema.
    public init(name: String, type: ColumnType?, unit: Unit? = nil) {
      self.name = name
      self.type = type
      self.unit = unit
    }
  }

  /// The columns in order; of two with one name the first counts.
  public let entries: [Entry]
  private let positions: [String: Int]

  /// A schema of these columns.
  public init(_ entries: [Entry]) {
    self.entries = entries
    positions = Dictionary(
      entries.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { a, _ in a })
  }

  /// The column called `name`.
  public subscript(name: String) -> Entry? { positions[name].map { entries[$0] } }

  /// The names in order.
  public var names: [String] { entries.map(\.name) }
}

extension Table {
  /// The names, types and units of the columns.
  public var schema: Schema {
    Schema(
      zip(names, columns).map {
        Schema.Entry(name: $0, type: $1.type, unit: $1.metadata.unit)
      })
  }
}
