internal import Basics
internal import CSQLite

/// Reads a table, a view or the answer to a query of an SQLite file, which is opened for reading only.
public enum SQLiteReader {
  /// The rows of `source`: the name of a table or view, or a `select`, `with` or `values` statement.
  ///
  /// Whole numbers, reals and texts keep their kind; a column that mixes them becomes text; texts
  /// that are all dates or timestamps are read as such. An empty text is missing. A query that runs longer than
  /// `options.timeout`, or takes more memory than is allowed, is stopped.
  public static func read(
    path: String, source: String, options: ReadOptions = .init()
  ) throws(ReadError) -> Table {
    try SQLiteFile(path: path, options: options).run { try $0.table(source) }
  }

  /// How many rows a table or view has; `nil` for a query, which would have to run for that.
  static func rowCount(
    path: String, source: String, _ options: ReadOptions
  ) throws(ReadError) -> Int? {
    try SQLiteFile(path: path, options: options).run { try $0.rowCount(source) }
  }
}

/// A database that is open for one statement.
private struct SQLiteFile {
  let path: String
  let options: ReadOptions

  init(path: String, options: ReadOptions) throws(ReadError) {
    try InputFile.check(path)
    self.path = path
    self.options = options
  }

  /// Opens the file, and stops what `body` does there when its time is over.
  func run<Value>(_ body: (SQLiteSession) throws -> Value) throws(ReadError) -> Value {
    let seconds = options.timeout ?? Limits.querySeconds
    let watch = MemoryWatch(file: path, asked: options.memory)
    var opened: SQLiteConnection?
    do {
      let database = try SQLiteConnection(path: path, seconds: seconds, room: watch.room)
      opened = database
      return try body(SQLiteSession(database: database, path: path, options: options, watch: watch))
    } catch let error as ReadError {
      throw ReadError(file: path, line: error.line, column: error.column, problem: error.problem)
    } catch let error as SQLiteFailure {
      let problem =
        opened?.wasRefused == true
        ? "a query or a view asks for a pragma_ table; only the data are read"
        : Self.problem(error, seconds, watch)
      throw ReadError(file: path, problem: problem)
    } catch {
      throw ReadError(file: path, problem: "cannot be read: \(error); check the file")
    }
  }

  /// What an error of SQLite means, and what to do.
  private static func problem(
    _ error: SQLiteFailure, _ seconds: Double, _ watch: MemoryWatch
  ) -> String {
    let message = error.message
    switch error.code {
    case SQLITE_INTERRUPT:
      return
        "the query ran longer than \(JSONNumber.text(seconds)) s; make it simpler, or give --timeout more seconds"
    case SQLITE_NOMEM:
      return "the query needs more memory: \(watch.limit); \(Memory.advice)"
    case SQLITE_TOOBIG:
      return
        "the query produces or reads a text that is too long: more than \(Limits.recordBytes) bytes; make it shorter, for instance with substr"
    case SQLITE_NOTADB: return "is not an SQLite database; check the name of the file"
    case SQLITE_CORRUPT:
      return
        "the database is damaged or cut off (\(message)); download it again, or try `sqlite3 FILE .recover`"
    case SQLITE_CANTOPEN, SQLITE_IOERR:
      return
        "SQLite cannot open it (\(message)); a database in use needs its -wal and -shm files beside it"
    case SQLITE_BUSY, SQLITE_LOCKED:
      return "another program is writing to it; read it again afterwards"
    case SQLITE_MISUSE where message == SQLiteConnection.severalStatements:
      return "the query has several statements; write one"
    case SQLITE_MISUSE where message == SQLiteConnection.parameters:
      return "the query has a parameter such as ? or :name; write its value"
    default: return "SQLite refuses the query: \(message); check its names and its syntax"
    }
  }
}

/// What is asked of an open database.
private struct SQLiteSession {
  let database: SQLiteConnection
  let path: String
  let options: ReadOptions
  let watch: MemoryWatch

  func rowCount(_ source: String) throws -> Int? {
    guard !Self.isQuery(source) else { return nil }
    let statement = try database.statement("select count(*) from (\(try query(source)))")
    guard try statement.step(), case .int(let count) = statement.cell(0) else { return nil }
    return Int(count)
  }

  func table(_ source: String) throws -> Table {
    let statement = try database.statement(try query(source))
    guard statement.isReadOnly else {
      throw ReadError(
        file: path, problem: "the statement would change the database; only reading is done")
    }
    var builders = try builders(statement.columnNames)
    let limit = options.maximumRows ?? .max
    var rows = 0
    while rows < limit, try statement.step() {
      for index in builders.indices {
        switch statement.cell(index) {
        case .missing: builders[index].appendMissing()
        case .int(let value): builders[index].append(value)
        case .double(let value): builders[index].append(value)
        case .text(let bytes):
          // A file may hold bytes that are not UTF-8.
          var text = String(decoding: bytes, as: UTF8.self)
          text.withUTF8 { builders[index].append($0) }
        case .binary:
          throw ReadError(
            file: path, column: builders[index].name,
            problem: "the column holds binary data; leave it out")
        }
      }
      rows += 1
      if rows % 4096 == 0 { try watch.check(rows: rows) }
    }
    var columns: [(name: String, column: Column)] = []
    var facts: [String: ColumnFacts] = [:]
    for builder in builders {
      let column = try builder.column()
      facts[builder.name] = builder.facts(column)
      columns.append((builder.name, column))
    }
    return try options.finished(
      columns, of: columns.map(\.name), rows: rows, file: path, facts: facts)
  }

  private func builders(_ names: [String]) throws -> [JSONColumnBuilder] {
    var known: Set<String> = []
    return try names.map { name in
      guard known.insert(name).inserted else {
        throw ReadError(
          file: path, problem: "two columns of the result are called '\(name)'; rename one with AS")
      }
      return JSONColumnBuilder(
        name: name, declared: options.isDeclared(name) ? options.types[name] : nil,
        missing: options.missingTokens(name))
    }
  }

  private static func isQuery(_ source: String) -> Bool {
    let word = source.lowercased().drop(while: \.isWhitespace).prefix { $0.isLetter }
    guard ["select", "with", "values"].contains(word) else { return false }
    // A table may be called so.
    return source.drop(while: \.isWhitespace).count > word.count
  }

  /// The statement to run; of a table only the wanted columns are asked for.
  private func query(_ source: String) throws -> String {
    let known = try database.texts(
      "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%' order by name"
    )
    if Self.isQuery(source), !known.contains(source) { return source }
    guard known.contains(source) else {
      if source.isEmpty, known.count == 1 { return "select * from " + quoted(known[0]) }
      throw ReadError(file: path, problem: unknown(source, known))
    }
    let names = options.columns.map { $0.map(quoted).joined(separator: ", ") } ?? "*"
    return "select \(names) from \(quoted(source))"
  }

  private func unknown(_ source: String, _ known: [String]) -> String {
    let list = known.joined(separator: ", ")
    if known.isEmpty { return "the database has no table; check the name of the file" }
    if source.isEmpty { return "say which table is meant, as \(path):TABLE; there are \(list)" }
    return "there is no table '\(source)'; there are \(list)"
  }

  private func quoted(_ name: String) -> String {
    "\"" + name.replacing(scalar: "\"", with: "\"\"") + "\""
  }
}
