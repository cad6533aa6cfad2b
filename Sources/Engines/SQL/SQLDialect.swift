internal import Basics

/// How an engine writes SQL: a value apart from any connection.
public struct SQLDialect: Hashable, Sendable {
  /// The engines whose SQL is known; `other` is asked for rows alone.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case duckdb, postgresql, spark, sqlite, other

    /// What a driver of this name or path speaks.
    init(driver: String) {
      let name = driver.lowercased()
      let words: [(String, Kind)] = [
        ("duckdb", .duckdb), ("postgres", .postgresql), ("redshift", .postgresql),
        ("spark", .spark), ("sqlite", .sqlite),
      ]
      self = words.first { name.contains($0.0) }?.1 ?? .other
    }

    /// What people call the engine; `nil` where only its driver is known.
    var product: String? {
      switch self {
      case .duckdb: "DuckDB"
      case .postgresql: "PostgreSQL"
      case .spark: "Spark"
      case .sqlite: "SQLite"
      case .other: nil
      }
    }
  }

  /// Which engine's.
  public let kind: Kind

  /// The SQL of an engine.
  public init(_ kind: Kind) { self.kind = kind }

  /// A name as SQL has it, whatever is in it.
  public func identifier(_ name: String) -> String {
    let quote: Unicode.Scalar = kind == .spark ? "`" : "\""
    return "\(quote)" + name.replacing(scalar: quote, with: "\(quote)\(quote)") + "\(quote)"
  }

  /// The parts of the name of a table, `schema.table`: a part may be in double quotes, in which a quote is doubled.
  static func parts(ofTable name: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var rest = name.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if scalar == "\"", part.isEmpty {
        var isClosed = false
        var text = String.UnicodeScalarView()
        var inner = rest
        while let next = inner.popFirst() {
          if next != "\"" {
            text.append(next)
          } else if inner.first == "\"" {
            text.append(next)
            inner = inner.dropFirst()
          } else {
            isClosed = true
            break
          }
        }
        if isClosed, inner.isEmpty || inner.first == "." {
          part = String(text)
          rest = inner
          continue
        }
      }
      if scalar == "." {
        parts.append(part)
        part = ""
      } else {
        part.unicodeScalars.append(scalar)
      }
    }
    return parts + [part]
  }

  /// The name of a table as SQL has it.
  package func table(_ name: String) -> String {
    Self.parts(ofTable: name).map(identifier).joined(separator: ".")
  }

  /// What the version is asked by; `nil` where that is not known.
  var versionQuery: String? {
    switch kind {
    case .duckdb, .spark: "SELECT version()"
    case .postgresql: "SELECT current_setting('server_version')"
    case .sqlite: "SELECT sqlite_version()"
    case .other: nil
    }
  }

  /// What each connection begins with: it only reads, in UTC, and gives rows in the same order each time.
  func beginning(timeout: Double) -> [String] {
    switch kind {
    case .postgresql:
      [
        "SET default_transaction_read_only = on", "SET TIME ZONE 'UTC'",
        "SET statement_timeout = \(Int(min(timeout * 1000, 2_000_000_000)))",
        "SET standard_conforming_strings = on", "SET synchronize_seqscans = off",
        "SET max_parallel_workers_per_gather = 0",
        // All answers of a connection are of one moment.
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
      ]
    case .spark: ["SET TIME ZONE 'UTC'", "SET spark.sql.ansi.enabled = true"]
    case .duckdb, .sqlite, .other: []
    }
  }

  /// What a database is opened with, beside what the settings say.
  func options(
    _ settings: EngineSettings, threads: Int?, memory: Int
  ) -> [(key: String, value: String)] {
    guard kind == .duckdb else { return [] }
    var options = [
      ("memory_limit", "\(max(1 << 26, memory / 2))B"),
      ("enable_external_access", settings.readsFiles ? "true" : "false"),
    ]
    if let threads { options.append(("threads", String(threads))) }
    if settings.options.contains(where: { $0.key == "path" && $0.value != ":memory:" }) {
      options.append(("access_mode", "READ_ONLY"))
    }
    return options.map { (key: $0.0, value: $0.1) }
  }

  /// Whether a backslash escapes in every text, and not only in those that begin with `E`; where that is not known, both.
  private var backslashes: [Bool] {
    switch kind {
    case .duckdb, .postgresql, .sqlite: [false]
    case .spark: [true]
    case .other: [false, true]
    }
  }

  /// Why a statement is not one that could stand within parentheses; `nil` where it could.
  ///
  /// What stands there is a query: the engines take no statement that changes anything. That it ends where it should is
  /// what is checked here.
  package func problem(ofQuery text: String) -> String? {
    if text.allSatisfy(\.isWhitespace) { return "it is empty" }
    return backslashes.lazy.compactMap { Self.problem(ofQuery: text, hasBackslashes: $0) }.first
  }

  private static func problem(ofQuery text: String, hasBackslashes: Bool) -> String? {
    var depth = 0
    var scanner = SQLScanner(text, hasBackslashes: hasBackslashes)
    while let sign = scanner.next() {
      switch sign {
      case "(": depth += 1
      case ")":
        depth -= 1
        if depth < 0 { return "it closes a parenthesis that it does not open" }
      case ";": return "it has several statements, or ends with a semicolon; write one, without it"
      default: break
      }
    }
    if let open = scanner.open { return "\(open) is not closed" }
    return depth > 0 ? "a parenthesis is not closed" : nil
  }
}

