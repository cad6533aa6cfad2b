internal import Foundation
internal import Tables

/// What the name of an engine means on this machine: which driver, and what it is told.
package struct EngineSettings: Sendable {
  /// The name that studies use.
  package let name: String
  /// The driver's name, or the path of its library or manifest.
  package let driver: String
  /// The entry point, where it is not the usual one.
  let entrypoint: String?
  /// What the driver is told, the uri among it.
  package let options: [(key: String, value: String)]
  /// The folder that paths are relative to.
  let folder: String
  let dialect: SQLDialect
  /// Whether statements may read files that the engine can reach.
  let readsFiles: Bool
  /// What no message may show.
  let secrets: [String]

  /// Where the driver's library lies; fails where it is nowhere.
  package func library(_ environment: [String: String]) throws(EngineError) -> String {
    try DriverSearch(settings: self, folders: UserFolders(environment)).find().path
  }

  /// A text without what is secret.
  package func redacted(_ text: String) -> String {
    secrets.reduce(text) { $0.replacingOccurrences(of: $1, with: "...") }
      .replacing(#/:\/\/[^\s\/@]*:[^\s\/@]*@/#, with: "://...@")
      .replacing(#/(?i)\b(password|passwd|pwd|token|secret)\s*=\s*[^\s;&]+/#) {
        "\($0.output.1)=..."
      }
  }
}

/// Reads settings, and notes what in them is secret.
struct SettingsReader {
  let name: String
  /// Where the settings stand, for messages.
  let file: String
  let environment: [String: String]
  private(set) var secrets: Set<String> = []

  init(name: String, file: String, environment: [String: String]) {
    self.name = name
    self.file = file
    self.environment = environment
  }

  static let keys = ["driver", "entrypoint", "uri", "path", "options", "files", "dialect"]

  /// The settings that an entry of `engines.yml` gives.
  mutating func settings(_ value: YAMLValue) throws(EngineError) -> EngineSettings {
    guard let entries = value.mapping else {
      throw error("must be a mapping with the key 'driver'", at: value.position)
    }
    for entry in entries where !Self.keys.contains(entry.key) {
      let hint = entry.key.nearest(in: Self.keys).map { "; did you mean '\($0)'?" } ?? ""
      throw error("has no key '\(entry.key)'\(hint)", at: entry.position)
    }
    var texts: [String: String] = [:]
    for key in ["driver", "entrypoint", "uri", "path", "dialect"] {
      guard let part = value[key], !part.isNull else { continue }
      guard let text = part.text else { throw error("'\(key)' must be a text", at: part.position) }
      texts[key] = try filled(text, at: part.position)
    }
    var options: [(key: String, value: String)] = []
    if let part = value["options"], !part.isNull {
      guard let own = part.mapping else {
        throw error("'options' must be a mapping", at: part.position)
      }
      for option in own {
        guard let text = option.value.text else {
          throw error("option '\(option.key)' must be a text or a number", at: option.position)
        }
        options.append((option.key, try filled(text, at: option.position)))
      }
    }
    guard let driver = texts["driver"] else {
      throw error("needs the key 'driver'", at: value.position)
    }
    var readsFiles = false
    if let part = value["files"], !part.isNull {
      guard let flag = part.bool else {
        throw error("'files' must be true or false", at: part.position)
      }
      readsFiles = flag
    }
    if let uri = texts["uri"] { options.insert(("uri", uri), at: 0) }
    if let path = texts["path"] { options.insert(("path", path), at: 0) }
    return try finished(
      driver: driver, entrypoint: texts["entrypoint"], options: options, dialect: texts["dialect"],
      readsFiles: readsFiles)
  }

  /// The settings that a connection profile gives: `driver`, and options under `[Options]`.
  mutating func settings(profile text: String) throws(EngineError) -> EngineSettings {
    var line = 0
    guard let profile = TOMLFile(text, problem: &line) else {
      throw EngineError(
        .settings, name, "\(file):\(line): this line of the profile is not understood")
    }
    guard let driver = profile["driver"] else {
      throw EngineError(.settings, name, "\(file): the profile names no driver")
    }
    var options: [(key: String, value: String)] = []
    for (key, value) in profile.values {
      guard key.hasPrefix("Options.") || key.hasPrefix("options.") else { continue }
      options.append((String(key.dropFirst(8)), try filled(value, at: nil)))
    }
    return try finished(
      driver: driver, entrypoint: profile["entrypoint"], options: options, dialect: nil,
      readsFiles: false)
  }

  private mutating func finished(
    driver: String, entrypoint: String?, options: [(key: String, value: String)], dialect: String?,
    readsFiles: Bool
  ) throws(EngineError) -> EngineSettings {
    for (key, value) in options { note(key, value) }
    let known = SQLDialect.Kind.allCases
    var kind = SQLDialect.Kind(driver: driver)
    if let dialect {
      guard let named = SQLDialect.Kind(rawValue: dialect) else {
        throw EngineError(
          .settings, name,
          "\(file): the dialect is one of \(known.map(\.rawValue).joined(separator: ", "))")
      }
      kind = named
    }
    return EngineSettings(
      name: name, driver: driver, entrypoint: entrypoint, options: options,
      folder: URL(fileURLWithPath: file).deletingLastPathComponent().path,
      dialect: SQLDialect(kind), readsFiles: readsFiles,
      // The longest first: one may be a part of another.
      secrets: secrets.sorted { ($1.count, $0) < ($0.count, $1) })
  }

  /// Notes what of an option is secret: a uri and its password, and what is called so.
  private mutating func note(_ key: String, _ value: String) {
    let words = ["password", "secret", "token", "credential", "private_key", "auth"]
    if key == "uri" {
      // A plain place is none.
      if value.contains("@") || value.contains("=") { secrets.insert(value) }
      if let password = value.firstMatch(of: #/:\/\/[^\/?#]*?:([^\/?#]*)@/#)?.output.1 {
        secret(String(password))
        secret(String(password).removingPercentEncoding ?? "")
      }
      for match in value.matches(of: #/(?i)(?:password|passwd|pwd|token|secret)=([^\s;&]+)/#) {
        secret(String(match.output.1))
        secret(String(match.output.1).removingPercentEncoding ?? "")
      }
    } else if words.contains(where: key.lowercased().contains) {
      secret(value)
    }
  }

  private mutating func secret(_ text: String) {
    if !text.isEmpty { secrets.insert(text) }
  }

  /// The text with `${NAME}`, and `{{ env_var(NAME) }}` of a profile, from the environment.
  private mutating func filled(
    _ text: String, at position: SourcePosition?
  ) throws(EngineError) -> String {
    var result = ""
    var rest = text[...]
    while let match = rest.firstMatch(
      of: #/\$\{([^}]*)\}|\{\{\s*env_var\(\s*([^)\s]*)\s*\)\s*\}\}/#)
    {
      result += rest[..<match.range.lowerBound]
      let variable = String(match.output.1 ?? match.output.2 ?? "")
      guard let value = environment[variable], !value.isEmpty else {
        throw error("the variable '\(variable)' of the environment is not set", at: position)
      }
      // What is short is a number or a name, and would hide half of a message.
      if value.count >= 4 { secrets.insert(value) }
      result += value
      rest = rest[match.range.upperBound...]
    }
    return result + rest
  }

  private func error(_ problem: String, at position: SourcePosition?) -> EngineError {
    EngineError(.settings, name, (position.map { "\($0)" } ?? file) + ": " + problem)
  }
}
