internal import Basics
internal import CPlatform
internal import Foundation

/// Reads a table from a file of any kind that is known by its name.
///
/// `.csv`, `.tsv`, `.tab`, `.txt`, `.jsonl`, `.ndjson`, each also with `.gz`; `file.db:table` or
/// `file.db:select ...` for SQLite (`.db`, `.sqlite`, `.sqlite3`); `.parquet` and `hf://`, `s3://`,
/// `https://` paths of Parquet files, where DuckDB's command-line program is installed.
public enum TableFile {
  /// The table at `location`.
  public static func read(
    _ location: String, options: ReadOptions = .init()
  ) throws(ReadError) -> Table {
    _ = returnsLargeBlocks
    try expectRoom(location, options)
    return try readUnchecked(location, options)
  }

  private static func readUnchecked(
    _ location: String, _ options: ReadOptions
  ) throws(ReadError) -> Table {
    switch kind(location) {
    case .separated: try CSVReader.read(path: location, options: options)
    case .jsonLines: try JSONLinesReader.read(path: location, options: options)
    case .sqlite(let path, let source):
      try SQLiteReader.read(path: path, source: source, options: options)
    case .parquet: try ParquetReader.read(path: location, options: options)
    }
  }

  /// Memory of columns goes back to the system as soon as they are gone; said once.
  private static let returnsLargeBlocks: Void = almanac_return_large_blocks()

  /// The names of the columns at `location`: those that its head says, or, of JSON Lines, the keys of
  /// all rows.
  public static func columnNames(
    _ location: String, options: ReadOptions = .init()
  ) throws(ReadError) -> [String] {
    var first = options
    first.maximumRows = 0
    first.types = [:]
    first.columns = nil
    first.metadata = [:]
    first.progress = nil
    switch kind(location) {
    case .separated: return try CSVReader.columnNames(path: location, options: options)
    case .jsonLines: return try JSONLinesReader.columnNames(path: location)
    case .sqlite, .parquet: return try read(location, options: first).names
    }
  }

  /// The names of the columns at `location`, and their types as the first `rows` rows show them; without
  /// `rows`, all rows. A type is `nil` where these rows have no value or cannot be read.
  public static func schema(
    _ location: String, rows: Int?, options: ReadOptions = .init()
  ) throws(ReadError) -> Schema {
    var options = options
    options.progress = nil
    let table: Table? =
      if let rows {
        try? sample(location, rows: rows, options: options)
      } else {
        try? read(location, options: options)
      }
    var names: [String] = table?.names ?? []
    if case .jsonLines = kind(location) { names = [] }
    if names.isEmpty { names = try columnNames(location, options: options) }
    var entries: [Schema.Entry] = []
    for name in names {
      let column = table?[name].flatMap { $0.missingCount < $0.count ? $0 : nil }
      entries.append(Schema.Entry(name: name, type: column?.type))
    }
    return Schema(entries)
  }

  /// The first `rows` rows of the table at `location`, whatever room there is for all of them.
  private static func sample(
    _ location: String, rows: Int, options: ReadOptions
  ) throws(ReadError) -> Table {
    var first = options
    first.maximumRows = min(options.maximumRows ?? .max, rows)
    first.progress = nil
    return try readUnchecked(location, first)
  }

  /// About how many rows the table at `location` has, and how many bytes of memory it takes while it
  /// is read, judged by its first rows and the size of the file.
  public static func estimatedSize(
    _ location: String, options: ReadOptions = .init()
  ) throws(ReadError) -> (rows: Int, bytes: Int) {
    let sample = try sample(location, rows: sampledRows, options: options)
    var rows = Double(sample.rowCount)
    if sample.rowCount == sampledRows, (options.maximumRows ?? .max) > sampledRows {
      rows = min(
        try estimatedRows(location, sample: sample, options), Double(options.maximumRows ?? .max))
    }
    var bytes = sample.columns.reduce(0) { $0 + $1.byteSize(rows: rows) }
    if case .jsonLines = kind(location) {
      // Times are texts until all of them are known to be times.
      let times = sample.columns.filter { $0.type == .timestamp || $0.type == .date }
      bytes += Double(times.count) * rows * (4 + 24 + 40)
    }
    return (Int(min(rows, 0x1p62)), Int(min(bytes, 0x1p62)))
  }

