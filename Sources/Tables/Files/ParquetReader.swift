internal import Basics
internal import Foundation

/// Reads Parquet files through DuckDB's command-line program, which must be installed.
public enum ParquetReader {
  /// The table in the file at `path`, which may be a local file, a pattern, or an `hf://`, `s3://`
  /// or `https://` address. Only the wanted columns are read.
  ///
  /// DuckDB writes the rows as CSV into a temporary file; the types are those that Parquet declares, so that
  /// `007` stays text.
  public static func read(
    path: String, options: ReadOptions = .init()
  ) throws(ReadError) -> Table {
    let duckdb = try DuckDB(file: path, options)
    let source = source(path)
    let described = try duckdb.run(
      "select column_name, column_type from (describe select * from \(source))")
    let schema = try table(
      described, path, ReadOptions(types: ["column_name": .text, "column_type": .text]))
    var types: [String: ColumnType] = [:]
    var selected: [String] = []
    for row in 0..<schema.rowCount {
      let name = schema["column_name"]?.value(at: row).description ?? ""
      let declared = schema["column_type"]?.value(at: row).description ?? ""
      guard options.columns?.contains(name) ?? true else { continue }
      types[name] = options.types[name] ?? type(declared)
      selected.append(expression(name, declared))
    }
    let known =
      schema["column_name"].map { column in
        (0..<column.count).map { column.value(at: $0).description }
      } ?? []
    try options.check(known, file: path)
    guard !selected.isEmpty else {
      throw ReadError(file: path, problem: "the file has none of the requested columns")
    }
    let limit = options.maximumRows.map { " limit \($0)" } ?? ""
    let csv = try duckdb.run("select \(selected.joined(separator: ", ")) from \(source)\(limit)")
    var own = options
    own.types = types
    own.separator = ","
    var result = try table(csv, path, own)
    for (name, type) in types where type == .text && options.types[name] == nil {
      guard let column = result[name], let dates = dated(column) else { continue }
      // The column has as many rows as before: there is nothing to refuse.
      try? result.set(name, to: dates)
    }
    return result
  }

  /// How many rows the file at `path` says that it has.
  static func rowCount(path: String, _ options: ReadOptions) throws(ReadError) -> Int {
    let answer = try DuckDB(file: path, options).run("select count(*) as rows from \(source(path))")
    return try table(answer, path, ReadOptions())["rows"]?.value(at: 0).doubleValue.map { Int($0) }
      ?? 0
  }

  private static func source(_ path: String) -> String {
    "read_parquet('\(pattern(path).replacingOccurrences(of: "'", with: "''"))')"
  }

  /// What DuckDB takes for a file: the name of one that is there is no pattern, whatever is in it.
  private static func pattern(_ path: String) -> String {
    guard FileManager.default.fileExists(atPath: path) else { return path }
    return path.map { "*?[".contains($0) ? "[\($0)]" : String($0) }.joined()
  }

  /// Text that is wholly dates or timestamps, as such, as the other readers have it; `nil` for other
  /// text.
  private static func dated(_ column: Column) -> Column? {
    guard let first = (0..<column.count).first(where: column.isValid),
      Casting.dateLiteral(column.value(at: first).description) != nil
    else { return nil }
    var builder = JSONColumnBuilder(name: "", declared: nil, missing: MissingTokens([]))
    for row in 0..<column.count {
      guard column.isValid(row) else {
        builder.appendMissing()
        continue
      }
      var text = column.value(at: row).description
      text.withUTF8 { builder.append($0) }
    }
    guard let dates = try? builder.column(), dates.type != .text else { return nil }
    return dates.with(metadata: column.metadata)
  }

  private static func table(
    _ file: URL, _ path: String, _ options: ReadOptions
  ) throws(ReadError) -> Table {
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    do {
      return try CSVReader.read(path: file.path, options: options)
    } catch {
      throw ReadError(file: path, line: error.line, column: error.column, problem: error.problem)
    }
  }

  /// What a column is in the result, where Parquet says so.
  private static func type(_ declared: String) -> ColumnType? {
    switch declared {
    case "VARCHAR": .text
    case "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT": .int
    case "DOUBLE", "FLOAT": .double
    case "BOOLEAN": .bool
    case "DATE": .date
    case "VARCHAR[]": .textList
    default:
      if declared.hasPrefix("TIMESTAMP") {
        .timestamp
      } else if declared.hasPrefix("DECIMAL") {
        // Without places after the point they are whole numbers, which a double would round: by their cells.
        declared.hasSuffix(",0)") ? nil : .double
      } else {
        nil
      }
    }
  }

  /// A column as this reader wants it: lists as JSON.
  private static func expression(_ name: String, _ declared: String) -> String {
    let quoted = "\"" + name.replacing(scalar: "\"", with: "\"\"") + "\""
    let isNested =
      declared.hasSuffix("[]") || declared.hasPrefix("STRUCT") || declared.hasPrefix("MAP")
    return isNested ? "to_json(\(quoted)) as \(quoted)" : quoted
  }
}

/// DuckDB's command-line program.
struct DuckDB {
  private let executable: String
  private let file: String
  private let options: ReadOptions

  /// Finds the program on the path; a file of this machine must be one that can be read.
  init(file: String, _ options: ReadOptions) throws(ReadError) {
    self.file = file
    self.options = options
    // Addresses and patterns are DuckDB's to understand.
    if !file.contains("://"), !file.contains(where: "*?[".contains) { try InputFile.check(file) }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let candidates = folders.map { "\($0)/duckdb" }
    guard
      let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else {
      throw ReadError(
        file: file,
        problem:
          "Parquet is read through DuckDB's program, which is not installed; install it with "
          + "`pip install duckdb-cli` or `brew install duckdb`, or convert the file to CSV")
    }
    executable = found
  }

  /// The answer to a query as a CSV file in a folder of its own, which the caller removes.
  func run(_ query: String) throws(ReadError) -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "almanac-\(UUID().uuidString)")
    let output = folder.appending(path: "answer.csv")
    let errors = folder.appending(path: "errors.txt")
    var message = ""
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data().write(to: output)
      try Data().write(to: errors)
      let process = Process()
      process.executableURL = URL(filePath: executable)
      process.arguments = [
        "-batch", "-init", "/dev/null", "-csv", "-nullvalue", "", "-c",
        "set memory_limit = '\(max(1 << 26, options.memory ?? Memory.allowance)) B'; " + query,
      ]
      process.environment = ProcessInfo.processInfo.environment.merging(["TZ": "UTC"]) { $1 }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = try FileHandle(forWritingTo: errors)
      let isOver = DispatchSemaphore(value: 0)
      process.terminationHandler = { _ in isOver.signal() }
      try process.run()
      let end = options.timeout.map { DispatchTime.now() + $0 } ?? .distantFuture
      if isOver.wait(timeout: end) == .success {
        if process.terminationStatus == 0 { return output }
        message = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      } else {
        kill(process.processIdentifier, SIGKILL)
        isOver.wait()
        message =
          "it ran longer than the \(JSONNumber.text(options.timeout ?? 0)) s that --timeout allows"
      }
    } catch {
      message = error.localizedDescription
    }
    try? FileManager.default.removeItem(at: folder)
    let line = message.split(separator: "\n").first.map(String.init) ?? "it gave no message"
    throw ReadError(
      file: file,
      problem:
        "DuckDB could not read it: \(line); check the file and its name, or convert it to CSV")
  }
}