/// The signs of SQL outside of texts, names in quotes, and comments.
private struct SQLScanner {
  private var rest: ArraySlice<Unicode.Scalar>
  /// The sign before the last, and the last.
  private var before: (Unicode.Scalar?, Unicode.Scalar?) = (nil, nil)
  private let hasBackslashes: Bool
  /// What the text ended within.
  private(set) var open: String?

  init(_ text: String, hasBackslashes: Bool) {
    rest = Array(text.unicodeScalars)[...]
    self.hasBackslashes = hasBackslashes
  }

  mutating func next() -> Unicode.Scalar? {
    while let sign = rest.popFirst() {
      let earlier = before
      before = (earlier.1, sign)
      switch sign {
      case "'": skip(to: "'", escapes: hasBackslashes || isEscaping(earlier), "a text")
      case "\"": skip(to: "\"", escapes: hasBackslashes, "a name in quotes")
      case "`": skip(to: "`", escapes: false, "a name in quotes")
      case "-" where rest.first == "-": rest = rest.drop { $0 != "\n" }
      case "/" where rest.first == "*": skipComment()
      case "$": skipDollars(earlier.1)
      default: return sign
      }
    }
    return nil
  }

  /// Whether the text is `E'...'`, and not `like'...'`.
  private func isEscaping(_ before: (Unicode.Scalar?, Unicode.Scalar?)) -> Bool {
    guard before.1 == "e" || before.1 == "E" else { return false }
    return !(before.0.map(Self.isPart) ?? false)
  }

  /// Whether a sign may be part of a name.
  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "$" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      || scalar.value >= 0x80
  }

  private mutating func skip(to quote: Unicode.Scalar, escapes: Bool, _ what: String) {
    while let sign = rest.popFirst() {
      if escapes, sign == "\\" { rest = rest.dropFirst() }
      guard sign == quote else { continue }
      guard rest.first == quote else { return }
      rest = rest.dropFirst()
    }
    open = what
  }

  private mutating func skipComment() {
    rest = rest.dropFirst()
    var depth = 1
    while let sign = rest.popFirst() {
      if sign == "*", rest.first == "/" {
        rest = rest.dropFirst()
        depth -= 1
        if depth == 0 { return }
      } else if sign == "/", rest.first == "*" {
        rest = rest.dropFirst()
        depth += 1
      }
    }
    open = "a comment"
  }

  /// `$tag$ ... $tag$`, which is a text.
  private mutating func skipDollars(_ before: Unicode.Scalar?) {
    if let before, Self.isPart(before) { return }
    let tag = rest.prefix { Self.isPart($0) && $0 != "$" }
    guard rest.dropFirst(tag.count).first == "$", !("0"..."9").contains(tag.first ?? "a") else {
      return
    }
    let mark = ["$"] + tag + ["$"]
    rest = rest.dropFirst(tag.count + 1)
    while !rest.isEmpty {
      if rest.starts(with: mark) {
        rest = rest.dropFirst(mark.count)
        return
      }
      rest = rest.dropFirst()
    }
    open = "a text"
  }
}
