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
  func table(_ name: String) -> String {
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
        "SET synchronize_seqscans = off", "SET max_parallel_workers_per_gather = 0",
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

  /// Whether a backslash escapes in every text, and not only in those that begin with `E`.
  private var hasBackslashes: Bool { kind == .spark }

  /// Why a statement is not one that could stand within parentheses; `nil` where it could.
  ///
  /// What stands there is a query: the engines take no statement that changes anything. That it ends where it should is
  /// what is checked here.
  func problem(ofQuery text: String) -> String? {
    var depth = 0
    var scanner = SQLScanner(text, hasBackslashes: hasBackslashes)
    while let sign = scanner.next() {
      switch sign {
      case "(": depth += 1
      case ")":
        depth -= 1
        if depth < 0 { return "a parenthesis is closed that was not opened" }
      case ";": return "the query has several statements, or ends with a semicolon; write one, without it"
      default: break
      }
    }
    if let open = scanner.open { return "\(open) is not closed" }
    if depth > 0 { return "a parenthesis is not closed" }
    return text.allSatisfy(\.isWhitespace) ? "the query is empty" : nil
  }
}

/// The signs of SQL outside of texts, names in quotes, and comments.
private struct SQLScanner {
  private var rest: ArraySlice<Unicode.Scalar>
  private var previous: Unicode.Scalar?
  private let hasBackslashes: Bool
  /// What the text ended within.
  private(set) var open: String?

  init(_ text: String, hasBackslashes: Bool) {
    rest = Array(text.unicodeScalars)[...]
    self.hasBackslashes = hasBackslashes
  }

  mutating func next() -> Unicode.Scalar? {
    while let sign = rest.popFirst() {
      let before = previous
      previous = sign
      switch sign {
      case "'": skip(to: "'", escapes: hasBackslashes || isEscaping(before), "a text")
      case "\"": skip(to: "\"", escapes: hasBackslashes, "a name in quotes")
      case "`": skip(to: "`", escapes: false, "a name in quotes")
      case "-" where rest.first == "-": rest = rest.drop { $0 != "\n" }
      case "/" where rest.first == "*": skipComment()
      case "$": skipDollars(before)
      default: return sign
      }
    }
    return nil
  }

  /// Whether the text is `E'...'`.
  private func isEscaping(_ before: Unicode.Scalar?) -> Bool { before == "e" || before == "E" }

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
    func isPart(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }
    if let before, isPart(before) || before == "$" { return }
    let tag = rest.prefix(while: isPart)
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
