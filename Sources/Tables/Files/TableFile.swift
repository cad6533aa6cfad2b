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
    _ location: String, options: CSVOptions = .init()
  ) throws(ReadError) -> Table {
    _ = returnsLargeBlocks
    return switch kind(location) {
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
    _ location: String, options: CSVOptions = .init()
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

  /// About how many rows the table at `location` has, and how many bytes of memory it takes while it
  /// is read, judged by its first rows and the size of the file.
  public static func estimatedSize(
    _ location: String, options: CSVOptions = .init()
  ) throws(ReadError) -> (rows: Int, bytes: Int) {
    var first = options
    first.maximumRows = sampledRows
    first.progress = nil
    let sample = try read(location, options: first)
    let rows =
      sample.rowCount < sampledRows
      ? Double(sample.rowCount) : try estimatedRows(location, sample: sample, options)
    var bytes = sample.columns.reduce(0) { $0 + $1.byteSize(rows: rows) }
    if case .jsonLines = kind(location) {
      // Times are texts until all of them are known to be times.
      let times = sample.columns.filter { $0.type == .timestamp || $0.type == .date }
      bytes += Double(times.count) * rows * (4 + 24 + 40)
    }
    return (Int(rows), Int(bytes))
  }

  private static let sampledRows = 20_000

  /// How many rows the file has if all are as long as the first ones.
  private static func estimatedRows(
    _ location: String, sample: Table, _ options: CSVOptions
  ) throws(ReadError) -> Double {
    switch kind(location) {
    case .sqlite, .parquet:
      var counted = options
      counted.columns = sample.names.first.map { [$0] }
      counted.types = [:]
      counted.metadata = [:]
      return Double(try read(location, options: counted).rowCount)
    case .separated, .jsonLines:
      let stream = try ByteStream(path: location)
      var bytes: [UInt8] = []
      while bytes.count < 1 << 22, try stream.read(into: &bytes) {}
      let lines = bytes.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
      let (done, total) = stream.bytesOfFile
      return Double(lines) * Double(total) / Double(max(1, done))
    }
  }

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

extension CSVOptions {
  /// Whether a column is to be read.
  func wants(_ name: String) -> Bool { columns?.contains(name) ?? true }

  /// The table with the wanted columns in the wanted order, types and metadata as declared; `names`
  /// are those of all columns of the file.
  func finished(
    _ columns: [(name: String, column: Column)], of names: [String], rows: Int, file: String
  ) throws(ReadError) -> Table {
    for name in Set(self.columns ?? []).union(types.keys).union(metadata.keys).sorted()
    where !names.contains(name) {
      let hint = name.nearest(in: names).map { "; did you mean '\($0)'?" } ?? ""
      throw ReadError(file: file, problem: "the file has no column '\(name)'" + hint)
    }
    let wanted = (self.columns ?? names).compactMap { name in columns.first { $0.name == name } }
    do {
      return try Table(
        wanted.map { ($0.name, $0.column.with(metadata: metadata[$0.name] ?? .init())) },
        rowCount: rows, rowFlow: [RowFlowStep(step: "read", rows: rows)])
    } catch {
      throw ReadError(file: file, problem: error.description)
    }
  }
}
