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

  /// Appends base^exponent, exact to about 32 digits; exponent >= 1.
  public mutating func appendPower(of base: [Double], exponent: Int) throws(NumericalError) {
    var high = base
    var low = [Double](repeating: 0, count: base.count)
    for row in base.indices {
      var power = DoubleDouble(base[row])
      for _ in 1..<max(exponent, 1) { power = power * base[row] }
      high[row] = power.high
      low[row] = power.low
    }
    try append(high, lowPart: exponent > 1 ? low : nil)
  }
}
