internal import Basics
internal import Foundation

/// The first record of a file: names of columns, and where the data begin.
struct CSVHeader {
  let names: [String]
  let separator: UInt8
  /// The bytes of byte order mark, header and its line end.
  let length: Int
  /// The physical lines that the header takes.
  let lines: Int
  /// The lines of titles above it.
  let titles: Int
  /// Whether cells are parted by commas, and one in quotes near the start is a number with a comma.
  let quotesDecimalComma: Bool
  /// Why its line may be a row, or its one column several.
  let doubt: String?

  /// Reads the header at the start of `bytes`; `nil` where the bytes hold none, or end within it
  /// and more may follow.
  init?(
    _ bytes: UnsafeRawBufferPointer, separator declared: Unicode.Scalar?, prefersTab: Bool,
    isFinal: Bool
  ) throws(ReadError) {
    if let problem = FileSignature.problemOfSeparated(bytes) {
      throw ReadError(file: "", problem: problem)
    }
    if let problem = Encoding.problem(head: bytes) { throw ReadError(file: "", problem: problem) }
    var start = 0
    while bytes[start...].starts(with: [0xEF, 0xBB, 0xBF]) { start += 3 }
    var said: UInt8?
    if let line = Self.separatorLine(bytes, start) { (said, start) = line }
    while start < bytes.count, bytes[start] == 0x0A || bytes[start] == 0x0D { start += 1 }
    guard start < bytes.count else { return nil }
    let first = start
    let separator: UInt8
    if let known = try declared.map(Self.byte) ?? said {
      separator = known
      start = TitleLines(bytes, from: start, separator: known, isFinal: isFinal).headerStart
    } else {
      let guess = SeparatorGuess(bytes, from: start, isFinal: isFinal)
      (separator, start) = guess.separator(prefersTab: prefersTab)
    }
    let sample = RecordSample(bytes, from: start, separator: separator, isFinal: isFinal, limit: 1)
    let line = 1 + Self.lineFeeds(bytes[..<start])
    titles = Self.lineFeeds(bytes[first..<start])
    guard let cells = sample.records.first, let end = sample.firstEnd else {
      if isFinal {
        throw ReadError(
          file: "", line: line,
          problem:
            "a quote opened in the header is never closed; within a name, write a quote twice")
      }
      return nil
    }
    if sample.hasTextAfterQuote {
      throw ReadError(
        file: "", line: line,
        problem:
          "there is text after a closing quote in the header; within a quoted cell, write a quote twice"
      )
    }
    self.separator = separator
    quotesDecimalComma = separator == UInt8(ascii: ",") && Self.quotesComma(bytes[start...])
    names = try Self.names(bytes, cells, line: line)
    doubt =
      names.count == 1
      ? Self.hiddenSeparator(bytes, start, separator, isFinal) : Self.rowAsHeader(names)
    length = min(bytes.count, end + 1)
    lines = Self.lineFeeds(bytes[..<length])
  }

  /// Says that all names are numbers or dates, and not years.
  private static func rowAsHeader(_ names: [String]) -> String? {
    func isValue(_ name: String) -> Bool {
      var name = name
      return name.withUTF8 { WrittenNumber($0) != nil || DateScanner.microseconds($0) != nil }
    }
    let areYears = names.allSatisfy { Int($0).map { (1500...2500).contains($0) } ?? false }
    guard !areYears, names.allSatisfy(isValue) else { return nil }
    return
      "the first line names the columns, and holds values alone: '\(names[0])', '\(names[1])'; if it is a row, "
      + "write a line with names above it"
  }

  /// Says that all lines of one column have as many parts, some of them numbers, with one sign between.
  private static func hiddenSeparator(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ separator: UInt8, _ isFinal: Bool
  ) -> String? {
    let lines = RecordSample(
      bytes, from: start, separator: separator, isFinal: isFinal, limit: 50, bytes: 1 << 14
    ).records.compactMap { $0.first.map { bytes[$0] } }
    guard lines.count > 1, let header = lines.first else { return nil }
    for sign: UInt8 in [0x20, 0x3A, 0x5E, 0x7E] {
      let parts = header.split(separator: sign, omittingEmptySubsequences: false).count
      guard parts > 1,
        lines.allSatisfy({
          let cells = $0.split(separator: sign, omittingEmptySubsequences: false)
          return cells.count == parts && !cells.contains(where: \.isEmpty)
        }),
        lines.dropFirst().allSatisfy({ line in
          line.split(separator: sign).contains { cell in
            Array(cell).withUnsafeBufferPointer { WrittenNumber($0) != nil }
          }
        })
      else { continue }
      let text = String(UnicodeScalar(sign))
      return
        "one column: each line has \(parts) parts with '\(text)' between them; give --delimiter '\(text)' if they are cells"
    }
    return nil
  }

