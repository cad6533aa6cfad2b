internal import Basics

/// How a file of rows is read, whatever its format.
public struct ReadOptions: Sendable {
  /// Of separated text the character between cells; `nil`: that of comma, tab, semicolon and bar which cuts the first records alike.
  public var separator: Unicode.Scalar?
  /// The encoding of a text file, by the name that iconv knows; `nil`: UTF-8, or what a byte order mark says.
  public var encoding: String?
  /// The columns to read, in this order; `nil`: all. The others cost no memory.
  public var columns: [String]?
  /// Declared types; a cell that is not of the declared type is an error. Other columns are inferred
  /// from all their cells.
  public var types: [String: ColumnType]
  /// Texts that mean a missing value, besides the empty cell: `NA`, or `age=-99` for a column alone.
  public var missing: [String]
  /// The sign before decimals; `nil`: inferred from the file.
  public var decimal: DecimalSign?
  /// The sign between groups of three digits: `.`, `,`, a blank or an apostrophe; `nil`: inferred from the file.
  public var thousands: String?
  /// The order of day and month where a date does not tell; `nil`: inferred from the file.
  public var dayOrder: DayOrder?
  /// Whether a column that can be read in two ways, between which nothing in the file decides, is kept as text and told,
  /// and not refused.
  public var keepsAmbiguities = false
  /// Columns of numbers that are points in time, and what they count.
  public var unixTimes: [String: UnixTime] = [:]
  /// Unit, provenance, label and description by column.
  public var metadata: [String: ColumnMetadata]
  /// Read at most this many rows; `nil`: all.
  public var maximumRows: Int?
  /// How many threads parse; `nil`: one for each processor. The result is the same for any number.
  public var threads: Int?
  /// The most memory that reading may take, in bytes; `nil`: a share of what is free.
  public var memory: Int?
  /// The most seconds that a query of a database may run; `nil`: a minute.
  public var timeout: Double?
  /// Told every now and then how many rows are read, and how many bytes of how many. Text files only.
  public var progress: (@Sendable (_ rows: Int, _ bytes: Int, _ total: Int) -> Void)?
  /// Whether the numbers among the cells were written by a program, so that a point comes before decimals.
  var numbersArePlain = false
  /// About how many bytes are handed to a thread at a time.
  package var blockSize = 1 << 20

  /// Options; by default every column is read and its type inferred.
  public init(
    separator: Unicode.Scalar? = nil, columns: [String]? = nil, types: [String: ColumnType] = [:],
    missing: [String] = [], metadata: [String: ColumnMetadata] = [:], maximumRows: Int? = nil,
    threads: Int? = nil
  ) {
    self.separator = separator
    self.columns = columns
    self.types = types
    self.missing = missing
    self.metadata = metadata
    self.maximumRows = maximumRows
    self.threads = threads
  }
}

extension ReadOptions {
  /// What means a missing value in the column `name`.
  func missingTokens(_ name: String) -> MissingTokens { MissingTokens(missingWords(name)) }

  /// The words that mean a missing value in the column `name`.
  package func missingWords(_ name: String) -> [String] {
    missing
      + missing.compactMap { word in
        word.hasPrefix(name + "=") ? String(word.dropFirst(name.count + 1)) : nil
      }
  }

  /// Whether it was said how numbers are written.
  var saysNumbers: Bool { decimal != nil || thousands != nil }

  /// The type of a column as it is read first: what people write otherwise is read as text, and understood then.
  func firstType(_ name: String) -> ColumnType? {
    if unixTimes[name] != nil { return nil }
    return switch types[name] {
    case .double where saysNumbers, .int where saysNumbers: .text
    case .date where dayOrder != nil, .timestamp where dayOrder != nil: .text
    case let type: type
    }
  }

  /// Fails where a column is asked for, or declared, that the file at `path` does not have.
  func check(_ names: [String], file: String) throws(ReadError) {
    let known = Set(names)
    for name in Set(columns ?? []).union(types.keys).union(metadata.keys).subtracting(known)
      .sorted()
    {
      let hint =
        name.nearest(in: names).map { "; did you mean '\($0)'?" } ?? "; it has \(list(names))"
      throw ReadError(file: file, problem: "the file has no column '\(name)'" + hint)
    }
  }

  /// The table with the wanted columns in the wanted order, types and metadata as declared; `names`
  /// are those of all columns of the file.
  ///
  /// Texts are understood as people write numbers and dates; `line` is the line of a row.
  func finished(
    _ columns: [(name: String, column: Column)], of names: [String], rows: Int, file: String,
    facts: [String: ColumnFacts] = [:],
    line: (_ row: Int) -> Int? = { _ in nil }
  ) throws(ReadError) -> Table {
    try check(names, file: file)
    let places = Dictionary(
      columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let wanted = (self.columns ?? names).compactMap { name in places[name].map { columns[$0] } }
    var own = self
    own.numbersArePlain = true
    var understood = own.understood(wanted, facts, by: TextConventions(own))
    for index in understood.indices { understood[index].reading.findLines(line) }
    return try table(understood, rows: rows, file: file)
  }

  /// The first few of some names.
  private func list(_ names: [String]) -> String {
    names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
      + (names.count > 8 ? " and \(names.count - 8) more" : "")
  }
}
