/// Folds the paragraphs between `{{if}}` or `{{for}}`, `{{else}}` and `{{end}}` into one block, and the words between `{{if}}` and
/// `{{end}}` within a line into one inline.
enum ConditionalFolder {
  static func fold(_ blocks: [Block], _ problems: inout [ProseError.Problem]) -> [Block] {
    var folding = Folding<Block>(
      maximumDepth: 60, subject: "conditions", place: "this part of the text")
    for block in blocks {
      if case .paragraph(let content) = block, content.count == 1, case .tag(let tag) = content[0],
        folding.take(
          tag, make: { .conditional(Conditional(condition: $0, blocks: $1, otherwise: $2)) })
      {
        continue
      }
      folding.append(foldWithin(block, &folding.problems))
    }
    return folding.finish(&problems)
  }

  static func fold(_ content: [Inline], _ problems: inout [ProseError.Problem]) -> [Inline] {
    var folding = Folding<Inline>(
      maximumDepth: 10, subject: "conditions within a line", place: "this line")
    for inline in content {
      if case .tag(let tag) = inline, tag.name == "for" {
        folding.problems.append(.init(tag, "'for' and its 'end' each stand on a line of their own"))
      }
      if case .tag(let tag) = inline,
        folding.take(
          tag,
          make: {
            .conditional(InlineConditional(condition: $0, content: $1, otherwise: $2))
          })
      {
        continue
      }
      folding.append(foldWithin(inline, &folding.problems))
    }
    return folding.finish(&problems)
  }

  private static func foldWithin(_ block: Block, _ problems: inout [ProseError.Problem]) -> Block {
    switch block {
    case .list(let list):
      return .list(
        List(
          start: list.start, isTight: list.isTight, items: list.items.map { fold($0, &problems) }))
    case .quote(let blocks):
      return .quote(fold(blocks, &problems))
    case .callout(let callout):
      return .callout(Callout(callout.kind, fold(callout.blocks, &problems)))
    case .paragraph(let content):
      return .paragraph(fold(content, &problems))
    case .heading(let heading):
      return .heading(
        Heading(level: heading.level, id: heading.id, content: fold(heading.content, &problems)))
    case .table(let table):
      return .table(table.mapInlines { fold($0, &problems) })
    default:
      return block
    }
  }

  private static func foldWithin(
    _ inline: Inline, _ problems: inout [ProseError.Problem]
  ) -> Inline {
    switch inline {
    case .emphasis(let inner): .emphasis(fold(inner, &problems))
    case .strong(let inner): .strong(fold(inner, &problems))
    case .strikethrough(let inner): .strikethrough(fold(inner, &problems))
    case .link(let inner, let link): .link(fold(inner, &problems), link)
    default: inline
    }
  }
}

/// Elements on their way into conditions, which may be nested.
private struct Folding<Element> {
  private struct Frame {
    let tag: Tag
    var content: [Element] = []
    var otherwise: [Element]?
  }

  let maximumDepth: Int
  /// What is nested, in words.
  let subject: String
  /// Where `{{if}}` and `{{end}}` must both stand, in words.
  let place: String
  var problems: [ProseError.Problem] = []
  private var result: [Element] = []
  private var frames: [Frame] = []

  init(maximumDepth: Int, subject: String, place: String) {
    (self.maximumDepth, self.subject, self.place) = (maximumDepth, subject, place)
  }

  mutating func append(_ element: Element) {
    guard let last = frames.indices.last else { return result.append(element) }
    if frames[last].otherwise == nil {
      frames[last].content.append(element)
    } else {
      frames[last].otherwise?.append(element)
    }
  }

  /// Takes a tag that opens, divides or closes a condition; whether it is one.
  mutating func take(
    _ tag: Tag, make: (Tag, [Element], [Element]) -> Element
  ) -> Bool {
    guard !tag.isCall else { return false }
    switch tag.name {
    case "if", "for":
      if tag.name == "for", frames.contains(where: { $0.tag.name == "for" }) {
        report(tag, "a 'for' cannot stand within another")
      }
      frames.append(Frame(tag: tag))
      if frames.count == maximumDepth + 1 {
        report(tag, "\(subject) are nested more than \(maximumDepth) deep")
      }
    case "else":
      guard let last = frames.indices.last, frames[last].otherwise == nil else {
        report(tag, "'else' belongs between 'if' or 'for' and 'end', once")
        break
      }
      frames[last].otherwise = []
    case "end":
      guard let frame = frames.popLast() else {
        report(tag, "'end' has no 'if' or 'for' before it in \(place)")
        break
      }
      // What was refused is not built: taking it apart again would need as deep a stack.
      guard frames.count < maximumDepth else { break }
      append(make(frame.tag, frame.content, frame.otherwise ?? []))
    default: return false
    }
    return true
  }

  /// The elements, with what was not closed among the problems.
  mutating func finish(_ all: inout [ProseError.Problem]) -> [Element] {
    for frame in frames {
      report(frame.tag, "'\(frame.tag.name)' is not closed by {{end}} in \(place)")
    }
    all += problems
    return result
  }

  private mutating func report(_ tag: Tag, _ message: String) {
    problems.append(.init(tag, message))
  }
}
