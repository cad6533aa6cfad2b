internal import CArrow
internal import Foundation

/// A driver that is loaded, with its table of functions. It stays loaded: what it made may outlive any of its users.
///
/// `@unchecked Sendable`: the table is written before the driver is handed out, and never again.
final class Driver: @unchecked Sendable {
  let functions: UnsafeMutablePointer<AdbcDriver>
  /// Whether it knows ADBC 1.1, so that the later part of the table may be read.
  let isCurrent: Bool

  private init(_ functions: UnsafeMutablePointer<AdbcDriver>, isCurrent: Bool) {
    self.functions = functions
    self.isCurrent = isCurrent
  }

  /// The drivers by file: a library is entered once.
  private static let loaded = LoadedDrivers()

  static func load(
    _ file: DriverFile, for settings: EngineSettings
  ) throws(EngineError) -> Driver {
    try loaded.driver(file) { () throws(EngineError) in try open(file, for: settings) }
  }

  private static func open(
    _ file: DriverFile, for settings: EngineSettings
  ) throws(EngineError) -> Driver {
    if file.isPythonModule { try openPython(for: file, settings) }
    let flags = file.isPythonModule ? RTLD_LAZY | RTLD_LOCAL : RTLD_NOW | RTLD_LOCAL
    guard let library = dlopen(file.path, flags) else {
      throw EngineError(
        .driver, settings.name,
        "the driver \(file.path) cannot be loaded: \(lastError); install one for this machine")
    }
    guard let symbol = file.entrypoints.lazy.compactMap({ dlsym(library, $0) }).first else {
      throw EngineError(
        .driver, settings.name,
        "\(file.path) is no ADBC driver: it has none of \(file.entrypoints.joined(separator: ", ")); "
          + "give its entry point as 'entrypoint'")
    }
    let enter = unsafeBitCast(symbol, to: almanac_adbc_init.self)
    let table = UnsafeMutablePointer<AdbcDriver>.allocate(capacity: 1)
    for version in [ALMANAC_ADBC_VERSION, ALMANAC_ADBC_VERSION_1_0] {
      table.initialize(to: AdbcDriver())
      var error = AdbcError()
      error.vendor_code = Int32.min
      let status = enter(version, table, &error)
      let message = AdbcCall.message(&error)
      if status == UInt8(ALMANAC_ADBC_OK) {
        return Driver(table, isCurrent: version == ALMANAC_ADBC_VERSION)
      }
      guard status == UInt8(ALMANAC_ADBC_NOT_IMPLEMENTED) else {
        table.deallocate()
        throw EngineError(
          .driver, settings.name,
          "the driver \(file.path) does not start: \(settings.redacted(message))")
      }
    }
    table.deallocate()
    throw EngineError(
      .driver, settings.name,
      "the driver \(file.path) knows neither ADBC 1.1 nor 1.0; install a newer one")
  }

  /// Loads Python's own library, whose names a module of Python needs.
  private static func openPython(
    for file: DriverFile, _ settings: EngineSettings
  ) throws(EngineError) {
    // `.../lib/python3.11/site-packages/_duckdb.cpython-311-x86_64-linux-gnu.so`
    let parts = file.path.split(separator: "/")
    let version = parts.last { $0.hasPrefix("python3") }.map { String($0.dropFirst(6)) } ?? "3"
    let folder = parts.firstIndex { $0.hasPrefix("python3") }.map {
      "/" + parts[..<$0].joined(separator: "/")
    }
    let home = folder.flatMap(pythonHome)
    let names = [
      "libpython\(version).so.1.0", "libpython\(version).so", "libpython\(version).dylib",
    ]
    let candidates = [folder, home].compactMap { $0 }.flatMap { folder in
      names.map { "\(folder)/\($0)" }
    }
    guard
      (candidates + names).contains(where: { dlopen($0, RTLD_NOW | RTLD_GLOBAL) != nil })
    else {
      throw EngineError(
        .driver, settings.name,
        "\(file.path) is a module of Python \(version), whose library libpython\(version) is not installed; "
          + "give the path of libduckdb.so as 'driver'")
    }
  }

  /// The libraries of the Python that an environment was made from: `home = .../bin` in its `pyvenv.cfg`.
  private static func pythonHome(_ folder: String) -> String? {
    let prefix = URL(fileURLWithPath: folder).deletingLastPathComponent()
    let file = prefix.appendingPathComponent("pyvenv.cfg").path
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("home") }
    guard let path = line?.split(separator: "=", maxSplits: 1).last else { return nil }
    return URL(fileURLWithPath: path.trimmingCharacters(in: .whitespaces))
      .deletingLastPathComponent().path + "/lib"
  }

  private static var lastError: String {
    dlerror().map { String(cString: $0) } ?? "the system gives no reason"
  }
}

/// `@unchecked Sendable`: every access to the mutable state is with `lock` held.
private final class LoadedDrivers: @unchecked Sendable {
  private let lock = NSLock()
  private var drivers: [DriverFile: Driver] = [:]

  func driver(
    _ file: DriverFile, _ open: () throws(EngineError) -> Driver
  ) throws(EngineError) -> Driver {
    lock.lock()
    defer { lock.unlock() }
    if let known = drivers[file] { return known }
    let driver = try open()
    drivers[file] = driver
    return driver
  }
}

/// Calls of a driver's functions, whose failures become errors.
enum AdbcCall {
  /// So many bytes of a driver's message are shown.
  private static let messageBytes = 1000

  /// Fails where the status that `body` gives is not 0; `what` was being done.
  static func check(
    _ kind: EngineError.Kind, _ what: String, _ settings: EngineSettings,
    _ body: (UnsafeMutablePointer<AdbcError>) -> AdbcStatusCode
  ) throws(EngineError) {
    var error = AdbcError()
    error.vendor_code = Int32.min
    let status = body(&error)
    let message = message(&error)
    guard status != UInt8(ALMANAC_ADBC_OK) else { return }
    throw EngineError(kind, settings.name, what + ": " + settings.redacted(message))
  }

  /// The message of an error, which is released.
  static func message(_ error: inout AdbcError) -> String {
    defer { error.release?(&error) }
    return error.message.map { text($0) } ?? "the driver gives no reason"
  }

  /// A text of C's, on one line and not endless.
  static func text(_ pointer: UnsafePointer<CChar>) -> String {
    let length = strnlen(pointer, messageBytes)
    let bytes = UnsafeRawBufferPointer(start: pointer, count: length)
    let text = String(decoding: bytes, as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .joined(separator: " ") + (length == messageBytes ? " ..." : "")
  }
}
