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
    /// A formula; `nil` where it cannot be read.
    case math(String, MathFormula?)
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
      } else if character == "\\", starts(with: "$", at: index + 1) {
        place(.literal("$"))
        index += 2
      } else if starts(with: "{{", at: index) {
        scanTag()
      } else if character == "$", let end = endOfFormula() {
        scanFormula(to: end)
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

  /// Where the dollar sign is that closes the formula which the one at `index` opens: `nil` where it opens none. A formula
  /// begins and ends beside no space, within one paragraph, and no figure follows it, so that prices are none.
  private func endOfFormula() -> Int? {
    guard index + 1 < source.count, !source[index + 1].isWhitespace, source[index + 1] != "$"
    else { return nil }
    if index > 0, source[index - 1].isLetter || source[index - 1].isNumber { return nil }
    var position = index + 1
    while position < min(source.count, index + Self.longestFormula) {
      let character = source[position]
      if character == "$", source[position - 1] != "\\" {
        let next = position + 1 < source.count ? source[position + 1] : " "
        return source[position - 1].isWhitespace || next.isNumber ? nil : position
      }
      if character == "`" || character == "\n" && starts(with: "\n", at: position + 1) {
        return nil
      }
      position += 1
    }
    return nil
  }

  private static let longestFormula = 2000

  private mutating func scanFormula(to end: Int) {
    let text = String(source[(index + 1)..<end])
    do throws(MathFormulaError) {
      place(.math(text, try MathFormula(text)))
    } catch {
      problems.append(
        .init(
          line: origin?.line ?? line, column: origin?.column ?? (index - lineStart + 1),
          file: origin?.file, message: error.description, text: "$" + text + "$"))
      place(.math(text, nil))
    }
    while index <= end { advance() }
  }

  /// The line on which words stand first; 1 where they do not.
  func line(of words: String) -> Int {
    if let origin { return origin.line }
    let text = String(source)
    guard let place = text.range(of: words) else { return 1 }
    return text[..<place.lowerBound].count { $0 == "\n" } + 1
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
