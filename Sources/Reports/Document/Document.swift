/// A report before it is written: one tree from which Markdown and HTML are made.
public struct Document: Hashable, Sendable {
  /// The title.
  public var title: [Inline]
  /// One line above the title: study, data range, variant.
  public var kicker: [Inline]
  /// One sentence for search engines and file managers.
  public var summary: String?
  /// The language of its fixed words and of its prose.
  public var language: ReportLanguage
  /// What it says.
  public var blocks: [Block]
  /// The footnotes, which `Inline.footnote` counts from 0.
  public var footnotes: [[Block]]
  /// Where each number comes from.
  public var provenance: [ProvenanceEntry]
  /// The sources that it may cite.
  public var bibliography: Bibliography
  /// A sign above the title.
  public var logo: Image?
  /// An image beneath the title.
  public var cover: Image?
  /// Who made it, when, and of what.
  public var imprint: Imprint
  /// The last line: what made the report, from what.
  public var colophon: [Inline]

  /// A document.
  public init(
    title: [Inline], kicker: [Inline] = [], summary: String? = nil,
    language: ReportLanguage = .english,
    blocks: [Block], footnotes: [[Block]] = [], provenance: [ProvenanceEntry] = [],
    bibliography: Bibliography = Bibliography(), imprint: Imprint = Imprint(),
    colophon: [Inline] = []
  ) {
    self.title = title
    self.kicker = kicker
    self.summary = summary
    self.language = language
    self.blocks = blocks
    self.footnotes = footnotes
    self.provenance = provenance
    self.bibliography = bibliography
    self.imprint = imprint
    self.colophon = colophon
  }
}

/// Where a number, or the numbers of an analysis, come from.
public struct ProvenanceEntry: Hashable, Sendable {
  /// The address that values carry: of one number (`trend.slope`) or of an analysis (`trend`), which
  /// then serves all its numbers that have no entry of their own.
  public let address: String
  /// What is known: source, checksum, filter, rows, method, version.
  public let facts: [Entry]

  /// What is known of an address.
  public init(address: String, facts: [Entry]) {
    self.address = address
    self.facts = facts
  }
}
