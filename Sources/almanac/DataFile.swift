internal import Basics
internal import Foundation
internal import Tables

/// The FILE of a command: a table on disk.
struct DataFile {
  static let help =
    "CSV, TSV or JSON Lines (each also .gz), a table of SQLite (file.db:table), or Parquet (needs duckdb)."

  private let path: String
  private let reading: ReadingArguments

  init(_ path: String, _ reading: ReadingArguments) {
    self.path = path
    self.reading = reading
  }

  /// Reads the columns that occur in the expressions; all of them where one names none that is
  /// there, so that the message can name the nearest.
  func read(
    columns expressions: [String]? = nil, console: Console = Console()
  ) throws -> Table {
    var options = try reading.options
    options.progress = { [path] rows, bytes, total in
      console.progress("\(rows) rows of \(path)", done: bytes, of: total)
    }
    if let expressions, !expressions.isEmpty {
      let names = try TableFile.columnNames(path)
      if expressions.allSatisfy({ text in names.contains { text.contains($0) } }) {
        options.columns = names.filter { name in expressions.contains { $0.contains(name) } }
      }
    }
    return try TableFile.read(path, options: options)
  }
}

/// A file that is not there, or may not be read.
struct UnreadableFile: Error, CustomStringConvertible {
  let path: String

  var description: String {
    let reason = FileManager.default.fileExists(atPath: path) ? "cannot be read" : "no such file"
    return "\(path): \(reason)"
  }
}

/// A file that could not be written.
struct UnwritableFile: Error, CustomStringConvertible {
  let path: String

  var description: String {
    "\(path): cannot be written; check that its folder exists, has free space, and is yours to write to"
  }
}
