/// What a tag stands for.
public enum TagContent: Sendable {
  case inlines([Inline])
  case blocks([Block])
}

/// Says what the tags of a prose stand for; what it throws is reported at the place of the tag.
public struct Resolver {
  /// What a tag stands for. `ref`, `cite`, `appendix` and `bibliography` never come here.
  public let content: (Tag) throws -> TagContent
  /// Whether the condition of an `if` holds; the condition is `tag.body`.
  public let condition: (Tag) throws -> Bool

  /// A resolver of two closures.
  public init(
    content: @escaping (Tag) throws -> TagContent,
    condition: @escaping (Tag) throws -> Bool = { _ in true }
  ) {
    self.content = content
    self.condition = condition
  }
}

extension Prose {
  /// The prose with every tag replaced by what it stands for, and of each condition the branch that
  /// holds.
  ///
  /// - Throws: all problems at once.
  public func resolved(by resolver: Resolver) throws(ProseError) -> Prose {
    var resolution = Resolution(resolver: resolver)
    let resolved = Prose(
      title: title.map { resolution.inlines($0) }, blocks: resolution.blocks(blocks),
      footnotes: footnotes.map { resolution.blocks($0) }, tags: tags)
    guard resolution.problems.isEmpty else { throw ProseError(resolution.problems) }
    return resolved
  }
}

private struct Resolution {
  let resolver: Resolver
  var problems: [ProseError.Problem] = []

  mutating func blocks(_ blocks: [Block]) -> [Block] {
    var result: [Block] = []
    for block in blocks { result += self.block(block) }
    return result
  }

  private mutating func block(_ block: Block) -> [Block] {
    switch block {
    case .paragraph(let content):
      if content.count == 1, case .tag(let tag) = content[0] {
        switch self.content(of: tag) {
        case .inlines(let inlines)?: return [.paragraph(inlines)]
        case .blocks(let blocks)?: return blocks
        case nil: return []
        }
      }
      return [.paragraph(inlines(content))]
    case .heading(let heading):
      return [
        .heading(Heading(level: heading.level, id: heading.id, content: inlines(heading.content)))
      ]
    case .list(let list):
      return [
        .list(
          List(
            start: list.start, isTight: list.isTight, items: list.items.map { self.blocks($0) }))
      ]
    case .quote(let content):
      return [.quote(blocks(content))]
    case .callout(let callout):
      return [.callout(Callout(callout.kind, blocks(callout.blocks)))]
    case .details(let details):
      return [.details(Details(summary: inlines(details.summary), blocks(details.blocks)))]
    case .table(let table):
      return [.table(resolved(table))]
    case .conditional(let conditional):
      do {
        return blocks(
          try resolver.condition(conditional.condition)
            ? conditional.blocks : conditional.otherwise)
      } catch {
        report(conditional.condition, error)
        return []
      }
    case .code, .rule, .figure, .facts, .test, .ledger, .rowFlow, .bibliography, .appendix:
      return [block]
    }
  }

  private mutating func resolved(_ table: ReportTable) -> ReportTable {
    let columns = table.columns.map { column in
      var column = column
      column.header = inlines(column.header)
      return column
    }
    let rows = table.rows.map { row in
      row.map { cell -> ReportTable.Cell in
        if case .inlines(let content) = cell { .inlines(inlines(content)) } else { cell }
      }
    }
    return ReportTable(
      id: table.id, caption: inlines(table.caption), columns: columns, rows: rows,
      notes: table.notes.map { inlines($0) }, hasRowHeaders: table.hasRowHeaders,
      files: table.files, totalRows: table.totalRows)
  }

  mutating func inlines(_ content: [Inline]) -> [Inline] {
    var result: [Inline] = []
    for inline in content {
      switch inline {
      case .tag(let tag):
        switch self.content(of: tag) {
        case .inlines(let inlines)?: result += inlines
        case .blocks?:
          report(tag, "'\(tag.name)' inserts a block; put it on a line of its own")
        case nil: break
        }
      case .emphasis(let inner): result.append(.emphasis(inlines(inner)))
      case .strong(let inner): result.append(.strong(inlines(inner)))
      case .strikethrough(let inner): result.append(.strikethrough(inlines(inner)))
      case .subscripted(let inner): result.append(.subscripted(inlines(inner)))
      case .superscripted(let inner): result.append(.superscripted(inlines(inner)))
      case .link(let inner, let link): result.append(.link(inlines(inner), link))
      case .text, .code, .value, .reference, .citation, .footnote, .lineBreak, .softBreak:
        result.append(inline)
      }
    }
    return result
  }

  private mutating func content(of tag: Tag) -> TagContent? {
    switch tag.name {
    case "appendix": return .blocks([.appendix])
    case "bibliography": return .blocks([.bibliography])
    case "ref":
      guard tag.arguments.count == 1, tag.options.isEmpty else {
        report(tag, "'ref' takes the id of one figure, table or section")
        return nil
      }
      return .inlines([.reference(Reference(id: tag.arguments[0]))])
    case "cite":
      guard !tag.arguments.isEmpty else {
        report(tag, "'cite' takes one or more keys of the bibliography")
        return nil
      }
      let last = tag.arguments.count - 1
      return .inlines([
        .citation(
          tag.arguments.enumerated().map { index, key in
            Citation(key: key, locator: index == last ? tag[option: "at"] : nil)
          })
      ])
    default:
      do {
        return try resolver.content(tag)
      } catch {
        report(tag, error)
        return nil
      }
    }
  }

  private mutating func report(_ tag: Tag, _ error: any Error) {
    report(tag, String(describing: error))
  }

  private mutating func report(_ tag: Tag, _ message: String) {
    problems.append(.init(line: tag.line, column: tag.column, message: message, text: tag.text))
  }
}