  /// Whether a number in quotes has a comma, `"3,5"`.
  private static func quotesComma(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    let sample = UnsafeRawBufferPointer(rebasing: bytes.prefix(SeparatorGuess.sampleSize))
    guard let base = sample.baseAddress else { return false }
    var start: Int?
    var place = 0
    while let found = memchr(base + place, 0x22, sample.count - place) {
      let quote = UnsafeRawPointer(found) - base
      if let first = start, quote - first < 24 {
        let cell = UnsafeRawBufferPointer(rebasing: sample[first..<quote])
        if cell.contains(0x2C), !cell.contains(0x0A),
          let number = WrittenNumber(cell.bindMemory(to: UInt8.self)), number.asComma != nil
        {
          return true
        }
      }
      place = quote + 1
      start = place
    }
    return false
  }

  private static func lineFeeds(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
    bytes.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
  }

  /// The separator that a first line `sep=;` names, as Excel writes it, and where the next line begins.
  private static func separatorLine(
    _ bytes: UnsafeRawBufferPointer, _ start: Int
  ) -> (UInt8, Int)? {
    guard let end = bytes[start...].prefix(12).firstIndex(of: 0x0A) else { return nil }
    var line = Array(bytes[start..<end])
    if line.last == 0x0D { line.removeLast() }
    if line.count >= 2, line.first == 0x22, line.last == 0x22 {
      line = Array(line.dropFirst().dropLast())
    }
    guard line.count == 5,
      line[..<4].map({ $0 | 0x20 }).elementsEqual("sep=".utf8.map { $0 | 0x20 }),
      line[3] == 0x3D, let separator = try? byte(Unicode.Scalar(line[4]))
    else { return nil }
    return (separator, end + 1)
  }

  private static func byte(_ declared: Unicode.Scalar) throws(ReadError) -> UInt8 {
    guard let byte = UInt8(exactly: declared.value), byte < 0x80, byte != 0x22, byte != 0x0A,
      byte != 0x0D
    else {
      throw ReadError(
        file: "",
        problem:
          "the separator must be one ASCII character, and not a quote or a line break; choose another"
      )
    }
    return byte
  }

  private static func names(
    _ bytes: UnsafeRawBufferPointer, _ cells: [Range<Int>], line: Int
  ) throws(ReadError) -> [String] {
    guard cells.count <= Limits.columns else {
      throw ReadError(
        file: "", line: line,
        problem: "the header has \(cells.count) columns, and at most \(Limits.columns) are read; "
          + "are rows and columns swapped?")
    }
    let scratch = CellScratch()
    var names: [String] = []
    var known: [String: Int] = [:]
    for (index, cell) in cells.enumerated() {
      let raw = UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[cell])
      let isQuoted = raw.count >= 2 && raw[0] == 0x22
      guard isQuoted || !raw.contains(0x0D) else {
        throw ReadError(
          file: "", line: line,
          problem: "the lines end in carriage returns alone; convert them with `tr '\\r' '\\n'`")
      }
      let content = Array(isQuoted ? scratch.unquoted(raw) : raw)
      let blanks = content.prefix { $0 == 0x20 }.count
      let trailing = content.reversed().prefix { $0 == 0x20 }.count
      let core = blanks == content.count ? [] : content[blanks..<(content.count - trailing)]
      guard var name = String(validating: core, as: UTF8.self) else {
        throw ReadError(file: "", line: line, problem: Encoding.problem(core))
      }
      if name.isEmpty { name = "column_\(index + 1)" }
      if let first = known.updateValue(index, forKey: name) {
        throw ReadError(
          file: "", line: line,
          problem: "columns \(first + 1) and \(index + 1) are both called '\(name)'; rename one")
      }
      names.append(name)
    }
    return names
  }
}
