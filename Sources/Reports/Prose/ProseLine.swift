/// Where words are written that stand in another file than the prose.
public struct ProseOrigin: Hashable, Sendable {
  /// The file.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// The column, from 1.
  public let column: Int

  /// A place in a file.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// One paragraph of words outside of the prose: Markdown with tags.
public struct ProseLine: Hashable, Sendable {
  /// The words.
  public let content: [Inline]
  /// Their tags in order.
  public let tags: [Tag]

  /// Parses the words of one paragraph.
  ///
  /// - Throws: all problems at once.
  public static func parse(
    _ text: String, at origin: ProseOrigin, language: ReportLanguage = .english
  ) throws(ProseError) -> ProseLine {
    let prose = try Prose.parse(text, origin: origin, language)
    guard prose.title == nil, prose.footnotes.isEmpty, prose.blocks.count == 1,
      case .paragraph(let content)? = prose.blocks.first
    else {
      throw ProseError([
        .init(
          line: origin.line, column: origin.column, file: origin.file,
          message: "this must be one sentence or paragraph",
          text: String(text.prefix(80).prefix { $0 != "\n" }))
      ])
    }
    return ProseLine(content: content, tags: prose.tags)
  }
}
