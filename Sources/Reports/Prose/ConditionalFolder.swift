/// Folds the paragraphs between `{{if}}`, `{{else}}` and `{{end}}` into one block.
enum ConditionalFolder {
  private struct Frame {
    let tag: Tag
    var blocks: [Block] = []
    var otherwise: [Block]?
  }

  private static let maximumDepth = 60

  static func fold(_ blocks: [Block], _ problems: inout [ProseError.Problem]) -> [Block] {
    var result: [Block] = []
    var frames: [Frame] = []

    func append(_ block: Block) {
      guard let last = frames.indices.last else { return result.append(block) }
      if frames[last].otherwise == nil {
        frames[last].blocks.append(block)
      } else {
        frames[last].otherwise?.append(block)
      }
    }
    func report(_ tag: Tag, _ message: String) { problems.append(.init(tag, message)) }

    for block in blocks {
      guard case .paragraph(let content) = block, content.count == 1,
        case .tag(let tag) = content[0], !tag.isCall
      else {
        append(foldWithin(block, &problems))
        continue
      }
      switch tag.name {
      case "if":
        frames.append(Frame(tag: tag))
        if frames.count == maximumDepth + 1 {
          report(tag, "conditions are nested more than \(maximumDepth) deep")
        }
      case "else":
        guard let last = frames.indices.last, frames[last].otherwise == nil else {
          report(tag, "'else' belongs between 'if' and 'end', once")
          continue
        }
        frames[last].otherwise = []
      case "end":
        guard let frame = frames.popLast() else {
          report(tag, "'end' has no 'if' before it in this part of the text")
          continue
        }
        // What was refused is not built: taking it apart again would need as deep a stack.
        guard frames.count < maximumDepth else { continue }
        append(
          .conditional(
            Conditional(
              condition: frame.tag, blocks: frame.blocks, otherwise: frame.otherwise ?? [])))
      default:
        append(block)
      }
    }
    for frame in frames {
      report(frame.tag, "'if' is not closed by {{end}} in this part of the text")
    }
    return result
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
      return .paragraph(InlineConditionalFolder.fold(content, &problems))
    case .heading(let heading):
      return .heading(
        Heading(
          level: heading.level, id: heading.id,
          content: InlineConditionalFolder.fold(heading.content, &problems)))
    case .table(let table):
      return .table(table.mapInlines { InlineConditionalFolder.fold($0, &problems) })
    default:
      return block
    }
  }
}
