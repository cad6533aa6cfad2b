/// The number that a text begins with.
enum LeadingNumber {
  /// `8` of `8 v100 16GB`, `2.6` of `2.6B`, `-3` of ` -3%`; nothing where no digit leads.
  static func read(_ text: String) -> Double? {
    var bytes = Array(text.utf8.drop { $0 == 0x20 || $0 == 0x09 })
    func isDigit(_ index: Int) -> Bool {
      index < bytes.count && (0x30...0x39).contains(bytes[index])
    }
    func digits(_ index: inout Int) { while isDigit(index) { index += 1 } }
    var end = 0
    if bytes.first == 0x2D || bytes.first == 0x2B { end = 1 }
    let first = end
    digits(&end)
    if end < bytes.count, bytes[end] == 0x2E, isDigit(end + 1) || end > first {
      end += 1
      digits(&end)
    }
    if end < bytes.count, bytes[end] | 0x20 == 0x65 {
      var after = end + 1
      if after < bytes.count, bytes[after] == 0x2D || bytes[after] == 0x2B { after += 1 }
      if isDigit(after) {
        digits(&after)
        end = after
      }
    }
    bytes.removeLast(bytes.count - end)
    guard let value = bytes.withUnsafeBufferPointer({ DecimalScanner.double($0) }), value.isFinite
    else { return nil }
    return value
  }
}

/// Dictionaries as Python or JSON prints them, in the cell of a table: `{'accuracy': nan, 'f1': 0.5}`.
enum DictionaryLiteral {
  /// The value at a key, or at keys joined by dots; `nil` where the text is no dictionary or has no
  /// such key. `nan`, `None` and infinities are null.
  static func value(in text: String, at path: String) -> JSON? {
    var parser = LiteralParser(Array(text.utf8))
    guard let root = parser.whole() else { return nil }
    if let direct = root[path] { return direct }
    var current: JSON? = root
    for key in path.split(separator: ".") { current = current?[String(key)] }
    return current
  }
}

/// A forgiving reader of Python and JSON literals.
private struct LiteralParser {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func whole() -> JSON? {
    guard let value = value(depth: 0) else { return nil }
    skip()
    return place == bytes.count ? value : nil
  }

  private mutating func skip() {
    while place < bytes.count, bytes[place] <= 0x20 { place += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skip()
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) -> JSON? {
    guard depth < 32 else { return nil }
    if take(0x7B) { return object(depth: depth) }
    if take(0x5B) { return list(closing: 0x5D, depth: depth) }
    if take(0x28) { return list(closing: 0x29, depth: depth) }
    skip()
    guard place < bytes.count else { return nil }
    if bytes[place] == 0x27 || bytes[place] == 0x22 { return text().map(JSON.string) }
    return word()
  }

  private mutating func object(depth: Int) -> JSON? {
    var members: [JSON.Member] = []
    while !take(0x7D) {
      guard let key = value(depth: depth + 1), take(0x3A), let value = value(depth: depth + 1)
      else { return nil }
      members.append(JSON.Member(key.stringValue ?? key.text(), value))
      if !take(0x2C) { return take(0x7D) ? .object(members) : nil }
    }
    return .object(members)
  }

  private mutating func list(closing: UInt8, depth: Int) -> JSON? {
    var elements: [JSON] = []
    while !take(closing) {
      guard let element = value(depth: depth + 1) else { return nil }
      elements.append(element)
      if !take(0x2C) { return take(closing) ? .array(elements) : nil }
    }
    return .array(elements)
  }

  private mutating func text() -> String? {
    let quote = bytes[place]
    let start = place + 1
    place = start
    while place < bytes.count, bytes[place] != quote { place += bytes[place] == 0x5C ? 2 : 1 }
    guard place < bytes.count else { return nil }
    let inner = Array(bytes[start..<place])
    place += 1
    return String(
      decoding: inner.withUnsafeBufferPointer { ListLiteral.unescaped($0) }, as: UTF8.self)
  }

  private mutating func word() -> JSON? {
    let start = place
    while place < bytes.count, ![0x2C, 0x7D, 0x5D, 0x29, 0x3A, 0x20].contains(bytes[place]) {
      place += 1
    }
    let word = bytes[start..<place]
    switch String(decoding: word, as: UTF8.self).lowercased() {
    case "none", "null", "nan", "inf", "-inf", "infinity", "-infinity": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: return word.withUnsafeBufferPointer { DecimalScanner.double($0) }.map(JSON.number)
    }
  }
}

/// SQL's `like`: `%` any run, `_` any one character, `\` takes the next one literally.
struct LikePattern: Sendable {
  private enum Element { case any, one, literal(Unicode.Scalar) }
  private let elements: [Element]
  private let ignoresCase: Bool

  init(_ pattern: String, ignoringCase: Bool) {
    ignoresCase = ignoringCase
    var elements: [Element] = []
    var escaped = false
    for scalar in (ignoringCase ? pattern.lowercased() : pattern).unicodeScalars {
      if escaped {
        elements.append(.literal(scalar))
        escaped = false
      } else if scalar == "\\" {
        escaped = true
      } else {
        elements.append(scalar == "%" ? .any : scalar == "_" ? .one : .literal(scalar))
      }
    }
    self.elements = elements
  }

  /// O(text x pattern) at worst: only the last `%` is ever tried again.
  func matches(_ text: String) -> Bool {
    let scalars = Array((ignoresCase ? text.lowercased() : text).unicodeScalars)
    var (place, index) = (0, 0)
    var retry: (place: Int, index: Int)?
    while place < scalars.count {
      if index < elements.count {
        switch elements[index] {
        case .any:
          retry = (place, index)
          index += 1
          continue
        case .one:
          place += 1
          index += 1
          continue
        case .literal(let scalar) where scalar == scalars[place]:
          place += 1
          index += 1
          continue
        case .literal: break
        }
      }
      guard let last = retry else { return false }
      retry = (last.place + 1, last.index)
      place = last.place + 1
      index = last.index + 1
    }
    return elements[index...].allSatisfy { if case .any = $0 { true } else { false } }
  }
}
