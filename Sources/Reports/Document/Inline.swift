internal import Basics
internal import Tables

/// A run of text within a paragraph, heading, caption or cell.
///
/// Text is text: no case is parsed again, so what comes from data cannot become markup.
public enum Inline: Hashable, Sendable {
  case text(String)
  case emphasis([Inline])
  case strong([Inline])
  case strikethrough([Inline])
  case subscripted([Inline])
  case superscripted([Inline])
  case code(String)
  case link([Inline], Link)
  /// A number of the analysis, already formatted.
  case value(Value)
  /// "Figure 3", "Table S2", "Section 2.1": numbered when the document is written.
  case reference(Reference)
  case citation([Citation])
  /// The footnote at this position of `Document.footnotes`.
  case footnote(Int)
  /// An image of the study's folder.
  case image(Image)
  /// A formula.
  case math(MathFormula)
  case lineBreak
  case softBreak
  /// A tag of the prose that is not resolved yet; no writer accepts it.
  case tag(Tag)
  /// Words that depend on a condition; no writer accepts them.
  case conditional(InlineConditional)
}

/// Words of which one or the other branch is kept.
public struct InlineConditional: Hashable, Sendable {
  /// The tag whose `body` is the condition.
  public let condition: Tag
  /// What is kept when it holds.
  public let content: [Inline]
  /// What is kept when it does not.
  public let otherwise: [Inline]

  /// Two branches and the condition between them.
  public init(condition: Tag, content: [Inline], otherwise: [Inline]) {
    self.condition = condition
    self.content = content
    self.otherwise = otherwise
  }
}

/// Where a link leads: `http`, `https`, `mailto`, a place on the page, or a page beside it (`columns-2.html`). Nothing else
/// can be made.
public struct Link: Hashable, Sendable {
  /// The address as it is written into the page.
  public let destination: String

  /// A link to `destination`; `nil` if its scheme is not allowed or it holds control characters.
  public init?(_ destination: String) {
    let lowered = destination.lowercased()
    let isAllowed =
      lowered.hasPrefix("https://") || lowered.hasPrefix("http://")
      || lowered.hasPrefix("mailto:") || lowered.hasPrefix("#")
      || destination.wholeMatch(of: /[a-z]+-[0-9]+\.html/) != nil
    let isClean = destination.unicodeScalars.allSatisfy {
      $0.value > 0x20 && $0.value != 0x7F && !HostileText.isInvisible($0)
        && !"<>\"`{}|\\^".unicodeScalars.contains($0)
    }
    guard isAllowed, isClean, lowered.count > 1 else { return nil }
    self.destination = destination
  }

  /// A link to a file of the same site, `study/0f3a/report.html`; `nil` where a part of the path is more than letters,
  /// digits, hyphens, underscores and points.
  package init?(page path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      part == ".." || (!part.hasPrefix(".") && part.wholeMatch(of: /[A-Za-z0-9._-]+/) != nil)
    }
    guard isPlain else { return nil }
    destination = path
  }

  /// Links to the report in a folder beside the page; `nil` if the name of the folder is more than letters, digits, `.`,
  /// `_` and `-`.
  public init?(report folder: String) {
    guard folder.wholeMatch(of: /[A-Za-z0-9_-][A-Za-z0-9._-]*/) != nil else { return nil }
    destination = "\(folder)/report.html"
  }
}

/// A formatted number that knows where it comes from.
public struct Value: Hashable, Sendable {
  /// The number as printed, without its unit.
  public let text: String
  /// The unit as printed, e.g. `g` or `%`.
  public let unit: String?
  /// The address that `almanac explain` takes, and that the provenance section lists.
  public let address: String?
  /// The unrounded numbers that the text shows: one, or the ends of an interval; empty if the text
  /// is not a number. The value at the address must be these very numbers.
  public let numbers: [Double?]

  /// A printed number, its unit, its address, and what was rounded to print it.
  public init(
    _ text: String, unit: String? = nil, address: String? = nil, numbers: [Double?] = []
  ) {
    self.text = text
    self.unit = unit
    self.address = address
    self.numbers = numbers
  }

  /// Number and unit with a space that does not break between them.
  public var printed: String {
    guard let unit, !unit.isEmpty else { return text }
    return text + NumberFormat.unitSpace + unit
  }
}

/// A cross-reference by the id of a figure, table or section.
public struct Reference: Hashable, Sendable {
  /// The id, alone or with its kind: `trend`, `figure-trend`.
  public let id: String

  /// A reference to `id`.
  public init(id: String) {
    self.id = id
  }
}

/// One source cited, with the place in it.
public struct Citation: Hashable, Sendable {
  /// The key in the bibliography.
  public let key: String
  /// E.g. "p. 7".
  public let locator: String?

  /// The source of this key, and the place in it.
  public init(key: String, locator: String? = nil) {
    self.key = key
    self.locator = locator
  }
}

extension [Inline] {
  /// The text without its markup: for ids, table widths, and attributes.
  public var plainText: String {
    map { inline in
      switch inline {
      case .text(let text), .code(let text): text
      case .emphasis(let content), .strong(let content), .strikethrough(let content),
        .subscripted(let content), .superscripted(let content), .link(let content, _):
        content.plainText
      case .value(let value): value.printed
      case .image(let image): image.alt
      case .math(let formula): formula.source
      case .lineBreak, .softBreak: " "
      case .tag(let tag): tag.text
      case .conditional(let conditional): conditional.content.plainText
      case .reference, .citation, .footnote: ""
      }
    }.joined()
  }
}

extension Inline: ExpressibleByStringLiteral {
  /// Plain text.
  public init(stringLiteral value: String) { self = .text(value) }
}
