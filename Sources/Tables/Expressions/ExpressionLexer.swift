internal import Basics

/// A word of an expression.
struct Token: Hashable {
  enum Kind: Hashable {
    /// A bare word; `text` as written.
    case word
    /// A name in double quotes or backticks.
    case quotedName
    case text
    case int(Int64)
    case double(Double)
    case parameter
    case symbol
    case end
  }

  let kind: Kind
  let text: String
  let range: Range<Int>

  /// Whether this is the key word or symbol `word`.
  func `is`(_ word: String) -> Bool {
    switch kind {
    case .word: text.lowercased() == word
    case .symbol: text == word
    default: false
    }
  }
}

/// Splits an expression into words.
struct ExpressionLexer {
  private let text: String
  private let scalars: [Unicode.Scalar]
  private var place = 0

  init(_ text: String) {
    self.text = text
    scalars = Array(text.unicodeScalars)
  }

  mutating func tokens() throws(ExpressionError) -> [Token] {
    var tokens: [Token] = []
    while let token = try next() { tokens.append(token) }
    tokens.append(Token(kind: .end, text: "", range: scalars.count..<scalars.count))
    return tokens
  }

  private func error(_ range: Range<Int>, _ problem: String) -> ExpressionError {
    ExpressionError(text: text, range: range, problem: problem)
  }

  private func string(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(scalars[range]))
  }

  private func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || isDigit(scalar)
  }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private func at(_ index: Int) -> Unicode.Scalar { index < scalars.count ? scalars[index] : "\0" }

  private mutating func next() throws(ExpressionError) -> Token? {
    while place < scalars.count, scalars[place].properties.isWhitespace { place += 1 }
    guard place < scalars.count else { return nil }
    let start = place
    let scalar = scalars[place]
    if scalar == "'" {
      let content = try quoted("'")
      return Token(kind: .text, text: content, range: start..<place)
    }
    if scalar == "\"" || scalar == "`" {
      let content = try quoted(scalar)
      return Token(kind: .quotedName, text: content, range: start..<place)
    }
    if isDigit(scalar) || scalar == "." && isDigit(at(place + 1)) { return try number() }
    if scalar == "$", isWord(at(place + 1)), !isDigit(at(place + 1)) {
      place += 1
      while place < scalars.count, isWord(scalars[place]) { place += 1 }
      return Token(kind: .parameter, text: string(start + 1..<place), range: start..<place)
    }
    if isWord(scalar) {
      while place < scalars.count, isWord(scalars[place]) { place += 1 }
      return Token(kind: .word, text: string(start..<place), range: start..<place)
    }
    for symbol in ["<=", ">=", "<>", "!=", "==", "||"]
    where string(start..<min(scalars.count, start + 2)) == symbol {
      place += 2
      let name = symbol == "<>" ? "!=" : symbol == "==" ? "=" : symbol
      return Token(kind: .symbol, text: name, range: start..<place)
    }
    guard "+-*/%=<>(),".unicodeScalars.contains(scalar) else {
      throw error(start..<start + 1, "the character '\(scalar)' is not allowed here")
    }
    place += 1
    return Token(kind: .symbol, text: String(scalar), range: start..<place)
  }

  private mutating func quoted(_ quote: Unicode.Scalar) throws(ExpressionError) -> String {
    let start = place
    place += 1
    var content = String.UnicodeScalarView()
    while place < scalars.count {
      if scalars[place] == quote {
        place += 1
        guard place < scalars.count, scalars[place] == quote else { return String(content) }
      }
      content.append(scalars[place])
      place += 1
    }
    throw error(
      start..<start + 1, quote == "'" ? "this text is never closed" : "this name is never closed")
  }

  private mutating func skipDigits() {
    while place < scalars.count, isDigit(scalars[place]) { place += 1 }
  }

  private mutating func number() throws(ExpressionError) -> Token {
    let start = place
    skipDigits()
    if at(place) == "." {
      place += 1
      skipDigits()
    }
    if at(place) == "e" || at(place) == "E" {
      let sign = at(place + 1) == "-" || at(place + 1) == "+" ? 1 : 0
      if isDigit(at(place + 1 + sign)) {
        place += 1 + sign
        skipDigits()
      }
    }
    if place < scalars.count, isWord(scalars[place]) {
      throw error(
        start..<place + 1, "a number runs into a name; put a space or an operator between them")
    }
    let written = string(start..<place)
    if let value = Int64(written) {
      return Token(kind: .int(value), text: written, range: start..<place)
    }
    guard let value = Double(written), value.isFinite else {
      throw error(start..<place, "this number is too large")
    }
    return Token(kind: .double(value), text: written, range: start..<place)
  }
}
