/// Where JSON text is not JSON.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// The column in bytes, from 1.
  public let column: Int
  /// What is wrong there.
  public let problem: String

  /// One sentence with the place.
  public var description: String { "line \(line), column \(column): \(problem)" }
}

extension JSON {
  /// The value that `text` holds (RFC 8259). A key that occurs twice is an error.
  ///
  /// A number without point and exponent that fits 64 bits is `.int`, any other `.double`; one that
  /// overflows a double is an error.
  public static func parse(_ text: String) throws(JSONError) -> JSON {
    try parse(Array(text.utf8))
  }

  /// The value that UTF-8 `bytes` hold.
  public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
    var parser = JSONParser(bytes: bytes)
    return try parser.document()
  }
}

struct JSONParser {
  let bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSON {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    let value = try self.value(depth: 0)
    skipSpace()
    guard place == bytes.count else { throw error("text after the end of the value") }
    return value
  }

  private func error(_ problem: String, at position: Int? = nil) -> JSONError {
    let end = min(position ?? place, bytes.count)
    var line = 1
    var start = 0
    for (index, byte) in bytes[..<end].enumerated() where byte == 0x0A {
      line += 1
      start = index + 1
    }
    return JSONError(line: line, column: end - start + 1, problem: problem)
  }

  private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      place += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth <= Limits.jsonDepth else {
      throw error("arrays and objects are nested more than \(Limits.jsonDepth) deep")
    }
    skipSpace()
    guard let byte = current else { throw error("the text ends where a value is expected") }
    switch byte {
    case 0x7B: return try object(depth: depth)
    case 0x5B: return try array(depth: depth)
    case 0x22: return .string(try string())
    case 0x74: return try word("true", .bool(true))
    case 0x66: return try word("false", .bool(false))
    case 0x6E: return try word("null", .null)
    case 0x2D, 0x30...0x39: return try number()
    default: throw error("not a value")
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    guard bytes[place...].starts(with: word.utf8) else { throw error("not a value") }
    place += word.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    place += 1
    var members: [JSON.Member] = []
    var known: Set<String> = []
    skipSpace()
    if take(0x7D) { return .object([]) }
    while true {
      skipSpace()
      guard current == 0x22 else { throw error("a key in double quotes is expected") }
      let start = place
      let key = try string()
      guard known.insert(key).inserted else {
        throw error("key \"\(key)\" occurs twice in one object", at: start)
      }
      skipSpace()
      guard take(0x3A) else { throw error("a colon is expected after the key") }
      members.append(JSON.Member(key, try value(depth: depth + 1)))
      skipSpace()
      if take(0x2C) { continue }
      guard take(0x7D) else { throw error("a comma or } is expected") }
      return .object(members)
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    place += 1
    var elements: [JSON] = []
    skipSpace()
    if take(0x5D) { return .array([]) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take(0x2C) { continue }
      guard take(0x5D) else { throw error("a comma or ] is expected") }
      return .array(elements)
    }
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = place
    while let byte = current,
      (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2B || byte == 0x2E
        || byte | 0x20 == 0x65
    {
      place += 1
    }
    let text = bytes[start..<place]
    let digits = text.first == 0x2D ? text.dropFirst() : text
    let leadingZero =
      digits.first == 0x30 && digits.count > 1
      && (0x30...0x39).contains(digits[digits.startIndex + 1])
    let point = digits.firstIndex(of: 0x2E)
    let pointIsLoose =
      point.map {
        $0 == digits.startIndex || $0 + 1 == digits.endIndex
          || !(0x30...0x39).contains(digits[$0 + 1])
      } ?? false
    let parsed = text.withUnsafeBufferPointer { bytes -> JSON? in
      guard let scan = DecimalScanner.scan(bytes), !leadingZero, !pointIsLoose else { return nil }
      if !(scan.negative && scan.mantissa == 0), !scan.isTruncated,
        let value = DecimalScanner.int(scan, digits: digits.count)
      {
        return .int(value)
      }
      return .double(DecimalScanner.double(scan, bytes))
    }
    guard let parsed else { throw error("not a number", at: start) }
    if case .double(let value) = parsed, !value.isFinite {
      throw error("the number is too large for a double", at: start)
    }
    return parsed
  }

  private mutating func string() throws(JSONError) -> String {
    let open = place
    place += 1
    var result: [UInt8] = []
    while true {
      guard let byte = current else { throw error("the string is not closed", at: open) }
      switch byte {
      case 0x22:
        place += 1
        guard let text = String(validating: result, as: UTF8.self) else {
          throw error("the string is not UTF-8", at: open)
        }
        return text
      case 0x5C:
        place += 1
        try escape(into: &result)
      case 0..<0x20: throw error("a string contains an unescaped control character")
      default:
        result.append(byte)
        place += 1
      }
    }
  }

  private mutating func escape(into result: inout [UInt8]) throws(JSONError) {
    guard let byte = current else { throw error("the text ends in an escape") }
    place += 1
    switch byte {
    case 0x22, 0x5C, 0x2F: result.append(byte)
    case 0x62: result.append(0x08)
    case 0x66: result.append(0x0C)
    case 0x6E: result.append(0x0A)
    case 0x72: result.append(0x0D)
    case 0x74: result.append(0x09)
    case 0x75:
      var unit = try hex()
      if (0xD800..<0xDC00).contains(unit), place + 1 < bytes.count, bytes[place] == 0x5C,
        bytes[place + 1] == 0x75
      {
        let mark = place
        place += 2
        let low = try hex()
        if (0xDC00..<0xE000).contains(low) {
          unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
        } else {
          place = mark
        }
      }
      // Half of a surrogate pair is not a character; it becomes the replacement character.
      result.append(contentsOf: String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf8)
    default: throw error("unknown escape", at: place - 2)
    }
  }

  private mutating func hex() throws(JSONError) -> UInt32 {
    guard place + 4 <= bytes.count else { throw error("four hexadecimal digits are expected") }
    var value: UInt32 = 0
    for byte in bytes[place..<place + 4] {
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
      case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
      default: throw error("four hexadecimal digits are expected")
      }
    }
    place += 4
    return value
  }
}
