/// Correlations of every two of several variables, with the rows behind each.
///
/// Rows are dropped pair by pair; where no variable lacks a value, ranks are made once for all pairs.
/// Pearson's r or Spearman's ρ with p from Student's t. O(k² n) for k variables, after k sorts.
public struct CorrelationMatrix: Sendable {
  /// What is computed.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case pearson, spearman
  }

  /// One pair of variables.
  public struct Entry: Hashable, Sendable {
    /// The position of the first variable.
    public let first: Int
    /// The position of the second variable.
    public let second: Int
    /// The correlation; `nil` where a variable is constant or fewer than 3 rows are complete.
    public let coefficient: Double?
    /// Its p-value.
    public let pValue: Double?
    /// The complete rows.
    public let count: Int
    /// The rows that lack one value or both.
    public let missingCount: Int
  }

  /// The names of the variables.
  public let names: [String]
  /// The pairs above the diagonal, row by row.
  public let entries: [Entry]

  /// Correlates variables of one length, NaN where missing.
  public init(
    _ variables: [(name: String, values: [Double])], kind: Kind
  ) throws(StatisticsError) {
    guard Set(variables.map(\.values.count)).count <= 1 else {
      throw StatisticsError(.badRequest, "the variables of a matrix differ in length")
    }
    names = variables.map(\.name)
    let complete = variables.map { $0.values.allSatisfy(\.isFinite) }
    let rankings = zip(variables, complete).map { variable, complete in
      complete && kind == .spearman ? Ranking(variable.values) : nil
    }
    var entries: [Entry] = []
    for i in variables.indices {
      for j in variables.indices where j > i {
        let cases = CompleteCases([variables[i].values, variables[j].values])
        var r: Double?
        if cases.count >= 3 {
          switch kind {
          case .pearson:
            r = try? Correlation.coefficient(cases.columns[0], cases.columns[1], "pearson")
          case .spearman:
            let whole = cases.count == variables[i].values.count
            let x = (whole ? rankings[i] : nil) ?? Ranking(cases.columns[0])
            let y = (whole ? rankings[j] : nil) ?? Ranking(cases.columns[1])
            r = try? Spearman().coefficient(x, y)
          }
        }
        entries.append(
          Entry(
            first: i, second: j, coefficient: r,
            pValue: r.map { Correlation.pValue($0, df: Double(cases.count - 2), .twoSided) },
            count: cases.count, missingCount: cases.missingCount + cases.nonFiniteCount))
      }
    }
    self.entries = entries
  }
}
