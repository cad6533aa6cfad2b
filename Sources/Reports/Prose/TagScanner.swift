/// Takes our tags out of Markdown before it is parsed, and remembers them.
///
/// Each tag is replaced by a number between two private-use characters, which Markdown takes for
/// letters: a pipe, underscore or quote within a tag cannot break a table or open emphasis. A tag that
/// is alone on its line (except a call, `ref` and `cite`, which are words of a sentence) becomes a
/// paragraph of its own. Fenced code is left as it is; `\{{` gives two braces.
struct TagScanner {
  /// What a placeholder stands for.
  enum Slot {
    case tag(Tag)
    case literal(String)
  }

  static let opening: Unicode.Scalar = "\u{E000}"
  static let closing: Unicode.Scalar = "\u{E001}"

  private(set) var slots: [Slot] = []
  private(set) var problems: [ProseError.Problem] = []
  private(set) var output: [Character] = []

  private let source: [Character]
  /// Where the text is written, if not in the prose.
  private let origin: ProseOrigin?
  private var index = 0
  private var line = 1
  private var lineStart = 0

  init(_ markdown: String, origin: ProseOrigin? = nil) {
    self.origin = origin
    let text = markdown.hasPrefix("\u{FEFF}") ? String(markdown.dropFirst()) : markdown
    source = text.map { character in
      if character == "\r\n" || character == "\r" { return "\n" }
      let isReserved = character.unicodeScalars.contains {
        $0 == TagScanner.opening || $0 == TagScanner.closing || $0.value == 0
      }
      return isReserved ? "\u{FFFD}" : character
    }
    output.reserveCapacity(source.count)
    scan()
  }

  private mutating func scan() {
    while index < source.count {
      if index == lineStart, copyFence() { continue }
      let character = source[index]
      if character == "\\", starts(with: "{{", at: index + 1) {
        place(.literal("{{"))
        index += 3
      } else if character == "\\",
        starts(with: "~", at: index + 1) || starts(with: "^", at: index + 1)
      {
        place(.literal(String(source[index + 1])))
        index += 2
      } else if character == "\\", starts(with: "\\", at: index + 1) {
        output += ["\\", "\\"]
        index += 2
      } else if starts(with: "{{", at: index) {
        scanTag()
      } else {
        output.append(character)
        advance()
      }
    }
  }

  private mutating func scanTag() {
    let start = index
    let indent = index - lineStart
    let startLine = origin?.line ?? line
    let startColumn = origin?.column ?? (indent + 1)
    guard let end = endOfTag() else {
      // Enough to find it by: a line may be long, and hold thousands of these.
      let text = String(source[start...].prefix(80).prefix { $0 != "\n" })
      problems.append(
        .init(
          line: startLine, column: startColumn, file: origin?.file,
          message: "'{{' is not closed by '}}'", text: text))
      output += ["{", "{"]
      index += 2
      return
    }
    let isFirst = source[lineStart..<start].allSatisfy { $0 == " " || $0 == "\t" }
    let inner = String(source[(start + 2)..<end])
    do throws(TagSyntaxError) {
      let tag = try Tag(
        inner: inner, line: startLine, column: startColumn, file: origin?.file)
      while index < end + 2 { advance() }
      let isLast = source[index...].prefix { $0 != "\n" }.allSatisfy(\.isWhitespace)
      let isWord = tag.isCall || tag.name == "ref" || tag.name == "cite"
      if isFirst && isLast && !isWord {
        let indentation = Array(source[(start - indent)..<start])
        output.removeLast(indentation.count)
        output += ["\n"] + indentation
        place(.tag(tag))
        output += ["\n", "\n"]
      } else {
        place(.tag(tag))
      }
    } catch {
      problems.append(
        .init(
          line: startLine, column: startColumn, file: origin?.file, message: error.message,
          text: "{{" + inner + "}}"))
      while index < end + 2 { advance() }
    }
  }

  /// Where the closing braces of the tag at `index` are, quotes respected.
  private func endOfTag() -> Int? {
    var position = index + 2
    var quote: Character?
    while position < source.count {
      let character = source[position]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if starts(with: "}}", at: position) {
        return position
      } else if starts(with: "{{", at: position)
        || (character == "\n" && starts(with: "\n", at: position + 1))
      {
        return nil
      }
      position += 1
    }
    return nil
  }

  /// Copies a fenced code block that begins at the current line.
  private mutating func copyFence() -> Bool {
    guard let fence = fence(at: index) else { return false }
    copyLine()
    while index < source.count {
      let closing = self.fence(at: index)
      copyLine()
      if let closing, closing.character == fence.character, closing.count >= fence.count,
        closing.isBare
      {
        break
      }
    }
    return true
  }

  private func fence(at start: Int) -> (character: Character, count: Int, isBare: Bool)? {
    var position = start
    while position < source.count, source[position] == " " { position += 1 }
    guard position < source.count, source[position] == "`" || source[position] == "~" else {
      return nil
    }
    let character = source[position]
    let count = source[position...].prefix { $0 == character }.count
    guard count >= 3 else { return nil }
    let rest = source[(position + count)...].prefix { $0 != "\n" }
    if character == "`", rest.contains("`") { return nil }
    return (character, count, rest.allSatisfy(\.isWhitespace))
  }

  private mutating func copyLine() {
    let before = line
    while index < source.count, line == before {
      output.append(source[index])
      advance()
    }
  }

  private mutating func place(_ slot: Slot) {
    output.append(Character(TagScanner.opening))
    output += String(slots.count).map { $0 }
    output.append(Character(TagScanner.closing))
    slots.append(slot)
  }

  private mutating func advance() {
    if source[index] == "\n" {
      line += 1
      lineStart = index + 1
    }
    index += 1
  }

  private func starts(with text: String, at position: Int) -> Bool {
    source[min(position, source.count)...].starts(with: text)
  }
}
