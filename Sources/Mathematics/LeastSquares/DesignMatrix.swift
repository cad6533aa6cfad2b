/// A matrix of regressors, column by column.
public struct DesignMatrix: Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The columns, each of `rowCount` values.
  public private(set) var columns: [[Double]] = []
  /// What rounding to double left of each column, where that is known: powers of a column are exact
  /// only in two doubles, and a polynomial of degree ten feels the difference.
  public private(set) var lowParts: [[Double]?] = []

  /// A matrix of `rowCount` rows and no columns yet.
  public init(rowCount: Int) { self.rowCount = rowCount }

  /// The number of columns.
  public var columnCount: Int { columns.count }

  /// Appends a column; one of another length is refused.
  public mutating func append(
    _ column: [Double], lowPart: [Double]? = nil
  ) throws(NumericalError) {
    guard column.count == rowCount, (lowPart?.count ?? rowCount) == rowCount else {
      throw NumericalError(status: .domain, routine: "DesignMatrix.append")
    }
    columns.append(column)
    lowParts.append(lowPart)
  }
}
