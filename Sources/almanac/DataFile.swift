internal import Basics
internal import Foundation
internal import Tables

/// The FILE of a command: a table on disk, or what comes on standard input.
struct DataFile {
  static let help = """
    CSV, TSV, JSON or JSON Lines (each also .gz), Excel (file.xlsx:sheet), SPSS, Stata or SAS, a table of SQLite \
    (file.db:table), a .zip that holds one of these, Parquet (needs duckdb), or - for standard input.
    """

  private let path: String
  private let reading: DataFileArguments

  init(_ path: String, _ reading: DataFileArguments) {
    self.path = path
    self.reading = reading
  }

  /// Reads the columns that occur in the expressions; all of them where one names none that is
  /// there, so that the message can name the nearest. What the reader noticed is reported, unless the command does.
  /// - Parameter keepsRows: whether the command itself keeps the rows that are asked for.
  func read(
    columns expressions: [String]? = nil, console: Console = Console(),
    keepsAmbiguities: Bool = false, keepsRows: Bool = false
  ) throws -> Table {
    let input = try path == "-" ? StandardInput(reading.inputFormat) : nil
    defer { input?.remove() }
    let location = input?.path ?? path
    var options = try reading.options
    options.keepsAmbiguities = keepsAmbiguities
    options.progress = { [path] rows, bytes, total in
      console.progress("\(rows) rows of \(path)", done: bytes, of: total)
    }
    let table = try Self.table(
      location, options, columns: expressions ?? [], called: input == nil ? path : "standard input")
    if !keepsAmbiguities {
      for note in table.notes { console.say((note.column.map { "\($0): " } ?? "") + note.text) }
    }
    guard !keepsRows, let condition = reading.where else { return table }
    return try table.filtered(Expression.parse(condition))
  }

  /// The table at `location`, which messages call `name`.
  private static func table(
    _ location: String, _ options: ReadOptions, columns expressions: [String], called name: String
  ) throws(ReadError) -> Table {
    do throws(ReadError) {
      var options = options
      if !expressions.isEmpty {
        let names = try TableFile.columnNames(location, options: options)
        if expressions.allSatisfy({ text in names.contains { text.contains($0) } }) {
          options.columns = names.filter { name in expressions.contains { $0.contains(name) } }
        }
      }
      return try TableFile.read(location, options: options)
    } catch {
      guard name != location else { throw error }
      throw ReadError(file: name, line: error.line, column: error.column, problem: error.problem)
    }
  }
}

/// A file that could not be written.
struct UnwritableFile: Error, CustomStringConvertible {
  let path: String

  static let standardOutput = UnwritableFile(path: "standard output")

  /// Writes out what was printed, or throws.
  static func expectOutput() throws(UnwritableFile) {
    guard StandardOutput.flush() else { throw standardOutput }
  }

  var description: String {
    "\(path): cannot be written; check that its folder exists, has free space, and is yours to write to"
  }
}
