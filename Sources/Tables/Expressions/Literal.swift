package import Basics

/// Lists and dictionaries as Python or JSON prints them in the cell of a table: `['a', "b"]`, `('a',)`,
/// `{'accuracy': nan, 'f1': 0.5}`.
///
/// Nothing is evaluated: a name or an operator makes no literal.
package enum Literal {
  /// Calls `body` with each entry of a list of texts, bare words and numbers; false where the cell is not wholly a
  /// list. `None`, `null` and `nan` without quotes are left out.
  static func forEachEntry(
    _ cell: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) -> Bool {
    let text = trimmed(cell)
    guard text.count >= 2, let first = text.first, let last = text.last,
      first == UInt8(ascii: "[") && last == UInt8(ascii: "]")
        || first == UInt8(ascii: "(") && last == UInt8(ascii: ")")
    else { return false }
    var reader = LiteralReader(text, from: 1, to: text.count - 1)
    while true {
      reader.skipSpace()
      if reader.isAtEnd { return true }
      if reader.isAtQuote {
        guard reader.quoted(body) else { return false }
      } else {
        let word = trimmed(
          reader.run(before: { $0 == UInt8(ascii: ",") }))
        let isNested = word.contains { $0 == 0x5B || $0 == 0x27 || $0 == 0x22 }
        if word.isEmpty || isNested { return false }
        if !isNothing(word) { body(word) }
      }
      reader.skipSpace()
      if reader.isAtEnd { return true }
      guard reader.take(UInt8(ascii: ",")) else { return false }
    }
  }

  /// The entries of a list; `nil` where the text is not wholly one.
  package static func entries(of text: String) -> [String]? {
    var entries: [String] = []
    var text = text
    let isList = text.withUTF8 { bytes in
      forEachEntry(bytes) { entries.append(String(decoding: $0, as: UTF8.self)) }
    }
    return isList ? entries : nil
  }

  /// The value at a key of a dictionary, or at keys joined by dots; `nil` where the text is not a dictionary or has no
  /// such key. `nan`, `None` and infinities are null.
  package static func value(in text: String, at path: String) -> JSON? {
    var text = text
    return text.withUTF8 { bytes in
      var reader = LiteralReader(bytes, from: 0, to: bytes.count)
      guard let root = reader.value(depth: 0) else { return nil }
      reader.skipSpace()
      guard reader.isAtEnd else { return nil }
      if let direct = root[path] { return direct }
      var current: JSON? = root
      for key in path.split(separator: ".") { current = current?[String(key)] }
      return current
    }
  }

  private static func isNothing(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    word.count <= 4
      && (word.elementsEqual("None".utf8) || word.elementsEqual("null".utf8)
        || word.elementsEqual("nan".utf8) || word.elementsEqual("NaN".utf8))
  }
}

/// A place in the bytes of a literal.
private struct LiteralReader {
  private let text: UnsafeBufferPointer<UInt8>
  private let end: Int
  private var place: Int

  init(_ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
    self.text = text
    self.end = end
    place = start
  }

  var isAtEnd: Bool { place >= end }
  var isAtQuote: Bool { place < end && (text[place] == 0x27 || text[place] == 0x22) }

  mutating func skipSpace() {
    while place < end, text[place] <= 0x20 { place += 1 }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard place < end, text[place] == byte else { return false }
    place += 1
    return true
  }

  /// The bytes up to one that ends them.
  mutating func run(before isEnd: (UInt8) -> Bool) -> UnsafeBufferPointer<UInt8> {
    let start = place
    while place < end, !isEnd(text[place]) { place += 1 }
    return UnsafeBufferPointer(rebasing: text[start..<place])
  }

  // MARK: Texts

