internal import Basics
public import Foundation
internal import Tables

/// The engines that a person has: where their settings stand, and which is meant by a name.
///
/// A study names an engine and no more. What the name means is, in this order: a file that the command line gives, the
/// user's `engines.yml` (`$ALMANAC_ENGINES`, else `~/.config/almanac/engines.yml`), a connection profile of ADBC.
public struct EngineRegistry: Sendable {
  private let given: [String: String]
  private let environment: [String: String]
  /// Where drivers and profiles may lie.
  var folders: UserFolders { UserFolders(environment) }
  /// The user's file; for messages.
  public let file: String

  /// - Parameter given: `NAME=FILE`, one for each engine whose settings stand in a file of their own.
  public init(
    given: [String] = [], environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(EngineError) {
    var files: [String: String] = [:]
    for item in given {
      guard let equals = item.firstIndex(of: "="), equals != item.startIndex else {
        throw EngineError(.settings, nil, "--engine takes NAME=FILE, not '\(item)'")
      }
      let name = String(item[..<equals])
      guard files.updateValue(String(item[item.index(after: equals)...]), forKey: name) == nil
      else {
        throw EngineError(.settings, nil, "--engine gives '\(name)' twice; leave one out")
      }
    }
    self.given = files
    self.environment = environment
    let folders = UserFolders(environment)
    file =
      environment["ALMANAC_ENGINES"].flatMap { $0.isEmpty ? nil : $0 }
      ?? folders.configuration + "/almanac/engines.yml"
  }

  /// Whether something says what the name means.
  public func knows(_ name: String) -> Bool {
    given[name] != nil || profile(name) != nil
      || ((try? entries())?.contains { $0.key == name } ?? false)
  }

  /// The names in the user's file and on the command line.
  var names: [String] {
    (given.keys.sorted() + ((try? entries()) ?? []).map(\.key))
  }

  /// What a name means.
  package func settings(_ name: String) throws(EngineError) -> EngineSettings {
    if let path = given[name] { return try settings(name, file: path) }
    let entries = try entries()
    if let entry = entries.first(where: { $0.key == name }) {
      var reader = SettingsReader(name: name, file: file, environment: environment)
      return try reader.settings(entry.value)
    }
    if let path = profile(name) { return try settings(name, file: path) }
    throw unknown(name)
  }

  /// What is said where nothing says what the name means.
  public func unknown(_ name: String) -> EngineError {
    let hint = name.nearest(in: names).map { "; did you mean '\($0)'?" }
    let known = names.isEmpty ? "" : "; there are \(names.joined(separator: ", "))"
    return EngineError(
      .settings, nil,
      "no engine is called '\(name)'\(hint ?? known + ".") Say in \(file) what the name means, as\n"
        + "  \(name): { driver: duckdb, path: data.duckdb }\nor give --engine \(name)=FILE")
  }

  /// The settings of one engine in a file of its own: its mapping, the user's file with its name, or a profile.
  private func settings(_ name: String, file: String) throws(EngineError) -> EngineSettings {
    let text = try text(of: file, for: name)
    var reader = SettingsReader(name: name, file: file, environment: environment)
    if file.hasSuffix(".toml") { return try reader.settings(profile: text) }
    let root = try Self.parse(text, file, for: name)
    guard let value = root?[name] ?? root else {
      throw EngineError(.settings, name, "\(file) says nothing; it needs the key 'driver'")
    }
    return try reader.settings(value)
  }

  private func entries() throws(EngineError) -> [YAMLValue.Entry] {
    guard FileManager.default.fileExists(atPath: file) else { return [] }
    let text = try text(of: file, for: nil)
    guard let root = try Self.parse(text, file, for: nil), !root.isNull else { return [] }
    guard let entries = root.mapping else {
      throw EngineError(.settings, nil, "\(file) must be a mapping with one entry for each engine")
    }
    return entries
  }

  private func text(of file: String, for name: String?) throws(EngineError) -> String {
    do {
      return try TextFile.read(file)
    } catch {
      throw EngineError(.settings, name, "\(error)")
    }
  }

  private static func parse(
    _ text: String, _ file: String, for name: String?
  ) throws(EngineError) -> YAMLValue? {
    do throws(YAMLError) {
      return try YAMLValue.parse(text, file: file)
    } catch {
      throw EngineError(.settings, name, "\(error)")
    }
  }

  /// The connection profile of a name, where there is one.
  private func profile(_ name: String) -> String? {
    guard FileName.isPlain(name) else { return nil }
    return UserFolders(environment).adbc("profiles", variable: "ADBC_PROFILE_PATH").lazy
      .map { "\($0)/\(name).toml" }.first { FileManager.default.fileExists(atPath: $0) }
  }
}

/// Names that are one part of a path.
enum FileName {
  static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".")
      && name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-.".unicodeScalars.contains($0)
      }
  }
}

/// Where a user's settings, drivers and Python packages may lie.
struct UserFolders {
  private let environment: [String: String]

  init(_ environment: [String: String]) { self.environment = environment }

  private func value(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  private func list(_ name: String) -> [String] {
    (value(name) ?? "").split(separator: ":").map(String.init)
  }

  var home: String { value("HOME") ?? NSHomeDirectory() }

  /// `~/.config`, or where the user keeps it.
  var configuration: String { value("XDG_CONFIG_HOME") ?? home + "/.config" }

  /// Where programs and libraries are installed: environments of Python and conda, that of this program, and the
  /// system's.
  var prefixes: [String] {
    var found = [value("VIRTUAL_ENV"), value("CONDA_PREFIX")].compactMap { $0 }
    if let own = Bundle.main.executableURL?.resolvingSymlinksInPath() {
      found.append(own.deletingLastPathComponent().deletingLastPathComponent().path)
    }
    found += list("PATH").map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().path
    }
    found += [home + "/.local", "/usr/local", "/usr", "/opt/homebrew"]
    var seen: Set<String> = []
    return found.filter { seen.insert($0).inserted }
  }

  /// The folders that ADBC keeps its `drivers` or `profiles` in.
  func adbc(_ what: String, variable: String) -> [String] {
    list(variable)
      + ["VIRTUAL_ENV", "CONDA_PREFIX"].compactMap { value($0).map { "\($0)/etc/adbc/\(what)" } }
      + [
        configuration + "/adbc/\(what)",
        home + "/Library/Application Support/ADBC/"
          + what.prefix(1).uppercased() + what.dropFirst(), "/etc/adbc/\(what)",
      ]
  }

  /// Folders of libraries.
  var libraries: [String] {
    list("LD_LIBRARY_PATH") + list("DYLD_LIBRARY_PATH")
      + prefixes.flatMap { prefix in
        ["\(prefix)/lib"]
          + ["x86_64-linux-gnu", "aarch64-linux-gnu"].map { "\(prefix)/lib/\($0)" }
      }
  }

  /// Folders of Python packages.
  var packages: [String] {
    prefixes.flatMap { prefix -> [String] in
      let lib = prefix + "/lib"
      let versions = ((try? FileManager.default.contentsOfDirectory(atPath: lib)) ?? [])
        .filter { $0.hasPrefix("python3") }.sorted()
      return versions.flatMap { ["\(lib)/\($0)/site-packages", "\(lib)/\($0)/dist-packages"] }
    }
  }
}
