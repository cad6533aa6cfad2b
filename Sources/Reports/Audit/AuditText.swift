/// The words of a line of Markdown without its marks.
enum AuditText {
  static func plain(_ line: String) -> String {
    var result = ""
    var isEscaped = false
    var isTag = false
    let characters = Array(line)
    for (index, character) in characters.enumerated() {
      if isTag {
        if character == ">" { isTag = false }
      } else if isEscaped {
        result.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "<", index + 1 < characters.count,
        characters[index + 1].isLetter || "/!".contains(characters[index + 1])
      {
        isTag = true
      } else if character != "*", character != "`" {
        result.append(character)
      }
    }
    return String(result.map { $0 == "−" ? "-" : $0 == "\u{A0}" || $0 == "\u{202F}" ? " " : $0 })
  }

  /// The cells of a row of a pipe table, without marks.
  static func cells(_ line: String) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isEscaped = false
    for character in line.dropFirst() {
      if character == "|", !isEscaped {
        cells.append(plain(cell).trimmingWhitespace())
        cell = ""
      } else {
        cell.append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    return cells
  }
}