  /// Hands the text within the quotes at this place to `body`, and goes behind them; false where they do not end.
  mutating func quoted(_ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
    let quote = text[place]
    let start = place + 1
    var next = plainEnd(start, quote)
    var hasEscape = false
    while next < end, text[next] != quote {
      if text[next] == 0x5C {
        hasEscape = true
        next += 1
      }
      next += 1
    }
    guard next < end else { return false }
    let inner = UnsafeBufferPointer(rebasing: text[start..<next])
    if hasEscape {
      Self.unescaped(inner).withUnsafeBufferPointer(body)
    } else {
      body(inner)
    }
    place = next + 1
    return true
  }

  /// The first quote or backslash from `start` on, or a place shortly before it: eight bytes at a time.
  @inline(__always)
  private func plainEnd(_ start: Int, _ quote: UInt8) -> Int {
    guard let base = text.baseAddress else { return start }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    let (quotes, escapes) = (ones &* UInt64(quote), ones &* 0x5C)
    var place = start
    while place + 8 <= end {
      let word = UInt64(
        littleEndian: UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self))
      let (a, b) = (word ^ quotes, word ^ escapes)
      // A bit for each byte that became 0; the lowest is always right.
      let found = ((a &- ones) & ~a | (b &- ones) & ~b) & high
      if found != 0 { return place + found.trailingZeroBitCount / 8 }
      place += 8
    }
    return place
  }

  private static func unescaped(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    while place < text.count {
      let byte = text[place]
      place += 1
      guard byte == 0x5C, place < text.count else {
        result.append(byte)
        continue
      }
      let escape = text[place]
      place += 1
      switch escape {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
        let digits = escape == UInt8(ascii: "x") ? 2 : escape == UInt8(ascii: "u") ? 4 : 8
        let hex = String(decoding: text[place..<min(text.count, place + digits)], as: UTF8.self)
        if hex.utf8.count == digits, let code = UInt32(hex, radix: 16),
          let scalar = Unicode.Scalar(code)
        {
          result.append(contentsOf: String(scalar).utf8)
          place += digits
        } else {
          result.append(contentsOf: [byte, escape])
        }
      default: result.append(escape)
      }
    }
    return result
  }

  // MARK: Values

  /// The value at this place; `nil` where there is none, or where it is nested deeper than any data are.
  mutating func value(depth: Int) -> JSON? {
    guard depth < Limits.recordDepth else { return nil }
    if take(UInt8(ascii: "{")) { return object(depth: depth) }
    if take(UInt8(ascii: "[")) { return list(closing: UInt8(ascii: "]"), depth: depth) }
    if take(UInt8(ascii: "(")) { return list(closing: UInt8(ascii: ")"), depth: depth) }
    if isAtEnd { return nil }
    guard isAtQuote else { return word() }
    var string = ""
    guard quoted({ string = String(decoding: $0, as: UTF8.self) }) else { return nil }
    return .string(string)
  }

  private mutating func object(depth: Int) -> JSON? {
    var members: [JSON.Member] = []
    while !take(UInt8(ascii: "}")) {
      guard let key = value(depth: depth + 1), take(UInt8(ascii: ":")),
        let value = value(depth: depth + 1)
      else { return nil }
      members.append(JSON.Member(key.stringValue ?? key.text(), value))
      if !take(UInt8(ascii: ",")) { return take(UInt8(ascii: "}")) ? .object(members) : nil }
    }
    return .object(members)
  }

  private mutating func list(closing: UInt8, depth: Int) -> JSON? {
    var elements: [JSON] = []
    while !take(closing) {
      guard let element = value(depth: depth + 1) else { return nil }
      elements.append(element)
      if !take(UInt8(ascii: ",")) { return take(closing) ? .array(elements) : nil }
    }
    return .array(elements)
  }

  private mutating func word() -> JSON? {
    let word = run(before: { byte in
      byte <= 0x20 || byte == 0x2C || byte == 0x3A || byte == 0x5D || byte == 0x7D || byte == 0x29
    })
    switch String(decoding: word, as: UTF8.self).lowercased() {
    case "none", "null", "nan", "-nan", "inf", "-inf", "infinity", "-infinity": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: return DecimalScanner.double(word).map(JSON.number)
    }
  }
}
