/// The keys that a document cites.
enum CitedKeys {
  static func of(_ document: Document) -> Set<String> {
    var keys: Set<String> = []
    visit(document.blocks, &keys)
    for footnote in document.footnotes { visit(footnote, &keys) }
    return keys
  }

  private static func visit(_ blocks: [Block], _ keys: inout Set<String>) {
    for block in blocks {
      switch block {
      case .heading(let heading): visit(heading.content, &keys)
      case .paragraph(let content): visit(content, &keys)
      case .list(let list): for item in list.items { visit(item, &keys) }
      case .quote(let blocks): visit(blocks, &keys)
      case .callout(let callout): visit(callout.blocks, &keys)
      case .details(let details): visit(details.blocks, &keys)
      case .figure(let figure): visit(figure.caption, &keys)
      case .facts(let facts): for fact in facts { visit(fact.label, &keys) }
      case .findings(let findings): for finding in findings { visit(finding.content, &keys) }
      case .test(let test): for entry in test.entries { visit(entry.content, &keys) }
      case .table(let table):
        visit(table.caption, &keys)
        for note in table.notes { visit(note, &keys) }
        for row in table.rows {
          for case .inlines(let content) in row { visit(content, &keys) }
        }
      case .code, .rule, .ledger, .rowFlow, .bibliography, .appendix, .conditional: break
      }
    }
  }

  private static func visit(_ content: [Inline], _ keys: inout Set<String>) {
    for inline in content {
      switch inline {
      case .citation(let citations): keys.formUnion(citations.map(\.key))
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner),
        .subscripted(let inner), .superscripted(let inner), .link(let inner, _):
        visit(inner, &keys)
      default: break
      }
    }
  }
}
