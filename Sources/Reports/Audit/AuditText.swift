/// The words of a line of Markdown without its marks.
enum AuditText {
  static func plain(_ line: String) -> String {
    // All marks are ASCII, so bytes of longer characters pass as they are.
    var line = line
    return line.withUTF8 { source in
      var result: [UInt8] = []
      result.reserveCapacity(source.count)
      var isEscaped = false
      var isTag = false
      for (index, byte) in source.enumerated() {
        if isTag {
          if byte == UInt8(ascii: ">") { isTag = false }
        } else if isEscaped {
          result.append(byte)
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "<"), index + 1 < source.count, opensTag(source[index + 1]) {
          isTag = true
        } else if byte != UInt8(ascii: "*"), byte != UInt8(ascii: "`") {
          result.append(byte)
        }
      }
      let text = String(decoding: result, as: UTF8.self)
      guard result.contains(where: { $0 >= 0x80 }) else { return text }
      return String(
        String.UnicodeScalarView(
          text.unicodeScalars.map {
            $0 == "−" ? "-" : $0 == "\u{A0}" || $0 == "\u{202F}" ? " " : $0
          }))
    }
  }

  private static func opensTag(_ byte: UInt8) -> Bool {
    let letter = byte | 0x20
    return (letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z"))
      || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!")
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
