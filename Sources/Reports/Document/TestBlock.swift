/// A result beneath the figure it belongs to: estimate first, then test, rows, assumptions, and where
/// it comes from, folded away.
public struct TestBlock: Hashable, Sendable {
  /// The id of the analysis.
  public var id: String
  /// What was asked.
  public var title: [Inline]
  /// Estimate, test, rows, assumptions, ... in this order.
  public var entries: [Entry]
  /// The coefficients of a fit, or the comparisons of a post-hoc test.
  public var table: ReportTable?
  /// Source, checksum, method, version.
  public var provenance: [Entry]

  /// A result block.
  public init(
    id: String, title: [Inline], entries: [Entry], table: ReportTable? = nil,
    provenance: [Entry] = []
  ) {
    self.id = id
    self.title = title
    self.entries = entries
    self.table = table
    self.provenance = provenance
  }
}
