internal import Basics
internal import Foundation

/// Reads comma-separated files (RFC 4180) and their kin into tables.
///
/// Quoted cells may hold separators, line ends and doubled quotes; lines end in LF or CRLF; a byte
/// order mark is passed over; blank lines are passed over where there is more than one column. An
/// empty cell is missing, quoted or not. Rows of another length than the header are an error with
/// their line, as is anything that is not UTF-8. A name ending in `.gz` is unpacked on the way.
///
/// Types are inferred from all cells of a column: whole numbers, doubles, `true`/`false`, dates
/// (`YYYY-MM-DD`) and timestamps (ISO 8601, `T` or a space between), else text. A number that would
/// not come back as it was written (leading zeros or plus, more digits than the type holds) leaves
/// its column text. Cells that people write, and words for missing values, are understood column by
/// column (`TextConventions`). What kept a column from a narrower type is said in the table's notes.
public enum CSVReader {
  /// The table in the file at `path`.
  public static func read(path: String, options: ReadOptions = .init()) throws(ReadError) -> Table {
    try naming(path) { try CSVFile(path: path, nil, options: options).read() }
  }

  /// The table in `bytes`, which `path` is the name of.
  static func read(
    _ bytes: [UInt8], path: String, options: ReadOptions
  ) throws(ReadError) -> Table {
    try naming(path) { try CSVFile(path: path, bytes, options: options).read() }
  }

  /// The names of the columns in `bytes`.
  static func columnNames(
    _ bytes: [UInt8], path: String, options: ReadOptions
  ) throws(ReadError) -> [String] {
    try naming(path) { try CSVFile(path: path, bytes, options: options).names }
  }

  private static func naming<Value>(
    _ path: String, _ body: () throws -> Value
  ) throws(ReadError) -> Value {
    do {
      return try body()
    } catch let error as ReadError {
      throw ReadError(file: path, line: error.line, column: error.column, problem: error.problem)
    } catch let error as BlockSource.Failure {
      throw ReadError(file: path, line: error.line, problem: error.problem)
    } catch {
      throw ReadError(file: path, problem: "\(error)")
    }
  }

  /// The names of the columns of the file at `path`, from its header alone.
  public static func columnNames(
    path: String, options: ReadOptions = .init()
  ) throws(ReadError) -> [String] {
    try naming(path) { try CSVFile(path: path, nil, options: options).names }
  }
}

/// An opened file with its header read.
private struct CSVFile {
  let path: String
  let options: ReadOptions
  let names: [String]
  private let header: CSVHeader
  /// The file when its header was read; `nil` for bytes in memory.
  private let state: InputFile.State?
  private let bytes: [UInt8]?
  /// What stands below the rows, and where they end.
  private let footer: FooterLines
  private let end: Int
  /// The place of each column.
  private let places: [String: Int]

  init(path: String, _ bytes: [UInt8]?, options: ReadOptions) throws {
    self.path = path
    self.options = options
    let bytes = try bytes ?? TextEncoding.converted(path, options)
    self.bytes = bytes
    let stream = try bytes.map(ByteStream.init(bytes:)) ?? ByteStream(path: path)
    state = stream.state
    let name = path.lowercased()
    let prefersTab = [".tsv", ".tab", ".tsv.gz", ".tab.gz"].contains { name.hasSuffix($0) }
    var head: [UInt8] = []
    var isFinal = false
    var wanted = SeparatorGuess.sampleSize
    var found: CSVHeader?
    while true {
      while head.count < wanted, !isFinal { isFinal = try !stream.read(into: &head) }
      found = try head.withUnsafeBytes {
        try CSVHeader($0, separator: options.separator, prefersTab: prefersTab, isFinal: isFinal)
      }
      if found != nil || isFinal { break }
      guard head.count <= Limits.headerBytes else {
        throw ReadError(
          file: path, line: 1,
          problem:
            "the header has more than \(Limits.headerBytes) bytes; perhaps a quote in it is never closed, "
            + "or the file is not text")
      }
      wanted = head.count * 2
    }
    guard let found else {
      throw ReadError(
        file: path, problem: "the file is empty; its first line must name the columns")
    }
    let tail = stream.tail(FooterLines.sampleSize)
    let isWhole = stream.size - tail.count <= found.length
    footer = FooterLines(
      tail.dropFirst(found.length - min(found.length, stream.size - tail.count)),
      isWhole: isWhole, separator: found.separator, columns: found.names.count)
    end = footer.length > 0 ? stream.size - footer.length : .max
    header = found
    names = found.names
    places = Dictionary(uniqueKeysWithValues: found.names.enumerated().map { ($1, $0) })
  }

