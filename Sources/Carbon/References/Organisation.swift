/// Who trains models, under one name.
public struct Organisation: Hashable, Sendable {
  /// The one name.
  public let name: String
  /// Other names in use.
  public let aliases: [String]
  /// `hyperscaler`, `company`, `public`, `academic`, `community` or `individual`.
  public let kind: String
  /// The country, where known; stands in for an unknown place of training.
  public let country: String?
  /// The row of the PUE table that stands in for an unstated PUE.
  public let pueProvider: String
}

/// The organisations of the reference table, found by any of their names.
public struct OrganisationTable: Sendable {
  /// All rows in table order.
  public let rows: [Organisation]
  private let index: NameIndex

  /// A table of organisations.
  public init(_ rows: [Organisation]) {
    self.rows = rows
    var index = NameIndex()
    for (position, row) in rows.enumerated() {
      index.insert(row.name, at: position)
      for alias in row.aliases { index.insert(alias, at: position) }
    }
    self.index = index
  }

  /// The organisation of that name or alias, if the table knows it.
  public func lookup(_ name: String) -> Organisation? { index[name].map { rows[$0] } }
}
