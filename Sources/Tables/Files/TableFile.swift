internal import Basics
internal import CPlatform
internal import Foundation

/// Reads a table from a file of any kind that is known by its name.
///
/// `.csv`, `.tsv`, `.tab`, `.txt` and any other name: separated cells; `.jsonl`, `.ndjson`, `.json`, each also with
/// `.gz`; `.xlsx` (`file.xlsx:sheet`); SPSS (`.sav`, `.zsav`, `.por`), Stata (`.dta`) and SAS (`.sas7bdat`, `.xpt`);
/// `file.db:table` or `file.db:select ...` for SQLite (`.db`, `.sqlite`, `.sqlite3`); a `.zip` that holds one of these;
/// `.parquet` and `hf://`, `s3://`, `https://` paths of Parquet files, where DuckDB's command-line program is installed.
public enum TableFile {
  /// All formats, the one for any name at the end.
  private static let formats: [any TableFormat.Type] = [
    ParquetFile.self, SQLiteTable.self, Workbook.self, StatisticsPackageFile.self, ZippedTable.self,
    JSONLines.self, JSONDocument.self, SeparatedText.self,
  ]

  private static func format(_ location: String) -> any TableFormat {
    for format in formats {
      if let file = format.init(location) { return file }
    }
    return SeparatedText(path: location)
  }

  /// The file of a location, and the table, sheet or member that is named after a colon; empty where none is.
  public static func parts(of location: String) -> (file: String, part: String) {
    let containers = [".xlsx", ".xlsm", ".zip", ".db", ".sqlite", ".sqlite3"]
    guard let (file, part) = location.partOfFile(containers) else { return (location, "") }
    return (file, part)
  }

  /// The table at `location`.
  public static func read(
    _ location: String, options: ReadOptions = .init()
  ) throws(ReadError) -> Table {
    _ = returnsLargeBlocks
    let file = format(location)
    try expectRoom(location, file, options)
    guard let names = options.columns else { return try file.read(options) }
    var own = options
    own.keepsAmbiguities = true
    var table = try file.read(own)
    if table.columns.contains(where: { $0.metadata.reading?.followsFile == true }) {
      // What a column means follows from the others, whether they are asked for or not.
      own.columns = nil
      own.types = options.types.filter { names.contains($0.key) }
      let whole = try file.read(own)
      do throws(TableError) { table = try whole.selected(names) } catch {
        throw ReadError(file: location, problem: error.description)
      }
      table.notes = whole.notes.filter { $0.column.map(names.contains) ?? true }
    }
    for (name, column) in zip(table.names, table.columns) {
      if let ambiguity = column.metadata.reading?.ambiguity, !options.keepsAmbiguities {
        throw ReadError(file: location, column: name, problem: ambiguity.problem)
      }
    }
    return table
  }

  /// Memory of columns goes back to the system as soon as they are gone; said once.
  private static let returnsLargeBlocks: Void = almanac_return_large_blocks()

  /// The names of the columns at `location`: those that its head says, or, of JSON Lines, the keys of
  /// all rows.
  public static func columnNames(
    _ location: String, options: ReadOptions = .init()
  ) throws(ReadError) -> [String] {
    try format(location).columnNames(options)
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
        try? sample(format(location), rows: rows, options: options)
      } else {
        try? read(location, options: options)
      }
    var names: [String] = table?.names ?? []
    if format(location) is JSONLines { names = [] }
    if names.isEmpty { names = try columnNames(location, options: options) }
    var entries: [Schema.Entry] = []
    for name in names {
      let column = table?[name].flatMap {
        // What may have two meanings in these rows may have one in all of them.
        $0.missingCount < $0.count && $0.metadata.reading?.ambiguity == nil ? $0 : nil
      }
      entries.append(Schema.Entry(name: name, type: column?.type))
    }
    return Schema(entries)
  }

  /// The first `rows` rows of the table in `file`, whatever room there is for all of them.
  private static func sample(
    _ file: any TableFormat, rows: Int, options: ReadOptions
  ) throws(ReadError) -> Table {
    var first = options
    first.maximumRows = min(options.maximumRows ?? .max, rows)
    first.progress = nil
    first.keepsAmbiguities = true
    return try file.read(first)
  }

  /// About how many rows the table at `location` has, and how many bytes of memory it takes while it
  /// is read, judged by its first rows and the size of the file.
  public static func estimatedSize(
    _ location: String, options: ReadOptions = .init()
  ) throws(ReadError) -> (rows: Int, bytes: Int) {
    try estimatedSize(format(location), options)
  }

  private static func estimatedSize(
    _ file: any TableFormat, _ options: ReadOptions
  ) throws(ReadError) -> (rows: Int, bytes: Int) {
    let sample = try sample(file, rows: sampledRows, options: options)
    var rows = Double(sample.rowCount)
    if sample.rowCount == sampledRows, (options.maximumRows ?? .max) > sampledRows {
      let estimated = try file.estimatedRows(sample, options) ?? rows
      rows = min(estimated, Double(options.maximumRows ?? .max))
    }
    var bytes = sample.columns.reduce(0) { $0 + $1.byteSize(rows: rows) }
    if file is JSONLines {
      // Times are texts until all of them are known to be times.
      let times = sample.columns.filter { $0.type == .timestamp || $0.type == .date }
      bytes += Double(times.count) * rows * (4 + 24 + 40)
    }
    return (Int(min(rows, 0x1p62)), Int(min(bytes, 0x1p62)))
  }

  private static let sampledRows = 20_000

  // MARK: Room

  /// Refuses a table that would need more memory than is allowed, before it is read.
  private static func expectRoom(
    _ location: String, _ file: any TableFormat, _ options: ReadOptions
  ) throws(ReadError) {
    let allowed = options.memory ?? Memory.allowance
    guard try needsEstimate(file, allowed, options) else { return }
    let table = try estimatedSize(file, options)
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

  /// Whether the table must be estimated: not where it fits whatever the file contains, nor where memory is watched while
  /// it is read because nothing can be known before.
  private static func needsEstimate(
    _ file: any TableFormat, _ allowed: Int, _ options: ReadOptions
  ) throws(ReadError) -> Bool {
    if file.isWatched { return options.memory != nil }
    guard options.memory == nil, let size = try file.textSize(beside: allowed) else { return true }
    return size * growth >= Double(allowed)
  }
}