  func read() throws -> Table {
    let wanted = options.columns ?? names
    try options.check(names, file: path)
    let parsers = wanted.map { parser($0, declared: options.firstType($0)) }
    var (finished, rows) = try pass(parsers)
    try readAgain(finished.indices.filter { finished[$0].needsText }, &finished)
    let clashes = finished.map(\.clash)
    var columns = self.columns(&finished)
    let conventions = TextConventions(options, separator: header.separator)
    let threads = Parallel.workers(options.threads)
    let undecided = conventions.undecided(inputs(wanted, columns), threads: threads)
    let numbers = undecided.map { columns[$0] }
    if !undecided.isEmpty {
      var texts = undecided.map { parser(wanted[$0], declared: .text) }
      texts = try pass(texts).parsers
      for (index, column) in zip(undecided, self.columns(&texts)) { columns[index] = column }
    }
    let dependent =
      options.columns != nil && header.quotesDecimalComma
      ? conventions.dependent(inputs(wanted, columns)) : []
    var understood = options.understood(Array(zip(wanted, columns)), by: conventions)
    columns = []
    // What has one meaning after all is what it was.
    for (index, column) in zip(undecided, numbers) {
      let reading = understood[index].reading
      if reading.ambiguity == nil, reading.thousands == nil, reading.decimal != .comma {
        understood[index].column = column
        understood[index].reading = ColumnReading()
        understood[index].reading.followsFile = reading.followsFile
      }
    }
    for index in dependent { understood[index].reading.followsFile = true }
    try findLines(&understood)
    for (index, clash) in clashes.enumerated()
    where understood[index].column.type == .text && understood[index].reading.toldRows.isEmpty
      && understood[index].reading.conflict.isEmpty
    {
      guard let clash else { continue }
      understood[index].remarks.append(
        "read as text: line \(clash.line) holds '\(clash.text)' after cells that are \(clash.was.rawValue)"
      )
    }
    var table = try options.table(understood, rows: rows, file: path)
    if header.titles > 0 {
      let lines = header.titles == 1 ? "1 line" : "\(header.titles) lines"
      table.notes.insert(TableNote(text: "\(lines) above the header passed over"), at: 0)
    }
    if footer.notes > 0 {
      let lines = footer.notes == 1 ? "1 line" : "\(footer.notes) lines"
      table.notes.append(TableNote(text: "\(lines) below the rows passed over: '\(footer.first)'"))
    }
    if let total = footer.total {
      let name = names[total.column]
      let isWord = name.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 == 0x5F }
      let condition = isWord ? " \"\(name) != '\(total.text)'\"" : ""
      table.notes.append(
        TableNote(
          text:
            "the last row is called '\(total.text)'; if it sums up the others, leave it out with --where\(condition)"
        ))
    }
    if let note = header.doubt { table.notes.append(TableNote(text: note)) }
    return table
  }

  private func parser(_ name: String, declared: ColumnType?) -> CSVColumnParser {
    CSVColumnParser(
      name: name, place: places[name] ?? 0, columns: names.count, declared: declared,
      missing: options.missingTokens(name))
  }

  /// Reads the columns at these places again, as texts.
  private func readAgain(_ places: [Int], _ parsers: inout [CSVColumnParser]) throws {
    if places.isEmpty { return }
    for index in places { parsers[index].restartAsText() }
    let (texts, _) = try pass(places.map { parsers[$0] })
    for (index, parser) in zip(places, texts) { parsers[index] = parser }
  }

  /// The columns of parsers, from the last, so that the values of each are gone as soon as its column is made.
  private func columns(_ parsers: inout [CSVColumnParser]) -> [Column] {
    var columns: [Column] = []
    while let parser = parsers.popLast() { columns.append(parser.column(metadata: .init())) }
    return columns.reversed()
  }

  private func inputs(_ names: [String], _ columns: [Column]) -> [TextConventions.Input] {
    zip(names, columns).map { .init(column: $1, isDeclared: options.isDeclared($0)) }
  }

  /// Finds the lines of the cells that are reported.
  private func findLines(_ columns: inout [UnderstoodColumn]) throws {
    let rows = Set(columns.flatMap(\.reading.toldRows))
    guard let last = rows.max() else { return }
    let (source, _) = try blocks()
    let block = RecordBlock()
    var first = 0
    var lines: [Int: Int] = [:]
    while first <= last, try source.next(into: block) {
      if let cells = CellReader(
        block, column: 0, of: names.count, missing: MissingTokens([]), isDeclared: false,
        scratch: CellScratch())
      {
        for row in rows where (first..<first + block.rows).contains(row) {
          lines[row] = block.line(of: cells.position(row - first))
        }
      }
      first += block.rows
    }
    for index in columns.indices { columns[index].reading.findLines { lines[$0] } }
  }

  /// The records from the first on.
  private func blocks() throws -> (BlockSource, MemoryWatch) {
    let stream =
      try bytes.map(ByteStream.init(bytes:)) ?? ByteStream(path: path, unchangedSince: state)
    stream.end(after: end)
    var head: [UInt8] = []
    while head.count < header.length, try stream.read(into: &head) {}
    let watch = MemoryWatch(file: path, asked: options.memory)
    let source = BlockSource(
      stream, rest: Array(head.dropFirst(header.length)), line: header.lines + 1,
      scanner: RecordScanner(separator: header.separator, columns: names.count),
      blockSize: options.blockSize, maximumRows: options.maximumRows ?? .max, watch: watch)
    return (source, watch)
  }

  /// One way through the records with `parsers`.
  private func pass(_ parsers: [CSVColumnParser]) throws -> (parsers: [CSVColumnParser], rows: Int)
  {
    let (source, watch) = try blocks()
    return try CSVPipeline(
      source: source, parsers: parsers, threads: Parallel.workers(options.threads),
      room: watch.room / max(1, parsers.count), progress: options.progress
    ).run()
  }
}
