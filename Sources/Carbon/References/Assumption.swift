/// A value that the estimator assumes where nothing is published, with its range and its reason.
public struct Assumption: Hashable, Sendable {
  /// Its name in `assumptions.csv`.
  public let id: String
  /// Central value and 5 % and 95 % points.
  public let quantity: UncertainQuantity
  /// In what unit.
  public let unit: String
  /// `published`, `derived` or `ours`.
  public let basis: String
  /// Where it comes from.
  public let source: Source
}

/// The assumptions by id.
public struct AssumptionTable: Sendable {
  /// All rows in table order.
  public let rows: [Assumption]
  private let index: [String: Int]

  /// A table of assumptions.
  public init(_ rows: [Assumption]) {
    self.rows = rows
    index = Dictionary(
      rows.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// The assumption called `id`, or an error: every one is needed.
  public func value(_ id: String) throws(CarbonError) -> Assumption {
    guard let position = index[id] else {
      throw CarbonError.reference(file: "assumptions.csv", problem: "row '\(id)' is missing")
    }
    return rows[position]
  }
}
