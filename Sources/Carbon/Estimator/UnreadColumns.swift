internal import Basics
public import Tables

extension Estimator {
  /// The columns of a file of models that no estimate is based on.
  public struct UnreadColumns: Sendable {
    /// Columns that play no part, with the nearest one that does.
    public let unknown: [(name: String, nearest: String?)]
    /// Columns that play a part but change no estimate of the rows that were looked at.
    public let idle: [String]
  }

  /// How many rows are looked at for columns that change nothing.
  public static let rowsForUnreadColumns = 2000

  /// Which columns of a file of models no estimate is based on.
  ///
  /// - Parameter tiers: the tier of each row, as estimated.
  public func unreadColumns(
    of table: Table, tiers: [Int?]
  ) throws(CarbonError) -> UnreadColumns {
    let input = CarbonStepInput(
      step: .trainingEstimate, table: table, parameters: .object([]), references: references,
      seed: seed, draws: draws, threads: nil)
    let records = try TrainingColumns.records(input).records.prefix(Self.rowsForUnreadColumns)
      .map { $0.checked().record }
    let planner = TierPlanner(references, series: series)
    let standards = TrainingField.names
    let needsMetadata = tiers.contains(Tier.metadata.rawValue)
    var idle: [String] = []
    for fact in TrainingField.facts {
      guard fact.column(in: table) != nil, !(needsMetadata && Self.isMetadata(fact)) else {
        continue
      }
      var isUsed = false
      for record in records where !isUsed { isUsed = try planner.uses(fact, in: record) }
      if !isUsed {
        idle.append(
          table[fact.column] != nil
            ? fact.column : fact.others.first { table[$0] != nil } ?? fact.column)
      }
    }
    return UnreadColumns(
      unknown: table.names.filter { !standards.contains($0) }.map {
        ($0, $0.nearest(in: standards))
      }, idle: idle)
  }

  /// What the regression of tier 5 is on.
  static func isMetadata(_ fact: TrainingField) -> Bool {
    ["parameters", "released", "modality"].contains(fact.role)
  }
}
