/// The first record of a file: names of columns, and where the data begin.
struct CSVHeader {
  let names: [String]
  let separator: UInt8
  /// The bytes of byte order mark, header and its line end.
  let length: Int
  /// The physical lines that the header takes.
  let lines: Int

  /// Reads the header at the start of `bytes`; `nil` where the bytes hold none, or end within it
  /// and more may follow.
  init?(_ bytes: UnsafeRawBufferPointer, separator: Unicode.Scalar?, isFinal: Bool)
    throws(ReadError)
  {
    if let encoding = Encoding.foreign(bytes) {
      throw ReadError(
        file: "",
        problem:
          "the file is \(encoding), not UTF-8; convert it with `iconv -f \(encoding) -t UTF-8`")
    }
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var skippedLines = 0
    while start < bytes.count, bytes[start] == 0x0A || bytes[start] == 0x0D {
      if bytes[start] == 0x0A { skippedLines += 1 }
      start += 1
    }
    guard start < bytes.count else { return nil }
    guard let end = CSVHeader.end(bytes, start, isFinal: isFinal) else {
      if isFinal {
        throw ReadError(file: "", line: 1, problem: "a quote that opens in the header never closes")
      }
      return nil
    }
    let record = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    self.separator = try CSVHeader.separator(record, declared: separator)
    names = try CSVHeader.names(record, self.separator)
    length = min(bytes.count, end + 1)
    lines =
      skippedLines + record.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) } + (end < bytes.count ? 1 : 0)
  }

  /// The place of the line feed that ends the record, or the end of the bytes.
  private static func end(_ bytes: UnsafeRawBufferPointer, _ start: Int, isFinal: Bool) -> Int? {
    var quoted = false
    for place in start..<bytes.count {
      if bytes[place] == 0x22 { quoted.toggle() }
      if bytes[place] == 0x0A, !quoted { return place }
    }
    return isFinal && !quoted ? bytes.count : nil
  }

  private static func separator(
    _ record: UnsafeRawBufferPointer, declared: Unicode.Scalar?
  ) throws(ReadError) -> UInt8 {
    if let declared {
      guard let byte = UInt8(exactly: declared.value), byte < 0x80, byte != 0x22, byte != 0x0A,
        byte != 0x0D
      else {
        throw ReadError(
          file: "", problem: "the separator must be one ASCII character, no quote and no line end")
      }
      return byte
    }
    var quoted = false
    var seen: Set<UInt8> = []
    for byte in record {
      if byte == 0x22 { quoted.toggle() }
      if !quoted { seen.insert(byte) }
    }
    return [0x2C, 0x09, 0x3B, 0x7C].first(where: seen.contains) ?? 0x2C
  }

  private static func names(
    _ record: UnsafeRawBufferPointer, _ separator: UInt8
  ) throws(ReadError) -> [String] {
    var cells: [[UInt8]] = [[]]
    var quoted = false
    for byte in record {
      if byte == 0x22 { quoted.toggle() }
      if byte == separator, !quoted {
        cells.append([])
      } else {
        cells[cells.count - 1].append(byte)
      }
    }
    if cells[cells.count - 1].last == 0x0D { cells[cells.count - 1].removeLast() }
    if cells.contains(where: { $0.contains(0x0D) && $0.first != 0x22 }) {
      throw ReadError(
        file: "", line: 1,
        problem: "the lines end in carriage returns alone; convert them with `tr '\\r' '\\n'`")
    }
    var names: [String] = []
    var known: [String: Int] = [:]
    for (index, cell) in cells.enumerated() {
      let scratch = CellScratch()
      let content = cell.withUnsafeBufferPointer { raw in
        raw.count >= 2 && raw[0] == 0x22 ? Array(scratch.unquoted(raw)) : Array(raw)
      }
      let blanks = content.prefix { $0 == 0x20 }.count
      let trailing = content.reversed().prefix { $0 == 0x20 }.count
      let core = blanks == content.count ? [] : content[blanks..<(content.count - trailing)]
      guard var name = String(validating: core, as: UTF8.self) else {
        throw ReadError(file: "", line: 1, problem: Encoding.problem(core))
      }
      if name.isEmpty { name = "column_\(index + 1)" }
      if let first = known.updateValue(index, forKey: name) {
        throw ReadError(
          file: "", line: 1,
          problem: "columns \(first + 1) and \(index + 1) are both called '\(name)'; rename one")
      }
      names.append(name)
    }
    return names
  }
}
