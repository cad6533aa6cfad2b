internal import Basics
internal import Foundation

/// Separated cells: any name that no other format claims.
struct SeparatedText: TableFormat {
  let path: String

  init(path: String) { self.path = path }
  init?(_ location: String) { path = location }

  func read(_ options: ReadOptions) throws(ReadError) -> Table {
    try CSVReader.read(path: path, options: options)
  }

  func columnNames(_ options: ReadOptions) throws(ReadError) -> [String] {
    try CSVReader.columnNames(path: path, options: options)
  }

  func estimatedRows(_ sample: Table, _ options: ReadOptions) throws(ReadError) -> Double? {
    try TextSize.rows(path)
  }

  func textSize(beside allowed: Int) throws(ReadError) -> Double? {
    try TextSize.bytes(path, beside: allowed)
  }
}

/// One JSON object a line.
struct JSONLines: TableFormat {
  let path: String

  init?(_ location: String) {
    guard location.isFile(".jsonl", ".ndjson") else { return nil }
    path = location
  }

  func read(_ options: ReadOptions) throws(ReadError) -> Table {
    try JSONLinesReader.read(path: path, options: options)
  }

  func columnNames(_ options: ReadOptions) throws(ReadError) -> [String] {
    try JSONLinesReader.columnNames(path: path, options: options)
  }

  func estimatedRows(_ sample: Table, _ options: ReadOptions) throws(ReadError) -> Double? {
    try TextSize.rows(path)
  }

  func textSize(beside allowed: Int) throws(ReadError) -> Double? {
    try TextSize.bytes(path, beside: allowed)
  }
}

/// How large a text is, judged by its head.
private enum TextSize {
  /// Rows, if all are as long as the first ones.
  static func rows(_ path: String) throws(ReadError) -> Double {
    let (bytes, share) = try head(path, bytes: 1 << 22)
    return Double(bytes.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }) / share
  }

  /// Bytes; of a packed file that may be large, guessed from its start.
  static func bytes(_ path: String, beside allowed: Int) throws(ReadError) -> Double {
    let (descriptor, state) = try InputFile.opened(path)
    close(descriptor)
    let size = Double(state.size)
    guard path.hasSuffix(".gz"), size * mostPacked * 20 > Double(allowed) else { return size }
    let (bytes, share) = try head(path, bytes: 1 << 18)
    return Double(bytes.count) / share
  }

  /// So many times smaller gzip makes a file at best.
  private static let mostPacked = 1032.0

  /// The first bytes of a text file, unpacked, and the share of the file that they are.
  private static func head(
    _ path: String, bytes wanted: Int
  ) throws(ReadError) -> (bytes: [UInt8], share: Double) {
    let stream = try ByteStream(path: path)
    var bytes: [UInt8] = []
    while bytes.count < wanted, try stream.read(into: &bytes) {}
    let (done, total) = stream.bytesOfFile
    return (bytes, Double(max(1, done)) / Double(max(1, total)))
  }
}

/// A table or query of an SQLite database: `file.db:table`.
struct SQLiteTable: TableFormat {
  private let path: String
  private let source: String

  var isWatched: Bool { true }

  init?(_ location: String) {
    guard let parts = location.partOfFile([".db", ".sqlite", ".sqlite3"]) else { return nil }
    (path, source) = parts
  }

  func read(_ options: ReadOptions) throws(ReadError) -> Table {
    try SQLiteReader.read(path: path, source: source, options: options)
  }

  func estimatedRows(_ sample: Table, _ options: ReadOptions) throws(ReadError) -> Double? {
    Double(try SQLiteReader.rowCount(path: path, source: source, options) ?? sample.rowCount)
  }
}

/// A Parquet file, here or at an address.
struct ParquetFile: TableFormat {
  private let path: String

  init?(_ location: String) {
    guard location.lowercased().hasSuffix(".parquet") else { return nil }
    path = location
  }

  func read(_ options: ReadOptions) throws(ReadError) -> Table {
    try ParquetReader.read(path: path, options: options)
  }

  func estimatedRows(_ sample: Table, _ options: ReadOptions) throws(ReadError) -> Double? {
    Double(try ParquetReader.rowCount(path: path, options))
  }
}
