internal import Basics
internal import CSQLite
internal import Synchronization

/// What SQLite reports: the primary result code, and its own words.
struct SQLiteFailure: Error, Hashable {
  let code: CInt
  let message: String
}

/// An SQLite file, open for reading only within limits of time and memory, and closed with its owner.
///
/// The only door to SQLite. Not Sendable: a connection stays in the task that opened it.
final class SQLiteConnection {
  private let handle: OpaquePointer
  private let warden: SQLiteWarden
  private let room: Int

  /// - Parameters:
  ///   - seconds: how long all queries together may run.
  ///   - room: how many bytes SQLite itself may take, for a sort or for one text.
  init(path: String, seconds: Double, room: Int) throws(SQLiteFailure) {
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
    guard let opened else {
      throw SQLiteFailure(code: SQLITE_NOMEM, message: "no memory for a connection")
    }
    handle = opened
    warden = SQLiteWarden(seconds: seconds)
    self.room = SQLiteHeap.add(room)
    // Every property is set: from here on, a throw closes the connection.
    try check(code)
    sqlite3_limit(opened, SQLITE_LIMIT_LENGTH, CInt(clamping: Limits.recordBytes))
    let context = Unmanaged.passUnretained(warden).toOpaque()
    sqlite3_progress_handler(
      opened, 5000,
      { context in SQLiteWarden.from(context)?.isLate == false ? 0 : 1 }, context)
    // A sort is not to fill the disk; functions that schemas and views call are not to be trusted. One
    // transaction: the list of tables and the rows are of one state.
    try check(
      sqlite3_exec(
        opened, "pragma temp_store = memory; pragma trusted_schema = off; begin", nil, nil, nil))
    sqlite3_set_authorizer(
      opened,
      { context, action, first, second, _, _ in
        SQLiteWarden.from(context)?.allows(action, first, second) == true ? SQLITE_OK : SQLITE_DENY
      }, context)
  }

  deinit {
    sqlite3_close_v2(handle)
    SQLiteHeap.remove(room)
  }

  /// Whether a query was refused because it asked for more than the data.
  var wasRefused: Bool { warden.wasRefused }

  /// The one statement of a text.
  func statement(_ text: String) throws(SQLiteFailure) -> SQLiteStatement {
    var (first, second): (OpaquePointer?, OpaquePointer?)
    var isFollowed = false
    let code = text.withCString { start in
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v2(handle, start, -1, &first, &tail)
      guard code == SQLITE_OK else { return code }
      // White space, comments and semicolons after a statement are none.
      while let rest = tail, rest.pointee != 0, !isFollowed {
        isFollowed = sqlite3_prepare_v2(handle, rest, -1, &second, &tail) != SQLITE_OK
        isFollowed = isFollowed || second != nil
        if tail == rest { break }
      }
      return code
    }
    sqlite3_finalize(second)
    try check(code)
    guard let first else { throw SQLiteFailure(code: SQLITE_MISUSE, message: "no statement") }
    let statement = SQLiteStatement(handle: first, connection: self)
    if isFollowed { throw SQLiteFailure(code: SQLITE_MISUSE, message: Self.severalStatements) }
    guard sqlite3_bind_parameter_count(first) == 0 else {
      throw SQLiteFailure(code: SQLITE_MISUSE, message: Self.parameters)
    }
    return statement
  }

  /// The first column of every row as text.
  func texts(_ query: String) throws(SQLiteFailure) -> [String] {
    let statement = try statement(query)
    var texts: [String] = []
    while try statement.step() {
      if case .text(let bytes) = statement.cell(0) {
        texts.append(String(decoding: bytes, as: UTF8.self))
      }
    }
    return texts
  }

  static let severalStatements = "several statements"
  static let parameters = "parameters"

  fileprivate func check(_ code: CInt) throws(SQLiteFailure) {
    guard code != SQLITE_OK, code != SQLITE_ROW, code != SQLITE_DONE else { return }
    throw SQLiteFailure(code: code & 0xFF, message: String(cString: sqlite3_errmsg(handle)))
  }
}

/// What SQLite itself may take. Its limit is one for the whole process: what all connections may take together.
private enum SQLiteHeap {
  private static let rooms = Mutex<[Int]>([])

  /// Allows so many bytes more, until they are removed; answers how many those were.
  static func add(_ room: Int) -> Int {
    let room = max(1 << 22, room)
    change { $0.append(room) }
    return room
  }

  static func remove(_ room: Int) {
    change { rooms in
      if let place = rooms.firstIndex(of: room) { rooms.remove(at: place) }
    }
  }

  private static func change(_ body: (inout [Int]) -> Void) {
    rooms.withLock { rooms in
      body(&rooms)
      let sum = rooms.reduce(0) { sum, room in
        let (more, isTooMuch) = sum.addingReportingOverflow(room)
        return isTooMuch ? .max : more
      }
      // 0 is no limit, where nothing is open.
      sqlite3_hard_heap_limit64(Int64(sum))
    }
  }
}

/// A prepared statement, finalised with its owner.
final class SQLiteStatement {
  /// The value of one column of the current row; the bytes are valid until the next step.
  enum Cell {
    case missing
    case int(Int64)
    case double(Double)
    case text(UnsafeBufferPointer<UInt8>)
    case binary
  }

  private let handle: OpaquePointer
  private let connection: SQLiteConnection

  fileprivate init(handle: OpaquePointer, connection: SQLiteConnection) {
    self.handle = handle
    self.connection = connection
  }

  deinit { sqlite3_finalize(handle) }

  var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

  var columnNames: [String] {
    (0..<sqlite3_column_count(handle)).map { index in
      sqlite3_column_name(handle, index).map { String(cString: $0) } ?? ""
    }
  }

  /// Goes to the next row; false after the last one.
  func step() throws(SQLiteFailure) -> Bool {
    let code = sqlite3_step(handle)
    try connection.check(code)
    return code == SQLITE_ROW
  }

  func cell(_ column: Int) -> Cell {
    let column = CInt(column)
    switch sqlite3_column_type(handle, column) {
    case SQLITE_NULL: return .missing
    case SQLITE_INTEGER: return .int(sqlite3_column_int64(handle, column))
    case SQLITE_FLOAT: return .double(sqlite3_column_double(handle, column))
    case SQLITE_TEXT:
      let text = sqlite3_column_text(handle, column)
      return .text(
        UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, column))))
    default: return .binary
    }
  }
}

/// Decides what a connection may do, and for how long.
private final class SQLiteWarden {
  private let end: ContinuousClock.Instant
  private(set) var wasRefused = false

  init(seconds: Double) {
    end = .now + .seconds(seconds < Limits.longestTimeout ? max(seconds, 0) : Limits.longestTimeout)
  }

  static func from(_ context: UnsafeMutableRawPointer?) -> SQLiteWarden? {
    context.map { Unmanaged<SQLiteWarden>.fromOpaque($0).takeUnretainedValue() }
  }

  var isLate: Bool { end < .now }

  /// What SQLite tells of itself is the path of the file on this machine, among other things: no part of the
  /// data, be it asked by a query or by a view. Full-text and spatial indexes ask for two harmless facts.
  func allows(
    _ action: CInt, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?
  ) -> Bool {
    let isAllowed =
      switch action {
      case SQLITE_PRAGMA:
        ["data_version", "page_size"].contains(first.map { String(cString: $0) } ?? "")
      case SQLITE_ATTACH, SQLITE_DETACH: false
      case SQLITE_FUNCTION: second.map { String(cString: $0) } != "load_extension"
      default: true
      }
    if !isAllowed { wasRefused = true }
    return isAllowed
  }
}
