/// A sentence that says one of the main results.
public struct Finding: Hashable, Sendable {
  /// The most that a report shows.
  public static let most = 5

  /// The sentence.
  public let content: [Inline]
  /// The figure, table or section that shows it.
  public let place: Reference?
  /// The condition under which it is said; `nil`: always.
  public let condition: Tag?
  /// What it is ordered by, the lowest first; `nil`: after those that have one.
  public let rank: Tag?
  /// The tags of all three.
  let tags: [Tag]

  /// A sentence as it is printed.
  public init(_ content: [Inline], place: Reference? = nil) {
    self.init(content, place: place, condition: nil, rank: nil, tags: [])
  }

  private init(
    _ content: [Inline], place: Reference?, condition: Tag?, rank: Tag?, tags: [Tag]
  ) {
    self.content = content
    self.place = place
    self.condition = condition
    self.rank = rank
    self.tags = tags
  }

  /// Parses a finding as a study writes it: a sentence in Markdown with tags, and expressions.
  ///
  /// - Throws: all problems at once.
  public static func parse(
    say: String, if condition: String?, rank: String?, see place: String?, at origin: ProseOrigin,
    language: ReportLanguage = .english
  ) throws(ProseError) -> Finding {
    let sentence = try ProseLine.parse(say, at: origin, language: language)
    let condition = try condition.map { text throws(ProseError) in
      try Self.tag("if " + text, origin)
    }
    let rank = try rank.map { text throws(ProseError) in
      try Self.tag(Tag.rank + " " + text, origin)
    }
    return Finding(
      sentence.content, place: place.map { Reference(id: $0) }, condition: condition, rank: rank,
      tags: [condition, rank].compactMap { $0 } + sentence.tags)
  }

  private static func tag(_ inner: String, _ origin: ProseOrigin) throws(ProseError) -> Tag {
    do {
      return try Tag(inner: inner, line: origin.line, column: origin.column, file: origin.file)
    } catch {
      throw ProseError([
        .init(
          line: origin.line, column: origin.column, file: origin.file, message: error.message,
          text: inner)
      ])
    }
  }
}
