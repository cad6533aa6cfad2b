internal import Basics
public import Foundation

/// An image of the study's own.
public struct Image: Hashable, Sendable {
  /// The path within the study's folder.
  public let path: String
  /// What it shows, in words.
  public let alt: String
  /// What is said beneath it.
  public let title: String?
  /// The line of the prose that names it.
  public let line: Int
  /// Its content; `nil` before the prose is resolved.
  public var file: ImageFile?

  /// An image that is named.
  public init(
    path: String, alt: String, title: String? = nil, line: Int = 1, file: ImageFile? = nil
  ) {
    self.path = path
    self.alt = alt
    self.title = title
    self.line = line
    self.file = file
  }

  /// Where a copy is, beside the report.
  public var copy: String { "images/" + path.split(separator: "/").joined(separator: "-") }
}

/// The content of an image, of a kind that browsers show.
public struct ImageFile: Hashable, Sendable {
  /// The largest that goes into a page.
  public static let most = 5_000_000

  /// The bytes.
  public let content: Data
  /// As in `image/png`.
  public let type: String

  /// Content whose kind its first bytes tell; `nil` where it is no PNG, JPEG, GIF, WebP or SVG.
  public init?(_ content: Data) {
    let head = Array(content.prefix(12))
    func begins(_ bytes: [UInt8]) -> Bool { head.starts(with: bytes) }
    if begins([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      type = "image/png"
    } else if begins([0xFF, 0xD8, 0xFF]) {
      type = "image/jpeg"
    } else if begins(Array("GIF87a".utf8)) || begins(Array("GIF89a".utf8)) {
      type = "image/gif"
    } else if begins(Array("RIFF".utf8)), head.suffix(4) == Array("WEBP".utf8)[...] {
      type = "image/webp"
    } else if Self.isSVG(content) {
      type = "image/svg+xml"
    } else {
      return nil
    }
    self.content = content
  }

  /// Whether the text begins with the element `svg`, after what XML may have before it.
  private static func isSVG(_ content: Data) -> Bool {
    guard let text = String(bytes: content, encoding: .utf8) else { return false }
    var rest = text[...]
    if rest.hasPrefix("\u{FEFF}") { rest = rest.dropFirst() }
    while true {
      rest = rest.drop(while: \.isWhitespace)
      let end: String
      if rest.hasPrefix("<?") {
        end = "?>"
      } else if rest.hasPrefix("<!--") {
        end = "-->"
      } else if rest.hasPrefix("<!") {
        end = ">"
      } else {
        return rest.hasPrefix("<svg") && rest.contains("http://www.w3.org/2000/svg")
      }
      guard let close = rest.range(of: end) else { return false }
      rest = rest[close.upperBound...]
    }
  }

  /// The content as an address that asks for nothing.
  var address: String { "data:\(type);base64," + content.base64EncodedString() }
}

/// Finds the images of a prose.
struct ImageFinder {
  private(set) var images: [Image] = []

  mutating func visit(_ blocks: [Block]) {
    for block in blocks {
      switch block {
      case .paragraph(let content): visit(content)
      case .heading(let heading): visit(heading.content)
      case .list(let list): for item in list.items { visit(item) }
      case .quote(let blocks): visit(blocks)
      case .callout(let callout): visit(callout.blocks)
      case .details(let details): visit(details.blocks)
      case .table(let table):
        for column in table.columns { visit(column.header) }
        for case .inlines(let content) in table.rows.joined() { visit(content) }
      case .conditional(let conditional):
        visit(conditional.blocks)
        visit(conditional.otherwise)
      case .code, .rule, .figure, .facts, .findings, .test, .ledger, .rowFlow, .bibliography,
        .appendix:
        break
      }
    }
  }

  private mutating func visit(_ content: [Inline]) {
    for inline in content {
      switch inline {
      case .image(let image):
        if !images.contains(where: { $0.path == image.path }) { images.append(image) }
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner),
        .subscripted(let inner), .superscripted(let inner), .link(let inner, _):
        visit(inner)
      case .conditional(let conditional):
        visit(conditional.content)
        visit(conditional.otherwise)
      default: break
      }
    }
  }
}
