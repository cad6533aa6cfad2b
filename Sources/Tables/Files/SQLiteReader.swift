internal import Foundation
internal import GRDB

/// Reads a table, a view or the answer to a query of an SQLite file, which is opened for reading only.
public enum SQLiteReader {
  /// The rows of `source`: the name of a table or view, or a `select` or `with` statement.
  ///
  /// Whole numbers, reals and texts keep their kind; a column that mixes them becomes text; texts
  /// that are all dates or timestamps are read as such. An empty text is missing.
  public static func read(
    path: String, source: String, options: CSVOptions = .init()
  ) throws(ReadError) -> Table {
    guard FileManager.default.fileExists(atPath: path) else {
      throw ReadError(file: path, problem: "cannot be opened: No such file or directory")
    }
    do {
      var configuration = Configuration()
      configuration.readonly = true
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      return try queue.read { try table($0, path, source, options) }
    } catch let error as ReadError {
      throw ReadError(file: path, line: error.line, column: error.column, problem: error.problem)
    } catch let error as DatabaseError {
      throw ReadError(file: path, problem: error.message ?? "SQLite error \(error.resultCode)")
    } catch {
      throw ReadError(file: path, problem: "\(error)")
    }
  }

  private static func table(
    _ database: Database, _ path: String, _ source: String, _ options: CSVOptions
  ) throws -> Table {
    let statement = try database.makeStatement(sql: try query(database, path, source, options))
    guard statement.isReadonly else {
      throw ReadError(
        file: path, problem: "the statement would change the database; only reading is done")
    }
    let missing = MissingTokens(options.missing)
    var builders: [JSONColumnBuilder] = []
    for name in statement.columnNames {
      if builders.contains(where: { $0.name == name }) {
        throw ReadError(
          file: path, problem: "two columns of the answer are called '\(name)'; rename one with AS")
      }
      builders.append(
        JSONColumnBuilder(name: name, declared: options.types[name], missing: missing))
    }
    let cursor = try Row.fetchCursor(statement)
    let limit = options.maximumRows ?? .max
    var rows = 0
    while rows < limit, let row = try cursor.next() {
      for index in builders.indices {
        switch (row[index] as DatabaseValue).storage {
        case .null: builders[index].appendMissing()
        case .int64(let value): builders[index].append(value)
        case .double(let value): builders[index].append(value)
        case .string(var text): text.withUTF8 { builders[index].append($0) }
        case .blob:
          throw ReadError(
            file: path, column: builders[index].name,
            problem: "the column holds binary data; leave it out")
        }
      }
      rows += 1
    }
    var columns: [(name: String, column: Column)] = []
    for builder in builders { columns.append((builder.name, try builder.column())) }
    return try options.finished(columns, of: columns.map(\.name), rows: rows, file: path)
  }

  /// The statement to run; of a table only the wanted columns are asked for.
  private static func query(
    _ database: Database, _ path: String, _ source: String, _ options: CSVOptions
  ) throws -> String {
    let start = source.lowercased().trimmingBlanks
    if start.hasPrefix("select ") || start.hasPrefix("with ") { return source }
    let known = try String.fetchAll(
      database,
      sql:
        "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%' order by name"
    )
    guard known.contains(source) else {
      if source.isEmpty, known.count == 1 { return "select * from " + quoted(known[0]) }
      let list = known.joined(separator: ", ")
      throw ReadError(
        file: path,
        problem: source.isEmpty
          ? "say which table is meant, as \(path):TABLE; there are \(list)"
          : "there is no table '\(source)'; there are \(list)")
    }
    let names = options.columns.map { $0.map(quoted).joined(separator: ", ") } ?? "*"
    return "select \(names) from \(quoted(source))"
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.replacing(scalar: "\"", with: "\"\"") + "\""
  }
}
