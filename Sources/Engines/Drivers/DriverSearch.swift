internal import Basics
internal import Foundation
internal import Tables

/// The library of a driver: where it lies, and what it is entered by.
struct DriverFile: Hashable, Sendable {
  let path: String
  /// Names of the entry point, the likeliest first.
  let entrypoints: [String]

  /// Whether the library is a module of Python, which is loaded after Python's own library.
  var isPythonModule: Bool {
    path.split(separator: "/").last.map { $0.contains(".cpython-") || $0.contains(".abi3.") }
      ?? false
  }
}

/// Finds the library of a driver by its name or path.
struct DriverSearch {
  let settings: EngineSettings
  let folders: UserFolders

  func find() throws(EngineError) -> DriverFile {
    let driver = settings.driver
    if driver.contains("/") || driver.hasSuffix(".so") || driver.hasSuffix(".dylib")
      || driver.hasSuffix(".toml")
    {
      return try file(at: absolute(driver))
    }
    guard FileName.isPlain(driver) else {
      throw EngineError(.settings, settings.name, "'\(driver)' is no name of a driver, and no path")
    }
    let manifests = folders.adbc("drivers", variable: "ADBC_DRIVER_PATH")
    for folder in manifests {
      let path = "\(folder)/\(driver).toml"
      if exists(path) { return try manifest(path) }
    }
    for folder in manifests + folders.libraries {
      for name in libraryNames where exists("\(folder)/\(name)") {
        return DriverFile(path: "\(folder)/\(name)", entrypoints: entrypoints(name))
      }
    }
    for folder in folders.packages {
      if let path = module(in: folder) {
        return DriverFile(path: path, entrypoints: entrypoints(path))
      }
    }
    throw EngineError(.driver, settings.name, missing)
  }

  /// What to do where there is no driver.
  private var missing: String {
    let driver = settings.driver
    let how =
      settings.dialect.kind == .duckdb
      ? "Install it with `pip install duckdb` or `brew install duckdb`, or give the path of libduckdb.so as 'driver'"
      : "Install it with `pip install adbc-driver-\(driver)`, conda or `dbc install \(driver)`, or give the path of its library or manifest as 'driver'"
    return
      "there is no driver '\(driver)' in ADBC's folders, the system's libraries or the Python packages "
      + "of $VIRTUAL_ENV, $CONDA_PREFIX and $PATH. \(how)"
  }

  private var libraryNames: [String] {
    let stems =
      settings.dialect.kind == .duckdb
      ? ["libduckdb"] : ["libadbc_driver_\(settings.driver)", "adbc_driver_\(settings.driver)"]
    return stems.flatMap { ["\($0).so", "\($0).dylib"] }
  }

  /// The library within a Python package.
  private func module(in folder: String) -> String? {
    let driver = settings.driver
    if settings.dialect.kind == .duckdb {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let module = names.sorted().first { $0.hasPrefix("_duckdb.") && $0.hasSuffix(".so") }
      return module.map { "\(folder)/\($0)" }
    }
    let package = "\(folder)/adbc_driver_\(driver.replacingOccurrences(of: "-", with: "_"))"
    return libraryNames.map { "\(package)/\($0)" }.first(where: exists)
  }

  private func file(at path: String) throws(EngineError) -> DriverFile {
    for path in [path, path + ".toml"] where exists(path) {
      if path.hasSuffix(".toml") { return try manifest(path) }
      return DriverFile(path: path, entrypoints: entrypoints(path))
    }
    throw EngineError(
      .driver, settings.name, "there is no driver at '\(settings.driver)'; check its path")
  }

  /// The driver that a manifest describes: `[Driver]`, its `shared` library, one for all platforms or by platform.
  private func manifest(_ path: String) throws(EngineError) -> DriverFile {
    let text: String
    do {
      text = try TextFile.read(path)
    } catch {
      throw EngineError(.driver, settings.name, "\(error)")
    }
    var line = 0
    guard let manifest = TOMLFile(text, problem: &line) else {
      throw EngineError(
        .driver, settings.name, "\(path):\(line): this line of the manifest is not understood")
    }
    guard
      let library = manifest["Driver.shared"] ?? manifest["Driver.shared.\(Self.platform)"]
    else {
      throw EngineError(
        .driver, settings.name, "\(path): the manifest names no library for \(Self.platform)")
    }
    let file =
      library.hasPrefix("/")
      ? library : URL(fileURLWithPath: path).deletingLastPathComponent().path + "/" + library
    guard exists(file) else {
      throw EngineError(
        .driver, settings.name, "\(path) names the library \(file), which is not there")
    }
    let own = manifest["Driver.entrypoint"].map { [$0] } ?? []
    return DriverFile(path: file, entrypoints: own + entrypoints(file))
  }

  private static var platform: String {
    #if os(macOS)
      let system = "macos"
    #else
      let system = "linux"
    #endif
    #if arch(arm64)
      return system + "_arm64"
    #else
      return system + "_amd64"
    #endif
  }

  /// What ADBC says that the entry point of a library is called.
  private func entrypoints(_ path: String) -> [String] {
    if let own = settings.entrypoint { return [own] }
    var name = path.split(separator: "/").last.map(String.init) ?? path
    if name.hasPrefix("lib") { name.removeFirst(3) }
    name = String(name.prefix { $0 != "." })
    let words = name.split { !$0.isLetter && !$0.isNumber }.map {
      $0.prefix(1).uppercased() + $0.dropFirst()
    }.joined()
    let derived = (words.hasPrefix("Adbc") ? words : "Adbc" + words) + "Init"
    return (name.contains("duckdb") ? ["duckdb_adbc_init"] : []) + [derived, "AdbcDriverInit"]
  }

  private func absolute(_ path: String) -> String {
    if path.hasPrefix("~/") { return folders.home + path.dropFirst() }
    return path.hasPrefix("/") ? path : settings.folder + "/" + path
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
