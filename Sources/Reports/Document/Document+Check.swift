internal import Basics
internal import Tables

extension Document {
  /// What every writer needs of a document, checked once.
  func checked() throws(DocumentError) -> Numbering {
    let numbering = Numbering(self)
    if let duplicate = numbering.duplicates.first { throw .duplicateID(duplicate) }
    try Self.check(blocks)
    for footnote in footnotes { try Self.check(footnote) }
    return numbering
  }

  private static func check(_ blocks: [Block]) throws(DocumentError) {
    for block in blocks {
      switch block {
      case .figure(let figure):
        guard Identifier.isValid(figure.id) else { throw .badID(figure.id) }
        guard !figure.alt.trimmingWhitespace().isEmpty else {
          throw .missingAlternativeText(figure: figure.id)
        }
      case .table(let table):
        if let id = table.id, !Identifier.isValid(id) { throw .badID(id) }
      case .heading(let heading):
        guard Identifier.isValid(heading.id) else { throw .badID(heading.id) }
      case .conditional(let conditional): throw .unresolvedTag(conditional.condition)
      case .list(let list): for item in list.items { try check(item) }
      case .quote(let blocks): try check(blocks)
      case .callout(let callout): try check(callout.blocks)
      case .details(let details): try check(details.blocks)
      case .paragraph, .code, .rule, .facts, .findings, .test, .ledger, .rowFlow, .bibliography,
        .appendix:
        break
      }
    }
  }

  /// "Castaño et al., 2023; Luccioni et al., 2023, p. 7".
  func citation(_ citations: [Citation]) throws(DocumentError) -> String {
    var parts: [String] = []
    for citation in citations {
      guard let source = bibliography[citation.key] else {
        throw .unknownCitation(
          citation.key, nearest: citation.key.nearest(in: bibliography.sources.map(\.key)))
      }
      parts.append(
        bibliography.short(source) + (citation.locator.map { ", " + $0 } ?? ""))
    }
    return parts.joined(separator: "; ")
  }
}
