internal import Basics
internal import Foundation

/// Reads JSON Lines: one object per line, in UTF-8, perhaps packed by gzip.
///
/// Keys are columns, in order of first appearance, wherever in the file that is; an object within
/// becomes columns `outer.inner`; a list of texts is a text list, another list is kept as JSON text.
/// `null` and an absent key are missing, as is an empty text. Text in which every value is a date or
/// timestamp is read as such.
public enum JSONLinesReader {
  /// The table in the file at `path`.
  public static func read(
    path: String, options: ReadOptions = .init()
  ) throws(ReadError) -> Table {
    var parser = try parsed(path, options)
    do {
      let names = parser.names
      let (columns, facts) = try parser.finished()
      return try options.finished(
        columns, of: names, rows: parser.rows, file: path, facts: facts, line: parser.line)
    } catch {
      throw ReadError(file: path, line: error.line, column: error.column, problem: error.problem)
    }
  }

  /// The keys of all rows, for which their values are passed over.
  public static func columnNames(
    path: String, options: ReadOptions = .init()
  ) throws(ReadError) -> [String] {
    var own = ReadOptions(columns: [])
    own.encoding = options.encoding
    return try parsed(path, own).names
  }

  private static func parsed(
    _ path: String, _ options: ReadOptions
  ) throws(ReadError) -> JSONLinesParser {
    let stream: ByteStream
    if let converted = try TextEncoding.converted(path, options) {
      stream = ByteStream(bytes: converted)
    } else {
      stream = try ByteStream(path: path)
    }
    let watch = MemoryWatch(file: path, asked: options.memory)
    var parser = JSONLinesParser(options: options)
    var bytes: [UInt8] = []
    var line = 0
    var isFinal = false
    let limit = options.maximumRows ?? .max
    while !isFinal, parser.rows < limit {
      let searched = bytes.count
      isFinal = try !stream.read(into: &bytes)
      var start = line == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      if line == 0 { try checkHead(bytes, path) }
      while start < bytes.count, parser.rows < limit {
        let found = lineFeed(bytes, from: max(start, searched))
        guard let end = found ?? (isFinal ? bytes.count : nil) else { break }
        line += 1
        guard end - start <= Limits.recordBytes else { throw longLine(line, path) }
        do throws(JSONLinesParser.Failure) {
          try parser.take(bytes, start..<end, line: line)
        } catch {
          throw ReadError(file: path, line: line, problem: error.problem)
        }
        start = end + 1
      }
      bytes.removeFirst(min(start, bytes.count))
      guard bytes.count <= Limits.recordBytes else { throw longLine(line + 1, path) }
      try watch.check(rows: parser.rows)
      let read = stream.bytesOfFile
      options.progress?(parser.rows, read.done, read.total)
    }
    if parser.rows == 0, limit > 0 {
      throw ReadError(
        file: path, problem: "the file is empty; it should have one JSON object per line")
    }
    return parser
  }

  private static func longLine(_ line: Int, _ path: String) -> ReadError {
    ReadError(
      file: path, line: line,
      problem:
        "the line has more than \(Limits.recordBytes) bytes; does the file have one object per line?"
    )
  }

