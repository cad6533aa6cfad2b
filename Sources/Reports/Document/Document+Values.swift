extension Document {
  /// Every number of an analysis that the document prints, in its order.
  public var values: [Value] {
    var collector = ValueCollector()
    collector.add(title)
    collector.add(kicker)
    collector.add(imprint.data)
    collector.add(blocks)
    for footnote in footnotes { collector.add(footnote) }
    for entry in provenance { collector.add(entry.facts) }
    collector.add(colophon)
    return collector.values
  }

  /// The first printed number that is not the one at its address; `results` gives the numbers that
  /// are there, one or both ends of an interval.
  public func firstMismatch(
    _ results: (_ address: String, _ count: Int) throws -> [Double?]
  ) rethrows -> (value: Value, found: [Double?])? {
    for value in values {
      guard let address = value.address, !value.numbers.isEmpty else { continue }
      let found = try results(address, value.numbers.count)
      if found != value.numbers { return (value, found) }
    }
    return nil
  }
}

private struct ValueCollector {
  var values: [Value] = []

  mutating func add(_ blocks: [Block]) {
    for block in blocks {
      switch block {
      case .heading(let heading): add(heading.content)
      case .paragraph(let content): add(content)
      case .list(let list): for item in list.items { add(item) }
      case .quote(let blocks): add(blocks)
      case .table(let table): add(table)
      case .figure(let figure):
        add(figure.heading ?? [])
        add(figure.caption)
        if let table = figure.dataTable { add(table) }
      case .callout(let callout): add(callout.blocks)
      case .facts(let facts):
        for fact in facts {
          values.append(fact.value)
          add(fact.label)
        }
      case .findings(let findings): for finding in findings { add(finding.content) }
      case .test(let test):
        add(test.title)
        add(test.entries)
        if let table = test.table { add(table) }
        add(test.provenance)
      case .details(let details):
        add(details.summary)
        add(details.blocks)
      case .conditional(let conditional):
        add(conditional.blocks)
        add(conditional.otherwise)
      case .code, .rule, .ledger, .rowFlow, .bibliography, .appendix: break
      }
    }
  }

  mutating func add(_ entries: [Entry]) {
    for entry in entries { add(entry.content) }
  }

  mutating func add(_ content: [Inline]) {
    for inline in content {
      switch inline {
      case .value(let value): values.append(value)
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner),
        .subscripted(let inner), .superscripted(let inner), .link(let inner, _):
        add(inner)
      case .conditional(let conditional):
        add(conditional.content)
        add(conditional.otherwise)
      case .text, .code, .image, .math, .reference, .citation, .footnote, .lineBreak, .softBreak,
        .tag:
        break
      }
    }
  }

  private mutating func add(_ table: ReportTable) {
    add(table.caption)
    for column in table.columns { add(column.header) }
    for cell in table.rows.joined() {
      switch cell {
      case .value(let value): values.append(value)
      case .inlines(let content): add(content)
      case .number, .integer, .formatted, .text, .date, .verdict, .missing: break
      }
    }
    for note in table.notes { add(note) }
  }
}
