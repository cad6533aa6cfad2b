/// The prose of a study: Markdown, parsed once, with our tags as nodes.
public struct Prose: Hashable, Sendable {
  /// The first heading, where it is of level 1.
  public let title: [Inline]?
  /// What follows.
  public let blocks: [Block]
  /// The footnotes.
  public let footnotes: [[Block]]
  /// Every tag of the prose in order, those in conditional parts and footnotes included.
  public let tags: [Tag]

  /// Parses Markdown (CommonMark with tables, strikethrough, footnotes, `~sub~` and `^super^`).
  ///
  /// HTML in the prose is text, comments are left out, images become their alternative text, and a
  /// link that is not `http`, `https`, `mailto` or `#` is only its words. A heading may set its id:
  /// `## Words {#id}`.
  ///
  /// - Throws: all problems at once: tags that are not closed or not understood, `if` without `end`.
  public static func parse(_ markdown: String) throws(ProseError) -> Prose {
    let scanner = TagScanner(markdown)
    var builder = ProseBuilder(slots: scanner.slots)
    var (blocks, footnotes) = builder.build(String(scanner.output))
    var problems = scanner.problems + builder.problems
    blocks = ConditionalFolder.fold(blocks, &problems)
    footnotes = footnotes.map { ConditionalFolder.fold($0, &problems) }
    guard problems.isEmpty else { throw ProseError(problems) }
    var title: [Inline]?
    if let first = builder.title {
      title = first
    }
    let tags = scanner.slots.compactMap { slot -> Tag? in
      if case .tag(let tag) = slot { tag } else { nil }
    }
    return Prose(
      title: title, blocks: blocks, footnotes: footnotes,
      tags: tags.filter { !builder.literalTags.contains($0) })
  }
}
