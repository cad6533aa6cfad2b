/// One of our tags in the prose: `{{number(trend.slope, digits=2)}}` or `{{figure trend}}`.
public struct Tag: Hashable, Sendable {
  /// A named argument.
  public struct Option: Hashable, Sendable {
    /// The name before `=`.
    public let name: String
    /// The text after `=`, without quotes.
    public let value: String

    /// A named argument.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// `number`, `figure`, `if`, ...
  public let name: String
  /// The arguments without a name, in order, without quotes.
  public let arguments: [String]
  /// The arguments with a name, in order.
  public let options: [Option]
  /// Everything after the name, as written: the condition of `if`.
  public let body: String
  /// Whether the arguments are in parentheses.
  public let isCall: Bool
  /// The line of the prose, from 1.
  public let line: Int
  /// The column, in characters from 1.
  public let column: Int
  /// The file that it is written in; `nil` for the prose itself.
  public let file: String?
  /// The tag as it is written.
  public let text: String

  /// What stands before the name of a column, between `{{for}}` and its `{{end}}`.
  public static let row = "row."

  /// Whether it says something of a row: `{{number(row.emissions)}}`.
  public var isOfRow: Bool {
    name == "if" ? body.contains("\"\(Self.row)") : arguments.contains { $0.hasPrefix(Self.row) }
  }

  /// The value of the option called `name`.
  public subscript(option name: String) -> String? {
    options.first { $0.name == name }?.value
  }
}

extension Tag {
  /// Reads what is between the braces.
  init(
    inner: String, line: Int, column: Int, file: String? = nil
  ) throws(TagSyntaxError) {
    let trimmed = inner.trimmingWhitespace()
    let name = trimmed.prefix {
      $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_")
    }
    guard let first = name.first, first.isLetter else { throw TagSyntaxError.noName }
    let rest = String(trimmed.dropFirst(name.count))
    var body = rest.trimmingWhitespace()
    let isCall = rest.first == "("
    if isCall {
      guard body.last == ")" else { throw TagSyntaxError.textAfterParenthesis }
      body = String(body.dropFirst().dropLast())
    } else if let next = rest.first, !next.isWhitespace {
      throw TagSyntaxError.unexpected(next)
    }
    self.name = String(name)
    self.body = body
    self.isCall = isCall
    self.line = line
    self.column = column
    self.file = file
    text = "{{" + inner + "}}"
    if self.name == "if" || self.name == Self.rank {
      guard !body.isEmpty else { throw TagSyntaxError.noCondition }
      (arguments, options) = ([body], [])
    } else {
      (arguments, options) = try Tag.arguments(of: body)
    }
  }

  /// The name of what a finding is ranked by, which nobody writes as a tag.
  static let rank = "rank"

  /// Splits at commas outside quotes and brackets; `name=value` goes to the options.
  private static func arguments(
    of body: String
  ) throws(TagSyntaxError) -> ([String], [Option]) {
    var parts: [String] = []
    var part = ""
    var closers: [Character] = []
    var quote: Character?
    for character in body {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "(" || character == "[" {
        closers.append(character == "(" ? ")" : "]")
      } else if character == ")" || character == "]" {
        guard closers.popLast() == character else { throw TagSyntaxError.unbalanced(character) }
      } else if character == ",", closers.isEmpty {
        parts.append(part)
        part = ""
        continue
      }
      part.append(character)
    }
    if let quote { throw TagSyntaxError.unbalanced(quote) }
    if let closer = closers.last { throw TagSyntaxError.unbalanced(closer) }
    if !part.trimmingWhitespace().isEmpty || !parts.isEmpty { parts.append(part) }

    var arguments: [String] = []
    var options: [Option] = []
    for part in parts.map({ $0.trimmingWhitespace() }) {
      guard !part.isEmpty else { throw TagSyntaxError.emptyArgument }
      let name = part.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
      let rest = part.dropFirst(name.count).drop(while: \.isWhitespace)
      if let first = name.first, first.isLetter, rest.first == "=", rest.dropFirst().first != "=" {
        let value = String(rest.dropFirst()).trimmingWhitespace()
        options.append(Option(String(name), value.unquoted))
      } else {
        arguments.append(part.unquoted)
      }
    }
    return (arguments, options)
  }
}

/// What is wrong with a tag.
enum TagSyntaxError: Error {
  case noName, textAfterParenthesis, emptyArgument, noCondition
  case unexpected(Character)
  case unbalanced(Character)

  var message: String {
    switch self {
    case .noName: "a tag begins with the name of what it inserts, as in {{figure id}}"
    case .textAfterParenthesis: "the tag continues after its parenthesis, or does not close it"
    case .emptyArgument: "an argument is empty; remove the extra comma"
    case .noCondition: "'if' needs a condition"
    case .unexpected(let character): "'\(character)' cannot follow the name of a tag"
    case .unbalanced(let character): "'\(character)' has no counterpart in this tag"
    }
  }
}

extension String {
  /// Without the spaces and line breaks at both ends.
  func trimmingWhitespace() -> String {
    var slice = self[...]
    while slice.first?.isWhitespace == true { slice.removeFirst() }
    while slice.last?.isWhitespace == true { slice.removeLast() }
    return String(slice)
  }

  /// Without the quotes around all of it, where one pair encloses it.
  fileprivate var unquoted: String {
    guard count >= 2, let quote = first, quote == "'" || quote == "\"", last == quote,
      !dropFirst().dropLast().contains(quote)
    else { return self }
    return String(dropFirst().dropLast())
  }
}
