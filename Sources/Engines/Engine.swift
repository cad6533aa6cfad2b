internal import Basics
internal import CArrow
internal import Foundation

/// An engine that is open: its driver and its database. Connections of it may work side by side.
///
/// `@unchecked Sendable`: the database is set up before the engine is handed out; after that ADBC lets several threads
/// make connections of it.
public final class Engine: @unchecked Sendable {
  let settings: EngineSettings
  let driver: Driver
  private let database: UnsafeMutablePointer<AdbcDatabase>

  /// What may be taken of the machine and of time.
  public struct Allowance: Sendable {
    /// The most threads that an engine within this process may use.
    public var threads: Int?
    /// The most bytes of memory; `nil`: a share of what is free.
    public var memory: Int?
    /// The most seconds that a statement may run; `nil`: a minute.
    public var timeout: Double?

    /// What is usual.
    public init(threads: Int? = nil, memory: Int? = nil, timeout: Double? = nil) {
      (self.threads, self.memory, self.timeout) = (threads, memory, timeout)
    }

    var seconds: Double { timeout ?? Limits.querySeconds }
  }

  let allowance: Allowance

  /// Opens the engine that is called `name`.
  public convenience init(
    _ name: String, in registry: EngineRegistry, _ allowance: Allowance = .init()
  ) throws(EngineError) {
    let settings = try registry.settings(name)
    let file = try DriverSearch(settings: settings, folders: registry.folders).find()
    try self.init(settings, try Driver.load(file, for: settings), allowance)
  }

  init(
    _ settings: EngineSettings, _ driver: Driver, _ allowance: Allowance
  ) throws(EngineError) {
    self.settings = settings
    self.driver = driver
    self.allowance = allowance
    database = .allocate(capacity: 1)
    database.initialize(to: AdbcDatabase())
    let functions = driver.functions.pointee
    guard let new = functions.DatabaseNew, let set = functions.DatabaseSetOption,
      let start = functions.DatabaseInit
    else { throw Self.incomplete(settings) }
    try AdbcCall.check(.connection, "cannot be opened", settings) { new(database, $0) }
    let added = settings.dialect.options(
      settings, threads: allowance.threads, memory: allowance.memory ?? Memory.allowance)
    let own = settings.options.map { option in
      option.key == "path" ? (key: pathKey, value: path(option.value)) : option
    }
    for (key, value) in added.filter({ option in !own.contains { $0.key == option.key } }) + own {
      try AdbcCall.check(.connection, "option '\(key)' is refused", settings) {
        set(database, key, value, $0)
      }
    }
    // Where that fails, `deinit` releases it.
    try AdbcCall.check(.connection, "cannot be opened", settings) { start(database, $0) }
  }

  deinit {
    if database.pointee.private_data != nil {
      var error = AdbcError()
      error.vendor_code = Int32.min
      _ = driver.functions.pointee.DatabaseRelease?(database, &error)
      _ = AdbcCall.message(&error)
    }
    database.deallocate()
  }

  /// The option that the driver takes the path of a file by.
  private var pathKey: String { settings.dialect.kind == .sqlite ? "uri" : "path" }

  /// A path of the settings, from their folder.
  private func path(_ path: String) -> String {
    if path.hasPrefix("~/") { return NSHomeDirectory() + path.dropFirst() }
    return path.hasPrefix("/") || path.hasPrefix(":") || path.contains("://")
      ? path : settings.folder + "/" + path
  }

  static func incomplete(_ settings: EngineSettings) -> EngineError {
    EngineError(
      .driver, settings.name,
      "the driver lacks a function that every ADBC driver has; install another")
  }

  /// The SQL that the engine speaks.
  public var dialect: SQLDialect { settings.dialect }

  /// A new connection, set up to read.
  package func connect() throws(EngineError) -> EngineConnection {
    try EngineConnection(self, database)
  }
}

