internal import Basics
internal import Tables

/// What is wrong with a file of sources.
public struct BibliographyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// The column, from 1.
  public let column: Int
  /// What is wrong and what to do.
  public let message: String

  /// Place and message.
  public var description: String { "line \(line), column \(column): \(message)" }
}

extension Bibliography {
  /// Reads BibTeX or BibLaTeX: entries, `@string`, braces, quotes, `#`, accents of LaTeX; comments and
  /// text between entries are passed over.
  public static func parse(bibTeX text: String) throws(BibliographyError) -> Bibliography {
    var reader = BibTeXReader(text)
    return Bibliography(try reader.sources())
  }
}

private struct BibTeXReader {
  private let source: [Character]
  private var index = 0
  private var strings: [String: String] = [
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May",
    "jun": "June", "jul": "July", "aug": "August", "sep": "September", "oct": "October",
    "nov": "November", "dec": "December",
  ]

  /// Bytes that names of `@string` stood for so far.
  private var writtenOut = 0

  init(_ text: String) { source = text.map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 } }

  mutating func sources() throws(BibliographyError) -> [Bibliography.Source] {
    var result: [Bibliography.Source] = []
    var keys: Set<String> = []
    while let at = source[index...].firstIndex(of: "@") {
      index = at + 1
      let kind = word().lowercased()
      skipSpace()
      guard index < source.count, source[index] == "{" || source[index] == "(" else { continue }
      index += 1
      if kind == "comment" || kind == "preamble" {
        index -= 1
        _ = try braced()
        continue
      }
      if kind == "string" {
        for (name, value) in try fields() { strings[name] = value }
        continue
      }
      skipSpace()
      let key = until { $0 == "," || $0 == "}" || $0.isWhitespace }
      guard !key.isEmpty else { throw fail("an entry has no key; write @article{key, ...}") }
      guard keys.insert(key).inserted else { throw fail("'\(key)' is defined twice; rename one") }
      skipSpace()
      if index < source.count, source[index] == "," { index += 1 }
      result.append(Self.source(key, kind, try fields()))
    }
    return result
  }

  /// `name = value, ...` up to the closing brace.
  private mutating func fields() throws(BibliographyError) -> [(String, String)] {
    var result: [(String, String)] = []
    while true {
      skipSpace()
      guard index < source.count else { throw fail("an entry is not closed by '}'") }
      if source[index] == "}" || source[index] == ")" {
        index += 1
        return result
      }
      if source[index] == "," {
        index += 1
        continue
      }
      let name = word().lowercased()
      skipSpace()
      guard !name.isEmpty, index < source.count, source[index] == "=" else {
        throw fail("a field is not written as name = value")
      }
      index += 1
      result.append((name, try value()))
    }
  }

  private mutating func value() throws(BibliographyError) -> String {
    var result = ""
    repeat {
      skipSpace()
      guard index < source.count else { throw fail("a field has no value") }
      if source[index] == "{" {
        result += try braced()
      } else if source[index] == "\"" {
        result += try quoted()
      } else {
        let name = until { ",}#)".contains($0) || $0.isWhitespace }
        guard !name.isEmpty else { throw fail("a field has no value") }
        result += try written(out: name)
      }
      skipSpace()
      guard index < source.count, source[index] == "#" else { break }
      index += 1
    } while true
    return result
  }

  /// What a name that `@string` defines stands for; definitions that use each other grow fast.
  private mutating func written(out name: String) throws(BibliographyError) -> String {
    guard let text = strings[name.lowercased()] else { return name }
    writtenOut += text.utf8.count
    guard writtenOut <= Limits.textBytes else {
      throw fail(
        "the names that @string defines expand to more than \(Limits.textBytes) bytes: "
          + "\(writtenOut) up to here")
    }
    return text
  }

  /// What is within the braces at `index`.
  private mutating func braced() throws(BibliographyError) -> String {
    let start = index
    var depth = 0
    while index < source.count {
      if source[index] == "\\" {
        index += 1
      } else if source[index] == "{" {
        depth += 1
      } else if source[index] == "}" {
        depth -= 1
        if depth == 0 {
          index += 1
          return String(source[(start + 1)..<(index - 1)])
        }
      }
      index += 1
    }
    index = start
    throw fail("'{' is not closed by '}'")
  }

  private mutating func quoted() throws(BibliographyError) -> String {
    let start = index
    index += 1
    var depth = 0
    while index < source.count {
      if source[index] == "{" { depth += 1 }
      if source[index] == "}" { depth -= 1 }
      if source[index] == "\"", depth == 0, source[index - 1] != "\\" {
        index += 1
        return String(source[(start + 1)..<(index - 1)])
      }
      index += 1
    }
    index = start
    throw fail("a quote is not closed")
  }

  private mutating func word() -> String {
    until { !($0.isLetter || $0.isNumber || "-_+:".contains($0)) }
  }

  private mutating func until(_ stop: (Character) -> Bool) -> String {
    let start = index
    while index < source.count, !stop(source[index]) { index += 1 }
    return String(source[start..<index])
  }

  private mutating func skipSpace() {
    while index < source.count, source[index].isWhitespace { index += 1 }
  }

  private func fail(_ message: String) -> BibliographyError {
    let before = source.prefix(index)
    let line = 1 + before.count { $0 == "\n" }
    let start = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
    return BibliographyError(line: line, column: before.count - start + 1, message: message)
  }

  // MARK: Fields

  private static func source(
    _ key: String, _ kind: String, _ fields: [(String, String)]
  ) -> Bibliography.Source {
    func field(_ names: String...) -> String? {
      for name in names {
        if let text = fields.first(where: { $0.0 == name })?.1 {
          let plain = LaTeXAccents.plain(text)
          if !plain.isEmpty { return plain }
        }
      }
      return nil
    }
    func raw(_ name: String) -> String? { fields.first { $0.0 == name }?.1 }
    let volume = field("volume")
    let number = field("number", "issue")
    let eprint = field("eprint").map { text in
      (field("archiveprefix", "eprinttype") ?? "arXiv") + ":" + text
    }
    return Bibliography.Source(
      key: key, authors: authors(raw("author") ?? raw("editor") ?? ""),
      year: field("year") ?? field("date").map { String($0.prefix(4)) } ?? "n.d.",
      title: field("title") ?? key,
      container: field("journal", "journaltitle", "booktitle", "howpublished") ?? eprint,
      volume: volume.map { volume in volume + (number.map { "(\($0))" } ?? "") } ?? number,
      pages: field("pages").map { $0.replacing("--", with: "–") },
      publisher: field("publisher", "institution", "school", "organization"),
      doi: field("doi").map { $0.replacing("https://doi.org/", with: "") }, url: field("url"))
  }

  /// "Family, Given and Given Family and {A Body}".
  private static func authors(_ text: String) -> [Bibliography.Author] {
    split(text).map { name in
      let name = name.trimmingWhitespace()
      if name.hasPrefix("{"), name.hasSuffix("}") {
        return .init(family: LaTeXAccents.plain(name))
      }
      if let comma = name.firstIndex(of: ",") {
        let given = LaTeXAccents.plain(String(name[name.index(after: comma)...]))
        return .init(family: LaTeXAccents.plain(String(name[..<comma])), given: given)
      }
      let words = LaTeXAccents.plain(name).split(separator: " ").map(String.init)
      guard let last = words.last, words.count > 1 else { return .init(family: words.first ?? "") }
      // Particles such as "van der" belong to the family name.
      let particles = words.dropLast().firstIndex { $0.first?.isLowercase == true }
      let split = particles ?? words.count - 1
      return split == 0
        ? .init(family: last, given: words.dropLast().joined(separator: " "))
        : .init(
          family: words[split...].joined(separator: " "),
          given: words[..<split].joined(separator: " "))
    }.filter { !$0.family.isEmpty }
  }

  /// At " and " outside braces.
  private static func split(_ text: String) -> [String] {
    var parts: [String] = []
    var part: [String] = []
    var depth = 0
    for word in text.split(whereSeparator: \.isWhitespace) {
      if depth == 0, word.lowercased() == "and" {
        parts.append(part.joined(separator: " "))
        part = []
        continue
      }
      depth += word.count { $0 == "{" } - word.count { $0 == "}" }
      part.append(String(word))
    }
    return parts + [part.joined(separator: " ")]
  }
}
