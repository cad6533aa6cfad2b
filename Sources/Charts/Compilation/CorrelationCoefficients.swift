public import Statistics

/// What the picture of a correlation matrix shows: the coefficient of every two variables and the rows
/// behind it, from the object that the report prints.
public struct CorrelationCoefficients: Sendable {
  /// Which coefficient it is.
  public let kind: CorrelationMatrix.Kind
  /// The variables in the order of the picture.
  public let variables: [String]
  private var pairs: [[String]: (coefficient: Double, count: Int)] = [:]

  /// The coefficients that `matrix` holds of `variables`; a pair that it says nothing of stays empty.
  public init(_ kind: CorrelationMatrix.Kind, of variables: [String], _ matrix: AnalysisResult?) {
    self.kind = kind
    self.variables = variables
    for comparison in matrix?.comparisons ?? [] {
      if let coefficient = comparison.estimate?.value, let count = comparison.count {
        pairs[comparison.groups] = (coefficient, count)
      }
    }
  }

  /// The coefficient of two variables and the number of their complete rows.
  subscript(_ first: String, _ second: String) -> (coefficient: Double, count: Int)? {
    pairs[[first, second]] ?? pairs[[second, first]]
  }
}
