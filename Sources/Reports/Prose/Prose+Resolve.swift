/// What a tag stands for.
public enum TagContent: Sendable {
  case inlines([Inline])
  case blocks([Block])
}

/// Says what the tags of a prose stand for; what it throws is reported at the place of the tag.
public struct Resolver {
  /// What a tag stands for. `ref`, `cite`, `findings`, `appendix` and `bibliography` never come here.
  public let content: (Tag) throws -> TagContent
  /// Whether the condition of an `if` holds; the condition is `tag.body`.
  public let condition: (Tag) throws -> Bool
  /// What a finding is ranked by: the value of `tag.body`; `nil` where it is missing.
  public let rank: (Tag) throws -> Double?
  /// Of a `for`, what the tags between it and its `end` stand for, row by row.
  public let rows: (Tag) throws -> [Resolver]
  /// The language that numbers and dates are printed in.
  public let language: ReportLanguage

  /// A resolver of two closures.
  public init(
    content: @escaping (Tag) throws -> TagContent,
    condition: @escaping (Tag) throws -> Bool = { _ in true },
    rank: @escaping (Tag) throws -> Double? = { _ in nil },
    rows: @escaping (Tag) throws -> [Resolver] = { _ in [] },
    language: ReportLanguage = .english
  ) {
    self.rows = rows
    self.language = language
    self.content = content
    self.condition = condition
    self.rank = rank
  }
}

extension Prose {
  /// The prose with every tag replaced by what it stands for, and of each condition the branch that
  /// holds.
  ///
  /// - Throws: all problems at once.
  public func resolved(by resolver: Resolver) throws(ProseError) -> Prose {
    var resolution = Resolution(
      resolver: resolver, findings: findings, headings: headings, images: imageFiles)
    var resolved = Prose(
      title: title.map { resolution.inlines($0) }, blocks: resolution.blocks(blocks),
      footnotes: footnotes.map { resolution.blocks($0) }, tags: tags,
      date: resolution.inlines(date))
    resolved.cover = cover
    if let cover { resolved.cover?.file = imageFiles[cover.path] }
    guard resolution.problems.isEmpty else { throw ProseError(resolution.problems) }
    return resolved
  }
}

private struct Resolution {
  var resolver: Resolver
  let findings: [Finding]
  let headings: [String: [Inline]]
  let images: [String: ImageFile]
  var problems: [ProseError.Problem] = []
  /// The row of a `for` that is being said, from 0.
  private var row = 0

  init(
    resolver: Resolver, findings: [Finding], headings: [String: [Inline]],
    images: [String: ImageFile]
  ) {
    (self.resolver, self.findings) = (resolver, findings)
    (self.headings, self.images) = (headings, images)
  }

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
        case .blocks(let blocks)?: return blocks.map { headed($0) }
        case nil: return []
        }
      }
      let words = inlines(content)
      return words.isEmpty ? [] : [.paragraph(words)]
    case .heading(let heading):
      return [
        .heading(
          Heading(
            level: heading.level, id: heading.id + (row > 0 ? "-row-\(row + 1)" : ""),
            content: inlines(heading.content)))
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
    case .conditional(let conditional) where conditional.condition.name == "for":
      return rows(conditional)
    case .conditional(let conditional):
      do {
        return blocks(
          try resolver.condition(conditional.condition)
            ? conditional.blocks : conditional.otherwise)
      } catch {
        report(conditional.condition, error)
        return []
      }
    case .code, .rule, .figure, .facts, .findings, .test, .ledger, .rowFlow, .bibliography,
      .appendix:
      return [block]
    }
  }

  /// The blocks once for each row; lists that follow each other so are one.
  private mutating func rows(_ loop: Conditional) -> [Block] {
    let (outer, rows): (Resolver, [Resolver])
    do {
      (outer, rows) = (resolver, try resolver.rows(loop.condition))
    } catch {
      report(loop.condition, error)
      return []
    }
    guard !rows.isEmpty else { return blocks(loop.otherwise) }
    var result: [Block] = []
    for (index, resolver) in rows.enumerated() {
      (self.resolver, row) = (resolver, index)
      var said = blocks(loop.blocks)
      if case .list(let list)? = said.first, case .list(let before)? = result.last,
        (list.start == nil) == (before.start == nil)
      {
        said[0] = .list(
          List(
            start: before.start, isTight: before.isTight && list.isTight,
            items: before.items + list.items))
        result.removeLast()
      }
      result += said
    }
    (self.resolver, row) = (outer, 0)
    return result
  }

  private mutating func resolved(_ table: ReportTable) -> ReportTable {
    table.mapInlines { inlines($0) }
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
      case .conditional(let conditional):
        let words = inlines(branch(of: conditional))
        // Where nothing is said one of the two spaces around it goes too.
        if words.isEmpty, case .text(let before)? = result.last, before.last == " " {
          result[result.count - 1] = .text(String(before.dropLast()))
        }
        result += words
      case .image(var image):
        image.file = images[image.path]
        result.append(.image(image))
      case .text, .code, .value, .math, .reference, .citation, .footnote, .lineBreak, .softBreak:
        result.append(inline)
      }
    }
    return result
  }

  /// A figure with what it shows as its heading.
  private mutating func headed(_ block: Block) -> Block {
    guard case .figure(var figure) = block, let words = headings[figure.id] else { return block }
    let heading = inlines(words)
    figure.heading = heading.isEmpty ? nil : heading
    return .figure(figure)
  }

  private mutating func branch(of conditional: InlineConditional) -> [Inline] {
    do {
      return try resolver.condition(conditional.condition)
        ? conditional.content : conditional.otherwise
    } catch {
      report(conditional.condition, error)
      return []
    }
  }

  /// The findings that hold, in the order of their rank; of those that have none, as they are written.
  private mutating func chosen() -> [Finding] {
    var held: [(rank: Double, place: Int, finding: Finding)] = []
    for (place, finding) in findings.enumerated() {
      do {
        if let condition = finding.condition, try !resolver.condition(condition) { continue }
        let rank = try finding.rank.flatMap { try resolver.rank($0) }
        held.append((rank ?? .infinity, place, finding))
      } catch {
        if let tag = finding.condition ?? finding.rank { report(tag, error) }
      }
    }
    held.sort { ($0.rank, $0.place) < ($1.rank, $1.place) }
    return held.prefix(Finding.most).map {
      Finding(inlines($0.finding.content), place: $0.finding.place)
    }
  }

  private mutating func content(of tag: Tag) -> TagContent? {
    switch tag.name {
    case "findings":
      let findings = chosen()
      return .blocks(findings.isEmpty ? [] : [.findings(findings)])
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
        return resolver.language.content(try resolver.content(tag))
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
    problems.append(.init(tag, message))
  }
}

extension ReportLanguage {
  /// What a tag stands for, with its numbers and dates in this language. Results in sentences are English.
  fileprivate func content(_ content: TagContent) -> TagContent {
    guard self != .english else { return content }
    switch content {
    case .inlines(let inlines):
      return .inlines(
        inlines.map { inline in
          if case .value(let value) = inline { .value(self.value(value)) } else { inline }
        })
    case .blocks(let blocks): return .blocks(blocks.map(block))
    }
  }

  private func block(_ block: Block) -> Block {
    switch block {
    case .facts(let facts):
      return .facts(facts.map { Fact(value($0.value), label: $0.label) })
    case .table(var table):
      table.language = self
      return .table(table)
    case .ledger(var ledger):
      ledger.language = self
      return .ledger(ledger)
    default: return block
    }
  }
}
