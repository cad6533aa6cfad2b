public import Tables

/// The way of the rows from a source to an analysis.
public struct RowFlow: Hashable, Sendable {
  /// What the rows are for.
  public let title: String
  /// The steps with the rows left after each.
  public let steps: [RowFlowStep]

  /// A row flow.
  public init(title: String, steps: [RowFlowStep]) {
    self.title = title
    self.steps = steps
  }

  /// The steps in one line: "1,419 read → 1,417 without duplicates → 1,368 dated".
  public var sentence: String {
    steps.map { NumberFormat.integer.text(Double($0.rows)) + " " + $0.step }
      .joined(separator: " → ")
  }
}
