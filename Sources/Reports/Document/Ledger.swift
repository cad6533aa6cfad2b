public import Basics
internal import Tables

/// Published against recomputed values.
public struct Ledger: Hashable, Sendable {
  /// One expected value.
  public struct Row: Hashable, Sendable {
    /// The id of the expected value.
    public let id: String
    /// What it is, in words; `nil`: the id stands for itself.
    public let label: String?
    /// As printed in the publication.
    public let published: JSON?
    /// As computed, unrounded.
    public let recomputed: JSON?
    /// What the comparison found.
    public let verdict: Verdict
    /// `computed`, `restored` or `fitted`.
    public let basis: String
    /// Where it is published.
    public let source: String?
    /// Why it differs, or cannot be computed.
    public let note: String?

    /// One expected value.
    public init(
      id: String, label: String? = nil, published: JSON?, recomputed: JSON?, verdict: Verdict,
      basis: String = "computed", source: String? = nil, note: String? = nil
    ) {
      self.id = id
      self.label = label
      self.published = published
      self.recomputed = recomputed
      self.verdict = verdict
      self.basis = basis
      self.source = source
      self.note = note
    }
  }

  /// The values, in the order of the study.
  public var rows: [Row]
  /// Whether the data are those that the publication used; `nil`: nothing is pinned.
  public var isPinned: Bool?
  /// The language of its heads and verdicts.
  public var language = ReportLanguage.english

  /// A ledger.
  public init(rows: [Row], isPinned: Bool? = nil) {
    self.rows = rows
    self.isPinned = isPinned
  }
}
