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
/// its column text, as does `inf` or `nan`, which are read as numbers only in a column declared
/// double. What kept a column from a narrower type is said in the table's notes.
public enum CSVReader {
  /// The table in the file at `path`.
  public static func read(path: String, options: ReadOptions = .init()) throws(ReadError) -> Table {
    do {
      return try CSVFile(path: path, options: options).read()
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
    do {
      return try CSVFile(path: path, options: options).names
    } catch let error as ReadError {
      throw ReadError(file: path, line: error.line, column: error.column, problem: error.problem)
    } catch {
      throw ReadError(file: path, problem: "\(error)")
    }
  }
}

/// An opened file with its header read.
private struct CSVFile {
  let path: String
  let options: ReadOptions
  let names: [String]
  private let header: CSVHeader
  private let state: InputFile.State

  init(path: String, options: ReadOptions) throws {
    self.path = path
    self.options = options
    let stream = try ByteStream(path: path)
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
            + "or the file is no text")
      }
      wanted = head.count * 2
    }
    guard let found else {
      throw ReadError(
        file: path, problem: "the file is empty; its first line must name the columns")
    }
    header = found
    names = found.names
  }

  func read() throws -> Table {
    let wanted = options.columns ?? names
    try options.check(names, file: path)
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let tokens = MissingTokens(options.missing)
    let parsers = wanted.map { name in
      CSVColumnParser(
        name: name, place: places[name] ?? 0, columns: names.count, declared: options.types[name],
        missing: tokens)
    }
    var (finished, rows) = try pass(parsers)
    let again = finished.indices.filter { finished[$0].needsText }
    if !again.isEmpty {
      for index in again { finished[index].restartAsText() }
      let (texts, _) = try pass(again.map { finished[$0] })
      for (index, parser) in zip(again, texts) { finished[index] = parser }
    }
    var columns: [(name: String, column: Column)] = []
    var notes: [TableNote] = []
    // From the last, so that the values of a parser are gone as soon as its column is made.
    while let parser = finished.popLast() {
      let name = parser.name
      if let clash = parser.clash {
        notes.append(
          TableNote(
            column: name,
            text: "read as text: line \(clash.line) holds '\(clash.text)' after cells that are "
              + "\(clash.was.rawValue)"))
      }
      columns.append((name, parser.column(metadata: options.metadata[name] ?? .init())))
    }
    var table = try Table(
      columns.reversed(), rowCount: rows, rowFlow: [RowFlowStep(.read, rows: rows)])
    table.notes = notes.reversed()
    return table
  }

  /// One way through the records with `parsers`.
  private func pass(_ parsers: [CSVColumnParser]) throws -> (parsers: [CSVColumnParser], rows: Int)
  {
    let stream = try ByteStream(path: path, unchangedSince: state)
    var head: [UInt8] = []
    while head.count < header.length, try stream.read(into: &head) {}
    let watch = MemoryWatch(file: path, asked: options.memory)
    let source = BlockSource(
      stream, rest: Array(head.dropFirst(header.length)), line: header.lines + 1,
      scanner: RecordScanner(separator: header.separator, columns: names.count),
      blockSize: options.blockSize, maximumRows: options.maximumRows ?? .max, watch: watch)
    return try CSVPipeline(
      source: source, parsers: parsers, threads: Parallel.workers(options.threads),
      room: watch.room / max(1, parsers.count), progress: options.progress
    ).run()
  }
}