  private static let sampledRows = 20_000

  /// How many rows the file has if all are as long as the first ones.
  private static func estimatedRows(
    _ location: String, sample: Table, _ options: ReadOptions
  ) throws(ReadError) -> Double {
    switch kind(location) {
    case .sqlite(let path, let source):
      return Double(
        try SQLiteReader.rowCount(path: path, source: source, options) ?? sample.rowCount)
    case .parquet: return Double(try ParquetReader.rowCount(path: location, options))
    case .separated, .jsonLines:
      let (bytes, share) = try head(location, bytes: 1 << 22)
      let lines = bytes.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
      return Double(lines) / share
    }
  }

  /// The first bytes of a text file, unpacked, and the share of the file that they are.
  private static func head(
    _ location: String, bytes wanted: Int
  ) throws(ReadError) -> (bytes: [UInt8], share: Double) {
    let stream = try ByteStream(path: location)
    var bytes: [UInt8] = []
    while bytes.count < wanted, try stream.read(into: &bytes) {}
    let (done, total) = stream.bytesOfFile
    return (bytes, Double(max(1, done)) / Double(max(1, total)))
  }

  // MARK: Room

  /// Refuses a table that would need more memory than is allowed, before it is read.
  private static func expectRoom(_ location: String, _ options: ReadOptions) throws(ReadError) {
    let allowed = options.memory ?? Memory.allowance
    if options.memory == nil, try isSmall(location, beside: allowed) { return }
    let table = try estimatedSize(location, options: options)
    let needed = ownSize + 1.1 * Double(table.bytes) + workingRow * Double(table.rows)
    guard needed > Double(allowed) else { return }
    let size = Memory.text(Int(min(needed, 0x1p62)))
    throw ReadError(
      file: location,
      problem:
        "needs about \(size) of memory, and \(Memory.allowed(allowed, isAsked: options.memory != nil)); "
        + "give --memory \(size.replacingOccurrences(of: " ", with: "")) if the machine has it, "
        + "or read fewer columns or rows")
  }

  /// What the program takes before it reads a row, in bytes.
  private static let ownSize = 60e6
  /// What the work on a table takes for each of its rows: eight columns of numbers.
  private static let workingRow = 64.0
  /// No cell takes more bytes of memory for each of its bytes in a file of text.
  private static let growth = 20.0

  /// Whether a file needs no estimate, as it fits whatever it holds. What a packed file holds is guessed from its
  /// start, and watched while it is read.
  private static func isSmall(_ location: String, beside allowed: Int) throws(ReadError) -> Bool {
    switch kind(location) {
    case .sqlite: return true  // Watched while it is read: what a query gives cannot be known.
    case .parquet: return false
    case .separated, .jsonLines: break
    }
    let (descriptor, state) = try InputFile.opened(location)
    close(descriptor)
    var size = Double(state.size)
    if location.hasSuffix(".gz"), size * growth * mostPacked > Double(allowed) {
      let (bytes, share) = try head(location, bytes: 1 << 18)
      size = Double(bytes.count) / share
    }
    return size * growth < Double(allowed)
  }

  /// So many times smaller gzip makes a file at best.
  private static let mostPacked = 1032.0

  private enum Kind {
    case separated, jsonLines, parquet
    case sqlite(path: String, source: String)
  }

  private static func kind(_ location: String) -> Kind {
    var name = location.lowercased()
    if name.hasSuffix(".parquet") { return .parquet }
    for suffix in [".db", ".sqlite", ".sqlite3"] {
      if name.hasSuffix(suffix) { return .sqlite(path: location, source: "") }
      guard let range = name.range(of: suffix + ":") else { continue }
      return .sqlite(
        path: String(location[..<range.upperBound].dropLast()),
        source: String(location[range.upperBound...]))
    }
    if name.hasSuffix(".gz") { name.removeLast(3) }
    return name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") ? .jsonLines : .separated
  }
}
