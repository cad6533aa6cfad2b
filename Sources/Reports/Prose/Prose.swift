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
  /// The sentences of which `{{findings}}` shows those that hold.
  public private(set) var findings: [Finding] = []
  /// What the head says of the date of the data.
  public private(set) var date: [Inline] = []
  /// What figures show, by their ids.
  public private(set) var headings: [String: [Inline]] = [:]
  /// The image at the head of the report.
  public var cover: Image?
  /// The content of its images, by their paths.
  public private(set) var imageFiles: [String: ImageFile] = [:]

  /// Parses Markdown (CommonMark with tables, strikethrough, footnotes, `~sub~` and `^super^`).
  ///
  /// HTML in the prose is text, comments are left out, images become their alternative text, and a
  /// link that is not `http`, `https`, `mailto` or `#` is only its words. A heading may set its id:
  /// `## Words {#id}`.
  ///
  /// - Throws: all problems at once: tags that are not closed or not understood, `if` without `end`.
  public static func parse(
    _ markdown: String, language: ReportLanguage = .english
  ) throws(ProseError) -> Prose {
    try parse(markdown, origin: nil, language)
  }

  /// The same of words that are written elsewhere: tags and problems have that place.
  static func parse(
    _ markdown: String, origin: ProseOrigin?, _ language: ReportLanguage
  ) throws(ProseError) -> Prose {
    let scanner = TagScanner(markdown, origin: origin)
    var builder = ProseBuilder(scanner, language)
    var (blocks, footnotes) = builder.build(String(scanner.output))
    var problems = scanner.problems + builder.problems
    blocks = ConditionalFolder.fold(blocks, &problems)
    footnotes = footnotes.map { ConditionalFolder.fold($0, &problems) }
    let title = builder.title.map { ConditionalFolder.fold($0, &problems) }
    guard problems.isEmpty else { throw ProseError(problems) }
    let tags = scanner.slots.compactMap { slot -> Tag? in
      if case .tag(let tag) = slot { tag } else { nil }
    }
    return Prose(
      title: title, blocks: blocks, footnotes: footnotes,
      tags: tags.filter { !builder.literalTags.contains($0) })
  }

  init(
    title: [Inline]?, blocks: [Block], footnotes: [[Block]], tags: [Tag],
    findings: [Finding] = [], date: [Inline] = [], headings: [String: [Inline]] = [:]
  ) {
    self.title = title
    self.blocks = blocks
    self.footnotes = footnotes
    self.tags = tags
    self.findings = findings
    self.date = date
    self.headings = headings
  }

  /// The prose with what a study says elsewhere: its findings, the date of its data, and what its figures show. Of a
  /// figure that is not shown, nothing is asked for.
  public func adding(
    findings: [Finding], date: ProseLine?, headings: [(figure: String, line: ProseLine)]
  ) -> Prose {
    let shown = Set(tags.filter { $0.name == "figure" }.compactMap(\.arguments.first))
    let headings = headings.filter { shown.contains($0.figure) }
    var result = Prose(
      title: title, blocks: blocks, footnotes: footnotes,
      tags: tags + findings.flatMap(\.tags) + (date?.tags ?? []) + headings.flatMap(\.line.tags),
      findings: findings, date: date?.content ?? [],
      headings: Dictionary(
        headings.map { ($0.figure, $0.line.content) }, uniquingKeysWith: { first, _ in first }))
    (result.imageFiles, result.cover) = (imageFiles, cover)
    return result
  }

  /// The images that it names, each once.
  public var images: [Image] {
    var finder = ImageFinder()
    finder.visit(blocks)
    footnotes.forEach { finder.visit($0) }
    let isNew = cover.map { cover in !finder.images.contains { $0.path == cover.path } } ?? false
    return (isNew ? [cover].compactMap { $0 } : []) + finder.images
  }

  /// The prose with the content of its images, by their paths.
  public func adding(images: [String: ImageFile]) -> Prose {
    var result = self
    result.imageFiles = images
    return result
  }

  /// The ids of its sections, those in conditional parts included.
  public var sectionIDs: [String] { Self.sectionIDs(blocks) }

  private static func sectionIDs(_ blocks: [Block]) -> [String] {
    blocks.flatMap { block -> [String] in
      switch block {
      case .heading(let heading): [heading.id]
      case .conditional(let conditional):
        sectionIDs(conditional.blocks) + sectionIDs(conditional.otherwise)
      default: []
      }
    }
  }
}