/// A connection, for one thread at a time.
package final class EngineConnection {
  /// The SQL that the engine speaks.
  package var dialect: SQLDialect { engine.dialect }
  let engine: Engine
  private let connection: UnsafeMutablePointer<AdbcConnection>

  fileprivate init(
    _ engine: Engine, _ database: UnsafeMutablePointer<AdbcDatabase>
  ) throws(EngineError) {
    self.engine = engine
    connection = .allocate(capacity: 1)
    connection.initialize(to: AdbcConnection())
    let functions = engine.driver.functions.pointee
    guard let new = functions.ConnectionNew, let start = functions.ConnectionInit else {
      throw Engine.incomplete(engine.settings)
    }
    try AdbcCall.check(.connection, "gives no connection", engine.settings) { new(connection, $0) }
    try AdbcCall.check(.connection, "cannot be reached", engine.settings) {
      start(connection, database, $0)
    }
    for statement in engine.dialect.beginning(timeout: engine.allowance.seconds) {
      try run(statement)
    }
  }

  deinit {
    if connection.pointee.private_data != nil {
      var error = AdbcError()
      error.vendor_code = Int32.min
      _ = engine.driver.functions.pointee.ConnectionRelease?(connection, &error)
      _ = AdbcCall.message(&error)
    }
    connection.deallocate()
  }

  /// Hands the answer to a statement to `body`. It is broken off when the time is over, and on Ctrl-C.
  package func ask<Result>(
    _ sql: String, _ body: (ArrowStream) throws(EngineError) -> Result
  ) throws(EngineError) -> Result {
    let stream = ArrowStream(engine: engine.settings.name, redacted: engine.settings.redacted)
    return try perform(sql, stream) { () throws(EngineError) in
      try stream.open()
      return try body(stream)
    }
  }

  /// Carries out a statement; where nobody wants its answer, `stream` is `nil`.
  private func perform<Result>(
    _ sql: String, _ stream: ArrowStream?, _ body: () throws(EngineError) -> Result
  ) throws(EngineError) -> Result {
    let settings = engine.settings
    let functions = engine.driver.functions.pointee
    guard let new = functions.StatementNew, let set = functions.StatementSetSqlQuery,
      let execute = functions.StatementExecuteQuery, let release = functions.StatementRelease
    else { throw Engine.incomplete(settings) }
    let statement = UnsafeMutablePointer<AdbcStatement>.allocate(capacity: 1)
    statement.initialize(to: AdbcStatement())
    defer { statement.deallocate() }
    try AdbcCall.check(.query, "takes no statement", settings) { new(connection, statement, $0) }
    defer {
      var error = AdbcError()
      error.vendor_code = Int32.min
      _ = release(statement, &error)
      _ = AdbcCall.message(&error)
    }
    let running = RunningStatement(engine.driver, statement)
    // Before the statement is released: nothing cancels it afterwards.
    defer { running.close() }
    let seconds = engine.allowance.seconds
    return try running.within(seconds) { () throws(EngineError) in
      do throws(EngineError) {
        try AdbcCall.check(.query, "refuses the statement", settings) { set(statement, sql, $0) }
        try AdbcCall.check(.query, "refuses the statement", settings) {
          execute(statement, stream?.pointer, nil, $0)
        }
        // What is left of the answer goes before the statement does.
        defer { stream?.close() }
        return try body()
      } catch {
        if running.isOver(after: seconds) {
          throw EngineError(
            .timeout, settings.name,
            "the statement ran longer than \(JSONNumber.text(seconds)) s; make it simpler, or give --timeout more seconds"
          )
        }
        guard error.problem.contains("disabled by configuration"), !settings.readsFiles else {
          throw error
        }
        throw EngineError(
          error.kind, settings.name,
          error.problem
            + "; to let the engine read files, say 'files: true' where its settings stand")
      }
    }
  }

  /// Carries out a statement that has no answer.
  package func run(_ sql: String) throws(EngineError) {
    try perform(sql, nil) { () throws(EngineError) in () }
  }
}

/// A statement that another thread may break off.
///
/// `@unchecked Sendable`: every access to the mutable state is with `lock` held.
private final class RunningStatement: @unchecked Sendable {
  private let lock = NSLock()
  private let driver: Driver
  private var statement: UnsafeMutablePointer<AdbcStatement>?
  private var isLate = false

  init(_ driver: Driver, _ statement: UnsafeMutablePointer<AdbcStatement>) {
    self.driver = driver
    self.statement = statement
  }

  /// Breaks it off, where the driver can.
  private func cancel(isLate: Bool) {
    lock.withLock {
      guard let statement else { return }
      if isLate { self.isLate = true }
      guard driver.isCurrent, let cancel = driver.functions.pointee.StatementCancel else { return }
      var error = AdbcError()
      error.vendor_code = Int32.min
      _ = cancel(statement, &error)
      _ = AdbcCall.message(&error)
    }
  }

  func close() { lock.withLock { statement = nil } }

  private var begin = ContinuousClock.now

  /// Whether it was broken off because the time was over, by us or by the engine.
  func isOver(after seconds: Double) -> Bool {
    lock.withLock { isLate } || ContinuousClock.now - begin > .seconds(seconds)
  }

  /// Runs `body`, and breaks the statement off after so many seconds or when a signal ends the program.
  func within<Result>(
    _ seconds: Double, _ body: () throws(EngineError) -> Result
  ) throws(EngineError) -> Result {
    begin = .now
    let timer = DispatchWorkItem { [self] in cancel(isLate: true) }
    DispatchQueue.global().asyncAfter(
      deadline: .now() + min(seconds, Limits.longestTimeout), execute: timer)
    defer { timer.cancel() }
    return try Interruption.cleaningUp({ [self] in cancel(isLate: false) }, during: body)
  }
}