  private static func lineFeed(_ bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, start < bytes.count,
        let found = memchr(base + start, 0x0A, bytes.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Refuses what is not JSON Lines by its first bytes.
  private static func checkHead(_ bytes: [UInt8], _ path: String) throws(ReadError) {
    let problem = bytes.withUnsafeBytes { head -> String? in
      if let problem = Encoding.problem(head: head) { return problem }
      let first = head.dropFirst(head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0).first { $0 > 0x20 }
      return first == 0x5B ? FileSignature.jsonArray : FileSignature.problem(head)
    }
    if let problem { throw ReadError(file: path, problem: problem) }
  }
}

/// Parses lines into columns without a value tree.
struct JSONLinesParser {
  struct Failure: Error { let problem: String }

  private(set) var rows = 0
  /// By how many lines a row is beyond its number, from each row where that changes.
  private var offsets: [(row: Int, lines: Int)] = []
  private var builders: [JSONColumnBuilder] = []
  /// The keys of the columns; a plain one is in the file as it is.
  private var keys: [(text: [UInt8], isPlain: Bool, isWanted: Bool)] = []
  private var positions: [[UInt8]: Int] = [:]
  /// The names of the columns to keep; `nil`: all.
  private let wanted: Set<String>?
  /// The columns to keep so far, and the cells in them that have a value.
  private var keptColumns = 0
  private var filledCells = 0
  /// The column after the one that was just filled: lines mostly have the same keys in one order.
  private var expected = 0
  private let options: ReadOptions

  init(options: ReadOptions) {
    self.options = options
    wanted = options.columns.map(Set.init)
  }

  /// The keys so far.
  var names: [String] { builders.map(\.name) }

  /// The line of a row, where lines were reported.
  func line(of row: Int) -> Int? {
    offsets.last { $0.row <= row }.map { row + $0.lines }
  }

  /// The wanted columns, and what is known of them; their values are gone from here afterwards.
  mutating func finished() throws(ReadError) -> (
    columns: [(name: String, column: Column)], facts: [String: ColumnFacts]
  ) {
    var result: [(name: String, column: Column)] = []
    var facts: [String: ColumnFacts] = [:]
    for index in builders.indices.reversed() {
      var builder = builders.removeLast()
      guard keys[index].isWanted else { continue }
      builder.pad(to: rows)
      let column = try builder.column()
      facts[builder.name] = builder.facts(column)
      result.append((builder.name, column))
    }
    return (result.reversed(), facts)
  }

  /// Reads one line; a blank one is passed over.
  mutating func take(_ bytes: [UInt8], _ range: Range<Int>, line: Int? = nil) throws(Failure) {
    var cursor = Cursor(bytes: bytes, place: range.lowerBound, end: range.upperBound)
    cursor.skipSpace()
    if cursor.isAtEnd { return }
    expected = 0
    try object(&cursor, prefix: [], depth: 0)
    cursor.skipSpace()
    guard cursor.isAtEnd else {
      throw Failure(problem: "there is text after the object; write one object per line")
    }
    if let line, line - rows != offsets.last?.lines { offsets.append((rows, line - rows)) }
    rows += 1
    try checkSize()
  }

  /// Records that each bring keys of their own would make a table of empty cells.
  private func checkSize() throws(Failure) {
    guard keptColumns > Limits.commonKeys else { return }
    let empty = rows * keptColumns - filledCells
    guard empty > Limits.emptyCells || keptColumns > Limits.columns else { return }
    throw Failure(
      problem:
        "up to here \(rows) records have \(keptColumns) different keys, which leaves \(empty) cells empty; "
        + "at most \(Limits.columns) keys and \(Limits.emptyCells) such cells are read: "
        + "write keys that are data as values, as in {\"key\": \"a\", \"value\": 1}")
  }

  private struct Cursor {
    let bytes: [UInt8]
    var place: Int
    let end: Int

    var isAtEnd: Bool { place >= end }
    var current: UInt8 { place < end ? bytes[place] : 0 }

    mutating func skipSpace() {
      while place < end,
        bytes[place] == 0x20 || bytes[place] == 0x0D || bytes[place] == 0x09 || bytes[place] == 0x0A
      { place += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
      skipSpace()
      guard current == byte, !isAtEnd else { return false }
      place += 1
      return true
    }

    /// Passes over `text` in quotes, where that is what comes.
    mutating func takeText(_ text: [UInt8]) -> Bool {
      let last = place + text.count + 1
      guard last < end, bytes[place] == 0x22, bytes[last] == 0x22,
        bytes[place + 1..<last].elementsEqual(text)
      else { return false }
      place = last + 1
      return true
    }
  }

  private mutating func object(
    _ cursor: inout Cursor, prefix: [UInt8], depth: Int
  ) throws(Failure) {
    guard depth < Limits.recordDepth else {
      throw Failure(
        problem: "objects are nested more than \(Limits.recordDepth) deep; flatten them")
    }
    guard cursor.take(0x7B) else {
      throw Failure(
        problem: "the line is not a JSON object, as in {\"key\": \"value\"}; write one per line")
    }
    if cursor.take(0x7D) { return }
    repeat {
      cursor.skipSpace()
      var key: [UInt8]
      if prefix.isEmpty, expected < keys.count, keys[expected].isPlain,
        cursor.takeText(keys[expected].text)
      {
        key = keys[expected].text
      } else {
        key = try text(&cursor)
        if !prefix.isEmpty { key = prefix + [0x2E] + key }
      }
      guard cursor.take(0x3A) else {
        throw Failure(problem: "a colon is expected after a key; write {\"key\": 1}")
      }
      cursor.skipSpace()
      if cursor.current == 0x7B {
        try object(&cursor, prefix: key, depth: depth + 1)
      } else {
        try value(&cursor, key)
      }
    } while cursor.take(0x2C)
    guard cursor.take(0x7D) else {
      throw Failure(problem: "a comma or } is expected after a value; is the line cut off?")
    }
  }

  private mutating func column(_ key: [UInt8]) -> Int {
    if expected < keys.count, keys[expected].text == key {
      expected += 1
      return expected - 1
    }
    if let position = positions[key] {
      expected = position + 1
      return position
    }
    let name = String(decoding: key, as: UTF8.self)
    positions[key] = builders.count
    let isPlain = !key.contains { $0 == 0x22 || $0 == 0x5C || $0 < 0x20 }
    let isWanted = wanted?.contains(name) ?? true
    if isWanted { keptColumns += 1 }
    keys.append((key, isPlain, isWanted))
    builders.append(
      JSONColumnBuilder(
        name: name, declared: options.isDeclared(name) ? options.types[name] : nil,
        missing: options.missingTokens(name)))
    expected = builders.count
    return builders.count - 1
  }

  private mutating func value(_ cursor: inout Cursor, _ key: [UInt8]) throws(Failure) {
    let index = column(key)
    guard builders[index].rows <= rows else {
      throw Failure(problem: "the key '\(builders[index].name)' occurs twice; rename one")
    }
    let isWanted = keys[index].isWanted
    if isWanted {
      builders[index].pad(to: rows)
      filledCells += 1
    }
    switch cursor.current {
    case 0x22:
      if let simple = simpleText(cursor) {
        if isWanted {
          try validate(cursor.bytes, simple)
          cursor.bytes.withUnsafeBufferPointer {
            builders[index].append(UnsafeBufferPointer(rebasing: $0[simple]))
          }
        }
        cursor.place = simple.upperBound + 1
      } else {
        let text = try text(&cursor)
        if isWanted { text.withUnsafeBufferPointer { builders[index].append($0) } }
      }
    case 0x5B: try list(&cursor, index, isWanted)
    default: try word(&cursor, index, isWanted)
    }
  }

  /// The text at the cursor, where it holds no escape.
  private func simpleText(_ cursor: Cursor) -> Range<Int>? {
    cursor.bytes.withUnsafeBufferPointer { bytes in
      var place = cursor.place + 1
      while place < cursor.end {
        let byte = bytes[place]
        if byte == 0x22 { return cursor.place + 1..<place }
        if byte == 0x5C || byte < 0x20 { return nil }
        place += 1
      }
      return nil
    }
  }

  private func validate(_ bytes: [UInt8], _ range: Range<Int>) throws(Failure) {
    let isValid = bytes.withUnsafeBufferPointer { buffer in
      let text = UnsafeBufferPointer(rebasing: buffer[range])
      return isASCII(text) || String(validating: text, as: UTF8.self) != nil
    }
    guard isValid else { throw Failure(problem: Encoding.problem(bytes[range])) }
  }

  /// Any text, escapes resolved by the JSON parser.
  private func text(_ cursor: inout Cursor) throws(Failure) -> [UInt8] {
    guard cursor.current == 0x22 else {
      throw Failure(problem: "a key in double quotes is expected; write {\"key\": 1}")
    }
    if let simple = simpleText(cursor) {
      cursor.place = simple.upperBound + 1
      try validate(cursor.bytes, simple)
      return Array(cursor.bytes[simple])
    }
    let slice = try wholeValue(&cursor)
    guard case .string(let text) = try parsed(slice) else { return [] }
    return Array(text.utf8)
  }

  private func parsed(_ bytes: [UInt8]) throws(Failure) -> JSON {
    do throws(JSONError) {
      return try JSON.parse(bytes)
    } catch {
      throw Failure(problem: error.problem + "; correct the line")
    }
  }

  /// The bytes of the text or list at the cursor.
  private func wholeValue(_ cursor: inout Cursor) throws(Failure) -> [UInt8] {
    let start = cursor.place
    var depth = 0
    var isQuoted = false
    while cursor.place < cursor.end {
      let byte = cursor.bytes[cursor.place]
      cursor.place += 1
      if isQuoted {
        if byte == 0x5C { cursor.place += 1 }
        if byte == 0x22 { isQuoted = false }
      } else {
        if byte == 0x22 { isQuoted = true }
        if byte == 0x5B || byte == 0x7B { depth += 1 }
        if byte == 0x5D || byte == 0x7D { depth -= 1 }
      }
      if depth == 0, !isQuoted { return Array(cursor.bytes[start..<min(cursor.place, cursor.end)]) }
    }
    throw Failure(
      problem: "a text or list is not closed on this line; write one whole object per line")
  }

  private mutating func list(
    _ cursor: inout Cursor, _ index: Int, _ isWanted: Bool
  ) throws(Failure) {
    let slice = try wholeValue(&cursor)
    guard isWanted else { return }
    let value = try parsed(slice)
    let elements = value.arrayValue ?? []
    let texts = elements.compactMap(\.stringValue)
    if texts.count == elements.count {
      builders[index].append(list: texts.map { Array($0.utf8) })
    } else {
      var text = value.text()
      text.withUTF8 { builders[index].append(listText: $0) }
    }
  }

  private mutating func word(
    _ cursor: inout Cursor, _ index: Int, _ isWanted: Bool
  ) throws(Failure) {
    let start = cursor.place
    while cursor.place < cursor.end {
      let byte = cursor.bytes[cursor.place]
      if byte == 0x2C || byte == 0x7D || byte == 0x20 || (0x09...0x0D).contains(byte) { break }
      cursor.place += 1
    }
    guard isWanted else { return }
    let range = start..<cursor.place
    let outcome = cursor.bytes.withUnsafeBufferPointer { bytes -> Bool in
      let word = UnsafeBufferPointer(rebasing: bytes[range])
      if word.elementsEqual("null".utf8) || word.elementsEqual("NaN".utf8) {
        builders[index].appendMissing()
      } else if let value = Tables.bool(word) {
        builders[index].append(value)
      } else if let scan = DecimalScanner.scan(word) {
        if !scan.isTruncated, !(scan.negative && scan.mantissa == 0),
          let value = DecimalScanner.int(scan, digits: word.count - (scan.negative ? 1 : 0))
        {
          builders[index].append(value)
        } else if scan.isInteger, scan.mantissa >= 1 << 53 {
          // A whole number beyond 64 bits stays as it is written.
          builders[index].append(word)
        } else {
          builders[index].append(DecimalScanner.double(scan, word))
        }
      } else if word.elementsEqual("Infinity".utf8) || word.elementsEqual("-Infinity".utf8) {
        builders[index].append(word[0] == 0x2D ? -Double.infinity : .infinity)
      } else {
        return false
      }
      return true
    }
    guard outcome else {
      let word = String(decoding: cursor.bytes[range].prefix(40), as: UTF8.self)
      throw Failure(problem: "'\(word)' is not a value; write text in double quotes")
    }
  }
}
