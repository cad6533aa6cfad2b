/// Folds the words between `{{if}}`, `{{else}}` and `{{end}}` of one line into one inline.
enum InlineConditionalFolder {
  private struct Frame {
    let tag: Tag
    var content: [Inline] = []
    var otherwise: [Inline]?
  }

  private static let maximumDepth = 10

  static func fold(_ content: [Inline], _ problems: inout [ProseError.Problem]) -> [Inline] {
    var result: [Inline] = []
    var frames: [Frame] = []

    func append(_ inline: Inline) {
      guard let last = frames.indices.last else { return result.append(inline) }
      if frames[last].otherwise == nil {
        frames[last].content.append(inline)
      } else {
        frames[last].otherwise?.append(inline)
      }
    }
    func report(_ tag: Tag, _ message: String) { problems.append(.init(tag, message)) }

    for inline in content {
      guard case .tag(let tag) = inline, !tag.isCall else {
        append(within(inline, &problems))
        continue
      }
      switch tag.name {
      case "if":
        frames.append(Frame(tag: tag))
        if frames.count == maximumDepth + 1 {
          report(tag, "conditions within a line are nested more than \(maximumDepth) deep")
        }
      case "else":
        guard let last = frames.indices.last, frames[last].otherwise == nil else {
          report(tag, "'else' belongs between 'if' and 'end', once")
          continue
        }
        frames[last].otherwise = []
      case "end":
        guard let frame = frames.popLast() else {
          report(tag, "'end' has no 'if' before it in this line")
          continue
        }
        guard frames.count < maximumDepth else { continue }
        append(
          .conditional(
            InlineConditional(
              condition: frame.tag, content: frame.content, otherwise: frame.otherwise ?? [])))
      default: append(inline)
      }
    }
    for frame in frames {
      report(frame.tag, "'if' is not closed by {{end}} in this line")
    }
    return result
  }

  private static func within(
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
