internal import Basics
internal import Tables

/// Writes tables as CSV (RFC 4180) that no spreadsheet takes for formulas.
public struct CSVWriter: Sendable {
  /// A writer.
  public init() {}

  /// The table: numbers in the rounding of the page, ASCII and without commas; text quoted where
  /// needed; a missing value as an empty cell.
  ///
  /// Text that a spreadsheet would take for a formula gets an apostrophe before it, as spreadsheets
  /// themselves write it.
  public func write(_ table: ReportTable) -> String {
    let formats = table.columns.indices.map { index in
      table.columns[index].format.shared(
        by: table.rows.compactMap { row in
          if case .number(let value) = row[index] { value } else { nil }
        })
    }
    var lines = [
      table.columns.indices.map { Self.field(table.words(of: $0)) }.joined(separator: ",")
    ]
    for row in table.rows {
      lines.append(
        zip(row, formats).map { cell, format in Self.field(cell, format) }.joined(separator: ","))
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  private static func field(_ cell: ReportTable.Cell, _ format: NumberFormat) -> String {
    switch cell {
    case .number(let value): format.machineText(value)
    case .integer(let value): format.machineText(exactly: value)
    case .formatted(let value, let format): format.machineText(value)
    case .value(let value): field(value.printed)
    case .text(let text): field(text)
    case .inlines(let content): field(content.plainText)
    case .date(let days): CalendarDate(daysSinceEpoch: days).description
    case .verdict(let verdict): verdict.word
    case .missing: ""
    }
  }

  /// A text cell, inert.
  static func field(_ text: String) -> String {
    var text = text
    if text.isPlainASCII {
      let start = text.utf8.first { $0 != UInt8(ascii: " ") }
      if let start, formulaStarts.contains(start), !isNumber(text) { text = "'" + text }
    } else {
      text = HostileText.visible(text)
      // By scalars: an accent on a sign makes another character of it, and a formula all the same.
      let start = text.unicodeScalars.drop {
        $0.properties.isWhitespace && $0 != "\t" && $0 != "\r"
      }
      if let first = start.first, "=+-@\t\r＝＋－＠".unicodeScalars.contains(first) {
        text = "'" + text
      }
    }
    let needsQuotes =
      text.utf8.contains(where: quotedSigns.contains)
      || (!text.isPlainASCII && text.contains { $0.isNewline })
    guard needsQuotes else { return text }
    var quoted: [UInt8] = [0x22]
    for byte in text.utf8 {
      if byte == 0x22 { quoted.append(0x22) }
      quoted.append(byte)
    }
    quoted.append(0x22)
    return String(decoding: quoted, as: UTF8.self)
  }

  /// Whether a text is a number with a sign, which a spreadsheet reads and does not run.
  private static func isNumber(_ text: String) -> Bool {
    let rest = text.utf8.drop { $0 == UInt8(ascii: " ") }.dropFirst()
    return rest.contains { (0x30...0x39).contains($0) }
      && rest.allSatisfy { (0x30...0x39).contains($0) || ".,%' ".utf8.contains($0) }
  }

  private static let quotedSigns: [UInt8] = Array(",\"\r\n".utf8)
  private static let formulaStarts = Array("=+-@".utf8)
}
