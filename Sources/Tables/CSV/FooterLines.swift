internal import Basics
internal import Foundation

/// Finds what stands below the rows of a table: a source, notes, a count of rows.
///
/// A line is such a note if its first cell alone is filled, and it either says what it is or stands below an empty line
/// or another note and reads as one. It says what it is by a word and a colon (`Source: ...`), or, where it has fewer
/// cells than a row, by a first sign (`# end of export`, `(2 rows)`). It reads as a note by any word and a colon, by a
/// first sign, or as three words or more. A row that lacks its last cells is none of these and stays an error; a line
/// of totals is a row.
struct FooterLines {
  /// The bytes from the first of these lines to the end of the file.
  private(set) var length = 0
  /// How many of the lines say something, and the first of them.
  private(set) var (notes, first) = (0, "")
  /// The place and the text of the first cell of the last row, where it says that the row is a total.
  private(set) var total: (column: Int, text: String)?

  /// So many bytes at the end of a file are looked at.
  static let sampleSize = 1 << 13

  private enum Line {
    case empty, note(String, isSaid: Bool)
  }

  /// - Parameters:
  ///   - tail: the last bytes of a file, or all below its header.
  ///   - isWhole: whether they are all below its header.
  ///   - columns: those of the header.
  init(_ tail: ArraySlice<UInt8>, isWhole: Bool, separator: UInt8, columns: Int) {
    guard columns > 1 else { return }
    var lines: [(start: Int, line: Line)] = []
    var end = tail.endIndex
    if tail.last == 0x0A { end -= 1 }
    while end > tail.startIndex {
      let feed = tail[..<end].lastIndex(of: 0x0A)
      let start = feed.map { $0 + 1 } ?? tail.startIndex
      guard feed != nil || isWhole else { break }
      guard let line = Self.line(tail[start..<end], separator, columns) else {
        total = Self.total(Self.cells(tail[start..<end], separator), columns)
        break
      }
      lines.append((start, line))
      end = start - 1
    }
    lines.reverse()
    // The rows end where the first line says that it is no row, or is empty.
    guard
      let begin = lines.firstIndex(where: {
        if case .note(_, let isSaid) = $0.line { isSaid } else { true }
      })
    else { return }
    for (_, line) in lines[begin...] {
      guard case .note(let text, _) = line else { continue }
      if notes == 0 { first = String(text.prefix(60)) }
      notes += 1
    }
    if notes > 0 { length = tail.endIndex - lines[begin].start }
  }

  /// What a line is below the rows; `nil`: a row.
  private static func line(_ bytes: ArraySlice<UInt8>, _ separator: UInt8, _ columns: Int) -> Line?
  {
    // The last sign of a file of DOS is a line of its own.
    if bytes.allSatisfy({ $0 <= 0x20 || $0 == separator || $0 == 0x22 }) {
      return bytes.contains(0x1A) ? .note("^Z", isSaid: true) : .empty
    }
    guard bytes.count(where: { $0 == 0x22 }) % 2 == 0 else { return nil }
    let cells = Self.cells(bytes, separator)
    let text = String(decoding: cells[0], as: UTF8.self).trimmingCharacters(in: .whitespaces)
    let isAlone = cells.dropFirst().allSatisfy { $0.allSatisfy { $0 <= 0x20 || $0 == 0x22 } }
    let beginsAsNote = words.contains(firstWord(text).lowercased())
    // Commas part a note too, but a row has as many cells as the header.
    if beginsAsNote, isAlone || cells.count != columns { return .note(text, isSaid: true) }
    let isMarked = isMarked(text)
    if isMarked, cells.count != columns { return .note(text, isSaid: true) }
    // A row may lack all values but its name.
    let isSentence = text.split(separator: " ").count { $0.contains { $0.isLetter } } > 2
    guard isAlone, cells.count != 2, isMarked || isSentence || !firstWord(text).isEmpty else {
      return nil
    }
    return .note(text, isSaid: false)
  }

  /// The cells of a line, those in quotes without them.
  private static func cells(_ line: ArraySlice<UInt8>, _ separator: UInt8) -> [ArraySlice<UInt8>] {
    var cells: [ArraySlice<UInt8>] = []
    var (start, isQuoted) = (line.startIndex, false)
    func cell(_ range: Range<Int>) -> ArraySlice<UInt8> {
      var cell = line[range]
      while cell.last == 0x0D { cell.removeLast() }
      return cell.first == 0x22 && cell.last == 0x22 && cell.count > 1
        ? cell.dropFirst().dropLast() : cell
    }
    for place in line.indices {
      if line[place] == 0x22 { isQuoted.toggle() }
      guard line[place] == separator, !isQuoted else { continue }
      cells.append(cell(start..<place))
      start = place + 1
    }
    return cells + [cell(start..<line.endIndex)]
  }

  /// The first filled cell of a row that is called a total.
  private static func total(
    _ cells: [ArraySlice<UInt8>], _ columns: Int
  ) -> (column: Int, text: String)? {
    guard cells.count == columns, let place = cells.firstIndex(where: { $0.contains { $0 > 0x20 } })
    else { return nil }
    let text = String(decoding: cells[place], as: UTF8.self).trimmingCharacters(in: .whitespaces)
    let word = text.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: ": ="))
    return totals.contains(word) ? (place, text) : nil
  }

  private static let totals: Set<String> = [
    "total", "totals", "grand total", "sum", "overall total", "summe", "gesamt", "insgesamt",
    "gesamtsumme", "somme", "ensemble", "total général", "totale", "totaal", "suma", "soma",
    "razem",
    "итого", "总计", "合计", "合計",
  ]

  /// Whether a text of several words begins with a sign of notes.
  private static func isMarked(_ text: String) -> Bool {
    text.contains(" ")
      && text.unicodeScalars.first.map { "#*(†‡©".unicodeScalars.contains($0) } ?? false
  }

  /// The word that a note begins with, before a colon that a blank or nothing follows: `Source: ...`, `Quelle : ...`.
  private static func firstWord(_ text: String) -> Substring {
    let word = text.prefix { $0.isLetter }
    guard word.count > 2 else { return "" }
    let rest = text.dropFirst(word.count).drop(while: isBlank)
    guard rest.first == ":", rest.dropFirst().first.map(isBlank) ?? true else { return "" }
    return word
  }

  private static func isBlank(_ sign: Character) -> Bool { sign == " " || sign == "\u{A0}" }

  /// Notes begin with these words.
  private static let words: Set<String> = [
    "source", "sources", "copyright", "exported", "generated", "retrieved", "updated", "note",
    "notes", "remark", "remarks", "footnote", "footnotes", "legend",
    "quelle", "quellen", "stand", "hinweis", "hinweise", "anmerkung", "anmerkungen", "fußnote",
    "legende", "lecture", "champ", "fuente", "nota", "notas", "fonte", "bron", "noot",
  ]
}
