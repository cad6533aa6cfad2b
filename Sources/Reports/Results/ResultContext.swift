internal import Basics
public import Tables

/// What a result itself does not know: what its numbers are of, and the family it belongs to.
public struct ResultContext: Hashable, Sendable {
  /// The id of the analysis, from which the addresses of its numbers are made.
  public var id: String
  /// What was asked, as the head of its block; `nil`: the name of the method.
  public var title: String?
  /// What was measured, e.g. "reported emissions".
  public var outcome: String?
  /// What it was related to, e.g. "model size".
  public var predictor: String?
  /// What was held constant.
  public var controls: [String]
  /// The groups compared, first minus second.
  public var groups: [String]
  /// The unit of the estimate.
  public var unit: String?
  /// The value that a test of one sample, of pairs or of one proportion compares with; `nil`: that of
  /// the method.
  public var reference: Double?
  /// The level of the intervals, where the result itself does not say; `nil`: 0.95.
  public var level: Double?
  /// The p-value after correction for the family.
  public var pAdjusted: Double?
  /// The correction: `holm`, `bh`, ...
  public var correction: String?
  /// How many tests the family has.
  public var familySize: Int?
  /// The row flow; that of the result where empty.
  public var rowFlow: [RowFlowStep]
  /// Readers' names of the terms of a fit.
  public var termLabels: [String: String]
  /// Source, checksum, version and the like.
  public var provenance: [Entry]

  /// A context.
  public init(
    id: String, title: String? = nil, outcome: String? = nil, predictor: String? = nil,
    controls: [String] = [], groups: [String] = [], unit: String? = nil, reference: Double? = nil,
    level: Double? = nil, pAdjusted: Double? = nil, correction: String? = nil,
    familySize: Int? = nil, rowFlow: [RowFlowStep] = [], termLabels: [String: String] = [:],
    provenance: [Entry] = []
  ) {
    self.id = id
    self.title = title
    self.outcome = outcome
    self.predictor = predictor
    self.controls = controls
    self.groups = groups
    self.unit = unit
    self.reference = reference
    self.level = level
    self.pAdjusted = pAdjusted
    self.correction = correction
    self.familySize = familySize
    self.rowFlow = rowFlow
    self.termLabels = termLabels
    self.provenance = provenance
  }
}
